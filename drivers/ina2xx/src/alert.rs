//! Limits and flags.

use bitflags::bitflags;
use hal_power::{Current, Power, ShuntVoltage, Temperature, Voltage};

use crate::{
    codec::{Scale, scaled},
    part::Facts,
    plan::Plan,
};

bitflags! {
    /// What a part reports, numbered as in DIAG_ALRT (SLYS021A table 7-16). Unknown bits are kept.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub struct Alerts: u16 {
        /// The checksum of the trim memory is right; cleared means that values cannot be trusted. Not on the INA226.
        const MEMORY_INTACT = 1 << 0;
        /// A result has become ready.
        const CONVERSION_READY = 1 << 1;
        /// Power over its limit.
        const POWER_OVER = 1 << 2;
        /// Bus voltage under its limit.
        const BUS_UNDER = 1 << 3;
        /// Bus voltage over its limit.
        const BUS_OVER = 1 << 4;
        /// Shunt voltage, and with it the current, under its limit.
        const SHUNT_UNDER = 1 << 5;
        /// Shunt voltage, and with it the current, over its limit.
        const SHUNT_OVER = 1 << 6;
        /// Temperature over its limit.
        const TEMPERATURE_OVER = 1 << 7;
        /// Current or power has overflowed in the part.
        const MATH_OVERFLOW = 1 << 9;
        /// The count of charge has overflowed.
        const CHARGE_OVERFLOW = 1 << 10;
        /// The count of energy has overflowed.
        const ENERGY_OVERFLOW = 1 << 11;

        const _ = !0;
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for Alerts {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "Alerts({=u16:#06x})", self.bits());
    }
}

/// Bits of DIAG_ALRT that configure it.
const CONFIGURED: u16 = 0xF000;

/// Flags of Mask/Enable (SBOS547 page 21).
const AFF: u16 = 1 << 4;
const CVRF: u16 = 1 << 3;
const OVF: u16 = 1 << 2;

impl Alerts {
    /// Both counters' flags.
    pub(crate) const COUNTERS: Self = Self::CHARGE_OVERFLOW.union(Self::ENERGY_OVERFLOW);

    /// Sorts what the flags register shows.
    pub(crate) const fn from_register(value: u16, facts: Facts) -> Self {
        if !facts.is_ina226 {
            return Self::from_bits_retain(value & !CONFIGURED);
        }
        let mut alerts = Self::empty();
        if value & CVRF != 0 {
            alerts = alerts.union(Self::CONVERSION_READY);
        }
        if value & OVF != 0 {
            alerts = alerts.union(Self::MATH_OVERFLOW);
        }
        if value & AFF != 0 {
            alerts = alerts.union(match value & functions::ALL {
                functions::SHUNT_OVER => Self::SHUNT_OVER,
                functions::SHUNT_UNDER => Self::SHUNT_UNDER,
                functions::BUS_OVER => Self::BUS_OVER,
                functions::BUS_UNDER => Self::BUS_UNDER,
                functions::POWER_OVER => Self::POWER_OVER,
                _ => Self::empty(),
            });
        }
        alerts
    }
}

/// Bits of Mask/Enable that say what the INA226 compares with its one limit.
pub(crate) mod functions {
    pub(crate) const SHUNT_OVER: u16 = 1 << 15;
    pub(crate) const SHUNT_UNDER: u16 = 1 << 14;
    pub(crate) const BUS_OVER: u16 = 1 << 13;
    pub(crate) const BUS_UNDER: u16 = 1 << 12;
    pub(crate) const POWER_OVER: u16 = 1 << 11;
    pub(crate) const ALL: u16 = 0xF800;
}

/// A limit. A current's limit is the shunt voltage's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Limit {
    /// Alerts above a shunt voltage.
    ShuntOver(ShuntVoltage),
    /// Alerts below a shunt voltage.
    ShuntUnder(ShuntVoltage),
    /// Alerts above a current.
    CurrentOver(Current),
    /// Alerts below a current.
    CurrentUnder(Current),
    /// Alerts above a bus voltage.
    BusOver(Voltage),
    /// Alerts below a bus voltage.
    BusUnder(Voltage),
    /// Alerts above a temperature; not on the INA226.
    TemperatureOver(Temperature),
    /// Alerts above a power, whatever its direction.
    PowerOver(Power),
}

/// A limit as the part takes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Quantised {
    pub(crate) register: u8,
    /// The INA226's function.
    pub(crate) function: u16,
    pub(crate) value: u16,
    pub(crate) applied: Limit,
}

/// Registers of all but the INA226, and what they hold after a reset: no limit (SLYS021A tables 7-17 to 7-22).
pub(crate) const NO_LIMITS: [(u8, u16); 6] = [
    (SOVL, 0x7FFF),
    (SUVL, 0x8000),
    (BOVL, 0x7FFF),
    (BUVL, 0x0000),
    (TEMP_LIMIT, 0x7FFF),
    (PWR_LIMIT, 0xFFFF),
];
const SOVL: u8 = 0x0C;
const SUVL: u8 = 0x0D;
const BOVL: u8 = 0x0E;
const BUVL: u8 = 0x0F;
pub(crate) const TEMP_LIMIT: u8 = 0x10;
const PWR_LIMIT: u8 = 0x11;
/// Alert Limit of the INA226.
pub(crate) const ALERT_LIMIT: u8 = 0x07;

/// Rounds `value` to steps of `lsb` over 2³², to nearest.
fn steps(value: i32, lsb: u64) -> Option<i64> {
    let lsb = i64::try_from(lsb).ok()?;
    let wide = i128::from(value) << 32;
    let half = i128::from(lsb / 2);
    i64::try_from((wide + half).div_euclid(i128::from(lsb.max(1)))).ok()
}

impl Limit {
    /// Rounds to what the part can hold; `None` where it cannot.
    pub(crate) fn quantised(self, plan: &Plan, facts: Facts) -> Option<Quantised> {
        let (register, function) = match self {
            Self::ShuntOver(_) | Self::CurrentOver(_) => (SOVL, functions::SHUNT_OVER),
            Self::ShuntUnder(_) | Self::CurrentUnder(_) => (SUVL, functions::SHUNT_UNDER),
            Self::BusOver(_) => (BOVL, functions::BUS_OVER),
            Self::BusUnder(_) => (BUVL, functions::BUS_UNDER),
            Self::TemperatureOver(_) => (TEMP_LIMIT, 0),
            Self::PowerOver(_) => (PWR_LIMIT, functions::POWER_OVER),
        };
        let (value, applied) = self.encoded(plan, facts)?;
        if facts.is_ina226 && function == 0 {
            return None;
        }
        Some(Quantised {
            register: if facts.is_ina226 {
                ALERT_LIMIT
            } else {
                register
            },
            function,
            value,
            applied,
        })
    }

    fn encoded(self, plan: &Plan, facts: Facts) -> Option<(u16, Self)> {
        Some(match self {
            Self::ShuntOver(limit) => {
                let (value, applied) = shunt(limit.as_nanovolts(), plan, facts)?;
                (value, Self::ShuntOver(applied))
            }
            Self::ShuntUnder(limit) => {
                let (value, applied) = shunt(limit.as_nanovolts(), plan, facts)?;
                (value, Self::ShuntUnder(applied))
            }
            Self::CurrentOver(limit) => {
                let (value, applied) = current(limit, plan, facts)?;
                (value, Self::CurrentOver(applied))
            }
            Self::CurrentUnder(limit) => {
                let (value, applied) = current(limit, plan, facts)?;
                (value, Self::CurrentUnder(applied))
            }
            Self::BusOver(limit) => {
                let (value, applied) = bus(limit, &plan.scale, facts)?;
                (value, Self::BusOver(applied))
            }
            Self::BusUnder(limit) => {
                let (value, applied) = bus(limit, &plan.scale, facts)?;
                (value, Self::BusUnder(applied))
            }
            Self::TemperatureOver(limit) => {
                let (value, applied) = temperature(limit, facts)?;
                (value, Self::TemperatureOver(applied))
            }
            Self::PowerOver(limit) => {
                let (value, applied) = power(limit, &plan.scale, facts)?;
                (value, Self::PowerOver(applied))
            }
        })
    }
}

/// A limit's step in pV: 16 codes of the 20-bit parts, one of the others.
const fn shunt_step(plan: &Plan, facts: Facts) -> i64 {
    let codes = if facts.is_wide { 16 } else { 1 };
    plan.scale.shunt as i64 * codes
}

fn shunt(nanovolts: i32, plan: &Plan, facts: Facts) -> Option<(u16, ShuntVoltage)> {
    let step = shunt_step(plan, facts).max(1);
    let value = (i64::from(nanovolts) * 1_000 + step / 2).div_euclid(step);
    let value = i16::try_from(value).ok()?;
    let nanovolts = i32::try_from(i64::from(value) * step / 1_000).ok()?;
    Some((
        value.cast_unsigned(),
        ShuntVoltage::from_nanovolts(nanovolts),
    ))
}

/// By the shunt's own resistance: limits are compared with the shunt voltage, whatever the calibration or compensation.
fn current(limit: Current, plan: &Plan, facts: Facts) -> Option<(u16, Current)> {
    let step = i128::from(shunt_step(plan, facts).max(1));
    let shunt = i128::from(plan.shunt.max(1));
    let picovolts = i128::from(limit.as_microamps()) * shunt;
    let value = i16::try_from((picovolts + step / 2).div_euclid(step)).ok()?;
    let applied = (i128::from(value) * step + shunt / 2).div_euclid(shunt);
    Some((
        value.cast_unsigned(),
        Current::from_microamps(i32::try_from(applied).ok()?),
    ))
}

/// Steps of 3.125 mV, of the INA226 1.25 mV, at the pin.
fn bus(limit: Voltage, scale: &Scale, facts: Facts) -> Option<(u16, Voltage)> {
    let step = if facts.is_wide {
        scale.bus * 16
    } else {
        scale.bus
    };
    let value = u16::try_from(steps(limit.as_microvolts(), step)?).ok()?;
    if value > 0x7FFF {
        return None;
    }
    let applied = Voltage::from_microvolts(scaled(i32::from(value), step));
    Some((value, applied))
}

/// Steps as the temperature's own, 12 of 16 bits on the 16-bit parts.
fn temperature(limit: Temperature, facts: Facts) -> Option<(u16, Temperature)> {
    let millicelsius = i64::from(limit.as_millicelsius());
    let value = if facts.is_wide {
        (millicelsius * 16 + 62).div_euclid(125)
    } else {
        (millicelsius + 62).div_euclid(125) * 16
    };
    let value = i16::try_from(value).ok()?;
    let applied = crate::codec::temperature(value.to_be_bytes(), facts);
    Some((value.cast_unsigned(), applied))
}

/// Steps of 256 power LSBs; of the INA226 one, which is 20000 products of codes.
fn power(limit: Power, scale: &Scale, facts: Facts) -> Option<(u16, Power)> {
    let step = if facts.is_ina226 {
        scale.power.checked_mul(20_000)? >> facts.product_shift
    } else {
        scale.power.checked_mul(256)?
    };
    let value = u16::try_from(steps(limit.as_milliwatts(), step)?).ok()?;
    let milliwatts = (u128::from(value) * u128::from(step) + (1 << 31)) >> 32;
    let applied = Power::from_milliwatts(i32::try_from(milliwatts).ok()?);
    Some((value, applied))
}
