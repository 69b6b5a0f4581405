//! One leg: its compare registers, its reference, and its two gates.

use super::sheet::{Kind, Sheet};
use alloc::vec::Vec;
use hal_power::Current;

/// Which switch of a leg.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// Towards the positive rail.
    High,
    /// Towards the negative rail.
    Low,
}

/// A gate that went on or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// When, in ns.
    pub at: u64,
    /// Leg.
    pub leg: usize,
    /// Switch.
    pub side: Side,
    /// Whether it went on.
    pub on: bool,
}

/// Which gates of a leg are on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Gates {
    /// High switch.
    pub high: bool,
    /// Low switch.
    pub low: bool,
}

impl Gates {
    /// Both off.
    pub const OFF: Self = Self {
        high: false,
        low: false,
    };

    pub(crate) fn any(self) -> bool {
        self.high || self.low
    }
}

/// One gate, and when it last changed.
#[derive(Debug, Clone, Copy, Default)]
struct Gate {
    on: bool,
    since: Option<u64>,
}

#[derive(Debug)]
pub(crate) struct Leg {
    pub(crate) preload: u16,
    pub(crate) active: u16,
    /// Comparator of carrier and duty.
    level: bool,
    changed: u64,
    /// Levels that software forces, past comparator and dead time.
    forced: Option<Gates>,
    /// Off for the rest of the period.
    pub(crate) cut: bool,
    pub(crate) current: Current,
    high: Gate,
    low: Gate,
}

impl Leg {
    pub(crate) fn new(sheet: &Sheet, at: u64) -> Self {
        Self {
            preload: sheet.neutral,
            active: sheet.neutral,
            level: sheet.neutral == sheet.ticks,
            changed: at,
            forced: None,
            cut: false,
            current: Current::ZERO,
            high: Gate::default(),
            low: Gate::default(),
        }
    }

    pub(crate) fn gates(&self) -> Gates {
        Gates {
            high: self.high.on,
            low: self.low.on,
        }
    }

    /// Forces the outputs, or gives them back after a dead time; both at once is refused by the interlock, and returns true.
    pub(crate) fn force(&mut self, forced: Option<Gates>, at: u64) -> bool {
        if forced.is_none() {
            self.changed = at;
        }
        let overlaps = forced.is_some_and(|gates| gates.high && gates.low);
        self.forced = if overlaps { Some(Gates::OFF) } else { forced };
        overlaps
    }

    pub(crate) fn is_forced(&self) -> bool {
        self.forced.is_some()
    }

    /// Edges of the comparator in the period that starts at `start`.
    pub(crate) fn edges(&self, sheet: &Sheet, start: u64) -> Option<(u64, u64)> {
        let middle = start + sheet.middle();
        sheet
            .spread(self.active)
            .map(|spread| (middle - spread, middle + spread))
    }

    /// When a gate that waits for its dead time goes on.
    pub(crate) fn settled(&self, sheet: &Sheet, power: u64) -> u64 {
        self.changed.max(power) + sheet.dead
    }

    /// Since when the current has flowed through a gate that is on.
    pub(crate) fn on_since(&self) -> Option<u64> {
        let on = [self.high, self.low].into_iter().find(|gate| gate.on)?;
        on.since
    }

    /// Moves the comparator at this time.
    pub(crate) fn compare(&mut self, sheet: &Sheet, at: u64) {
        let start = sheet.start(at);
        if at == start {
            self.set_level(self.active == sheet.ticks, at);
        }
        if let Some((rise, fall)) = self.edges(sheet, start) {
            if at == rise {
                self.set_level(true, at);
            }
            if at == fall {
                self.set_level(false, at);
            }
        }
    }

    /// Stands where it does at `to` with a duty that was taken at `reload`, a whole period or more before the one of `to`.
    pub(crate) fn stand(&mut self, sheet: &Sheet, reload: u64, to: u64, power: Option<u64>) {
        let start = sheet.start(to);
        if let Some((rise, fall)) = self.edges(sheet, start) {
            let before = fall - sheet.period;
            (self.level, self.changed) = match to {
                _ if to >= fall => (false, fall),
                _ if to >= rise => (true, rise),
                _ => (false, before),
            };
        } else {
            self.set_level(self.active == sheet.ticks, reload);
        }
        let gates = self.wanted(sheet, to, power);
        let settled = power.map(|power| self.settled(sheet, power));
        let gate = |on: bool| Gate {
            on,
            since: if on { settled } else { Some(self.changed) },
        };
        (self.high, self.low) = (gate(gates.high), gate(gates.low));
    }

    /// Compares with a duty that was written past the preload register.
    pub(crate) fn compare_now(&mut self, sheet: &Sheet, duty: u16, at: u64) {
        self.active = duty;
        let level = match self.edges(sheet, sheet.start(at)) {
            Some((rise, fall)) => (rise..fall).contains(&at),
            None => duty == sheet.ticks,
        };
        self.set_level(level, at);
    }

    fn set_level(&mut self, level: bool, at: u64) {
        if self.level != level {
            (self.level, self.changed) = (level, at);
        }
    }

    fn wanted(&self, sheet: &Sheet, at: u64, power: Option<u64>) -> Gates {
        let Some(power) = power.filter(|&power| power <= at) else {
            return Gates::OFF;
        };
        if self.cut {
            return Gates::OFF;
        }
        if let Some(forced) = self.forced {
            return forced;
        }
        let settled = at >= self.settled(sheet, power);
        match sheet.kind {
            Kind::HalfBridge => Gates {
                high: settled && self.level,
                low: settled && !self.level,
            },
            Kind::Boost => Gates {
                high: false,
                low: settled && self.level,
            },
        }
    }

    /// Moves the gates to what is wanted now: first off, then on. Returns whether one moved, and whether both conduct for a
    /// moment.
    pub(crate) fn drive(
        &mut self,
        sheet: &Sheet,
        at: u64,
        power: Option<u64>,
        mut tell: impl FnMut(Side, bool),
    ) -> (bool, bool) {
        let wanted = self.wanted(sheet, at, power);
        let mut moved = false;
        let mut turn = |gate: &mut Gate, side, wanted, to| {
            if gate.on != wanted && wanted == to {
                *gate = Gate {
                    on: to,
                    since: Some(at),
                };
                moved = true;
                tell(side, to);
                return true;
            }
            false
        };
        turn(&mut self.high, Side::High, wanted.high, false);
        turn(&mut self.low, Side::Low, wanted.low, false);
        let early = |other: &Gate| {
            let off = other.since.filter(|_| !other.on);
            off.is_some_and(|off| at - off < sheet.turn_off)
        };
        let (after_low, after_high) = (early(&self.low), early(&self.high));
        let high = turn(&mut self.high, Side::High, wanted.high, true) && after_low;
        let low = turn(&mut self.low, Side::Low, wanted.low, true) && after_high;
        (moved, high || low)
    }
}

/// Edges, while somebody asked for them.
pub(crate) type Log = Option<Vec<Edge>>;
