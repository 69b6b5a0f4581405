//! What ngspice says, as `reference.sh` wrote it.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use hal_power::{Resistance, Voltage};

/// A net with its resistors of 200 kΩ and dividers of 4 MΩ, settled.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Settled {
    pub(crate) voltage: Voltage,
    pub(crate) positive: Resistance,
    pub(crate) negative: Resistance,
    /// Positive and negative pole against earth, in V: with the positive switch closed, with the negative one, with both open,
    /// with both closed.
    pub(crate) volts: [[f64; 2]; 4],
}

fn rows(text: &str) -> impl Iterator<Item = Vec<f64>> {
    text.lines()
        .filter(|line| line.starts_with(|first: char| first.is_ascii_digit()))
        .map(|line| {
            line.split(',')
                .map(|field| field.parse().unwrap())
                .collect()
        })
}

fn whole(value: f64) -> u64 {
    format!("{value:.0}").parse().unwrap()
}

pub(crate) fn settled() -> Vec<Settled> {
    let settled = |row: Vec<f64>| {
        let [volts, positive, negative, a, b, c, d, e, f, g, h] = row.try_into().unwrap();
        Settled {
            voltage: Voltage::from_volts(format!("{volts}").parse().unwrap()),
            positive: Resistance::from_ohms(whole(positive)),
            negative: Resistance::from_ohms(whole(negative)),
            volts: [[a, b], [c, d], [e, f], [g, h]],
        }
    };
    rows(include_str!("static.csv")).map(settled).collect()
}

/// Positive and negative pole against earth, in V, at milliseconds.
#[allow(dead_code, reason = "not all who include this file need it")]
pub(crate) fn course() -> Vec<(u64, f64, f64)> {
    let point = |row: Vec<f64>| {
        let [millis, positive, negative] = row.try_into().unwrap();
        (whole(millis), positive, negative)
    };
    rows(include_str!("transient.csv")).map(point).collect()
}
