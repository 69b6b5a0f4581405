//! Codes and quantities.

use hal_power::{ApparentPower, Current, Frequency, Power, Ratio, ReactivePower, Voltage};

use crate::{Forward, PhaseAngle};

/// Why a code is no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Off {
    /// The end of the scale.
    Saturated,
    /// Nothing that the part can have measured.
    Implausible,
    /// Nothing has been measured.
    NotReady,
}

/// Bit 15 of what is a sign and a magnitude, unlike the powers.
const SIGN: u16 = 1 << 15;
const MOST_FACTOR: u16 = 1_000;
const MOST_ANGLE: u16 = 1_800;
/// 45 and 65 Hz, between which the part measures.
const LEAST_FREQUENCY: u16 = 4_500;
const MOST_FREQUENCY: u16 = 6_500;

/// Urms: 10 mV.
pub(crate) fn voltage(code: u16) -> Result<Voltage, Off> {
    unsigned(code).map(|code| Voltage::from_microvolts(code * 10_000))
}

/// Irms, Irms2: 1 mA.
pub(crate) fn current(code: u16) -> Result<Current, Off> {
    unsigned(code).map(Current::from_milliamps)
}

/// Pmean, Pmean2: 1 W.
pub(crate) fn active_power(code: u16, forward: Forward) -> Result<Power, Off> {
    signed(code, forward).map(Power::from_watts)
}

/// Qmean, Qmean2: 1 var, forward inductive.
pub(crate) fn reactive_power(code: u16, forward: Forward) -> Result<ReactivePower, Off> {
    signed(code, forward).map(ReactivePower::from_vars)
}

/// Smean, Smean2: 1 VA, a complement that is never negative.
pub(crate) fn apparent_power(code: u16) -> Result<ApparentPower, Off> {
    match code.cast_signed() {
        i16::MAX => Err(Off::Saturated),
        code if code < 0 => Err(Off::Implausible),
        code => Ok(ApparentPower::from_volt_amps(code.into())),
    }
}

/// PowerF, PowerF2: thousandths, a sign and a magnitude.
pub(crate) fn power_factor(code: u16, forward: Forward) -> Result<Ratio, Off> {
    let factor = magnitude(code, MOST_FACTOR)?;
    Ok(Ratio::from_permille(turned(factor.into(), forward)))
}

/// Pangle, Pangle2: tenths of a degree, a sign and a magnitude.
pub(crate) fn phase_angle(code: u16) -> Result<PhaseAngle, Off> {
    magnitude(code, MOST_ANGLE).map(PhaseAngle)
}

/// Freq: 10 mHz.
pub(crate) fn frequency(code: u16) -> Result<Frequency, Off> {
    match code {
        0 => Err(Off::NotReady),
        LEAST_FREQUENCY..=MOST_FREQUENCY => Ok(Frequency::from_millihertz(u32::from(code) * 10)),
        _ => Err(Off::Saturated),
    }
}

fn unsigned(code: u16) -> Result<i32, Off> {
    if code == u16::MAX {
        return Err(Off::Saturated);
    }
    Ok(code.into())
}

fn signed(code: u16, forward: Forward) -> Result<i32, Off> {
    match code.cast_signed() {
        i16::MIN | i16::MAX => Err(Off::Saturated),
        code => Ok(turned(code.into(), forward)),
    }
}

fn magnitude(code: u16, most: u16) -> Result<i16, Off> {
    let magnitude = code & !SIGN;
    if magnitude > most {
        return Err(Off::Implausible);
    }
    let magnitude = magnitude.cast_signed();
    Ok(if code & SIGN == 0 {
        magnitude
    } else {
        -magnitude
    })
}

const fn turned(value: i32, forward: Forward) -> i32 {
    match forward {
        Forward::Export => value,
        Forward::Import => -value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales() {
        assert_eq!(voltage(23_012), Ok(Voltage::from_millivolts(230_120)));
        assert_eq!(voltage(0xFFFE), Ok(Voltage::from_millivolts(655_340)));
        assert_eq!(voltage(0xFFFF), Err(Off::Saturated));
        assert_eq!(current(12_345), Ok(Current::from_milliamps(12_345)));
        assert_eq!(current(0xFFFF), Err(Off::Saturated));
        assert_eq!(frequency(5_002), Ok(Frequency::from_millihertz(50_020)));
    }

    #[test]
    fn powers_are_complements() {
        let power = |code| active_power(code, Forward::Export);
        assert_eq!(power(0xFFFF), Ok(Power::from_watts(-1)));
        assert_eq!(power(0x8001), Ok(Power::from_watts(-32_767)));
        assert_eq!(power(0x7FFE), Ok(Power::from_watts(32_766)));
        assert_eq!(power(0x7FFF), Err(Off::Saturated));
        assert_eq!(power(0x8000), Err(Off::Saturated));
        let import = Forward::Import;
        assert_eq!(active_power(1_000, import), Ok(Power::from_watts(-1_000)));
        assert_eq!(
            reactive_power(0xFF9C, import),
            Ok(ReactivePower::from_vars(100))
        );
        assert_eq!(
            reactive_power(100, Forward::Export),
            Ok(ReactivePower::from_vars(100))
        );
        assert_eq!(
            apparent_power(0x7FFE),
            Ok(ApparentPower::from_volt_amps(32_766))
        );
        assert_eq!(apparent_power(0x7FFF), Err(Off::Saturated));
        assert_eq!(apparent_power(0x8000), Err(Off::Implausible));
    }

    #[test]
    fn factors_and_angles_are_signs_and_magnitudes() {
        let factor = |code| power_factor(code, Forward::Export);
        assert_eq!(factor(0x03E8), Ok(Ratio::ONE));
        assert_eq!(factor(0x83E8), Ok(Ratio::from_permille(-1_000)));
        assert_eq!(factor(0x8001), Ok(Ratio::from_permille(-1)));
        assert_eq!(factor(0x8000), Ok(Ratio::ZERO));
        assert_eq!(factor(0x03E9), Err(Off::Implausible));
        // -1 as a complement.
        assert_eq!(factor(0xFFFF), Err(Off::Implausible));
        assert_eq!(
            power_factor(0x8384, Forward::Import),
            Ok(Ratio::from_permille(900))
        );
        assert_eq!(
            power_factor(900, Forward::Import),
            Ok(Ratio::from_permille(-900))
        );
        assert_eq!(phase_angle(0x8708), Ok(PhaseAngle(-1_800)));
        assert_eq!(phase_angle(0x0708), Ok(PhaseAngle(1_800)));
        assert_eq!(phase_angle(0x0709), Err(Off::Implausible));
    }

    #[test]
    fn a_frequency_that_the_part_does_not_measure() {
        assert_eq!(frequency(0), Err(Off::NotReady));
        assert_eq!(frequency(4_499), Err(Off::Saturated));
        assert_eq!(frequency(4_500), Ok(Frequency::from_hertz(45)));
        assert_eq!(frequency(6_500), Ok(Frequency::from_hertz(65)));
        assert_eq!(frequency(6_501), Err(Off::Saturated));
    }

    #[test]
    fn every_code_is_a_value_within_the_parts_range_or_an_error() {
        for code in 0..=u16::MAX {
            for forward in [Forward::Export, Forward::Import] {
                if let Ok(factor) = power_factor(code, forward) {
                    assert!(factor.abs() <= Ratio::ONE);
                }
                if let Ok(power) = active_power(code, forward) {
                    let code: i32 = code.cast_signed().into();
                    assert_eq!(power.abs(), Power::from_watts(code.abs()));
                }
            }
            if let Ok(angle) = phase_angle(code) {
                assert!(angle.as_decidegrees().unsigned_abs() <= 1_800);
            }
            assert!(voltage(code).is_ok_and(|value| value >= Voltage::ZERO) || code == u16::MAX);
        }
    }
}
