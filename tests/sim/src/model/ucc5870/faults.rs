//! What the part watches, and what comes of it.

use super::{
    Input, Ucc5870,
    registers::{CFG1, CFG4, CFG5, DOUTCFG, STATUS1, VCC1_FILTER},
    table::{self, Flag},
};
use crate::model::gate::{Blanking, Drive, Step, nanos};
use hal_power::Voltage;

/// Conditions that take their time.
#[derive(Debug, Clone, Default)]
pub(super) struct Watch {
    desat: Blanking,
    over_current: Blanking,
    short_circuit: Blanking,
    switch_temperature: Blanking,
    low: Blanking,
    high: Blanking,
}

/// For conditions that the gate does not matter to.
const ALWAYS: Option<(u64, u64)> = Some((0, u64::MAX));

impl Ucc5870 {
    fn slot(&self, register: u8) -> u16 {
        let index = usize::from(register.wrapping_sub(STATUS1));
        self.latched.get(index).copied().unwrap_or_default()
    }

    pub(super) fn latch(&mut self, (register, bit): Flag) {
        let index = usize::from(register.wrapping_sub(STATUS1));
        if let Some(slot) = self.latched.get_mut(index) {
            *slot |= 1 << bit;
        }
    }

    pub(super) fn is_set(&self, flag: Flag) -> bool {
        match flag {
            table::GD_TWN => !self.file.has(CFG1, 10) && self.junction >= self.open.warning,
            table::GD_TWN_SEC => self.junction >= self.open.warning,
            (register, bit) => self.slot(register) >> bit & 1 != 0,
        }
    }

    pub(super) fn clear_status(&mut self) {
        self.latched = [0; 5];
    }

    /// Returns the voltage across the shunts that are watched.
    fn shunt(&self) -> Voltage {
        let inputs = [(10, Input::Ai6), (11, Input::Ai4), (12, Input::Ai2)];
        let watched = inputs
            .iter()
            .filter(|(bit, _)| self.file.has(DOUTCFG, *bit));
        let voltages = watched.map(|(_, input)| self.converter.get(*input));
        voltages.max().unwrap_or_default()
    }

    fn is_switch_hot(&self) -> bool {
        let inputs = [(13, Input::Ai5), (14, Input::Ai3), (15, Input::Ai1)];
        let threshold = self.file.switch_temperature_threshold();
        self.file.has(CFG4, 1)
            && inputs.iter().any(|(bit, input)| {
                self.file.has(DOUTCFG, *bit) && self.converter.get(*input) < threshold
            })
    }

    fn compare(&mut self, now: u64) {
        let file = self.file;
        let shunt = self.shunt();
        let hot = self.is_switch_hot();
        let (low, high) = file.vcc1_window();
        let ready = self.is_secondary_powered();
        let watch = &mut self.watch;
        watch.desat.set(
            file.has(CFG4, 4) && self.collector_emitter > file.desat_threshold(),
            now,
        );
        watch.over_current.set(
            !file.has(CFG4, 2) && shunt > file.over_current_threshold(),
            now,
        );
        watch.short_circuit.set(
            !file.has(CFG4, 3) && shunt > file.short_circuit_threshold(),
            now,
        );
        watch.switch_temperature.set(ready && hot, now);
        watch.low.set(!file.has(CFG1, 15) && self.vcc1 < low, now);
        watch.high.set(!file.has(CFG1, 8) && self.vcc1 > high, now);
    }

    /// Latches what has no delay, and what had its time.
    fn judge(&mut self, now: u64) {
        for flag in [table::UVLO1, table::OVLO1, table::PS_TSD] {
            if self.due(flag).is_some_and(|at| at <= now) {
                self.latch(flag);
            }
        }
        if self.is_secondary_powered() {
            let (low, high) = self.file.vcc2_window();
            let (small, large) = self.file.vee2_window();
            let negative = self.file.has(CFG4, 0);
            for (flag, holds) in [
                (table::UVLO2, !self.file.has(CFG4, 15) && self.vcc2 < low),
                (table::OVLO2, !self.file.has(CFG4, 11) && self.vcc2 > high),
                (table::UVLO3, negative && self.vee2 > small),
                (table::OVLO3, negative && self.vee2 < large),
                (table::GD_TSD, self.junction >= self.open.shutdown),
            ] {
                if holds {
                    self.latch(flag);
                }
            }
        }
    }

    /// Returns when a condition is a fault.
    fn due(&self, flag: Flag) -> Option<u64> {
        let on = self.stage.wave.last_on();
        let (file, watch) = (&self.file, &self.watch);
        match flag {
            table::DESAT => {
                let delay = file.desat_delay(self.open.blanking_picofarads);
                watch.desat.trips(on, delay)
            }
            table::OC => watch.over_current.trips(on, file.over_current_blanking()),
            table::SC => watch.short_circuit.trips(on, file.short_circuit_blanking()),
            table::PS_TSD => {
                let delay = file.switch_temperature_deglitch();
                watch.switch_temperature.trips(ALWAYS, delay)
            }
            table::UVLO1 => watch.low.trips(ALWAYS, nanos(VCC1_FILTER)),
            table::OVLO1 => watch.high.trips(ALWAYS, nanos(VCC1_FILTER)),
            _ => None,
        }
    }

    pub(super) fn next_trip(&self) -> Option<(u64, Flag)> {
        [
            table::SC,
            table::DESAT,
            table::OC,
            table::PS_TSD,
            table::UVLO1,
            table::OVLO1,
        ]
        .into_iter()
        .filter(|&flag| !self.is_set(flag))
        .filter_map(|flag| self.due(flag).map(|at| (at, flag)))
        .filter(|(at, _)| *at > self.settled)
        .min_by_key(|(at, _)| *at)
    }

    /// Returns how the gate is turned off for a fault.
    fn step(&self, flag: Flag) -> Option<Step> {
        let mode = self.file.field(CFG5, 1, 3);
        let from = table::softened_from(flag)?;
        match mode {
            1..=3 if mode >= from => Some(Step {
                drive: Drive::Soft,
                nanos: nanos(self.open.soft_turn_off),
            }),
            5..=7 if mode - 4 >= from => Some(Step {
                drive: Drive::Plateau(self.file.plateau()),
                nanos: self.file.plateau_time(),
            }),
            _ => None,
        }
    }

    /// Does what would have happened by now.
    pub(super) fn settle(&mut self) {
        let now = self.clock.nanos();
        while let Some((at, flag)) = self.next_trip()
            && at <= now
        {
            self.latch(flag);
            self.report(at);
            let mutes = matches!(flag, table::DESAT | table::SC | table::PS_TSD);
            if mutes && self.file.has(CFG5, 0) {
                self.muted = at.saturating_add(nanos(self.open.mute));
            }
            if table::drives(flag, &self.file) == Some(Drive::Off) || self.muted > at {
                self.stage.trip(at, self.step(flag));
            }
        }
        self.settled = now;
    }

    /// Brings flags, pins and gate in line after a change.
    pub(super) fn touched(&mut self) {
        let now = self.clock.nanos();
        self.stage.filter = self.file.filter();
        self.stage.dead_time = self.file.dead_time();
        self.compare(now);
        self.judge(now);
        self.watch_warnings();
        self.report(now);
        let delay = nanos(self.open.propagation);
        if !self.is_primary_powered() || !self.is_secondary_powered() {
            self.stage.force(now + delay, Drive::Off);
        } else if !self.asc_enabled {
            let off = self.fail_safe();
            match off {
                Some(Drive::On) if self.is_enabled() => {
                    self.stage.force(now + delay, Drive::On);
                }
                None if self.is_enabled() => {
                    self.stage.follow(now, Some(self.muted), None);
                }
                _ => self.stage.follow(now, None, None),
            }
        }
    }

    /// Returns what the faults that stand want the output to do; low comes first.
    fn fail_safe(&self) -> Option<Drive> {
        let set = table::flags().filter(|&flag| self.is_set(flag));
        let wanted = set.filter_map(|flag| table::drives(flag, &self.file));
        wanted.min_by_key(|drive| *drive != Drive::Off)
    }
}
