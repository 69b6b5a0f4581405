//! What can go wrong.

use core::fmt;

use hal_power::ErrorKind;

use crate::Item;

/// A frame that is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum FrameError {
    /// It has a length that it cannot have.
    Length {
        /// Its length in bytes.
        length: usize,
    },
    /// It holds a resistance or a voltage that the part cannot measure.
    OutOfRange {
        /// What it is about.
        item: Item,
    },
    /// It holds a word that means nothing.
    Value {
        /// Its byte 0.
        byte: u8,
        /// The word.
        word: u16,
    },
    /// The part repeats another value than was sent.
    Echo {
        /// What was ordered.
        item: Item,
        /// What it repeats.
        word: u16,
    },
    /// The part says that it does not do what was asked.
    Rejected {
        /// What was asked.
        item: Item,
        /// Why.
        code: ErrorCode,
    },
}

/// Why the part does not do what was asked, as it sends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct ErrorCode(pub u16);

impl ErrorCode {
    /// The part is locked.
    pub const LOCKED: Self = Self(1_000);
    /// The part has too much to do, and has dropped the request.
    pub const QUEUE_FULL: Self = Self(1_001);
}

/// What has come of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Failure {
    /// The part did not answer.
    NoAnswer,
    /// The part has rejected it.
    Rejected(ErrorCode),
    /// It was not sent: relays have moved since it was given.
    Relays,
}

/// Why an order is not taken; nothing was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Refused {
    /// The relays are not both known to be open.
    Relays,
    /// The part has not been heard, or has a self-test or a calibration running.
    NotReady,
}

/// Why there is no insulation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum NoInsulation {
    /// Nothing has come yet by itself.
    NotHeard,
    /// What comes by itself stopped coming.
    Silent,
    /// Answers stopped coming.
    NoAnswer,
    /// The part reports that its connection to the chassis is broken.
    Chassis,
    /// The part reports that it is broken.
    Hardware,
    /// The part does not see its measuring side alive.
    NotAlive,
    /// The measurement is turned off.
    Deactivated,
    /// A calibration is running.
    Calibration,
    /// A self-test is running.
    SelfTest,
    /// The part says that its value is outdated.
    Outdated,
    /// The relays that couple the part to the net are not both known to be closed.
    Relays,
    /// The part has not told yet what is set in it.
    Unconfigured,
    /// Something else is set in the part, and what.
    Setting(Item, u16),
    /// The part has not made all values of a mean yet since it was heard, set to measure and coupled.
    NoEstimate,
    /// The part's counter of values stands still.
    Frozen,
    /// At the end of the part's range, and no ceiling is configured.
    OverRange,
}

impl hal_power::Error for FrameError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Length { .. } | Self::Value { .. } | Self::Echo { .. } => ErrorKind::Integrity,
            Self::OutOfRange { .. } => ErrorKind::OutOfRange,
            Self::Rejected { code, .. } => code.kind(),
        }
    }
}

impl hal_power::Error for ErrorCode {
    fn kind(&self) -> ErrorKind {
        match self.0 {
            1_000 => ErrorKind::Refused,
            1_001 => ErrorKind::NotReady,
            // Of the IMC, and the same of the VIFC.
            32 | 37 | 1_032 | 1_037 | 1_038 => ErrorKind::Bus,
            33 | 1_033 => ErrorKind::Integrity,
            34 | 1_034 => ErrorKind::OutOfRange,
            35 | 1_035 => ErrorKind::Refused,
            36 => ErrorKind::Fault,
            _ => ErrorKind::Other,
        }
    }
}

impl hal_power::Error for Failure {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::NoAnswer => ErrorKind::Bus,
            Self::Rejected(code) => code.kind(),
            Self::Relays => ErrorKind::Refused,
        }
    }
}

impl hal_power::Error for Refused {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Relays => ErrorKind::Refused,
            Self::NotReady => ErrorKind::NotReady,
        }
    }
}

impl hal_power::Error for NoInsulation {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::NotHeard
            | Self::Silent
            | Self::NotAlive
            | Self::Deactivated
            | Self::Calibration
            | Self::SelfTest
            | Self::Outdated
            | Self::Relays
            | Self::Unconfigured
            | Self::NoEstimate
            | Self::Frozen => ErrorKind::NotReady,
            Self::NoAnswer => ErrorKind::Bus,
            Self::Chassis | Self::Hardware => ErrorKind::Fault,
            Self::Setting(..) => ErrorKind::Integrity,
            Self::OverRange => ErrorKind::Saturated,
        }
    }
}

impl fmt::Display for FrameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length { length } => write!(f, "a frame of {length} bytes"),
            Self::OutOfRange { item } => write!(f, "{item} out of range"),
            Self::Value { byte, word } => write!(f, "{word} in a response to {byte:#04X}"),
            Self::Echo { item, word } => write!(f, "{item} repeated as {word}"),
            Self::Rejected { item, code } => write!(f, "{item} rejected: {code}"),
        }
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::LOCKED => f.write_str("locked"),
            Self::QUEUE_FULL => f.write_str("queue full"),
            Self(code) => write!(f, "code {code}"),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoAnswer => f.write_str("no answer"),
            Self::Rejected(code) => write!(f, "rejected: {code}"),
            Self::Relays => f.write_str("relays have moved"),
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Relays => "relays not both known to be open",
            Self::NotReady => "not heard, or a self-test running",
        })
    }
}

impl fmt::Display for NoInsulation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotHeard => "not heard yet",
            Self::Silent => "silent",
            Self::NoAnswer => "no answers",
            Self::Chassis => "chassis fault",
            Self::Hardware => "system failure",
            Self::NotAlive => "measuring side not alive",
            Self::Deactivated => "measurement off",
            Self::Calibration => "calibration running",
            Self::SelfTest => "self-test running",
            Self::Outdated => "value outdated",
            Self::Relays => "relays not both known to be closed",
            Self::Unconfigured => "settings not told yet",
            Self::Setting(item, word) => return write!(f, "{item} is {word}"),
            Self::NoEstimate => "no value yet",
            Self::Frozen => "counter of values stands still",
            Self::OverRange => "over-range",
        })
    }
}

impl core::error::Error for FrameError {}
impl core::error::Error for ErrorCode {}
impl core::error::Error for Failure {}
impl core::error::Error for Refused {}
impl core::error::Error for NoInsulation {}
