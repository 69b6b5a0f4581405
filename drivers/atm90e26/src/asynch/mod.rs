//! Asynchronous driver.
//!
//! # Cancellation Safety
//!
//! A reading that is dropped may be repeated, and one that clears a register too: what it would have brought comes with the next
//! call. An `init` that is dropped has to be repeated.

mod energy;
mod init;
mod line;
mod measure;
mod raw;
mod take;
mod wire;

use embedded_hal_async::spi::SpiDevice;
use hal_power::ErrorType;
pub use line::LineMeter;
use wire::Wire;

use crate::{
    Error, Events,
    plan::Plan,
    registers::{LAST_DATA, STUCK_HIGH, STUCK_LOW, start},
    tally::{Counts, Tally},
};

/// An ATM90E26, also called M90E26, on SPI.
#[derive(Debug)]
pub struct Atm90e26<S, D> {
    wire: Wire<S>,
    delay: D,
    state: State,
    plan: Plan,
    /// Register whose clearing reading has begun and not ended: LastData may be all that is left of it.
    pending: Option<Counts>,
    /// Whether CalStart was the last register that was read, so that LastData repeats it.
    is_marked: bool,
    tally: Tally,
    /// Events that were read and not yet taken.
    events: Events,
}

/// What the driver knows of the part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// `init` has not passed.
    New,
    /// The part meters.
    Live,
    /// The part has been seen not to run.
    Lost { register: u8, found: u16 },
}

impl<S, D> Atm90e26<S, D> {
    /// Creates the driver; nothing is transferred. The device runs in SPI mode 3, at up to 160 kHz.
    pub const fn new(spi: S, delay: D) -> Self {
        Self {
            wire: Wire { spi, gap: 0 },
            delay,
            state: State::New,
            plan: Plan::NONE,
            pending: None,
            is_marked: false,
            tally: Tally::EMPTY,
            events: Events::empty(),
        }
    }

    /// Waits so many nanoseconds after the select and after each address; by default, frames are sent without a pause.
    #[must_use]
    pub fn with_gap_ns(mut self, gap: u32) -> Self {
        self.wire.gap = gap;
        self
    }

    /// Gives bus and delay back. Sums that were not read are gone.
    pub fn free(self) -> (S, D) {
        (self.wire.spi, self.delay)
    }
}

impl<S: SpiDevice, D> Atm90e26<S, D> {
    fn must_be_live(&self) -> Result<(), Error<S::Error>> {
        match self.state {
            State::New => Err(Error::NotInitialised),
            State::Live => Ok(()),
            State::Lost { register, found } => Err(Error::ConfigurationLost { register, found }),
        }
    }

    /// Whatever transfers begins here.
    async fn begin(&mut self) -> Result<(), Error<S::Error>> {
        self.must_be_live()?;
        self.is_marked = false;
        self.settle().await?;
        self.must_be_live()
    }

    /// Reads CalStart or AdjStart, which shows whether the part has run without a reset.
    async fn prove(&mut self, register: u8) -> Result<(), Error<S::Error>> {
        match self.wire.read(register).await? {
            start::RUN => Ok(()),
            found @ (start::OFF | start::CALIBRATE) => {
                self.state = State::Lost { register, found };
                Err(Error::ConfigurationLost { register, found })
            }
            found => Err(Error::NoAnswer { register, found }),
        }
    }

    /// Reads the checksum that the part makes of a block: by another than what was written it neither measures nor counts. The
    /// line has just been proven to be driven.
    async fn must_keep(&mut self, register: u8, written: u16) -> Result<(), Error<S::Error>> {
        let found = self.wire.read(register).await?;
        if found == written {
            return Ok(());
        }
        let repeated = self.wire.read(LAST_DATA).await?;
        if found != repeated {
            return Err(Error::Unconfirmed {
                register,
                found,
                repeated,
            });
        }
        if matches!(found, STUCK_LOW | STUCK_HIGH) {
            return Err(Error::NoAnswer { register, found });
        }
        self.state = State::Lost { register, found };
        Err(Error::ConfigurationLost { register, found })
    }
}

impl<S: SpiDevice, D> ErrorType for Atm90e26<S, D> {
    type Error = Error<S::Error>;
}
