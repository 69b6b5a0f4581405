//! From the plant's floats to the firmware's quantities.

use all_in_one_firmware::hal_power::{Current, Frequency, Power, Resistance, Temperature, Voltage};

pub(crate) fn volts(value: f64) -> Voltage {
    Voltage::from_microvolts(whole(value * 1e6))
}

pub(crate) fn amps(value: f64) -> Current {
    Current::from_microamps(whole(value * 1e6))
}

pub(crate) fn hertz(value: f64) -> Frequency {
    Frequency::from_millihertz(u32::try_from(whole(value * 1e3)).unwrap_or(0))
}

pub(crate) fn watts(value: f64) -> Power {
    Power::from_milliwatts(whole(value * 1e3))
}

pub(crate) fn celsius(value: f64) -> Temperature {
    Temperature::from_millicelsius(whole(value * 1e3))
}

/// Of a magnitude.
pub(crate) fn ohms(value: f64) -> Resistance {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a float beyond the range ends there"
    )]
    let microohms = (value.abs() * 1e6 + 0.5) as u64;
    Resistance::from_microohms(microohms)
}

/// Rounds to the nearest, halves away from zero.
fn whole(value: f64) -> i32 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a float beyond the range ends there"
    )]
    let whole = (value + 0.5_f64.copysign(value)) as i32;
    whole
}
