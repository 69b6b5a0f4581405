//! UCC5870-Q1: an isolated driver of one gate with monitoring, addressed on a common select.
//!
//! The facts, their source and what could not be verified stand in `docs/parts/UCC5870.md`. Parts hang on a [`SharedSelect`] or each
//! on its own; pins are [`InputLine`](super::pins::InputLine)s and [`OpenDrain`](super::pins::OpenDrain)s. What the sheet leaves
//! open is the caller's to say, in [`Open`]; where that has no field, the sheet's choices stand under "Choices".
//!
//! Not modelled: currents of the gate, clamps, the monitor of the gate's voltage, faults of internal supplies and of the link
//! between the sides, the ASC input of the secondary side, and what too fast a clock does.

mod analog;
mod bus;
mod faults;
mod open;
mod registers;
mod report;
mod shared;
mod table;

pub use analog::{Dout, Input};
pub use open::{Open, OtherReply};
pub use shared::SharedSelect;

use super::gate::{Drive, Stage, Waveform, nanos};
use crate::clock::Clock;
use analog::Converter;
use bus::Wire;
use faults::Watch;
use hal_power::{Temperature, Voltage};
use registers::File;

/// From a level at ASC to the gate, in ns (JAJSKM1C 6.9).
const ASC_RISES: u64 = 2_000;
const ASC_FALLS: u64 = 100;

/// State of the part, with its code in STATUS1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Configuration 1.
    Configuration1 = 1,
    /// Configuration 2, in which registers can be written.
    Configuration2 = 2,
    /// The output follows the inputs, unless DRV_DIS leaves the part here.
    Active = 3,
}

/// One part. Its physical side is supplies, temperature, the switch it drives, analogue inputs and pins; these are low until set.
#[derive(Debug, Clone)]
pub struct Ucc5870 {
    clock: Clock,
    open: Open,
    wire: Wire,
    file: File,
    address: u8,
    mode: Mode,
    enable_received: bool,
    /// Faults, by STATUS register.
    latched: [u16; 5],
    watch: Watch,
    /// Whether the warnings of both sides are still to be shown.
    warned: (bool, bool),
    /// Whether their causes are there.
    warm: (bool, bool),
    /// Since when nFLT1 and nFLT2 have something to report.
    reported: (Option<u64>, Option<u64>),
    /// Until when the inputs are muted.
    muted: u64,
    failing: (u16, u16),
    stage: Stage,
    asc_enabled: bool,
    asc: bool,
    converter: Converter,
    vcc1: Voltage,
    vcc2: Voltage,
    vee2: Voltage,
    junction: Temperature,
    collector_emitter: Voltage,
    primary_ready: Option<u64>,
    secondary_ready: Option<u64>,
    silent: bool,
    hasty_frames: u64,
    /// Until when everything has been done.
    settled: u64,
}

impl Ucc5870 {
    /// Creates a part whose supplies have just come: 3.3 V at VCC1, 18 V at VCC2, -4 V at VEE2. It is at 25 °C, its switch conducts
    /// well, and no current flows.
    pub fn new(clock: Clock, open: Open) -> Self {
        let mut part = Self {
            clock,
            wire: Wire::default(),
            file: File::new(&open.reset),
            address: open.address,
            mode: Mode::Configuration1,
            enable_received: false,
            latched: [0; 5],
            watch: Watch::default(),
            warned: (false, false),
            warm: (false, false),
            reported: (None, None),
            muted: 0,
            failing: (0, 0),
            stage: Stage::new(nanos(open.propagation)),
            asc_enabled: false,
            asc: false,
            converter: Converter::default(),
            vcc1: Voltage::from_millivolts(3_300),
            vcc2: Voltage::from_volts(18),
            vee2: Voltage::from_volts(-4),
            junction: Temperature::from_celsius(25),
            collector_emitter: Voltage::from_volts(1),
            primary_ready: None,
            secondary_ready: None,
            silent: false,
            hasty_frames: 0,
            settled: 0,
            open,
        };
        part.power_up();
        part
    }

    fn power_up(&mut self) {
        self.address = self.open.address;
        self.software_reset();
        self.wire = Wire::default();
    }

    /// Brings registers and state to what they are after power-up, but for the address.
    fn software_reset(&mut self) {
        let now = self.clock.nanos();
        self.file = File::new(&self.open.reset);
        self.mode = Mode::Configuration1;
        self.enable_received = false;
        self.wire.pointer = 0;
        self.converter.forget();
        self.clear_status();
        self.muted = 0;
        self.primary_ready = Some(now.saturating_add(nanos(self.open.primary_start_up)));
        self.secondary_ready = Some(now.saturating_add(nanos(self.open.secondary_start_up)));
    }

    fn lose_secondary(&mut self) {
        let now = self.clock.nanos();
        self.file.reset_secondary(&self.open.reset);
        self.mode = Mode::Configuration1;
        self.enable_received = false;
        self.secondary_ready = Some(now.saturating_add(nanos(self.open.secondary_start_up)));
    }

    fn is_primary_powered(&self) -> bool {
        self.vcc1 >= self.open.primary_reset
    }

    fn is_secondary_powered(&self) -> bool {
        self.vcc2 >= self.open.secondary_reset
    }

    fn is_primary_ready(&self) -> bool {
        let ready = self.primary_ready;
        self.is_primary_powered() && ready.is_some_and(|at| at <= self.clock.nanos())
    }

    fn is_secondary_ready(&self) -> bool {
        let ready = self.secondary_ready;
        self.is_secondary_powered()
            && self.is_primary_ready()
            && ready.is_some_and(|at| at <= self.clock.nanos())
    }

    /// Returns whether the output follows the inputs: active, and not disabled since.
    fn is_enabled(&self) -> bool {
        self.mode == Mode::Active && self.enable_received
    }

    fn enable(&mut self) {
        if self.mode != Mode::Configuration1 && self.is_secondary_ready() {
            self.mode = Mode::Active;
            self.enable_received = true;
        }
    }

    fn change(&mut self, change: impl FnOnce(&mut Self, u64)) {
        self.settle();
        let now = self.clock.nanos();
        change(self, now);
        self.touched();
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

    /// Returns the state.
    pub const fn mode(&self) -> Mode {
        self.mode
    }

    /// Returns a register as the part holds it, by number. Unlike a read on the bus this changes nothing.
    pub fn register(&mut self, number: u8) -> u16 {
        self.settle();
        self.peek(number)
    }

    /// Returns how many frames began less than 250 ns after the one before.
    pub const fn hasty_frames(&self) -> u64 {
        self.hasty_frames
    }

    /// Sets the level at IN+.
    pub fn set_in_plus(&mut self, high: bool) {
        self.change(|part, now| {
            part.stage.set_plus(high, now);
            part.watch_inputs();
        });
    }

    /// Sets the level at IN-.
    pub fn set_in_minus(&mut self, high: bool) {
        self.change(|part, now| {
            part.stage.set_minus(high, now);
            part.watch_inputs();
        });
    }

    fn watch_inputs(&mut self) {
        if self.stage.plus() && self.stage.minus() {
            self.latch(table::STP);
        }
    }

    /// Sets the level at ASC_EN; high, ASC drives the output whatever all else says.
    pub fn set_asc_enable(&mut self, high: bool) {
        self.change(|part, now| {
            part.asc_enabled = high;
            part.apply_asc(now);
        });
    }

    /// Sets the level at ASC.
    pub fn set_asc(&mut self, high: bool) {
        self.change(|part, now| {
            part.asc = high;
            part.apply_asc(now);
        });
    }

    fn apply_asc(&mut self, now: u64) {
        if self.asc_enabled && self.is_secondary_powered() {
            let (delay, drive) = if self.asc {
                (ASC_RISES, Drive::On)
            } else {
                (ASC_FALLS, Drive::Off)
            };
            self.stage.force(now + delay, drive);
        }
    }

    /// Sets the supply of the primary side.
    pub fn set_vcc1(&mut self, voltage: Voltage) {
        self.change(|part, _| {
            let before = part.is_primary_powered();
            part.vcc1 = voltage;
            if before != part.is_primary_powered() {
                part.power_up();
            }
        });
    }

    /// Sets the positive supply of the secondary side.
    pub fn set_vcc2(&mut self, voltage: Voltage) {
        self.change(|part, _| {
            let before = part.is_secondary_powered();
            part.vcc2 = voltage;
            if before != part.is_secondary_powered() {
                part.lose_secondary();
            }
        });
    }

    /// Sets the negative supply of the secondary side.
    pub fn set_vee2(&mut self, voltage: Voltage) {
        self.change(|part, _| part.vee2 = voltage);
    }

    /// Sets the temperature of the part.
    pub fn set_junction(&mut self, temperature: Temperature) {
        self.change(|part, _| part.junction = temperature);
    }

    /// Sets the voltage across the switch while it is on. In a short circuit it is high.
    pub fn set_collector_emitter(&mut self, voltage: Voltage) {
        self.change(|part, _| part.collector_emitter = voltage);
    }

    /// Sets the voltage at an analogue input: across a shunt, or of a thermistor that falls as the switch gets hot.
    pub fn set_analog(&mut self, input: Input, voltage: Voltage) {
        self.change(|part, _| part.converter.set(input, voltage));
    }

    /// Lets the self-tests of the set bits of CONTROL1 and CONTROL2 fail.
    pub fn set_failing_checks(&mut self, control1: u16, control2: u16) {
        self.change(|part, _| part.failing = (control1, control2));
    }

    /// Takes the part off the bus, or puts it back.
    pub fn set_silent(&mut self, silent: bool) {
        self.change(|part, _| part.silent = silent);
    }
}
