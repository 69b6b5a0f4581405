//! The profile, and what the circuit adds to it.

use super::{Agreement, GridConfigError, GridProfile, IslandingConfig, time::Frames};
use core::time::Duration;
use hal_power::{Current, Frequency, Voltage};

/// A profile on a circuit.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct GridConfig {
    pub(super) profile: &'static GridProfile,
    pub(super) frames: Frames,
    pub(super) release: Duration,
    pub(super) gap: u64,
    pub(super) stuck: u64,
    pub(super) floor: Voltage,
    pub(super) voltage_hysteresis: Voltage,
    pub(super) frequency_hysteresis: Frequency,
    pub(super) offset: Current,
    pub(super) agreement: Option<Agreement>,
    pub(super) islanding: Option<IslandingConfig>,
}

impl GridConfig {
    /// Joins a profile with the period of the frames, the time that the contacts take from a trip until they are apart, the
    /// longest time without a usable sample, and the voltage (RMS) below which no frequency is judged.
    ///
    /// Without more, a quantity is inside as soon as it is back at its limit, a sample may repeat for as long as it likes, no
    /// offset of the current is accepted, no other channel is asked, and nothing is done against islanding.
    ///
    /// # Errors
    ///
    /// Anything that is not set refuses, see [`GridConfigError`].
    pub fn new(
        profile: &'static GridProfile,
        period: Duration,
        release: Duration,
        gap: Duration,
        floor: Voltage,
    ) -> Result<Self, GridConfigError> {
        let frames = Frames::new(period, profile.frequency).ok_or(GridConfigError::Period)?;
        super::complete::complete(profile)?;
        super::complete::consistent(profile)?;
        super::complete::in_time(profile, frames, release)?;
        if !profile
            .under_voltage
            .iter()
            .any(|stage| stage.limit > floor && floor > Voltage::ZERO)
        {
            return Err(GridConfigError::Floor);
        }
        let gap = frames.of(gap);
        if gap == 0 || gap > frames.half_cycle() {
            return Err(GridConfigError::Gap);
        }
        Ok(Self {
            profile,
            frames,
            release,
            gap,
            stuck: u64::MAX,
            floor,
            voltage_hysteresis: Voltage::ZERO,
            frequency_hysteresis: Frequency::ZERO,
            offset: Current::ZERO,
            agreement: None,
            islanding: None,
        })
    }

    /// Sets how far inside of a limit a quantity has to come back until it counts as inside. An excursion that comes back less
    /// far goes on.
    #[must_use]
    pub const fn with_hysteresis(mut self, voltage: Voltage, frequency: Frequency) -> Self {
        self.voltage_hysteresis = voltage.abs();
        self.frequency_hysteresis = frequency;
        self
    }

    /// Sets for how long one and the same voltage, away from zero, may be sampled again; from then on the samples are unusable.
    #[must_use]
    pub const fn with_stuck(mut self, time: Duration) -> Self {
        self.stuck = self.frames.of(time);
        self
    }

    /// Sets how large an offset of the current [`zero`](super::GridProtection::zero) takes.
    #[must_use]
    pub const fn with_offset(mut self, largest: Current) -> Self {
        self.offset = largest.abs();
        self
    }

    /// Sets how far the other channel may differ.
    #[must_use]
    pub const fn with_agreement(mut self, agreement: Agreement) -> Self {
        self.agreement = Some(agreement);
        self
    }

    /// Adds active detection of islands.
    #[must_use]
    pub const fn with_islanding(mut self, islanding: IslandingConfig) -> Self {
        self.islanding = Some(islanding);
        self
    }

    /// Returns the profile.
    pub const fn profile(&self) -> &'static GridProfile {
        self.profile
    }

    /// Returns how much earlier or later than a stage's time the contacts may be apart after the voltage has left its limit in
    /// one step: half a cycle where the stage has less than ten cycles, else three quarters of a cycle; an eighth of that for a
    /// slow grid, and a frame.
    pub fn voltage_tolerance(&self, within: Duration) -> Duration {
        self.frames
            .time(self.frames.tolerance(self.frames.lag(within)))
    }

    /// Returns the same for the frequency: as the voltage's longer one.
    pub fn frequency_tolerance(&self) -> Duration {
        self.frames
            .time(self.frames.tolerance(self.frames.slow_lag()))
    }

    /// Returns the frames from the onset of an excursion until the contacts have to be told to open.
    pub(super) fn budget(&self, within: Duration) -> u64 {
        self.frames.left(within, self.release)
    }
}
