//! The inverter's side.

use embedded_can::Frame;
use hal_bms::{BatteryLimits, LimitFrame};
use hal_power::{Instant, Pace, Reading};

use super::{
    Alarms, InverterConfig, Measurement, Message, RequestFrame, Requests, State, limits,
    message::{KEEP_ALIVE, identifier},
};
use crate::{
    FrameError, Limits, NoLimits, Raw,
    limits::{allowed, apply},
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
        let missing = |message: Message| NoLimits::Missing(message.id().into());
        let Reading { value, at } = self.limits_frame().ok_or(missing(Message::Limits))?;
        let whole = Reading::new(value.whole(self.config.discharge_voltage)?, at);
        match (self.requests(), self.config.requests) {
            (Some(requests), _) => {
                let charge = requests.value.contains(Requests::CHARGE_ENABLE);
                let discharge = requests.value.contains(Requests::DISCHARGE_ENABLE);
                Ok(allowed(whole, charge, discharge, requests.at))
            }
            (None, RequestFrame::LeftOut) => Ok(whole),
            (None, RequestFrame::Sent) => Err(missing(Message::Requests)),
        }
    }

    /// Hands on what the battery allows, or voids what it allowed. To be called after every frame.
    pub fn apply(&self, limits: &mut BatteryLimits) {
        apply(self.limits(), limits);
    }

    /// Returns 351.
    #[must_use]
    pub fn limits_frame(&self) -> Option<Reading<Limits>> {
        let sign = self.config.discharge;
        self.decoded(Message::Limits, |raw| limits::decode(raw, sign))
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
            Message::Limits => limits::decode(raw, self.config.discharge).map(drop),
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
