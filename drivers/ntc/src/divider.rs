//! From voltage to resistance.

use hal_power::{Resistance, Voltage};

use crate::ConfigError;

/// Where the thermistor is in its divider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Place {
    /// Between the measured point and ground, the fixed resistor above it.
    AtGround,
    /// Between the supply and the measured point, the fixed resistor below it.
    AtSupply,
}

/// Divider of a thermistor and a fixed resistor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Divider {
    supply: Voltage,
    fixed: Resistance,
    place: Place,
}

impl Divider {
    /// Takes the supply, the fixed resistor and the thermistor's place.
    ///
    /// A converter whose reference is the supply measures the ratio: give the reference it is calculated with.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Zero`].
    pub fn new(supply: Voltage, fixed: Resistance, place: Place) -> Result<Self, ConfigError> {
        if supply <= Voltage::ZERO || fixed == Resistance::ZERO {
            return Err(ConfigError::Zero);
        }
        Ok(Self {
            supply,
            fixed,
            place,
        })
    }

    /// Returns the thermistor's resistance, rounded down; `MAX` where no current flows and zero where nothing is across it.
    pub fn resistance(&self, voltage: Voltage) -> Resistance {
        let voltage = voltage.max(Voltage::ZERO).min(self.supply);
        let rest = self.supply.saturating_sub(voltage);
        let (across, over_fixed) = match self.place {
            Place::AtGround => (voltage, rest),
            Place::AtSupply => (rest, voltage),
        };
        let part = |voltage: Voltage| u128::from(voltage.as_microvolts().unsigned_abs());
        let product = u128::from(self.fixed.as_microohms()) * part(across);
        let microohms = product.checked_div(part(over_fixed));
        match microohms.map(u64::try_from) {
            Some(Ok(microohms)) => Resistance::from_microohms(microohms),
            _ => Resistance::MAX,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ohms(place: Place, millivolts: i32) -> Resistance {
        let supply = Voltage::from_millivolts(3_300);
        let divider = Divider::new(supply, Resistance::from_kilohms(10), place).unwrap();
        divider.resistance(Voltage::from_millivolts(millivolts))
    }

    #[test]
    fn half_the_supply_is_the_fixed_resistor() {
        for place in [Place::AtGround, Place::AtSupply] {
            assert_eq!(ohms(place, 1_650), Resistance::from_kilohms(10));
        }
    }

    #[test]
    fn a_quarter_is_a_third_of_it_or_three_times() {
        assert_eq!(
            ohms(Place::AtGround, 825),
            Resistance::from_microohms(3_333_333_333)
        );
        assert_eq!(ohms(Place::AtSupply, 825), Resistance::from_kilohms(30));
    }

    #[test]
    fn at_and_beyond_the_rails_it_is_open_or_shorted() {
        for (place, low, high) in [
            (Place::AtGround, Resistance::ZERO, Resistance::MAX),
            (Place::AtSupply, Resistance::MAX, Resistance::ZERO),
        ] {
            assert_eq!(ohms(place, 0), low);
            assert_eq!(ohms(place, -50), low);
            assert_eq!(ohms(place, 3_300), high);
            assert_eq!(ohms(place, 3_400), high);
        }
    }

    #[test]
    fn what_is_no_divider_is_refused() {
        let new = |supply, fixed| Divider::new(supply, fixed, Place::AtGround);
        let (volt, ohm) = (Voltage::from_volts(1), Resistance::from_ohms(1));
        assert_eq!(new(Voltage::ZERO, ohm), Err(ConfigError::Zero));
        assert_eq!(new(volt, Resistance::ZERO), Err(ConfigError::Zero));
        assert!(new(volt, ohm).is_ok());
    }
}
