//! What can go wrong.

use core::{
    fmt::{self, Debug, Display},
    time::Duration,
};

use hal_power::{ErrorKind, ErrorType, Sensor, Voltage, asynch, blocking, check::InsulationDoubt};

/// Why a measurement came to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Fault {
    /// The sensor at the positive pole failed.
    Positive(ErrorKind),
    /// The sensor at the negative pole failed.
    Negative(ErrorKind),
    /// Nothing can be said. Try again.
    Inconclusive(InsulationDoubt),
    /// No insulation, within the errors given, explains the readings: a switch does not move, a resistor is not what it was, a
    /// sensor is off, or the net is fed from elsewhere.
    Implausible,
}

impl hal_power::Error for Fault {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Positive(kind) | Self::Negative(kind) => *kind,
            Self::Inconclusive(_) => ErrorKind::NotReady,
            Self::Implausible => ErrorKind::Fault,
        }
    }
}

impl Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Positive(kind) => write!(f, "sensor of the positive pole: {kind}"),
            Self::Negative(kind) => write!(f, "sensor of the negative pole: {kind}"),
            Self::Inconclusive(doubt) => write!(f, "inconclusive: {doubt:?}"),
            Self::Implausible => f.write_str("readings that no insulation explains"),
        }
    }
}

impl core::error::Error for Fault {}

/// Failure of a meter's method: `B` of the bank, `P` and `N` of the sensors at the positive and the negative pole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Error<B, P, N> {
    /// The switches could not be commanded. They were told to open after that.
    Bank(B),
    /// The switches could not be told to open: a resistor may lie at a pole. `release` again, or take the net away.
    Release(B),
    /// The sensor at the positive pole failed. The switches are open.
    Positive(P),
    /// The sensor at the negative pole failed. The switches are open.
    Negative(N),
    /// Nothing can be said. The switches are open; try again.
    Inconclusive(InsulationDoubt),
    /// No insulation explains the readings, see [`Fault::Implausible`]. The switches were told to open.
    Implausible,
}

impl<B: hal_power::Error, P: hal_power::Error, N: hal_power::Error> hal_power::Error
    for Error<B, P, N>
{
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Bank(cause) | Self::Release(cause) => cause.kind(),
            Self::Positive(cause) => cause.kind(),
            Self::Negative(cause) => cause.kind(),
            Self::Inconclusive(_) => ErrorKind::NotReady,
            Self::Implausible => ErrorKind::Fault,
        }
    }
}

impl<B: Debug, P: Debug, N: Debug> Display for Error<B, P, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bank(cause) => write!(f, "switches: {cause:?}"),
            Self::Release(cause) => write!(f, "switches not released: {cause:?}"),
            Self::Positive(cause) => write!(f, "sensor of the positive pole: {cause:?}"),
            Self::Negative(cause) => write!(f, "sensor of the negative pole: {cause:?}"),
            Self::Inconclusive(doubt) => write!(f, "inconclusive: {doubt:?}"),
            Self::Implausible => f.write_str("readings that no insulation explains"),
        }
    }
}

impl<B: Debug, P: Debug, N: Debug> core::error::Error for Error<B, P, N> {}

/// The place of a sensor that is not fitted. It is never asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct NoSensor;

impl ErrorType for NoSensor {
    type Error = ErrorKind;
}

impl Sensor for NoSensor {
    fn latency(&self) -> Duration {
        Duration::ZERO
    }
}

impl blocking::VoltageSensor for NoSensor {
    fn voltage(&mut self) -> Result<Voltage, ErrorKind> {
        Err(ErrorKind::NotReady)
    }
}

impl asynch::VoltageSensor for NoSensor {
    async fn voltage(&mut self) -> Result<Voltage, ErrorKind> {
        Err(ErrorKind::NotReady)
    }
}
