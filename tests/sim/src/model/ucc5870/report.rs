//! What STATUS, nFLT1 and nFLT2 show, and the self-tests that show there.

use super::{
    Ucc5870,
    registers::{STATUS1, STATUS2, STATUS3, STATUS4},
    table::{self, Flag, Output},
};
use crate::model::gate::{Drive, nanos};

impl Ucc5870 {
    /// Notes a warning once, until its cause was away.
    pub(super) fn watch_warnings(&mut self) {
        let (first, second) = (self.is_set(table::GD_TWN), self.is_set(table::GD_TWN_SEC));
        self.warned.0 = first && (self.warned.0 || !self.warm.0);
        self.warned.1 = second && (self.warned.1 || !self.warm.1);
        self.warm = (first, second);
    }

    fn is_reported(&self, output: Output, from: u8, to: u8) -> bool {
        table::flags().any(|flag| {
            let shown = match flag {
                table::GD_TWN => self.warned.0,
                table::GD_TWN_SEC => self.warned.1,
                _ => self.is_set(flag),
            };
            shown
                && (from..=to).contains(&flag.0)
                && table::reported_on(flag, &self.file) == Some(output)
        })
    }

    /// Notes since when the outputs have something to report.
    pub(super) fn report(&mut self, at: u64) {
        for (output, first) in [(Output::NFlt1, true), (Output::NFlt2, false)] {
            let reported = self.is_reported(output, STATUS1, STATUS4);
            let since = if first {
                &mut self.reported.0
            } else {
                &mut self.reported.1
            };
            *since = if reported { since.or(Some(at)) } else { None };
        }
    }

    pub(super) fn status(&self, register: u8) -> u16 {
        let mut value = 0;
        for flag in table::flags().filter(|flag| flag.0 == register) {
            value |= u16::from(self.is_set(flag)) << flag.1;
        }
        let or = |from, to| {
            (
                u16::from(self.is_reported(Output::NFlt1, from, to)),
                u16::from(self.is_reported(Output::NFlt2, from, to)),
            )
        };
        let (now, bit) = (self.clock.nanos(), |level| u16::from(level));
        value
            | match register {
                STATUS1 => {
                    (self.mode as u16) << 6
                        | bit(self.asc_enabled) << 11
                        | bit(self.stage.minus()) << 14
                        | bit(self.stage.plus()) << 15
                }
                STATUS2 => {
                    let (first, second) = or(STATUS1, STATUS2);
                    second
                        | first << 1
                        | bit(self.enable_received) << 2
                        | bit(self.is_primary_ready()) << 14
                }
                STATUS3 => bit(self.stage.wave.at(now) == Drive::On) << 15,
                STATUS4 => {
                    let (first, second) = or(STATUS3, STATUS4);
                    bit(self.is_secondary_ready()) | second << 9 | first << 10
                }
                _ => 0,
            }
    }

    /// Returns whether nFLT1 is high, with its pull-up.
    pub fn nflt1(&mut self) -> bool {
        self.settle();
        let delay = nanos(self.open.fault_delay);
        let since = self.reported.0;
        since.is_none_or(|since| since.saturating_add(delay) > self.clock.nanos())
    }

    /// Returns whether nFLT2 is high, with its pull-up; always where the pin is DOUT.
    pub fn nflt2(&mut self) -> bool {
        self.settle();
        let delay = nanos(self.open.warning_delay);
        let since = self.reported.1;
        since.is_none_or(|since| since.saturating_add(delay) > self.clock.nanos())
    }

    /// Returns when, in ns, nFLT1 or nFLT2 may next change by itself.
    pub fn next_change(&mut self) -> Option<u64> {
        self.settle();
        let now = self.clock.nanos();
        let first = self.reported.0.map(|at| at + nanos(self.open.fault_delay));
        let second = self
            .reported
            .1
            .map(|at| at + nanos(self.open.warning_delay));
        let trip = self.next_trip().map(|(at, _)| at);
        let times = [first, second, trip].into_iter().flatten();
        times.filter(|&at| at > now).min()
    }

    fn checked(&mut self, value: u16, failing: u16, checks: &[(u8, Flag)]) {
        for &(bit, flag) in checks {
            let passes = failing >> bit & 1 == 0;
            if value >> bit & 1 != 0 && passes == self.open.passed_check_sets_bit {
                self.latch(flag);
            }
        }
    }

    /// Runs the self-tests of CONTROL1.
    pub(super) fn check_primary(&mut self, value: u16) {
        let checks = [
            (0, table::CLK_MON),
            (5, table::STP),
            (7, table::PWM_COMP_CHK),
            (8, table::CFG_CRC),
        ];
        self.checked(value, self.failing.0, &checks);
    }

    /// Runs the self-tests of CONTROL2.
    pub(super) fn check_secondary(&mut self, value: u16) {
        let checks = [
            (1, table::PS_TSD),
            (2, table::CFG_CRC_SEC),
            (3, table::CLK_MON_SEC),
            (7, table::OC),
            (8, table::SC),
            (9, table::DESAT),
            (11, table::VCEOV),
            (12, table::GM),
            (13, table::GM),
        ];
        if self.is_secondary_ready() {
            self.checked(value, self.failing.1, &checks);
        }
    }
}
