//! How the circuit gets from one event to the next.

use super::{DcLink, Place, segment::Segment};
use crate::model::{contactor::Contactor, real, thermal::Thermal};

/// Time between two looks at what could burn out while current flows, in ns.
const LOOK: u64 = 1_000_000;

impl DcLink {
    /// Brings the circuit to the present.
    pub(super) fn sync(&mut self) {
        let now = self.clock.nanos();
        self.move_contacts();
        while self.at < now {
            self.step(now);
        }
    }

    pub(super) fn change(&mut self, place: Place, change: impl FnOnce(&mut Contactor)) {
        self.sync();
        change(self.at_place_mut(place));
        self.move_contacts();
    }

    pub(super) const fn at_place(&self, place: Place) -> &Contactor {
        match place {
            Place::Precharge => &self.precharge,
            Place::Positive => &self.positive,
            Place::Negative => &self.negative,
        }
    }

    const fn at_place_mut(&mut self, place: Place) -> &mut Contactor {
        match place {
            Place::Precharge => &mut self.precharge,
            Place::Positive => &mut self.positive,
            Place::Negative => &mut self.negative,
        }
    }

    fn contactors(&mut self) -> [&mut Contactor; 3] {
        [&mut self.precharge, &mut self.positive, &mut self.negative]
    }

    pub(super) fn is_blown(&self) -> bool {
        self.fuse.as_ref().is_some_and(Thermal::is_at_limit)
    }

    /// Resistance in Ω of the positive pole's branch, if it conducts.
    pub(super) fn branch(&self) -> Option<f64> {
        if self.positive.conducts() {
            Some(0.0)
        } else {
            self.resistor.ohms().filter(|_| self.precharge.conducts())
        }
    }

    pub(super) fn branch_conducts(&self) -> bool {
        self.branch().is_some()
    }

    /// Conductance in S between the battery and the link.
    fn conductance(&self) -> f64 {
        match self.branch() {
            Some(ohms) if self.negative.conducts() && !self.is_blown() => {
                1.0 / (self.internal + ohms)
            }
            _ => 0.0,
        }
    }

    /// Current of the battery in A.
    pub(super) fn flow(&self) -> f64 {
        (self.battery - self.link) * self.conductance()
    }

    /// Voltage of the battery in V.
    pub(super) fn terminals(&self) -> f64 {
        self.battery - self.flow() * self.internal
    }

    /// Current in A through a contactor.
    fn through(&self, place: Place) -> f64 {
        let beside = place == Place::Precharge && self.positive.conducts();
        if self.at_place(place).conducts() && !beside {
            self.flow()
        } else {
            0.0
        }
    }

    /// Voltage in V that drives an inrush through a contact that closes now, and that nothing but the battery's resistance
    /// takes up.
    fn inrush(&self, place: Place) -> f64 {
        let whole = (self.battery - self.link).abs();
        let behind = |ohms: Option<f64>| {
            ohms.map_or(0.0, |ohms| whole * self.internal / (self.internal + ohms))
        };
        match place {
            _ if self.is_blown() => 0.0,
            Place::Negative => behind(self.branch()),
            _ if !self.negative.conducts() => 0.0,
            Place::Positive => match self.branch() {
                Some(ohms) => self.flow().abs() * ohms,
                None => whole,
            },
            Place::Precharge if self.positive.conducts() => 0.0,
            Place::Precharge => behind(self.resistor.ohms()),
        }
    }

    /// Lets contacts be where their armatures have them now.
    fn move_contacts(&mut self) {
        const PLACES: [Place; 3] = [Place::Negative, Place::Precharge, Place::Positive];
        let moves = |link: &Self, place: Place| {
            let contactor = link.at_place(place);
            contactor.is_together() != contactor.is_closed()
        };
        // what parts at the same time parts from the same current
        let currents = PLACES.map(|place| (place, self.through(place)));
        for (place, current) in currents {
            if moves(self, place) && self.at_place(place).is_closed() {
                self.at_place_mut(place).part(current);
            }
        }
        for place in PLACES {
            if moves(self, place) {
                let inrush = self.inrush(place);
                self.at_place_mut(place).touch(inrush);
            }
        }
        for contactor in self.contactors() {
            if contactor.is_arc_over() {
                contactor.quench();
            }
        }
        if self.flow() == 0.0 {
            self.quench();
        }
    }

    fn quench(&mut self) {
        for contactor in self.contactors() {
            contactor.quench();
        }
    }

    fn segment(&self) -> Segment {
        let discharge = if self.discharges { self.discharge } else { 0.0 };
        Segment::new(
            self.farads,
            self.link,
            (self.battery, self.conductance()),
            self.bleed + discharge + self.short,
            self.auxiliary + self.converter,
        )
    }

    /// Ohms of the precharge resistor as far as the current goes through it.
    fn heated_ohms(&self) -> f64 {
        self.branch().unwrap_or(0.0)
    }

    /// Goes to the next event, at the latest `now`.
    fn step(&mut self, now: u64) {
        let segment = self.segment();
        let flows = self.conductance() > 0.0;
        let mut until = if flows { now.min(self.at + LOOK) } else { now };
        for contactor in [&self.precharge, &self.positive, &self.negative] {
            until = contactor.next(until);
        }
        let span = real::seconds(until - self.at);
        let arcs = self
            .contactors()
            .iter()
            .any(|contactor| contactor.is_arcing());
        let (heats, melts) = (segment.heating(self.heated_ohms()), segment.heating(1.0));
        let fuse = self.fuse.filter(|_| flows && !self.is_blown());
        let sound = self.resistor.defect.is_none();
        let events = [
            segment.reaches(0.0),
            segment.reaches_no_current().filter(|_| arcs),
            self.resistor
                .thermal
                .reaches_limit(&heats, span)
                .filter(|_| sound),
            fuse.and_then(|fuse| fuse.reaches_limit(&melts, span)),
        ];
        let soonest = events.into_iter().flatten().fold(span, f64::min);
        if soonest < span {
            // from the next nanosecond on, so that time goes on
            until = until.min(self.at + real::nanos(soonest) + 1);
        }
        self.pass(&segment, until);
    }

    /// Lets time pass in which nothing happens before its end.
    fn pass(&mut self, segment: &Segment, until: u64) {
        let span = real::seconds(until - self.at);
        let (before, after) = (segment.current(0.0), segment.current(span));
        let (heats, melts) = (segment.heating(self.heated_ohms()), segment.heating(1.0));
        let charge = segment.charge(span);
        for contactor in self.contactors() {
            contactor.burn(charge);
            contactor.pass(until);
        }
        self.resistor.pass(&heats, span);
        if let Some(fuse) = self.fuse.as_mut().filter(|fuse| !fuse.is_at_limit()) {
            fuse.pass(&melts, span);
        }
        self.link = segment.voltage(span).max(0.0);
        self.at = until;
        if before * after <= 0.0 {
            self.quench();
        }
        self.move_contacts();
    }
}
