//! Pushes an island's frequency away, and leaves a stiff grid alone.

use super::{GridConfigError, meter::Pace, time::Frames};
use hal_power::{Frequency, Ratio};

/// How an island's frequency is pushed. The figures are the caller's; no standard states them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct IslandingConfig {
    gain: Ratio,
    pulse: Ratio,
    pulse_cycles: u16,
    limit: Ratio,
    drift: Frequency,
}

impl IslandingConfig {
    /// Sets the reactive share of the current for each hertz by which the frequency runs away, the share of the pulses that
    /// start it, how many cycles a pulse and the pause after it last, the largest share, and how fast, per second, the grid's
    /// own frequency may drift without being taken for an island.
    ///
    /// A parallel resonant load of quality factor Q settles where its own share, `2 Q` for each `f/f₀ - 1`, is the inverter's:
    /// it runs away where the gain per hertz is more than `2 Q / f₀`, and to the frequency where `2 Q (f - f₀) / f₀` is the
    /// limit. Negative gain and pulse push the frequency down.
    ///
    /// # Errors
    ///
    /// [`GridConfigError::Contradiction`] for a gain or pulse of nothing, different signs, or a pulse above the limit.
    pub fn new(
        gain: Ratio,
        pulse: Ratio,
        pulse_cycles: u16,
        limit: Ratio,
        drift: Frequency,
    ) -> Result<Self, GridConfigError> {
        let same_way = (gain > Ratio::ZERO) == (pulse > Ratio::ZERO);
        let some = gain != Ratio::ZERO && pulse != Ratio::ZERO && pulse_cycles > 0;
        if !(same_way && some && pulse.abs() <= limit) {
            return Err(GridConfigError::Contradiction("islanding"));
        }
        Ok(Self {
            gain,
            pulse,
            pulse_cycles,
            limit,
            drift,
        })
    }
}

/// What the current reference has to be changed by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Perturbation {
    /// Reactive current as a share of the active; positive where the current leads the voltage, as into a capacitor.
    pub reactive: Ratio,
}

/// Positive feedback on how far the frequency has run from where a grid's could have drifted.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
pub(super) struct Islanding {
    config: IslandingConfig,
    /// How far the reference moves in a half-cycle, in µHz.
    step: i64,
    /// Where the grid's frequency is taken to be, in µHz.
    reference: Option<i64>,
    half_cycles: u32,
    output: Perturbation,
}

impl Islanding {
    pub(super) fn new(config: IslandingConfig, frames: Frames) -> Self {
        let half_cycle = i64::try_from(frames.time(frames.half_cycle()).as_micros()).unwrap_or(0);
        let drift = i64::from(config.drift.as_millihertz());
        Self {
            config,
            // mHz per second in µs
            step: drift.saturating_mul(half_cycle) / 1_000,
            reference: None,
            half_cycles: 0,
            output: Perturbation::default(),
        }
    }

    pub(super) const fn output(&self) -> Perturbation {
        self.output
    }

    pub(super) fn restart(&mut self) {
        self.reference = None;
        self.output = Perturbation::default();
    }

    /// Takes the frequency of a window; pushes only while told to.
    pub(super) fn take(&mut self, pace: Pace, push: bool) {
        self.half_cycles = self.half_cycles.wrapping_add(1);
        match pace {
            Pace::Cycle(frequency) => {
                let away = self.away(i64::from(frequency.as_millihertz()).saturating_mul(1_000));
                self.output.reactive = if push { self.share(away) } else { Ratio::ZERO };
            }
            Pace::Unknown => {}
            Pace::Slow => self.restart(),
        }
    }

    /// Returns how far, in µHz, the frequency is from the reference, which follows as fast as a grid drifts.
    fn away(&mut self, microhertz: i64) -> i64 {
        let reference = *self.reference.get_or_insert(microhertz);
        let away = microhertz.saturating_sub(reference);
        let step = away.min(self.step).max(self.step.saturating_neg());
        self.reference = Some(reference.saturating_add(step));
        away.saturating_sub(step)
    }

    /// One way only, so that an island always runs to the same end: to push back one that has run the other way would hold it.
    fn share(&self, away: i64) -> Ratio {
        let config = &self.config;
        let pulse_half_cycles = u32::from(config.pulse_cycles).saturating_mul(2);
        let phase = self.half_cycles.checked_div(pulse_half_cycles).unwrap_or(0);
        let pulse = if phase % 2 == 0 {
            config.pulse
        } else {
            Ratio::ZERO
        };
        let gain = i64::from(config.gain.as_ppm());
        let ahead = away.saturating_mul(gain.signum()).max(0);
        let fed_back = gain.saturating_mul(ahead) / 1_000_000;
        let share = fed_back.saturating_add(i64::from(pulse.as_ppm()));
        let limit = i64::from(config.limit.as_ppm());
        let share = share.min(limit).max(limit.saturating_neg());
        Ratio::from_ppm(i32::try_from(share).unwrap_or(0))
    }
}
