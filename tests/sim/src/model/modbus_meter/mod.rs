//! Eastron SDM120, SDM630 and Chint DDSU666: energy meters on a serial line, by Modbus RTU.
//!
//! The facts, their sources and what could not be verified stand in `docs/parts/MODBUS_METERS.md`. What the sheet leaves open is the
//! caller's to say, in [`Open`].
//!
//! Not modelled: writing of settings, demands, harmonics, voltages between phases, and how fast a value follows what it measures.

mod frame;
mod map;
mod misbehaviour;
mod open;
mod physics;
mod slave;

pub use misbehaviour::Misbehaviour;
pub use open::{Gap, Open, Plate};
pub use physics::{Circuit, Phase};

use crate::{SerialBus, SerialPort, clock::Clock, model::real};
use alloc::rc::Rc;
use core::cell::{RefCell, RefMut};
use hal_power::Energy;
use slave::Slave;

/// Which meter it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Eastron SDM120, one phase.
    Sdm120,
    /// Eastron SDM630, three phases.
    Sdm630,
    /// Chint DDSU666, one phase.
    Ddsu666,
}

/// A meter on a line. Clones are the same meter.
///
/// Its physical side is the circuit. It has supply from the start, and its format is that of its [port](Self::port).
#[derive(Clone)]
pub struct ModbusMeter {
    clock: Clock,
    port: SerialPort,
    slave: Rc<RefCell<Slave>>,
}

impl ModbusMeter {
    /// Attaches a meter at a slave address to a line. Nothing flows through it.
    pub fn new(bus: &SerialBus, kind: Kind, address: u8, open: Open) -> Self {
        let clock = bus.clock();
        let slave = Slave::new(clock.nanos(), kind, address, open);
        let slave = Rc::new(RefCell::new(slave));
        let port = bus.attach(&slave);
        Self { clock, port, slave }
    }

    /// Returns the meter's port, for its format and its faults.
    pub const fn port(&self) -> &SerialPort {
        &self.port
    }

    /// Changes the circuit.
    pub fn set_circuit(&self, circuit: Circuit) {
        self.touch().meter.circuit = circuit;
    }

    /// Returns the circuit.
    pub fn circuit(&self) -> Circuit {
        self.touch().meter.circuit
    }

    /// Returns the sums of active energy: imported and exported.
    pub fn energies(&self) -> (Energy, Energy) {
        let [imported, exported] = self.touch().meter.active;
        (real::energy(imported), real::energy(exported))
    }

    /// Lets the meter misbehave in all its replies to come.
    pub fn misbehave(&self, what: Misbehaviour) {
        self.touch().misbehave(what, u32::MAX);
    }

    /// Lets the meter misbehave in so many replies, those counted that it does not give.
    pub fn misbehave_for(&self, replies: u32, what: Misbehaviour) {
        self.touch().misbehave(what, replies);
    }

    /// Ends all misbehaviour.
    pub fn behave(&self) {
        self.touch().misbehave(Misbehaviour::Silent, 0);
    }

    /// Returns how many requests it took for its own, those counted that it did not answer.
    pub fn requests(&self) -> u64 {
        self.touch().requests
    }

    /// Lets happen what has happened, then lends the model.
    fn touch(&self) -> RefMut<'_, Slave> {
        self.clock.catch_up();
        let mut slave = self.slave.borrow_mut();
        slave.meter.settle(self.clock.nanos());
        slave
    }
}
