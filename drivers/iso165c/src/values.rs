//! What frames hold.

use hal_power::Resistance;

use crate::{ImcStatus, ImcStatusExt, VifcStatus};

/// What the part sends by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Info {
    /// Insulation resistance; 50 MΩ is the end of the range.
    pub resistance: Resistance,
    /// Status of the IMC, with the flags of an insulation fault and of a warning.
    pub imc: ImcStatus,
    /// Status of the VIFC.
    pub vifc: VifcStatus,
}

/// A resistance that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Sample {
    /// Insulation resistance; 50 MΩ is the end of the range.
    pub resistance: Resistance,
    /// Which way a fault tends.
    pub bias: Bias,
    /// Goes on with each new value, modulo 256.
    pub count: u8,
}

/// Which way an insulation fault tends: known only with a fault, and at 200 V or more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Bias {
    /// Not known.
    Unknown,
    /// To `HV1_NEG`.
    Negative,
    /// To `HV1_POS`.
    Positive,
    /// What the maker does not tell.
    Other(u8),
}

/// Status of the IMC, with what its self-test has found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Status {
    /// Status.
    pub imc: ImcStatus,
    /// What the self-test has found.
    pub ext: ImcStatusExt,
}

/// What a self-test looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Scenario {
    /// Everything.
    Overall,
    /// Parameters and configuration.
    Parameters,
}

/// Where a relay is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum RelayState {
    /// Open.
    Open,
    /// Closed.
    Closed,
    /// The part does not know.
    Unknown,
}

/// Whether the part takes orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum LockState {
    /// It does.
    Unlocked,
    /// It does not.
    Locked,
    /// It does not, after too many tries.
    Blocked,
    /// The part does not know.
    Unknown,
}

/// Whether the VIFC sees the IMC alive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Alive {
    /// It runs without error; a warning, a self-test or a calibration are none.
    Running,
    /// It runs, and has a system failure, an insulation fault or a chassis fault.
    Error,
    /// Its signal is there, and not understood.
    Performance,
    /// Its signal is not there.
    Unknown,
}

/// What the maker calls unknown.
const UNKNOWN: u16 = 100;

impl Bias {
    pub(crate) const fn from_byte(byte: u8) -> Self {
        match byte {
            0 => Self::Unknown,
            1 => Self::Negative,
            2 => Self::Positive,
            other => Self::Other(other),
        }
    }
}

impl Scenario {
    pub(crate) const fn word(self) -> u16 {
        match self {
            Self::Overall => 1,
            Self::Parameters => 2,
        }
    }
}

impl RelayState {
    pub(crate) const fn word(self) -> u16 {
        match self {
            Self::Open => 0,
            Self::Closed => 1,
            Self::Unknown => UNKNOWN,
        }
    }

    pub(crate) const fn from_word(word: u16) -> Option<Self> {
        Some(match word {
            0 => Self::Open,
            1 => Self::Closed,
            UNKNOWN => Self::Unknown,
            _ => return None,
        })
    }
}

impl LockState {
    pub(crate) const fn from_word(word: u16) -> Option<Self> {
        Some(match word {
            0 => Self::Unlocked,
            1 => Self::Locked,
            2 => Self::Blocked,
            UNKNOWN => Self::Unknown,
            _ => return None,
        })
    }
}

impl Alive {
    pub(crate) const fn from_word(word: u16) -> Option<Self> {
        Some(match word {
            0 => Self::Running,
            1 => Self::Error,
            2 => Self::Performance,
            UNKNOWN => Self::Unknown,
            _ => return None,
        })
    }
}
