//! One channel: from frames to a verdict.

mod reconnect;

use super::{
    Blind, Channel, GridCause, GridConfig, GridFrame, GridMeasured, GridOutputs, GridTrip,
    GridVerdict, Perturbation,
    average::Average,
    frame::{Fed, Feed},
    islanding::Islanding,
    meter::{Ended, Meter, Pace},
    rate::Rate,
    stages::{self, Stages},
};
use crate::ChainMap;
use core::time::Duration;
use hal_power::{
    Contacts, Current, ErrorKind, Input, Instant, Path, Reading, Refused, ZeroProven,
    check::ZeroCheck,
};

/// Whether the contacts may be closed.
#[derive(Debug, Clone, Copy)]
enum Phase {
    Waiting,
    Granted,
    Tripped {
        trip: GridTrip,
        /// The frame in which the quantity left its limit.
        onset: u64,
    },
}

/// Watches the grid on the samples of each frame and says whether the channel's contacts may be closed.
///
/// - Stages are judged whenever the channel has granted, whatever it is told about the relays.
/// - Time counts from where the quantity left its limit, and the contacts' release is taken off. A window, half a cycle or a whole
///   one that moves by half, shows a step after up to its length, so the onset is taken to lie half of that before: what is left
///   is [`GridConfig::voltage_tolerance`] and [`frequency_tolerance`](GridConfig::frequency_tolerance).
/// - An excursion ends at the first window inside, by the hysteresis; stages of less than ten cycles need a whole cycle inside as
///   well. A quantity that chatters about its limit with every window goes on as one excursion where hysteresis is set.
/// - The frequency is not judged below the configured voltage, where undervoltage is what trips.
/// - What cannot be measured is outside: unusable samples for the configured time, lost frames, a voltage that is stuck and an
///   other channel that is silent trip; a half-cycle with a sample beyond the scale is beyond every overvoltage limit.
///
/// No proof and not `Clone`: the grant is a permissive, judged each frame. Two channels are redundant only on two processors with
/// converters of their own, each opening its contacts.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
pub struct GridProtection {
    config: GridConfig,
    channel: Channel,
    feed: Feed,
    meter: Meter,
    stages: Stages,
    average: Average,
    rate: Option<Rate>,
    islanding: Option<Islanding>,
    phase: Phase,
    /// Frames since the channel began.
    frames: u64,
    /// The frame by which the grid was inside of the reconnection window, if it still is.
    inside: Option<u64>,
    /// How long it has to be.
    after: Duration,
    connected: bool,
    high_average: bool,
    offset: Option<Current>,
    measured: Option<Reading<GridMeasured>>,
    heard: Option<Instant>,
    agreed: Option<Instant>,
}

impl GridProtection {
    /// Creates a channel that has seen nothing yet.
    pub fn new(config: GridConfig, channel: Channel) -> Self {
        let profile = config.profile;
        let meter = Meter::new(config.frames, profile.voltage);
        let with_current = profile.direct.stated().is_some();
        Self {
            feed: Feed::new(config.gap, config.stuck, meter.threshold(), with_current),
            meter,
            stages: Stages::new(),
            average: Average::new(config.frames),
            rate: profile
                .rate
                .stated()
                .map(|stage| Rate::new(stage, config.frames)),
            islanding: config
                .islanding
                .map(|islanding| Islanding::new(islanding, config.frames)),
            phase: Phase::Waiting,
            frames: 0,
            inside: None,
            after: profile
                .reconnect
                .map_or(Duration::MAX, |reconnect| reconnect.after),
            connected: false,
            high_average: false,
            offset: None,
            measured: None,
            heard: None,
            agreed: None,
            config,
            channel,
        }
    }

    /// Returns the configuration.
    pub const fn config(&self) -> &GridConfig {
        &self.config
    }

    /// Takes the samples of one frame. Call for every frame, in order; one that is lost shows in the sequence.
    #[inline]
    pub fn step(&mut self, now: Instant, frame: &GridFrame) -> GridOutputs {
        self.heard = Some(now);
        self.connected = frame.connected;
        let (passed, fed) = self.feed.take(frame);
        self.frames = self.frames.saturating_add(passed);
        match fed {
            Fed::Samples {
                missed,
                voltage,
                current,
                saturated,
            } => {
                if let Some(ended) = self.meter.take(missed, voltage, current, saturated) {
                    self.evaluate(now, &ended);
                }
            }
            Fed::Nothing => {}
            Fed::Blind(why) => self.blind(now, why),
        }
        if self.frames >= self.stages.due() {
            self.time_is_up(now);
        }
        self.outputs()
    }

    /// Notices that frames have stopped. Call now and then from elsewhere than [`step`](Self::step).
    pub fn watch(&mut self, now: Instant) -> GridOutputs {
        let longest = self.config.frames.time(self.config.gap.saturating_add(1));
        if self
            .heard
            .is_some_and(|heard| now.saturating_since(heard) > longest)
        {
            self.blind(now, Blind::Silent);
        }
        self.disagree(now);
        self.outputs()
    }

    /// Compares with what the other channel has measured. Where an [`Agreement`](super::Agreement) is configured, a channel that
    /// has not agreed for its time trips, and none is granted before the first.
    pub fn compare(&mut self, now: Instant, other: Input<GridMeasured>) {
        let Some(agreement) = self.config.agreement else {
            return;
        };
        let own = self.measured();
        if agreement.holds(now, own, other) {
            self.agreed = Some(now);
        }
        self.disagree(now);
    }

    /// Takes the mean that `check` has found where no current can flow as the current's offset. A trip takes it back where direct
    /// current is supervised, and nothing is granted without.
    ///
    /// # Errors
    ///
    /// The proof's [`Refused`]; [`Refused::State`] while granted, or for an offset beyond the configured one. The proof is used up
    /// in any case.
    pub fn zero(
        &mut self,
        proof: ZeroProven,
        check: &ZeroCheck,
        now: Instant,
        path: &Path,
    ) -> Result<(), Refused> {
        proof.redeem(now, path)?;
        let offset = check.offset().ok_or(Refused::State)?;
        if matches!(self.phase, Phase::Granted) || offset.abs() > self.config.offset {
            return Err(Refused::State);
        }
        self.offset = Some(offset);
        Ok(())
    }

    /// Returns what was measured last.
    pub fn measured(&self) -> Input<GridMeasured> {
        self.measured.ok_or(ErrorKind::NotReady)
    }

    /// Returns the channel's contacts that have to be open now.
    pub fn opens(&self, map: &ChainMap) -> Contacts {
        match self.phase {
            Phase::Granted => Contacts::NONE,
            Phase::Waiting | Phase::Tripped { .. } => self.channel.opens(map),
        }
    }

    /// Returns the verdict as of the last frame.
    pub fn verdict(&self) -> GridVerdict {
        match self.phase {
            Phase::Granted => GridVerdict::Granted,
            Phase::Waiting => GridVerdict::Waiting {
                remaining: self.remaining(),
            },
            Phase::Tripped { trip, .. } => GridVerdict::Tripped {
                trip,
                remaining: self.remaining(),
            },
        }
    }

    #[inline]
    fn outputs(&self) -> GridOutputs {
        GridOutputs {
            granted: matches!(self.phase, Phase::Granted),
            perturbation: self
                .islanding
                .as_ref()
                .map_or(Perturbation::default(), Islanding::output),
        }
    }

    fn evaluate(&mut self, now: Instant, ended: &Ended) {
        if ended.sparse {
            return self.blind(now, Blind::Sparse);
        }
        let frequency = match ended.pace {
            Pace::Cycle(frequency) => Some(frequency),
            Pace::Unknown | Pace::Slow => None,
        };
        self.measured = ended.whole.zip(ended.direct).map(|(voltage, direct)| {
            let measured = GridMeasured {
                voltage,
                frequency,
                direct,
            };
            Reading::new(measured, self.before(now, self.config.frames.cycle()))
        });
        let average = match ended.whole {
            Some(_) => self.average.take(ended.square, self.frames),
            None => None,
        };
        if let Some(mean) = average {
            let limit = self.config.profile.average.stated();
            self.high_average = limit.is_some_and(|limit| mean > limit);
        }
        let rate = self
            .rate
            .as_mut()
            .and_then(|rate| stages::fed(rate, &self.config, ended, self.frames));
        match self.phase {
            Phase::Granted => {
                let offset = self.offset.unwrap_or(Current::ZERO);
                self.stages.take(&self.config, ended, offset, self.frames);
                if let Some(beyond) = rate {
                    self.stages.rate(&self.config, beyond, self.frames);
                }
                if self.high_average {
                    self.trip(now, GridCause::Average, self.frames);
                }
            }
            Phase::Waiting | Phase::Tripped { .. } => {}
        }
        self.reconnect(ended);
        self.disagree(now);
        let push = self.connected && matches!(self.phase, Phase::Granted);
        if let Some(islanding) = &mut self.islanding {
            islanding.take(ended.pace, push);
        }
    }

    /// Withdraws a grant that nobody has used.
    fn wait(&mut self) {
        self.phase = Phase::Waiting;
        self.stages = Stages::new();
    }

    #[cold]
    fn time_is_up(&mut self, now: Instant) {
        if let Some(first) = self.stages.first(&self.config) {
            self.trip(now, first.cause, first.onset);
        }
        self.stages = Stages::new();
    }

    #[cold]
    fn trip(&mut self, now: Instant, cause: GridCause, onset: u64) {
        if !matches!(self.phase, Phase::Granted) {
            return;
        }
        let trip = GridTrip {
            cause,
            since: self.before(now, self.frames.saturating_sub(onset)),
            at: now,
        };
        self.phase = Phase::Tripped { trip, onset };
        self.stages = Stages::new();
        self.inside = None;
        self.offset = None;
        if let Some(islanding) = &mut self.islanding {
            islanding.restart();
        }
    }

    #[cold]
    fn blind(&mut self, now: Instant, why: Blind) {
        self.trip(now, GridCause::Blind(why), self.frames);
        self.feed.restart();
        self.meter.restart();
        self.average.restart(self.frames);
        self.high_average = false;
        self.measured = None;
        self.inside = None;
        if let Some(rate) = &mut self.rate {
            rate.restart();
        }
        if let Some(islanding) = &mut self.islanding {
            islanding.restart();
        }
    }

    /// Trips once the other channel has not agreed for its time.
    fn disagree(&mut self, now: Instant) {
        let (Some(agreement), Some(agreed)) = (&self.config.agreement, self.agreed) else {
            return;
        };
        if now.saturating_since(agreed) > agreement.within {
            self.agreed = None;
            self.inside = None;
            self.trip(now, GridCause::Disagreement, self.frames);
        }
    }

    const fn before(&self, now: Instant, frames: u64) -> Instant {
        now.saturating_sub(self.config.frames.time(frames))
    }
}
