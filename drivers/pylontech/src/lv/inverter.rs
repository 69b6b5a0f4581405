//! The inverter's side.

use core::fmt;

use embedded_can::Frame;
use hal_bms::{BatteryLimits, LimitFrame};
use hal_power::{Current, ErrorKind, Instant, Reading};

use super::{
    Alarms, InverterConfig, Limits, Measurement, Message, RequestFrame, Requests, State,
    message::{KEEP_ALIVE, identifier},
};
use crate::{
    FrameError, Raw,
    pace::Pace,
    raw::{self, Slots},
};

/// An inverter that listens to a battery.
///
/// Each frame has its own time, in the [`Reading`] that it is returned with; how old it may be is for the caller to say. A frame
/// that was not heard is `None`, which is no healthy state.
#[derive(Debug, Clone)]
pub struct Inverter {
    config: InverterConfig,
    slots: Slots<{ Message::ALL.len() }>,
    pace: Pace,
}

/// Why there are no limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum NoLimits {
    /// This frame was not heard yet, or the last one of it was contradictory.
    Missing(Message),
    /// Neither the battery nor the configuration has a discharge voltage.
    DischargeVoltage,
    /// The charge voltage is not above the configured discharge voltage.
    Crossed,
}

impl Inverter {
    /// Creates an inverter that has heard nothing.
    #[must_use]
    pub const fn new(config: InverterConfig) -> Self {
        Self {
            config,
            slots: Slots::new(),
            pace: Pace::new(config.keep_alive),
        }
    }

    /// Takes a frame from the bus, and returns which of the battery's frames it was; `None` for every other, which is ignored.
    ///
    /// # Errors
    ///
    /// [`FrameError::Length`]: what was heard before goes on ageing. [`FrameError::OutOfRange`], [`FrameError::Sign`],
    /// [`FrameError::Crossed`]: what was heard before no longer holds, and is void.
    pub fn on_frame<F: Frame>(
        &mut self,
        now: Instant,
        frame: &F,
    ) -> Result<Option<Message>, FrameError> {
        let Some(message) = Message::of(frame) else {
            return Ok(None);
        };
        let raw = Raw::of(u32::from(message.id()), frame.data(), message.lengths())?;
        let judged = self.judge(message, &raw);
        let content = judged.is_ok().then(|| Reading::new(raw, now));
        self.slots.put(message.slot(), content);
        judged.map(|()| Some(message))
    }

    /// Returns the keep-alive frame 305 when it is due: `None` too where `F` cannot be made.
    pub fn poll<F: Frame>(&mut self, now: Instant) -> Option<F> {
        if !self.pace.tick(now) {
            return None;
        }
        raw::frame(identifier(KEEP_ALIVE), Raw::first(8, [0; 8]))
    }

    /// Returns when [`poll`](Self::poll) has to be called next, at the latest.
    #[must_use]
    pub fn due(&self) -> Instant {
        self.pace.due()
    }

    /// Returns what the battery allows, as of the oldest frame that this rests on: 351, and 35C where it is sent. A current that
    /// 35C does not enable is zero.
    ///
    /// # Errors
    ///
    /// [`NoLimits`] where the frames do not make limits.
    pub fn limits(&self) -> Result<Reading<LimitFrame>, NoLimits> {
        let limits = self
            .limits_frame()
            .ok_or(NoLimits::Missing(Message::Limits))?;
        let discharge_voltage = limits
            .value
            .discharge_voltage
            .max(self.config.discharge_voltage)
            .ok_or(NoLimits::DischargeVoltage)?;
        if limits.value.charge_voltage <= discharge_voltage {
            return Err(NoLimits::Crossed);
        }
        let whole = limits.map(|limits| LimitFrame {
            charge: limits.charge,
            discharge: limits.discharge,
            charge_voltage: limits.charge_voltage,
            discharge_voltage,
        });
        match (self.requests(), self.config.requests) {
            (Some(requests), _) => Ok(enabled(whole, requests)),
            (None, RequestFrame::LeftOut) => Ok(whole),
            (None, RequestFrame::Sent) => Err(NoLimits::Missing(Message::Requests)),
        }
    }

    /// Hands on what the battery allows, or voids what it allowed. To be called after every frame.
    pub fn apply(&self, limits: &mut BatteryLimits) {
        match self.limits() {
            Ok(reading) if limits.on_frame(reading.at, reading.value) => {}
            _ => limits.void(),
        }
    }

    /// Returns 351.
    #[must_use]
    pub fn limits_frame(&self) -> Option<Reading<Limits>> {
        let sign = self.config.discharge;
        self.decoded(Message::Limits, |raw| Limits::decode(raw, sign))
    }

    /// Returns 355.
    #[must_use]
    pub fn state(&self) -> Option<Reading<State>> {
        self.decoded(Message::State, State::decode)
    }

    /// Returns 356.
    #[must_use]
    pub fn measurement(&self) -> Option<Reading<Measurement>> {
        self.decoded(Message::Measurement, Measurement::decode)
    }

    /// Returns 359.
    #[must_use]
    pub fn alarms(&self) -> Option<Reading<Alarms>> {
        self.decoded(Message::Alarms, |raw| Ok(Alarms::decode(raw)))
    }

    /// Returns 35C.
    #[must_use]
    pub fn requests(&self) -> Option<Reading<Requests>> {
        self.decoded(Message::Requests, |raw| Ok(Requests::decode(raw)))
    }

    /// Returns the bytes of any frame, which is all there is of 35A, 35E and 35F.
    #[must_use]
    pub fn raw(&self, message: Message) -> Option<Reading<Raw>> {
        self.slots.get(message.slot())
    }

    fn judge(&self, message: Message, raw: &Raw) -> Result<(), FrameError> {
        match message {
            Message::Limits => Limits::decode(raw, self.config.discharge).map(drop),
            Message::State => State::decode(raw).map(drop),
            Message::Measurement => Measurement::decode(raw).map(drop),
            Message::Alarms
            | Message::ExtendedAlarms
            | Message::Requests
            | Message::Manufacturer
            | Message::Info => Ok(()),
        }
    }

    fn decoded<T>(
        &self,
        message: Message,
        decode: impl FnOnce(&Raw) -> Result<T, FrameError>,
    ) -> Option<Reading<T>> {
        let Reading { value, at } = self.raw(message)?;
        Some(Reading::new(decode(&value).ok()?, at))
    }
}

/// Zeroes what is not enabled.
fn enabled(limits: Reading<LimitFrame>, requests: Reading<Requests>) -> Reading<LimitFrame> {
    let allowed = |limit, enable| {
        if requests.value.contains(enable) {
            limit
        } else {
            Current::ZERO
        }
    };
    let value = LimitFrame {
        charge: allowed(limits.value.charge, Requests::CHARGE_ENABLE),
        discharge: allowed(limits.value.discharge, Requests::DISCHARGE_ENABLE),
        ..limits.value
    };
    Reading::new(value, limits.at.min(requests.at))
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
            Self::Missing(message) => write!(f, "nothing of {:#x}", message.id()),
            Self::DischargeVoltage => f.write_str("no discharge voltage"),
            Self::Crossed => f.write_str("charge voltage too low for the discharge voltage"),
        }
    }
}

impl core::error::Error for NoLimits {}
