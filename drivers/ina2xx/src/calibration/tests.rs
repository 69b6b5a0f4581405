//! Figures from SLYS021A tables 8-3 and 8-4, SBOS547 page 16, and exact arithmetic.

use hal_power::{Current, Resistance};

use crate::{
    AdcRange, Config, ConfigError,
    part::{Diagnostic, Ina226, Ina228, Ina238, Part},
};

fn config<P: Part>(microohms: u64, current: Current) -> Config<P> {
    Config::new(Resistance::from_microohms(microohms), current)
}

const fn amps(amps: i32) -> Current {
    Current::from_amps(amps)
}

#[test]
fn plain_calibrations_make_the_current_the_shunt_s_code() {
    let newer = config::<Ina228>(16_200, amps(10)).calibrate().unwrap();
    assert_eq!(newer.register(), 0x1000);
    // 312.5 nV over 16.2 mΩ
    assert_eq!(newer.current_step_picoamps(), 19_290_123);
    let legacy = config::<Ina226>(2_000, amps(10)).calibrate().unwrap();
    assert_eq!(legacy.register(), 0x0800);
    assert_eq!(legacy.current_step_picoamps(), 1_250_000_000);
}

#[test]
fn fitted_calibrations_of_the_worked_examples() {
    let newer = config::<Ina228>(16_200, amps(10)).with_fitted_calibration();
    let calibration = newer.calibrate().unwrap();
    assert_eq!(calibration.register(), 4_050);
    // 10 A ÷ 2¹⁹
    assert_eq!(calibration.current_step_picoamps(), 19_073_486);
    // The example has 10 A ÷ 2¹⁵ rounded up to 1 mA, which is a full scale of 32.768 A.
    let legacy = config::<Ina226>(2_000, Current::from_milliamps(32_768)).with_fitted_calibration();
    let calibration = legacy.calibrate().unwrap();
    assert_eq!(calibration.register(), 0xA00);
    assert_eq!(calibration.current_step_picoamps(), 1_000_000_000);
}

/// The LSB that follows from the register, in units of 2⁻³² µA, to less than a unit of the LSB's own rounding.
fn lsb_follows<P: Part>(picovolts: i128, is_ina226: bool) {
    for microohms in [10_u64, 33, 50, 100, 750, 2_000, 16_200, 100_000] {
        for milliamps in [1, 500, 10_000, 75_000, 500_000, 2_000_000] {
            let current = Current::from_milliamps(milliamps);
            let Ok(calibration) = config::<P>(microohms, current)
                .with_fitted_calibration()
                .calibrate()
            else {
                continue;
            };
            let register = i128::from(calibration.register());
            assert!((1..0x8000).contains(&register));
            let (numerator, denominator) = if is_ina226 {
                (picovolts * 2_048, i128::from(microohms) * register)
            } else {
                (picovolts * register, i128::from(microohms) * 4_096)
            };
            let exact = (numerator << 32) / denominator;
            let found = i128::from(calibration.scale.current);
            assert!((found - exact).abs() <= 4, "{microohms} {milliamps}");
            // As far as the datasheet counts: one code beyond the last.
            let codes = if is_ina226 || picovolts > 1_000_000 {
                1 << 15
            } else {
                1 << 19
            };
            assert!((found * codes) >> 32 >= i128::from(current.as_microamps()) - 1);
        }
    }
}

#[test]
fn the_lsb_follows_from_the_register_as_rounded() {
    lsb_follows::<Ina228>(312_500, false);
    lsb_follows::<Ina238>(5_000_000, false);
    lsb_follows::<Ina226>(2_500_000, true);
}

#[test]
fn a_calibration_that_does_not_fit_is_an_error() {
    // 0.00512 ÷ (1 A ÷ 2¹⁵ × 10 µΩ) is 16.8 million; 500 A make it 33554, which is bit 15 and more.
    for current in [amps(1), amps(500), amps(511)] {
        let config = config::<Ina226>(10, current).with_fitted_calibration();
        assert_eq!(config.calibrate(), Err(ConfigError::Calibration));
    }
    let config = config::<Ina226>(10, amps(513)).with_fitted_calibration();
    assert_eq!(config.calibrate().unwrap().register(), 32_704);
    // Without a fitted one there is nothing that could overflow.
    let plain = self::config::<Ina226>(10, amps(1)).calibrate().unwrap();
    assert_eq!(plain.register(), 0x0800);
}

#[test]
fn ten_microohms_and_500_amperes() {
    let wide = config::<Ina228>(10, amps(500)).with_fitted_calibration();
    assert_eq!(wide.calibrate().unwrap().register(), 125);
    let fine = wide.with_adc_range(AdcRange::Fine);
    assert_eq!(fine.calibrate().unwrap().register(), 500);
    let plain = config::<Ina228>(10, amps(500)).calibrate().unwrap();
    assert_eq!(plain.current_step_picoamps(), 31_250_000_000);
}

#[test]
fn a_full_scale_beyond_a_current_is_an_error() {
    let config = config::<Ina228>(10, Current::MAX);
    assert_eq!(config.calibrate(), Err(ConfigError::FullScale));
    let fitted = config.with_fitted_calibration();
    assert_eq!(fitted.calibrate(), Err(ConfigError::FullScale));
}

fn ranges<P: Diagnostic>() {
    // 163.84 mV and 40.96 mV over 10 mΩ
    for (range, fits, not) in [
        (AdcRange::Wide, 16_383_000, 16_384_000),
        (AdcRange::Fine, 4_095_000, 4_096_000),
    ] {
        let fitting = config::<P>(10_000, Current::from_microamps(fits)).with_adc_range(range);
        assert!(fitting.calibrate().is_ok());
        let beyond = config::<P>(10_000, Current::from_microamps(not)).with_adc_range(range);
        assert_eq!(beyond.calibrate(), Err(ConfigError::AdcRange));
    }
}

#[test]
fn a_current_that_drops_more_than_the_range_is_an_error() {
    ranges::<Ina228>();
    ranges::<Ina238>();
    let beyond = config::<Ina226>(10_000, Current::from_microamps(8_192_000));
    assert_eq!(beyond.calibrate(), Err(ConfigError::AdcRange));
}

#[test]
fn dividers() {
    let config = config::<Ina228>(1_000, amps(100));
    for (numerator, denominator) in [
        (0, 1),
        (1, 0),
        (0, 0),
        (21, 1),
        (u32::MAX, 1),
        (1, u32::MAX),
    ] {
        let divided = config.with_bus_divider(numerator, denominator);
        if (numerator, denominator) == (1, u32::MAX) {
            continue;
        }
        assert_eq!(divided.calibrate(), Err(ConfigError::BusDivider));
    }
    assert!(config.with_bus_divider(20, 1).calibrate().is_ok());
}

#[test]
fn shunts_and_currents_that_are_none() {
    let none = config::<Ina228>(0, amps(1));
    assert_eq!(none.calibrate(), Err(ConfigError::Shunt));
    let huge = config::<Ina228>(u64::MAX, Current::from_microamps(1));
    assert_eq!(huge.calibrate(), Err(ConfigError::Shunt));
    for current in [Current::ZERO, Current::MIN] {
        let config = config::<Ina228>(1_000, current);
        assert_eq!(config.calibrate(), Err(ConfigError::MaxCurrent));
    }
}
