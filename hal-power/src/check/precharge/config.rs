//! The circuit and its limits.

use crate::{Current, Energy, Power, Resistance, Voltage};
use core::time::Duration;

/// The circuit and the limits of one precharge.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct PrechargeConfig {
    resistor: Resistance,
    pub(super) time_constant: Duration,
    pub(super) minimum_battery: Voltage,
    auxiliary: Current,
    pub(super) voltage_noise: Voltage,
    current_noise: Current,
    pub(super) settle: Duration,
    pub(super) timeout: Duration,
    pub(super) heat_limit: Energy,
    pub(super) cooling: Power,
    pub(super) max_age: Duration,
    pub(super) life: Duration,
}

impl PrechargeConfig {
    /// Describes the circuit: the resistor, and its time constant with the capacitance of the DC link.
    ///
    /// No noise and no auxiliary load are allowed for until set; contacts settle, and a proof lives, for `max_age`, the age up
    /// to which readings are taken; a try is given up after ten time constants; heat has no limit. A `minimum_battery` of zero
    /// or less is taken as 1 µV: 0 V against 0 V proves nothing.
    pub fn new(
        resistor: Resistance,
        time_constant: Duration,
        minimum_battery: Voltage,
        max_age: Duration,
    ) -> Self {
        let minimum_battery = minimum_battery.max(Voltage::from_microvolts(1));
        Self {
            resistor,
            time_constant,
            minimum_battery,
            auxiliary: Current::ZERO,
            voltage_noise: Voltage::ZERO,
            current_noise: Current::ZERO,
            settle: max_age,
            timeout: time_constant.saturating_mul(10),
            heat_limit: Energy::MAX,
            cooling: Power::ZERO,
            max_age,
            life: max_age,
        }
    }

    /// Sets the current that loads on the link may draw through the resistor.
    #[must_use]
    pub const fn with_auxiliary_load(mut self, current: Current) -> Self {
        self.auxiliary = current;
        self
    }

    /// Sets by how much two voltage sensors may differ, and the current sensor from zero, on equal truth.
    #[must_use]
    pub const fn with_noise(mut self, voltage: Voltage, current: Current) -> Self {
        self.voltage_noise = voltage;
        self.current_noise = current;
        self
    }

    /// Sets how long contacts take to rest after a command, operate or release time and bounce included: for as long they are
    /// all open, and one alone is watched for a rise that it must not cause.
    #[must_use]
    pub const fn with_settle_time(mut self, settle: Duration) -> Self {
        self.settle = settle;
        self
    }

    /// Sets the time after which charging is given up.
    #[must_use]
    pub const fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets the heat that the resistor may hold, and the power at which it cools while it holds as much; with less, by less.
    #[must_use]
    pub const fn with_heat_limit(mut self, limit: Energy, cooling: Power) -> Self {
        self.heat_limit = limit;
        self.cooling = cooling;
        self
    }

    /// Sets how long the proof lives.
    #[must_use]
    pub const fn with_life(mut self, life: Duration) -> Self {
        self.life = life;
        self
    }

    /// Difference that is explained: what the auxiliary load drops over the resistor, and noise.
    pub(super) const fn explained(&self) -> Voltage {
        Voltage::dropped_by(self.auxiliary, self.resistor).saturating_add(self.voltage_noise)
    }

    /// Largest current that the circuit explains: an empty link behind the resistor, auxiliary load and noise.
    pub(super) fn inrush(&self, battery: Voltage) -> Current {
        let through =
            Current::from_voltage_over(battery.saturating_add(self.voltage_noise), self.resistor);
        through
            .unwrap_or(Current::ZERO)
            .saturating_add(self.quiet())
    }

    /// Largest current that may flow when the charge is over.
    pub(super) const fn quiet(&self) -> Current {
        self.auxiliary.saturating_add(self.current_noise)
    }

    /// Time from the command by which a sound link has risen by a quarter: one time constant, or half of one after the contacts
    /// have settled.
    pub(super) fn rises_within(&self) -> Duration {
        let settled = self.settle.saturating_add(self.time_constant / 2);
        self.time_constant.max(settled)
    }

    /// Most that the link may rise in this time with this difference to go: twice what the time constant says, since
    /// capacitors are less than they should be, and noise.
    pub(super) fn may_rise(&self, difference: Voltage, time: Duration) -> Voltage {
        let micros = |time: Duration| i128::try_from(time.as_micros()).unwrap_or(i128::MAX);
        let noise = self.voltage_noise.saturating_mul(2);
        let rise = i128::from(difference.abs().as_microvolts())
            .saturating_mul(micros(time))
            .saturating_mul(2)
            .checked_div(micros(self.time_constant));
        let rise = rise.map_or(Voltage::MAX, |rise| {
            i32::try_from(rise).map_or(Voltage::MAX, Voltage::from_microvolts)
        });
        rise.saturating_add(noise)
    }

    /// Heat in the resistor from a link that rose by so much to where this difference is left: the charge over the mean
    /// difference.
    pub(super) fn heat_of_a_rise(&self, left: Voltage, rise: Voltage) -> Energy {
        let mean = Voltage::from_microvolts(rise.as_microvolts() / 2).saturating_add(left);
        let power = match Current::from_voltage_over(rise, self.resistor) {
            Some(current) => Power::from_voltage_and_current(mean, current),
            None => Power::MAX,
        };
        Energy::from_power_over(power, self.time_constant)
    }

    pub(super) fn heating(&self, drop: Voltage) -> Power {
        match Current::from_voltage_over(drop, self.resistor) {
            Some(current) => Power::from_voltage_and_current(drop, current),
            None => Power::MAX,
        }
    }
}
