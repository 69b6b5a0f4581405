//! Signals, and what they say.

use super::*;

#[test]
fn the_formula_gives_the_check_values() {
    for (ppm, ohms) in [
        (100_000, 20_400_000),
        (500_000, 1_200_000),
        (950_000, 0),
        (960_000, 0),
        // 220, 470, 1000 kΩ were measured as 81, 70 and 55 %.
        (810_000, 221_052),
        (700_000, 461_538),
        (550_000, 960_000),
        // 1 % above the pole is the largest number of foxBMS.
        (60_000, 106_800_000),
    ] {
        let found = codec::resistance(Ratio::from_ppm(ppm)).unwrap();
        assert_eq!(found.as_microohms() / 1_000_000, ohms, "{ppm}");
    }
    assert_eq!(codec::resistance(Ratio::from_percent(5)), None);
    assert_eq!(codec::resistance(Ratio::MIN), None);
    assert_eq!(codec::resistance(Ratio::MAX), Some(Resistance::ZERO));
    let most = codec::resistance(Ratio::from_ppm(50_001)).unwrap();
    assert_eq!(most, Resistance::from_microohms(1_079_998_800_000_000_000));
}

#[test]
fn from_twenty_megohms_on_it_is_no_resistance() {
    // 900,000 / (R / 1200 kΩ + 1) is 50,943.4 at 20 MΩ.
    for (ppm, is_over) in [
        (40_000, true),
        (50_000, true),
        (100_000, true),
        (100_943, true),
        (100_944, false),
        (950_000, false),
    ] {
        let value = codec::value(Ratio::from_ppm(ppm));
        assert_eq!(value == Value::OverRange, is_over, "{ppm}");
    }
    assert_eq!(says(pwm(10_000, 50_000)), Err(NoReading::OverRange));
    assert_eq!(NoReading::OverRange.kind(), ErrorKind::Saturated);
}

#[test]
fn frequencies_are_states() {
    let found = says(pwm(10_000, 500_000)).unwrap();
    assert_eq!(found.insulation.total, kilohms(1_200));
    assert_eq!(found.insulation.position, None);
    assert_eq!(found.value, Value::Measured(kilohms(1_200)));
    assert!(!found.is_undervoltage && found.is_ok);
    let low = says(pwm(20_000, 950_000)).unwrap();
    assert_eq!(low.insulation.total, Resistance::ZERO);
    assert!(low.is_undervoltage);
    let errors = [
        (pwm(30_000, 75_000), NoReading::SpeedStart(Estimate::Good)),
        (pwm(30_000, 925_000), NoReading::SpeedStart(Estimate::Bad)),
        (pwm(40_000, 500_000), NoReading::DeviceError),
        (pwm(50_000, 500_000), NoReading::EarthFault),
        (Signal::High, NoReading::StuckHigh),
        (Signal::Low, NoReading::StuckLow),
    ];
    for (signal, error) in errors {
        assert_eq!(says(signal), Err(error));
    }
    let kinds = [NoReading::StuckHigh, NoReading::StuckLow].map(|error| error.kind());
    assert_eq!(kinds, [ErrorKind::Fault; 2]);
}

#[test]
fn windows_end_where_they_are_set() {
    let is_frequency =
        |millihertz| !matches!(says(pwm(millihertz, 500_000)), Err(NoReading::Frequency(_)));
    for hertz in [10, 20, 30, 40, 50] {
        let nominal = hertz * 1_000;
        assert!(is_frequency(nominal - 1_000) && is_frequency(nominal + 1_000));
        assert!(!is_frequency(nominal - 1_001) && !is_frequency(nominal + 1_001));
    }
    assert!(!is_frequency(0) && !is_frequency(u32::MAX));
    let is_duty =
        |millihertz, ppm| !matches!(says(pwm(millihertz, ppm)), Err(NoReading::Duty { .. }));
    for (millihertz, ranges) in [
        (10_000, vec![(40_000, 960_000)]),
        (20_000, vec![(40_000, 960_000)]),
        (30_000, vec![(40_000, 110_000), (890_000, 960_000)]),
        (40_000, vec![(465_000, 535_000)]),
        (50_000, vec![(465_000, 535_000)]),
    ] {
        for (first, last) in ranges {
            assert!(is_duty(millihertz, first) && is_duty(millihertz, last));
            assert!(!is_duty(millihertz, first - 1) && !is_duty(millihertz, last + 1));
        }
    }
    let narrow = config()
        .with_windows(Frequency::from_millihertz(500), Ratio::ZERO)
        .unwrap();
    let says = |signal| told(&mut ready(narrow), 20_000, signal);
    assert!(says(pwm(10_500, 950_000)).is_ok());
    assert!(says(pwm(10_501, 950_000)).is_err());
    assert!(says(pwm(10_000, 950_001)).is_err());
    let odd = NoReading::Frequency(Frequency::from_hertz(15));
    assert_eq!(odd.kind(), ErrorKind::Integrity);
}

#[test]
fn with_a_ceiling_a_net_without_a_fault_reads_as_the_least_it_has() {
    let config = config().with_ceiling(kilohms(2_000)).unwrap();
    let says = |ppm| told(&mut ready(config), 20_000, pwm(10_000, ppm)).unwrap();
    for (ppm, total, is_over) in [
        (40_000, 2_000, true),
        (100_000, 2_000, true),
        (150_000, 2_000, false),
        (500_000, 1_200, false),
        (950_000, 0, false),
    ] {
        let found = says(ppm);
        assert_eq!(found.insulation.total, kilohms(total), "{ppm}");
        assert_eq!(found.value == Value::OverRange, is_over, "{ppm}");
    }
}

#[test]
fn the_status_output_is_checked_where_its_limits_are_known() {
    let config = config().with_response(kilohms(100), kilohms(150)).unwrap();
    let says = |ppm, ok| {
        let capture = Capture::new(at(20_000), pwm(10_000, ppm), ok);
        ready(config).on_capture(&capture).map(|found| found.is_ok)
    };
    // 0, 133.3 kΩ, 1200 kΩ, over-range.
    let broken = Err(NoReading::Contradiction);
    assert_eq!(
        (says(950_000, false), says(950_000, true)),
        (Ok(false), broken)
    );
    assert_eq!(
        (says(860_000, false), says(860_000, true)),
        (Ok(false), Ok(true))
    );
    assert_eq!(
        (says(500_000, false), says(500_000, true)),
        (broken, Ok(true))
    );
    assert_eq!(says(50_000, false), broken);
    assert_eq!(says(50_000, true), Err(NoReading::OverRange));
    let handed_on = Capture::new(at(20_000), pwm(10_000, 500_000), false);
    assert!(!ready(self::config()).on_capture(&handed_on).unwrap().is_ok);
}

#[test]
fn figures_that_make_no_session_are_refused() {
    let (second, zero) = (Duration::from_secs(1), Duration::ZERO);
    for (response, start_up, recovery) in [
        (zero, second, second),
        (second, zero, second),
        (second, second, zero),
    ] {
        let found = Config::new(response, start_up, recovery);
        assert_eq!(found, Err(ConfigError::Zero));
    }
    let windows = |millihertz, ppm| {
        let (frequency, duty) = (Frequency::from_millihertz(millihertz), Ratio::from_ppm(ppm));
        config().with_windows(frequency, duty).err()
    };
    assert_eq!(windows(4_999, 49_999), None);
    for (millihertz, ppm) in [(5_000, 0), (0, 50_000), (0, -1)] {
        assert_eq!(windows(millihertz, ppm), Some(ConfigError::Windows));
    }
    let ceiling = |own| config().with_ceiling(own).err();
    assert_eq!(ceiling(kilohms(10_000)), None);
    assert_eq!(ceiling(kilohms(10_001)), Some(ConfigError::Ceiling));
    assert_eq!(ceiling(Resistance::ZERO), Some(ConfigError::Ceiling));
    let response = |low, high| config().with_response(kilohms(low), kilohms(high)).err();
    assert_eq!(response(100, 100), None);
    assert_eq!(response(101, 100), Some(ConfigError::Response));
    assert_eq!(response(100, 10_001), Some(ConfigError::Response));
}
