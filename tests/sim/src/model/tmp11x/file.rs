//! Registers, their locations in the EEPROM, and flags.

use super::Part;

/// Bits of Configuration.
pub(super) mod config {
    pub(crate) const HIGH_ALERT: u16 = 1 << 15;
    pub(crate) const LOW_ALERT: u16 = 1 << 14;
    pub(crate) const DATA_READY: u16 = 1 << 13;
    pub(crate) const EEPROM_BUSY: u16 = 1 << 12;
    pub(crate) const MOD: u16 = 0b11 << 10;
    pub(crate) const SHUTDOWN: u16 = 0b01 << 10;
    pub(crate) const ONE_SHOT: u16 = 0b11 << 10;
    pub(crate) const THERM: u16 = 1 << 4;
    pub(crate) const ACTIVE_HIGH: u16 = 1 << 3;
    pub(crate) const READY_ON_PIN: u16 = 1 << 2;
    pub(crate) const SOFT_RESET: u16 = 1 << 1;
    pub(crate) const WRITABLE: u16 = 0x0FFC;
    /// All that can be written but MOD1.
    pub(crate) const STORED: u16 = 0x07FC;
}

/// A register with a location.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cell {
    Config,
    High,
    Low,
    /// Registers 5 to 8.
    Slot(usize),
}

impl Cell {
    pub(super) fn at(register: u8) -> Option<Self> {
        match register {
            0x01 => Some(Self::Config),
            0x02 => Some(Self::High),
            0x03 => Some(Self::Low),
            0x05..=0x08 => Some(Self::Slot(usize::from(register - 0x05))),
            _ => None,
        }
    }
}

/// The registers that have locations, or the locations.
#[derive(Debug, Clone)]
pub(super) struct File {
    pub(super) config: u16,
    pub(super) high: u16,
    pub(super) low: u16,
    slots: [u16; 4],
}

impl File {
    pub(super) const fn factory(part: Part) -> Self {
        Self {
            config: 0x0220,
            high: 0x6000,
            low: 0x8000,
            slots: if part.is_later() {
                [0x1171, 0x1172, 0x0000, 0x1173]
            } else {
                [0; 4]
            },
        }
    }

    pub(super) fn get(&self, cell: Cell) -> u16 {
        match cell {
            Cell::Config => self.config,
            Cell::High => self.high,
            Cell::Low => self.low,
            Cell::Slot(index) => self.slots.get(index).copied().unwrap_or_default(),
        }
    }

    /// Writes a register; MOD 10 becomes 00.
    pub(super) fn set(&mut self, cell: Cell, value: u16) {
        match cell {
            Cell::Config => {
                let value = value & config::WRITABLE;
                self.config = if value & config::SHUTDOWN == 0 {
                    value & !config::MOD
                } else {
                    value
                };
            }
            Cell::High => self.high = value,
            Cell::Low => self.low = value,
            Cell::Slot(index) => {
                if let Some(slot) = self.slots.get_mut(index) {
                    *slot = value;
                }
            }
        }
    }

    /// Programs a location; one-shot is kept as shut down.
    pub(super) fn program(&mut self, cell: Cell, value: u16) {
        if cell == Cell::Config {
            self.config = value & config::STORED;
        } else {
            self.set(cell, value);
        }
    }

    /// What the TMP117 and TMP119 add to results.
    pub(super) fn offset(&self, part: Part) -> i16 {
        if part.is_later() {
            self.get(Cell::Slot(2)).cast_signed()
        } else {
            0
        }
    }

    pub(super) const fn is_therm(&self) -> bool {
        self.config & config::THERM != 0
    }
}

/// Flags of Configuration.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Flags {
    high: bool,
    low: bool,
    pub(super) ready: bool,
}

impl Flags {
    /// Judges a result and marks it as ready.
    pub(super) fn judge(&mut self, result: i16, file: &File) {
        let (high, low) = (file.high.cast_signed(), file.low.cast_signed());
        self.ready = true;
        if file.is_therm() {
            self.low = false;
            if result > high {
                self.high = true;
            } else if result < low {
                self.high = false;
            }
        } else {
            self.high |= result > high;
            self.low |= result < low;
        }
    }

    /// Returns the flags at their places in Configuration.
    pub(super) fn word(self, file: &File) -> u16 {
        let bit = |is: bool, bit: u16| if is { bit } else { 0 };
        bit(self.high, config::HIGH_ALERT)
            | bit(self.low && !file.is_therm(), config::LOW_ALERT)
            | bit(self.ready, config::DATA_READY)
    }

    /// Does what reading Configuration clears.
    pub(super) fn acknowledge(&mut self, file: &File) {
        self.ready = false;
        if !file.is_therm() {
            self.high = false;
            self.low = false;
        }
    }

    /// Returns whether ALERT is high.
    pub(super) fn line(self, file: &File) -> bool {
        let shown = if file.config & config::READY_ON_PIN != 0 {
            self.ready
        } else {
            self.high || self.low && !file.is_therm()
        };
        shown == (file.config & config::ACTIVE_HIGH != 0)
    }
}
