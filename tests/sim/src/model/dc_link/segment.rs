//! The link between two events: one exponential.

use crate::model::thermal::{Heating, decayed};

/// A capacitor at `start` V, that a source of `open` V feeds through `conductance` S, and that settles at `rate` 1/s.
#[derive(Debug, Clone, Copy)]
pub(super) struct Segment {
    start: f64,
    slope: f64,
    rate: f64,
    open: f64,
    conductance: f64,
}

impl Segment {
    /// `leak` S and `load` A are across the capacitor of `farads`. What is empty is not emptied further.
    pub(super) fn new(
        farads: f64,
        start: f64,
        (open, conductance): (f64, f64),
        leak: f64,
        load: f64,
    ) -> Self {
        let inflow = (open - start) * conductance - start * leak - load;
        let slope = if start <= 0.0 && inflow < 0.0 {
            0.0
        } else {
            inflow / farads
        };
        Self {
            start,
            slope,
            rate: (conductance + leak) / farads,
            open,
            conductance,
        }
    }

    pub(super) fn voltage(&self, time: f64) -> f64 {
        self.start + self.slope * decayed(self.rate, time)
    }

    /// Current of the source in A.
    pub(super) fn current(&self, time: f64) -> f64 {
        (self.open - self.voltage(time)) * self.conductance
    }

    /// Charge of the source in As.
    pub(super) fn charge(&self, time: f64) -> f64 {
        let moved = if self.rate > 0.0 {
            (time - decayed(self.rate, time)) / self.rate
        } else {
            time * time / 2.0
        };
        ((self.open - self.start) * time - self.slope * moved) * self.conductance
    }

    /// What the source's current heats in a resistor, if it flows at all.
    pub(super) fn heating(&self, ohms: f64) -> [Heating; 3] {
        let (settled, falls) = if self.rate > 0.0 {
            let way = self.slope / self.rate;
            (
                (self.open - self.start - way) * self.conductance,
                way * self.conductance,
            )
        } else {
            (self.current(0.0), 0.0)
        };
        let heating = |power: f64, times: f64| Heating {
            power: power * ohms,
            rate: self.rate * times,
        };
        [
            heating(settled * settled, 0.0),
            heating(2.0 * settled * falls, 1.0),
            heating(falls * falls, 2.0),
        ]
    }

    /// Returns when the capacitor will be at `voltage`, if it moves that far.
    pub(super) fn reaches(&self, voltage: f64) -> Option<f64> {
        let way = voltage - self.start;
        if way == 0.0 || self.slope == 0.0 || (way < 0.0) != (self.slope < 0.0) {
            return None;
        }
        let share = self.rate * way / self.slope;
        if share == 0.0 {
            Some(way / self.slope)
        } else if share < 1.0 {
            Some(-libm::log1p(-share) / self.rate)
        } else {
            None
        }
    }

    /// Returns when the source's current will be zero, if it comes to that.
    pub(super) fn reaches_no_current(&self) -> Option<f64> {
        self.reaches(self.open).filter(|_| self.conductance > 0.0)
    }
}
