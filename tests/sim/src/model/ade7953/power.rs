//! Supply, resets, and the passing of time.

use super::{Ade7953, access, bus::Wire, energy::Energies, events::Events, measure::Meter, number};
use super::{events::flag, registers::File};

/// Time constants in the time of a step: what is left of it then is 0.1 %.
const CONSTANTS: f64 = 6.907_755;

impl Ade7953 {
    /// The supply dips: registers go to their reset values, and whatever was in progress is lost.
    pub fn brown_out(&mut self) {
        if self.is_powered {
            self.reset_for(number::nanos(self.open.start_up));
        }
    }

    /// Takes the supply away: the part answers nothing and lets IRQ go.
    pub fn unplug(&mut self) {
        self.brown_out();
        self.is_powered = false;
    }

    /// Gives the supply back.
    pub fn plug_in(&mut self) {
        self.is_powered = true;
        self.reset_for(number::nanos(self.open.start_up));
    }

    /// SWRST.
    pub(super) fn software_reset(&mut self) {
        self.reset_for(number::nanos(self.open.reset));
    }

    fn reset_for(&mut self, time: u64) {
        let now = self.clock.nanos();
        self.file = File::reset();
        self.meter = Meter::default();
        self.energies = Energies::default();
        self.events = Events::default();
        self.access = access::State::default();
        self.wire = Wire::default();
        self.is_up = false;
        self.ready_at = now.saturating_add(time);
        self.at = now;
    }

    /// Does all that is due, and returns the time.
    pub(super) fn settle(&mut self) -> u64 {
        let now = self.clock.nanos();
        if self.is_powered && !self.is_up && now >= self.ready_at {
            self.at = self.ready_at;
            self.is_up = true;
            self.events.raise(0, flag::RESET);
            self.events.restart(self.at);
            self.judge();
        }
        if self.is_up && !self.is_frozen {
            self.measure_until(now);
        }
        self.at = now;
        now
    }

    fn measure_until(&mut self, now: u64) {
        let truth = self.truth();
        let constant = self.open.settling.as_secs_f64() / CONSTANTS;
        while self.at < now {
            let end = match self.energies.left {
                Some(left) if truth.voltage > 0.0 => {
                    let grid = &self.world.grid;
                    grid.begin(grid.halves(self.at, 0) + left, 0).min(now)
                }
                _ => now,
            };
            let elapsed = number::seconds(end - self.at);
            self.count(&truth, elapsed);
            self.meter.run(&truth, elapsed, constant);
            self.detect(&truth, self.at, end);
            if truth.voltage > 0.0
                && let Some(left) = self.energies.left
            {
                let grid = &self.world.grid;
                let left = left - (grid.halves(end, 0) - grid.halves(self.at, 0));
                self.energies.left = Some(left);
                if left <= 0 {
                    self.close_lines();
                }
            }
            self.at = end;
        }
    }
}
