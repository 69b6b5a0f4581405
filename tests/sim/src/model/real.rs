//! Between quantities and the floats that models calculate in: V, A, Ω, W, J, °C, s.

use core::time::Duration;
use hal_power::{Current, Energy, Power, Ratio, Resistance, Temperature, Voltage};

pub(super) fn volts(voltage: Voltage) -> f64 {
    f64::from(voltage.as_microvolts()) / 1e6
}

pub(super) fn amps(current: Current) -> f64 {
    f64::from(current.as_microamps()) / 1e6
}

pub(super) fn watts(power: Power) -> f64 {
    f64::from(power.as_milliwatts()) / 1e3
}

pub(super) fn celsius(temperature: Temperature) -> f64 {
    f64::from(temperature.as_millicelsius()) / 1e3
}

pub(super) fn ohms(resistance: Resistance) -> f64 {
    wide(resistance.as_microohms()) / 1e6
}

pub(super) fn joules(energy: Energy) -> f64 {
    let magnitude = wide(energy.as_millijoules().unsigned_abs()) / 1e3;
    if energy < Energy::ZERO {
        -magnitude
    } else {
        magnitude
    }
}

pub(super) fn seconds(nanos: u64) -> f64 {
    Duration::from_nanos(nanos).as_secs_f64()
}

/// Ends at what a `u64` of nanoseconds holds.
pub(super) fn nanos(seconds: f64) -> u64 {
    Duration::try_from_secs_f64(seconds).map_or(u64::MAX, super::armature::nanos)
}

pub(super) fn voltage(volts: f64) -> Voltage {
    Voltage::from_microvolts(whole(volts * 1e6))
}

pub(super) fn current(amps: f64) -> Current {
    Current::from_microamps(whole(amps * 1e6))
}

pub(super) fn temperature(celsius: f64) -> Temperature {
    Temperature::from_millicelsius(whole(celsius * 1e3))
}

pub(super) fn ratio(share: f64) -> Ratio {
    Ratio::from_ppm(whole(share * 1e6))
}

pub(super) fn energy(joules: f64) -> Energy {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a float beyond the range ends there"
    )]
    let millijoules = libm::round(joules * 1e3) as i64;
    Energy::from_millijoules(millijoules)
}

fn whole(value: f64) -> i32 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a float beyond the range ends there"
    )]
    let whole = libm::round(value) as i32;
    whole
}

#[expect(
    clippy::cast_precision_loss,
    reason = "53 bits are more than models know"
)]
fn wide(value: u64) -> f64 {
    value as f64
}
