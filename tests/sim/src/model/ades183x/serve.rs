//! Commands, as one part takes them.

use super::{
    Ades183x, CELLS,
    command::{Command, Order, Poll, Read, Write},
    pec,
    results::{CLEARED, health, supply},
};
use alloc::vec::Vec;

impl Ades183x {
    /// Takes a valid command; what a read brings is appended, with the counter and PEC10.
    pub(super) fn take(&mut self, command: Command, out: &mut Vec<u8>) {
        self.settle();
        self.hear();
        match command {
            Command::Read(read) => self.answer(read, out),
            Command::Order(order) => {
                if order.counts() {
                    self.count();
                }
                self.obey(order);
            }
            Command::Write(_) => {}
        }
    }

    const fn count(&mut self) {
        self.counter = if self.counter == 63 {
            1
        } else {
            self.counter + 1
        };
    }

    fn answer(&mut self, read: Read, out: &mut Vec<u8>) {
        let now = self.clock.nanos();
        if read == (Read::StatusC { spoiled: true }) {
            self.results.health |= health::SPIFLT;
        }
        let start = out.len();
        let results = if self.file.is_snapped() {
            &self.frozen
        } else {
            &self.results
        };
        let levels = self.physics.levels(&self.open);
        if !results.render(read, &self.open, levels, out) {
            out.extend_from_slice(&match read {
                Read::ConfigA => self.file.a,
                Read::ConfigB => self.file.read_b(now),
                Read::PwmA => self.file.read_pwm_a(),
                Read::PwmB => self.file.read_pwm_b(),
                Read::Retention => self.retained,
                _ => self.serial,
            });
        }
        let seal = pec::seal(out.get(start..).unwrap_or_default(), self.counter);
        out.extend_from_slice(&seal);
    }

    /// Takes one block of a write.
    pub(super) fn write(&mut self, write: Write, block: [u8; 8]) {
        self.settle();
        let [a, b, c, d, e, f, high, low] = block;
        let data = [a, b, c, d, e, f];
        if pec::seal(&data, 0) != [high, low] {
            return;
        }
        self.count();
        let now = self.clock.nanos();
        match write {
            Write::ConfigA => self.configure(data),
            Write::ConfigB => self.file.write_b(data, now),
            Write::PwmA => self.file.write_pwm_a(data),
            Write::PwmB => self.file.write_pwm_b(data),
            Write::ClearFlags => self.results.clear_flags(data),
            Write::ClearLimits => self.results.clear_limits(data),
            Write::Retention => {
                if core::mem::take(&mut self.is_unlocked) {
                    self.retained = data;
                }
            }
        }
        self.engine.disturb();
        self.rebalance(now);
    }

    fn configure(&mut self, data: [u8; 6]) {
        let (had_reference, was_snapped) = (self.file.keeps_reference(), self.file.is_snapped());
        self.file.write_a(data);
        if self.file.keeps_reference() && !had_reference {
            self.start_reference();
        }
        if self.file.is_snapped() && !was_snapped {
            self.frozen.clone_from(&self.results);
        }
        let forces = |bit: u8, flags: u8| if self.file.forces(bit) { flags } else { 0 };
        let supply = forces(5, supply::CED | supply::SED) | forces(6, supply::CMED | supply::SMED);
        let health = forces(4, health::THSD) | forces(7, health::TMODCHK);
        self.results.supply |= supply;
        self.results.health |= health;
    }

    fn obey(&mut self, order: Order) {
        let now = self.clock.nanos();
        match order {
            Order::MeasureCells {
                redundant,
                continuous,
                discharge,
                reset_filter,
                open_wire,
            } => self.measure_cells(redundant, continuous, discharge, reset_filter, open_wire),
            Order::MeasureRedundant {
                continuous,
                discharge,
                open_wire,
            } => self.measure_redundant(continuous, discharge, open_wire),
            Order::MeasureAux {
                open_wire,
                pull_up,
                channel,
            } => self.begin_aux(channel, open_wire.then_some(pull_up)),
            Order::MeasureAux2 { channel } => self.begin_aux2(channel),
            // A soft reset comes once the frame has ended.
            Order::Poll(_) | Order::SoftReset => {}
            Order::ClearCells => {
                self.results.measured = [CLEARED; CELLS];
                self.results.averages = [CLEARED; CELLS];
            }
            Order::ClearAux => self.results.clear_aux(),
            Order::ClearFiltered => {
                self.results.filtered = [CLEARED; CELLS];
                self.engine.empty_filter();
            }
            Order::ClearRedundant => self.results.redundant = [CLEARED; CELLS],
            Order::Mute(on) => {
                self.file.set_mute(on);
                self.rebalance(now);
            }
            Order::Snap(on) => {
                if on && !self.file.is_snapped() {
                    self.frozen.clone_from(&self.results);
                }
                self.file.set_snap(on);
            }
            Order::ResetCounter => self.counter = 0,
            Order::UnlockRetention => self.is_unlocked = true,
        }
        if order == Order::ClearCells {
            self.engine.disturb();
        }
    }

    /// Returns whether a conversion is under way.
    pub(super) fn converts(&mut self, poll: Poll) -> bool {
        self.settle();
        let (c, s) = (self.engine.c_run.is_some(), self.engine.s_run.is_some());
        let (aux, aux2) = (self.aux.is_some(), self.aux2.is_some());
        match poll {
            Poll::Any => c || s || aux || aux2,
            Poll::Cells => c,
            Poll::Redundant => s,
            Poll::Aux => aux,
            Poll::Aux2 => aux2,
        }
    }
}
