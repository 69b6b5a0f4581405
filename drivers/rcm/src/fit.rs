//! From sums to currents.

use hal_power::{Current, Voltage};

use crate::{
    Config, Evaluation, NoReading,
    sums::{Sums, Tapered},
};

/// What a fit says, in µA, or what is to be said without one.
struct Parts {
    direct: i64,
    in_phase: Option<i64>,
}

pub(crate) fn evaluate(
    sums: &Sums,
    config: &Config,
    offset: Current,
) -> Result<Evaluation, NoReading> {
    let scale = Scale::of(config);
    let reference = root(sums.tapered.mean(sums.tapered.rr));
    let voltage = volts(scale.mean(reference, 1));
    let has_line = voltage >= config.floor;
    if has_line && sums.is_direct() {
        return Err(NoReading::Reference);
    }
    let fit = sums.fit().filter(|_| has_line);
    let parts = match fit {
        Some(fit) => {
            let explained = fit.in_phase(sums.r).saturating_add(fit.quadrature(sums.w));
            Parts {
                direct: scale.mean(sums.i.saturating_sub(explained), sums.pairs),
                in_phase: Some(scale.mean(fit.in_phase(reference), 1)),
            }
        }
        None => Parts {
            direct: scale.mean(sums.i, sums.pairs),
            in_phase: None,
        },
    };
    let most = i64::from(config.residual.reach().as_microamps());
    if parts.direct.saturating_abs() > most {
        return Err(NoReading::Reference);
    }
    let square = sums.tapered.about(parts.direct, &scale, config.frames);
    let alternating = root(square).max(parts.in_phase.unwrap_or(0).saturating_abs());
    let direct = parts.direct.saturating_sub(offset.as_microamps().into());
    let total = squared(alternating).saturating_add(squared(direct));
    Ok(Evaluation {
        direct: amount(direct),
        in_phase: amount(parts.in_phase.unwrap_or(alternating)),
        alternating: amount(alternating),
        total: amount(root(total)),
        has_reference: fit.is_some(),
        voltage,
    })
}

impl Tapered {
    fn mean(&self, sum: i128) -> i128 {
        sum.checked_div(self.weight.into()).unwrap_or(0)
    }

    /// Mean square of the current about `direct`: without what a direct part would make of what is no whole cycle.
    fn about(&self, direct: i64, scale: &Scale, frames: u32) -> i128 {
        // a pair's squares are those of two slots
        let samples = i128::from(frames).saturating_mul(2);
        let square = self.mean(self.squares).checked_div(samples).unwrap_or(0);
        let twice = i128::from(scale.mean(self.i, self.weight)).saturating_mul(2);
        let both = twice
            .saturating_sub(direct.into())
            .saturating_mul(direct.into());
        square.saturating_sub(both)
    }
}

/// From weighted sums to samples.
struct Scale {
    weight: i64,
    spare: u32,
}

impl Scale {
    fn of(config: &Config) -> Self {
        Self {
            weight: config.weight(),
            spare: config.spare(),
        }
    }

    /// Mean of a sample over so many pairs.
    fn mean(&self, sum: i64, pairs: i64) -> i64 {
        let samples = i128::from(self.weight).saturating_mul(pairs.into());
        let mean = (i128::from(sum) << self.spare).checked_div(samples);
        i64::try_from(mean.unwrap_or(0)).unwrap_or(i64::MAX)
    }
}

/// Of units of 1024 µV.
fn volts(units: i64) -> Voltage {
    let microvolts = units.saturating_mul(1 << 10);
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
