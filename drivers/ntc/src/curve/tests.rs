extern crate std;

use super::*;
use std::vec::Vec;

fn millicelsius(curve: &Curve, ohms: f64) -> f64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "resistances of thermistors fit"
    )]
    let resistance = Resistance::from_microohms((ohms * 1e6).round() as u64);
    f64::from(curve.temperature(resistance).unwrap().as_millicelsius())
}

/// -60 °C to 200 °C in steps of 0.7 °C, in K.
fn temperatures() -> Vec<f64> {
    (0..372)
        .map(|step| 213.15 + f64::from(step) * 0.7)
        .collect()
}

#[test]
fn beta_is_within_its_bound_of_the_formula() {
    for (ohms, celsius, beta) in [
        (10_000, 25, 3_380),
        (10_000, 25, 3_977),
        (100_000, 25, 4_250),
        (2_200, 20, 3_950),
    ] {
        let curve = Curve::beta(
            Resistance::from_ohms(ohms),
            Temperature::from_celsius(celsius),
            beta,
        )
        .unwrap();
        let reference = 273.15 + f64::from(celsius);
        for kelvin in temperatures() {
            let ohms = f64::from(u32::try_from(ohms).unwrap())
                * (f64::from(beta) * (1.0 / kelvin - 1.0 / reference)).exp();
            let error = millicelsius(&curve, ohms) - (kelvin - 273.15) * 1e3;
            assert!(error.abs() <= 2.0, "beta {beta} at {kelvin} K: {error}");
        }
    }
}

/// Coefficients as they are given for a common module of 10 kΩ.
const A: i64 = 1_129_148_000_000;
const B: i64 = 234_125_000_000;
const C: i64 = 87_674_100;

#[test]
fn steinhart_hart_is_within_its_bound_of_the_formula() {
    let curve = Curve::steinhart_hart(A, B, C);
    let mut ohms = 50.0_f64;
    while ohms < 2e6 {
        let log = ohms.ln();
        let kelvin = 1.0 / (1.129148e-3 + 2.34125e-4 * log + 8.76741e-8 * log.powi(3));
        let error = millicelsius(&curve, ohms) - (kelvin - 273.15) * 1e3;
        assert!(error.abs() <= 2.0, "{ohms} Ω, {kelvin} K: {error}");
        ohms *= 1.03;
    }
}

/// Resistances of a 10 kΩ thermistor in the manual of the LDT-5525, table A.1. The coefficients are fitted to three of them, and
/// the manual's own fit leaves less than 0.01 °C at the others.
#[test]
fn a_published_table_is_met_between_the_points_that_it_was_fitted_to() {
    let at = |ohms: f64, celsius: f64| (ohms.ln(), 1.0 / (celsius + 273.15));
    let [(l1, y1), (l2, y2), (l3, y3)] = [at(32_128.0, 0.0), at(9_814.0, 25.0), at(3_542.0, 50.0)];
    let (g2, g3) = ((y2 - y1) / (l2 - l1), (y3 - y1) / (l3 - l1));
    let c = (g3 - g2) / (l3 - l2) / (l1 + l2 + l3);
    let b = g2 - c * (l1 * l1 + l1 * l2 + l2 * l2);
    let a = y1 - (b + l1 * l1 * c) * l1;
    #[expect(clippy::cast_possible_truncation, reason = "coefficients fit")]
    let femto = |value: f64| (value * 1e15).round() as i64;
    let curve = Curve::steinhart_hart(femto(a), femto(b), femto(c));
    for (ohms, celsius) in [
        (32_128.0, 0.0),
        (19_549.0, 10.0),
        (12_262.0, 20.0),
        (9_814.0, 25.0),
        (7_908.0, 30.0),
        (3_542.0, 50.0),
    ] {
        let error = millicelsius(&curve, ohms) - celsius * 1e3;
        assert!(error.abs() < 10.0, "{celsius} °C: {error}");
    }
}

#[test]
fn what_is_no_figure_is_refused() {
    let beta = |ohms, celsius, beta| {
        Curve::beta(
            Resistance::from_ohms(ohms),
            Temperature::from_celsius(celsius),
            beta,
        )
    };
    assert_eq!(beta(0, 25, 3_380), Err(ConfigError::Zero));
    assert_eq!(beta(10_000, -274, 3_380), Err(ConfigError::Zero));
    assert_eq!(beta(10_000, 25, 0), Err(ConfigError::Zero));
}

#[test]
fn nothing_that_a_caller_can_say_wraps() {
    let ends = [i64::MIN, -1, 0, 1, i64::MAX];
    for a in ends {
        for b in ends {
            for c in ends {
                for resistance in [0, 1, u64::MAX] {
                    let curve = Curve::steinhart_hart(a, b, c);
                    let _ = curve.temperature(Resistance::from_microohms(resistance));
                }
            }
        }
    }
}
