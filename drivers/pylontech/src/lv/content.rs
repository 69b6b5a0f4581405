//! 355 and 356: state and measurement.

use hal_power::{Current, Ratio, Temperature, Voltage};

use super::Message;
use crate::{Field, FrameError, Raw, ValueError, codec};

/// State of charge and of health, as 355 shows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct State {
    /// State of charge.
    pub charge: Ratio,
    /// State of health.
    pub health: Ratio,
}

impl State {
    /// Creates a state. The frame has whole percent, rounded down, from 0 to 100.
    #[must_use]
    pub const fn new(charge: Ratio, health: Ratio) -> Self {
        Self { charge, health }
    }

    pub(crate) fn decode(raw: &Raw) -> Result<Self, FrameError> {
        let id = u32::from(Message::State.id());
        let beyond = |field| FrameError::OutOfRange { id, field };
        let [c0, c1, h0, h1, ..] = raw.padded();
        Ok(Self {
            charge: codec::percent(u16::from_le_bytes([c0, c1]))
                .ok_or(beyond(Field::StateOfCharge))?,
            health: codec::percent(u16::from_le_bytes([h0, h1]))
                .ok_or(beyond(Field::StateOfHealth))?,
        })
    }

    pub(crate) fn encode(&self) -> Raw {
        let (charge, health) = (
            codec::whole_percent(self.charge),
            codec::whole_percent(self.health),
        );
        Raw::first(4, [charge, 0, health, 0, 0, 0, 0, 0])
    }
}

/// Voltage, current and temperature, as 356 shows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Measurement {
    /// Voltage, in steps of 0.01 V.
    pub voltage: Voltage,
    /// Current in steps of 0.1 A, positive while discharging; in the frame it is positive while charging.
    pub current: Current,
    /// Temperature, in steps of 0.1 °C.
    pub temperature: Temperature,
}

impl Measurement {
    /// Creates a measurement. The frame has the nearest steps.
    #[must_use]
    pub const fn new(voltage: Voltage, current: Current, temperature: Temperature) -> Self {
        Self {
            voltage,
            current,
            temperature,
        }
    }

    pub(crate) fn decode(raw: &Raw) -> Result<Self, FrameError> {
        let (id, field) = (u32::from(Message::Measurement.id()), Field::Current);
        let [v0, v1, c0, c1, t0, t1, ..] = raw.padded();
        let charging = i32::from(i16::from_le_bytes([c0, c1]));
        Ok(Self {
            voltage: codec::centivolts(i16::from_le_bytes([v0, v1])),
            current: codec::deciamps(-charging).ok_or(FrameError::OutOfRange { id, field })?,
            temperature: codec::decicelsius(i32::from(i16::from_le_bytes([t0, t1]))),
        })
    }

    pub(crate) fn encode(&self) -> Result<Raw, ValueError> {
        let word = |steps, field| i16::try_from(steps).map_err(|_| ValueError::OutOfRange(field));
        let [v0, v1] = codec::nearest_centivolts(self.voltage)
            .ok_or(ValueError::OutOfRange(Field::Voltage))?
            .to_le_bytes();
        let discharging =
            codec::nearest_deciamps(self.current).ok_or(ValueError::OutOfRange(Field::Current))?;
        let [c0, c1] = word(-discharging, Field::Current)?.to_le_bytes();
        let celsius = codec::nearest_decicelsius(self.temperature);
        let [t0, t1] = word(celsius, Field::Temperature)?.to_le_bytes();
        Ok(Raw::first(6, [v0, v1, c0, c1, t0, t1, 0, 0]))
    }
}
