//! Proves that each contact of every series pair isolates.

mod config;

pub use config::{RelayConfig, RelayPole};

use super::{Held, Step, causes};
use crate::{Contacts, Input, Instant, Path, RelaysProven, Unusable, Voltage, path::Mark};

/// What shows whether one pole conducts, as effective values.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct PoleVoltages {
    /// Voltage of the live side: the grid, or a test voltage.
    pub reference: Input<Voltage>,
    /// Voltage of the other side, against the same point: zero while the pole isolates, the reference while it conducts.
    pub probe: Input<Voltage>,
}

/// What a step of [`RelayProof`] is told.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct RelayInputs<const POLES: usize> {
    /// Voltages of each pole, in the order of the configuration.
    pub poles: [PoleVoltages; POLES],
}

impl<const POLES: usize> RelayInputs<POLES> {
    /// Creates inputs with a reference for each pole.
    pub const fn new(poles: [PoleVoltages; POLES]) -> Self {
        Self { poles }
    }

    /// Creates inputs with one reference for all poles.
    pub fn with_reference(reference: Input<Voltage>, probes: [Input<Voltage>; POLES]) -> Self {
        Self {
            poles: probes.map(|probe| PoleVoltages { reference, probe }),
        }
    }
}

/// Why the relays were not proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum RelayFault {
    /// An input could not be used.
    Input(Unusable),
    /// The path is not the one that the check was started for.
    OtherPath,
    /// A contact that the path watches moved without the check wanting it, or a part reset.
    Moved,
    /// The path does not watch all contacts of the chain: the proof would outlive its truth.
    NotWatched,
    /// The levels that the check wants were not commanded in time.
    NotCommanded,
    /// The reference is too low to show anything. Inconclusive.
    NoReference,
    /// These contacts belong to poles whose probe is neither apart from the reference nor follows it. Inconclusive.
    Unclear(Contacts),
    /// These contacts conduct although they were told to open.
    Welded(Contacts),
    /// At least one contact of each of these pairs does not close.
    StuckOpen(Contacts),
}
causes!(RelayFault);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Rest,
    /// All are open, and next comes this.
    Open(Next),
    OnlyA,
    OnlyB,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    A,
    B,
    Proof,
}

/// Opens and closes the contacts of every pole one at a time and mints [`RelaysProven`].
///
/// All open, only the A's closed, all open, only the B's closed, all open: never both of a pole, not even while one releases
/// and the other operates. A probe that follows its reference names the contacts that should have kept it apart.
///
/// The caller sees to it that nothing else lifts a probe: bridge off, and the bus above the grid's peak. A contact that is stuck
/// open looks like one that isolates, and does no harm; [`RelayConfig::closed`] finds it when the chain closes. Whether the B's
/// came open again after their turn is for the next check to see: something always moves last.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
pub struct RelayProof<const POLES: usize> {
    config: RelayConfig<POLES>,
    mark: Option<Mark>,
    phase: Phase,
    since: Instant,
    held: Held,
}

impl<const POLES: usize> RelayProof<POLES> {
    /// Creates a check at rest.
    pub const fn new(config: RelayConfig<POLES>) -> Self {
        Self {
            config,
            mark: None,
            phase: Phase::Rest,
            since: Instant::ORIGIN,
            held: Held(None),
        }
    }

    /// Begins on `path`, whatever went before.
    pub fn start(&mut self, now: Instant, path: &Path) {
        self.mark = Some(path.mark());
        self.enter(Phase::Open(Next::A), now);
    }

    /// Gives the check up; all contacts open.
    pub const fn release(&mut self) {
        self.phase = Phase::Rest;
    }

    /// Returns which contacts of the chain have to be closed now.
    pub fn wants(&self) -> Contacts {
        match self.phase {
            Phase::Rest | Phase::Open(_) => Contacts::NONE,
            Phase::OnlyA => self.config.union(|pole| Contacts::only(pole.a)),
            Phase::OnlyB => self.config.union(|pole| Contacts::only(pole.b)),
        }
    }

    /// Judges one set of inputs. Tell the path of a command before it is sent; after a transfer that failed, start again.
    pub fn step(
        &mut self,
        now: Instant,
        path: &Path,
        inputs: &RelayInputs<POLES>,
    ) -> Step<RelaysProven, RelayFault> {
        match self.judge(now, path, inputs) {
            Ok(false) => Step::Wait,
            Ok(true) => {
                self.release();
                Step::Done(RelaysProven::mint(now, self.config.life, path))
            }
            Err(fault) => {
                self.release();
                Step::Failed(fault)
            }
        }
    }

    fn enter(&mut self, phase: Phase, now: Instant) {
        self.phase = phase;
        self.since = now;
        self.held = Held(None);
    }

    /// Returns whether the proof is earned.
    fn judge(
        &mut self,
        now: Instant,
        path: &Path,
        inputs: &RelayInputs<POLES>,
    ) -> Result<bool, RelayFault> {
        if self.phase == Phase::Rest {
            return Ok(false);
        }
        if self.mark.is_none_or(|mark| mark.id != path.id()) {
            return Err(RelayFault::OtherPath);
        }
        let chain = self.config.contacts();
        if !path.watches(chain) {
            return Err(RelayFault::NotWatched);
        }
        let held = self.held.since(now, path, chain, self.wants())?;
        let hold = self.config.settle.saturating_add(self.config.cycle);
        if held.is_none() && now.saturating_since(self.since) > hold {
            return Err(RelayFault::NotCommanded);
        }
        // until the levels are held no reading is late enough
        let since = held.unwrap_or(now);
        let Some(conducting) = self.config.conducting(now, since, inputs)? else {
            return Ok(false);
        };
        let welded = conducting - self.wants();
        if !welded.is_empty() {
            return Err(RelayFault::Welded(welded));
        }
        if now.saturating_since(since) < hold {
            return Ok(false);
        }
        let next = match self.phase {
            Phase::Rest | Phase::Open(Next::Proof) => return Ok(true),
            Phase::Open(Next::A) => Phase::OnlyA,
            Phase::Open(Next::B) => Phase::OnlyB,
            Phase::OnlyA => Phase::Open(Next::B),
            Phase::OnlyB => Phase::Open(Next::Proof),
        };
        self.enter(next, now);
        Ok(false)
    }
}

#[cfg(test)]
mod tests;
