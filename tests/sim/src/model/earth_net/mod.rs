//! A DC net without earth: what leads from its poles to earth, and switches that put known resistors there.
//!
//! ```text
//!   + ---+--------+---------+--------+--- switch - R ---+
//!        |        |         |        |                  |
//!        U    insulation  divider    C                  |
//!        |        |         |        |                  |
//!        +- x ----|-- R ----+--------+------------------+--- earth
//!        |        |         |        |                  |
//!        |    insulation  divider    C                  |
//!        |        |         |        |                  |
//!   - ---+--------+---------+--------+--- switch - R ---+
//! ```
//!
//! A path from the middle of the string lies at a share `x` of its voltage. Earth is one node, so that between two events (a
//! contact moves, something is set) its voltage is one exponential, and a straight line while the net's voltage drifts: it does not
//! matter in which steps time passes. The net has no resistance of its own.

mod probe;
mod switches;

pub use probe::{Probe, Spoiled};
pub use switches::Switches;

use super::{
    armature::Armature,
    real,
    relay::{Defect, FULL, Sheet},
};
use crate::clock::Clock;
use alloc::rc::Rc;
use core::cell::RefCell;
use hal_power::{Ratio, Resistance, Voltage};

/// A pole of the net.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pole {
    /// The upper one.
    Positive,
    /// The lower one.
    Negative,
}

/// What is fitted. Its numbers are the caller's.
#[derive(Debug, Clone, Copy)]
pub struct Circuit {
    /// Behind the switch of the positive and of the negative pole.
    pub switched: [Resistance; 2],
    /// Always at the poles: dividers of sensors.
    pub dividers: [Option<Resistance>; 2],
    /// Y-capacitors of the poles, in nF.
    pub nanofarads: [u32; 2],
    /// Both switches.
    pub relay: Sheet,
}

/// One pole.
#[derive(Debug)]
struct Side {
    divider: f64,
    insulation: f64,
    switched: f64,
    farads: f64,
    contact: Armature,
}

/// The net, on the world's clock.
#[derive(Debug)]
pub struct EarthNet {
    clock: Clock,
    /// Time that it has come to, in ns.
    at: u64,
    /// Between the poles, in V, and its change in V/s.
    voltage: f64,
    drift: f64,
    positive: Side,
    negative: Side,
    /// Conductance from the middle of the string, and the share of the voltage that it lies at.
    middle: (f64, f64),
    /// Earth against the negative pole, in V.
    earth: f64,
}

/// `exp(-rate · t)` on a straight line, in V and s.
#[derive(Debug, Clone, Copy)]
struct Course {
    start: f64,
    slope: f64,
    rest: f64,
    rate: f64,
}

impl Course {
    fn at(&self, seconds: f64) -> f64 {
        self.start + self.slope * seconds + self.rest * libm::exp(-self.rate * seconds)
    }
}

fn siemens(resistance: Option<Resistance>) -> f64 {
    resistance.map_or(0.0, |resistance| 1.0 / real::ohms(resistance).max(1e-6))
}

impl Side {
    fn new(circuit: &Circuit, pole: Pole) -> Self {
        let of = |[positive, negative]: [f64; 2]| match pole {
            Pole::Positive => positive,
            Pole::Negative => negative,
        };
        Self {
            divider: of(circuit.dividers.map(siemens)),
            insulation: 0.0,
            switched: of(circuit.switched.map(|each| siemens(Some(each)))),
            farads: of(circuit.nanofarads.map(f64::from)) / 1e9,
            contact: Armature::new(circuit.relay),
        }
    }

    fn conductance(&self, at: u64) -> f64 {
        let switched = if self.contact.is_closed(at) {
            self.switched
        } else {
            0.0
        };
        self.divider + self.insulation + switched
    }
}

impl EarthNet {
    /// Creates a net with perfect insulation at rest: every switch open, everything settled.
    pub fn new(clock: Clock, circuit: &Circuit, voltage: Voltage) -> Rc<RefCell<Self>> {
        let mut net = Self {
            at: clock.nanos(),
            clock,
            voltage: real::volts(voltage),
            drift: 0.0,
            positive: Side::new(circuit, Pole::Positive),
            negative: Side::new(circuit, Pole::Negative),
            middle: (0.0, 0.0),
            earth: 0.0,
        };
        net.settle();
        Rc::new(RefCell::new(net))
    }

    /// Sets the voltage at once; the capacitors divide the step.
    pub fn set_voltage(&mut self, voltage: Voltage) {
        self.sync();
        let voltage = real::volts(voltage);
        let farads = self.positive.farads + self.negative.farads;
        if farads > 0.0 {
            self.earth += (voltage - self.voltage) * self.positive.farads / farads;
        }
        self.voltage = voltage;
        self.rest();
    }

    /// Sets by how much the voltage changes each second.
    pub fn set_drift(&mut self, each_second: Voltage) {
        self.sync();
        self.drift = real::volts(each_second);
    }

    /// Sets the insulation of a pole; `None` is perfect.
    pub fn set_insulation(&mut self, pole: Pole, resistance: Option<Resistance>) {
        self.sync();
        self.side(pole).insulation = siemens(resistance);
        self.rest();
    }

    /// Puts a path to earth into the string, at a share of its voltage over the negative pole; `None` takes it away.
    pub fn set_middle(&mut self, position: Ratio, resistance: Option<Resistance>) {
        self.sync();
        let share = f64::from(position.as_ppm()) / 1e6;
        self.middle = (siemens(resistance), share.clamp(0.0, 1.0));
        self.rest();
    }

    /// Breaks a switch, or mends it.
    pub fn set_defect(&mut self, pole: Pole, defect: Option<Defect>) {
        self.sync();
        self.side(pole).contact.defect = defect;
        self.rest();
    }

    /// Tells a switch to close or to open.
    pub fn command(&mut self, pole: Pole, closed: bool) {
        self.sync();
        let at = self.at;
        let drive = if closed { FULL } else { 0 };
        self.side(pole).contact.drive(at, drive);
        self.rest();
    }

    /// Lets everything settle at once, as after a long time.
    pub fn settle(&mut self) {
        self.sync();
        self.earth = self.settled().unwrap_or(self.voltage / 2.0);
    }

    /// Returns a pole's voltage against earth.
    pub fn voltage(&mut self, pole: Pole) -> Voltage {
        real::voltage(self.volts(pole))
    }

    /// Returns whether a switch is closed now.
    pub fn is_closed(&mut self, pole: Pole) -> bool {
        self.sync();
        let at = self.at;
        self.side(pole).contact.is_closed(at)
    }

    fn volts(&mut self, pole: Pole) -> f64 {
        self.sync();
        match pole {
            Pole::Positive => self.voltage - self.earth,
            Pole::Negative => -self.earth,
        }
    }

    const fn side(&mut self, pole: Pole) -> &mut Side {
        match pole {
            Pole::Positive => &mut self.positive,
            Pole::Negative => &mut self.negative,
        }
    }

    /// Conductances: from earth to all poles, and from earth to the positive one, the middle counted by its share.
    fn conductances(&self) -> (f64, f64) {
        let (middle, share) = self.middle;
        let positive = self.positive.conductance(self.at);
        let negative = self.negative.conductance(self.at);
        (positive + negative + middle, positive + middle * share)
    }

    /// Where earth comes to rest; `None` where nothing leads there.
    fn settled(&self) -> Option<f64> {
        let (all, upper) = self.conductances();
        (all > 0.0).then(|| self.voltage * upper / all)
    }

    /// Without capacitors earth is where the resistors have it.
    fn rest(&mut self) {
        if self.positive.farads + self.negative.farads <= 0.0 {
            self.earth = self.settled().unwrap_or(self.voltage / 2.0);
        }
    }

    /// Comes to the world's time, from contact to contact.
    fn sync(&mut self) {
        let now = self.clock.nanos();
        while self.at < now {
            let edges =
                [&self.positive, &self.negative].map(|side| side.contact.next_edge(self.at));
            let until = edges.into_iter().flatten().fold(now, u64::min);
            self.advance(until);
        }
    }

    fn advance(&mut self, until: u64) {
        let seconds = real::seconds(until.saturating_sub(self.at));
        let course = self.course();
        self.voltage += self.drift * seconds;
        self.at = until;
        match course {
            Some(course) => self.earth = course.at(seconds),
            None => self.rest(),
        }
    }

    /// Earth's voltage from now on; `None` without capacitors.
    fn course(&self) -> Option<Course> {
        let farads = self.positive.farads + self.negative.farads;
        if farads <= 0.0 {
            return None;
        }
        let (all, upper) = self.conductances();
        let pushed = self.drift * self.positive.farads / farads;
        if all <= 0.0 {
            return Some(Course {
                start: self.earth,
                slope: pushed,
                rest: 0.0,
                rate: 0.0,
            });
        }
        let (rate, share) = (all / farads, upper / all);
        let slope = self.drift * share;
        let start = self.voltage * share + (pushed - slope) / rate;
        Some(Course {
            start,
            slope,
            rest: self.earth - start,
            rate,
        })
    }
}
