//! Frames on the wire.

use super::{
    Mode, OtherReply, Ucc5870,
    registers::{
        self, ADCDATA1, ADCDATA8, CONTROL1, CONTROL2, CRCDATA, GD_ADDR, SPITEST, STATUS1, STATUS2,
        STATUS3, STATUS4, STATUS5,
    },
    table,
};
use crate::{device::SpiDevice, model::crc8};

const BROADCAST: u16 = 0xF;
/// Heard by all, too.
const ANYBODY: u16 = 0x0;

/// Least time between frames, in ns.
const PAUSE: u64 = 250;

const DRV_EN: u16 = 0x009;
const DRV_DIS: u16 = 0x00A;
const CFG_IN: u16 = 0x222;
const NOP: u16 = 0x542;
const SW_RESET: u16 = 0x708;

/// State of the interface.
#[derive(Debug, Clone)]
pub(super) struct Wire {
    selected: bool,
    shift: u16,
    bytes: u32,
    reply: u16,
    /// Whether SDO is driven in the next window.
    drives: bool,
    pub(super) pointer: u8,
    /// CRC over what was received.
    received: u8,
    /// What was last written to CRC_TX.
    written: u8,
    /// CRC over what was sent.
    transmitted: u8,
    test: u16,
    /// When the last window ended, in ns.
    ended: Option<u64>,
}

impl Default for Wire {
    fn default() -> Self {
        Self {
            selected: false,
            shift: 0,
            bytes: 0,
            reply: 0,
            drives: false,
            pointer: 0,
            received: crc8::INITIAL,
            written: 0,
            transmitted: crc8::INITIAL,
            test: 0,
            ended: None,
        }
    }
}

impl Ucc5870 {
    fn hears(&self) -> bool {
        !self.silent
            && self.is_primary_powered()
            && (self.open.hears_before_ready || self.is_primary_ready())
    }

    /// Exchanges a byte; returns what SDO sends, if it is driven.
    pub(super) fn shift(&mut self, byte: u8) -> Option<u8> {
        if !self.wire.selected || !self.hears() {
            return None;
        }
        let [out, kept] = self.wire.shift.to_be_bytes();
        self.wire.shift = u16::from_be_bytes([kept, byte]);
        self.wire.bytes += 1;
        self.wire.drives.then(|| {
            self.wire.transmitted = crc8::after(self.wire.transmitted, out);
            out
        })
    }

    fn end_window(&mut self) {
        let bytes = core::mem::take(&mut self.wire.bytes);
        self.wire.ended = Some(self.clock.nanos());
        if bytes == 0 || !bytes.is_multiple_of(2) || !self.hears() {
            return;
        }
        let frame = self.wire.shift;
        let target = frame >> 12;
        let mine = target == ANYBODY || target == BROADCAST || target == u16::from(self.address);
        let counts = mine || self.open.counts_frames_to_others;
        let before = self.wire.received;
        if counts {
            for byte in frame.to_be_bytes() {
                self.wire.received = crc8::after(self.wire.received, byte);
            }
        }
        self.wire.drives = mine && target != BROADCAST;
        self.wire.reply = match self.open.other_reply {
            OtherReply::Zeros => 0,
            OtherReply::Echo => frame,
        };
        if mine {
            self.command(frame, before);
        }
    }

    /// Does what a frame says; `before` is the CRC of all frames before it.
    fn command(&mut self, frame: u16, before: u8) {
        let [high, low] = frame.to_be_bytes();
        let command = frame & 0x0FFF;
        match command {
            DRV_EN => self.enable(),
            DRV_DIS => {
                if self.mode == Mode::Active {
                    self.mode = self.open.after_disable;
                    self.enable_received = false;
                }
            }
            CFG_IN => {
                if !self.is_enabled() {
                    self.mode = Mode::Configuration2;
                }
            }
            NOP => {}
            SW_RESET => self.software_reset(),
            _ => match high & 0x0F {
                0x1 if low & 0xE0 == 0 => self.wire.reply = self.take(low),
                0xA => self.write_high(low, crc8::after(before, high)),
                0xB => self.write(low, 0x00FF),
                0xC if low & 0xE0 == 0 => self.wire.pointer = low,
                0xD if low & 0xF0 == 0xA0 => self.assign(frame),
                _ => {}
            },
        }
    }

    fn assign(&mut self, frame: u16) {
        let address = u8::try_from(frame & 0xF).unwrap_or_default();
        if frame >> 12 == BROADCAST && self.stage.plus() && self.mode != Mode::Active {
            self.address = address;
        }
    }

    fn write_high(&mut self, byte: u8, crc: u8) {
        if self.wire.pointer != CRCDATA {
            self.write(byte, 0xFF00);
        } else if self.mode != Mode::Active || self.open.takes_crc_while_active {
            self.wire.written = byte;
            self.wire.received = crc8::INITIAL;
            if byte != crc {
                self.latch(table::SPI);
            }
        }
    }

    /// Writes one half of the register pointed at.
    fn write(&mut self, byte: u8, half: u16) {
        let pointer = self.wire.pointer;
        let value = u16::from_be_bytes([byte, byte]) & half;
        match pointer {
            SPITEST => self.wire.test = self.wire.test & !half | value,
            CONTROL1 => {
                if value & 1 << 15 != 0 {
                    self.wire.received = crc8::INITIAL;
                    self.wire.transmitted = crc8::INITIAL;
                }
                self.check_primary(value);
            }
            CONTROL2 => {
                if value & 1 << 15 != 0 {
                    self.clear_status();
                }
                self.check_secondary(value);
            }
            _ if self.mode == Mode::Configuration2 => {
                let old = self.file.get(pointer);
                self.file.set(pointer, old & !half | value);
            }
            _ => {}
        }
    }

    /// Reads a register, with what reading does to it.
    fn take(&mut self, register: u8) -> u16 {
        let value = self.peek(register);
        match register {
            CRCDATA => self.wire.transmitted = crc8::INITIAL,
            STATUS1 => self.warned.0 = false,
            STATUS4 => self.warned.1 = false,
            ADCDATA1..=ADCDATA8 => self.convert(register),
            _ => {}
        }
        match register {
            ADCDATA1..=ADCDATA8 => self.peek(register),
            _ => value,
        }
    }

    /// Returns a register as it stands.
    pub(super) fn peek(&self, register: u8) -> u16 {
        match register {
            ADCDATA1..=ADCDATA8 => self.result(register),
            CRCDATA => u16::from_be_bytes([self.wire.written, self.wire.transmitted]),
            SPITEST => self.wire.test,
            GD_ADDR => u16::from(self.address),
            STATUS1 | STATUS2 | STATUS3 | STATUS4 | STATUS5 => self.status(register),
            _ => self.file.get(register),
        }
    }

    /// Returns the CRC over the frames that were received since it last began.
    pub const fn received_crc(&self) -> u8 {
        self.wire.received
    }

    /// Flips bits of a register of the configuration, as a disturbance does; the part notices by its CRC.
    pub fn corrupt(&mut self, register: u8, bits: u16) {
        self.change(|part, _| {
            let value = part.file.get(register) ^ bits;
            if part.file.set(register, value) && !part.file.has(registers::CFG8, 6) {
                part.latch(if registers::is_primary(register) {
                    table::CFG_CRC
                } else {
                    table::CFG_CRC_SEC
                });
            }
        });
    }
}

impl SpiDevice for Ucc5870 {
    fn select(&mut self) {
        self.settle();
        let now = self.clock.nanos();
        let ended = self.wire.ended;
        self.hasty_frames += u64::from(ended.is_some_and(|ended| now - ended < PAUSE));
        self.wire.selected = true;
        self.wire.bytes = 0;
        self.wire.shift = self.wire.reply;
    }

    /// Reads ones while SDO is not driven.
    fn exchange(&mut self, byte: u8) -> u8 {
        self.shift(byte).unwrap_or(0xFF)
    }

    fn deselect(&mut self) {
        self.settle();
        if core::mem::take(&mut self.wire.selected) {
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
