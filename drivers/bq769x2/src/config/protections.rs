//! What the part watches over by itself.

use core::time::Duration;

use bitflags::bitflags;
use hal_bms::{CellLimits, Limit};
use hal_power::{Current, Temperature, Voltage};

use crate::status::word;

bitflags! {
    /// Protections of Enabled Protections C that count or time others; their figures are [settings](crate::Setting).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub struct Latches: u8 {
        /// PTO: precharge takes too long.
        const PRECHARGE_TIMEOUT = 1 << 2;
        /// COVL: overvoltage of a cell, too often.
        const CELL_OVERVOLTAGE = 1 << 4;
        /// OCDL: discharge current, too often.
        const OVERCURRENT_DISCHARGE = 1 << 5;
        /// SCDL: short circuit, too often.
        const SHORT_CIRCUIT = 1 << 6;
    }
}
word!(Latches(u8));

/// A limit of a temperature, and the temperature at which it is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct TemperatureLimit {
    /// Where the part acts, and after which time.
    pub limit: Limit<Temperature>,
    /// Where it is over.
    pub recovery: Temperature,
}

impl TemperatureLimit {
    /// Creates a limit.
    pub const fn new(threshold: Temperature, delay: Duration, recovery: Temperature) -> Self {
        Self {
            limit: Limit::new(threshold, delay),
            recovery,
        }
    }
}

/// Limits of temperatures, each off without one. Whole degrees and whole seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Temperatures {
    /// OTC: the hottest cell while charging.
    pub too_hot_to_charge: Option<TemperatureLimit>,
    /// OTD: the hottest cell while discharging.
    pub too_hot_to_discharge: Option<TemperatureLimit>,
    /// OTF: the FETs.
    pub fets_too_hot: Option<TemperatureLimit>,
    /// OTINT: the die.
    pub die_too_hot: Option<TemperatureLimit>,
    /// UTC: the coldest cell while charging.
    pub too_cold_to_charge: Option<TemperatureLimit>,
    /// UTD: the coldest cell while discharging.
    pub too_cold_to_discharge: Option<TemperatureLimit>,
    /// UTINT: the die.
    pub die_too_cold: Option<TemperatureLimit>,
}

/// What the part watches over by itself: what is asked for, or what it applies. What is `None` is off. Currents are magnitudes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Protections {
    /// COV and CUV: steps of 50.6 mV and 3.3 ms. 1.012 to 5.566 V above, 1.012 to 4.554 V below, from 9.9 ms.
    pub cells: Option<CellLimits>,
    /// How far a cell has to come back: 101.2 mV unless set.
    pub hysteresis: Option<Voltage>,
    /// SCD: 10 to 500 mV over the shunt, to 450 µs.
    pub short_circuit: Option<Limit<Current>>,
    /// OCC: 4 to 124 mV over the shunt, steps of 2 mV and 3.3 ms, 9.9 to 425.7 ms.
    pub overcurrent_charge: Option<Limit<Current>>,
    /// OCD1: 4 to 200 mV, as OCC.
    pub overcurrent_discharge_1: Option<Limit<Current>>,
    /// OCD2: as OCD1.
    pub overcurrent_discharge_2: Option<Limit<Current>>,
    /// OCD3: the unit of the current, and whole seconds to 255.
    pub overcurrent_discharge_3: Option<Limit<Current>>,
    /// Temperatures.
    pub temperatures: Temperatures,
    /// HWDF: the host has said nothing for this time, in whole seconds.
    pub host_watchdog: Option<Duration>,
    /// What counts or times others.
    pub latches: Latches,
}

impl Protections {
    /// Watches over the cells' voltage and short circuits, which a new part does by itself too.
    pub const fn new(cells: CellLimits, short_circuit: Limit<Current>) -> Self {
        let mut all = Self::none();
        all.cells = Some(cells);
        all.short_circuit = Some(short_circuit);
        all
    }

    /// Watches over nothing: something else does.
    pub const fn none() -> Self {
        Self {
            cells: None,
            hysteresis: None,
            short_circuit: None,
            overcurrent_charge: None,
            overcurrent_discharge_1: None,
            overcurrent_discharge_2: None,
            overcurrent_discharge_3: None,
            temperatures: Temperatures {
                too_hot_to_charge: None,
                too_hot_to_discharge: None,
                fets_too_hot: None,
                die_too_hot: None,
                too_cold_to_charge: None,
                too_cold_to_discharge: None,
                die_too_cold: None,
            },
            host_watchdog: None,
            latches: Latches::empty(),
        }
    }
}
