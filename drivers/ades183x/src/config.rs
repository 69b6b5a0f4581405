//! What the caller says about all parts, and what is written for it.

use core::time::Duration;

use hal_bms::CellLimits;
use hal_power::Voltage;

use crate::{
    ConfigError, Curve, Duty, Filter, Group, Mismatch, Part, SelfTest, codec::Data, limits::Limits,
};

const REFON: u8 = 1 << 7;
const DTMEN: u8 = 1 << 7;
const DTRNG: u8 = 1 << 6;
/// Most increments of the timer.
const LONGEST: u64 = 63;

/// Configuration of a chain, whole: nothing depends on what parts have after power-up. References stay on.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Config {
    mismatch: Mismatch,
    filter: Filter,
    timer: u8,
    duty: Duty,
    open_wire: Option<Voltage>,
    limits: Limits,
    #[cfg_attr(feature = "defmt", defmt(Debug2Format))]
    curve: Option<Curve>,
}

impl Config {
    /// Creates a configuration that measures and compares cells: no filter, no balancing, no test of wires, no thermistors.
    #[must_use]
    pub const fn new(mismatch: Mismatch) -> Self {
        Self {
            mismatch,
            filter: Filter::Off,
            timer: 0,
            duty: Duty::FULL,
            open_wire: None,
            limits: Limits::NONE,
            curve: None,
        }
    }

    /// Sets the filter of filtered cells.
    #[must_use]
    pub const fn with_filter(mut self, filter: Filter) -> Self {
        self.filter = filter;
        self
    }

    /// Balances with this duty, for this time after each call: 1 to 63 minutes, or whole 16 minutes up to 1008.
    ///
    /// # Errors
    ///
    /// [`ConfigError::BalancingTime`] for another time.
    pub const fn with_balancing(mut self, time: Duration, duty: Duty) -> Result<Self, ConfigError> {
        let minutes = time.as_secs() / 60;
        let (range, increments) = if minutes <= LONGEST {
            (0, minutes)
        } else {
            (DTRNG, minutes / 16)
        };
        let minutes = if range == 0 {
            increments
        } else {
            16 * increments
        };
        let is_whole = time.as_secs() == 60 * minutes && time.subsec_nanos() == 0;
        if !is_whole || increments == 0 || increments > LONGEST {
            return Err(ConfigError::BalancingTime(time));
        }
        let [increments, ..] = increments.to_le_bytes();
        self.timer = self.timer & DTMEN | range | increments;
        self.duty = duty;
        Ok(self)
    }

    /// Lets parts watch over their cells while they balance without a host (DTMEN).
    #[must_use]
    pub const fn with_balancing_monitor(mut self) -> Self {
        self.timer |= DTMEN;
        self
    }

    /// Watches over every cell from `init` on, until others are set; by default no limit is.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Limits`] for those that the part cannot keep.
    pub fn with_limits(mut self, limits: &CellLimits) -> Result<Self, ConfigError> {
        self.limits = Limits::within(limits).ok_or(ConfigError::Limits)?;
        Ok(self)
    }

    /// Takes a wire for open where a cell reads less than this with a current through it.
    ///
    /// A part draws that current through 470 Ω: with its wires a cell reads what remains behind the board's filter resistors, and
    /// near zero without one.
    ///
    /// # Errors
    ///
    /// [`ConfigError::OpenWire`] unless it is above zero and below 5.5 V.
    pub const fn with_open_wire_below(mut self, voltage: Voltage) -> Result<Self, ConfigError> {
        let microvolts = voltage.as_microvolts();
        if microvolts <= 0 || microvolts >= 5_500_000 {
            return Err(ConfigError::OpenWire(voltage));
        }
        self.open_wire = Some(voltage);
        Ok(self)
    }

    /// Takes temperatures from the voltage at a thermistor's GPIO, as a part of VREF2: `None` of the curve is open or shorted.
    #[must_use]
    pub const fn with_curve(mut self, curve: Curve) -> Self {
        self.curve = Some(curve);
        self
    }

    /// Returns the longest time for which parts balance.
    #[must_use]
    pub const fn balancing_time(&self) -> Duration {
        let increments = (self.timer & 0x3F) as u64;
        let minutes = if self.timer & DTRNG == 0 { 1 } else { 16 };
        Duration::from_secs(60 * minutes * increments)
    }

    pub(crate) const fn limits(&self) -> Limits {
        self.limits
    }

    pub(crate) const fn open_wire(&self) -> Option<Voltage> {
        self.open_wire
    }

    pub(crate) const fn curve(&self) -> Option<Curve> {
        self.curve
    }

    pub(crate) const fn duty(&self) -> Duty {
        self.duty
    }

    /// Returns what is written to CFGA; `forced` are faults that a test forces.
    pub(crate) const fn config_a(&self, part: &Part, forced: u8) -> Data {
        let [low, high] = part.outputs().to_le_bytes();
        let first = REFON | self.mismatch as u8;
        [first, forced, 0, low, high, self.filter as u8]
    }

    /// Returns what is written to CFGB, with the timer running or not.
    pub(crate) const fn config_b(&self, limits: Limits, is_timed: bool) -> Data {
        let [first, second, third] = limits.bytes();
        let timer = if is_timed {
            self.timer
        } else {
            self.timer & !0x3F
        };
        [first, second, third, timer, 0, 0]
    }
}

/// Returns the bits of FLAG_D.
pub(crate) const fn forced(testing: Option<SelfTest>) -> u8 {
    match testing {
        Some(test) => test.forced(),
        None => 0,
    }
}

/// Returns what a configuration is written with, but for the timer, which is off.
pub(crate) fn written(
    config: Config,
    limits: Limits,
    forced: u8,
    group: Group,
) -> impl Fn(&Part, usize) -> Data {
    move |part, _| match group {
        Group::ConfigB => config.config_b(limits, false),
        _ => config.config_a(part, forced),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minutes(minutes: u64) -> Duration {
        Duration::from_secs(60 * minutes)
    }

    #[test]
    fn the_timer_has_two_ranges() {
        let config = Config::new(Mismatch::Uv9000);
        let none = Limits::NONE;
        for (time, timer) in [(1, 0x01), (63, 0x3F), (64, 0x44), (1_008, 0x7F)] {
            let config = config.with_balancing(minutes(time), Duty::FULL).unwrap();
            assert_eq!(config.config_b(none, true), [0x00, 0xF8, 0x7F, timer, 0, 0]);
            assert_eq!(config.config_b(none, false)[3], timer & 0x40);
            assert_eq!(config.balancing_time(), minutes(time));
        }
        for time in [
            minutes(0),
            minutes(65),
            minutes(1_024),
            Duration::from_secs(90),
            Duration::MAX,
        ] {
            assert_eq!(
                config.with_balancing(time, Duty::FULL).err(),
                Some(ConfigError::BalancingTime(time))
            );
        }
    }

    #[test]
    fn a_configuration_is_written_whole() {
        let part = Part::new(16).unwrap().with_pulled_down(0x101).unwrap();
        let config = Config::new(Mismatch::Uv40050).with_filter(Filter::Mhz625);
        assert_eq!(
            config.config_a(&part, 0x10),
            [0x87, 0x10, 0x00, 0xFE, 0x02, 0x07]
        );
        let config = config.with_balancing_monitor();
        assert_eq!(
            config.config_b(Limits::NONE, true),
            [0x00, 0xF8, 0x7F, 0x80, 0, 0]
        );
    }

    #[test]
    fn what_parts_cannot_do_is_refused() {
        let config = Config::new(Mismatch::Uv5100);
        for voltage in [Voltage::ZERO, Voltage::from_millivolts(5_500)] {
            assert_eq!(
                config.with_open_wire_below(voltage).err(),
                Some(ConfigError::OpenWire(voltage))
            );
        }
    }
}
