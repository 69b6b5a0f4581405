//! The ends of the scale, and what changes it.

use ade7953::{
    Calibration, Channel, CurrentInput, Direction, Error, Gain, NoLoad, Pga, VoltageInput,
    hal_power::{Current, ErrorKind, Ratio, Voltage},
};

use crate::bench::{BOTH, Bench, SETTLED, WATTS, Wire, config, kind};

on_both_buses! {
    full_scale_is_no_value;
    gains_and_amplifiers_change_the_scale;
    a_phase_calibration_turns_the_power;
    without_load_there_is_no_power_factor;
}

fn full_scale_is_no_value<W: Wire>() {
    let (bench, mut driver) = Bench::<W>::ready(&config());
    for (millivolts, milliamps, beyond) in [
        (349_990, 24_990, 0),
        (350_000, 10_000, 1),
        (230_000, 25_000, 2),
        (360_000, 26_000, 3),
    ] {
        for lag in [0, 90, 180, 270] {
            bench.set_voltage(millivolts);
            bench.draw(Channel::A, 10_000, 0);
            bench.draw(Channel::B, milliamps, lag);
            bench.wait(SETTLED);
            let ends = |is_beyond: bool, answer: Result<(), ErrorKind>| {
                let expected = if is_beyond {
                    Err(ErrorKind::Saturated)
                } else {
                    Ok(())
                };
                assert_eq!(answer, expected, "{millivolts} mV, {milliamps} mA, {lag}°");
            };
            ends(beyond & 1 != 0, kind(driver.rms_voltage()).map(|_| ()));
            ends(
                beyond & 2 != 0,
                kind(driver.rms_current(Channel::B)).map(|_| ()),
            );
            ends(
                beyond == 3 && lag % 180 == 0,
                kind(driver.active_power(Channel::B)).map(|_| ()),
            );
            ends(
                beyond == 3 && lag % 180 != 0,
                kind(driver.reactive_power(Channel::B)).map(|_| ()),
            );
            ends(
                beyond == 3,
                kind(driver.apparent_power(Channel::B)).map(|_| ()),
            );
            ends(beyond != 0, kind(driver.readings(Channel::B)).map(|_| ()));
            ends(
                beyond & 1 != 0,
                kind(driver.readings(Channel::A)).map(|_| ()),
            );
        }
    }
    bench.set_voltage(230_000);
    bench.draw_both(1_000, 0);
    bench.wait(SETTLED);
    for channel in BOTH {
        assert!(driver.readings(channel).is_ok());
    }
}

/// Amplifiers and gains at the pins: full scale is what makes the code, so that values are scaled by them.
fn gains_and_amplifiers_change_the_scale<W: Wire>() {
    for (pga, factor) in [
        (Pga::X1, 1),
        (Pga::X2, 2),
        (Pga::X4, 4),
        (Pga::X8, 8),
        (Pga::X16, 16),
    ] {
        let of = |amps| CurrentInput::new(Current::from_amps(amps)).with_pga(pga);
        let config = ade7953::Config::new(
            Direction::PositiveImports,
            VoltageInput::new(Voltage::from_volts(350)),
            of(50),
            of(25),
        );
        let (bench, mut driver) = Bench::<W>::ready(&config);
        bench.draw_both(160_000 / 16 / factor, 0);
        bench.wait(SETTLED);
        // the caller said what full scale is at a gain of one
        for channel in BOTH {
            let found = driver.rms_current(channel).unwrap().as_microamps();
            assert!((found - 10_000_000).abs() <= 4, "{pga:?}: {found}");
        }
    }
    let mut calibration = Calibration::NONE;
    calibration.current_gain = Gain::from_ratio(Ratio::from_permille(1_250));
    calibration.active_gain = Gain::from_ratio(Ratio::from_permille(800));
    calibration.reactive_gain = Gain::from_ratio(Ratio::from_permille(1_200));
    calibration.apparent_gain = Gain::from_ratio(Ratio::from_permille(600));
    calibration.rms_offset = 1_000_000;
    // 1/512 of a code of 1.8 mW each
    calibration.active_offset = 512 * 1_000;
    calibration.reactive_offset = -512 * 2_000;
    calibration.apparent_offset = 512 * 3_000;
    let config = ade7953::Config::new(
        Direction::PositiveExports,
        VoltageInput::new(Voltage::from_volts(350))
            .with_gain(Gain::from_ratio(Ratio::from_permille(900))),
        CurrentInput::new(Current::from_amps(50)),
        CurrentInput::new(Current::from_amps(25)).with_calibration(calibration),
    );
    let (bench, mut driver) = Bench::<W>::ready(&config);
    bench.set_voltage(200_000);
    bench.draw_both(10_000, 60);
    bench.wait(SETTLED);
    let about = |found: i32, truth: f64| {
        let off = (f64::from(found) - truth).abs();
        assert!(off <= truth * 2e-6 + 4.0, "{found} for {truth}");
    };
    about(driver.rms_voltage().unwrap().as_microvolts(), 180e6);
    about(driver.rms_current(Channel::A).unwrap().as_microamps(), 10e6);
    // 12.5 A are 4,516,003.5 codes; an offset adds 4096 of their square each
    let codes = (4_516_003.5_f64.powi(2) + 4_096e6).sqrt();
    about(
        driver.rms_current(Channel::B).unwrap().as_microamps(),
        codes * 25e6 / 9_032_007.0,
    );
    let code = WATTS[1] * 1e3 / 4_862_401.0;
    about(
        driver.active_power(Channel::A).unwrap().as_milliwatts(),
        900e3,
    );
    about(
        driver.active_power(Channel::B).unwrap().as_milliwatts(),
        900e3 + 1_000.0 * code,
    );
    about(
        driver.reactive_power(Channel::B).unwrap().as_millivars(),
        2_250e3 * 0.75_f64.sqrt() * 1.2 - 2_000.0 * code,
    );
    about(
        driver
            .apparent_power(Channel::B)
            .unwrap()
            .as_millivolt_amps(),
        2_250e3 * 0.6 + 3_000.0 * code,
    );
}

fn a_phase_calibration_turns_the_power<W: Wire>() {
    let mut late = Calibration::NONE;
    late.phase = 383;
    let mut early = Calibration::NONE;
    early.phase = -383;
    let config = ade7953::Config::new(
        Direction::PositiveExports,
        VoltageInput::new(Voltage::from_volts(350)),
        CurrentInput::new(Current::from_amps(50)).with_calibration(late),
        CurrentInput::new(Current::from_amps(25)).with_calibration(early),
    );
    let (bench, mut driver) = Bench::<W>::ready(&config);
    bench.draw_both(10_000, 60);
    bench.wait(SETTLED);
    // 383 steps of 1.117 µs at 50 Hz
    let turn = 383.0 / 895_000.0 * 50.0 * 360.0;
    for (channel, lag) in [(Channel::A, 60.0 + turn), (Channel::B, 60.0 - turn)] {
        let found = f64::from(driver.active_power(channel).unwrap().as_milliwatts());
        let truth = 2_300e3 * f64::to_radians(lag).cos();
        assert!(
            (found - truth).abs() < 5.0,
            "{channel:?}: {found} for {truth}"
        );
    }
}

/// Below a level the part shows constants; with detection off it shows what there is.
fn without_load_there_is_no_power_factor<W: Wire>() {
    let (bench, mut driver) = Bench::<W>::ready(&config());
    for (milliamps, lag) in [(0, 0), (10_000, 90), (10_000, 270), (5, 0)] {
        bench.draw_both(milliamps, lag);
        bench.wait(SETTLED);
        for channel in BOTH {
            let answer = driver.power_factor(channel);
            // 5 mA of 25 A are 1 in 7,600 with 230 of 350 V
            let is_load = milliamps == 5 && channel == Channel::B;
            assert_eq!(
                answer.is_ok(),
                is_load,
                "{milliamps} mA, {lag}°, {channel:?}: {answer:?}"
            );
            assert_eq!(
                answer
                    .err()
                    .map(|error| matches!(error, Error::NoLoad { .. })),
                (!is_load).then_some(true)
            );
        }
    }
    let off = config().with_no_load(NoLoad::Off, NoLoad::Off, NoLoad::Off);
    let (bench, mut driver) = Bench::<W>::ready(&off);
    bench.draw_both(10_000, 90);
    bench.wait(SETTLED);
    for channel in BOTH {
        let factor = driver.power_factor(channel).unwrap();
        assert!(factor.as_ppm().abs() <= 31, "{factor}");
    }
}
