//! ADES1830, ADES1831: isoSPI monitors of 16 cells, in daisy chains.
//!
//! The facts, their source and what could not be verified stand in `docs/parts/ADES183X.md`. Parts hang in a [`Chain`] behind a
//! [`Bridge`], and that on a chip select. What the sheet leaves open is the caller's to say, in [`Open`]; where that has no field,
//! the sheet's choices stand under "Choices". Accuracy, the one difference between the two parts, is the caller's too: a part
//! measures what it is told, but for offsets that it is given.
//!
//! Not modelled: LPCM, I2C and SPI by GPIO, reversing the chain, monitoring by DTMEN, the phases of PWM, the current of a switch, and
//! what too fast a clock does.

mod auxiliary;
mod balance;
mod chain;
mod command;
mod convert;
mod file;
mod open;
mod pec;
mod physics;
mod power;
mod results;
mod sampler;
mod serve;

pub use balance::Discharge;
pub use chain::{Bridge, Chain};
pub use open::{Extended, Open};
pub use physics::Adc;

use super::gate::nanos;
use crate::clock::Clock;
use auxiliary::Conversion;
use balance::Balance;
use convert::Engine;
use core::time::Duration;
use file::File;
use hal_power::{Instant, Resistance, Temperature, Voltage};
use physics::Physics;
use power::{Core, Power};
use results::{Results, health};

/// Cells of a part.
pub const CELLS: usize = 16;
/// GPIOs that its registers have room for; ADES183x has nine.
pub const GPIOS: usize = 10;

/// One part. Its physical side is cells, their wires, GPIOs, supplies and temperature. What is set for a cell, wire or GPIO that
/// is not there is set nowhere.
#[derive(Debug, Clone)]
pub struct Ades183x {
    clock: Clock,
    open: Open,
    serial: [u8; 6],
    physics: Physics,
    power: Power,
    file: File,
    results: Results,
    /// Results while they are snapped.
    frozen: Results,
    engine: Engine,
    aux: Option<Conversion>,
    aux2: Option<Conversion>,
    balance: Balance,
    counter: u8,
    retained: [u8; 6],
    is_unlocked: bool,
}

impl Ades183x {
    /// Creates a part that sleeps. Its cells and GPIOs are at 0 V, its wires connected, its supplies good; it is at 25 °C.
    pub fn new(clock: Clock, serial: [u8; 6], open: Open) -> Self {
        let results = Results::reset(&open);
        Self {
            power: Power::new(Core::Asleep, clock.nanos()),
            clock,
            serial,
            physics: Physics::default(),
            file: File::reset(),
            frozen: results.clone(),
            results,
            engine: Engine::default(),
            aux: None,
            aux2: None,
            balance: Balance::default(),
            counter: 0,
            retained: [0; 6],
            is_unlocked: false,
            open,
        }
    }

    fn change(&mut self, change: impl FnOnce(&mut Physics)) {
        self.settle();
        change(&mut self.physics);
        self.engine.disturb();
    }

    /// Sets the voltage of a cell, counted from 0 at the negative end.
    pub fn set_cell(&mut self, index: usize, voltage: Voltage) {
        self.change(|physics| {
            if let Some(slot) = physics.cells.get_mut(index) {
                *slot = i64::from(voltage.as_microvolts());
            }
        });
    }

    /// Sets the voltages of all cells, from the negative end; those without one stay.
    pub fn set_cells(&mut self, voltages: &[Voltage]) {
        self.change(|physics| {
            for (slot, voltage) in physics.cells.iter_mut().zip(voltages) {
                *slot = i64::from(voltage.as_microvolts());
            }
        });
    }

    /// Sets by how much a converter reads a cell too high.
    pub fn set_offset(&mut self, adc: Adc, index: usize, offset: Voltage) {
        self.change(|physics| {
            let [c, s] = &mut physics.offsets;
            let offsets = match adc {
                Adc::C => c,
                Adc::S => s,
            };
            if let Some(slot) = offsets.get_mut(index) {
                *slot = i64::from(offset.as_microvolts());
            }
        });
    }

    /// Opens or joins the wire at the negative end of a cell, or with 16 at the positive end of the last.
    pub fn set_wire(&mut self, tap: usize, open: bool) {
        if tap <= CELLS {
            self.change(|physics| set_bit(&mut physics.open_taps, tap, open));
        }
    }

    /// Sets what a cell reads less while it is being discharged.
    pub fn set_discharge_drop(&mut self, drop: Voltage) {
        self.change(|physics| physics.drop = i64::from(drop.as_microvolts()));
    }

    /// Sets the voltage at a GPIO, counted from 0.
    pub fn set_gpio(&mut self, index: usize, voltage: Voltage) {
        self.change(|physics| {
            if let Some(slot) = physics.gpios.get_mut(index) {
                *slot = i64::from(voltage.as_microvolts());
            }
        });
    }

    /// Sets the resistance of what is at a GPIO, over which a pull moves it.
    pub fn set_gpio_resistance(&mut self, index: usize, resistance: Resistance) {
        self.change(|physics| physics.set_gpio_resistance(index, resistance));
    }

    /// Opens or joins the wire of a GPIO.
    pub fn set_gpio_wire(&mut self, index: usize, open: bool) {
        if index < GPIOS {
            self.change(|physics| set_bit(&mut physics.open_gpios, index, open));
        }
    }

    /// Sets VA and VD.
    pub fn set_supplies(&mut self, analog: Voltage, digital: Voltage) {
        self.change(|physics| {
            physics.analog = analog;
            physics.digital = digital;
        });
    }

    /// Sets VREF2, and what it is across the resistor.
    pub fn set_reference(&mut self, reference: Voltage, resistor: Voltage) {
        self.change(|physics| {
            physics.reference = reference;
            physics.resistor = resistor;
        });
    }

    /// Sets S1N to V-.
    pub fn set_negative(&mut self, voltage: Voltage) {
        self.change(|physics| physics.negative = voltage);
    }

    /// Sets the temperature of the die.
    pub fn set_die_temperature(&mut self, temperature: Temperature) {
        self.change(|physics| physics.die = temperature);
        self.judge_heat();
    }

    fn is_hot(&self) -> bool {
        self.physics.die >= self.open.shutdown
    }

    fn judge_heat(&mut self) {
        if self.power.core != Core::Off && self.is_hot() {
            self.results.health |= health::THSD;
        }
        self.rebalance(self.clock.nanos());
    }

    /// Takes the supply away, or gives it back: the part is awake then, with reset values.
    pub fn set_powered(&mut self, powered: bool) {
        self.settle();
        if !powered {
            self.fall_asleep(self.clock.nanos());
            self.power.core = Core::Off;
        } else if self.power.core == Core::Off {
            self.power_up();
        }
    }

    fn brown_out(&mut self) {
        self.settle();
        if self.power.core != Core::Off {
            self.power_up();
        }
    }

    fn wake(&self) -> Duration {
        self.open.wake
    }

    const fn breaks_communication(&self) -> bool {
        self.file.breaks_communication()
    }

    /// Returns whether the core is awake, with or without a host.
    pub fn is_awake(&mut self) -> bool {
        self.settle();
        matches!(self.power.core, Core::Awake | Core::Extended)
    }

    /// Returns the counter of commands.
    pub fn counter(&mut self) -> u8 {
        self.settle();
        self.counter
    }

    /// Returns configuration groups A and B as a read would bring them.
    pub fn configuration(&mut self) -> ([u8; 6], [u8; 6]) {
        self.settle();
        (self.file.a, self.file.read_b(self.clock.nanos()))
    }

    /// Returns what is being discharged.
    pub fn discharge(&mut self) -> Discharge {
        self.settle();
        let cells = self.balance.cells();
        let silent = self.power.heard.saturating_add(nanos(self.open.watchdog));
        let until = match (self.power.core, self.file.timer()) {
            (Core::Awake, 0) => silent,
            (Core::Awake, timer) if self.open.timer_ends_discharge => timer,
            (_, timer) => timer.max(silent),
        };
        Discharge {
            cells,
            duties: *self.balance.duties(),
            until: (cells != 0).then(|| Instant::from_micros(until / 1_000)),
        }
    }

    /// Returns for how long a cell has been discharged since the part was made, by its duty.
    pub fn discharged(&mut self, index: usize) -> Duration {
        self.settle();
        self.balance.advance(self.clock.nanos());
        self.balance.time(index)
    }
}

const fn set_bit(mask: &mut u32, number: usize, on: bool) {
    if on {
        *mask |= 1 << number;
    } else {
        *mask &= !(1 << number);
    }
}
