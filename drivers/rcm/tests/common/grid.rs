//! Distorted lines.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "helpers of several programs of tests, which fail like tests"
)]

use core::f64::consts::TAU;

use crate::rig::{MAINS, Truth};

/// Most that EN 50160 has a single harmonic be, as `docs/parts/RCM.md` tells: order, and share of the fundamental.
pub(crate) const MOST: [(u32, f64); 15] = [
    (2, 0.02),
    (3, 0.05),
    (4, 0.01),
    (5, 0.06),
    (7, 0.05),
    (9, 0.015),
    (11, 0.035),
    (13, 0.03),
    (15, 0.005),
    (17, 0.02),
    (19, 0.015),
    (21, 0.005),
    (23, 0.015),
    (25, 0.015),
    (6, 0.005),
];
/// And all of them together.
pub(crate) const MOST_THD: f64 = 0.08;

pub(crate) fn thd(harmonics: &[(u32, f64)]) -> f64 {
    let squares = harmonics.iter().map(|(_, share)| share * share);
    squares.sum::<f64>().sqrt()
}

/// No more distortion than a grid may have: all are made smaller alike.
pub(crate) fn within(mut harmonics: Vec<(u32, f64)>) -> Vec<(u32, f64)> {
    let over = thd(&harmonics) / MOST_THD;
    if over > 1.0 {
        for (_, share) in &mut harmonics {
            *share /= over;
        }
    }
    harmonics
}

/// A shape of 8 % of distortion, none of its harmonics beyond what it may be. The choice is the test's own.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    /// Orders at their most, with signs; the first is what is missing from 8 %.
    orders: &'static [i32],
}

pub(crate) const SHAPES: [Shape; 3] = [
    Shape {
        name: "low orders",
        orders: &[-7, 3, -5],
    },
    Shape {
        name: "all orders",
        orders: &[2, 3, 4, -5, 6, 7, -9, -11, 13, -15, 17, 19, 21, -23, 25],
    },
    Shape {
        name: "high orders",
        orders: &[3, 7, -11, 13, 9, 17, -19, 23, -25],
    },
];

impl Shape {
    pub(crate) fn harmonics(self) -> Vec<(u32, f64)> {
        let most = |order: &i32| {
            let harmonic = MOST.iter().find(|(one, _)| *one == order.unsigned_abs());
            let (one, share) = harmonic.unwrap();
            (*one, share * f64::from(order.signum()))
        };
        let mut all: Vec<_> = self.orders.iter().map(most).collect();
        let (first, others) = all.split_first_mut().unwrap();
        let rest = thd(others);
        if rest < MOST_THD {
            let share = (MOST_THD * MOST_THD - rest * rest).sqrt();
            first.1 = share.copysign(first.1);
        }
        let all = within(all);
        assert!((thd(&all) - MOST_THD).abs() < 1e-6, "{}", self.name);
        all
    }

    /// 230 V of this shape, and a capacitance with `capacitive` mA through it, harmonics counted.
    pub(crate) fn truth(self, hertz: f64, capacitive: f64) -> Truth {
        let harmonics = self.harmonics();
        let squares = harmonics
            .iter()
            .map(|(order, share)| (f64::from(*order) * share).powi(2));
        let siemens = MAINS * TAU * hertz * (1.0 + squares.sum::<f64>()).sqrt();
        Truth {
            volts: MAINS,
            hertz,
            harmonics,
            siemens: 0.0,
            farads: capacitive / 1e3 / siemens,
            direct: 0.0,
        }
    }
}
