//! Why a configuration cannot be had.

use core::fmt::{self, Display};

use hal_power::ErrorKind;

/// Why a configuration cannot be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ConfigError {
    /// No cell, or one that the part has no input for.
    Cells,
    /// The shunt has less than 8 µΩ or more than 756 mΩ.
    Shunt,
    /// The largest current is not positive, or beyond the part's largest unit.
    MaxCurrent,
    /// The correction of the current's gain is not positive, or leads beyond what the part takes.
    Gain,
    /// What the part answers for its identity is not known.
    DeviceNumber,
    /// No thermistor is at a cell.
    Thermistors,
    /// The shares or temperatures at which a thermistor is shorted and open are crossed, or shares beyond 0 and 1.
    ThermistorShares,
    /// A limit of the cells' voltage is beyond what the part can keep.
    CellLimits,
    /// A recovery hysteresis is not 101.2 mV to 1.012 V.
    Hysteresis,
    /// A limit of the current is beyond what the part can keep.
    CurrentLimits,
    /// A limit of a temperature, or its recovery, is beyond what the part can keep, or they are crossed.
    TemperatureLimits,
    /// The host's watchdog is not whole seconds to 65535.
    HostWatchdog,
    /// The balancing interval is not 1 to 255 whole seconds.
    BalanceInterval,
    /// A figure of balancing is beyond its field.
    Balancing,
    /// The interval of the check for open wires is not 1 to 255 whole seconds.
    OpenWireCheck,
    /// The interval of measurements during sleep is not 1 to 255 whole seconds, or not configured.
    Sleep,
    /// A field of data memory is not there, or written by another part of the configuration.
    Setting(u16),
}

impl hal_power::Error for ConfigError {
    fn kind(&self) -> ErrorKind {
        ErrorKind::OutOfRange
    }
}

impl Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cells => "cells do not fit the part",
            Self::Shunt => "shunt resistance out of range",
            Self::MaxCurrent => "largest current out of range",
            Self::Gain => "gain of the current out of range",
            Self::DeviceNumber => "device number not given",
            Self::Thermistors => "no thermistor at a cell",
            Self::ThermistorShares => "shares of shorted and open thermistors out of range",
            Self::CellLimits => "limits of the cells cannot be kept",
            Self::Hysteresis => "recovery hysteresis out of range",
            Self::CurrentLimits => "limits of the current cannot be kept",
            Self::TemperatureLimits => "limits of a temperature cannot be kept",
            Self::HostWatchdog => "host watchdog out of range",
            Self::BalanceInterval => "balancing interval out of range",
            Self::Balancing => "balancing out of range",
            Self::OpenWireCheck => "interval of the open-wire check out of range",
            Self::Sleep => "interval of measurements during sleep out of range",
            Self::Setting(address) => return write!(f, "setting {address:#06x} refused"),
        })
    }
}

impl core::error::Error for ConfigError {}
