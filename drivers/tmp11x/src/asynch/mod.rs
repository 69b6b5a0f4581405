//! Asynchronous drivers.
//!
//! # Cancellation Safety
//!
//! A reading that is dropped loses at most its answer. What writes says what a drop leaves behind.
#![expect(
    clippy::manual_async_fn,
    reason = "an `async fn` keeps its arguments twice"
)]

mod alerts;
mod configure;
mod interface;
mod measure;
mod memory;
mod raw;

use core::marker::PhantomData;

use embedded_hal_async::i2c::I2c;
use hal_power::ErrorType;
use interface::Bus;

use crate::{
    Address, Alerts, Error,
    part::{self, Part},
    plan::Plan,
    registers::{CONFIGURATION, EEPROM_UL, config, unlock},
};

/// A TMP116 or TMP116N.
pub type Tmp116<I> = Tmp11x<part::Tmp116, I>;
/// A TMP117.
pub type Tmp117<I> = Tmp11x<part::Tmp117, I>;
/// A TMP119, which shows the same registers as a TMP117.
pub type Tmp119<I> = Tmp11x<part::Tmp117, I>;

/// One part of the family; its own names are [`Tmp116`], [`Tmp117`] and [`Tmp119`].
#[derive(Debug)]
pub struct Tmp11x<P: Part, I> {
    bus: Bus<I>,
    state: State,
    /// Flags that were read and not yet taken.
    pending: Alerts,
    /// Whether the EEPROM may be unlocked by what was begun and not ended.
    is_open: bool,
    /// Whether `set_limits` has begun and not passed since.
    is_torn: bool,
    plan: Plan,
    part: PhantomData<P>,
}

/// What the driver knows of the part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// `init` has not passed.
    New,
    /// Shut down, Data_Ready is clear.
    Stopped,
    /// Something may be converted, or not; no result is of now.
    Adrift,
    /// The first conversion since the start has not been seen to end.
    Waiting,
    /// A result is there.
    Live,
    /// The part has been seen to have reset.
    Lost(u8),
}

impl<P: Part, I> Tmp11x<P, I> {
    /// Creates the driver; nothing is transferred.
    pub const fn new(i2c: I, address: Address) -> Self {
        Self {
            bus: Bus::new(i2c, address),
            state: State::New,
            pending: Alerts::empty(),
            is_open: false,
            is_torn: false,
            plan: Plan::NONE,
            part: PhantomData,
        }
    }

    /// Gives the bus back.
    pub fn free(self) -> I {
        self.bus.free()
    }
}

impl<P: Part, I: I2c> Tmp11x<P, I> {
    fn must_be_initialised(&self) -> Result<(), Error<I::Error>> {
        match self.state {
            State::New => Err(Error::NotInitialised),
            State::Lost(register) => Err(Error::ConfigurationLost { register }),
            State::Stopped | State::Adrift | State::Waiting | State::Live => Ok(()),
        }
    }

    fn lost(&mut self, register: u8) -> Error<I::Error> {
        self.state = State::Lost(register);
        Error::ConfigurationLost { register }
    }

    /// Writes a register; what a failure left unlocked is locked first, or the write would wear the EEPROM.
    async fn put(&mut self, register: u8, value: u16) -> Result<(), Error<I::Error>> {
        if self.is_open {
            self.lock().await?;
        }
        self.bus.write(register, value).await
    }

    /// Locks the EEPROM, and sees that it is: a busy part takes no writes.
    async fn lock(&mut self) -> Result<(), Error<I::Error>> {
        self.bus.write(EEPROM_UL, 0).await?;
        let found = self.bus.read(EEPROM_UL).await?;
        if found & unlock::BUSY != 0 {
            return Err(Error::Busy);
        }
        if found & unlock::EUN != 0 {
            return Err(Error::ReadBack {
                register: EEPROM_UL,
                written: 0,
                found,
            });
        }
        self.is_open = false;
        Ok(())
    }

    /// Reads Configuration, which clears its flags in the part, and keeps those.
    fn collect(&mut self) -> impl Future<Output = Result<(), Error<I::Error>>> {
        async move {
            match self.bus.read(CONFIGURATION).await {
                Ok(found) => {
                    self.note(found);
                    if self.is_kept(found) {
                        Ok(())
                    } else {
                        Err(self.lost(CONFIGURATION))
                    }
                }
                Err(error) => Err(error),
            }
        }
    }

    /// Keeps flags that were read.
    fn note(&mut self, found: u16) {
        let found = Alerts::from_register(found);
        self.pending |= found;
        if found.contains(Alerts::CONVERSION_READY) && self.state == State::Waiting {
            self.state = State::Live;
        }
    }

    /// Whether Configuration is as it was left. What MOD reads once a one-shot result is there is not known.
    fn is_kept(&self, found: u16) -> bool {
        let is_set = (found ^ self.plan.settings) & config::SETTINGS == 0;
        let mode = found & config::MOD;
        is_set
            && match self.state {
                State::Stopped => mode == config::SHUTDOWN,
                State::Waiting | State::Live if self.plan.is_continuous => mode == 0,
                State::Waiting | State::Live => mode & config::MOD0 != 0,
                State::New | State::Adrift | State::Lost(_) => true,
            }
    }
}

impl<P: Part, I: I2c> ErrorType for Tmp11x<P, I> {
    type Error = Error<I::Error>;
}
