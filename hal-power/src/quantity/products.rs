//! What quantities make together.

use super::{Charge, Current, Energy, Power, Resistance, ShuntVoltage, Voltage};
use core::time::Duration;

impl Power {
    /// Returns voltage times current, rounded to nearest, ending at `MAX` or `MIN`.
    pub const fn from_voltage_and_current(voltage: Voltage, current: Current) -> Self {
        let picowatts = voltage.as_microvolts() as i64 * current.as_microamps() as i64;
        Self::from_milliwatts(narrow(rounded(picowatts as i128, 1_000_000_000)))
    }
}

impl Current {
    /// Returns voltage over resistance, rounded to nearest, ending at `MAX` or `MIN`; `None` for no resistance.
    pub const fn from_voltage_over(voltage: Voltage, resistance: Resistance) -> Option<Self> {
        match resistance.as_microohms() {
            0 => None,
            ohms => Some(Self::from_microamps(narrow(rounded(
                voltage.as_microvolts() as i128 * 1_000_000,
                ohms,
            )))),
        }
    }

    /// Returns the current through a shunt, rounded to nearest, ending at `MAX` or `MIN`; `None` for no resistance.
    pub const fn through_shunt(drop: ShuntVoltage, shunt: Resistance) -> Option<Self> {
        match shunt.as_microohms() {
            0 => None,
            ohms => Some(Self::from_microamps(narrow(rounded(
                drop.as_nanovolts() as i128 * 1_000,
                ohms,
            )))),
        }
    }
}

impl Voltage {
    /// Returns the voltage that a current drops over a resistance, rounded to nearest, ending at `MAX` or `MIN`.
    pub const fn dropped_by(current: Current, resistance: Resistance) -> Self {
        let picovolts = current.as_microamps() as i128 * resistance.as_microohms() as i128;
        Self::from_microvolts(narrow(rounded(picovolts, 1_000_000)))
    }
}

impl Energy {
    /// Returns power times time, rounded to nearest, ending at `MAX` or `MIN`.
    pub const fn from_power_over(power: Power, time: Duration) -> Self {
        let picojoules = times_nanos(power.as_milliwatts(), time);
        Self::from_millijoules(narrow_wide(rounded(picojoules, 1_000_000_000)))
    }
}

impl Charge {
    /// Returns current times time, rounded to nearest, ending at `MAX` or `MIN`.
    pub const fn from_current_over(current: Current, time: Duration) -> Self {
        let femtocoulombs = times_nanos(current.as_microamps(), time);
        Self::from_millicoulombs(narrow_wide(rounded(femtocoulombs, 1_000_000_000_000)))
    }
}

const fn times_nanos(value: i32, time: Duration) -> i128 {
    #[expect(
        clippy::cast_possible_wrap,
        reason = "94 bits of nanoseconds, and 31 more make 125"
    )]
    let nanos = time.as_nanos() as i128;
    value as i128 * nanos
}

/// Divides to nearest, ties away from zero.
const fn rounded(value: i128, divisor: u64) -> i128 {
    let divisor = divisor as i128;
    let half = if value < 0 {
        -(divisor / 2)
    } else {
        divisor / 2
    };
    (value + half) / divisor
}

const fn narrow(value: i128) -> i32 {
    if value > i32::MAX as i128 {
        i32::MAX
    } else if value < i32::MIN as i128 {
        i32::MIN
    } else {
        #[expect(clippy::cast_possible_truncation, reason = "just compared")]
        {
            value as i32
        }
    }
}

const fn narrow_wide(value: i128) -> i64 {
    if value > i64::MAX as i128 {
        i64::MAX
    } else if value < i64::MIN as i128 {
        i64::MIN
    } else {
        #[expect(clippy::cast_possible_truncation, reason = "just compared")]
        {
            value as i64
        }
    }
}
