//! Why a channel cannot be built.

use core::fmt;

/// Why profile and circuit make no protection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum GridConfigError {
    /// Nothing is set here: a kind of stage, the reconnection window, or whether the code has a clause. Says which.
    Unset(&'static str),
    /// There are more stages of this kind than [`GridProfile::STAGES`](super::GridProfile::STAGES).
    TooMany(&'static str),
    /// Limits of this kind contradict the nominal value, or each other.
    Contradiction(&'static str),
    /// Releasing the contacts and seeing the limit passed take all of a stage's time.
    NoTimeLeft(&'static str),
    /// The period of the frames is outside of 20 µs to 1 ms.
    Period,
    /// The time without a usable sample is no frame long, or longer than half a nominal cycle.
    Gap,
    /// The voltage below which no frequency is judged has no undervoltage stage above it.
    Floor,
}

impl hal_power::Error for GridConfigError {
    fn kind(&self) -> hal_power::ErrorKind {
        match self {
            Self::Unset(_)
            | Self::TooMany(_)
            | Self::Contradiction(_)
            | Self::NoTimeLeft(_)
            | Self::Period
            | Self::Gap
            | Self::Floor => hal_power::ErrorKind::OutOfRange,
        }
    }
}

impl fmt::Display for GridConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, of) = match self {
            Self::Unset(of) => ("not set: ", of),
            Self::TooMany(of) => ("too many stages: ", of),
            Self::Contradiction(of) => ("contradiction: ", of),
            Self::NoTimeLeft(of) => ("no time left to detect in: ", of),
            Self::Period => ("frame period outside of 20 µs to 1 ms", &""),
            Self::Gap => (
                "time without samples outside of a frame to half a cycle",
                &"",
            ),
            Self::Floor => ("frequency blocked where no undervoltage trips", &""),
        };
        write!(f, "{what}{of}")
    }
}

impl core::error::Error for GridConfigError {}
