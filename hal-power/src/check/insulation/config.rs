//! The limit and the conditions.

use crate::{Contacts, Ratio, Resistance, Voltage, check::ConfigError};
use core::time::Duration;

/// What a meter needs in order to see a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum InsulationMeter {
    /// It drives its own test voltage, and sees a fault anywhere in a net that is dead.
    OwnSource,
    /// It switches resistors to earth and sees what the net's voltage drives: nothing below `minimum`.
    NetVoltage {
        /// Least voltage of the net, either way round.
        minimum: Voltage,
    },
}

/// The limit and the conditions of an insulation measurement.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct InsulationConfig {
    pub(super) limit: Resistance,
    pub(super) meter: InsulationMeter,
    pub(super) earthing: Contacts,
    pub(super) settle: Duration,
    pub(super) agreement: Ratio,
    pub(super) readings: u8,
    pub(super) drift: Voltage,
    pub(super) timeout: Option<Duration>,
    pub(super) meter_age: Duration,
    pub(super) max_age: Duration,
    pub(super) life: Duration,
}

impl InsulationConfig {
    /// Describes a measurement: the least resistance, the meter, the contacts of the path that would earth the net (grid,
    /// neutral bond), and how long the Y-capacitors take to settle after the meter is connected.
    ///
    /// Two readings must be equal, and the net's voltage must not drift, until set otherwise. Readings are taken, and the proof
    /// lives, up to `max_age`.
    ///
    /// # Errors
    ///
    /// [`ConfigError::NoLimit`] for a limit of zero, or a meter that needs voltage and is content with none.
    pub fn new(
        limit: Resistance,
        meter: InsulationMeter,
        earthing: Contacts,
        settle: Duration,
        max_age: Duration,
    ) -> Result<Self, ConfigError> {
        let dead =
            matches!(meter, InsulationMeter::NetVoltage { minimum } if minimum <= Voltage::ZERO);
        if limit == Resistance::ZERO || dead {
            return Err(ConfigError::NoLimit);
        }
        Ok(Self {
            limit,
            meter,
            earthing,
            settle,
            agreement: Ratio::ZERO,
            readings: 2,
            drift: Voltage::ZERO,
            timeout: None,
            meter_age: max_age,
            max_age,
            life: max_age,
        })
    }

    /// Sets how many readings in a row (2 at least) may differ by how much of the larger.
    #[must_use]
    pub const fn with_agreement(mut self, readings: u8, ratio: Ratio) -> Self {
        self.readings = if readings < 2 { 2 } else { readings };
        self.agreement = ratio;
        self
    }

    /// Sets by how much the net's voltage may change during the measurement.
    #[must_use]
    pub const fn with_drift(mut self, drift: Voltage) -> Self {
        self.drift = drift;
        self
    }

    /// Sets how old a reading of the meter may be: its measurement time and more.
    #[must_use]
    pub const fn with_meter_age(mut self, age: Duration) -> Self {
        self.meter_age = age;
        self
    }

    /// Sets how long, from the start, the readings may take to come. Else: the settle time, and the meter's age for each.
    #[must_use]
    pub const fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sets how long the proof lives.
    #[must_use]
    pub const fn with_life(mut self, life: Duration) -> Self {
        self.life = life;
        self
    }

    pub(super) fn timeout(&self) -> Duration {
        let each = self
            .meter_age
            .saturating_mul(u32::from(self.readings).saturating_add(1));
        self.timeout.unwrap_or(self.settle.saturating_add(each))
    }

    pub(super) fn sees(&self, voltage: Voltage) -> bool {
        match self.meter {
            InsulationMeter::OwnSource => true,
            InsulationMeter::NetVoltage { minimum } => voltage.abs() >= minimum,
        }
    }

    pub(super) fn agree(&self, one: Resistance, other: Resistance) -> bool {
        let apart = u128::from(one.abs_diff(other).as_microohms());
        let allowed = u128::try_from(self.agreement.as_ppm()).unwrap_or(0);
        apart * 1_000_000 <= allowed * u128::from(one.max(other).as_microohms())
    }
}
