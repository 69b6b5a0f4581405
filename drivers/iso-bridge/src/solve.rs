//! From voltages to resistances, in integers.
//!
//! What flows into earth from the positive pole flows out of it into the negative one. With `u` the voltage between a pole and
//! earth and `g` the conductance, `p` and `n` the switched ones where they are closed:
//!
//! ```text
//! u₊ · (g₊ + p) - u₋ · (g₋ + n) = what still flows into the Y-capacitors
//! ```
//!
//! With voltages known within bounds each state of the switches leaves a strip of the plane of `g₊` and `g₋`. What all strips
//! share is what the insulation can be; where they share nothing, something is not as told. Voltages are in 100 µV and
//! conductances in fS.

mod both;
mod region;
mod single;

pub(crate) use both::both;
pub(crate) use single::{AtOnePole, single};

use hal_power::Voltage;

use crate::{
    Accuracy, Network,
    conductance::{MILLION, Span, ceil, conductance},
    window::Held,
};

/// Largest current into the Y-capacitors that is reckoned with: far beyond all that could leave a result.
const MOST_LEAK: i128 = 1 << 68;

/// µV in the unit of the solver.
const STEP: i128 = 100;

/// Which resistors lie at their poles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Closed {
    pub(crate) positive: bool,
    pub(crate) negative: bool,
}

/// Why there is no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unsolved {
    /// Nothing explains the readings.
    Implausible,
    /// Capacitors still take too much.
    Unsettled,
    /// The net has less than its least voltage.
    NoVoltage,
    /// The net's voltage changed too much.
    Drift,
}

fn microvolts(voltage: Voltage) -> i128 {
    voltage.as_microvolts().into()
}

/// Returns what the voltage between a pole and earth lay between, but for the gain; `None` where it was below zero, which no
/// pole of a net can be against the other.
fn level(held: &Held, error: i128) -> Option<Span> {
    let low = microvolts(held.lowest) - error;
    let high = microvolts(held.highest) + error;
    (high >= 0).then_some(Span {
        low: low.div_euclid(STEP).max(0),
        high: ceil(high, STEP),
    })
}

/// Returns the most current that flowed into the Y-capacitors on average over a window: what they hold, times what they moved by,
/// over the time.
fn leak(held: &[Held], network: &Network, accuracy: &Accuracy) -> Option<i128> {
    let moved = held.iter().map(|held| microvolts(held.moved)).max()?;
    let over = held.iter().map(|held| held.over.as_micros()).min()?;
    let gain = i128::from(accuracy.gain.as_ppm());
    let moved = ceil(moved + 2 * microvolts(accuracy.noise), STEP);
    let moved = ceil(moved * (MILLION + gain), MILLION - gain);
    let settling = i128::try_from(network.settling.as_micros()).ok()?;
    let charge = conductance(network.positive, network.tolerance)
        .high
        .checked_mul(moved)?
        .checked_mul(settling)?;
    let leak = ceil(charge, i128::try_from(over).ok()?);
    (leak <= MOST_LEAK).then_some(leak)
}

#[cfg(test)]
mod tests;
