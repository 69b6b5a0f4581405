//! The modules of one stack: who is there, in which order, and whether they belong together.

mod config;
mod fault;
mod judge;
mod module;

pub use config::{StackConfig, StackConfigError};
pub use fault::StackFault;
pub use module::{Module, Stack};

use hal_power::{Instant, Voltage, check::Step};
use judge::{odd_one, unmatched};

/// A module that has announced itself.
#[derive(Debug, Clone, Copy)]
struct Seat {
    module: Module,
    heard: Instant,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Rest,
    /// Modules announce themselves since this time.
    Assembling(Instant),
    Joined,
}

/// Takes the announcements of modules in series, with room for `MOST`, and judges whether they are the stack that is expected.
///
/// Modules in series carry one current and their voltages add up; they must match, or the emptiest ends the discharge of all and
/// the fullest their charge. Whole stacks in parallel are another matter: see [`Stack::may_join`].
///
/// Announcements come from a link that knows the order, such as an enumeration by enable lines: [`start`](Self::start), then
/// [`on_module`](Self::on_module) for each, then [`close`](Self::close) when no further one answers. What was announced has to be
/// heard of again and again, in assembly and after. The first fault ends it, until it is started anew.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
pub struct ModuleStack<const MOST: usize> {
    config: StackConfig,
    phase: Phase,
    seats: [Option<Seat>; MOST],
    closed: bool,
    refused: Option<StackFault>,
}

impl<const MOST: usize> ModuleStack<MOST> {
    /// Creates a stack at rest, which nothing is known of.
    ///
    /// # Errors
    ///
    /// [`StackConfigError::TooMany`] where more modules are expected than there is room for.
    pub fn new(config: StackConfig) -> Result<Self, StackConfigError> {
        if usize::from(config.count) > MOST {
            return Err(StackConfigError::TooMany);
        }
        Ok(Self {
            config,
            phase: Phase::Rest,
            seats: [None; MOST],
            closed: false,
            refused: None,
        })
    }

    /// Forgets all modules and begins to assemble them, whatever went before.
    pub fn start(&mut self, now: Instant) {
        self.release();
        self.phase = Phase::Assembling(now);
    }

    /// Forgets all modules and rests.
    pub const fn release(&mut self) {
        self.phase = Phase::Rest;
        self.seats = [None; MOST];
        self.closed = false;
        self.refused = None;
    }

    /// Takes an announcement that was received at `at`. The same one again, with a voltage of its own, is a sign of life.
    pub fn on_module(&mut self, at: Instant, module: Module) {
        if self.phase != Phase::Rest {
            let taken = self.take(at, module);
            self.refuse(taken);
        }
    }

    /// Takes a sign of life, with the module's voltage, that was received at `at`.
    pub fn on_heartbeat(&mut self, at: Instant, position: u8, serial: u64, voltage: Voltage) {
        if self.phase == Phase::Rest {
            return;
        }
        let taken = match self.seats.get_mut(usize::from(position)) {
            Some(Some(_)) if voltage <= Voltage::ZERO => Err(StackFault::Implausible { position }),
            Some(Some(seat)) if seat.module.serial == serial => {
                seat.heard = at;
                seat.module.voltage = voltage;
                Ok(())
            }
            Some(Some(seat)) => Err(StackFault::Duplicate {
                position,
                serials: [seat.module.serial, serial],
            }),
            Some(None) | None => Err(StackFault::Stray { position, serial }),
        };
        self.refuse(taken);
    }

    /// Notes that no further module answers.
    pub const fn close(&mut self) {
        self.closed = true;
    }

    /// Judges what is known by now: `Done` once when the stack is whole, a fault whenever it is not any more.
    pub fn step(&mut self, now: Instant) -> Step<Stack<MOST>, StackFault> {
        let verdict = self.judge(now);
        match verdict {
            Ok(false) => Step::Wait,
            Ok(true) => {
                self.phase = Phase::Joined;
                Step::Done(self.known())
            }
            Err(fault) => {
                self.release();
                Step::Failed(fault)
            }
        }
    }

    /// Returns the stack, with the voltages that were heard last, while it is whole.
    pub fn stack(&self) -> Option<Stack<MOST>> {
        (self.phase == Phase::Joined).then(|| self.known())
    }

    /// Returns the modules that have announced themselves so far, from position 0 up.
    pub fn announced(&self) -> impl Iterator<Item = &Module> {
        self.seats.iter().flatten().map(|seat| &seat.module)
    }

    fn known(&self) -> Stack<MOST> {
        let mut stack = Stack::EMPTY;
        self.announced().for_each(|module| stack.push(*module));
        stack
    }

    /// Keeps the first fault for the next step.
    fn refuse(&mut self, taken: Result<(), StackFault>) {
        if let (Err(fault), None) = (taken, self.refused) {
            self.refused = Some(fault);
        }
    }

    fn take(&mut self, at: Instant, module: Module) -> Result<(), StackFault> {
        let Module {
            position, serial, ..
        } = module;
        if position >= self.config.count {
            return Err(StackFault::Surplus { position, serial });
        }
        if module.cells == 0 || module.voltage <= Voltage::ZERO {
            return Err(StackFault::Implausible { position });
        }
        let same = |own: &&Module| own.serial == serial && own.position != position;
        if let Some(other) = self.announced().find(same) {
            let positions = [other.position, position];
            return Err(StackFault::SameSerial { serial, positions });
        }
        let index = usize::from(position);
        let seat = self.seats.get_mut(index);
        let seat = seat.ok_or(StackFault::Surplus { position, serial })?;
        if let Some(Seat { module: own, .. }) = seat {
            if own.serial != serial {
                let serials = [own.serial, serial];
                return Err(StackFault::Duplicate { position, serials });
            }
            if !own.is_like(&module) {
                return Err(StackFault::Changed { position });
            }
        }
        *seat = Some(Seat { module, heard: at });
        Ok(())
    }

    /// Returns whether the stack is whole for the first time.
    fn judge(&self, now: Instant) -> Result<bool, StackFault> {
        if self.phase == Phase::Rest {
            return Ok(false);
        }
        if let Some(fault) = self.refused {
            return Err(fault);
        }
        let heard = |seat: &&Seat| {
            let age = now.checked_since(seat.heard);
            age.is_some_and(|age| age <= self.config.silence)
        };
        if let Some(seat) = self.seats.iter().flatten().find(|seat| !heard(seat)) {
            let position = seat.module.position;
            return Err(StackFault::Vanished { position });
        }
        let Phase::Assembling(since) = self.phase else {
            return Ok(false);
        };
        let late = now.saturating_since(since) > self.config.assembly;
        if !self.closed && !late {
            return Ok(false);
        }
        self.complete()?;
        if late {
            return Err(StackFault::TimedOut);
        }
        Ok(true)
    }

    /// Judges whether the announced modules are all there are to be, and belong together.
    fn complete(&self) -> Result<(), StackFault> {
        let expected = self.config.count;
        let mut found = 0_u8;
        let mut empty = None;
        for (position, seat) in (0..expected).zip(&self.seats) {
            match (seat, empty) {
                (Some(_), Some(position)) => return Err(StackFault::Gap { position }),
                (Some(_), None) => found += 1,
                (None, _) => empty = empty.or(Some(position)),
            }
        }
        if found != expected {
            return Err(StackFault::Count { expected, found });
        }
        let known = self.known();
        if let Some(position) = odd_one(known.modules()) {
            return Err(StackFault::Mixed { position });
        }
        match unmatched(&known, self.config.within) {
            Some(fault) => Err(fault),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
