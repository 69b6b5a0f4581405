//! The part on I2C.

use super::{Bq769x2, part::Comm};
use crate::{device::I2cDevice, model::crc8};

/// Initial value of the CRC.
const INITIAL: u8 = 0x00;
/// What follows where nothing is sent.
const IDLE: u8 = 0xFF;

/// A transfer under way.
#[derive(Debug, Clone, Default)]
pub(super) struct Wire {
    /// Outlives transfers.
    register: u8,
    crc: u8,
    phase: Phase,
}

#[derive(Debug, Clone, Copy, Default)]
enum Phase {
    /// Nothing addresses the part, or it has given up.
    #[default]
    Idle,
    /// The register comes next.
    Register,
    /// Data comes next.
    Data,
    /// The CRC of this byte comes next.
    Check(u8),
    /// Data goes out next.
    Send,
    /// The CRC goes out next.
    SendCheck,
}

impl Wire {
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    fn cover(&mut self, byte: u8) {
        self.crc = crc8::after(self.crc, byte);
    }
}

impl Bq769x2 {
    fn checks(&self) -> bool {
        self.comm == Comm::I2cCrc
    }

    fn is_at(&self, address: u8) -> bool {
        address == self.address && self.comm.is_i2c() && self.hears()
    }

    /// As [`is_at`](Self::is_at) once all is done that is due.
    #[cold]
    fn will_answer_to(&self, address: u8) -> bool {
        let mut ahead = self.clone();
        ahead.settle();
        ahead.is_at(address)
    }

    fn take(&mut self, byte: u8) {
        let register = self.wire.register;
        self.store(register, byte);
        self.wire.register = register.wrapping_add(1);
        self.wire.crc = INITIAL;
    }
}

impl I2cDevice for Bq769x2 {
    #[inline]
    fn answers_to(&self, address: u8) -> bool {
        if self.clock.nanos() < self.next {
            return self.is_at(address);
        }
        self.will_answer_to(address)
    }

    fn start(&mut self, address: u8, read: bool) {
        self.settle();
        self.hear();
        if !matches!(self.wire.phase, Phase::Data) {
            self.wire.crc = INITIAL;
        }
        if self.checks() {
            self.wire.cover(address << 1 | u8::from(read));
        }
        self.wire.phase = if read { Phase::Send } else { Phase::Register };
    }

    fn write(&mut self, byte: u8) -> bool {
        match self.wire.phase {
            Phase::Register => {
                self.wire.register = byte;
                self.wire.phase = Phase::Data;
                if self.checks() {
                    self.wire.cover(byte);
                }
            }
            Phase::Data if self.checks() => {
                self.wire.cover(byte);
                self.wire.phase = Phase::Check(byte);
            }
            Phase::Data => {
                self.settle();
                self.take(byte);
            }
            Phase::Check(data) => {
                if byte != self.wire.crc {
                    self.wire.phase = Phase::Idle;
                    return false;
                }
                self.settle();
                self.take(data);
                self.wire.phase = Phase::Data;
            }
            Phase::Idle | Phase::Send | Phase::SendCheck => return false,
        }
        true
    }

    fn read(&mut self) -> u8 {
        match self.wire.phase {
            Phase::Send => {
                let register = self.wire.register;
                let byte = self.fetch(register);
                self.wire.register = register.wrapping_add(1);
                if self.checks() {
                    self.wire.cover(byte);
                    self.wire.phase = Phase::SendCheck;
                }
                byte
            }
            Phase::SendCheck => {
                self.wire.phase = Phase::Send;
                core::mem::replace(&mut self.wire.crc, INITIAL)
            }
            _ => IDLE,
        }
    }

    fn stop(&mut self) {
        self.wire.phase = Phase::Idle;
        self.buffer.end();
    }

    fn brown_out(&mut self) {
        Self::brown_out(self);
    }
}
