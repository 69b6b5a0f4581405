//! Limits of a pair.

use core::time::Duration;
use hal_power::{Current, Voltage};

/// Limits of one contactor pair, from its data sheet and the fuse's.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct ContactorConfig {
    pub(super) make_within: Voltage,
    break_discharging: Current,
    break_charging: Current,
    pub(super) converter_time: Duration,
    pub(super) fuse_time: Duration,
    pub(super) apart: Option<(Voltage, Duration)>,
    pub(super) max_age: Duration,
}

impl ContactorConfig {
    /// Takes the voltage across the contacts up to which they may make, the magnitude of current up to which they may break
    /// in either direction, and the age up to which readings are taken. Waits start at zero, and no difference
    /// between the sides is a fault.
    pub const fn new(make_within: Voltage, break_limit: Current, max_age: Duration) -> Self {
        Self {
            make_within,
            break_discharging: break_limit,
            break_charging: break_limit,
            converter_time: Duration::ZERO,
            fuse_time: Duration::ZERO,
            apart: None,
            max_age,
        }
    }

    /// Sets different break limits, as magnitudes, for contacts with a preferred direction.
    #[must_use]
    pub const fn with_break_limits(mut self, discharging: Current, charging: Current) -> Self {
        self.break_discharging = discharging;
        self.break_charging = charging;
        self
    }

    /// Sets how long the converter is given to bring the current down, and the fuse after it.
    #[must_use]
    pub const fn with_waits(mut self, converter: Duration, fuse: Duration) -> Self {
        self.converter_time = converter;
        self.fuse_time = fuse;
        self
    }

    /// Sets by how much the sides of a closed pair may differ, and for how long: longer than the contacts take to close and to
    /// stop bouncing.
    #[must_use]
    pub const fn with_difference(mut self, limit: Voltage, time: Duration) -> Self {
        self.apart = Some((limit, time));
        self
    }

    /// Returns whether the contacts may break this current.
    pub(super) fn breaks(&self, current: Current) -> bool {
        let limit = if current > Current::ZERO {
            self.break_discharging
        } else {
            self.break_charging
        };
        current.abs() <= limit
    }
}
