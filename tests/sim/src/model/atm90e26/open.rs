//! What no source tells.

use core::time::Duration;
use hal_power::Power;

/// What an energy register does beyond 6553.5 pulses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Full {
    /// It begins again from zero.
    Wraps,
    /// It stays at FFFF until it is read.
    Stays,
}

/// What the measurement registers show once measuring has stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    /// What was measured last.
    Holds,
    /// Zero.
    Zero,
}

/// What the sources leave open. The default is one possible part, and none of its figures is a fact.
#[derive(Debug, Clone, Copy)]
pub struct Open {
    /// From power-up or SoftReset until the part answers.
    pub reset_time: Duration,
    /// Byte that the part shifts out when it has nothing to say.
    pub idle: u8,
    /// Content of addresses that are not listed, and of those that can only be written.
    pub unlisted: u16,
    /// How often the measurement registers are renewed; zero for always.
    pub period: Duration,
    /// What the measurement registers show once measuring has stopped.
    pub stopped: Stopped,
    /// What a full energy register does.
    pub full: Full,
    /// Whether a register that clears on read does so with the address; else with the last bit, and a read cut short loses
    /// nothing.
    pub clears_early: bool,
    /// Whether the calibration registers take writes only between 5678 and 8765.
    pub locks: bool,
    /// Whether a wrong checksum asserts WarnOut and IRQ.
    pub checksum_warns: bool,
    /// Whether SysStatus notes only what FuncEn enables; else FuncEn governs the pins alone.
    pub notes_enabled_only: bool,
    /// How long the voltage must be low to be a sag.
    pub sag_delay: Duration,
    /// Power below which no active energy is counted; for reactive energy the same in var.
    pub no_load: Power,
    /// Whether Pangle is in two's complement; else its top bit is the sign.
    pub angle_in_complement: bool,
    /// Whether WarnOut and IRQ are high when asserted.
    pub active_high: bool,
}

impl Default for Open {
    fn default() -> Self {
        Self {
            reset_time: Duration::from_millis(5),
            idle: 0x00,
            unlisted: 0x0000,
            period: Duration::from_millis(500),
            stopped: Stopped::Holds,
            full: Full::Stays,
            clears_early: true,
            locks: false,
            checksum_warns: true,
            notes_enabled_only: true,
            sag_delay: Duration::from_millis(20),
            no_load: Power::from_watts(1),
            angle_in_complement: false,
            active_high: true,
        }
    }
}
