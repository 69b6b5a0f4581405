//! What the meter reads, on clean grids and on dirty ones.

use super::super::GridProfile;
use super::bench::{Bench, MS, Signal, config};
use core::time::Duration;

/// Worst errors in volts and hertz over a second, after half of one to settle.
fn errors(signal: &Signal, micros: u64) -> (f64, f64) {
    let period = Duration::from_micros(micros);
    let mut bench = Bench::new(config(&GridProfile::EN_50549_1_2019, period));
    bench.run(signal, MS * 500);
    let (mut volts, mut hertz) = (0.0_f64, 0.0_f64);
    for _ in 0..1_000 {
        bench.run(signal, MS);
        let measured = bench.protection.measured().unwrap().value;
        let voltage = f64::from(measured.voltage.as_microvolts()) / 1e6;
        let frequency = f64::from(measured.frequency.unwrap().as_millihertz()) / 1e3;
        let distorted: f64 = signal
            .harmonics
            .iter()
            .map(|(_, height, _)| height * height)
            .sum();
        let truth = signal.volts * (1.0 + distorted).sqrt();
        volts = volts.max((voltage - truth).abs());
        hertz = hertz.max((frequency - signal.hertz).abs());
    }
    (volts, hertz)
}

const HERTZ: [f64; 7] = [47.03, 48.51, 49.99, 50.0, 50.01, 51.47, 52.3];

#[test]
fn a_clean_grid_reads_right_at_every_frame_period() {
    for (micros, most_volts, most_hertz) in [
        (50, 0.01, 0.001),
        (100, 0.01, 0.001),
        (250, 0.02, 0.001),
        (400, 0.05, 0.002),
        (1_000, 0.2, 0.01),
    ] {
        for hertz in HERTZ {
            let (volts, off) = errors(&Signal::hertz(hertz), micros);
            assert!(volts <= most_volts, "{micros} µs, {hertz} Hz: {volts} V");
            assert!(off <= most_hertz, "{micros} µs, {hertz} Hz: {off} Hz");
        }
    }
}
