//! Texas Instruments INA226, INA228, INA229, INA237, INA238 and INA239: current, voltage and power monitors.
//!
//! The facts, their sources and what could not be verified stand in `docs/parts/INA2XX.md`. Where the datasheets are silent,
//! the model does this:
//!
//! - A conversion takes the inputs as they are when it ends, to the nearest code, and ends at the range of the code.
//!   Averages are rounded to nearest; what the part calculates from codes is cut towards zero.
//! - A register is taken whole when its read begins. Bytes after its last are `0xFF`, and so is what SPI shifts out during the
//!   command byte. What a write shifts out on SPI clears no flag.
//! - Two data bytes write a register when the second has arrived; one alone is ignored, and so is what follows the second.
//! - Writes to flags do nothing. Addresses that the part does not list read as set with
//!   [`with_unlisted`](Ina2xx::with_unlisted), two bytes wide.
//! - ENERGY and CHARGE stand still in triggered mode, where the datasheet calls them invalid.
//!
//! Not modelled: SMBus alert response, high-speed mode, noise, offset, gain and oscillator errors, wake-up from shutdown.

mod alerts;
mod bus;
mod engine;
mod part;
mod physics;
mod plan;
mod registers;

pub use part::Part;

use crate::clock::Clock;
use alerts::{Codes, Flags};
use core::time::Duration;
use engine::Sums;
use hal_power::{Current, Resistance, ShuntVoltage, Temperature, Voltage};
use part::Facts;
use physics::{Sensed, World};
use plan::Run;
use registers::File;

/// One part of the family with its shunt.
///
/// Its physical side is set in quantities; its register side is an [`I2cDevice`](crate::device::I2cDevice) or, for INA229 and
/// INA239, an [`SpiDevice`](crate::device::SpiDevice); its ALERT pin, pulled up, is the
/// [`OutputLine`](crate::device::OutputLine).
#[derive(Debug, Clone)]
pub struct Ina2xx {
    clock: Clock,
    facts: Facts,
    revision: u16,
    address: u8,
    unlisted: u8,
    start_up: u64,
    ready_pulse: u64,
    powered: bool,
    memory_good: bool,
    world: World,
    file: File,
    flags: Flags,
    /// Result registers.
    results: Codes,
    /// The latest conversions, before averaging.
    samples: Codes,
    sums: Sums,
    /// Code of the current × ns.
    charge: i128,
    /// Code of the power × ns.
    energy: i128,
    run: Option<Run>,
    wire: bus::Wire,
}

impl Ina2xx {
    /// Creates a part that is powered up now, at address 0x40, with nothing at its pins and its die at 25 °C.
    pub fn new(part: Part, clock: Clock, shunt: Resistance) -> Self {
        let facts = part.facts();
        let mut model = Self {
            clock,
            facts,
            revision: part.revision(),
            address: 0x40,
            unlisted: 0x00,
            start_up: 0,
            ready_pulse: 1_000,
            powered: true,
            memory_good: true,
            world: World::new(shunt),
            file: File::reset(&facts),
            flags: Flags::default(),
            results: Codes::default(),
            samples: Codes::default(),
            sums: Sums::default(),
            charge: 0,
            energy: 0,
            run: None,
            wire: bus::Wire::default(),
        };
        model.reset();
        model
    }

    /// Sets the 7-bit I2C address that the straps select: 0x40 to 0x4F on the real parts.
    #[must_use]
    pub fn with_address(mut self, address: u8) -> Self {
        self.address = address;
        self
    }

    /// Sets the revision, the low nibble of DEVICE_ID: 1 where not set, 0 on the INA226.
    #[must_use]
    pub fn with_revision(mut self, revision: u8) -> Self {
        self.revision = u16::from(revision & 0x0F);
        self
    }

    /// Sets the byte that unlisted addresses read as, among them DEVICE_ID on the INA237: 0x00 where not set. No datasheet
    /// says; 0x00 and 0xFF have been reported.
    #[must_use]
    pub fn with_unlisted(mut self, byte: u8) -> Self {
        self.unlisted = byte;
        self
    }

    /// Sets how long after power-up or reset the first conversion begins: at once where not set, at most 300 µs on the
    /// INA228 (SLYS021A section 6.5). Begins again from now.
    #[must_use]
    pub fn with_start_up(mut self, time: Duration) -> Self {
        self.start_up = nanos(time);
        self.reset();
        self
    }

    /// Sets how long ALERT shows the end of a conversion by itself where it is not latched, on all but the INA226: 1 µs
    /// where not set. No datasheet gives it.
    #[must_use]
    pub fn with_ready_pulse(mut self, time: Duration) -> Self {
        self.ready_pulse = nanos(time);
        self
    }

    /// Sets the temperature coefficient of the real shunt in ppm/°C, counted from 25 °C.
    #[must_use]
    pub fn with_shunt_drift(mut self, ppm_per_celsius: i32) -> Self {
        self.world.shunt_drift = ppm_per_celsius;
        self
    }

    /// Sends a current through the shunt, positive from IN+ to IN-.
    pub fn set_current(&mut self, current: Current) {
        self.touch();
        self.world.sensed = Sensed::Current(current);
    }

    /// Puts a voltage between IN+ and IN-, whatever the shunt.
    pub fn set_shunt_drop(&mut self, drop: ShuntVoltage) {
        self.touch();
        self.world.sensed = Sensed::Drop(drop);
    }

    /// Replaces the shunt, as age or overload might.
    pub fn set_shunt(&mut self, shunt: Resistance) {
        self.touch();
        self.world.shunt = shunt;
    }

    /// Puts a voltage on the bus pin.
    pub fn set_bus_voltage(&mut self, voltage: Voltage) {
        self.touch();
        self.world.bus = voltage;
    }

    /// Warms the die, and the shunt unless that has its own temperature.
    pub fn set_temperature(&mut self, temperature: Temperature) {
        self.touch();
        self.world.die = temperature;
    }

    /// Gives the shunt its own temperature, or with `None` the die's.
    pub fn set_shunt_temperature(&mut self, temperature: Option<Temperature>) {
        self.touch();
        self.world.shunt_temperature = temperature;
    }

    /// Spoils or mends the trim memory, which MEMSTAT reports on all but the INA226.
    pub fn set_memory_good(&mut self, good: bool) {
        self.touch();
        self.memory_good = good;
    }

    /// The supply dips: registers go to their reset values, conversions begin anew, a transfer under way is lost.
    pub fn brown_out(&mut self) {
        if self.powered {
            self.reset();
        }
    }

    /// Takes the supply away: the part answers nothing and lets ALERT go.
    pub fn unplug(&mut self) {
        self.reset();
        self.powered = false;
        self.run = None;
    }

    /// Gives the supply back; the part starts from its reset values.
    pub fn plug_in(&mut self) {
        self.powered = true;
        self.reset();
    }
}

/// Returns a duration in ns, ending at the range of the clock.
fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}
