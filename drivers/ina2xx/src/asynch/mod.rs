//! Asynchronous drivers.
//!
//! # Cancellation Safety
//!
//! A reading that is dropped loses at most its answer. What writes more than one register says what a drop leaves behind.

mod alerts;
mod configure;
mod counters;
mod interface;
mod measure;
mod proof;
mod raw;
mod readings;
mod sensors;

use core::{fmt::Debug, marker::PhantomData};

use hal_power::ErrorType;
pub use interface::{Interface, OverI2c, OverSpi};
use proof::Doubt;

use crate::{
    Address, Alerts, Error, Inputs,
    error::Fault,
    part::{self, OnI2c, OnSpi, Part},
    plan::{Kept, Plan},
};

/// An INA226 on I2C.
pub type Ina226<I> = Ina2xx<part::Ina226, OverI2c<I>>;
/// An INA228 on I2C.
pub type Ina228<I> = Ina2xx<part::Ina228, OverI2c<I>>;
/// An INA229 on SPI, mode 1.
pub type Ina229<S> = Ina2xx<part::Ina229, OverSpi<S>>;
/// An INA237 on I2C.
pub type Ina237<I> = Ina2xx<part::Ina237, OverI2c<I>>;
/// An INA238 on I2C.
pub type Ina238<I> = Ina2xx<part::Ina238, OverI2c<I>>;
/// An INA239 on SPI, mode 1.
pub type Ina239<S> = Ina2xx<part::Ina239, OverSpi<S>>;

/// One part of the family; its own names are [`Ina226`] to [`Ina239`].
#[derive(Debug)]
pub struct Ina2xx<P: Part, B> {
    bus: B,
    state: State,
    /// Inputs without results; all unless `state` is `Live`.
    lacking: Inputs,
    /// Flags that were read and not yet taken.
    pending: Alerts,
    /// Overflows of counters since they were cleared.
    overflows: Alerts,
    plan: Plan,
    part: PhantomData<P>,
}

/// What the driver knows of the part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// `init` has not passed.
    New,
    /// Nothing is being converted.
    Idle,
    /// The first conversion since the start has not been seen to end.
    Waiting,
    /// Results are there.
    Live,
    /// The part has been seen to have reset.
    Lost(u8),
}

impl<P: OnI2c, I> Ina2xx<P, OverI2c<I>> {
    /// Creates the driver; nothing is transferred.
    pub const fn new(i2c: I, address: Address) -> Self {
        Self::over(OverI2c::new(i2c, address))
    }

    /// Gives the bus back.
    pub fn free(self) -> I {
        self.bus.free()
    }
}

impl<P: OnSpi, S> Ina2xx<P, OverSpi<S>> {
    /// Creates the driver; nothing is transferred. The device runs in SPI mode 1, up to 10 MHz.
    pub const fn new(spi: S) -> Self {
        Self::over(OverSpi::new(spi))
    }

    /// Gives the bus back.
    pub fn free(self) -> S {
        self.bus.free()
    }
}

/// Names the register whose transfer failed.
#[inline]
fn arrived<E>(register: u8, found: Result<(), E>) -> Result<(), Error<E>> {
    match found {
        Ok(()) => Ok(()),
        Err(cause) => Err(Error::Bus { register, cause }),
    }
}

impl<P: Part, B> Ina2xx<P, B> {
    const fn over(bus: B) -> Self {
        Self {
            bus,
            state: State::New,
            lacking: Inputs::all(),
            pending: Alerts::empty(),
            overflows: Alerts::empty(),
            plan: Plan::NONE,
            part: PhantomData,
        }
    }
}

impl<P: Part, B: Interface> Ina2xx<P, B> {
    fn become_state(&mut self, state: State) {
        self.state = state;
        self.lacking = if state == State::Live {
            self.plan.inputs.complement()
        } else {
            Inputs::all()
        };
    }

    /// Reads a register, the pointer included.
    async fn read<const N: usize>(&mut self, register: u8) -> Result<[u8; N], Error<B::Error>> {
        let mut bytes = [0; N];
        self.bus.leave();
        let found = self.bus.fetch(&[register], &mut bytes).await;
        arrived(register, found)?;
        self.bus.stay(register);
        Ok(bytes)
    }

    /// Reads 16 bits, the pointer included.
    // blocking only: #[inline(never)]
    fn get(&mut self, register: u8) -> impl Future<Output = Result<u16, Fault<B::Error>>> {
        let pointer = [register];
        async move {
            let mut bytes = [0; 2];
            self.bus.leave();
            match self.bus.fetch(&pointer, &mut bytes).await {
                Ok(()) => {
                    let [register] = pointer;
                    self.bus.stay(register);
                    Ok(u16::from_be_bytes(bytes))
                }
                Err(cause) => {
                    let [register] = pointer;
                    Err(Fault::Bus { register, cause })
                }
            }
        }
    }

    /// Fails, now and from now on, unless `found` is what `kept` has to hold.
    fn must_keep(&mut self, kept: Kept, found: u16) -> Result<(), Fault<B::Error>> {
        if kept.is(found) {
            return Ok(());
        }
        self.become_state(State::Lost(kept.register));
        Err(Fault::ConfigurationLost {
            register: kept.register,
        })
    }

    /// Reads the flags, which clears some of them, and keeps those.
    async fn collect(&mut self) -> Result<(), Error<B::Error>> {
        Ok(self.settle(Doubt::FLAGS).await?)
    }

    /// Keeps flags that were read.
    fn note(&mut self, found: u16) {
        let found = Alerts::from_register(found, P::FACTS);
        self.pending |= found;
        self.overflows |= found & Alerts::COUNTERS;
        if found.contains(Alerts::CONVERSION_READY) && self.state == State::Waiting {
            self.become_state(State::Live);
        }
    }

    /// Asks the witness whether the part still has its configuration.
    async fn confirm(&mut self) -> Result<(), Error<B::Error>> {
        Ok(self.settle(Doubt::RESET).await?)
    }
}

impl<P: Part, B: Interface> ErrorType for Ina2xx<P, B>
where
    B::Error: Debug,
{
    type Error = Error<B::Error>;
}
