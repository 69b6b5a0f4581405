//! The precharge resistor.

use crate::model::{
    real,
    thermal::{Body, Heating, Thermal},
};
use hal_power::Resistance;

/// A resistor that heats, keeps its heat, and burns open.
#[derive(Debug, Clone, Copy)]
pub struct PrechargeResistor {
    /// Between its ends.
    pub resistance: Resistance,
    /// What it heats.
    pub body: Body,
}

/// What is wrong with a resistor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResistorDefect {
    /// Nothing flows; also what one that has burnt out has.
    Open,
    /// Only this much of it is left.
    Shorted(Resistance),
}

#[derive(Debug)]
pub(super) struct Resistor {
    sound: f64,
    pub(super) defect: Option<ResistorDefect>,
    pub(super) thermal: Thermal,
}

impl Resistor {
    pub(super) fn new(resistor: PrechargeResistor) -> Self {
        Self {
            sound: real::ohms(resistor.resistance),
            defect: None,
            thermal: Thermal::new(resistor.body),
        }
    }

    /// Returns its resistance in Ω; `None` where it is open.
    pub(super) fn ohms(&self) -> Option<f64> {
        match self.defect {
            None => Some(self.sound),
            Some(ResistorDefect::Open) => None,
            Some(ResistorDefect::Shorted(left)) => Some(real::ohms(left)),
        }
    }

    pub(super) fn pass(&mut self, heatings: &[Heating], time: f64) {
        self.thermal.pass(heatings, time);
        if self.thermal.is_at_limit() {
            self.defect = Some(ResistorDefect::Open);
        }
    }
}
