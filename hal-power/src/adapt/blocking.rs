//! A blocking part where an asynchronous one is asked for.

use super::for_each_sensor;
use crate::{
    Charge, Contacts, Current, Energy, ErrorType, Insulation, Positions, Power, ResidualCurrent,
    Sensor, Temperature, Voltage, asynch, blocking, fault::FaultId,
};
use core::time::Duration;

/// Implements the asynchronous traits with a part's blocking ones. A call holds up everything else until it is done.
#[derive(Debug)]
pub struct Blocking<T>(T);

impl<T> Blocking<T> {
    /// Wraps a part.
    pub const fn new(part: T) -> Self {
        Self(part)
    }

    /// Returns the part, for what it says without a transfer.
    pub const fn get(&self) -> &T {
        &self.0
    }

    /// Returns the part, for what no trait has: its `init`, for one.
    pub const fn get_mut(&mut self) -> &mut T {
        &mut self.0
    }

    /// Gives the part back.
    pub fn free(self) -> T {
        self.0
    }
}

impl<T: ErrorType> ErrorType for Blocking<T> {
    type Error = T::Error;
}

impl<T: Sensor> Sensor for Blocking<T> {
    fn latency(&self) -> Duration {
        self.0.latency()
    }
}

macro_rules! forward {
    ($($sensor:ident $method:ident -> $quantity:ty;)+) => {
        $(impl<T: blocking::$sensor> asynch::$sensor for Blocking<T> {
            async fn $method(&mut self) -> Result<$quantity, Self::Error> {
                self.0.$method()
            }
        })+
    };
}

for_each_sensor!(forward);

impl<T: blocking::ContactBank> asynch::ContactBank for Blocking<T> {
    fn count(&self) -> u32 {
        self.0.count()
    }

    async fn command(&mut self, closed: Contacts) -> Result<(), Self::Error> {
        self.0.command(closed)
    }
}

impl<T: blocking::ContactFeedback> asynch::ContactFeedback for Blocking<T> {
    async fn positions(&mut self) -> Result<Positions, Self::Error> {
        self.0.positions()
    }
}

impl<T: blocking::LatchStore> asynch::LatchStore for Blocking<T> {
    async fn load(&mut self, latched: &mut [FaultId]) -> Result<(usize, u16), Self::Error> {
        self.0.load(latched)
    }

    async fn store(&mut self, latched: &[FaultId], last_serial: u16) -> Result<(), Self::Error> {
        self.0.store(latched, last_serial)
    }
}
