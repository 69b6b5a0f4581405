//! A sensor at each pole.
//!
//! The sensors' gains differ by a factor that is unknown but the same in all states. Taken to the negative side, it makes the
//! switched conductance there less certain and scales the result, and leaves the ratios of readings as exact as they are.

use super::{
    Closed, Unsolved, leak, level, microvolts,
    region::{self, Line},
};
use crate::{
    Accuracy, Network,
    conductance::{MILLION, SHORT, Span, ceil, conductance, floor},
    measured::Conductances,
    window::Held,
};
use hal_power::Ratio;

/// Lines of three states, and four that bound what can be at all.
const LINES: usize = 10;

/// Solves three states of the switches, with what the sensors at the positive and the negative pole showed in each.
pub(crate) fn both(
    network: &Network,
    accuracy: &Accuracy,
    observed: &[(Closed, [Held; 2]); 3],
) -> Result<Conductances, Unsolved> {
    let ratio = gains(accuracy);
    let [positive, negative] = network
        .dividers
        .map(|each| conductance(each, network.tolerance));
    let least = floor(negative.low * MILLION, ratio.high);
    let mut lines = [Line::ANY; LINES];
    let bounds = [
        line(-1, 0, -positive.low),
        line(0, -1, -least),
        line(1, 0, SHORT),
        line(0, 1, SHORT),
    ];
    let states = observed
        .iter()
        .map(|(closed, held)| state(network, accuracy, *closed, held));
    let mut slots = lines.iter_mut();
    // lines first: whoever is asked first loses one when the other has none left
    for (bound, slot) in bounds.into_iter().zip(slots.by_ref()) {
        *slot = bound;
    }
    for state in states {
        for (line, slot) in state?.into_iter().zip(slots.by_ref()) {
            *slot = line;
        }
    }
    let found = region::extremes(&lines, ratio).ok_or(Unsolved::Implausible)?;
    let scaled = Span {
        low: floor(found.y.low * ratio.low, MILLION),
        high: ceil(found.y.high * ratio.high, MILLION),
    };
    let dividers = Span {
        low: positive.low + negative.low,
        high: positive.high + negative.high,
    };
    Ok(Conductances {
        positive: found.x.without(positive),
        negative: scaled.without(negative),
        total: found.sum.without(dividers),
        likely: likely(network, observed).unwrap_or((found.x.middle(), found.y.middle())),
    })
}

const fn line(a: i128, b: i128, c: i128) -> Line {
    Line { a, b, c }
}

/// Returns what the gain at the negative pole is over that at the positive, in ppm.
fn gains(accuracy: &Accuracy) -> Span {
    let gain = i128::from(accuracy.gain.as_ppm());
    let (less, more) = (MILLION - gain, MILLION + gain);
    Span {
        low: floor(less * MILLION, more),
        high: ceil(more * MILLION, less),
    }
}

/// Returns the two sides of the strip that one state leaves.
fn state(
    network: &Network,
    accuracy: &Accuracy,
    closed: Closed,
    held: &[Held; 2],
) -> Result<[Line; 2], Unsolved> {
    let error = microvolts(accuracy.offset) + microvolts(accuracy.noise);
    let [positive, negative] = held;
    let (Some(above), Some(below)) = (level(positive, error), level(negative, error)) else {
        return Err(Unsolved::Implausible);
    };
    let leak = leak(held, network, accuracy).ok_or(Unsolved::Unsettled)?;
    let ratio = gains(accuracy);
    let switched = |is_closed, resistance| match is_closed {
        true => conductance(resistance, network.tolerance),
        false => Span::ZERO,
    };
    let p = switched(closed.positive, network.positive);
    let n = switched(closed.negative, network.negative);
    let n = Span {
        low: floor(n.low * MILLION, ratio.high),
        high: ceil(n.high * MILLION, ratio.low),
    };
    Ok([
        line(
            above.low,
            -below.high,
            below.high * n.high - above.low * p.low + leak,
        ),
        line(
            -above.high,
            below.low,
            above.high * p.high - below.low * n.low + leak,
        ),
    ])
}

/// Solves the two states that differ most, as if everything were exact.
fn likely(network: &Network, observed: &[(Closed, [Held; 2]); 3]) -> Option<(i128, i128)> {
    let exact = |(closed, held): &(Closed, [Held; 2])| {
        let [positive, negative] = held.map(|held| microvolts(held.middle()) / super::STEP);
        let switched = |is_closed, resistance| match is_closed {
            true => conductance(resistance, Ratio::ZERO).low,
            false => 0,
        };
        let p = switched(closed.positive, network.positive);
        let n = switched(closed.negative, network.negative);
        line(positive, -negative, negative * n - positive * p)
    };
    let [one, two, three] = observed.each_ref().map(exact);
    let apart = |(one, other): &(Line, Line)| (one.a * other.b - other.a * one.b).abs();
    let (one, other) = [(one, two), (two, three), (three, one)]
        .into_iter()
        .max_by_key(apart)?;
    let (x, y) = region::cross(&one, &other)?;
    let [positive, negative] = network
        .dividers
        .map(|each| conductance(each, Ratio::ZERO).low);
    Some((
        (x - positive).clamp(0, SHORT),
        (y - negative).clamp(0, SHORT),
    ))
}
