//! The part as its bus sees it.

use super::{
    Ina2xx,
    part::Map,
    registers::{self, Register},
};
use crate::device::{I2cDevice, OutputLine, SpiDevice};

/// Manufacturer identity: "TI".
const MANUFACTURER: u16 = 0x5449;
/// What a line shows that nobody drives, and what follows a register's last byte.
const IDLE: u8 = 0xFF;

/// A transfer under way.
#[derive(Debug, Clone, Default)]
pub(super) struct Wire {
    /// Register address; outlives transfers on I2C.
    pointer: u8,
    phase: Phase,
}

#[derive(Debug, Clone, Default)]
enum Phase {
    /// Nothing addresses the part, or it has what it needs.
    #[default]
    Idle,
    /// The register address comes next.
    Pointer,
    /// Data comes next, the first byte of which may have come; SPI shifts the old content out meanwhile.
    Write { high: Option<u8>, old: Shift },
    /// Data goes out.
    Read(Shift),
}

/// Bytes that go out, most significant first.
#[derive(Debug, Clone, Default)]
struct Shift {
    value: u64,
    left: u32,
}

impl Shift {
    fn next(&mut self) -> u8 {
        let Some(left) = self.left.checked_sub(1) else {
            return IDLE;
        };
        self.left = left;
        let byte = self.value >> (8 * left) & 0xFF;
        u8::try_from(byte).unwrap_or(IDLE)
    }
}

impl Ina2xx {
    /// Returns the content of the register that the pointer selects.
    fn shift_out(&self) -> Shift {
        let Some(register) = Register::at(self.wire.pointer, &self.facts) else {
            return Shift {
                value: u64::from(u16::from_be_bytes([self.unlisted; 2])),
                left: 2,
            };
        };
        let facts = &self.facts;
        let left = register.width(facts);
        // 20 bits stand in bits 23:4, the 12 of a temperature in bits 15:4.
        let spare = if facts.result_bits == 20 { 4 } else { 0 };
        let number = match register {
            Register::ShuntVoltage => self.results.shunt << spare,
            Register::BusVoltage => self.results.bus << spare,
            Register::Current => self.results.current << spare,
            Register::Temperature => self.results.temperature << (16 - facts.temperature_bits),
            Register::Power => self.results.power,
            Register::Energy => self.energy_count(),
            Register::Charge => self.charge_count(),
            Register::Diagnostics => self.flags.word(&self.file, facts, self.memory_good).into(),
            Register::Manufacturer => MANUFACTURER.into(),
            Register::Device => (facts.device_id.unwrap_or_default() | self.revision).into(),
            _ => self.file.get(register).unwrap_or_default().into(),
        };
        let value = number & ((1 << (8 * left)) - 1);
        Shift {
            value: u64::try_from(value).unwrap_or_default(),
            left,
        }
    }

    /// Takes a register for reading, and does what reading it clears.
    fn take(&mut self) -> Shift {
        let shift = self.shift_out();
        match Register::at(self.wire.pointer, &self.facts) {
            Some(Register::Diagnostics) => self.flags.acknowledge(&self.file, &self.facts),
            Some(Register::Energy) => self.flags.energy_overflow = false,
            Some(Register::Charge) => self.flags.charge_overflow = false,
            _ => {}
        }
        shift
    }

    /// Writes the register that the pointer selects, and does what writing it starts.
    fn put(&mut self, value: u16) {
        let Some(register) = Register::at(self.wire.pointer, &self.facts) else {
            return;
        };
        if register == Register::Config && value & registers::RESET != 0 {
            self.reset();
            return;
        }
        self.file.set(register, value, &self.facts);
        match (register, self.facts.map) {
            (Register::AdcConfig, _) | (Register::Config, Map::Legacy) => {
                self.begin(0);
                if self.run.is_some() {
                    self.flags.ready = false;
                    self.flags.math_overflow = false;
                }
            }
            (Register::Config, Map::Modern)
                if self.facts.accumulates && value & registers::RESET_ACCUMULATORS != 0 =>
            {
                self.clear_accumulators();
                self.flags.math_overflow = false;
            }
            _ => {}
        }
    }

    /// Takes one data byte of a write; the second one writes.
    fn put_byte(&mut self, high: Option<u8>, old: Shift, byte: u8) {
        match high {
            None => {
                self.wire.phase = Phase::Write {
                    high: Some(byte),
                    old,
                }
            }
            Some(high) => {
                self.wire.phase = Phase::Idle;
                self.put(u16::from_be_bytes([high, byte]));
            }
        }
    }
}

impl I2cDevice for Ina2xx {
    fn answers_to(&self, address: u8) -> bool {
        self.powered && !self.facts.spi && address == self.address
    }

    fn start(&mut self, address: u8, read: bool) {
        self.touch();
        self.wire.phase = match (self.answers_to(address), read) {
            (false, _) => Phase::Idle,
            (true, false) => Phase::Pointer,
            (true, true) => Phase::Read(self.take()),
        };
    }

    fn write(&mut self, byte: u8) -> bool {
        self.touch();
        match core::mem::take(&mut self.wire.phase) {
            Phase::Pointer => {
                self.wire.pointer = byte;
                self.wire.phase = Phase::Write {
                    high: None,
                    old: Shift::default(),
                };
            }
            Phase::Write { high, old } => self.put_byte(high, old, byte),
            Phase::Idle | Phase::Read(_) => {}
        }
        self.powered && !self.facts.spi
    }

    fn read(&mut self) -> u8 {
        match &mut self.wire.phase {
            Phase::Read(shift) => shift.next(),
            _ => IDLE,
        }
    }

    fn stop(&mut self) {
        self.wire.phase = Phase::Idle;
    }

    fn brown_out(&mut self) {
        Self::brown_out(self);
    }
}

impl SpiDevice for Ina2xx {
    fn select(&mut self) {
        self.touch();
        self.wire.phase = if self.powered && self.facts.spi {
            Phase::Pointer
        } else {
            Phase::Idle
        };
    }

    fn exchange(&mut self, byte: u8) -> u8 {
        self.touch();
        match core::mem::take(&mut self.wire.phase) {
            Phase::Pointer => {
                self.wire.pointer = byte >> 2;
                self.wire.phase = if byte & 1 != 0 {
                    Phase::Read(self.take())
                } else {
                    Phase::Write {
                        high: None,
                        old: self.shift_out(),
                    }
                };
                IDLE
            }
            Phase::Write { high, mut old } => {
                let out = old.next();
                self.put_byte(high, old, byte);
                out
            }
            Phase::Read(mut shift) => {
                let out = shift.next();
                self.wire.phase = Phase::Read(shift);
                out
            }
            Phase::Idle => IDLE,
        }
    }

    fn deselect(&mut self) {
        self.wire.phase = Phase::Idle;
    }

    fn brown_out(&mut self) {
        Self::brown_out(self);
    }
}

impl OutputLine for Ina2xx {
    fn is_high(&mut self) -> bool {
        let now = self.clock.nanos();
        self.advance(now);
        self.line_at(now)
    }

    fn next_change(&mut self) -> Option<u64> {
        let now = self.clock.nanos();
        self.advance(now);
        self.next_line_change(now)
    }
}
