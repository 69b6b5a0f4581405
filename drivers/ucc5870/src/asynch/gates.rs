//! The bank as gate drivers.

use embedded_hal_async::{delay::DelayNs, spi::SpiDevice};
use hal_inverter::{Disarmed, GateFaults, asynch::GateDriver};

use super::{State, Ucc5870};
use crate::{
    Error, Mode, OffPath,
    codec::{self, BROADCAST, Command},
};

/// `enable` compares the whole configuration once more: nothing but a read-back shows a frame that went to the wrong register since.
///
/// Reading costs a frame for each of five status registers of each chip, and one. What is out of the ordinary is read again, five
/// times at most, six frames each.
///
/// Everything but [`NOT_READY`](GateFaults::NOT_READY) is kept until faults are cleared, also warnings, which the part forgets once
/// they were read. Desaturation and short circuit take every chip out of the active mode, and force it off where ASC is fitted.
impl<S: SpiDevice, D: DelayNs, const N: usize, A: OffPath> GateDriver for Ucc5870<S, D, N, A> {
    fn count(&self) -> usize {
        codec::count::<N>()
    }

    async fn faults(&mut self, gates: &mut [GateFaults]) -> Result<GateFaults, Error<S::Error>> {
        if gates.len() != N {
            return Err(Error::Chips(gates.len()));
        }
        let state = self.known()?;
        let seen = self.observe(Self::mode(state)).await;
        self.settle(seen)?;
        if state == State::Active && self.must_stop() {
            let stopped = self.stop().await;
            self.settle(stopped)?;
        }
        let mut all = GateFaults::empty();
        for (gate, faults) in gates.iter_mut().zip(self.reported()) {
            *gate = faults;
            all |= faults;
        }
        Ok(all)
    }

    async fn clear_faults(&mut self, _disarmed: &Disarmed<'_>) -> Result<(), Error<S::Error>> {
        self.known()?;
        let cleared = self.clear().await;
        self.settle(cleared)
    }

    async fn enable(&mut self, _disarmed: &Disarmed<'_>) -> Result<(), Error<S::Error>> {
        let state = self.known()?;
        self.off.hold();
        let enabled = self.enable_from(state).await;
        self.settle(enabled)
    }
}

impl<S: SpiDevice, D: DelayNs, const N: usize, A: OffPath> Ucc5870<S, D, N, A> {
    async fn clear(&mut self) -> Result<(), Error<S::Error>> {
        self.stop().await?;
        self.state = State::Unknown;
        self.wire.clear_status(BROADCAST).await?;
        let before = core::mem::replace(&mut self.kept, [GateFaults::empty(); N]);
        let seen = self.observe(Mode::Configuration).await;
        let sound = match seen {
            Ok(()) => self
                .inputs_must_be_low()
                .and_then(|()| self.must_be_sound()),
            Err(error) => Err(error),
        };
        if sound.is_err() {
            for (kept, before) in self.kept.iter_mut().zip(before) {
                *kept |= before;
            }
        }
        if matches!(sound, Ok(()) | Err(Error::Fault { .. })) {
            self.state = State::Configured;
        }
        sound
    }

    async fn enable_from(&mut self, state: State) -> Result<(), Error<S::Error>> {
        self.observe(Self::mode(state)).await?;
        self.inputs_must_be_low()?;
        if let Err(fault) = self.must_be_sound() {
            if state == State::Active {
                self.stop().await?;
            }
            return Err(fault);
        }
        if state == State::Configured {
            self.compare_all().await?;
        }
        self.state = State::Unknown;
        self.wire.command(Command::Enable).await?;
        self.observe(Mode::Active).await?;
        for (chip, status) in self.last.iter().enumerate() {
            if !status.is_enabled() {
                let [_, found, ..] = status.words();
                let register = crate::Register::Status2;
                let expected = found | 1 << 2;
                return Err(Error::Changed {
                    chip,
                    register,
                    expected,
                    found,
                });
            }
        }
        if self.off.is_held().is_some() && self.must_be_sound().is_ok() {
            self.off.release();
            self.observe(Mode::Active).await?;
        }
        if let Err(fault) = self.must_be_sound() {
            self.stop().await?;
            return Err(fault);
        }
        self.inputs_must_be_low()?;
        self.state = State::Active;
        Ok(())
    }
}
