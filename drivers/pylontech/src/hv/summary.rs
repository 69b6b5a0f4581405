//! 4210: voltage, current, temperature, state of charge and of health.

use hal_power::{Current, Ratio, Temperature, Voltage};

use super::Format;
use crate::{Field, FrameError, Raw, ValueError, codec};

/// Added to temperatures, in steps of 0.1 °C.
pub(super) const CELSIUS_OFFSET: i32 = 1_000;

/// A battery as a whole, as 4210 shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Summary {
    /// Voltage, in steps of 0.1 V.
    pub voltage: Voltage,
    /// Current in steps of 0.1 A, positive while discharging; in the frame it is positive while charging.
    pub current: Current,
    /// Temperature of the management system, in steps of 0.1 °C.
    pub temperature: Temperature,
    /// State of charge, in whole percent.
    pub charge: Ratio,
    /// State of health, in whole percent.
    pub health: Ratio,
}

impl Summary {
    /// Creates a summary. The frame has the nearest steps, and ratios rounded down, from 0 to 100 %.
    #[must_use]
    pub const fn new(
        voltage: Voltage,
        current: Current,
        temperature: Temperature,
        charge: Ratio,
        health: Ratio,
    ) -> Self {
        Self {
            voltage,
            current,
            temperature,
            charge,
            health,
        }
    }

    pub(super) fn decode(id: u32, raw: &Raw, format: Format) -> Result<Self, FrameError> {
        let beyond = |field| FrameError::OutOfRange { id, field };
        let [v0, v1, c0, c1, t0, t1, charge, health] = raw.padded();
        let charging = format.current(format.word([c0, c1]));
        Ok(Self {
            voltage: codec::decivolts(format.word([v0, v1])).ok_or(beyond(Field::Voltage))?,
            current: codec::deciamps(-charging).ok_or(beyond(Field::Current))?,
            temperature: temperature(format.word([t0, t1])),
            charge: codec::percent(charge.into()).ok_or(beyond(Field::StateOfCharge))?,
            health: codec::percent(health.into()).ok_or(beyond(Field::StateOfHealth))?,
        })
    }

    pub(super) fn encode(&self, format: Format) -> Result<Raw, ValueError> {
        let voltage =
            codec::nearest_decivolts(self.voltage).ok_or(ValueError::OutOfRange(Field::Voltage))?;
        let current = codec::nearest_deciamps(self.current)
            .and_then(|discharging| format.code(-discharging))
            .ok_or(ValueError::OutOfRange(Field::Current))?;
        let celsius = celsius(self.temperature, Field::Temperature)?;
        let [v0, v1] = format.bytes(voltage);
        let [c0, c1] = format.bytes(current);
        let [t0, t1] = format.bytes(celsius);
        let charge = codec::whole_percent(self.charge);
        let health = codec::whole_percent(self.health);
        Ok(Raw::first(8, [v0, v1, c0, c1, t0, t1, charge, health]))
    }
}

pub(super) fn temperature(word: u16) -> Temperature {
    codec::decicelsius(i32::from(word) - CELSIUS_OFFSET)
}

pub(super) fn celsius(temperature: Temperature, field: Field) -> Result<u16, ValueError> {
    let steps = codec::nearest_decicelsius(temperature).saturating_add(CELSIUS_OFFSET);
    u16::try_from(steps).map_err(|_| ValueError::OutOfRange(field))
}
