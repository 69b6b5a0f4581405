//! A sensor at one pole.
//!
//! With `u` the voltage between the pole and earth, `U` that of the net, `a` all conductance at the pole and `b` all at the other,
//! and `g` both: with all open, with the resistor `p` at the pole, and with `n` at the other,
//!
//! ```text
//! u₀ · g = U · b        u₁ · (g + p) = U · b        u₂ · (g + n) = U · (b + n)
//!
//! g = u₁·p / (u₀ - u₁)        U = u₂ + (u₂ - u₀) · g / n        b = g · u₀ / U
//! ```
//!
//! Each of the results is a fraction of two sums that hold each reading, and each resistor, to the first power, so that it grows
//! or falls over the whole of a span: extremes lie at the ends, or where two readings that have an order meet. A common gain
//! drops out. With both resistors, `u₃ · (g + p + n) = U · (b + n)` gives `g` once more, and shows a switch that does not move.

use super::{STEP, Unsolved, leak, level, microvolts};
use crate::{
    Accuracy, Net, Network,
    conductance::{MILLION, SHORT, Span, ceil, conductance, floor},
    measured::Conductances,
    window::Held,
};
use hal_power::{Ratio, Resistance, Voltage};

/// Fractional bits of the ratio of the resistors.
const BITS: u32 = 32;

/// Bits that a factor keeps where the product would not fit.
const KEPT: u32 = 32;

/// What the sensor showed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AtOnePole {
    /// With all open.
    pub(crate) open: Held,
    /// With the resistor at its pole.
    pub(crate) near: Held,
    /// With that at the other.
    pub(crate) far: Held,
    /// With both.
    pub(crate) both: Held,
    /// With all open again.
    pub(crate) again: Held,
    pub(crate) at_positive: bool,
}

/// What the voltage lay between in each of the states, had all settled.
#[derive(Debug, Clone, Copy)]
struct Levels {
    open: Span,
    near: Span,
    far: Span,
    both: Span,
}

/// The two resistors, and what always lies at their poles.
#[derive(Debug, Clone, Copy)]
struct Resistors {
    near: Span,
    far: Span,
    /// The near one over the far one, with [`BITS`].
    ratio: Span,
}

impl Resistors {
    fn new([near, far]: [Resistance; 2], tolerance: Ratio) -> Self {
        let (near, far) = (conductance(near, tolerance), conductance(far, tolerance));
        let ratio = Span {
            low: floor(near.low << BITS, far.high),
            high: ceil(near.high << BITS, far.low),
        };
        Self { near, far, ratio }
    }
}

/// One case of what may be.
#[derive(Debug, Clone, Copy)]
struct Case {
    open: i128,
    near: i128,
    far: i128,
    /// Conductance of the resistor at the sensor's pole.
    switched: i128,
    /// That over the one of the other pole, with [`BITS`].
    ratio: i128,
}

/// What a case gives: conductance at the pole, at the other, of both, and the net's voltage.
#[derive(Debug, Clone, Copy)]
struct Found {
    near: Span,
    far: Span,
    sum: Span,
    net: Span,
}

/// Solves, and returns the voltage of the net too.
pub(crate) fn single(
    network: &Network,
    accuracy: &Accuracy,
    net: &Net,
    observed: &AtOnePole,
) -> Result<(Conductances, Voltage), Unsolved> {
    let side = observed.at_positive;
    let pair = arranged(side, [network.positive, network.negative]);
    let resistors = Resistors::new(pair, network.tolerance);
    let [near, far] =
        arranged(side, network.dividers).map(|each| conductance(each, network.tolerance));
    let always = Span {
        low: near.low + far.low,
        high: near.high + far.high,
    };
    let levels = levels(network, accuracy, net, observed, (always.low, &resistors))?;
    let found = over_all(&levels, &resistors).ok_or(Unsolved::Implausible)?;
    let again = once_more(&levels, &resistors).ok_or(Unsolved::Implausible)?;
    let unit = |voltage| microvolts(voltage) / STEP;
    if found.net.low > unit(net.maximum)
        || found.sum.low > again.high
        || found.sum.high < again.low
        // the dividers lie there in any case
        || found.near.high < near.low
        || found.far.high < far.low
    {
        return Err(Unsolved::Implausible);
    }
    if found.net.high < unit(net.minimum) {
        return Err(Unsolved::NoVoltage);
    }
    let exact = |held: &Held| Span::of(microvolts(held.middle()) / STEP);
    let exact = Levels {
        open: exact(&observed.open),
        near: exact(&observed.near),
        far: exact(&observed.far),
        both: exact(&observed.both),
    };
    let likely = over_all(&exact, &Resistors::new(pair, Ratio::ZERO)).unwrap_or(found);
    let voltage = likely.net.middle().max(0).min(unit(net.maximum));
    let likely = arranged(
        side,
        [
            likely.near.middle() - near.middle(),
            likely.far.middle() - far.middle(),
        ],
    );
    let [positive, negative] = arranged(side, [found.near.without(near), found.far.without(far)]);
    let conductances = Conductances {
        positive,
        negative,
        total: found.sum.without(always),
        likely: likely.map(|each| each.clamp(0, SHORT)).into(),
    };
    let microvolts = i32::try_from(voltage * STEP).unwrap_or(i32::MAX);
    Ok((conductances, Voltage::from_microvolts(microvolts)))
}

/// Swaps what is positive and negative into what is near and far, or back.
fn arranged<T>(at_positive: bool, [positive, negative]: [T; 2]) -> [T; 2] {
    if at_positive {
        [positive, negative]
    } else {
        [negative, positive]
    }
}

/// Returns what the voltage lay between in each state, had all settled and the net's voltage not changed; of the network what
/// always leads to earth, and the resistors.
fn levels(
    network: &Network,
    accuracy: &Accuracy,
    net: &Net,
    observed: &AtOnePole,
    (always, resistors): (i128, &Resistors),
) -> Result<Levels, Unsolved> {
    let error = microvolts(accuracy.offset) + microvolts(accuracy.noise);
    let gain = i128::from(accuracy.gain.as_ppm());
    let drift = ceil(microvolts(net.drift) * (MILLION + gain), MILLION);
    let most = microvolts(net.maximum) * 2;
    let unsettled = |held: &Held, switched: i128| match leak(&[*held], network, accuracy) {
        Some(0) => Ok(0),
        // what is known to lie there turns the current into a voltage
        Some(leak) => Some(ceil(leak, always + switched).saturating_mul(STEP))
            .filter(|microvolts| *microvolts <= most)
            .ok_or(Unsolved::Unsettled),
        None => Err(Unsolved::Unsettled),
    };
    let span = |held: &Held, switched| {
        let unsettled = unsettled(held, switched)?;
        level(held, error + drift + unsettled).ok_or(Unsolved::Implausible)
    };
    let (first, last) = (&observed.open, &observed.again);
    let apart = microvolts(first.middle().abs_diff(last.middle()));
    let noise = 2 * microvolts(accuracy.noise);
    if apart > drift + noise + unsettled(first, 0)? + unsettled(last, 0)? {
        return Err(Unsolved::Drift);
    }
    let (near, far) = (resistors.near.low, resistors.far.low);
    Ok(Levels {
        open: span(first, 0)?,
        near: span(&observed.near, near)?,
        far: span(&observed.far, far)?,
        both: span(&observed.both, near + far)?,
    })
}

/// Returns all conductance, from the states with the far resistor; `None` where closing the near one raises the voltage.
fn once_more(levels: &Levels, resistors: &Resistors) -> Option<Span> {
    let (far, both) = (levels.far, levels.both);
    let least = far.high - both.low;
    let most = far.low - both.high;
    (least >= 0).then(|| Span {
        low: floor(both.low * resistors.near.low, least).min(SHORT) - resistors.far.high,
        high: match most {
            1.. => ceil(both.high * resistors.near.high, most).min(SHORT) - resistors.far.low,
            _ => SHORT,
        },
    })
}

/// Joins all cases; `None` where there is none in which closing a resistor moves the voltage the way it has to.
fn over_all(levels: &Levels, resistors: &Resistors) -> Option<Found> {
    let Levels {
        open, near, far, ..
    } = levels;
    let inside = |at: i128, span: &Span| at >= span.low && at <= span.high;
    let mut found: Option<Found> = None;
    let ends = [open, near, far].map(|span| [span.low, span.high]);
    for open_at in ends.into_iter().flatten().filter(|at| inside(*at, open)) {
        for near_at in [near.low, near.high, open_at] {
            for far_at in [far.low, far.high, open_at] {
                let ordered = near_at <= open_at && open_at <= far_at;
                if !ordered || !inside(near_at, near) || !inside(far_at, far) {
                    continue;
                }
                for switched in [resistors.near.low, resistors.near.high] {
                    for ratio in [resistors.ratio.low, resistors.ratio.high] {
                        let case = Case {
                            open: open_at,
                            near: near_at,
                            far: far_at,
                            switched,
                            ratio,
                        };
                        let at = case.solve();
                        found = Some(found.map_or(at, |found| found.with(&at)));
                    }
                }
            }
        }
    }
    found
}

impl Found {
    fn with(&self, other: &Self) -> Self {
        Self {
            near: self.near.with(other.near),
            far: self.far.with(other.far),
            sum: self.sum.with(other.sum),
            net: self.net.with(other.net),
        }
    }
}

impl Case {
    fn solve(&self) -> Found {
        let fell = self.open - self.near;
        let rose = self.far - self.open;
        let current = self.near * self.switched;
        // the net's voltage times what fell
        let net = ((self.far * fell) << BITS) + rose * self.near * self.ratio;
        let factor = (fell << BITS) + self.near * self.ratio;
        let fraction = |dividend: i128, divisor: i128| match divisor {
            // nothing over nothing can be anything
            0 if dividend == 0 => Span {
                low: 0,
                high: SHORT,
            },
            0 => Span::of(SHORT),
            _ => Span {
                low: floor(dividend, divisor).min(SHORT),
                high: ceil(dividend, divisor).min(SHORT),
            },
        };
        // current · rose / fell · factor / net, in an order and with as many bits as fit
        let excess = (i128::BITS - factor.leading_zeros()).saturating_sub(KEPT);
        let (small, large) = (factor >> excess, (factor >> excess) + 1);
        let (below, above) = (net >> excess, (net >> excess) + 1);
        let share = match fell {
            0 => fraction(current * rose, 0),
            _ => Span {
                low: floor(floor(current * rose, fell) * small, above),
                high: match below {
                    0 => SHORT,
                    below => ceil(ceil(current * rose, fell) * large, below),
                },
            },
        };
        Found {
            near: Span {
                low: share.low.clamp(0, SHORT),
                high: share.high.clamp(0, SHORT),
            },
            far: fraction((self.open * current) << BITS, net),
            sum: fraction(current, fell),
            net: match fell {
                0 if rose == 0 => Span {
                    low: self.far,
                    high: i128::MAX,
                },
                0 => Span::of(i128::MAX),
                _ => Span {
                    low: floor(net >> BITS, fell),
                    high: ceil((net >> BITS) + 1, fell),
                },
            },
        }
    }
}
