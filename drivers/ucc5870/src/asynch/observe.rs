//! Reading the status registers, and making sure of what they say.

use embedded_hal_async::{delay::DelayNs, spi::SpiDevice};
use hal_inverter::GateFaults;

use super::{State, Ucc5870};
use crate::{
    Error, Mode, OffPath, Register, Status,
    codec::{self, Command},
    status::{ORDER, mode},
};

/// Readings of one chip before the driver gives up: two where nothing changed, three after one change.
const READINGS: usize = 5;

/// What is not kept: a supply that is back is back.
const PASSING: GateFaults = GateFaults::NOT_READY;

/// After these the chips are taken out of the active mode.
const STOPPING: GateFaults = GateFaults::DESATURATION.union(GateFaults::SHORT_CIRCUIT);

impl<S: SpiDevice, D: DelayNs, const N: usize, A: OffPath> Ucc5870<S, D, N, A> {
    /// Reads the status of every chip, and again of one that is out of the ordinary until two readings agree. Keeps what is seen.
    pub(super) async fn observe(&mut self, expected: Mode) -> Result<(), Error<S::Error>> {
        let all: [_; N] = self.wire.read_all(ORDER).await?;
        for (chip, words) in all.into_iter().enumerate() {
            let first = Status { words };
            let known = self.kept.get(chip).copied().unwrap_or_default();
            let (status, seen) = if self.is_ordinary(first, expected, known) {
                (first, first.faults())
            } else {
                self.read_again(chip, first).await?
            };
            if let Some(last) = self.last.get_mut(chip) {
                *last = status;
            }
            self.judge(chip, status, expected)?;
            if let Some(kept) = self.kept.get_mut(chip) {
                *kept |= seen.difference(PASSING);
            }
        }
        Ok(())
    }

    /// Returns whether nothing asks for a second reading. A warning does not: the first reading has cleared it.
    fn is_ordinary(&self, status: Status, expected: Mode, known: GateFaults) -> bool {
        let held = self.off.is_held();
        status.mode() == expected
            && (known | GateFaults::WARNINGS).contains(status.faults())
            && held.is_none_or(|held| held == status.off_input())
    }

    /// Reads one chip until two readings in a row agree, and returns the last with the faults of both.
    async fn read_again(
        &mut self,
        chip: usize,
        first: Status,
    ) -> Result<(Status, GateFaults), Error<S::Error>> {
        let address = Self::address(chip)?;
        let mut before = first;
        for _ in 1..READINGS {
            let words = self.wire.read(address, ORDER).await?;
            let status = Status { words };
            if status.agrees(before) {
                return Ok((status, status.faults() | before.faults()));
            }
            before = status;
        }
        let [register, ..] = ORDER;
        Err(Error::Unsteady { chip, register })
    }

    fn judge(&self, chip: usize, status: Status, expected: Mode) -> Result<(), Error<S::Error>> {
        if status.is_silent() {
            return Err(Error::Silent { chip });
        }
        let found = status.mode();
        if found != expected {
            return Err(Error::Mode {
                chip,
                expected,
                found,
            });
        }
        let held = self.off.is_held();
        if held.is_some_and(|held| held != status.off_input()) {
            let [found, ..] = status.words();
            return Err(Error::Pins { chip, found });
        }
        Ok(())
    }

    /// Fails if an input of the disarmed stage is high.
    pub(super) fn inputs_must_be_low(&self) -> Result<(), Error<S::Error>> {
        for (chip, status) in self.last.iter().enumerate() {
            if status.input() || status.inverting_input() {
                let [found, ..] = status.words();
                return Err(Error::Pins { chip, found });
            }
        }
        Ok(())
    }

    /// Returns what is reported or kept of every chip.
    pub(super) fn reported(&self) -> impl Iterator<Item = GateFaults> + '_ {
        let present = self.last.iter().map(|status| status.faults());
        present.zip(self.kept).map(|(present, kept)| present | kept)
    }

    /// Fails if a chip has a fault that keeps its gate off.
    pub(super) fn must_be_sound(&self) -> Result<(), Error<S::Error>> {
        let mut chips = self.reported().enumerate();
        match chips.find(|(_, faults)| !faults.stopping().is_empty()) {
            Some((chip, faults)) => Err(Error::Fault { chip, faults }),
            None => Ok(()),
        }
    }

    /// Returns whether something was seen after which no gate may turn on again.
    pub(super) fn must_stop(&self) -> bool {
        self.kept.iter().any(|kept| kept.intersects(STOPPING))
    }

    /// Takes every chip out of the active mode, off path first.
    pub(super) async fn stop(&mut self) -> Result<(), Error<S::Error>> {
        self.off.hold();
        self.state = State::Unknown;
        self.wire.command(Command::Disable).await?;
        self.wire.command(Command::Configure).await?;
        self.state = State::Configured;
        Ok(())
    }

    /// Returns the mode that the bank was brought into.
    pub(super) const fn mode(state: State) -> Mode {
        match state {
            State::Active => Mode::Active,
            State::Unknown | State::Configured => Mode::Configuration,
        }
    }

    /// Reads one chip's registers and its mode with them: words of a chip that does not answer are an error.
    pub(super) async fn read_of<const K: usize>(
        &mut self,
        chip: usize,
        registers: [Register; K],
        expected: Mode,
    ) -> Result<[u16; K], Error<S::Error>> {
        let address = Self::address(chip)?;
        let status = codec::read(address, Register::Status1);
        let words = self.wire.read_before(address, registers, status).await?;
        let nop = codec::command(address, Command::Nop);
        let status1 = self.wire.frame(nop).await?;
        let found = mode(status1);
        if status1 == 0 || status1 == 0xFFFF {
            return Err(Error::Silent { chip });
        }
        if found != expected {
            return Err(Error::Mode {
                chip,
                expected,
                found,
            });
        }
        Ok(words)
    }
}
