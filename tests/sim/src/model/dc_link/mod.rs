//! A battery, its contactors and fuse, a precharge resistor, and the capacitor of a DC link behind them.
//!
//! ```text
//!          fuse     +--- positive ---+
//!      +---~~~------+                +--------+-------+----------+------------+
//!      |            +- precharge -R--+        |       |          |            |
//!   battery                                   C     bleed    discharge   converter,
//!      |                                      |       |       switch     auxiliaries
//!      +---------------- negative ------------+-------+----------+------------+
//! ```
//!
//! Between two events (a contact moves, an arc ends, something melts, the link is empty) the link is one exponential, so that
//! it does not matter in which steps time passes. While current flows, what burns out is looked for every millisecond. There is
//! no inductance. Loads take a constant current until the link is empty.

mod resistor;
mod segment;
mod step;

pub use resistor::{PrechargeResistor, ResistorDefect};

use super::{
    contactor::{self, Contactor, EconomiserDefect},
    real,
    relay::{self, CoilPin, Defect, MirrorPin},
    thermal::Thermal,
};
use crate::clock::Clock;
use alloc::rc::Rc;
use core::{cell::RefCell, time::Duration};
use hal_power::{Current, Energy, Resistance, Temperature, Voltage};
use resistor::Resistor;

/// One of the contactors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In series with the precharge resistor.
    Precharge,
    /// The main one beside them.
    Positive,
    /// The main one of the other pole.
    Negative,
}

/// The circuit. Its numbers are the caller's.
#[derive(Debug, Clone, Copy)]
pub struct Circuit {
    /// Open-circuit voltage of the battery.
    pub battery: Voltage,
    /// Resistance of the battery and its leads.
    pub internal: Resistance,
    /// Capacitance of the link in µF.
    pub microfarads: u32,
    /// Always across the link.
    pub bleed: Resistance,
    /// Across the link while it is discharged.
    pub discharge: Resistance,
    /// The precharge resistor.
    pub precharge: PrechargeResistor,
    /// Of the battery, where there is one.
    pub fuse: Option<Fuse>,
    /// Each of the contactors.
    pub contactor: contactor::Sheet,
}

/// A fuse as a thermal mass: it holds this current for ever, and melts at once at this `i²t`.
#[derive(Debug, Clone, Copy)]
pub struct Fuse {
    /// Current that never melts it.
    pub holds: Current,
    /// A current, far above, with the time in which it melts it.
    pub melts: (Current, Duration),
}

/// The circuit, on the world's clock.
#[derive(Debug)]
pub struct DcLink {
    clock: Clock,
    /// Time that it has come to, in ns.
    at: u64,
    battery: f64,
    internal: f64,
    farads: f64,
    bleed: f64,
    discharge: f64,
    discharges: bool,
    short: f64,
    auxiliary: f64,
    converter: f64,
    resistor: Resistor,
    fuse: Option<Thermal>,
    precharge: Contactor,
    positive: Contactor,
    negative: Contactor,
    link: f64,
}

impl DcLink {
    /// Creates a circuit with an empty link and every contact open.
    pub fn new(clock: Clock, circuit: Circuit) -> Rc<RefCell<Self>> {
        let at = clock.nanos();
        let contactor = || Contactor::new(circuit.contactor, at);
        let fuse = |fuse: Fuse| {
            let (current, time) = fuse.melts;
            let heat = real::amps(current) * real::amps(current) * time.as_secs_f64();
            Thermal::melting(heat, real::amps(fuse.holds) * real::amps(fuse.holds))
        };
        Rc::new(RefCell::new(Self {
            at,
            battery: real::volts(circuit.battery),
            internal: real::ohms(circuit.internal).max(1e-6),
            farads: f64::from(circuit.microfarads.max(1)) / 1e6,
            bleed: siemens(circuit.bleed),
            discharge: siemens(circuit.discharge),
            discharges: false,
            short: 0.0,
            auxiliary: 0.0,
            converter: 0.0,
            resistor: Resistor::new(circuit.precharge),
            fuse: circuit.fuse.map(fuse),
            precharge: contactor(),
            positive: contactor(),
            negative: contactor(),
            link: 0.0,
            clock,
        }))
    }

    /// Sets the battery's open-circuit voltage.
    pub fn set_battery(&mut self, voltage: Voltage) {
        self.sync();
        self.battery = real::volts(voltage);
    }

    /// Sets what is left on the link.
    pub fn set_link(&mut self, voltage: Voltage) {
        self.sync();
        self.link = real::volts(voltage);
    }

    /// Sets the current that the board's own supplies take from the link.
    pub fn set_auxiliary(&mut self, current: Current) {
        self.sync();
        self.auxiliary = real::amps(current);
    }

    /// Sets the current that the converter takes from the link, negative while it feeds it.
    pub fn set_converter(&mut self, current: Current) {
        self.sync();
        self.converter = real::amps(current);
    }

    /// Switches the discharge resistor.
    pub fn set_discharge(&mut self, on: bool) {
        self.sync();
        self.discharges = on;
    }

    /// Puts a short circuit of this resistance across the link, or takes it away.
    pub fn set_short(&mut self, short: Option<Resistance>) {
        self.sync();
        self.short = short.map_or(0.0, siemens);
    }

    /// Breaks the precharge resistor, or mends it.
    pub fn set_resistor(&mut self, defect: Option<ResistorDefect>) {
        self.sync();
        self.resistor.defect = defect;
    }

    /// Heats the precharge resistor to this temperature.
    pub fn set_resistor_temperature(&mut self, temperature: Temperature) {
        self.sync();
        self.resistor
            .thermal
            .set_celsius(real::celsius(temperature));
    }

    /// Drives a coil with a share of [`FULL`](super::relay::FULL).
    pub fn drive(&mut self, place: Place, share: u16) {
        self.change(place, |contactor| contactor.drive(share));
    }

    /// Breaks a contactor's contacts, or mends them.
    pub fn set_defect(&mut self, place: Place, defect: Option<Defect>) {
        self.change(place, |contactor| contactor.set_defect(defect));
    }

    /// Breaks a contactor's economiser, or mends it.
    pub fn set_economiser(&mut self, place: Place, defect: Option<EconomiserDefect>) {
        self.change(place, |contactor| contactor.set_economiser_defect(defect));
    }

    /// Changes what a contactor's times and drives are, as age and temperature do.
    pub fn set_relay(&mut self, place: Place, sheet: relay::Sheet) {
        self.change(place, |contactor| contactor.set_relay(sheet));
    }

    /// Creates the pin, or PWM channel, of a coil.
    pub fn coil(circuit: &Rc<RefCell<Self>>, place: Place) -> CoilPin {
        let circuit = circuit.clone();
        CoilPin::driving(move |share| circuit.borrow_mut().drive(place, share))
    }

    /// Creates the pin of a mirror, high while the contact is closed, or while it is open.
    pub fn mirror(circuit: &Rc<RefCell<Self>>, place: Place, high_when_closed: bool) -> MirrorPin {
        let circuit = circuit.clone();
        let is_closed = move || circuit.borrow_mut().contactor(place).is_closed();
        MirrorPin::showing(is_closed, high_when_closed)
    }

    /// Returns a contactor as it is now.
    pub fn contactor(&mut self, place: Place) -> &Contactor {
        self.sync();
        self.at_place(place)
    }

    /// Returns the voltage at the battery's terminals.
    pub fn battery(&mut self) -> Voltage {
        self.sync();
        real::voltage(self.terminals())
    }

    /// Returns the voltage of the link.
    pub fn link(&mut self) -> Voltage {
        self.sync();
        real::voltage(self.link)
    }

    /// Returns the battery's current, positive while it discharges.
    pub fn current(&mut self) -> Current {
        self.sync();
        real::current(self.flow())
    }

    /// Returns the voltage across a contactor. Poles that are both open share it evenly, as equal balancing resistors have it.
    pub fn across(&mut self, place: Place) -> Voltage {
        self.sync();
        let whole = self.terminals() - self.link;
        let beside = match self.branch() {
            _ if !self.branch_conducts() => whole,
            Some(ohms) if self.flow() != 0.0 => self.flow() * ohms,
            _ => 0.0,
        };
        let (open, across) = match place {
            Place::Negative => (!self.negative.conducts(), whole),
            Place::Positive => (!self.positive.conducts(), beside),
            Place::Precharge => (!self.precharge.conducts(), beside),
        };
        let other_is_open = match place {
            Place::Negative => !self.branch_conducts(),
            Place::Positive | Place::Precharge => !self.negative.conducts(),
        };
        let across = match (open, other_is_open) {
            (false, _) => 0.0,
            (true, false) => across,
            (true, true) => whole / 2.0,
        };
        real::voltage(across)
    }

    /// Returns the precharge resistor's temperature.
    pub fn resistor_temperature(&mut self) -> Temperature {
        self.sync();
        real::temperature(self.resistor.thermal.celsius())
    }

    /// Returns the heat that the precharge resistor holds.
    pub fn resistor_heat(&mut self) -> Energy {
        self.sync();
        real::energy(self.resistor.thermal.heat())
    }

    /// Returns whether the precharge resistor lets nothing through.
    pub fn is_resistor_open(&mut self) -> bool {
        self.sync();
        self.resistor.ohms().is_none()
    }

    /// Returns whether the fuse has melted.
    pub fn is_fuse_blown(&mut self) -> bool {
        self.sync();
        self.is_blown()
    }
}

fn siemens(resistance: Resistance) -> f64 {
    1.0 / real::ohms(resistance).max(1e-6)
}
