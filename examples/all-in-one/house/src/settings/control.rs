//! What the side of the firmware that runs once in every period goes by.

use super::{CARRIER, Contradiction};
use crate::{
    board::{CODES, CODES_A_VOLT, CODES_AN_AMP, RELAY_RELEASE},
    plant::{FILTER_INDUCTANCE, NOMINAL, NOMINAL_FREQUENCY},
    quantity::{amps, volts},
};
use all_in_one_firmware::{
    ControlConfig, Gains,
    hal_inverter::{Agreement, Calibration, GridConfig, GridProfile, IslandingConfig},
    hal_power::{Current, Frequency, Ratio, Voltage},
};
use core::{
    f64::consts::{PI, SQRT_2},
    time::Duration,
};

/// The code that the scenarios go by.
pub(crate) const CODE: &GridProfile = &GridProfile::EN_50549_1_2019;

/// More than the pulses against islanding move a measured frequency: one that is beyond a limit is not taken back by them.
const STIRRED: Frequency = Frequency::from_millihertz(40);

/// Longest time without a usable sample.
const GAP: Duration = Duration::from_millis(5);

/// RMS below which no frequency is judged; the code's undervoltage trips well above.
const FLOOR: Voltage = Voltage::from_volts(80);

/// Everything that one period needs.
pub(crate) fn control() -> Result<ControlConfig, Contradiction> {
    let span = |a_unit: f64| 2.0 * f64::from(CODES) / a_unit;
    let (code_volts, code_amps) = (volts(span(CODES_A_VOLT)), amps(span(CODES_AN_AMP)));
    let grid = Calibration::<Voltage>::new(-CODES, CODES, 0, code_volts)
        .ok_or(Contradiction::Calibration)?;
    let current = Calibration::<Current>::new(-CODES, CODES, 0, code_amps)
        .ok_or(Contradiction::Calibration)?;
    let step = 2.0 * PI * NOMINAL_FREQUENCY * CARRIER.as_secs_f64();
    Ok(ControlConfig {
        grid,
        current,
        link: grid,
        gains: gains(),
        step: single(step),
        protection: protection()?,
    })
}

/// For the simulated filter: the current's error is gone after some periods, and what is faster than its capacitor swings
/// is damped.
fn gains() -> Gains {
    Gains {
        current: single(FILTER_INDUCTANCE / CARRIER.as_secs_f64() / 4.0),
        damping: 6.0,
        most: 45.0,
        delay: 2.0,
        rise: single(0.1 / CARRIER.as_secs_f64()),
        amplitude: single(NOMINAL * SQRT_2),
    }
}

/// How much earlier or later than a limit says the contacts may be apart: of a voltage's by its time, and of the frequency's.
pub(crate) fn grid_tolerances() -> (impl Fn(Duration) -> Duration, Duration) {
    let config = protection();
    let frequency = config
        .as_ref()
        .map_or(Duration::ZERO, GridConfig::frequency_tolerance);
    let voltage = move |within| {
        config
            .as_ref()
            .map_or(Duration::ZERO, |config| config.voltage_tolerance(within))
    };
    (voltage, frequency)
}

fn protection() -> Result<GridConfig, Contradiction> {
    // more than twice the gain that a load of quality factor 1 needs, and a limit beyond the code's last frequency
    let islanding = IslandingConfig::new(
        Ratio::from_percent(10),
        Ratio::from_percent(1),
        10,
        Ratio::from_percent(15),
        Frequency::from_hertz(1),
    )?;
    let agreement = Agreement {
        voltage: Voltage::from_volts(5),
        frequency: Frequency::from_millihertz(200),
        within: Duration::from_millis(200),
        max_age: Duration::from_millis(100),
    };
    let config = GridConfig::new(CODE, CARRIER, RELAY_RELEASE, GAP, FLOOR)?
        .with_hysteresis(Voltage::from_volts(1), STIRRED)
        .with_stuck(GAP)
        .with_agreement(agreement)
        .with_islanding(islanding);
    Ok(config)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "24 bits are enough to control by"
)]
const fn single(value: f64) -> f32 {
    value as f32
}
