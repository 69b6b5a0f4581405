//! The test winding.

use hal_power::{Current, Ratio, Resistance, Voltage};

use crate::ConfigError;

/// A winding through the sensor's core, fed through a resistor by a pin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct TestWinding {
    reading: Current,
}

impl TestWinding {
    /// Describes the winding; turns the other way round are negative. The resistance is all that limits the current, the winding's
    /// and the pin's own included.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Winding`] where nothing flows, or more than a [`Current`] holds.
    pub fn new(turns: i32, resistance: Resistance, supply: Voltage) -> Result<Self, ConfigError> {
        let ampere_turns = i128::from(supply.as_microvolts())
            .saturating_mul(turns.into())
            .saturating_mul(1_000_000);
        let microamps = ampere_turns
            .checked_div(resistance.as_microohms().into())
            .and_then(|microamps| i32::try_from(microamps).ok())
            .filter(|microamps| *microamps != 0)
            .ok_or(ConfigError::Winding)?;
        Ok(Self {
            reading: Current::from_microamps(microamps),
        })
    }

    /// Returns by how much the direct part rises while the winding is fed: the test current of the check.
    #[must_use]
    pub const fn reading(&self) -> Current {
        self.reading
    }

    /// Returns how far from that a good sensor may be: the errors of supply, resistance and sensor, added up at their worst, and
    /// what a reading varies by.
    #[must_use]
    pub fn tolerance(
        &self,
        supply: Ratio,
        resistance: Ratio,
        sensor: Ratio,
        noise: Current,
    ) -> Current {
        let one = i128::from(Ratio::ONE.as_ppm());
        let parts = [supply, sensor].map(|error| i128::from(error.as_ppm()).saturating_abs());
        // a resistance that is less by a share is a current that is more by a little above that share
        let least = one.saturating_sub(i128::from(resistance.as_ppm()).saturating_abs());
        let [supply, sensor] = parts.map(|part| one.saturating_add(part));
        let reading = i128::from(self.reading.abs().as_microamps());
        let most = reading
            .saturating_mul(supply)
            .saturating_mul(sensor)
            .checked_div(one.saturating_mul(least.max(1)))
            .unwrap_or(i128::MAX);
        let over = most.saturating_sub(reading);
        let over = Current::from_microamps(i32::try_from(over).unwrap_or(i32::MAX));
        over.saturating_add(noise.abs())
    }
}
