//! The part as its bus and its pin see it.

use super::{
    SOFT_RESET, Tmp11x, Work,
    file::{Cell, config},
};
use crate::device::{I2cDevice, OutputLine};

/// EEPROM_UL.
const EUN: u16 = 1 << 15;
const BUSY: u16 = 1 << 14;

const TEMP_RESULT: u8 = 0x00;
const CONFIGURATION: u8 = 0x01;
const EEPROM_UL: u8 = 0x04;
const DEVICE_ID: u8 = 0x0F;

/// Address of the general call, and what resets.
const GENERAL_CALL: u8 = 0x00;
const RESET: u8 = 0x06;

/// What follows a register's last byte.
const IDLE: u8 = 0xFF;

/// A transfer under way.
#[derive(Debug, Clone, Default)]
pub(super) struct Wire {
    /// Register address; outlives transfers.
    pointer: u8,
    phase: Phase,
}

#[derive(Debug, Clone, Default)]
enum Phase {
    /// Nothing addresses the part, or it has what it needs.
    #[default]
    Idle,
    /// A general call; its command comes next.
    Call,
    /// The register address comes next.
    Pointer,
    /// Data comes next, the first byte of which may have come.
    Write(Option<u8>),
    /// Data goes out.
    Read { bytes: [u8; 2], sent: usize },
}

impl Tmp11x {
    /// Returns the content of the register that the pointer selects.
    fn content(&self) -> u16 {
        let is_busy = self.work.is_some();
        match self.wire.pointer {
            TEMP_RESULT => self.result.cast_unsigned(),
            CONFIGURATION => {
                let busy = if is_busy { config::EEPROM_BUSY } else { 0 };
                self.file.config | self.flags.word(&self.file) | busy
            }
            EEPROM_UL => {
                let busy = if is_busy { BUSY } else { 0 };
                if self.unlocked { EUN | busy } else { busy }
            }
            DEVICE_ID => self.identity,
            register => Cell::at(register).map_or(0, |cell| self.file.get(cell)),
        }
    }

    /// Takes a register for reading, and does what reading it clears.
    fn take(&mut self) -> Phase {
        let bytes = self.content().to_be_bytes();
        match self.wire.pointer {
            CONFIGURATION => self.flags.acknowledge(&self.file),
            TEMP_RESULT => self.flags.ready = false,
            _ => {}
        }
        Phase::Read { bytes, sent: 0 }
    }

    /// Writes the register that the pointer selects, and does what writing it starts.
    fn put(&mut self, value: u16) {
        if self.work.is_some() {
            return;
        }
        let register = self.wire.pointer;
        if register == EEPROM_UL {
            self.unlocked = value & EUN != 0;
            return;
        }
        let Some(cell) = Cell::at(register) else {
            return;
        };
        if cell == Cell::Config && self.part.is_later() && value & config::SOFT_RESET != 0 {
            self.reset(SOFT_RESET);
            return;
        }
        self.file.set(cell, value);
        let now = self.clock.nanos();
        if cell == Cell::Config {
            self.begin(now);
        }
        if self.unlocked {
            let end = now.saturating_add(self.programming);
            self.work = Some((Work::Program(cell, value), end));
        }
    }
}

impl I2cDevice for Tmp11x {
    fn answers_to(&self, address: u8) -> bool {
        self.powered && (address == self.address || address == GENERAL_CALL)
    }

    fn start(&mut self, address: u8, read: bool) {
        self.touch();
        self.wire.phase = match (address, read) {
            (GENERAL_CALL, false) => Phase::Call,
            (address, _) if address != self.address => Phase::Idle,
            (_, false) => Phase::Pointer,
            (_, true) => self.take(),
        };
    }

    fn write(&mut self, byte: u8) -> bool {
        self.touch();
        match core::mem::take(&mut self.wire.phase) {
            Phase::Pointer => {
                self.wire.pointer = byte;
                self.wire.phase = Phase::Write(None);
            }
            Phase::Write(None) => self.wire.phase = Phase::Write(Some(byte)),
            Phase::Write(Some(high)) => self.put(u16::from_be_bytes([high, byte])),
            Phase::Call if byte == RESET => self.reset(self.load),
            Phase::Call | Phase::Idle | Phase::Read { .. } => {}
        }
        self.powered
    }

    fn read(&mut self) -> u8 {
        match &mut self.wire.phase {
            Phase::Read { bytes, sent } => {
                let byte = bytes.get(*sent).copied().unwrap_or(IDLE);
                *sent += 1;
                byte
            }
            _ => IDLE,
        }
    }

    fn stop(&mut self) {
        let was_reading = matches!(self.wire.phase, Phase::Read { .. });
        if self.races && was_reading && self.wire.pointer == CONFIGURATION {
            self.touch();
            self.flags.ready = false;
        }
        self.wire.phase = Phase::Idle;
    }

    fn brown_out(&mut self) {
        Self::brown_out(self);
    }
}

impl OutputLine for Tmp11x {
    fn is_high(&mut self) -> bool {
        self.touch();
        self.line()
    }

    fn next_change(&mut self) -> Option<u64> {
        self.touch();
        self.next_line_change()
    }
}
