//! From resistance to temperature.

use hal_power::{Resistance, Temperature};

use crate::{
    ConfigError,
    logarithm::{BITS, ln},
};

/// 0 °C in mK.
const ICE: i64 = 273_150;

/// 1 Ω in µΩ.
const OHM: u64 = 1_000_000;

/// Reciprocal temperatures count in 10⁻¹⁵/K: mK are this over them.
const RECIPROCAL: i64 = 1_000_000_000_000_000_000;

/// Temperatures that a curve may come to in m°C.
const CREDIBLE: core::ops::RangeInclusive<i64> = -200_000..=1_000_000;

/// Curve of a thermistor: 1/T = a + b·ln(R/R₀) + c·ln³(R/R₀).
///
/// Calculated within 2 m°C of the formula between -60 °C and 200 °C. How well the formula fits the thermistor is in its data
/// sheet: beta within some 1 °C of it over 50 °C, Steinhart-Hart within some 0.01 °C over 100 °C.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Curve {
    /// R₀ in µΩ.
    reference: u64,
    /// In 10⁻¹⁵/K.
    a: i64,
    b: i64,
    c: i64,
}

impl Curve {
    /// Takes the resistance at a temperature (10 kΩ at 25 °C, for one) and beta in K, as data sheets give them.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Zero`].
    pub const fn beta(
        resistance: Resistance,
        at: Temperature,
        beta: u32,
    ) -> Result<Self, ConfigError> {
        let reference = resistance.as_microohms();
        let kelvin = at.as_millicelsius() as i64 + ICE;
        if reference == 0 || kelvin <= 0 || beta == 0 {
            return Err(ConfigError::Zero);
        }
        Ok(Self {
            reference,
            a: RECIPROCAL / kelvin,
            b: 1_000_000_000_000_000 / beta as i64,
            c: 0,
        })
    }

    /// Takes the three coefficients for ohms, in 10⁻¹⁵/K: 1.129148·10⁻³ is 1,129,148,000,000.
    pub const fn steinhart_hart(a: i64, b: i64, c: i64) -> Self {
        Self {
            reference: OHM,
            a,
            b,
            c,
        }
    }

    /// Returns the temperature at a resistance, or `None` where the formula gives none.
    pub fn temperature(&self, resistance: Resistance) -> Option<Temperature> {
        let log = i128::from(ln(resistance.as_microohms(), self.reference));
        let cube = (((log * log) >> BITS) * log) >> BITS;
        let sum = (i128::from(self.b) * log + i128::from(self.c) * cube) >> BITS;
        let reciprocal = i64::try_from(i128::from(self.a) + sum).ok()?;
        if reciprocal <= 0 {
            return None;
        }
        let kelvin = (RECIPROCAL + reciprocal / 2).checked_div(reciprocal)?;
        let celsius = kelvin - ICE;
        if !CREDIBLE.contains(&celsius) {
            return None;
        }
        i32::try_from(celsius)
            .ok()
            .map(Temperature::from_millicelsius)
    }

    /// Whether the temperature falls from the lowest to the highest resistance.
    pub(crate) fn falls(&self, lowest: Resistance, highest: Resistance) -> bool {
        match (self.temperature(lowest), self.temperature(highest)) {
            (Some(hot), Some(cold)) => hot > cold,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests;
