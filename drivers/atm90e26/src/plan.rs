//! What `init` writes and what readings need, made from a configuration once.

use core::time::Duration;

use hal_power::Voltage;

use crate::{Config, ConfigError, Forward, Functions};

#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    pub(crate) metering: [u16; 11],
    pub(crate) measurement: [u16; 10],
    pub(crate) functions: u16,
    pub(crate) sag: Option<u16>,
    pub(crate) pulses_per_kwh: u32,
    pub(crate) forward: Forward,
    pub(crate) settling: Duration,
    pub(crate) reset_time: Duration,
    pub(crate) has_neutral: bool,
}

impl Plan {
    /// Before any `init`.
    pub(crate) const NONE: Self = Self {
        metering: [0; 11],
        measurement: [0; 10],
        functions: 0,
        sag: None,
        pulses_per_kwh: 1,
        forward: Forward::Export,
        settling: Duration::ZERO,
        reset_time: Duration::ZERO,
        has_neutral: false,
    };

    pub(crate) fn new(config: &Config) -> Result<Self, ConfigError> {
        if config.pulses_per_kwh == 0 {
            return Err(ConfigError::MeterConstant);
        }
        let sag = match config.sag {
            Some(voltage) => Some(
                sag_code(voltage, config.measurement.u_gain).ok_or(ConfigError::SagThreshold)?,
            ),
            None if config.functions.contains(Functions::SAG) => {
                return Err(ConfigError::NoSagThreshold);
            }
            None => None,
        };
        Ok(Self {
            metering: config.metering.words(),
            measurement: config.measurement.words(),
            functions: config.functions.bits(),
            sag,
            pulses_per_kwh: config.pulses_per_kwh,
            forward: config.forward,
            settling: config.settling,
            reset_time: config.reset_time,
            has_neutral: config.has_neutral,
        })
    }
}

/// Milliseconds to wait for at least this time.
pub(crate) fn millis(time: Duration) -> u32 {
    u32::try_from(time.as_micros().div_ceil(1_000)).unwrap_or(u32::MAX)
}

/// SagTh = 100 × U × √2 ÷ (4 × Ugain ÷ 32768), rounded: what the reset's 0x1D6A makes of 0.78 × 220 V and its Ugain of 0x6720.
/// √2 is 46341 ÷ 32768, 1 ppm too large.
fn sag_code(voltage: Voltage, u_gain: u16) -> Option<u16> {
    let microvolts = u64::try_from(voltage.as_microvolts()).ok()?;
    let divisor = 40_000 * u64::from(u_gain);
    let code = (microvolts * 46_341 + divisor / 2).checked_div(divisor)?;
    u16::try_from(code).ok().filter(|code| *code != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_resets_sag_threshold_is_78_percent_of_220_volts() {
        assert_eq!(
            sag_code(Voltage::from_millivolts(171_600), 0x6720),
            Some(0x1D6A)
        );
    }

    /// ESPHome, atm90e26.cpp, has the formula in floats: 100 × 230 × √2 × 0.9 ÷ (4 × 0x6720 ÷ 32768) = 9083.8.
    #[test]
    fn another_voltage() {
        assert_eq!(sag_code(Voltage::from_volts(207), 0x6720), Some(9_084));
    }

    #[test]
    fn what_does_not_fit_is_none() {
        assert_eq!(sag_code(Voltage::from_volts(-1), 0x6720), None);
        assert_eq!(sag_code(Voltage::ZERO, 0x6720), None);
        assert_eq!(sag_code(Voltage::from_volts(230), 0), None);
        assert_eq!(sag_code(Voltage::MAX, 0x6720), None);
        assert_eq!(sag_code(Voltage::MAX, 1), None);
    }

    #[test]
    fn waits_are_never_shorter() {
        assert_eq!(millis(Duration::ZERO), 0);
        assert_eq!(millis(Duration::from_micros(1)), 1);
        assert_eq!(millis(Duration::from_millis(5)), 5);
        assert_eq!(millis(Duration::MAX), u32::MAX);
    }
}
