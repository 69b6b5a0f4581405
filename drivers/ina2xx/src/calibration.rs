//! From shunt and largest current to calibration and scale.

use core::num::NonZeroU64;

use hal_power::Current;

use crate::{
    ConfigError,
    codec::{POWER_END, Scale, scaled},
    part::Facts,
};

/// Calibration of a part, as it will be written, and what it makes of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calibration {
    pub(crate) register: u16,
    pub(crate) scale: Scale,
    pub(crate) full_code: u32,
}

/// What a calibration depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// In µΩ.
    pub(crate) shunt: u64,
    /// In µA.
    pub(crate) max_current: i32,
    /// The current's register ends at `max_current`, not at the converter's range.
    pub(crate) is_fitted: bool,
    /// Shunt range of 40.96 mV.
    pub(crate) is_fine: bool,
    /// Bus voltage over pin voltage.
    pub(crate) divider: (u32, u32),
}

/// Calibration that makes the current's code the shunt voltage's code.
const fn plain(facts: Facts) -> u16 {
    if facts.is_ina226 { 0x0800 } else { 0x1000 }
}

/// Rounded quotient, or `None` where it is zero, for a divisor of zero, or for an overflow.
const fn quotient(dividend: u64, divisor: u64) -> Option<NonZeroU64> {
    let rounded = match dividend.checked_add(divisor / 2) {
        Some(sum) => sum.checked_div(divisor),
        None => None,
    };
    match rounded {
        Some(quotient) => NonZeroU64::new(quotient),
        None => None,
    }
}

const fn low(value: u64) -> u32 {
    #[expect(clippy::cast_possible_truncation, reason = "callers compare first")]
    {
        value as u32
    }
}

const fn min(one: u64, other: u64) -> u64 {
    if one < other { one } else { other }
}

impl Calibration {
    pub(crate) const fn new(wanted: Wanted, facts: Facts) -> Result<Self, ConfigError> {
        let shunt_lsb = facts.shunt_lsb as u64;
        let shunt_lsb = if wanted.is_fine {
            shunt_lsb / 4
        } else {
            shunt_lsb
        };
        let Some(plain_lsb) = quotient(shunt_lsb << 32, wanted.shunt) else {
            return Err(ConfigError::Shunt);
        };
        if wanted.max_current <= 0 {
            return Err(ConfigError::MaxCurrent);
        }
        let max_current = wanted.max_current.unsigned_abs() as u64;
        let full_code = facts.full_code();
        if (max_current << 32).div_ceil(plain_lsb.get()) >= full_code as u64 {
            return Err(ConfigError::AdcRange);
        }
        let (register, current) = if wanted.is_fitted {
            match fitted(wanted, max_current, shunt_lsb, facts) {
                Ok(fitted) => fitted,
                Err(error) => return Err(error),
            }
        } else {
            (plain(facts), plain_lsb)
        };
        let current = current.get();
        let most = (i32::MAX as u64) << 32;
        let current_end = low(min(most / current, full_code as u64));
        // The scale as far as it is asked for, in whole codes.
        match (max_current << 32).div_ceil(current).checked_mul(current) {
            Some(full_scale) if full_scale <= most => {}
            _ => return Err(ConfigError::FullScale),
        }
        let bus = match bus_lsb(wanted.divider, facts) {
            Ok(bus) => bus,
            Err(error) => return Err(error),
        };
        let Some(power) = power_lsb(bus, current, facts) else {
            return Err(ConfigError::Power);
        };
        let power = power.get();
        let power_end = low(min(most / power, POWER_END as u64 - 1));
        let scale = Scale {
            bus,
            current,
            power,
            current_end,
            power_end,
            shunt: low(shunt_lsb),
            plain_currents: current_end.saturating_sub(2),
        };
        Ok(Self {
            register,
            scale,
            full_code,
        })
    }

    /// Returns what is written to SHUNT_CAL, or to the INA226's Calibration register.
    pub const fn register(self) -> u16 {
        self.register
    }

    /// Returns the largest current that is told from the end of the scale; of a fitted calibration it may be up to two steps
    /// below the configured one, as the datasheet's examples have it.
    pub const fn full_scale(self) -> Current {
        Current::from_microamps(scaled(
            self.scale.current_end.saturating_sub(1).cast_signed(),
            self.scale.current,
        ))
    }

    /// Returns one step of the current in pA, rounded down.
    pub const fn current_step_picoamps(self) -> u64 {
        // Split at the binary point so that nothing overflows.
        let whole = self.scale.current >> 32;
        let part = self.scale.current & 0xFFFF_FFFF;
        whole * 1_000_000 + ((part * 1_000_000) >> 32)
    }

    /// Returns whether current or power can overflow in the part (MATHOF, OVF).
    pub(crate) const fn can_overflow(self, facts: Facts) -> bool {
        if facts.is_ina226 {
            self.register > plain(facts)
        } else {
            self.register < plain(facts)
        }
    }

    /// Returns whether the part calibrates itself so when it resets.
    pub(crate) const fn is_reset_value(self, facts: Facts) -> bool {
        !facts.is_ina226 && self.register == plain(facts)
    }
}

/// Datasheet's calibration for the largest current, rounded so that the scale does not end below it, and the LSB that follows
/// from the rounded register: SLYS021A equations 2 and 3; SBOS547 equations 1 and 2.
const fn fitted(
    wanted: Wanted,
    max_current: u64,
    shunt_lsb: u64,
    facts: Facts,
) -> Result<(u16, NonZeroU64), ConfigError> {
    // In pV; less than the converter's range, which has been checked.
    let Some(drop @ 1..) = max_current.checked_mul(wanted.shunt) else {
        return Err(ConfigError::Calibration);
    };
    let register = if facts.is_ina226 {
        // 0.00512 × 2¹⁵, in pV
        167_772_160_000_000 / drop
    } else if wanted.is_fine {
        drop.div_ceil(10_000_000)
    } else {
        drop.div_ceil(40_000_000)
    };
    if register == 0 || register > 0x7FFF {
        return Err(ConfigError::Calibration);
    }
    let lsb = if facts.is_ina226 {
        match quotient(shunt_lsb << 41, register * wanted.shunt) {
            Some(lsb) => NonZeroU64::new(lsb.get() << 2),
            None => None,
        }
    } else {
        quotient((shunt_lsb * register) << 20, wanted.shunt)
    };
    #[expect(clippy::cast_possible_truncation, reason = "15 bits, just compared")]
    let register = register as u16;
    match lsb {
        Some(lsb) => Ok((register, lsb)),
        None => Err(ConfigError::Calibration),
    }
}

/// µV per code at the divider's input, times 2³².
const fn bus_lsb(divider: (u32, u32), facts: Facts) -> Result<u64, ConfigError> {
    let (numerator, denominator) = divider;
    let lsb = match facts.bus_lsb.checked_mul(numerator as u64) {
        Some(product) => quotient(product, denominator as u64),
        None => None,
    };
    match lsb {
        Some(lsb) if lsb.get() <= ((i32::MAX as u64) << 32) / facts.full_code() as u64 => {
            Ok(lsb.get())
        }
        _ => Err(ConfigError::BusDivider),
    }
}

/// mW per unit of power, times 2³²: pW are 10⁻⁹ mW, and 10⁹ is 2⁹ × 1953125.
const fn power_lsb(bus: u64, current: u64, facts: Facts) -> Option<NonZeroU64> {
    let product = (bus as u128 * current as u128) >> (32 + 9 - facts.product_shift);
    if product > u64::MAX as u128 {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "just compared")]
    let product = product as u64;
    quotient(product, 1_953_125)
}

#[cfg(test)]
mod tests;
