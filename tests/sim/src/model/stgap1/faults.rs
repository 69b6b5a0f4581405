//! Flags, and what sets and resets them.

use super::{
    Stgap1,
    registers::{self, CFG1, CFG4, CFG5, File, STATUS1, STATUS2, STATUS3, TEST1},
    registers::{DIAG1CFG, DIAG2CFG, status1, status2, status3},
};
use crate::model::gate::{Drive, Step, nanos};

/// Flags of STATUS1 that keep the gate off.
const TRIPS: u8 = !status1::TWN;

/// Flags that stay until they are reset.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Latched {
    pub(super) one: u8,
    pub(super) two: u8,
    pub(super) three: u8,
}

impl Stgap1 {
    pub(super) fn latch3(&mut self, flags: u8) {
        self.latched.three |= flags;
    }

    /// Returns the flags of STATUS1 whose cause is there.
    fn present1(&self) -> u8 {
        let file = &self.active;
        let overvoltage = file.has(CFG4, 5);
        let mut flags = 0;
        for (flag, holds) in [
            (
                status1::OVLOH,
                overvoltage && self.vh > self.open.vh_overvoltage,
            ),
            (
                status1::OVLOL,
                overvoltage && self.vl < self.open.vl_overvoltage,
            ),
            (
                status1::UVLOH,
                file.vh_threshold().is_some_and(|least| self.vh < least),
            ),
            (
                status1::UVLOL,
                file.vl_threshold().is_some_and(|least| self.vl > least),
            ),
            (status1::TSD, self.junction >= self.open.shutdown),
            (status1::TWN, self.junction >= self.open.warning),
        ] {
            if holds {
                flags |= flag;
            }
        }
        flags
    }

    fn present3(&self) -> u8 {
        let mut flags = 0;
        if self.vdd > self.open.vdd_overvoltage {
            flags |= status3::OVLOD;
        }
        if self.active.has(CFG1, 6) && self.vdd < self.open.vdd_undervoltage {
            flags |= status3::UVLOD;
        }
        flags
    }

    /// Latches what stays.
    fn judge(&mut self) {
        let mut stays = !status1::TWN;
        if !self.active.has(CFG4, 4) {
            stays &= !(status1::UVLOH | status1::UVLOL);
        }
        self.latched.one |= self.present1() & stays;
        self.latched.three |= self.present3();
    }

    fn one(&self) -> u8 {
        self.latched.one | self.present1()
    }

    fn two(&self) -> u8 {
        let mut flags = self.latched.two;
        if self.asc_pin {
            flags |= status2::ASC;
        }
        if self.stage.wave.at(self.clock.nanos()) == Drive::On {
            flags |= status2::GATE;
        }
        flags
    }

    fn three(&self) -> u8 {
        self.latched.three | self.present3()
    }

    pub(super) fn read(&self, register: u8) -> u8 {
        let file: &File = self.staged.as_ref().unwrap_or(&self.active);
        match register {
            STATUS1 => self.one(),
            STATUS2 => self.two(),
            STATUS3 => self.three(),
            TEST1 => self.test,
            _ => file.get(register),
        }
    }

    /// Resets one STATUS register; returns whether there is such a one.
    pub(super) fn reset_status(&mut self, register: u8) -> bool {
        match register {
            STATUS1 => self.latched.one = 0,
            STATUS2 => self.latched.two = 0,
            STATUS3 => self.latched.three = 0,
            _ => return false,
        }
        true
    }

    pub(super) fn global_reset(&mut self) {
        if self.staged.is_some() {
            self.staged = Some(File::new(&self.open.reset));
            self.latched = Latched::default();
            self.test = 0;
        }
    }

    /// Runs the self-tests of TEST1.
    pub(super) fn check(&mut self, value: u8) {
        self.test = value & 0x1F;
        let defects = self.defects;
        for (bit, flag, shows) in [
            (4, status1::DESAT, defects.gate_off),
            (3, status1::TSD, defects.gate_on),
            (2, status1::DESAT, !defects.desat),
            (1, status1::SENSE, !defects.sense),
            (0, status1::SENSE, defects.sense_resistor),
        ] {
            if self.test >> bit & 1 != 0 && shows {
                self.latched.one |= flag;
            }
        }
    }

    fn is_held(&self) -> bool {
        let one = self.one() & TRIPS != 0;
        let vdd = self.active.has(CFG1, 6) && self.three() & status3::UVLOD != 0;
        let registers = self.open.register_error_turns_off
            && (self.latched.two & status2::REGERRR != 0
                || self.latched.three & status3::REGERRL != 0);
        one || vdd || registers
    }

    fn step(&self) -> Option<Step> {
        let nanos = self.active.plateau_time();
        (nanos > 0).then_some(Step {
            drive: Drive::Plateau(self.active.plateau()),
            nanos,
        })
    }

    /// Returns when DESAT trips, from its condition on.
    fn desat_delay(&self) -> u64 {
        let file = &self.active;
        // pF × V / µA = µs.
        let charge = u64::from(self.open.blanking_picofarads) * file.desat_threshold() * 1_000
            / file.desat_current();
        charge.saturating_add(nanos(self.open.desat_filter))
    }

    /// Returns the flag that is set next by itself, and when.
    fn next_trip(&self) -> Option<(u64, u8)> {
        let on = self.stage.wave.last_on();
        let desat = self.desat.trips(on, self.desat_delay());
        let sense = self.sense.trips(on, nanos(self.open.sense_delay));
        [
            (desat, CFG5, 1, status1::DESAT),
            (sense, CFG5, 0, status1::SENSE),
        ]
        .into_iter()
        .filter(|(_, register, bit, flag)| {
            self.active.has(*register, *bit) && self.latched.one & flag == 0
        })
        .filter_map(|(at, _, _, flag)| at.map(|at| (at, flag)))
        .filter(|(at, _)| *at > self.settled)
        .min()
    }

    /// Does what would have happened by now.
    pub(super) fn settle(&mut self) {
        let now = self.clock.nanos();
        while let Some((at, flag)) = self.next_trip()
            && at <= now
        {
            self.latched.one |= flag;
            self.stage.trip(at, self.step());
        }
        self.settled = now;
    }

    /// Brings flags and gate in line after a change.
    pub(super) fn touched(&mut self) {
        self.judge();
        let now = self.clock.nanos();
        let delay = nanos(self.open.propagation);
        let filter = self.open.filters.get(usize::from(self.active.filter()));
        self.stage.filter = u64::from(filter.copied().unwrap_or_default());
        self.stage.dead_time = self.active.dead_time();
        self.compare(now);
        let off = !self.shutdown_pin || self.asleep || !self.is_powered();
        if self.asc_pin && self.open.asc_turns_on && self.is_powered() {
            self.stage.force(now + delay, Drive::On);
        } else if off {
            self.stage.force(now + delay, Drive::Off);
        } else if self.is_held() {
            self.stage.follow(now, None, self.step());
        } else {
            let step = if self.active.has(CFG5, 3) {
                None
            } else {
                self.step()
            };
            self.stage.follow(now, Some(0), step);
        }
    }

    /// Lets the comparators see the present voltages.
    fn compare(&mut self, now: u64) {
        let volts = i32::try_from(self.active.desat_threshold()).unwrap_or(i32::MAX);
        let threshold = hal_power::Voltage::from_volts(volts);
        self.desat.set(self.collector_emitter > threshold, now);
        self.sense
            .set(self.sensed > self.active.sense_threshold(), now);
    }

    /// Returns whether a DIAG output is pulled low.
    fn diagnoses(&self, register: u8) -> bool {
        let (one, two, three) = (self.one(), self.two(), self.three());
        [
            (
                7,
                three & (status3::SPI_ERR | status3::REGERRL) | two & status2::REGERRR,
            ),
            (6, three & (status3::UVLOD | status3::OVLOD)),
            (5, one & (status1::UVLOH | status1::UVLOL)),
            (4, one & (status1::OVLOH | status1::OVLOL)),
            (3, one & (status1::DESAT | status1::SENSE)),
            (2, two & status2::ASC | three & status3::DT_ERR),
            (1, one & status1::TSD),
            (0, one & status1::TWN),
        ]
        .into_iter()
        .any(|(bit, flags)| flags != 0 && self.active.has(register, bit))
    }

    /// Returns whether DIAG1 is high, with its pull-up.
    pub fn diag1(&mut self) -> bool {
        self.settle();
        !self.is_powered() || !self.diagnoses(DIAG1CFG)
    }

    /// Returns whether DIAG2 is high, with its pull-up; always where the pin is IN-.
    pub fn diag2(&mut self) -> bool {
        self.settle();
        !self.is_powered() || !self.active.drives_diag2() || !self.diagnoses(DIAG2CFG)
    }

    /// Returns when, in ns, a DIAG output may next change by itself.
    pub fn next_change(&mut self) -> Option<u64> {
        self.settle();
        self.next_trip().map(|(at, _)| at)
    }

    /// Notes the dead time where IN+ rises.
    pub(super) fn watch_dead_time(&mut self) {
        if self.active.dead_time() > 0 && self.stage.is_interlocked(self.clock.nanos()) {
            self.latch3(status3::DT_ERR);
        }
    }

    /// Flips bits of a register, as a disturbance does; the part notices.
    pub fn corrupt(&mut self, register: u8, bits: u8) {
        self.settle();
        let value = self.active.get(register) ^ bits;
        if self.active.set(register, value) {
            if registers::is_isolated(register) {
                self.latched.two |= status2::REGERRR;
            } else {
                self.latch3(status3::REGERRL);
            }
        }
        self.touched();
    }
}
