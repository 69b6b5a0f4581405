//! Limits of temperatures: whole degrees.

use core::time::Duration;

use hal_power::Temperature;

use super::Fields;
use crate::{ConfigError, TemperatureLimit};

/// A protection of a temperature: three bytes from `address` on.
pub(super) struct OfTemperature {
    address: u16,
    bit: u8,
    is_over: bool,
    least: i32,
    most: i32,
}

impl OfTemperature {
    pub(super) const fn over(address: u16, bit: u8) -> Self {
        Self {
            address,
            bit,
            is_over: true,
            least: -40,
            most: 120,
        }
    }

    pub(super) const fn under(address: u16, bit: u8) -> Self {
        Self {
            is_over: false,
            ..Self::over(address, bit)
        }
    }

    pub(super) const fn within(mut self, least: i32, most: i32) -> Self {
        self.least = least;
        self.most = most;
        self
    }

    /// Whole degrees, towards the side on which the part acts sooner and recovers later.
    fn degrees(&self, asked: Temperature) -> i32 {
        let asked = asked.as_millicelsius();
        if self.is_over {
            asked.div_euclid(1_000)
        } else {
            -(-asked).div_euclid(1_000)
        }
    }

    pub(super) fn put(
        &self,
        asked: &TemperatureLimit,
        fields: &mut Fields,
    ) -> Result<TemperatureLimit, ConfigError> {
        let range = self.least..=self.most;
        let threshold = self.degrees(asked.limit.threshold);
        let threshold = if self.is_over {
            threshold.min(self.most)
        } else {
            threshold.max(self.least)
        };
        let recovery = self.degrees(asked.recovery);
        let is_crossed = if self.is_over {
            recovery >= threshold
        } else {
            recovery <= threshold
        };
        if is_crossed || !range.contains(&threshold) || !range.contains(&recovery) {
            return Err(ConfigError::TemperatureLimits);
        }
        let seconds = u8::try_from(asked.limit.delay.as_secs()).unwrap_or(u8::MAX);
        let [threshold_code, ..] = threshold.to_le_bytes();
        let [recovery_code, ..] = recovery.to_le_bytes();
        fields.byte(self.address, threshold_code);
        fields.byte(self.address + 1, seconds);
        fields.byte(self.address + 2, recovery_code);
        fields.enable(1, self.bit);
        Ok(TemperatureLimit::new(
            Temperature::from_celsius(threshold),
            Duration::from_secs(seconds.into()),
            Temperature::from_celsius(recovery),
        ))
    }
}
