//! The residual-current sensor of the simulator against its definitions.

use core::{f64::consts::TAU, time::Duration};
use hal_power::{Current, Frequency, Ratio, Resistance, Voltage};
use hal_power_sim::model::rcm::{Converter, Rcm, Sheet, Winding};

const STEP: Duration = Duration::from_micros(50);

/// A code is 10 µA, and 10 mV.
const SHEET: Sheet = Sheet {
    residual: Converter {
        lowest: -100_000,
        highest: 100_000,
        zero: 0,
        span: Current::from_amps(2),
        noise: Current::ZERO,
    },
    voltage: Converter {
        lowest: -50_000,
        highest: 50_000,
        zero: 0,
        span: Voltage::from_volts(1_000),
        noise: Voltage::ZERO,
    },
    corner: None,
    winding: Winding {
        turns: 10,
        resistance: Resistance::from_ohms(1_000),
        supply: Voltage::from_volts(3),
    },
};

fn alive(sheet: &Sheet) -> Rcm {
    let mut rcm = Rcm::new(sheet, 1);
    rcm.line.set_voltage(Voltage::from_volts(230));
    rcm.settle();
    rcm
}

/// Mean, and twice the mean product with sine and cosine, of 20 ms of the sensor's output, in mA.
fn parts(rcm: &mut Rcm) -> [f64; 3] {
    let mut sums = [0.0; 3];
    for frame in 1..=400 {
        rcm.advance(STEP);
        let milliamps = f64::from(rcm.sample().residual) / 100.0;
        let angle = TAU * f64::from(frame) / 400.0;
        for (sum, weight) in sums
            .iter_mut()
            .zip([1.0, 2.0 * angle.sin(), 2.0 * angle.cos()])
        {
            *sum += milliamps * weight / 400.0;
        }
    }
    sums
}

fn near(parts: [f64; 3], expected: [f64; 3]) {
    for (is, expected) in parts.iter().zip(expected) {
        assert!(
            (is - expected).abs() < 0.01 * expected.abs() + 0.2,
            "{parts:?}"
        );
    }
}

#[test]
fn resistance_capacitance_and_direct_current_are_what_ohm_and_faraday_say() {
    let peak = 230.0 * 2.0_f64.sqrt();
    let mut rcm = alive(&SHEET);
    near(parts(&mut rcm), [0.0; 3]);
    rcm.leakage
        .set_resistance(Some(Resistance::from_ohms(10_000)));
    near(parts(&mut rcm), [0.0, peak / 10.0, 0.0]);
    rcm.leakage.set_resistance(None);
    rcm.leakage.set_capacitance(1_000);
    near(parts(&mut rcm), [0.0, 0.0, peak * TAU * 50.0 * 1e-3]);
    rcm.leakage.set_direct(Current::from_milliamps(-7));
    near(parts(&mut rcm), [-7.0, 0.0, peak * TAU * 50.0 * 1e-3]);
}

#[test]
fn the_line_is_what_it_is_told_to_be() {
    let mut rcm = alive(&SHEET);
    rcm.line.set_frequency(Frequency::from_hertz(40));
    rcm.line.set_ramp(10_000);
    rcm.advance(Duration::from_secs(1));
    // 40 Hz to 50 Hz in a second are 45 cycles
    assert_eq!(rcm.line.phase(), Ratio::ZERO);
    rcm.line.jump(Ratio::from_percent(25));
    let peak = rcm.sample().voltage;
    assert!((32_520..=32_530).contains(&peak), "{peak}");
    rcm.line.add_harmonic(3, Ratio::from_percent(10));
    let dented = rcm.sample().voltage;
    assert!((29_270..=29_277).contains(&dented), "{dented}");
}

#[test]
fn one_pole_of_bandwidth_takes_its_time() {
    let slow = Sheet {
        corner: Some(Frequency::from_hertz(100)),
        ..SHEET
    };
    let mut rcm = alive(&slow);
    rcm.leakage.set_direct(Current::from_milliamps(100));
    rcm.advance(Duration::from_nanos(1_591_549));
    let code = rcm.sample().residual;
    assert!((6_300..=6_340).contains(&code), "1 - 1/e: {code}");
}

#[test]
fn the_winding_adds_its_ampere_turns() {
    let mut rcm = alive(&SHEET);
    rcm.sensor.drive_winding(true);
    near(parts(&mut rcm), [30.0, 0.0, 0.0]);
    for (turns, milliamps) in [(0, 0.0), (-10, -30.0), (5, 15.0)] {
        rcm.sensor.set_winding(Winding {
            turns,
            ..SHEET.winding
        });
        near(parts(&mut rcm), [milliamps, 0.0, 0.0]);
    }
}

#[test]
fn offset_gain_scale_and_ice() {
    let mut rcm = alive(&SHEET);
    rcm.sensor.set_offset(Current::from_milliamps(4));
    rcm.leakage.set_direct(Current::from_milliamps(100));
    rcm.sensor.set_gain_error(50_000);
    near(parts(&mut rcm), [109.0, 0.0, 0.0]);
    rcm.leakage.set_direct(Current::from_amps(3));
    rcm.advance(STEP);
    assert_eq!(rcm.sample().residual, 100_000);
    rcm.sensor.freeze(Some(17));
    rcm.advance(STEP);
    assert_eq!(rcm.sample().residual, 17);
}

#[test]
fn noise_is_within_what_was_told_and_reaches_far() {
    let mut noisy = SHEET;
    noisy.residual.noise = Current::from_milliamps(1);
    let mut rcm = alive(&noisy);
    let codes: Vec<i32> = (0..1_000).map(|_| rcm.sample().residual).collect();
    assert!(codes.iter().all(|code| code.abs() <= 100));
    assert!(*codes.iter().max().unwrap() > 95 && *codes.iter().min().unwrap() < -95);
}

#[test]
fn a_capacitance_that_rises_draws_what_it_is_charged_with() {
    let mut rcm = alive(&SHEET);
    rcm.leakage.set_rise(100);
    rcm.advance(Duration::from_secs(10));
    near(parts(&mut rcm), [0.0, 0.0, 325.27 * TAU * 50.0 * 1.001e-3]);
}
