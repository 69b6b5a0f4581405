//! Sleeping, waking, and what becomes of a part that nobody talks to.

use super::{Ades183x, CELLS, Extended, convert::Engine, file::File, results::Results};
use crate::model::gate::nanos;

/// State of the core.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Core {
    /// Without supply.
    Off,
    Asleep,
    /// Until this time, in ns.
    Waking(u64),
    Awake,
    /// The host is silent, and the discharge timer runs.
    Extended,
}

/// What becomes of a wake-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pulse {
    /// The part passes it on, at this time in ns.
    Passes(u64),
    /// It stops here.
    Stops,
}

/// State of core and port.
#[derive(Debug, Clone)]
pub(super) struct Power {
    pub(super) core: Core,
    /// When the port is ready.
    ready: u64,
    /// When it last saw anything.
    active: u64,
    /// When the last valid command came.
    pub(super) heard: u64,
    /// Since when the reference is good.
    pub(super) reference: u64,
    /// Until when everything has been done.
    settled: u64,
}

impl Power {
    pub(super) const fn new(core: Core, now: u64) -> Self {
        Self {
            core,
            ready: now,
            active: now,
            heard: now,
            reference: now,
            settled: u64::MAX,
        }
    }
}

impl Ades183x {
    /// Does all that would have been done until now.
    pub(super) fn settle(&mut self) {
        let now = self.clock.nanos();
        if self.power.settled == now {
            return;
        }
        self.power.settled = now;
        loop {
            match self.power.core {
                Core::Waking(at) if at <= now => {
                    self.power.core = Core::Awake;
                    self.power.heard = at;
                }
                Core::Awake => {
                    let silent = self.power.heard.saturating_add(nanos(self.open.watchdog));
                    let timer = Some(self.file.timer())
                        .filter(|timer| *timer > 0 && self.open.timer_ends_discharge);
                    let event = [timer, self.next_stop()]
                        .into_iter()
                        .flatten()
                        .fold(silent, u64::min);
                    let until = event.min(now);
                    self.convert_cells(until);
                    self.convert_aux(until);
                    if event > now {
                        return;
                    }
                    if event == silent {
                        self.fall_silent(silent);
                    } else if timer == Some(event) {
                        self.file.end_discharge();
                        self.rebalance(event);
                    }
                }
                Core::Extended => {
                    let end = self.file.timer();
                    if end > now {
                        return;
                    }
                    self.fall_asleep(end);
                }
                _ => return,
            }
        }
    }

    /// Brings the core up to date, results only where it fell silent: what an edge of the select line needs.
    pub(super) fn settle_core(&mut self) {
        let silent = self.power.heard.saturating_add(nanos(self.open.watchdog));
        let is_settled = match self.power.core {
            Core::Awake => self.clock.nanos() < silent,
            Core::Off | Core::Asleep => true,
            Core::Waking(_) | Core::Extended => false,
        };
        if !is_settled {
            self.settle();
        }
    }

    fn fall_silent(&mut self, at: u64) {
        if self.file.timer() <= at {
            self.fall_asleep(at);
            return;
        }
        self.power.core = Core::Extended;
        self.file.set_mute(false);
        self.engine = Engine::default();
        self.aux = None;
        self.aux2 = None;
        self.rebalance(at);
    }

    /// Loses all but what is retained.
    pub(super) fn fall_asleep(&mut self, at: u64) {
        self.power.core = Core::Asleep;
        self.file = File::reset();
        self.results = Results::reset(&self.open);
        self.engine = Engine::default();
        self.aux = None;
        self.aux2 = None;
        self.counter = 0;
        self.is_unlocked = false;
        self.rebalance(at);
    }

    pub(super) fn soft_reset(&mut self) {
        self.settle();
        self.fall_asleep(self.clock.nanos());
    }

    /// Comes up with reset values, its port ready, as after a supply that came.
    pub(super) fn power_up(&mut self) {
        let now = self.clock.nanos();
        self.fall_asleep(now);
        self.retained = [0; 6];
        self.power = Power::new(Core::Awake, now);
        self.judge_heat();
    }

    /// Takes an edge of the select line, of a time that may be still to come.
    pub(super) fn pulse(&mut self, at: u64) -> Pulse {
        let wakes = match self.power.core {
            Core::Off => return Pulse::Stops,
            Core::Asleep => {
                let ready = at.saturating_add(nanos(self.open.wake));
                self.power.core = Core::Waking(ready);
                Some(ready)
            }
            _ if self.is_idle(at) => Some(at.saturating_add(nanos(self.open.ready))),
            _ => None,
        };
        if let Some(ready) = wakes {
            self.power.ready = ready;
            self.power.active = ready;
            return if self.open.passes_wake_up_on {
                Pulse::Passes(ready)
            } else {
                Pulse::Stops
            };
        }
        if at < self.power.ready {
            return Pulse::Stops;
        }
        self.power.active = self.power.active.max(at);
        Pulse::Passes(at)
    }

    fn is_idle(&self, at: u64) -> bool {
        at > self.power.active.saturating_add(nanos(self.open.idle))
    }

    /// Returns whether the part takes a frame that begins now.
    pub(super) fn hears(&mut self) -> bool {
        self.settle_core();
        let now = self.clock.nanos();
        matches!(self.power.core, Core::Awake | Core::Extended)
            && self.power.ready <= now
            && !self.is_idle(now)
    }

    /// Notes a valid command.
    pub(super) fn hear(&mut self) {
        let now = self.clock.nanos();
        self.power.heard = now;
        if self.power.core == Core::Extended {
            self.power.core = Core::Awake;
            self.rebalance(now);
        }
    }

    const fn is_busy(&self) -> bool {
        self.engine.c_run.is_some()
            || self.engine.s_run.is_some()
            || self.aux.is_some()
            || self.aux2.is_some()
    }

    /// Returns when a conversion that is asked for now begins, and has the reference from then on.
    pub(super) fn reference_from(&mut self) -> u64 {
        let now = self.clock.nanos();
        self.power.reference = if self.file.keeps_reference() || self.is_busy() {
            self.power.reference.max(now)
        } else {
            now.saturating_add(nanos(self.open.reference_start))
        };
        self.power.reference
    }

    /// Starts the reference, if it is off.
    pub(super) fn start_reference(&mut self) {
        if !self.is_busy() {
            let now = self.clock.nanos();
            self.power.reference = now.saturating_add(nanos(self.open.reference_start));
        }
    }

    /// Sets what is discharged from a time on.
    pub(super) fn rebalance(&mut self, at: u64) {
        let (pwm, switches) = match (self.power.core, self.open.extended) {
            (Core::Awake, _) => (!self.engine.pauses_pwm, true),
            (Core::Extended, extended) => (extended != Extended::Dcc, extended != Extended::Pwm),
            _ => (false, false),
        };
        let mut duties = [0; CELLS];
        if !self.file.is_muted() && !self.is_hot() {
            for (index, slot) in duties.iter_mut().enumerate() {
                if switches && self.file.switches() >> index & 1 == 1 {
                    *slot = 15;
                } else if pwm {
                    *slot = self.file.duty(index);
                }
            }
        }
        if self.balance.set(duties, at) {
            self.engine.disturb();
        }
    }
}
