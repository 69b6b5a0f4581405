//! What the caller says about a session.

use core::time::Duration;

use hal_power::Voltage;

use super::{Address, Equipment, Format, Versions};
use crate::{ConfigError, Raw, ValueError};

/// Configuration of a battery's side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct BatteryConfig {
    pub(crate) format: Format,
    pub(crate) address: Address,
    pub(crate) life: Duration,
    pub(crate) is_unasked: bool,
    pub(crate) versions: Option<Raw>,
    pub(crate) equipment: Option<Raw>,
    pub(crate) name: Option<[Raw; 2]>,
}

impl BatteryConfig {
    /// Answers with what was set no longer than `life` ago.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Zero`] where that is zero.
    pub const fn new(
        format: Format,
        address: Address,
        life: Duration,
    ) -> Result<Self, ConfigError> {
        if life.is_zero() {
            return Err(ConfigError::Zero);
        }
        Ok(Self {
            format,
            address,
            life,
            is_unasked: false,
            versions: None,
            equipment: None,
            name: None,
        })
    }

    /// Sends 4220 and 4280 without a request where they forbid more than what was sent last. No source shows a battery that
    /// does, so an inverter may not look at it.
    #[must_use]
    pub const fn with_unasked_limits(mut self) -> Self {
        self.is_unasked = true;
        self
    }

    /// Answers with these versions.
    #[must_use]
    pub const fn with_versions(mut self, versions: Versions) -> Self {
        self.versions = Some(versions.encode());
        self
    }

    /// Answers with this description.
    ///
    /// # Errors
    ///
    /// [`ValueError::OutOfRange`] where a value does not fit.
    pub fn with_equipment(mut self, equipment: Equipment) -> Result<Self, ValueError> {
        self.equipment = Some(equipment.encode()?);
        Ok(self)
    }

    /// Answers with the maker's name, in ASCII and padded.
    #[must_use]
    pub const fn with_manufacturer(mut self, name: [u8; 16]) -> Self {
        let [a, b, c, d, e, f, g, h, rest @ ..] = name;
        let start = Raw::first(8, [a, b, c, d, e, f, g, h]);
        self.name = Some([start, Raw::first(8, rest)]);
        self
    }
}

/// Configuration of the inverter's side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct InverterConfig {
    pub(crate) format: Format,
    pub(crate) period: Duration,
    pub(crate) equipment: Option<Duration>,
    pub(crate) discharge_voltage: Option<Voltage>,
}

impl InverterConfig {
    /// Asks for the frames 42n0 every `period`.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Zero`] where it is zero.
    pub const fn new(format: Format, period: Duration) -> Result<Self, ConfigError> {
        if period.is_zero() {
            return Err(ConfigError::Zero);
        }
        Ok(Self {
            format,
            period,
            equipment: None,
            discharge_voltage: None,
        })
    }

    /// Asks for the frames 73n0 too, every `period`.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Zero`] where it is zero.
    pub const fn with_equipment_requests(mut self, period: Duration) -> Result<Self, ConfigError> {
        if period.is_zero() {
            return Err(ConfigError::Zero);
        }
        self.equipment = Some(period);
        Ok(self)
    }

    /// Takes this discharge voltage where 4220 has zero, and never a lower one.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Voltage`] where it is not positive.
    pub const fn with_discharge_voltage(mut self, voltage: Voltage) -> Result<Self, ConfigError> {
        if voltage.as_microvolts() <= 0 {
            return Err(ConfigError::Voltage);
        }
        self.discharge_voltage = Some(voltage);
        Ok(self)
    }
}
