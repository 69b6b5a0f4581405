//! Words on the wire.

use super::{
    Absence, Early, Stgap1,
    registers::{self, STATUS1, STATUS2, STATUS3, TEST1, status3},
};
use crate::{device::SpiDevice, model::crc8};

const NOP: u8 = 0x00;
const START_CONFIG: u8 = 0x2A;
const STOP_CONFIG: u8 = 0x3A;
const WRITE_REG: u8 = 0x80;
const READ_REG: u8 = 0xA0;
const RESET_REG: u8 = 0xC0;
const RESET_STATUS: u8 = 0xD0;
const GLOBAL_RESET: u8 = 0xEA;
const SLEEP: u8 = 0xF5;
const NUMBER: u8 = 0x1F;

/// State of the interface.
#[derive(Debug, Clone, Default)]
pub(super) struct Wire {
    selected: bool,
    shift: u16,
    bytes: u32,
    /// Answer to the last command.
    reply: u16,
    /// Answer before that.
    stale: u16,
    /// Register and CRC of the command, between a write and its data.
    expects: Option<(u8, u8)>,
    /// When the pause after the last command is over, in ns.
    ready: u64,
    hasty: bool,
}

impl Wire {
    /// Lets go what was in progress.
    pub(super) fn reset(&mut self, idle: u16) {
        *self = Self {
            reply: idle,
            stale: idle,
            ..Self::default()
        };
    }
}

impl Stgap1 {
    /// Returns the word that carries a byte to the controller.
    fn answer(&self, byte: u8) -> u16 {
        let crc = if self.active.checks_crc() || self.open.crc_without_check {
            crc8::after(crc8::INITIAL, byte)
        } else {
            0
        };
        u16::from_be_bytes([byte, crc])
    }

    pub(super) fn idle(&self) -> u16 {
        self.answer(self.open.idle_reply)
    }

    /// Takes one word; returns the answer, and the pause in ns that it needs.
    fn take(&mut self, word: u16) -> (u16, u64) {
        let [byte, check] = word.to_be_bytes();
        let expects = self.wire.expects.take();
        let before = expects.map_or(crc8::INITIAL, |(_, crc)| crc);
        let crc = crc8::after(before, byte);
        if self.active.checks_crc() && check != !crc {
            self.latch3(status3::SPI_ERR);
            return (self.idle(), 1_000);
        }
        if let Some((register, _)) = expects {
            self.write(register, byte);
            return (self.idle(), 1_000);
        }
        self.command(byte, crc)
    }

    fn command(&mut self, byte: u8, crc: u8) -> (u16, u64) {
        let number = byte & NUMBER;
        let mut pause = 1_000;
        match byte {
            NOP => {}
            START_CONFIG => {
                pause = 22_000;
                if !self.shutdown_pin && self.staged.is_none() {
                    self.staged = Some(self.active);
                }
            }
            STOP_CONFIG => {
                pause = 5_000;
                if let Some(staged) = self.staged.take() {
                    self.active = staged;
                }
            }
            RESET_STATUS => {
                pause = 50_000;
                for register in [STATUS1, STATUS2, STATUS3] {
                    self.reset_status(register);
                }
            }
            GLOBAL_RESET => self.global_reset(),
            SLEEP => self.asleep = true,
            _ => match byte & !NUMBER {
                WRITE_REG => self.wire.expects = Some((number, crc)),
                READ_REG => {
                    if registers::is_isolated(number) {
                        pause = 30_000;
                    }
                    return (self.answer(self.read(number)), pause);
                }
                RESET_REG if self.reset_status(number) => pause = 50_000,
                _ => self.latch3(status3::SPI_ERR),
            },
        }
        (self.idle(), pause)
    }

    fn write(&mut self, register: u8, value: u8) {
        if register == TEST1 {
            self.check(value);
            return;
        }
        let taken = match &mut self.staged {
            Some(staged) => staged.set(register, value),
            None => false,
        };
        if !taken && self.open.stray_write_is_error {
            self.latch3(status3::SPI_ERR);
        }
    }

    fn end_window(&mut self) {
        let bytes = core::mem::take(&mut self.wire.bytes);
        let hasty = core::mem::take(&mut self.wire.hasty);
        if bytes == 0 {
            return;
        }
        self.wire.stale = self.wire.reply;
        if hasty && self.open.early == Early::Ignored {
            self.wire.reply = self.idle();
            return;
        }
        if !bytes.is_multiple_of(2) {
            self.wire.expects = None;
            self.latch3(status3::SPI_ERR);
            self.wire.reply = self.idle();
            return;
        }
        let (reply, pause) = self.take(self.wire.shift);
        self.wire.reply = reply;
        self.wire.ready = self.clock.nanos().saturating_add(pause);
    }
}

impl SpiDevice for Stgap1 {
    fn select(&mut self) {
        self.settle();
        self.wire.selected = true;
        self.wire.bytes = 0;
        self.wire.hasty = self.clock.nanos() < self.wire.ready;
        self.hasty_windows += u64::from(self.wire.hasty);
        self.wire.shift = match (self.wire.hasty, self.open.early) {
            (true, Early::Ignored) => self.idle(),
            (true, Early::Stale) => self.wire.stale,
            _ => self.wire.reply,
        };
        self.touched();
    }

    fn exchange(&mut self, byte: u8) -> u8 {
        match self.absence {
            Some(Absence::Bridged) => return byte,
            Some(Absence::Stuck(high)) => return if high { 0xFF } else { 0x00 },
            None if !self.is_powered() => return 0x00,
            None if !self.wire.selected => return 0xFF,
            None => {}
        }
        let [out, kept] = self.wire.shift.to_be_bytes();
        self.wire.shift = u16::from_be_bytes([kept, byte]);
        self.wire.bytes += 1;
        out
    }

    fn deselect(&mut self) {
        self.settle();
        if core::mem::take(&mut self.wire.selected) {
            // What wakes the part is its last window's edge: a SLEEP in this one still counts.
            self.asleep = false;
            self.end_window();
        }
        self.touched();
    }

    fn brown_out(&mut self) {
        self.settle();
        self.power_up();
        self.touched();
    }
}
