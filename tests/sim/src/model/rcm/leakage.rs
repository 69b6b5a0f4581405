//! What flows to earth.

use crate::model::real;
use hal_power::{Current, Resistance};

/// All paths from the line to earth, in parallel, and a source of direct current.
#[derive(Debug, Clone)]
pub struct Leakage {
    /// In S.
    siemens: f64,
    /// In F.
    farads: f64,
    /// In F/s.
    rise: f64,
    /// In A.
    direct: f64,
    /// On the capacitance, in C.
    charge: f64,
    /// Of the line, after the last step.
    volts: f64,
}

impl Leakage {
    pub(super) const fn new() -> Self {
        Self {
            siemens: 0.0,
            farads: 0.0,
            rise: 0.0,
            direct: 0.0,
            charge: 0.0,
            volts: 0.0,
        }
    }

    /// Sets the resistance to earth, a person for one; `None` for none.
    pub fn set_resistance(&mut self, resistance: Option<Resistance>) {
        self.siemens = resistance.map_or(0.0, |resistance| 1.0 / real::ohms(resistance).max(1e-3));
    }

    /// Sets the capacitance to earth, in nF: what is added is charged as the line already is, so that nothing flows at once.
    pub fn set_capacitance(&mut self, nanofarads: u32) {
        self.farads = f64::from(nanofarads) / 1e9;
        self.charge = self.farads * self.volts;
    }

    /// Sets by how much the capacitance rises, in nF per second.
    pub fn set_rise(&mut self, nanofarads: u32) {
        self.rise = f64::from(nanofarads) / 1e9;
    }

    /// Sets a smooth direct current, as the pole of a DC source leaks.
    pub fn set_direct(&mut self, current: Current) {
        self.direct = real::amps(current);
    }

    /// Returns the mean current of a step that ends at `volts`, in A.
    pub(super) fn step(&mut self, volts: f64, seconds: f64) -> f64 {
        self.farads += self.rise * seconds;
        let charge = self.farads * volts;
        let charging = (charge - self.charge) / seconds;
        self.charge = charge;
        self.volts = volts;
        self.siemens * volts + self.direct + charging
    }

    /// Lets the capacitance be charged as it would be behind a line that was always so.
    pub(super) fn settle(&mut self, volts: f64) {
        self.charge = self.farads * volts;
        self.volts = volts;
    }
}
