//! STGAP1BS and STGAP1AS: isolated drivers of one gate each, in a chain on SPI.
//!
//! The facts, their source and what could not be verified stand in `docs/parts/STGAP1.md`. A chain is a
//! [`Chain`](crate::spi::Chain) of parts; pins are [`InputLine`](super::pins::InputLine)s and
//! [`OpenDrain`](super::pins::OpenDrain)s. What the sheet leaves open is the caller's to say, in [`Open`]; where that has no
//! field, the sheet's choices stand under "Choices".
//!
//! Not modelled: currents of the gate, Miller clamp, active clamping, noise, and what too fast a clock does.

mod bus;
mod faults;
mod open;
mod registers;

pub use open::{Early, Open};
pub use registers::ResetValues;

use super::gate::{Blanking, Drive, Stage, Waveform, nanos};
use crate::clock::Clock;
use bus::Wire;
use faults::Latched;
use hal_power::{ShuntVoltage, Temperature, Voltage};
use registers::{File, status2, status3};

/// How a part is missing from its chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absence {
    /// Its place is bridged: what goes in comes out at once, and all words move by one.
    Bridged,
    /// Its output stays at a level.
    Stuck(bool),
}

/// What its self-tests would find.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Defects {
    /// The path from GON to the gate is open.
    pub gate_on: bool,
    /// The path from GOFF to the gate is open.
    pub gate_off: bool,
    /// The comparator of DESAT does not work.
    pub desat: bool,
    /// The comparator of SENSE does not work.
    pub sense: bool,
    /// The resistor at SENSE is missing.
    pub sense_resistor: bool,
}

/// One part. Its physical side is supplies, temperature, the switch it drives, and its pins; SD, IN+, IN- and ASC are low until set.
#[derive(Debug, Clone)]
pub struct Stgap1 {
    clock: Clock,
    open: Open,
    wire: Wire,
    active: File,
    /// The configuration under way.
    staged: Option<File>,
    test: u8,
    latched: Latched,
    asleep: bool,
    shutdown_pin: bool,
    asc_pin: bool,
    stage: Stage,
    vdd: Voltage,
    vh: Voltage,
    vl: Voltage,
    junction: Temperature,
    collector_emitter: Voltage,
    sensed: ShuntVoltage,
    desat: Blanking,
    sense: Blanking,
    defects: Defects,
    absence: Option<Absence>,
    hasty_windows: u64,
    /// Until when everything has been done, in ns.
    settled: u64,
}

impl Stgap1 {
    /// Creates a part that has just powered up, with 5 V at VDD, 15 V at VH and -5 V at VL, 25 °C, a switch that conducts well and
    /// no current.
    pub fn new(clock: Clock, open: Open) -> Self {
        let mut part = Self {
            clock,
            open,
            wire: Wire::default(),
            active: File::new(&open.reset),
            staged: None,
            test: 0,
            latched: Latched::default(),
            asleep: false,
            shutdown_pin: false,
            asc_pin: false,
            stage: Stage::new(nanos(open.propagation)),
            vdd: Voltage::from_volts(5),
            vh: Voltage::from_volts(15),
            vl: Voltage::from_volts(-5),
            junction: Temperature::from_celsius(25),
            collector_emitter: Voltage::from_volts(1),
            sensed: ShuntVoltage::ZERO,
            desat: Blanking::default(),
            sense: Blanking::default(),
            defects: Defects::default(),
            absence: None,
            hasty_windows: 0,
            settled: 0,
        };
        part.power_up();
        part
    }

    /// Begins anew, with what stands after power-up.
    fn power_up(&mut self) {
        self.active = File::new(&self.open.reset);
        self.staged = None;
        self.test = 0;
        self.asleep = false;
        self.latched = Latched {
            one: 0,
            two: status2::REGERRR,
            three: status3::REGERRL | status3::UVLOD,
        };
        self.wire.reset(self.idle());
    }

    fn is_powered(&self) -> bool {
        self.vdd >= self.open.vdd_reset
    }

    /// Returns what the gate does now.
    pub fn gate(&mut self) -> Drive {
        self.settle();
        self.stage.wave.at(self.clock.nanos())
    }

    /// Returns the course of the gate, which reaches into the future while nothing is touched. A fault that is still to come is
    /// not in it.
    pub fn course(&mut self) -> &Waveform {
        self.settle();
        &self.stage.wave
    }

    /// Returns how many windows began before the pause of the command before was over.
    pub const fn hasty_windows(&self) -> u64 {
        self.hasty_windows
    }

    fn change(&mut self, change: impl FnOnce(&mut Self, u64)) {
        self.settle();
        let now = self.clock.nanos();
        change(self, now);
        self.touched();
    }

    /// Sets the level at SD; low turns the gate off. Rising within the configuration, it undoes that.
    pub fn set_shutdown(&mut self, high: bool) {
        self.change(|part, _| {
            if high && part.staged.take().is_some() {
                part.latched.two |= status2::REGERRR;
                part.latch3(status3::REGERRL);
            }
            if !high && part.shutdown_pin && part.active.shutdown_resets_status() {
                part.latched = Latched::default();
            }
            part.shutdown_pin = high;
        });
    }

    /// Sets the level at IN+.
    pub fn set_in_plus(&mut self, high: bool) {
        self.change(|part, now| {
            if high && !part.stage.plus() {
                part.watch_dead_time();
            }
            part.stage.set_plus(high, now);
        });
    }

    /// Sets the level at IN-/DIAG2, which counts as long as the pin is an input.
    pub fn set_in_minus(&mut self, high: bool) {
        self.change(|part, now| {
            let high = high && !part.active.drives_diag2();
            part.stage.set_minus(high, now);
            if high && part.stage.plus() && part.active.dead_time() > 0 {
                part.latch3(status3::DT_ERR);
            }
        });
    }

    /// Sets the level at ASC.
    pub fn set_asc(&mut self, high: bool) {
        self.change(|part, _| part.asc_pin = high);
    }

    /// Sets the supply of the low voltage side.
    pub fn set_vdd(&mut self, voltage: Voltage) {
        self.change(|part, _| {
            let lost = part.is_powered();
            part.vdd = voltage;
            if lost && !part.is_powered() {
                part.power_up();
            }
        });
    }

    /// Sets the positive supply of the isolated side.
    pub fn set_vh(&mut self, voltage: Voltage) {
        self.change(|part, _| {
            part.vh = voltage;
            if voltage < part.open.vh_reset {
                part.active.reset_isolated(&part.open.reset);
                part.latched.two |= status2::REGERRR;
            }
        });
    }

    /// Sets the negative supply of the isolated side.
    pub fn set_vl(&mut self, voltage: Voltage) {
        self.change(|part, _| part.vl = voltage);
    }

    /// Sets the temperature of the part.
    pub fn set_junction(&mut self, temperature: Temperature) {
        self.change(|part, _| part.junction = temperature);
    }

    /// Sets the voltage across the switch while it is on. In a short circuit it is high.
    pub fn set_collector_emitter(&mut self, voltage: Voltage) {
        self.change(|part, _| part.collector_emitter = voltage);
    }

    /// Sets the voltage at SENSE.
    pub fn set_sense(&mut self, voltage: ShuntVoltage) {
        self.change(|part, _| part.sensed = voltage);
    }

    /// Sets what the self-tests would find.
    pub fn set_defects(&mut self, defects: Defects) {
        self.change(|part, _| part.defects = defects);
    }

    /// Takes the part out of its chain, or puts it back.
    pub fn set_absence(&mut self, absence: Option<Absence>) {
        self.change(|part, _| part.absence = absence);
    }

    /// Returns a register as the part holds it, by number.
    pub fn register(&mut self, number: u8) -> u8 {
        self.settle();
        self.read(number)
    }
}
