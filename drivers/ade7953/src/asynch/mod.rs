//! Asynchronous driver.
//!
//! # Cancellation Safety
//!
//! A reading that is dropped loses at most its answer: what its clearing of flags may have taken away is asked for again, or said
//! to be missing. After a dropped `init` readings are refused until it passes.

mod energy;
mod events;
mod init;
mod interface;
mod measure;
mod peaks;
mod port;
mod proof;
mod raw;

use core::{fmt::Debug, time::Duration};

use hal_power::ErrorType;
pub use interface::{Interface, OverI2c, OverSpi};
pub use port::Port;

use crate::{
    Channel, Error, Events, EventsA, EventsB,
    counter::{Counter, Marks},
    plan::{Plan, SETTLING},
    register::{Register, Width},
};

/// An ADE7953. `B` is [`OverI2c`] or [`OverSpi`].
///
/// Each reading proves that the part has its configuration and samples.
#[derive(Debug)]
pub struct Ade7953<B, D> {
    bus: B,
    delay: D,
    state: State,
    /// What is configured; there once `init` has passed.
    plan: Option<Plan>,
    /// The part's own checksum over it.
    checksum: u32,
    /// A look at the flags may have cleared some that nobody saw.
    is_torn: bool,
    /// Flags that were read and not yet taken.
    pending: Events,
    lines: Lines,
    /// Highest samples that were read and not yet taken: voltage, A, B.
    peaks: [u32; 3],
    a: Sums,
    b: Sums,
}

/// What the driver knows of the part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// `init` has not passed.
    New,
    /// Configured.
    Ready,
    /// Seen to have lost its configuration.
    Lost { register: u16, found: u32 },
}

/// Inputs that cross zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Lines {
    voltage: bool,
    a: bool,
    b: bool,
}

/// Energies of a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Sums {
    /// Active, reactive, apparent.
    counters: [Counter; 3],
    /// What the flags told of each since its last reading; `None` where some may be lost.
    marks: [Option<Marks>; 3],
}

impl Sums {
    const NONE: Self = Self {
        counters: [Counter::NONE; 3],
        marks: [Some(Marks {
            over: false,
            half: false,
        }); 3],
    };
}

const NOTHING: Events = Events {
    a: EventsA::empty(),
    b: EventsB::empty(),
    is_complete: true,
};

impl<B, D> Ade7953<B, D> {
    /// Creates the driver; nothing is transferred.
    pub const fn new(bus: B, delay: D) -> Self {
        Self {
            bus,
            delay,
            state: State::New,
            plan: None,
            checksum: 0,
            is_torn: false,
            pending: NOTHING,
            lines: Lines {
                voltage: false,
                a: false,
                b: false,
            },
            peaks: [0; 3],
            a: Sums::NONE,
            b: Sums::NONE,
        }
    }

    /// Gives bus and delay back; the part goes on as it is.
    pub fn free(self) -> (B, D) {
        (self.bus, self.delay)
    }

    /// Returns one channel, for the traits of meters.
    pub const fn channel(&mut self, channel: Channel) -> Port<'_, B, D> {
        Port::new(self, channel)
    }

    /// Returns what effective values take to settle, 200 ms, or the timeout of zero crossings if that is longer.
    pub fn latency(&self) -> Duration {
        self.plan.as_ref().map_or(SETTLING, |plan| plan.latency)
    }

    fn sums(&mut self, channel: Channel) -> &mut Sums {
        channel.of(&mut self.a, &mut self.b)
    }
}

impl<B: Interface, D> Ade7953<B, D> {
    /// Returns what is configured.
    fn plan(&self) -> Result<&Plan, Error<B::Error>> {
        self.plan.as_ref().ok_or(Error::NotInitialised)
    }

    async fn read<W: Width>(&mut self, register: Register<W>) -> Result<W::Value, Error<B::Error>> {
        let mut bytes = W::Bytes::default();
        let register = register.address();
        match self.bus.read(register, bytes.as_mut()).await {
            Ok(()) => Ok(W::value(bytes)),
            Err(cause) => Err(Error::Bus { register, cause }),
        }
    }

    async fn write<W: Width>(
        &mut self,
        register: Register<W>,
        value: W::Value,
    ) -> Result<(), Error<B::Error>> {
        let bytes = W::bytes(value);
        let register = register.address();
        let written = self.bus.write(register, bytes.as_ref()).await;
        written.map_err(|cause| Error::Bus { register, cause })
    }
}

impl<B: Interface, D> ErrorType for Ade7953<B, D>
where
    B::Error: Debug,
{
    type Error = Error<B::Error>;
}
