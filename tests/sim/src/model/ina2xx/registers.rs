//! The registers that keep what is written, and where each register stands.

use super::part::{Facts, Map};

/// A register by what it holds; the names are of the newer map, with the INA226's counterparts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Register {
    Config,
    AdcConfig,
    /// SHUNT_CAL, Calibration.
    Calibration,
    Tempco,
    ShuntVoltage,
    BusVoltage,
    Temperature,
    Current,
    Power,
    Energy,
    Charge,
    /// DIAG_ALRT, Mask/Enable.
    Diagnostics,
    ShuntOver,
    ShuntUnder,
    BusOver,
    BusUnder,
    TemperatureLimit,
    PowerLimit,
    /// INA226 only: the one limit that it has.
    AlertLimit,
    Manufacturer,
    Device,
}

impl Register {
    /// Returns the register at an address, if the part lists one there (SBOS547B table 7-1, SLYS021A table 7-3).
    pub(super) fn at(address: u8, facts: &Facts) -> Option<Self> {
        let register = match (facts.map, address) {
            (_, 0x00) => Self::Config,
            (Map::Legacy, 0x01) => Self::ShuntVoltage,
            (Map::Legacy, 0x02) => Self::BusVoltage,
            (Map::Legacy, 0x03) => Self::Power,
            (Map::Legacy, 0x04) => Self::Current,
            (Map::Legacy, 0x05) => Self::Calibration,
            (Map::Legacy, 0x06) => Self::Diagnostics,
            (Map::Legacy, 0x07) => Self::AlertLimit,
            (Map::Legacy, 0xFE) | (Map::Modern, 0x3E) => Self::Manufacturer,
            (Map::Legacy, 0xFF) => Self::Device,
            (Map::Modern, 0x01) => Self::AdcConfig,
            (Map::Modern, 0x02) => Self::Calibration,
            (Map::Modern, 0x03) if facts.accumulates => Self::Tempco,
            (Map::Modern, 0x04) => Self::ShuntVoltage,
            (Map::Modern, 0x05) => Self::BusVoltage,
            (Map::Modern, 0x06) => Self::Temperature,
            (Map::Modern, 0x07) => Self::Current,
            (Map::Modern, 0x08) => Self::Power,
            (Map::Modern, 0x09) if facts.accumulates => Self::Energy,
            (Map::Modern, 0x0A) if facts.accumulates => Self::Charge,
            (Map::Modern, 0x0B) => Self::Diagnostics,
            (Map::Modern, 0x0C) => Self::ShuntOver,
            (Map::Modern, 0x0D) => Self::ShuntUnder,
            (Map::Modern, 0x0E) => Self::BusOver,
            (Map::Modern, 0x0F) => Self::BusUnder,
            (Map::Modern, 0x10) => Self::TemperatureLimit,
            (Map::Modern, 0x11) => Self::PowerLimit,
            (Map::Modern, 0x3F) if facts.device_id.is_some() => Self::Device,
            _ => return None,
        };
        Some(register)
    }

    /// Returns how many bytes a read gives.
    pub(super) fn width(self, facts: &Facts) -> u32 {
        match self {
            Self::ShuntVoltage | Self::BusVoltage | Self::Current if facts.result_bits == 20 => 3,
            Self::Power if facts.power_bits == 24 => 3,
            Self::Energy | Self::Charge => 5,
            _ => 2,
        }
    }
}

/// CONFIG, both maps.
pub(super) const RESET: u16 = 1 << 15;
/// CONFIG: clears ENERGY and CHARGE.
pub(super) const RESET_ACCUMULATORS: u16 = 1 << 14;
/// CONFIG: the current follows the shunt's temperature.
const COMPENSATE: u16 = 1 << 5;
/// CONFIG: ±40.96 mV instead of ±163.84 mV.
const FINE_RANGE: u16 = 1 << 4;

/// Writable registers as they stand.
#[derive(Debug, Clone)]
pub(super) struct File {
    pub(super) config: u16,
    pub(super) adc_config: u16,
    pub(super) calibration: u16,
    pub(super) tempco: u16,
    /// Control bits of DIAG_ALRT or Mask/Enable; the flags live with the alerts.
    pub(super) diagnostics: u16,
    pub(super) shunt_over: u16,
    pub(super) shunt_under: u16,
    pub(super) bus_over: u16,
    pub(super) bus_under: u16,
    pub(super) temperature_limit: u16,
    pub(super) power_limit: u16,
    pub(super) alert_limit: u16,
}

impl File {
    /// Returns the registers after a reset (SBOS547B table 7-1, SLYS021A section 7.6.1).
    pub(super) fn reset(facts: &Facts) -> Self {
        let calibration = match facts.map {
            Map::Legacy => 0,
            Map::Modern => 0x1000,
        };
        Self {
            config: facts.config_reset,
            adc_config: 0xFB68,
            calibration,
            tempco: 0,
            diagnostics: 0,
            shunt_over: 0x7FFF,
            shunt_under: 0x8000,
            bus_over: 0x7FFF,
            bus_under: 0,
            temperature_limit: 0x7FFF & facts.temperature_limit_writable,
            power_limit: 0xFFFF,
            alert_limit: 0,
        }
    }

    /// Returns what a register holds, where it is one of these.
    pub(super) fn get(&self, register: Register) -> Option<u16> {
        Some(match register {
            Register::Config => self.config,
            Register::AdcConfig => self.adc_config,
            Register::Calibration => self.calibration,
            Register::Tempco => self.tempco,
            Register::ShuntOver => self.shunt_over,
            Register::ShuntUnder => self.shunt_under,
            Register::BusOver => self.bus_over,
            Register::BusUnder => self.bus_under,
            Register::TemperatureLimit => self.temperature_limit,
            Register::PowerLimit => self.power_limit,
            Register::AlertLimit => self.alert_limit,
            _ => return None,
        })
    }

    /// Keeps the writable bits of a value; what only reads stays as it is.
    pub(super) fn set(&mut self, register: Register, value: u16, facts: &Facts) {
        match register {
            Register::Config => {
                self.config =
                    (value & facts.config_writable) | (facts.config_reset & !facts.config_writable);
            }
            Register::AdcConfig => self.adc_config = value,
            Register::Calibration => self.calibration = value & 0x7FFF,
            Register::Tempco => self.tempco = value & 0x3FFF,
            Register::Diagnostics => {
                self.diagnostics = value
                    & match facts.map {
                        Map::Legacy => 0xFC03,
                        Map::Modern => 0xF000,
                    };
            }
            Register::ShuntOver => self.shunt_over = value,
            Register::ShuntUnder => self.shunt_under = value,
            Register::BusOver => self.bus_over = value & 0x7FFF,
            Register::BusUnder => self.bus_under = value & 0x7FFF,
            Register::TemperatureLimit => {
                self.temperature_limit = value & facts.temperature_limit_writable;
            }
            Register::PowerLimit => self.power_limit = value,
            Register::AlertLimit => self.alert_limit = value,
            _ => {}
        }
    }

    pub(super) fn fine_range(&self, facts: &Facts) -> bool {
        facts.map == Map::Modern && self.config & FINE_RANGE != 0
    }

    pub(super) fn compensates(&self, facts: &Facts) -> bool {
        facts.accumulates && self.config & COMPENSATE != 0
    }

    /// Returns the CONVDLY field in ns.
    pub(super) fn conversion_delay(&self, facts: &Facts) -> u64 {
        match facts.map {
            Map::Legacy => 0,
            Map::Modern => u64::from(self.config >> 6 & 0xFF) * 2_000_000,
        }
    }
}
