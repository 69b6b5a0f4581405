//! What the caller says about a session.

use core::time::Duration;

use hal_power::Voltage;

use crate::{ConfigError, DischargeSign, Raw};

/// Length of 351.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum LimitsLength {
    /// Six bytes, without a discharge voltage.
    Six,
    /// Eight bytes, with it.
    Eight,
}

/// Whether the battery sends 35C, which tells whether it may be charged and discharged at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum RequestFrame {
    /// Without a fresh one there are no limits.
    Sent,
    /// Newer packs leave it out. One that comes all the same is obeyed, and from then on there has to be a fresh one.
    LeftOut,
}

/// Configuration of the battery's side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct BatteryConfig {
    pub(crate) period: Duration,
    pub(crate) life: Duration,
    pub(crate) length: LimitsLength,
    pub(crate) discharge: DischargeSign,
    pub(crate) manufacturer: Option<Raw>,
    pub(crate) info: Option<Raw>,
    pub(crate) pause: Option<Pause>,
}

/// When an inverter counts as gone, and how often it is still tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(crate) struct Pause {
    pub(crate) silence: Duration,
    pub(crate) retry: Duration,
}

impl BatteryConfig {
    /// Sends every `period` what was set no longer than `life` ago: what nobody sets any more falls silent.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Zero`] where either is zero.
    pub const fn new(
        period: Duration,
        life: Duration,
        length: LimitsLength,
        discharge: DischargeSign,
    ) -> Result<Self, ConfigError> {
        if period.is_zero() || life.is_zero() {
            return Err(ConfigError::Zero);
        }
        Ok(Self {
            period,
            life,
            length,
            discharge,
            manufacturer: None,
            info: None,
            pause: None,
        })
    }

    /// Sends 35E with this name, in ASCII and padded. Inverters may look for `PYLON` in it.
    #[must_use]
    pub const fn with_manufacturer(mut self, name: [u8; 8]) -> Self {
        self.manufacturer = Some(Raw::first(8, name));
        self
    }

    /// Sends 35F with these bytes.
    #[must_use]
    pub const fn with_info(mut self, bytes: [u8; 8]) -> Self {
        self.info = Some(Raw::first(8, bytes));
        self
    }

    /// Pauses once the inverter's keep-alive frame was silent for `silence`, and then sends only every `retry`, since there are
    /// inverters that answer 356 with it and never send it unasked. Limits that fall are sent all the same.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Zero`] where either is zero.
    pub const fn with_pause(
        mut self,
        silence: Duration,
        retry: Duration,
    ) -> Result<Self, ConfigError> {
        if silence.is_zero() || retry.is_zero() {
            return Err(ConfigError::Zero);
        }
        self.pause = Some(Pause { silence, retry });
        Ok(self)
    }
}

/// Configuration of the inverter's side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct InverterConfig {
    pub(crate) keep_alive: Duration,
    pub(crate) discharge: DischargeSign,
    pub(crate) requests: RequestFrame,
    pub(crate) discharge_voltage: Option<Voltage>,
}

impl InverterConfig {
    /// Sends 305 every `keep_alive`.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Zero`] where it is zero.
    pub const fn new(
        keep_alive: Duration,
        discharge: DischargeSign,
        requests: RequestFrame,
    ) -> Result<Self, ConfigError> {
        if keep_alive.is_zero() {
            return Err(ConfigError::Zero);
        }
        Ok(Self {
            keep_alive,
            discharge,
            requests,
            discharge_voltage: None,
        })
    }

    /// Takes this discharge voltage where 351 has none, and never a lower one. Without it, limits without a discharge voltage
    /// are incomplete.
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
