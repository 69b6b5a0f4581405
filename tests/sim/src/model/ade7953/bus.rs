//! The part as its buses see it.

use super::Ade7953;
use crate::device::{I2cDevice, SpiDevice};

const ADDRESS: u8 = 0x38;
/// Command bytes of SPI.
const READ: u8 = 0x80;
const WRITE: u8 = 0x00;
/// What a line shows that nobody drives, and what follows a register's last byte.
const IDLE: u8 = 0xFF;

/// A way to talk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bus {
    I2c,
    Spi,
}

/// A transfer under way.
#[derive(Debug, Clone, Default)]
pub(super) struct Wire {
    /// Register address; outlives transfers on I2C.
    pointer: u16,
    phase: Phase,
}

#[derive(Debug, Clone, Copy, Default)]
enum Phase {
    /// Nothing addresses the part.
    #[default]
    Idle,
    /// The upper byte of the address comes next.
    Upper,
    /// The lower byte comes next.
    Lower(u8),
    /// The command comes next.
    Command,
    /// Data comes in.
    Write { bytes: [u8; 4], count: usize },
    /// Data goes out.
    Read {
        value: u32,
        width: usize,
        left: usize,
    },
}

impl Ade7953 {
    fn hears(&self, bus: Bus) -> bool {
        let is_up = self.is_powered && self.clock.nanos() >= self.ready_at;
        is_up && self.access.lock.is_none_or(|lock| lock == bus)
    }

    fn begin_read(&mut self) {
        self.settle();
        self.access.previous = None;
        let (value, width) = self.read_register(self.wire.pointer);
        self.wire.phase = Phase::Read {
            value,
            width,
            left: width,
        };
    }

    fn send(&mut self) -> u8 {
        let Phase::Read { value, width, left } = self.wire.phase else {
            return IDLE;
        };
        let Some(left) = left.checked_sub(1) else {
            return IDLE;
        };
        self.settle();
        self.wire.phase = Phase::Read { value, width, left };
        if left == 0 {
            self.end_read(self.wire.pointer, value);
        }
        u8::try_from(value >> (8 * left) & 0xFF).unwrap_or(IDLE)
    }

    fn receive(&mut self, byte: u8) {
        if let Phase::Write { bytes, count } = &mut self.wire.phase {
            if let Some(slot) = bytes.get_mut(*count) {
                *slot = byte;
            }
            *count = count.saturating_add(1);
        }
    }

    /// Does a write whose data has come.
    fn finish(&mut self, bus: Bus) {
        let Phase::Write { bytes, count } = core::mem::take(&mut self.wire.phase) else {
            return;
        };
        // An address alone is no write.
        if count > 0 {
            self.settle();
            self.end_write(
                self.wire.pointer,
                bytes.get(..count).unwrap_or_default(),
                bus,
            );
        }
    }

    fn point(&mut self, upper: u8, lower: u8) {
        self.wire.pointer = u16::from_be_bytes([upper, lower]);
    }
}

impl I2cDevice for Ade7953 {
    fn answers_to(&self, address: u8) -> bool {
        address == ADDRESS && self.hears(Bus::I2c)
    }

    fn start(&mut self, address: u8, read: bool) {
        self.finish(Bus::I2c);
        if !self.answers_to(address) {
            self.wire.phase = Phase::Idle;
        } else if read {
            self.begin_read();
        } else {
            self.wire.phase = Phase::Upper;
        }
    }

    fn write(&mut self, byte: u8) -> bool {
        match self.wire.phase {
            Phase::Upper => self.wire.phase = Phase::Lower(byte),
            Phase::Lower(upper) => {
                self.point(upper, byte);
                self.wire.phase = Phase::Write {
                    bytes: [0; 4],
                    count: 0,
                };
            }
            Phase::Write { .. } => self.receive(byte),
            _ => return false,
        }
        true
    }

    fn read(&mut self) -> u8 {
        self.send()
    }

    fn stop(&mut self) {
        self.finish(Bus::I2c);
        self.wire.phase = Phase::Idle;
    }

    fn brown_out(&mut self) {
        Ade7953::brown_out(self);
    }
}

impl SpiDevice for Ade7953 {
    fn select(&mut self) {
        self.wire.phase = if self.hears(Bus::Spi) {
            Phase::Upper
        } else {
            Phase::Idle
        };
    }

    fn exchange(&mut self, byte: u8) -> u8 {
        match self.wire.phase {
            Phase::Upper => self.wire.phase = Phase::Lower(byte),
            Phase::Lower(upper) => {
                self.point(upper, byte);
                self.wire.phase = Phase::Command;
            }
            Phase::Command => match byte {
                READ => self.begin_read(),
                WRITE => {
                    self.wire.phase = Phase::Write {
                        bytes: [0; 4],
                        count: 0,
                    }
                }
                _ => self.wire.phase = Phase::Idle,
            },
            Phase::Write { .. } => self.receive(byte),
            Phase::Read { .. } => return self.send(),
            Phase::Idle => {}
        }
        IDLE
    }

    fn deselect(&mut self) {
        self.finish(Bus::Spi);
        self.wire.phase = Phase::Idle;
    }

    fn brown_out(&mut self) {
        Ade7953::brown_out(self);
    }
}
