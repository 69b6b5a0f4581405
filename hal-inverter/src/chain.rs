//! The relays between inverter and grid.

use crate::{BridgePermit, ConnectPermit, StageState};
use core::time::Duration;
use hal_power::{
    Contacts, Input, Instant, Path, Refused, RelaysProven, Voltage,
    check::{ConfigError, RelayConfig, RelayFault, RelayInputs, RelayPole, RelayProof, Step},
};

/// Which contacts of the bank make the chain: two in series for line and for neutral.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct ChainMap {
    /// Line.
    pub line: RelayPole,
    /// Neutral.
    pub neutral: RelayPole,
}

/// The chain's contacts, their times, and what makes a measurement of them mean something.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct ChainConfig {
    relays: RelayConfig<2>,
    contacts: Contacts,
    minimum_grid: Voltage,
    headroom: Voltage,
    operate: Duration,
    max_age: Duration,
}

impl ChainConfig {
    /// Declares the chain: the least grid voltage (RMS) that shows anything, the voltage (RMS) below which an isolated side
    /// stays, the operate time of the contacts, and the age up to which readings are taken.
    ///
    /// # Errors
    ///
    /// As [`RelayConfig::new`].
    pub fn new(
        map: ChainMap,
        minimum_grid: Voltage,
        isolation: Voltage,
        operate: Duration,
        max_age: Duration,
    ) -> Result<Self, ConfigError> {
        let relays = RelayConfig::new([map.line, map.neutral], minimum_grid, isolation, max_age)?;
        Ok(Self {
            contacts: relays.contacts(),
            relays,
            minimum_grid,
            headroom: Voltage::ZERO,
            operate,
            max_age,
        })
    }

    /// Sets how long contacts take to rest after a command, how long they are then watched, and how long the proof lives.
    #[must_use]
    pub const fn with_times(mut self, settle: Duration, cycle: Duration, life: Duration) -> Self {
        self.relays = self.relays.with_times(settle, cycle).with_life(life);
        self
    }

    /// Sets how far the bus has to be above the grid's peak.
    #[must_use]
    pub const fn with_headroom(mut self, headroom: Voltage) -> Self {
        self.headroom = headroom;
        self
    }
}

/// What the chain is told.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct ChainInputs {
    /// What the bridge is doing.
    pub bridge: StageState,
    /// Voltage of the DC link.
    pub link: Input<Voltage>,
    /// Grid's side, line to neutral, RMS.
    pub grid: Input<Voltage>,
    /// Inverter's side of the line against the grid's neutral, RMS.
    pub line: Input<Voltage>,
    /// Inverter's side of the neutral: what the test voltage, split about neutral, drives through it, RMS.
    pub neutral: Input<Voltage>,
}

impl ChainInputs {
    /// Creates inputs.
    pub const fn new(
        bridge: StageState,
        link: Input<Voltage>,
        grid: Input<Voltage>,
        line: Input<Voltage>,
        neutral: Input<Voltage>,
    ) -> Self {
        Self {
            bridge,
            link,
            grid,
            line,
            neutral,
        }
    }

    fn relays(&self) -> RelayInputs<2> {
        RelayInputs::with_reference(self.grid, [self.line, self.neutral])
    }
}

/// Why the chain was not proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ChainFault {
    /// The contacts, by name where one is known.
    Relays(RelayFault),
    /// The bridge was armed and would have lifted the probes itself.
    BridgeArmed,
    /// The bus is not above the grid's peak: the bridge's diodes conduct and would have lifted the probes.
    LinkLow,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Proving,
    /// Coils go on at this time.
    Closing(Instant),
}

/// Proves the contacts between inverter and grid, closes them on the proof, and opens them at once.
///
/// The procedure of the proof is [`RelayProof`]'s; the chain adds that the bridge is off and the bus above the grid's peak for
/// as long as it lasts.
#[derive(Debug)]
pub struct RelayChain {
    config: ChainConfig,
    proof: RelayProof<2>,
    state: State,
    /// When the closed chain was told to open, until it is seen to have opened.
    opening: Option<Instant>,
}

impl RelayChain {
    /// Creates an open chain.
    pub const fn new(config: ChainConfig) -> Self {
        Self {
            proof: RelayProof::new(config.relays),
            config,
            state: State::Open,
            opening: None,
        }
    }

    /// Begins to prove, from open.
    pub fn start(&mut self, now: Instant, path: &Path) {
        self.state = State::Proving;
        self.opening = None;
        self.proof.start(now, path);
    }

    /// Opens all contacts at once. Never waits for a zero crossing.
    pub fn open(&mut self, now: Instant) {
        if matches!(self.state, State::Closing(at) if now >= at) {
            self.opening = Some(now);
        }
        self.rest();
    }

    fn rest(&mut self) {
        self.state = State::Open;
        self.proof.release();
    }

    /// Returns the contacts of the chain that have to be closed now.
    pub fn wants(&self, now: Instant) -> Contacts {
        match self.state {
            State::Open => Contacts::NONE,
            State::Proving => self.proof.wants(),
            State::Closing(at) if now >= at => self.config.contacts,
            State::Closing(_) => Contacts::NONE,
        }
    }

    /// Judges one set of inputs while proving.
    pub fn step(
        &mut self,
        now: Instant,
        path: &Path,
        inputs: &ChainInputs,
    ) -> Step<RelaysProven, ChainFault> {
        if self.state != State::Proving {
            return Step::Wait;
        }
        if let Err(fault) = self.undisturbed(now, inputs) {
            self.rest();
            return Step::Failed(fault);
        }
        match self.proof.step(now, path, &inputs.relays()) {
            Step::Wait => Step::Wait,
            Step::Done(proof) => {
                self.rest();
                Step::Done(proof)
            }
            Step::Failed(fault) => {
                self.rest();
                Step::Failed(ChainFault::Relays(fault))
            }
        }
    }

    /// Closes all contacts so that they make at a zero crossing: the first of `crossing`, `crossing + half_period`, … that the
    /// operate time leaves within reach. Returns when the coils go on, and what arming the bridge takes once they have closed.
    ///
    /// # Errors
    ///
    /// The permit's [`Refused`]; [`Refused::State`] unless open with a grid that is there now, by a reading that will not be too old
    /// when the coils go on. With the grid absent the chain never closes. The permit is used up in any case.
    pub fn connect(
        &mut self,
        permit: ConnectPermit,
        now: Instant,
        path: &Path,
        grid: Input<Voltage>,
        crossing: Instant,
        half_period: Duration,
    ) -> Result<(Instant, BridgePermit), Refused> {
        let bridge = permit.redeem(now, path)?;
        let at = coils_on(now, crossing, half_period, self.config.operate);
        let there = self
            .fresh(now.max(at), grid)
            .is_ok_and(|grid| grid >= self.config.minimum_grid);
        if self.state != State::Open || !there {
            return Err(Refused::State);
        }
        self.state = State::Closing(at);
        self.opening = None;
        Ok((at, bridge))
    }

    /// Judges, after the coils went on, whether all contacts have closed: [`RelayFault::StuckOpen`] names a pair. Says something
    /// only while the bridge is off.
    pub fn closed(&self, now: Instant, inputs: &ChainInputs) -> Step<(), RelayFault> {
        match self.state {
            State::Closing(at) if now >= at => self.config.relays.closed(now, at, &inputs.relays()),
            _ => Step::Wait,
        }
    }

    /// Measures, after the closed chain was told to open, the time within which every pole was seen to isolate: the trip time, with
    /// the sensors' windows and the caller's period in it. Says so, or why it cannot, once.
    pub fn opened(&mut self, now: Instant, inputs: &ChainInputs) -> Step<Duration, ChainFault> {
        let Some(commanded) = self.opening else {
            return Step::Wait;
        };
        let verdict = match self.undisturbed(now, inputs) {
            Ok(()) => match self.config.relays.opened(now, commanded, &inputs.relays()) {
                Step::Wait => return Step::Wait,
                Step::Done(taken) => Step::Done(taken),
                Step::Failed(fault) => Step::Failed(ChainFault::Relays(fault)),
            },
            Err(fault) => Step::Failed(fault),
        };
        self.opening = None;
        verdict
    }

    /// Nothing but the contacts may lift a probe.
    fn undisturbed(&self, now: Instant, inputs: &ChainInputs) -> Result<(), ChainFault> {
        if inputs.bridge == StageState::Armed {
            return Err(ChainFault::BridgeArmed);
        }
        let sensor = |cause| ChainFault::Relays(RelayFault::Input(cause));
        let link = self.fresh(now, inputs.link).map_err(sensor)?;
        let grid = self.fresh(now, inputs.grid).map_err(sensor)?;
        if link < peak(grid).saturating_add(self.config.headroom) {
            return Err(ChainFault::LinkLow);
        }
        Ok(())
    }

    fn fresh(&self, now: Instant, input: Input<Voltage>) -> Result<Voltage, hal_power::Unusable> {
        input
            .map_err(hal_power::Unusable::from)?
            .fresh(now, self.config.max_age)
    }
}

/// Peak of a sine, rounded up: RMS times a little more than the square root of two.
fn peak(rms: Voltage) -> Voltage {
    let microvolts = i64::from(rms.abs().as_microvolts()) * 14_143 / 10_000 + 1;
    Voltage::from_microvolts(i32::try_from(microvolts).unwrap_or(i32::MAX))
}

/// When the coils have to go on for the contacts to make at a crossing.
fn coils_on(now: Instant, crossing: Instant, half_period: Duration, operate: Duration) -> Instant {
    let ready = now.saturating_add(operate);
    let half = u64::try_from(half_period.as_micros())
        .unwrap_or(u64::MAX)
        .max(1);
    let late = u64::try_from(ready.saturating_since(crossing).as_micros()).unwrap_or(u64::MAX);
    let make = crossing.saturating_add(Duration::from_micros(
        late.div_ceil(half).saturating_mul(half),
    ));
    make.saturating_sub(operate)
}

#[cfg(test)]
mod tests;
