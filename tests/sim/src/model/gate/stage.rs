//! From the input pair to the gate.

use super::{Drive, Filtered, Waveform};

/// How a turn-off begins, and for how long.
#[derive(Debug, Clone, Copy)]
pub(in crate::model) struct Step {
    pub(in crate::model) drive: Drive,
    pub(in crate::model) nanos: u64,
}

/// Input pair, filter, dead time and output of a driver. IN- is low where it is not used.
#[derive(Debug, Clone)]
pub(in crate::model) struct Stage {
    pub(in crate::model) wave: Waveform,
    plus: Filtered,
    minus: Filtered,
    pub(in crate::model) filter: u64,
    pub(in crate::model) dead_time: u64,
    pub(in crate::model) propagation: u64,
    /// How long the turn-off under way stays before it is complete.
    tail: u64,
}

impl Stage {
    pub(in crate::model) fn new(propagation: u64) -> Self {
        Self {
            wave: Waveform::new(Drive::Off),
            plus: Filtered::new(false),
            minus: Filtered::new(false),
            filter: 0,
            dead_time: 0,
            propagation,
            tail: 0,
        }
    }

    pub(in crate::model) const fn plus(&self) -> bool {
        self.plus.raw()
    }

    pub(in crate::model) const fn minus(&self) -> bool {
        self.minus.raw()
    }

    pub(in crate::model) fn set_plus(&mut self, high: bool, now: u64) {
        self.plus.set(high, now, self.filter);
    }

    pub(in crate::model) fn set_minus(&mut self, high: bool, now: u64) {
        self.minus.set(high, now, self.filter);
    }

    /// Returns whether the dead time after IN- is still running, or IN- high.
    pub(in crate::model) fn is_interlocked(&self, now: u64) -> bool {
        let low = self.minus.from(false, self.filter);
        low.is_none_or(|from| from > 0 && from.saturating_add(self.dead_time) > now)
    }

    /// Lets the gate follow the inputs from a time on, and keeps it off until then, or for good; `step` begins each turn-off.
    pub(in crate::model) fn follow(&mut self, now: u64, from: Option<u64>, step: Option<Step>) {
        self.wave.cut(now.saturating_add(self.propagation) + 1);
        let (on, at) = match from {
            Some(_) => self.wanted(),
            None => (false, now),
        };
        let held = from.is_some_and(|from| from > now);
        if !on || held {
            let at = if held { now } else { at.max(now) };
            self.turn_off(at.saturating_add(self.propagation), step);
        }
        if on && self.wave.last().drive != Drive::On {
            let at = at.max(now).max(from.unwrap_or_default());
            self.wave
                .push(at.saturating_add(self.propagation), Drive::On);
        }
    }

    /// Turns off for a fault that was noticed at a time.
    pub(in crate::model) fn trip(&mut self, at: u64, step: Option<Step>) {
        let at = at.saturating_add(self.propagation);
        self.wave.cut(at);
        self.turn_off(at, step);
    }

    /// Drives the gate from a time on, past the inputs.
    pub(in crate::model) fn force(&mut self, at: u64, drive: Drive) {
        self.wave.push(at, drive);
    }

    /// Begins to turn off, or completes what was begun.
    fn turn_off(&mut self, at: u64, step: Option<Step>) {
        let last = self.wave.last();
        match (last.drive, step) {
            (Drive::Off, _) => {}
            (Drive::Plateau(_) | Drive::Soft, _) => {
                self.wave
                    .push(last.at.saturating_add(self.tail), Drive::Off);
            }
            (Drive::On | Drive::Floating, Some(step)) => {
                self.tail = step.nanos;
                self.wave.push(at, step.drive);
                self.wave.push(at.saturating_add(step.nanos), Drive::Off);
            }
            (Drive::On | Drive::Floating, None) => self.wave.push(at, Drive::Off),
        }
    }

    /// Returns what the inputs want, and from when on.
    fn wanted(&self) -> (bool, u64) {
        let plus = self.plus.from(true, self.filter);
        let minus = self.minus.from(false, self.filter);
        if let (Some(plus), Some(minus)) = (plus, minus) {
            let free = match minus {
                0 => 0,
                from => from.saturating_add(self.dead_time),
            };
            return (true, plus.max(free));
        }
        let ends = [
            self.plus.from(false, self.filter),
            self.minus.from(true, self.filter),
        ];
        (false, ends.into_iter().flatten().min().unwrap_or(0))
    }
}
