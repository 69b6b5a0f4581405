//! The DC side against earth: what leaks from it, where it stands, and what of that flows back through line and neutral.
//!
//! What leaks takes no power here: it is small beside what flows, and is in no balance.

use super::{AcSide, NOMINAL_FREQUENCY, Orders, Outside, Paths};
use core::f64::consts::PI;

/// Insulation in Ω at either pole, and in the middle of the string: 2 MΩ together, an assumption.
const SOUND: f64 = 6e6;

/// Capacitance of an array to earth in F, an assumption: 4 mA at 230 V.
pub(crate) const CAPACITANCE: f64 = 110e-9;

/// From the neutral's electrode to that of the array in Ω, an assumption.
const ELECTRODES: f64 = 10.0;

/// Where something leaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The negative pole of link and string.
    Negative,
    /// The link's positive pole.
    Positive,
    /// The middle of the string.
    Middle,
    /// As far from one pole of the link as from the other: nothing but alternating current leaks there.
    Between,
}

/// A resistance to earth, by its reciprocal in S.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Leak {
    pub(crate) place: Place,
    pub(crate) siemens: f64,
}

impl Leak {
    pub(crate) const NONE: Self = Self {
        place: Place::Between,
        siemens: 0.0,
    };
}

/// What leaves through line and neutral together, over a cycle, in A.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Leakage {
    /// In phase with the line's voltage, effective.
    pub(crate) in_phase: f64,
    pub(crate) direct: f64,
    /// Effective value of all.
    pub(crate) total: f64,
}

/// All paths to earth, seen from the link's middle.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Net {
    link: f64,
    /// In S.
    conductance: f64,
    /// What leaks while the link's middle is at earth, in A.
    direct: f64,
    /// In F.
    capacitance: f64,
}

impl Net {
    /// At voltages of the link and of a string whose negative pole is the link's.
    pub(crate) fn new(link: f64, string: f64, outside: &Outside) -> Self {
        let above = |place| match place {
            Place::Negative => -link / 2.0,
            Place::Positive => link / 2.0,
            Place::Middle => (string - link) / 2.0,
            Place::Between => 0.0,
        };
        let sound = [Place::Negative, Place::Positive, Place::Middle].map(|place| Leak {
            place,
            siemens: 1.0 / SOUND,
        });
        let mut net = Self {
            link,
            capacitance: outside.capacitance,
            ..Self::default()
        };
        for leak in sound.into_iter().chain([outside.leak]) {
            net.conductance += leak.siemens;
            net.direct += leak.siemens * above(leak.place);
        }
        net
    }

    /// All that leads to earth: its conductance in S, and what would flow with the negative pole at earth, in A.
    pub(crate) fn leaks(&self) -> (f64, f64) {
        let at_the_pole = self.direct + self.conductance * self.link / 2.0;
        (self.conductance, at_the_pole)
    }

    /// All insulation in parallel, in Ω.
    pub(crate) fn insulation(&self) -> f64 {
        1.0 / self.conductance
    }

    /// What leaves in effective values: the link's middle follows half the line's voltage, while its neutral is earthed.
    pub(super) fn averaged(&self, ac: &AcSide, paths: Paths) -> Leakage {
        if !paths.grid() && !paths.bond {
            return Leakage::default();
        }
        let half = ac.inverter / 2.0;
        let in_phase = half * self.conductance;
        let capacitive = half * 2.0 * PI * NOMINAL_FREQUENCY * self.capacitance;
        Leakage {
            in_phase,
            direct: self.direct,
            total: libm::hypot(libm::hypot(in_phase, capacitive), self.direct),
        }
    }
}

/// Line and neutral of the bridge against earth in V.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terminals {
    pub(super) line: f64,
    pub(super) neutral: f64,
    /// The bridge modulates: the mean of both is the link's middle. With its gates off neither gets beyond a pole of the link.
    pub(super) is_driven: bool,
}

impl Terminals {
    /// `None` while no contact leads to earth. `grid` and `inverter` are line to neutral on either side of the relays.
    pub(super) fn of(orders: &Orders, grid: f64, inverter: f64) -> Option<Self> {
        let paths = orders.paths;
        let neutral = if paths.neutral || paths.bond {
            0.0
        } else if paths.line {
            grid - inverter
        } else {
            return None;
        };
        Some(Self {
            line: neutral + inverter,
            neutral,
            is_driven: orders.modulation.is_some(),
        })
    }

    /// Where they want the link's middle that would be at `free` without them; `None` where it may stay there.
    fn pull(&self, link: f64, free: f64) -> Option<f64> {
        let mean = (self.line + self.neutral) / 2.0;
        let lowest = self.line.max(self.neutral) - link / 2.0;
        let highest = self.line.min(self.neutral) + link / 2.0;
        if self.is_driven || lowest > highest {
            Some(mean)
        } else if free < lowest {
            Some(lowest)
        } else if free > highest {
            Some(highest)
        } else {
            None
        }
    }
}

/// Where the DC side stands now.
#[derive(Debug, Clone, Default)]
pub(super) struct Earth {
    /// The link's middle against earth in V.
    middle: f64,
}

impl Earth {
    /// Lets `h` seconds pass; returns what leaves through line and neutral in A. Implicit: stable for any capacitance.
    pub(super) fn step(&mut self, h: f64, net: &Net, terminals: Option<&Terminals>) -> f64 {
        let stiffness = net.capacitance / h;
        let held = stiffness * self.middle - net.direct;
        let own = stiffness + net.conductance;
        let free = held / own;
        let pull = terminals.and_then(|terminals| terminals.pull(net.link, free));
        let Some(wanted) = pull else {
            self.middle = free;
            return 0.0;
        };
        let through = 1.0 / ELECTRODES;
        self.middle = (held + through * wanted) / (own + through);
        through * (wanted - self.middle)
    }
}

#[cfg(test)]
mod tests;
