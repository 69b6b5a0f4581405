//! One port from two parts.

use crate::{Current, Error, ErrorKind, ErrorType, Sensor, Voltage, asynch, blocking};
use core::{fmt, time::Duration};

/// Voltage from one part, current from another.
#[derive(Debug)]
pub struct Pair<V, C> {
    voltage: V,
    current: C,
}

impl<V, C> Pair<V, C> {
    /// Joins two parts.
    pub const fn new(voltage: V, current: C) -> Self {
        Self { voltage, current }
    }

    /// Gives both parts back.
    pub fn free(self) -> (V, C) {
        (self.voltage, self.current)
    }
}

/// Error of one of the two parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum PairError<V, C> {
    /// Of the part that measures the voltage.
    Voltage(V),
    /// Of the part that measures the current.
    Current(C),
}

impl<V: Error, C: Error> Error for PairError<V, C> {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Voltage(error) => error.kind(),
            Self::Current(error) => error.kind(),
        }
    }
}

impl<V: fmt::Display, C: fmt::Display> fmt::Display for PairError<V, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Voltage(error) => write!(f, "voltage: {error}"),
            Self::Current(error) => write!(f, "current: {error}"),
        }
    }
}

impl<V, C> core::error::Error for PairError<V, C>
where
    V: fmt::Debug + fmt::Display,
    C: fmt::Debug + fmt::Display,
{
}

impl<V: ErrorType, C: ErrorType> ErrorType for Pair<V, C> {
    type Error = PairError<V::Error, C::Error>;
}

impl<V: Sensor, C: Sensor> Sensor for Pair<V, C> {
    /// The longer of both.
    fn latency(&self) -> Duration {
        self.voltage.latency().max(self.current.latency())
    }
}

impl<V: blocking::VoltageSensor, C: Sensor> blocking::VoltageSensor for Pair<V, C> {
    fn voltage(&mut self) -> Result<Voltage, Self::Error> {
        self.voltage.voltage().map_err(PairError::Voltage)
    }
}

impl<V: Sensor, C: blocking::CurrentSensor> blocking::CurrentSensor for Pair<V, C> {
    fn current(&mut self) -> Result<Current, Self::Error> {
        self.current.current().map_err(PairError::Current)
    }
}

impl<V: asynch::VoltageSensor, C: Sensor> asynch::VoltageSensor for Pair<V, C> {
    async fn voltage(&mut self) -> Result<Voltage, Self::Error> {
        self.voltage.voltage().await.map_err(PairError::Voltage)
    }
}

impl<V: Sensor, C: asynch::CurrentSensor> asynch::CurrentSensor for Pair<V, C> {
    async fn current(&mut self) -> Result<Current, Self::Error> {
        self.current.current().await.map_err(PairError::Current)
    }
}
