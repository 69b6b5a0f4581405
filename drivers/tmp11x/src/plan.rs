//! A configuration as the part takes it.

use core::time::Duration;

use hal_power::Temperature;

use crate::{
    Comparison, Config, ConfigError, Limits, Mode, PinSource, codec,
    part::Part,
    registers::{HIGH_RESET, LOW_RESET, THIGH_LIMIT, TLOW_LIMIT, config},
};

/// Longest time of one conversion in µs (SNOSD82D section 6.5, as Adafruit's driver quotes it); typical are 15500.
const CONVERSION: u32 = 17_500;
const TYPICAL: u32 = 15_500;

#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    /// Configuration without MOD.
    pub(crate) settings: u16,
    pub(crate) high: u16,
    pub(crate) low: u16,
    pub(crate) offset: u16,
    pub(crate) is_continuous: bool,
    pub(crate) duration: Duration,
    pub(crate) latency: Duration,
}

impl Plan {
    /// Before `init`.
    pub(crate) const NONE: Self = Self {
        settings: 0,
        high: HIGH_RESET,
        low: LOW_RESET,
        offset: 0,
        is_continuous: true,
        duration: Duration::ZERO,
        latency: Duration::ZERO,
    };

    pub(crate) fn new<P: Part>(wanted: &Config<P>) -> Result<Self, ConfigError> {
        let (low, high) = codes(wanted.limits)?;
        let offset = codec::code(wanted.offset).ok_or(ConfigError::Offset)?;
        let is_continuous = wanted.mode == Mode::Continuous;
        let bit = |is: bool, bit: u16| if is { bit } else { 0 };
        let settings = (wanted.cycle as u16) << config::CONV_SHIFT
            | (wanted.averages as u16) << config::AVG_SHIFT
            | bit(wanted.comparison == Comparison::Therm, config::THERM)
            | bit(wanted.pin.is_active_high, config::ACTIVE_HIGH)
            | bit(
                wanted.pin.shows == PinSource::Conversions,
                config::READY_ON_PIN,
            );
        let conversions = u64::from(CONVERSION * wanted.averages.count());
        let typical = wanted.cycle.micros().max(wanted.averages.micros());
        // a slow oscillator stretches cycles as it does conversions
        let cycle = (u64::from(typical) * u64::from(CONVERSION)).div_ceil(u64::from(TYPICAL));
        Ok(Self {
            settings,
            high,
            low,
            offset: offset.cast_unsigned(),
            is_continuous,
            duration: Duration::from_micros(conversions),
            latency: Duration::from_micros(if is_continuous {
                cycle.max(conversions) + conversions
            } else {
                conversions
            }),
        })
    }

    /// What MOD is set to by `start`.
    pub(crate) const fn running(&self) -> u16 {
        if self.is_continuous {
            self.settings
        } else {
            self.settings | config::ONE_SHOT
        }
    }

    pub(crate) const fn stopped(&self) -> u16 {
        self.settings | config::SHUTDOWN
    }

    /// A limit that a reset would change, with what it holds.
    pub(crate) const fn witness(&self) -> Option<(u8, u16)> {
        if self.high != HIGH_RESET {
            Some((THIGH_LIMIT, self.high))
        } else if self.low != LOW_RESET {
            Some((TLOW_LIMIT, self.low))
        } else {
            None
        }
    }

    /// The limits as the part has them.
    pub(crate) const fn limits(&self) -> Limits {
        Limits::new(of(self.low), of(self.high))
    }
}

const fn of(code: u16) -> Temperature {
    codec::temperature(code.cast_signed())
}

/// Low and high limit as codes.
pub(crate) fn codes(limits: Limits) -> Result<(u16, u16), ConfigError> {
    match (codec::code(limits.low), codec::code(limits.high)) {
        (Some(low), Some(high)) if low < high => Ok((low.cast_unsigned(), high.cast_unsigned())),
        _ => Err(ConfigError::Limits),
    }
}
