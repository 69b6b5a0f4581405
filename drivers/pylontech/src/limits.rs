//! Limits of voltage and current, between their frames and `hal-bms`.

use core::fmt;

use hal_bms::{BatteryLimits, LimitFrame};
use hal_power::{Current, ErrorKind, Instant, Reading, Voltage};

use crate::{Field, FrameError, ValueError, codec};

/// Limits as one frame shows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Limits {
    /// Voltage up to which charging may go.
    pub charge_voltage: Voltage,
    /// Voltage down to which discharging may go. `None` where the frame has none, or zero, which is no voltage to stop at.
    pub discharge_voltage: Option<Voltage>,
    /// Largest charge current, as a magnitude.
    pub charge: Current,
    /// Largest discharge current, as a magnitude.
    pub discharge: Current,
}

/// Why there are no limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum NoLimits {
    /// The frame with this identifier was not heard yet, or the last one of it was contradictory.
    Missing(u32),
    /// Neither the battery nor the configuration has a discharge voltage.
    DischargeVoltage,
    /// The charge voltage is not above the configured discharge voltage.
    Crossed,
}

/// Limits in steps of 0.1 V and 0.1 A, currents as magnitudes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Steps {
    pub(crate) charge_voltage: u16,
    pub(crate) discharge_voltage: u16,
    pub(crate) charge: i32,
    pub(crate) discharge: i32,
}

impl Limits {
    /// Judges what a frame shows.
    pub(crate) fn new(id: u32, steps: Steps) -> Result<Self, FrameError> {
        let beyond = |field| FrameError::OutOfRange { id, field };
        let voltage = |steps, field| codec::decivolts(steps).ok_or(beyond(field));
        let current = |steps, field| match codec::deciamps(steps) {
            Some(limit) if limit < Current::ZERO => Err(FrameError::Sign { id, field }),
            Some(limit) => Ok(limit),
            None => Err(beyond(field)),
        };
        let charge_voltage = voltage(steps.charge_voltage, Field::ChargeVoltage)?;
        let discharge_voltage = voltage(steps.discharge_voltage, Field::DischargeVoltage)?;
        let charge = current(steps.charge, Field::ChargeCurrent)?;
        let discharge = current(steps.discharge, Field::DischargeCurrent)?;
        if charge_voltage <= discharge_voltage {
            let field = Field::ChargeVoltage;
            return Err(FrameError::Crossed { id, field });
        }
        Ok(Self {
            charge_voltage,
            discharge_voltage: Some(discharge_voltage).filter(|voltage| *voltage > Voltage::ZERO),
            charge,
            discharge,
        })
    }

    /// Adds the discharge voltage that the caller has configured: in place of none, and never below it.
    pub(crate) fn whole(self, configured: Option<Voltage>) -> Result<LimitFrame, NoLimits> {
        let discharge_voltage = self
            .discharge_voltage
            .max(configured)
            .ok_or(NoLimits::DischargeVoltage)?;
        if self.charge_voltage <= discharge_voltage {
            return Err(NoLimits::Crossed);
        }
        Ok(LimitFrame {
            charge: self.charge,
            discharge: self.discharge,
            charge_voltage: self.charge_voltage,
            discharge_voltage,
        })
    }
}

impl Steps {
    /// Rounds to the safe side: currents and charge voltage down, the discharge voltage up. Currents end at what fits.
    pub(crate) fn new(
        limits: &LimitFrame,
        most_charge: i32,
        most_discharge: i32,
    ) -> Result<Self, ValueError> {
        let steps = Self {
            charge_voltage: codec::ceiling_decivolts(limits.charge_voltage),
            discharge_voltage: codec::floor_decivolts(limits.discharge_voltage),
            charge: codec::limit_deciamps(limits.charge, most_charge),
            discharge: codec::limit_deciamps(limits.discharge, most_discharge),
        };
        if steps.discharge_voltage == 0 {
            return Err(ValueError::OutOfRange(Field::DischargeVoltage));
        }
        if steps.charge_voltage <= steps.discharge_voltage {
            return Err(ValueError::Crossed(Field::ChargeVoltage));
        }
        Ok(steps)
    }

    /// Returns whether this forbids something that `before` allowed.
    pub(crate) const fn is_tighter_than(self, before: Self) -> bool {
        self.charge < before.charge
            || self.discharge < before.discharge
            || self.charge_voltage < before.charge_voltage
            || self.discharge_voltage > before.discharge_voltage
    }
}

/// Zeroes what another frame, of `at`, does not allow. What comes of both is as old as the older one.
pub(crate) fn allowed(
    limits: Reading<LimitFrame>,
    charge: bool,
    discharge: bool,
    at: Instant,
) -> Reading<LimitFrame> {
    let only = |is_allowed, limit| {
        if is_allowed { limit } else { Current::ZERO }
    };
    let value = LimitFrame {
        charge: only(charge, limits.value.charge),
        discharge: only(discharge, limits.value.discharge),
        ..limits.value
    };
    Reading::new(value, limits.at.min(at))
}

/// Hands limits on, or voids those that were there.
pub(crate) fn apply(found: Result<Reading<LimitFrame>, NoLimits>, to: &mut BatteryLimits) {
    match found {
        Ok(reading) if to.on_frame(reading.at, reading.value) => {}
        _ => to.void(),
    }
}

impl hal_power::Error for NoLimits {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Missing(_) | Self::DischargeVoltage => ErrorKind::NotReady,
            Self::Crossed => ErrorKind::Integrity,
        }
    }
}

impl fmt::Display for NoLimits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(id) => write!(f, "nothing of {id:#x}"),
            Self::DischargeVoltage => f.write_str("no discharge voltage"),
            Self::Crossed => f.write_str("charge voltage too low for the discharge voltage"),
        }
    }
}

impl core::error::Error for NoLimits {}
