//! What can go wrong.

use core::fmt;

use hal_power::{ErrorKind, Voltage};

use crate::Item;

/// An answer that is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum FrameError {
    /// It has no bytes.
    Empty,
    /// It has a length that it cannot have.
    Length {
        /// What it is about.
        item: Item,
        /// Its length in bytes.
        length: usize,
    },
    /// It holds a voltage that the part cannot measure.
    OutOfRange {
        /// What it is about.
        item: Item,
    },
}

/// Why there is no insulation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum NoInsulation {
    /// No answer has come yet.
    NotHeard,
    /// Answers stopped coming.
    Silent,
    /// The part has not told its name yet, which the configuration asks for.
    Unidentified,
    /// The part has another name, or shows what a SIM100 does not.
    OtherPart,
    /// The part did not take the most that the battery may have, and has this.
    MaxVoltage(Voltage),
    /// No new estimate has come since the part was first heard, that is wholly of after that.
    NoEstimate,
    /// The part answers with another estimate than the last new one, and says that it is not new: one was missed.
    Missed,
    /// The part reports that it is broken.
    Hardware,
    /// The part is not sure of its estimate.
    Uncertain,
    /// The part reports a battery voltage above the most that was set. What an estimate is worth then could not be verified.
    HighVoltage,
    /// The part reports a battery under 15 V. What an estimate is worth then could not be verified.
    LowVoltage,
    /// Both poles are beyond the part's range, and no ceiling is configured.
    OverRange,
}

impl hal_power::Error for FrameError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Empty | Self::Length { .. } => ErrorKind::Integrity,
            Self::OutOfRange { .. } => ErrorKind::OutOfRange,
        }
    }
}

impl hal_power::Error for NoInsulation {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::NotHeard
            | Self::Unidentified
            | Self::NoEstimate
            | Self::Missed
            | Self::Uncertain
            | Self::LowVoltage => ErrorKind::NotReady,
            Self::Silent => ErrorKind::Bus,
            Self::OtherPart => ErrorKind::WrongDevice,
            Self::MaxVoltage(_) => ErrorKind::Integrity,
            Self::Hardware | Self::HighVoltage => ErrorKind::Fault,
            Self::OverRange => ErrorKind::Saturated,
        }
    }
}

impl fmt::Display for FrameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("an answer without bytes"),
            Self::Length { item, length } => write!(f, "{item} of {length} bytes"),
            Self::OutOfRange { item } => write!(f, "{item} out of range"),
        }
    }
}

impl fmt::Display for NoInsulation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotHeard => "not heard yet",
            Self::Silent => "silent",
            Self::Unidentified => "name not told yet",
            Self::OtherPart => "not a SIM100",
            Self::MaxVoltage(own) => return write!(f, "most of the battery is {own}"),
            Self::NoEstimate => "no estimate yet",
            Self::Missed => "an estimate was missed",
            Self::Hardware => "hardware error",
            Self::Uncertain => "high uncertainty",
            Self::HighVoltage => "battery voltage high",
            Self::LowVoltage => "battery voltage low",
            Self::OverRange => "over-range",
        })
    }
}

impl core::error::Error for FrameError {}
impl core::error::Error for NoInsulation {}
