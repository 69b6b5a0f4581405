//! One timer with its legs: its registers and its latch.

mod events;
mod guard;

use super::{
    leg::{Edge, Leg, Log},
    sampler::Sampler,
    sheet::{Sheet, TripInput},
};
use alloc::vec::Vec;
use hal_inverter::{Trip, TripCauses};

#[derive(Debug)]
pub(crate) struct Unit {
    pub(crate) sheet: Sheet,
    /// Everything up to here has happened.
    at: u64,
    pub(crate) legs: Vec<Leg>,
    pub(crate) held: bool,
    /// A duty was written and not yet let in.
    written: bool,
    refreshed: u64,
    /// From when the outputs are enabled.
    power: Option<u64>,
    /// When a trip that has struck reaches the gates.
    off_at: Option<u64>,
    pub(crate) trip: Option<Trip>,
    /// Own causes that have come since the last look.
    raised: TripCauses,
    /// When the carrier stopped.
    stopped: Option<u64>,
    pub(crate) limited: u32,
    limited_in_row: u32,
    pub(crate) overlaps: u32,
    pub(crate) log: Log,
    /// Outputs that went on or off, for whoever watches.
    pub(crate) switched: Vec<(u64, bool)>,
    last_edge: Option<u64>,
    pub(crate) sampler: Option<Sampler>,
}

impl Unit {
    pub(crate) fn new(sheet: Sheet, legs: usize, at: u64) -> Self {
        Self {
            legs: (0..legs).map(|_| Leg::new(&sheet, at)).collect(),
            sheet,
            at,
            held: false,
            written: false,
            refreshed: at,
            power: None,
            off_at: None,
            trip: None,
            raised: TripCauses::empty(),
            stopped: None,
            limited: 0,
            limited_in_row: 0,
            overlaps: 0,
            log: None,
            switched: Vec::new(),
            last_edge: None,
            sampler: None,
        }
    }

    /// Whether the outputs are enabled, or will be at the next reload.
    pub(crate) fn is_enabled(&self) -> bool {
        self.power.is_some() && self.off_at.is_none()
    }

    /// Whether the outputs are enabled now: gates may be on.
    pub(crate) fn is_powered(&self) -> bool {
        self.power.is_some_and(|power| power <= self.at)
    }

    /// Enables the outputs from the next reload on.
    pub(crate) fn enable(&mut self) {
        if self.power.is_none() {
            self.power = Some(self.sheet.next_reload(self.at));
            self.refreshed = self.at;
        }
        self.off_at = None;
    }

    /// Disables the outputs, now.
    pub(crate) fn disable(&mut self) {
        if self.is_powered() {
            self.switched.push((self.at, false));
        }
        (self.power, self.off_at) = (None, None);
        self.drive();
    }

    pub(crate) fn write(&mut self, leg: usize, duty: u16) {
        if let Some(leg) = self.legs.get_mut(leg) {
            leg.preload = duty;
            self.written = true;
        }
        if !self.held {
            self.refresh();
        }
    }

    pub(crate) fn write_now(&mut self, leg: usize, duty: u16) {
        self.write(leg, duty);
        self.refresh();
        if let Some(leg) = self.legs.get_mut(leg) {
            leg.compare_now(&self.sheet, duty, self.at);
        }
        self.drive();
    }

    pub(crate) fn release(&mut self) {
        self.held = false;
        self.refresh();
    }

    fn refresh(&mut self) {
        if core::mem::take(&mut self.written) {
            self.refreshed = self.at;
        }
    }

    /// Latches a trip and takes the outputs off.
    pub(crate) fn trip(&mut self, causes: TripCauses, input: TripInput) {
        if input == TripInput::Disabled {
            return;
        }
        let trip = self.trip.get_or_insert(Trip {
            first: causes,
            all: causes,
        });
        trip.all |= causes;
        let Some(power) = self.power else { return };
        let at = match input {
            TripInput::AtReload => self.sheet.next_reload(self.at),
            _ => self.at + self.sheet.response,
        };
        if power > at {
            self.power = None;
        } else {
            self.off_at = Some(self.off_at.map_or(at, |off| off.min(at)));
        }
    }

    /// Stops the carrier or lets it run again, in step.
    pub(crate) fn set_stopped(&mut self, stopped: bool) {
        self.stopped = stopped.then_some(self.stopped.unwrap_or(self.at));
    }

    pub(crate) fn is_stopped(&self) -> bool {
        self.stopped.is_some()
    }

    /// Forces the outputs of a leg, past duty and dead time.
    pub(crate) fn force(&mut self, leg: usize, gates: Option<super::Gates>) {
        if let Some(leg) = self.legs.get_mut(leg) {
            self.overlaps += u32::from(leg.force(gates, self.at));
        }
        self.drive();
    }

    fn drive(&mut self) {
        let (sheet, at, power) = (&self.sheet, self.at, self.power);
        let log = &mut self.log;
        let mut moved = false;
        for (number, leg) in self.legs.iter_mut().enumerate() {
            let (edge, overlap) = leg.drive(sheet, at, power, |side, on| {
                if let Some(log) = log {
                    log.push(Edge {
                        at,
                        leg: number,
                        side,
                        on,
                    });
                }
            });
            moved |= edge;
            self.overlaps += u32::from(overlap);
        }
        if moved {
            self.last_edge = Some(at);
            if let Some(sampler) = &mut self.sampler {
                sampler.disturbed(at);
            }
        }
    }
}
