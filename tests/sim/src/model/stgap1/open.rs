//! What no source tells.

use super::ResetValues;
use core::time::Duration;
use hal_power::{Temperature, Voltage};

/// What a window that begins before the pause of the last command is over does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Early {
    /// Nothing, beyond being counted.
    Harmless,
    /// Its word is not taken, and it answers nothing.
    Ignored,
    /// It answers what the window before it answered.
    Stale,
}

/// What the sources leave open. The default is one possible part, and none of its figures is a fact.
#[derive(Debug, Clone, Copy)]
pub struct Open {
    /// What the configuration holds after power-up and GLOBAL_RESET.
    pub reset: ResetValues,
    /// Byte that answers a command which is no read.
    pub idle_reply: u8,
    /// Whether answers carry a CRC also with CRC_SPI clear; else 00 stands there.
    pub crc_without_check: bool,
    /// What a hasty window does.
    pub early: Early,
    /// Whether a write outside of the configuration sets SPI_ERR.
    pub stray_write_is_error: bool,
    /// Whether REGERRL and REGERRR turn the gate off.
    pub register_error_turns_off: bool,
    /// Whether ASC high turns the gate on, whatever SD says.
    pub asc_turns_on: bool,
    /// Input filter in ns for each code of CFG1.
    pub filters: [u16; 4],
    /// From a pin, or from a fault, to the gate.
    pub propagation: Duration,
    /// VDD below which UVLOD is set.
    pub vdd_undervoltage: Voltage,
    /// VDD above which OVLOD is set.
    pub vdd_overvoltage: Voltage,
    /// VDD below which the part loses everything.
    pub vdd_reset: Voltage,
    /// VH above which OVLOH is set.
    pub vh_overvoltage: Voltage,
    /// VL below which, more negative, OVLOL is set.
    pub vl_overvoltage: Voltage,
    /// VH below which the isolated side loses its registers.
    pub vh_reset: Voltage,
    /// Junction temperature from which on TWN is set.
    pub warning: Temperature,
    /// Junction temperature from which on TSD is set.
    pub shutdown: Temperature,
    /// Capacitor at DESAT in pF.
    pub blanking_picofarads: u32,
    /// From DESAT over its threshold to the fault.
    pub desat_filter: Duration,
    /// From SENSE over its threshold to the fault.
    pub sense_delay: Duration,
}

impl Default for Open {
    fn default() -> Self {
        Self {
            reset: ResetValues {
                cfg2: 0x04,
                ..ResetValues::default()
            },
            idle_reply: 0,
            crc_without_check: true,
            early: Early::Harmless,
            stray_write_is_error: false,
            register_error_turns_off: true,
            asc_turns_on: false,
            filters: [0, 160, 500, 70],
            propagation: Duration::from_nanos(100),
            vdd_undervoltage: Voltage::from_millivolts(2_800),
            vdd_overvoltage: Voltage::from_millivolts(5_800),
            vdd_reset: Voltage::from_millivolts(2_000),
            vh_overvoltage: Voltage::from_volts(20),
            vl_overvoltage: Voltage::from_volts(-10),
            vh_reset: Voltage::from_volts(5),
            warning: Temperature::from_celsius(125),
            shutdown: Temperature::from_celsius(155),
            blanking_picofarads: 100,
            desat_filter: Duration::from_nanos(50),
            sense_delay: Duration::from_nanos(200),
        }
    }
}
