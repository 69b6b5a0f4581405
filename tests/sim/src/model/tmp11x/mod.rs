//! Texas Instruments TMP116, TMP117 and TMP119: temperature sensors with limits and an EEPROM.
//!
//! The facts, their sources and what could not be verified stand in `docs/parts/TMP11X.md`. Where the data sheets are silent,
//! the model does this:
//!
//! - A write to Configuration drops the conversion under way, begins as told and clears no flag. MOD reads 01 once a one-shot
//!   result is there.
//! - A conversion takes the temperature as it is when it ends, to the nearest code. Averages are rounded to nearest.
//! - While EEPROM_Busy is set, writes are ignored. Registers show factory values until they are loaded.
//! - A location that is being programmed when the supply dips keeps its old content.
//! - A register is taken whole when its read begins; bytes after it are `0xFF`. Two data bytes write when the second has
//!   arrived; one alone is ignored, and so is what follows the second.
//! - After a reset the pointer is 0. Unlisted addresses read 0.
//!
//! Not modelled: SMBus alert response, bus timeout, noise, offset and gain errors, self-heating.

mod bus;
mod engine;
mod file;

use crate::clock::Clock;
use core::time::Duration;
use engine::Run;
use file::{Cell, File, Flags};
use hal_power::Temperature;

/// Parts of the family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// Four words, no offset, no soft reset.
    Tmp116,
    /// Three words with an identity, an offset.
    Tmp117,
    /// As the TMP117, of another revision.
    Tmp119,
}

impl Part {
    /// Device_ID with its revision.
    const fn identity(self) -> u16 {
        match self {
            Self::Tmp116 => 0x1116,
            Self::Tmp117 => 0x0117,
            Self::Tmp119 => 0x2117,
        }
    }

    /// Whether register 7 is the offset, and Configuration has Soft_Reset.
    const fn is_later(self) -> bool {
        !matches!(self, Self::Tmp116)
    }
}

/// Typical time of one conversion in ns.
const CONVERSION: u64 = 15_500_000;
/// From power-up to the first conversion, in ns.
const LOAD: u64 = 1_500_000;
/// Duration of a soft reset in ns.
const SOFT_RESET: u64 = 2_000_000;
/// Programming of one location, in ns.
const PROGRAMMING: u64 = 7_000_000;

/// What EEPROM_Busy stands for.
#[derive(Debug, Clone, Copy)]
enum Work {
    /// The locations are being loaded.
    Load,
    /// A location is being programmed.
    Program(Cell, u16),
}

/// One part of the family.
///
/// Its physical side is set in quantities; its register side is an [`I2cDevice`](crate::device::I2cDevice) that also answers to
/// the general call; its ALERT pin, pulled up, is the [`OutputLine`](crate::device::OutputLine).
#[derive(Debug, Clone)]
pub struct Tmp11x {
    clock: Clock,
    part: Part,
    identity: u16,
    address: u8,
    conversion: u64,
    load: u64,
    programming: u64,
    is_stuck: bool,
    races: bool,
    powered: bool,
    input: Temperature,
    memory: File,
    file: File,
    flags: Flags,
    result: i16,
    unlocked: bool,
    /// What is under way, and until when in ns on the clock.
    work: Option<(Work, u64)>,
    run: Option<Run>,
    wire: bus::Wire,
}

impl Tmp11x {
    /// Creates a part that is powered up now, at address 0x48 and 25 °C, with the EEPROM as it leaves the factory. Its words
    /// hold 0x1171, 0x1172 and 0x1173 for an identity, those of a TMP116 nothing.
    pub fn new(part: Part, clock: Clock) -> Self {
        let memory = File::factory(part);
        let mut model = Self {
            clock,
            part,
            identity: part.identity(),
            address: 0x48,
            conversion: CONVERSION,
            load: LOAD,
            programming: PROGRAMMING,
            is_stuck: false,
            races: false,
            powered: true,
            input: Temperature::from_celsius(25),
            file: memory.clone(),
            memory,
            flags: Flags::default(),
            result: i16::MIN,
            unlocked: false,
            work: None,
            run: None,
            wire: bus::Wire::default(),
        };
        model.reset(LOAD);
        model
    }

    /// Sets the 7-bit address that ADD0 selects: 0x48 to 0x4B on the real parts.
    #[must_use]
    pub fn with_address(mut self, address: u8) -> Self {
        self.address = address;
        self
    }

    /// Sets the revision, the high nibble of Device_ID: 1, 0 and 2 where not set.
    #[must_use]
    pub fn with_revision(mut self, revision: u8) -> Self {
        self.identity = self.identity & 0x0FFF | u16::from(revision & 0x0F) << 12;
        self
    }

    /// Sets how long one conversion takes, and with it all cycles: 15.5 ms where not set, at most 17.5 ms on the real parts.
    #[must_use]
    pub fn with_conversion_time(mut self, time: Duration) -> Self {
        self.conversion = nanos(time);
        self
    }

    /// Sets how long after power-up or general call the first conversion begins: 1.5 ms where not set. Begins again from now.
    #[must_use]
    pub fn with_power_up(mut self, time: Duration) -> Self {
        self.load = nanos(time);
        self.reset(self.load);
        self
    }

    /// Sets how long programming takes: 7 ms where not set.
    #[must_use]
    pub fn with_programming_time(mut self, time: Duration) -> Self {
        self.programming = nanos(time);
        self
    }

    /// Lets a result that ends within a read of Configuration leave Data_Ready clear.
    #[must_use]
    pub fn with_lost_ready(mut self) -> Self {
        self.races = true;
        self
    }

    /// Sets a location of the EEPROM by its register, as an earlier firmware might have, and powers the part up from it.
    #[must_use]
    pub fn with_stored(mut self, register: u8, value: u16) -> Self {
        if let Some(cell) = Cell::at(register) {
            self.memory.program(cell, value);
        }
        self.reset(self.load);
        self
    }

    /// Returns what a location of the EEPROM holds; `None` where the register has none.
    pub fn stored(&mut self, register: u8) -> Option<u16> {
        self.touch();
        Cell::at(register).map(|cell| self.memory.get(cell))
    }

    /// Returns whether the EEPROM is unlocked.
    pub const fn is_unlocked(&self) -> bool {
        self.unlocked
    }

    /// Breaks the EEPROM, so that what has begun to be programmed never ends, or mends it.
    pub fn set_stuck(&mut self, is_stuck: bool) {
        self.touch();
        self.is_stuck = is_stuck;
    }

    /// Makes the die so warm.
    pub fn set_temperature(&mut self, temperature: Temperature) {
        self.touch();
        self.input = temperature;
    }

    /// The supply dips: registers go to their reset values and are loaded again, a transfer under way is lost.
    pub fn brown_out(&mut self) {
        if self.powered {
            self.touch();
            self.reset(self.load);
        }
    }

    /// Takes the supply away: the part answers nothing and lets ALERT go.
    pub fn unplug(&mut self) {
        self.brown_out();
        self.powered = false;
        self.work = None;
        self.run = None;
    }

    /// Gives the supply back.
    pub fn plug_in(&mut self) {
        self.powered = true;
        self.reset(self.load);
    }
}

/// Returns a duration in ns, ending at the range of the clock.
fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}
