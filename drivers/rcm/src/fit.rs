//! From sums to currents.

use hal_power::{Current, Voltage};

use crate::{
    Config, Evaluation,
    sums::{Fit, Sums, Swing, narrow},
};

/// `2·(1 - cos)` of the angle of four slots, times 2³⁰: of 1.6 ms at 40 Hz, and of 2 ms at 70 Hz. A bend beyond is that of a
/// voltage that jumps.
const LEAST_BEND: i64 = 171_300_000;
const MOST_BEND: i64 = 778_700_000;
const ONE_BITS: u32 = 30;
const ONE: i64 = 1 << ONE_BITS;

/// Effective voltage, in units of 1024 µV, and twice the sine of a slot's angle, times 2³⁰.
struct Reference {
    volts: i64,
    slope: i64,
}

pub(crate) fn evaluate(sums: &Sums, config: &Config, offset: Current) -> Evaluation {
    let frames = sums.slots.saturating_mul(config.frames.into());
    let square = i128::from(sums.squares)
        .checked_div(frames.into())
        .unwrap_or(0);
    let mean = sums.i.checked_div(frames).unwrap_or(0);
    let reference = self::reference(&sums.swing, config.frames);
    let floor = i64::from(config.floor.as_microvolts() >> 10);
    let fit = sums.fit().filter(|_| reference.volts >= floor);
    let offset = i64::from(offset.as_microamps());
    match fit {
        Some(fit) => fitted(sums, &fit, &reference, frames, square, offset),
        None => {
            let alternating = square.saturating_sub(squared(mean));
            let direct = mean.saturating_sub(offset);
            Evaluation {
                direct: amount(direct),
                in_phase: amount(root(alternating)),
                alternating: amount(root(alternating)),
                total: amount(root(alternating.saturating_add(squared(direct)))),
                has_reference: false,
                voltage: volts(&reference),
            }
        }
    }
}

fn fitted(
    sums: &Sums,
    fit: &Fit,
    reference: &Reference,
    frames: i64,
    square: i128,
    offset: i64,
) -> Evaluation {
    let in_phase = fit.in_phase(reference.volts);
    let slope = i128::from(reference.volts).saturating_mul(reference.slope.into()) >> ONE_BITS;
    let quadrature = fit.quadrature(narrow(slope));
    let steady = sums
        .i
        .saturating_sub(fit.in_phase(sums.r))
        .saturating_sub(fit.quadrature(sums.w));
    let direct = steady
        .checked_div(frames)
        .unwrap_or(0)
        .saturating_sub(offset);
    // what neither the fit nor the mean explains
    let per_window = squared(frames);
    let explained = fit.explained.saturating_add(squared(sums.i));
    let rest = square
        .saturating_sub(explained.checked_div(per_window).unwrap_or(0))
        .max(0);
    let alternating = squared(in_phase)
        .saturating_add(squared(quadrature))
        .saturating_add(rest);
    Evaluation {
        direct: amount(direct),
        in_phase: amount(in_phase),
        alternating: amount(root(alternating)),
        total: amount(root(alternating.saturating_add(squared(direct)))),
        has_reference: true,
        voltage: volts(reference),
    }
}

/// For `r = A·sin`, the slope over four slots to either side is `2·A·sin(angle)·cos`, so that squares of both, weighted, are `A²` at
/// every instant: over any window, whole cycles or not. The bend over the same tells the angle: `2·(1 - cos(angle))`. Over four slots,
/// since over one a harmonic would weigh as much as the square of its order.
fn reference(swing: &Swing, frames: u32) -> Reference {
    let squares = i128::from(swing.squares);
    let bend = (i128::from(swing.bend) << ONE_BITS).checked_div(squares);
    let bend = narrow(bend.unwrap_or(0)).clamp(LEAST_BEND, MOST_BEND);
    let slope = bend.saturating_mul((4 * ONE).saturating_sub(bend)) >> ONE_BITS;
    let slopes = i128::from(swing.slopes) << ONE_BITS;
    let across = slopes.checked_div(slope.into()).unwrap_or(0);
    // a slot is a sum of frames
    let count = squared(frames.into()).saturating_mul(swing.slots.into());
    let mean = squares.saturating_add(across) / 2;
    // from four slots to one: cos(2·angle) and then 4·sin²(angle) = 2·(1 - cos(2·angle))
    let cosine = root(squared_one(ONE.saturating_sub(bend / 4)));
    let slope = 2_i64.saturating_mul(ONE.saturating_sub(cosine));
    Reference {
        volts: root(mean.checked_div(count).unwrap_or(0)),
        slope: root(squared_one(slope)),
    }
}

/// What has the root, times 2³⁰, of a number times 2³⁰.
fn squared_one(value: i64) -> i128 {
    i128::from(value) << ONE_BITS
}

fn volts(reference: &Reference) -> Voltage {
    let microvolts = reference.volts.saturating_mul(1 << 10);
    Voltage::from_microvolts(i32::try_from(microvolts).unwrap_or(i32::MAX))
}

fn squared(value: i64) -> i128 {
    i128::from(value).saturating_mul(value.into())
}

fn root(square: i128) -> i64 {
    let square = u64::try_from(square.max(0)).unwrap_or(u64::MAX);
    i64::try_from(square.isqrt()).unwrap_or(i64::MAX)
}

fn amount(microamps: i64) -> Current {
    let limit = i32::MAX;
    let end = if microamps < 0 { -limit } else { limit };
    Current::from_microamps(i32::try_from(microamps).unwrap_or(end))
}
