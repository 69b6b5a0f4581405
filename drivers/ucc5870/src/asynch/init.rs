//! From whatever the chips were in to configured and off.

use core::convert::Infallible;

use embedded_hal::digital::OutputPin;
use embedded_hal_async::{delay::DelayNs, spi::SpiDevice};
use hal_inverter::GateFaults;

use super::{State, Ucc5870};
use crate::{
    Error, Mode, OffPath, Register, Status,
    codec::{self, Command},
    status::{self, ORDER},
};

/// What the chips forget in a reset and the driver does not.
const DANGEROUS: GateFaults = GateFaults::DESATURATION
    .union(GateFaults::SHORT_CIRCUIT)
    .union(GateFaults::OVERCURRENT);

/// An input that goes low whatever happens.
struct Raised<'a, P: OutputPin<Error = Infallible>>(&'a mut P);

impl<'a, P: OutputPin<Error = Infallible>> Raised<'a, P> {
    fn new(pin: &'a mut P) -> Self {
        let Ok(()) = pin.set_high();
        Self(pin)
    }
}

impl<P: OutputPin<Error = Infallible>> Drop for Raised<'_, P> {
    fn drop(&mut self) {
        let Ok(()) = self.0.set_low();
    }
}

/// Returns what was dangerous, of a chip that is in a mode in which it tells.
fn dangers(status: Status) -> GateFaults {
    match status.mode() {
        Mode::Configuration | Mode::Active => status.faults() & DANGEROUS,
        Mode::Addressing | Mode::Other(_) => GateFaults::empty(),
    }
}

impl<S: SpiDevice, D: DelayNs, const N: usize, A: OffPath> Ucc5870<S, D, N, A> {
    /// Gives every chip its address through its IN+, and configures it; the outputs are off.
    ///
    /// `inputs` are the pins at IN+ in the bank's order, lent before a timer takes them; each is raised for one frame, after every
    /// chip was disabled and reset and none says that it is active. The supplies are up, and have been for as long as the part
    /// needs.
    ///
    /// Desaturation, short circuit and overcurrent that a chip still shows before the reset are kept until faults are cleared.
    ///
    /// # Errors
    ///
    /// [`Error::Bus`], [`Error::Mode`], [`Error::Missing`], [`Error::Silent`], [`Error::NotReady`], [`Error::Pins`],
    /// [`Error::ReadBack`], [`Error::Rejected`], [`Error::Checksum`], [`Error::Unsteady`]; everything is off then where ASC is
    /// fitted. The next call begins from the start.
    pub async fn init<P>(&mut self, inputs: &mut [P; N]) -> Result<(), Error<S::Error>>
    where
        P: OutputPin<Error = Infallible>,
    {
        self.begin();
        for input in inputs.iter_mut() {
            let Ok(()) = input.set_low();
        }
        let done = self.init_by(inputs).await;
        self.settle(done)
    }

    /// Configures chips that have their addresses already; the outputs are off. A reset leaves addresses, a loss of the supply
    /// does not.
    ///
    /// # Errors
    ///
    /// As [`init`](Self::init).
    pub async fn init_addressed(&mut self) -> Result<(), Error<S::Error>> {
        self.begin();
        let done = self.init_as_addressed().await;
        self.settle(done)
    }

    fn begin(&mut self) {
        self.state = State::Unknown;
        self.off.hold();
    }

    async fn init_by<P>(&mut self, inputs: &mut [P; N]) -> Result<(), Error<S::Error>>
    where
        P: OutputPin<Error = Infallible>,
    {
        self.reset().await?;
        self.must_be_inactive().await?;
        for (address, input) in (1..).zip(inputs.iter_mut()) {
            let _raised = Raised::new(input);
            self.wire.frame(codec::assign(address)).await?;
        }
        self.open().await
    }

    async fn init_as_addressed(&mut self) -> Result<(), Error<S::Error>> {
        self.reset().await?;
        self.open().await
    }

    /// Resets every chip, after a look at what it would forget.
    async fn reset(&mut self) -> Result<(), Error<S::Error>> {
        let all: [_; N] = self.wire.read_all(ORDER).await?;
        for (chip, words) in all.into_iter().enumerate() {
            let first = Status { words };
            if dangers(first).is_empty() {
                continue;
            }
            let words = self.wire.read(Self::address(chip)?, ORDER).await?;
            let second = Status { words };
            if let Some(kept) = self.kept.get_mut(chip) {
                *kept |= dangers(first) & dangers(second);
            }
        }
        self.wire.command(Command::Disable).await?;
        self.wire.command(Command::Reset).await?;
        self.pause(self.settings.reset_time()).await;
        Ok(())
    }

    /// Fails if a chip says that it is active: an input that is raised would turn its gate on.
    async fn must_be_inactive(&mut self) -> Result<(), Error<S::Error>> {
        let all: [_; N] = self.wire.read_all([Register::Status1]).await?;
        for (chip, [status1]) in all.into_iter().enumerate() {
            if status::mode(status1) == Mode::Active {
                return Err(Error::Mode {
                    chip,
                    expected: Mode::Addressing,
                    found: Mode::Active,
                });
            }
        }
        Ok(())
    }

    /// Opens the configuration, proves that each chip is there, and writes it.
    async fn open(&mut self) -> Result<(), Error<S::Error>> {
        self.wire.command(Command::Configure).await?;
        self.must_be_there().await?;
        self.write_all().await?;
        self.observe(Mode::Configuration).await?;
        self.state = State::Configured;
        Ok(())
    }

    async fn must_be_there(&mut self) -> Result<(), Error<S::Error>> {
        let registers = [
            Register::GdAddr,
            Register::Status2,
            Register::Status4,
            Register::Status1,
        ];
        let all: [_; N] = self.wire.read_all(registers).await?;
        for (chip, [found, two, four, one]) in all.into_iter().enumerate() {
            if found & Register::GdAddr.mask() != u16::from(Self::address(chip)?) {
                return Err(Error::Missing { chip, found });
            }
            if one == 0 || one == 0xFFFF {
                return Err(Error::Silent { chip });
            }
            if status::mode(one) != Mode::Configuration {
                return Err(Error::Mode {
                    chip,
                    expected: Mode::Configuration,
                    found: status::mode(one),
                });
            }
            for (word, ready, register) in [
                (two, 1 << 14, Register::Status2),
                (four, 1, Register::Status4),
            ] {
                if word & ready == 0 {
                    return Err(Error::NotReady { chip, register });
                }
            }
        }
        Ok(())
    }
}
