//! 351: limits of voltage and current.

use hal_bms::LimitFrame;
use hal_power::{Current, Voltage};

use super::{LimitsLength, Message};
use crate::{DischargeSign, Field, FrameError, Raw, ValueError, codec};

/// Limits as 351 shows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Limits {
    /// Voltage up to which charging may go.
    pub charge_voltage: Voltage,
    /// Largest charge current, as a magnitude.
    pub charge: Current,
    /// Largest discharge current, as a magnitude.
    pub discharge: Current,
    /// Voltage down to which discharging may go. `None` where the frame has six bytes, or zero, which is no voltage to stop at.
    pub discharge_voltage: Option<Voltage>,
}

/// Limits in steps of 0.1 V and 0.1 A, as they go into the frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Steps {
    charge_voltage: u16,
    charge: i32,
    discharge: i32,
    discharge_voltage: u16,
}

impl Limits {
    pub(crate) fn decode(raw: &Raw, sign: DischargeSign) -> Result<Self, FrameError> {
        let id = u32::from(Message::Limits.id());
        let beyond = |field| FrameError::OutOfRange { id, field };
        let wrong = |field| FrameError::Sign { id, field };
        let [v0, v1, c0, c1, d0, d1, u0, u1] = raw.padded();

        let charge_voltage =
            codec::decivolts(u16::from_le_bytes([v0, v1])).ok_or(beyond(Field::ChargeVoltage))?;
        let charge = codec::deciamps(i32::from(i16::from_le_bytes([c0, c1])))
            .ok_or(beyond(Field::ChargeCurrent))?;
        let discharge = sign.turned(i32::from(i16::from_le_bytes([d0, d1])));
        let discharge = codec::deciamps(discharge).ok_or(beyond(Field::DischargeCurrent))?;
        let discharge_voltage = codec::decivolts(u16::from_le_bytes([u0, u1]))
            .ok_or(beyond(Field::DischargeVoltage))?;

        if charge < Current::ZERO {
            return Err(wrong(Field::ChargeCurrent));
        }
        if discharge < Current::ZERO {
            return Err(wrong(Field::DischargeCurrent));
        }
        if charge_voltage <= discharge_voltage {
            let field = Field::ChargeVoltage;
            return Err(FrameError::Crossed { id, field });
        }
        Ok(Self {
            charge_voltage,
            charge,
            discharge,
            discharge_voltage: Some(discharge_voltage).filter(|voltage| *voltage > Voltage::ZERO),
        })
    }
}

impl Steps {
    /// Rounds to the safe side: currents and charge voltage down, the discharge voltage up.
    pub(crate) fn new(limits: &LimitFrame) -> Result<Self, ValueError> {
        let steps = Self {
            charge_voltage: codec::ceiling_decivolts(limits.charge_voltage),
            charge: codec::limit_deciamps(limits.charge, i32::from(i16::MAX)),
            discharge: codec::limit_deciamps(limits.discharge, i32::from(i16::MAX)),
            discharge_voltage: codec::floor_decivolts(limits.discharge_voltage),
        };
        if steps.discharge_voltage == 0 {
            return Err(ValueError::OutOfRange(Field::DischargeVoltage));
        }
        if steps.charge_voltage <= steps.discharge_voltage {
            return Err(ValueError::Crossed(Field::ChargeVoltage));
        }
        Ok(steps)
    }

    pub(crate) fn encode(self, length: LimitsLength, sign: DischargeSign) -> Raw {
        let word = |tenths| i16::try_from(tenths).unwrap_or(0).to_le_bytes();
        let [v0, v1] = self.charge_voltage.to_le_bytes();
        let [c0, c1] = word(self.charge);
        let [d0, d1] = word(sign.turned(self.discharge));
        let [u0, u1] = self.discharge_voltage.to_le_bytes();
        match length {
            LimitsLength::Six => Raw::first(6, [v0, v1, c0, c1, d0, d1, 0, 0]),
            LimitsLength::Eight => Raw::first(8, [v0, v1, c0, c1, d0, d1, u0, u1]),
        }
    }

    /// Returns whether this forbids something that `before` allowed.
    pub(crate) const fn is_tighter_than(&self, before: &Self) -> bool {
        self.charge < before.charge
            || self.discharge < before.discharge
            || self.charge_voltage < before.charge_voltage
            || self.discharge_voltage > before.discharge_voltage
    }
}
