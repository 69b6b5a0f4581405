//! The session.

use core::marker::PhantomData;

use embedded_can::Frame;
use hal_power::{Instant, Insulation, Reading};

use crate::{
    Config, ErrorCode, Failure, FrameError, Item, NoInsulation, RelayState, Variant, VifcStatus,
    WithRelays, WithoutRelays,
    codec::{self, Answer},
    estimate::Estimate,
    heard::Heard,
    orders::{Orders, proof, setter},
    schedule::{Asked, Next, Schedule},
};

/// The host of one iso165C, or of one [`Iso165C1`], and its only one.
///
/// What [`poll`](Self::poll) gives goes onto the bus, and every frame from there to [`on_frame`](Self::on_frame). It asks one question
/// at a time. What was heard stays, with its time, until the part falls silent.
#[derive(Debug, Clone)]
pub struct Iso165C<V: Variant = WithRelays> {
    config: Config,
    pub(crate) orders: Orders,
    pub(crate) schedule: Schedule,
    pub(crate) estimate: Estimate,
    pub(crate) heard: Heard,
    failure: Option<(Item, Failure)>,
    variant: PhantomData<V>,
}

/// The host of one iso165C-1, which has no orders to relays.
///
/// ```compile_fail,E0599
/// fn close(monitor: &mut iso165c::Iso165C1) {
///     monitor.close(iso165c::Relay::Positive);
/// }
/// ```
pub type Iso165C1 = Iso165C<WithoutRelays>;

impl<V: Variant> Iso165C<V> {
    /// Creates a session that has heard nothing, and wants the part to measure.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self {
            config,
            orders: Orders::new(config.settings),
            schedule: Schedule::new(config.times, V::RELAYS),
            estimate: Estimate::new(config.times.frozen, config.settings.mean_factor),
            heard: Heard::default(),
            failure: None,
            variant: PhantomData,
        }
    }

    /// Turns the measurement on or off, and keeps it so.
    pub const fn measure(&mut self, is_on: bool) {
        self.orders.is_measuring = is_on;
    }

    /// Resets the measuring side of the part. What was heard is void once it has answered.
    pub fn reset(&mut self) {
        self.schedule.ask(Item::Reset);
    }

    /// Asks for an answer without content.
    pub fn ping(&mut self) {
        self.schedule.ask(Item::Ping);
    }

    /// Takes the last order that came to nothing, and why. One to set something is repeated by itself, others are not.
    pub const fn take_failure(&mut self) -> Option<(Item, Failure)> {
        self.failure.take()
    }

    /// Takes a frame from the bus, and returns what it was about; `None` for every other, and for a response that was not asked for.
    ///
    /// # Errors
    ///
    /// Every [`FrameError`]. A question that was answered so, or whose request found the queue full, is asked again after the
    /// time-out; one that is rejected for another reason is not.
    pub fn on_frame<F: Frame>(
        &mut self,
        now: Instant,
        frame: &F,
    ) -> Result<Option<Item>, FrameError> {
        match codec::decode(&self.config.identifiers, frame)? {
            Some(Answer::Info(info)) => {
                self.estimate.take(info, now);
                if info.vifc.contains(VifcStatus::DEACTIVATED) == self.orders.is_measuring {
                    self.schedule.correct(Item::Measurement);
                }
                Ok(Some(Item::Info))
            }
            Some(Answer::Rejected { code, byte }) => self.reject(code, byte),
            Some(answer) => self.answer(answer),
            None => Ok(None),
        }
    }

    fn reject(&mut self, code: ErrorCode, byte: u8) -> Result<Option<Item>, FrameError> {
        let asked = self.schedule.asked();
        let Some(asked) = asked.filter(|asked| asked.item.byte() == Some(byte)) else {
            return Ok(None);
        };
        let item = asked.item;
        if code != ErrorCode::QUEUE_FULL {
            self.schedule.done();
            if code == ErrorCode::LOCKED {
                self.schedule.set_unlocked(false);
            }
            self.fail(item, Failure::Rejected(code));
        }
        Err(FrameError::Rejected { item, code })
    }

    fn answer(&mut self, answer: Answer) -> Result<Option<Item>, FrameError> {
        let asked = self.schedule.asked();
        let Some(asked) = asked.filter(|asked| answer.item() == Some(asked.item)) else {
            return Ok(None);
        };
        let Asked { item, first, .. } = asked;
        if let Answer::Taken(_, word) = answer
            && asked.value.is_some_and(|value| value != word)
        {
            return Err(FrameError::Echo { item, word });
        }
        self.schedule.done();
        if let Answer::Relay(relay, state) = answer
            && (state, self.heard.state(relay)) != (RelayState::Closed, Some(RelayState::Closed))
        {
            // What was measured until it was seen to be closed may be of an open one.
            self.estimate.unsettle();
        }
        self.heard.take(answer, first);
        match answer {
            Answer::Taken(..) => self.taken(item),
            Answer::Resistance(sample) => {
                self.estimate.count(sample, first);
                self.schedule.identify();
            }
            Answer::Setting(item, word) => {
                if let Some(setter) = setter(item)
                    && self.orders.value(setter) != Some(word)
                {
                    self.schedule.correct(setter);
                }
            }
            _ => {}
        }
        Ok(Some(item))
    }

    fn taken(&mut self, item: Item) {
        match item {
            Item::Unlock => self.schedule.set_unlocked(true),
            Item::Lock => self.schedule.set_unlocked(false),
            Item::Reset => self.lose(NoInsulation::NotHeard),
            Item::SelfTest | Item::Measurement | Item::SetMeanFactor => self.estimate.unsettle(),
            _ => {}
        }
        if let Some(proof) = proof(item) {
            self.schedule.ask(proof);
        }
    }

    fn fail(&mut self, item: Item, why: Failure) {
        self.heard.forget(item);
        match item {
            Item::Resistance if why == Failure::NoAnswer => self.lose(self.estimate.unanswered()),
            Item::Manufacturer(_) => self.schedule.skip_text(),
            Item::Unlock => {
                self.failure = Some((self.schedule.write().unwrap_or(item), why));
                self.schedule.drop_writes();
            }
            Item::Lock | Item::Ping | Item::Reset => self.failure = Some((item, why)),
            _ if self.orders.value(item).is_some() => self.failure = Some((item, why)),
            _ => {}
        }
    }

    fn lose(&mut self, missing: NoInsulation) {
        if let Some(item) = self.schedule.write() {
            self.failure = Some((item, Failure::NoAnswer));
        }
        self.estimate.void(missing);
        self.heard = Heard::default();
        self.schedule.restart();
    }

    /// Returns the next frame that is to be sent, to be called until there is none: `None` too where `F` cannot be made.
    pub fn poll<F: Frame>(&mut self, now: Instant) -> Option<F> {
        self.estimate.look(now);
        if self.silent().is_some_and(|at| at <= now) {
            self.lose(NoInsulation::Silent);
        }
        loop {
            let asked = match self.schedule.next(now, &self.orders) {
                Next::Wait => return None,
                Next::Unanswered(item) => {
                    self.fail(item, Failure::NoAnswer);
                    continue;
                }
                Next::Ask(asked) => asked,
            };
            match asked.item {
                Item::SelfTest if !self.heard.are_relays(RelayState::Open) => {
                    self.schedule.done();
                    self.fail(asked.item, Failure::Relays);
                    continue;
                }
                Item::SetRelay(relay) => self.heard.forget(Item::Relay(relay)),
                _ => {}
            }
            let value = asked.value.unwrap_or(0);
            return codec::request(&self.config.identifiers, asked.item, value);
        }
    }

    /// Returns when the part will have sent nothing by itself for too long.
    fn silent(&self) -> Option<Instant> {
        let held = self.estimate.held()?;
        Some(held.at.saturating_add(self.config.times.silence))
    }

    /// Returns when [`poll`](Self::poll) has to be called next, at the latest.
    #[must_use]
    pub fn due(&self) -> Instant {
        let limits = [self.silent(), self.estimate.freezes()];
        let due = self.schedule.due();
        limits.into_iter().flatten().fold(due, Instant::min)
    }

    /// Returns the insulation as the part last sent it by itself, as old as it may be: as the first of the measurements that its mean
    /// is of. An insulation fault is a value; its flag is in [`info`](Self::info).
    ///
    /// # Errors
    ///
    /// Every [`NoInsulation`]. What the part sent, whatever it is worth, is in [`info`](Self::info).
    pub fn insulation(&self) -> Result<Reading<Insulation>, NoInsulation> {
        self.estimate.fitness()?;
        if V::RELAYS && !self.heard.are_relays(RelayState::Closed) {
            return Err(NoInsulation::Relays);
        }
        let items = [
            Item::ErrorThreshold,
            Item::WarningThreshold,
            Item::MeanFactor,
        ];
        for (item, found) in items.into_iter().zip(self.heard.settings) {
            let found = found.ok_or(NoInsulation::Unconfigured)?.value;
            let wanted = setter(item).and_then(|setter| self.orders.value(setter));
            if wanted != Some(found) {
                return Err(NoInsulation::Setting(item, found));
            }
        }
        self.estimate.insulation(self.config.ceiling)
    }
}
