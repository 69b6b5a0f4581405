//! Settings that are not quantities.

use bitflags::bitflags;

/// Time between one input's fall and the other's rise (CFG1, S2 and S3 in `docs/parts/STGAP1.md`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum DeadTime {
    /// None, and no interlock.
    Off,
    /// 250 ns.
    Ns250,
    /// 800 ns.
    Ns800,
    /// 1200 ns.
    Ns1200,
}

impl DeadTime {
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Off => 0,
            Self::Ns250 => 1,
            Self::Ns800 => 2,
            Self::Ns1200 => 3,
        }
    }
}

/// Filter of the inputs (CFG1). The sources disagree about the longer two: reckon with the greater figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum InputFilter {
    /// None.
    Off,
    /// 70 ns.
    Short,
    /// 160 ns, or 210 ns.
    Medium,
    /// 500 ns, or 560 ns.
    Long,
}

impl InputFilter {
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Off => 0,
            Self::Medium => 1,
            Self::Long => 2,
            Self::Short => 3,
        }
    }
}

/// When a gate turns off over a plateau (CFG5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum TurnOff {
    /// Each time; concluded, not verified.
    Always,
    /// After a fault only.
    Fault,
}

/// An output that signals faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Output {
    /// DIAG1.
    Diag1,
    /// IN-/DIAG2 as an output.
    Diag2,
}

pub(crate) const OUTPUTS: [Output; 2] = [Output::Diag1, Output::Diag2];

bitflags! {
    /// What an output signals (DIAG1CFG, DIAG2CFG).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub struct Causes: u8 {
        /// A damaged frame, or a damaged register on either side.
        const FRAME_OR_REGISTER = 1 << 7;
        /// VDD too low or too high.
        const LOGIC_SUPPLY = 1 << 6;
        /// VH or VL too low.
        const UNDERVOLTAGE = 1 << 5;
        /// VH or VL too high.
        const OVERVOLTAGE = 1 << 4;
        /// DESAT or SENSE.
        const OVERCURRENT = 1 << 3;
        /// ASC is high, or dead time was violated.
        const ASC_OR_INTERLOCK = 1 << 2;
        /// Shut down by temperature.
        const THERMAL_SHUTDOWN = 1 << 1;
        /// Near that temperature.
        const THERMAL_WARNING = 1 << 0;
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for Causes {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "{=u8:b}", self.bits());
    }
}
