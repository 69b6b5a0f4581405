//! Words of the protocol and quantities. What decodes is total; what encodes ends on the safe side or not at all.

use hal_power::{Current, Ratio, Temperature, Voltage};

/// One step of a voltage of 0.1 V in µV, and of a current of 0.1 A in µA.
const TENTH: i32 = 100_000;
/// One step of 0.01 V in µV.
const HUNDREDTH: i32 = 10_000;
/// One step of 0.1 °C in m°C.
const TENTH_CELSIUS: i32 = 100;

/// Sign of the discharge limit in a frame; sources differ, so there is no default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum DischargeSign {
    /// 30 A of discharge are +30 A.
    Positive,
    /// 30 A of discharge are -30 A.
    Negative,
}

impl DischargeSign {
    /// Turns a magnitude into what the frame shows, and back.
    pub(crate) const fn turned(self, tenths: i32) -> i32 {
        match self {
            Self::Positive => tenths,
            Self::Negative => -tenths,
        }
    }
}

/// Voltage of so many steps of 0.1 V; `None` beyond what a voltage holds.
pub(crate) fn decivolts(word: u16) -> Option<Voltage> {
    let microvolts = i32::from(word).checked_mul(TENTH)?;
    Some(Voltage::from_microvolts(microvolts))
}

/// Voltage of so many steps of 0.01 V.
pub(crate) fn centivolts(word: i16) -> Voltage {
    Voltage::from_microvolts(i32::from(word).saturating_mul(HUNDREDTH))
}

/// Current of so many steps of 0.1 A; `None` beyond what a current holds.
pub(crate) fn deciamps(tenths: i32) -> Option<Current> {
    Some(Current::from_microamps(tenths.checked_mul(TENTH)?))
}

/// Temperature of so many steps of 0.1 °C.
pub(crate) fn decicelsius(tenths: i32) -> Temperature {
    Temperature::from_millicelsius(tenths.saturating_mul(TENTH_CELSIUS))
}

/// Whole percent; `None` beyond 100.
pub(crate) fn percent(word: u16) -> Option<Ratio> {
    (word <= 100).then(|| Ratio::from_percent(i32::from(word)))
}

/// Steps of 0.1 V in a voltage that must not be exceeded: rounded down, negative as zero.
pub(crate) fn ceiling_decivolts(voltage: Voltage) -> u16 {
    unsigned(voltage.as_microvolts() / TENTH)
}

/// Steps of 0.1 V in a voltage that must not be gone below: rounded up, negative as zero.
pub(crate) fn floor_decivolts(voltage: Voltage) -> u16 {
    let microvolts = voltage.as_microvolts();
    let (whole, rest) = (microvolts / TENTH, microvolts % TENTH);
    unsigned(if rest > 0 { whole + 1 } else { whole })
}

/// Steps of 0.1 A in a limit: rounded down, negative as zero, ending at `most`.
pub(crate) fn limit_deciamps(limit: Current, most: i32) -> i32 {
    (limit.as_microamps() / TENTH).clamp(0, most.max(0))
}

/// Steps of 0.01 V, to nearest; `None` beyond what the word holds.
pub(crate) fn nearest_centivolts(voltage: Voltage) -> Option<i16> {
    i16::try_from(nearest::<HUNDREDTH>(voltage.as_microvolts())).ok()
}

/// Steps of 0.1 V, to nearest; `None` below zero, and where the nearest is more than a voltage holds.
pub(crate) fn nearest_decivolts(voltage: Voltage) -> Option<u16> {
    let steps = u16::try_from(nearest::<TENTH>(voltage.as_microvolts())).ok()?;
    decivolts(steps).map(|_| steps)
}

/// Steps of 0.1 A, to nearest; `None` where the nearest is more than a current holds.
pub(crate) fn nearest_deciamps(current: Current) -> Option<i32> {
    let steps = nearest::<TENTH>(current.as_microamps());
    deciamps(steps).map(|_| steps)
}

/// Steps of 0.1 °C, to nearest.
pub(crate) fn nearest_decicelsius(temperature: Temperature) -> i32 {
    nearest::<TENTH_CELSIUS>(temperature.as_millicelsius())
}

/// Whole percent, rounded down and kept within 0 and 100.
pub(crate) fn whole_percent(ratio: Ratio) -> u8 {
    let percent = (ratio.as_ppm() / 10_000).clamp(0, 100);
    u8::try_from(percent).unwrap_or(0)
}

fn unsigned(value: i32) -> u16 {
    u16::try_from(value.max(0)).unwrap_or(u16::MAX)
}

/// Divides to nearest, ties away from zero.
fn nearest<const STEP: i32>(value: i32) -> i32 {
    let (whole, rest) = (value / STEP, value % STEP);
    if rest.abs() >= STEP - rest.abs() {
        whole + value.signum()
    } else {
        whole
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_end_on_the_safe_side() {
        let volts = Voltage::from_microvolts;
        assert_eq!(ceiling_decivolts(volts(53_299_999)), 532);
        assert_eq!(ceiling_decivolts(volts(-1)), 0);
        assert_eq!(floor_decivolts(volts(44_900_001)), 450);
        assert_eq!(floor_decivolts(volts(44_900_000)), 449);
        assert_eq!(floor_decivolts(volts(-99_999)), 0);
        let amps = Current::from_microamps;
        assert_eq!(limit_deciamps(amps(25_099_999), 32_767), 250);
        assert_eq!(limit_deciamps(amps(-25_000_000), 32_767), 0);
        assert_eq!(limit_deciamps(amps(25_000_000), 100), 100);
        assert_eq!(limit_deciamps(amps(25_000_000), -1), 0);
        assert_eq!(whole_percent(Ratio::from_ppm(999_999)), 99);
        assert_eq!(whole_percent(Ratio::from_percent(130)), 100);
        assert_eq!(whole_percent(Ratio::from_percent(-1)), 0);
    }

    #[test]
    fn measured_values_are_the_nearest_or_none() {
        let volts = Voltage::from_microvolts;
        assert_eq!(nearest_centivolts(volts(48_664_999)), Some(4_866));
        assert_eq!(nearest_centivolts(volts(48_665_000)), Some(4_867));
        assert_eq!(nearest_centivolts(volts(-48_665_000)), Some(-4_867));
        assert_eq!(nearest_centivolts(volts(327_674_999)), Some(32_767));
        assert_eq!(nearest_centivolts(volts(327_675_000)), None);
        assert_eq!(nearest_decivolts(volts(-49_999)), Some(0));
        assert_eq!(nearest_decivolts(volts(-50_000)), None);
        assert_eq!(nearest_decivolts(volts(2_147_449_999)), Some(21_474));
        assert_eq!(nearest_decivolts(volts(2_147_450_000)), None);
        let amps = |microamps| nearest_deciamps(Current::from_microamps(microamps));
        assert_eq!(amps(-2_147_449_999), Some(-21_474));
        assert_eq!(amps(-2_147_450_000), None);
    }

    #[test]
    fn words_beyond_a_quantity_are_none() {
        assert_eq!(decivolts(21_474), Some(Voltage::from_millivolts(2_147_400)));
        assert_eq!(decivolts(21_475), None);
        assert_eq!(deciamps(-21_474), Some(Current::from_milliamps(-2_147_400)));
        assert_eq!(deciamps(21_475), None);
        assert_eq!(percent(100), Some(Ratio::ONE));
        assert_eq!(percent(101), None);
    }
}
