//! The battery's side.

use embedded_can::Frame;
use hal_bms::LimitFrame;
use hal_power::{Instant, Reading};

use super::{
    Alarms, BatteryConfig, Measurement, Message, Requests, State,
    limits::Steps,
    message::{KEEP_ALIVE, identifier, standard},
};
use crate::{
    Raw, ValueError,
    pace::Pace,
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
    retry: Option<Pace>,
    heard: Option<Instant>,
}

/// What is sent at once where it forbids more than before.
#[derive(Debug, Clone, Copy, Default)]
struct Judged {
    limits: Option<Steps>,
    alarms: Option<Alarms>,
    requests: Option<Requests>,
}

/// Messages that wait to be sent, a bit each.
#[derive(Debug, Clone, Copy, Default)]
struct Pending(u8);

impl Pending {
    const ALL: Self = Self(u8::MAX);

    const fn bit(message: Message) -> u8 {
        1 << (message as u8)
    }

    const fn add(&mut self, message: Message) {
        self.0 |= Self::bit(message);
    }

    /// Takes the first one.
    fn take(&mut self) -> Option<Message> {
        let first = Message::ALL
            .into_iter()
            .find(|message| self.0 & Self::bit(*message) != 0)?;
        self.0 &= !Self::bit(first);
        Some(first)
    }

    const fn is_empty(self) -> bool {
        self.0 == 0
    }
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
            retry: config.pause.map(|pause| Pace::new(pause.retry)),
            heard: None,
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
        let steps = Steps::new(&limits);
        self.set.limits = steps.ok();
        let raw = self
            .set
            .limits
            .map(|steps| steps.encode(self.config.length, self.config.discharge));
        self.put(now, Message::Limits, raw);
        let is_tighter = |set: Steps, sent: Steps| set.is_tighter_than(&sent);
        self.hasten(
            Message::Limits,
            both(self.set.limits, self.sent.limits, is_tighter),
        );
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
        let is_worse = |set: Alarms, sent: Alarms| set.is_worse_than(&sent);
        self.hasten(
            Message::Alarms,
            both(self.set.alarms, self.sent.alarms, is_worse),
        );
    }

    /// Sets what 35A says, as newer packs do in place of 359.
    pub fn set_extended_alarms(&mut self, now: Instant, bytes: [u8; 8]) {
        self.put(now, Message::ExtendedAlarms, Some(Raw::first(8, bytes)));
    }

    /// Sets what 35C says. Where it forbids more than what was sent last, it is sent at once.
    pub fn set_requests(&mut self, now: Instant, requests: Requests) {
        self.set.requests = Some(requests);
        self.put(now, Message::Requests, Some(requests.encode()));
        let is_tighter = |set: Requests, sent| set.is_tighter_than(sent);
        self.hasten(
            Message::Requests,
            both(self.set.requests, self.sent.requests, is_tighter),
        );
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
            self.pending = Pending::ALL;
        }
        while let Some(message) = self.pending.take() {
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
        let heard = *self.heard.get_or_insert(now);
        let is_time = self.pace.tick(now);
        let (Some(pause), Some(retry)) = (self.config.pause, self.retry.as_mut()) else {
            return is_time;
        };
        if now.saturating_since(heard) <= pause.silence {
            *retry = Pace::new(pause.retry);
            return is_time;
        }
        is_time && retry.tick(now)
    }

    fn put(&mut self, now: Instant, message: Message, raw: Option<Raw>) {
        let content = raw.map(|raw| Reading::new(raw, now));
        self.slots.put(message.slot(), content);
    }

    /// Lets a message go before its time.
    fn hasten(&mut self, message: Message, is_urgent: bool) {
        if is_urgent {
            self.pending.add(message);
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
