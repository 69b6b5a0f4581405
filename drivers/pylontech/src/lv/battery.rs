//! The battery's side.

use embedded_can::Frame;
use hal_bms::LimitFrame;
use hal_power::{Instant, Pace, Reading};

use super::{
    Alarms, BatteryConfig, Measurement, Message, Requests, State, limits,
    message::{KEEP_ALIVE, identifier, standard},
};
use crate::{
    Raw, ValueError,
    limits::Steps,
    pending::Pending,
    raw::{self, Slots},
};

/// A battery that tells an inverter what it is and what it allows.
///
/// Only what was set is sent, each for as long as its life lasts: nothing stands in for what is not known.
#[derive(Debug, Clone)]
pub struct Battery {
    config: BatteryConfig,
    slots: Slots<{ Message::ALL.len() }>,
    set: Judged,
    sent: Judged,
    pending: Pending,
    pace: Pace,
    heard: Option<Instant>,
    /// When the first frame was asked for: from then on the inverter can be silent.
    since: Option<Instant>,
    /// When everything was sent last.
    told: Option<Instant>,
}

/// What is sent at once where it forbids more than before.
#[derive(Debug, Clone, Copy, Default)]
struct Judged {
    limits: Option<Steps>,
    alarms: Option<Alarms>,
    requests: Option<Requests>,
}

impl Battery {
    /// Creates a battery that has nothing to tell yet.
    #[must_use]
    pub fn new(config: BatteryConfig) -> Self {
        Self {
            config,
            slots: Slots::new(),
            set: Judged::default(),
            sent: Judged::default(),
            pending: Pending::default(),
            pace: Pace::new(config.period),
            heard: None,
            since: None,
            told: None,
        }
    }

    /// Sets what 351 says, rounded to the safe side: currents and charge voltage down, the discharge voltage up. Negative currents
    /// are zero. Where it forbids more than what was sent last, it is sent at once.
    ///
    /// # Errors
    ///
    /// [`ValueError`] where the discharge voltage is not positive, or the charge voltage not above it. Nothing is then said of
    /// limits, and the inverter hears silence.
    pub fn set_limits(&mut self, now: Instant, limits: LimitFrame) -> Result<(), ValueError> {
        let most = i32::from(i16::MAX);
        let steps = Steps::new(&limits, most, most);
        self.set.limits = steps.ok();
        let (length, sign) = (self.config.length, self.config.discharge);
        let raw = self
            .set
            .limits
            .map(|steps| limits::encode(steps, length, sign));
        self.put(now, Message::Limits, raw);
        let is_urgent = both(self.set.limits, self.sent.limits, Steps::is_tighter_than);
        self.hasten(Message::Limits, is_urgent);
        steps.map(drop)
    }

    /// Sets what 355 says: whole percent, rounded down.
    pub fn set_state(&mut self, now: Instant, state: State) {
        self.put(now, Message::State, Some(state.encode()));
    }

    /// Sets what 356 says.
    ///
    /// # Errors
    ///
    /// [`ValueError::OutOfRange`] where a value does not fit. Nothing is then said of measurements.
    pub fn set_measurement(
        &mut self,
        now: Instant,
        measurement: Measurement,
    ) -> Result<(), ValueError> {
        let raw = measurement.encode();
        self.put(now, Message::Measurement, raw.ok());
        raw.map(drop)
    }

    /// Sets what 359 says. Where it reports more than what was sent last, it is sent at once.
    pub fn set_alarms(&mut self, now: Instant, alarms: Alarms) {
        self.set.alarms = Some(alarms);
        self.put(now, Message::Alarms, Some(alarms.encode()));
        let is_urgent = both(self.set.alarms, self.sent.alarms, Alarms::is_worse_than);
        self.hasten(Message::Alarms, is_urgent);
    }

    /// Sets what 35A says, as newer packs do in place of 359.
    pub fn set_extended_alarms(&mut self, now: Instant, bytes: [u8; 8]) {
        self.put(now, Message::ExtendedAlarms, Some(Raw::first(8, bytes)));
    }

    /// Sets what 35C says. Where it forbids more than what was sent last, it is sent at once.
    pub fn set_requests(&mut self, now: Instant, requests: Requests) {
        self.set.requests = Some(requests);
        self.put(now, Message::Requests, Some(requests.encode()));
        let is_urgent = both(
            self.set.requests,
            self.sent.requests,
            Requests::is_tighter_than,
        );
        self.hasten(Message::Requests, is_urgent);
    }

    /// Takes a frame from the bus, and returns whether it was the inverter's keep-alive. Its content differs between inverters
    /// and is not looked at; every other frame is ignored.
    pub fn on_frame<F: Frame>(&mut self, now: Instant, frame: &F) -> bool {
        let is_keep_alive = standard(frame) == Some(KEEP_ALIVE);
        if is_keep_alive {
            self.heard = Some(now);
        }
        is_keep_alive
    }

    /// Returns when the inverter was heard last.
    #[must_use]
    pub const fn heard(&self) -> Option<Instant> {
        self.heard
    }

    /// Returns the next frame that is due, to be called until there is none: `None` too where `F` cannot be made.
    ///
    /// A frame that the bus did not take may be tried again or dropped; the next period brings it anyway.
    pub fn poll<F: Frame>(&mut self, now: Instant) -> Option<F> {
        if self.is_time(now) {
            self.pending.add_each(0..Message::ALL.len());
        }
        while let Some(slot) = self.pending.take() {
            let message = *Message::ALL.get(slot)?;
            if let Some(raw) = self.said(now, message) {
                self.note(message);
                return raw::frame(identifier(message.id()), raw);
            }
        }
        None
    }

    /// Returns when [`poll`](Self::poll) has to be called next, at the latest: in the past where something waits.
    #[must_use]
    pub fn due(&self) -> Instant {
        if self.pending.is_empty() {
            self.pace.due()
        } else {
            Instant::ORIGIN
        }
    }

    /// Returns whether all of it is to be sent.
    fn is_time(&mut self, now: Instant) -> bool {
        let since = *self.since.get_or_insert(now);
        let is_time = self.pace.tick(now) && !self.is_paused(now, since);
        if is_time {
            self.told = Some(now);
        }
        is_time
    }

    fn is_paused(&self, now: Instant, since: Instant) -> bool {
        let Some(pause) = self.config.pause else {
            return false;
        };
        let silent = now.saturating_since(self.heard.unwrap_or(since));
        let untold = now.saturating_since(self.told.unwrap_or(since));
        silent > pause.silence && untold < pause.retry
    }

    fn put(&mut self, now: Instant, message: Message, raw: Option<Raw>) {
        let content = raw.map(|raw| Reading::new(raw, now));
        self.slots.put(message.slot(), content);
    }

    /// Lets a message go before its time.
    fn hasten(&mut self, message: Message, is_urgent: bool) {
        if is_urgent {
            self.pending.add(message.slot());
        }
    }

    /// Returns what there is to say.
    fn said(&self, now: Instant, message: Message) -> Option<Raw> {
        match message {
            Message::Manufacturer => self.config.manufacturer,
            Message::Info => self.config.info,
            _ => self
                .slots
                .get(message.slot())
                .filter(|content| raw::lives(now, content.at, self.config.life))
                .map(|content| content.value),
        }
    }

    fn note(&mut self, message: Message) {
        match message {
            Message::Limits => self.sent.limits = self.set.limits,
            Message::Alarms => self.sent.alarms = self.set.alarms,
            Message::Requests => self.sent.requests = self.set.requests,
            _ => {}
        }
    }
}

fn both<T>(set: Option<T>, sent: Option<T>, judge: impl FnOnce(T, T) -> bool) -> bool {
    match (set, sent) {
        (Some(set), Some(sent)) => judge(set, sent),
        _ => false,
    }
}
