//! What the battery allows right now, and what its silence means.

use core::{fmt, time::Duration};
use hal_power::{Current, Instant, Voltage};

/// Limits as one frame from the battery brings them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct LimitFrame {
    /// Largest charge current, as a magnitude.
    pub charge: Current,
    /// Largest discharge current, as a magnitude.
    pub discharge: Current,
    /// Voltage up to which charging may go.
    pub charge_voltage: Voltage,
    /// Voltage down to which discharging may go.
    pub discharge_voltage: Voltage,
}

/// Limits in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Limits {
    /// Largest charge current, as a magnitude.
    pub charge: Current,
    /// Largest discharge current, as a magnitude.
    pub discharge: Current,
    /// Voltages between which to stay: discharge cut-off and charge cut-off. `None` after silence: invalid, not zero; a
    /// cut-off of 0 V would permit deep discharge.
    pub voltages: Option<(Voltage, Voltage)>,
}

impl Limits {
    /// No current either way, and no voltage to go by.
    pub const SILENT: Self = Self {
        charge: Current::ZERO,
        discharge: Current::ZERO,
        voltages: None,
    };
}

/// Times of the link to the battery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct LimitTimes {
    silence: Duration,
}

/// The battery would open its contactors under current.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum LimitTimesError {
    /// Silence and the converter's ramp together last at least until the battery opens by itself.
    TooLate,
}

impl fmt::Display for LimitTimesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLate => f.write_str("current would not be zero before the battery opens"),
        }
    }
}

impl core::error::Error for LimitTimesError {}

impl LimitTimes {
    /// Takes the `silence` after which limits are void, the time that the converter needs to bring current to zero, and the
    /// time after which the battery opens its contactors by itself.
    ///
    /// # Errors
    ///
    /// [`LimitTimesError::TooLate`] unless current is zero before the battery opens.
    pub const fn new(
        silence: Duration,
        ramp: Duration,
        battery_opens: Duration,
    ) -> Result<Self, LimitTimesError> {
        let zero_at = silence.saturating_add(ramp);
        if zero_at.as_nanos() < battery_opens.as_nanos() {
            Ok(Self { silence })
        } else {
            Err(LimitTimesError::TooLate)
        }
    }
}

/// Keeps the battery's last frame and lets it age.
#[derive(Debug)]
pub struct BatteryLimits {
    times: LimitTimes,
    last: Option<(LimitFrame, Instant)>,
}

impl BatteryLimits {
    /// Creates limits that have not been heard of yet: no current either way.
    pub const fn new(times: LimitTimes) -> Self {
        Self { times, last: None }
    }

    /// Takes a frame that was received at `at`, and returns whether it made sense.
    ///
    /// A negative current limit counts as zero. A frame whose voltages are crossed, or not positive, is not taken: the one
    /// before goes on ageing.
    pub fn on_frame(&mut self, at: Instant, frame: LimitFrame) -> bool {
        let sane = frame.discharge_voltage < frame.charge_voltage
            && frame.discharge_voltage > Voltage::ZERO;
        if sane {
            let frame = LimitFrame {
                charge: frame.charge.max(Current::ZERO),
                discharge: frame.discharge.max(Current::ZERO),
                ..frame
            };
            self.last = Some((frame, at));
        }
        sane
    }

    /// Forgets the last frame: the battery has taken it back, or contradicts it.
    pub const fn void(&mut self) {
        self.last = None;
    }

    /// Returns the limits in force: the last frame's, or [`Limits::SILENT`] once it is too old or from the future.
    pub fn in_force(&self, now: Instant) -> Limits {
        match self.last {
            Some((frame, at)) if self.heard(now, at) => Limits {
                charge: frame.charge,
                discharge: frame.discharge,
                voltages: Some((frame.discharge_voltage, frame.charge_voltage)),
            },
            _ => Limits::SILENT,
        }
    }

    fn heard(&self, now: Instant, at: Instant) -> bool {
        now.checked_since(at)
            .is_some_and(|age| age <= self.times.silence)
    }
}

#[cfg(test)]
mod tests;
