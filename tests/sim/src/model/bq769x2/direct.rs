//! Direct commands.

use super::{
    Bq769x2, Mode,
    conf::bits,
    judge::{decikelvin, ending, nearest},
};

impl Bq769x2 {
    /// Returns a byte of a register. Time stands still within a transfer.
    pub(super) fn fetch(&mut self, register: u8) -> u8 {
        let word = match register {
            0x02..=0x07 => return self.safety(register - 0x02),
            0x0A..=0x11 => return self.failure(register - 0x0A),
            0x14..0x34 => {
                let cell = usize::from((register - 0x14) / 2);
                self.results.cells.get(cell).copied().unwrap_or_default()
            }
            0x3E..=0x61 => return self.buffer.read(register),
            0x00 | 0x01 => i16::from(self.mode == Mode::Deep) << 2,
            0x12 | 0x13 => self.battery_status().cast_signed(),
            0x34 | 0x35 => self.user_volts(self.results.stack),
            0x36 | 0x37 => self.user_volts(self.results.pack),
            0x38 | 0x39 => self.user_volts(self.results.load),
            0x3A | 0x3B => ending(self.user_current()),
            0x62 | 0x63 => {
                self.see_scans(self.at);
                self.alarms.status.cast_signed()
            }
            0x64 | 0x65 => self.alarms.raw.cast_signed(),
            0x66 | 0x67 => self.alarms.enable.cast_signed(),
            0x68 | 0x69 => decikelvin(self.results.die),
            0x6A..0x7C => {
                let pin = usize::from((register - 0x6A) / 2);
                self.results.pins.get(pin).copied().unwrap_or_default()
            }
            0x7F => return self.fet_status(),
            _ => 0,
        };
        let [low, high] = word.to_le_bytes();
        if register & 1 == 0 { low } else { high }
    }

    /// Takes a byte for a register.
    pub(super) fn store(&mut self, register: u8, byte: u8) {
        match register {
            0x00 | 0x01 => self.write_buffer(register + 0x3E, byte),
            0x3E..=0x61 => self.write_buffer(register, byte),
            0x62 | 0x63 => {
                self.see_scans(self.at);
                self.alarms.status &= !half(register, byte);
            }
            0x66 | 0x67 => {
                self.see_scans(self.at);
                let kept = self.alarms.enable & !half(register, 0xFF);
                self.alarms.enable = kept | half(register, byte);
            }
            _ => {}
        }
    }

    /// Alert and status of A, B, C in turn.
    fn safety(&self, index: u8) -> u8 {
        let word = if index & 1 == 0 {
            // HWDF and PTO have no alert.
            self.alerts() & !(0b111 << 16)
        } else {
            self.watch.status
        };
        byte(word, index / 2)
    }

    /// The same of PF A to D.
    fn failure(&self, index: u8) -> u8 {
        let word = if index & 1 == 0 {
            self.alerts()
        } else {
            self.watch.status
        };
        byte(word >> 24, index / 2)
    }

    fn user_volts(&self, microvolts: i32) -> i16 {
        ending(nearest(microvolts.into(), self.conf.volts))
    }

    fn battery_status(&self) -> u16 {
        let status = self.watch.status;
        let security = if self.is_sealed { 3 } else { 1 };
        let flags = [
            (self.mode == Mode::Config, 0),
            (self.may_sleep, 2),
            (self.was_reset, 3),
            (self.checks_wires(), 5),
            (status & bits::SAFETY != 0, 11),
            (status & bits::PF != 0, 12),
            (self.shutdown_due != u64::MAX, 13),
            (self.mode == Mode::Sleep, 15),
        ];
        flags.iter().fold(security << 8, |word, (is_set, bit)| {
            word | u16::from(*is_set) << bit
        })
    }

    /// Whether the current sources are on in the loop under way.
    fn checks_wires(&self) -> bool {
        let interval = self.conf.open_wire;
        if !self.is_measuring() || interval == 0 {
            return false;
        }
        let passed = self.at.saturating_sub(self.origin_of_checks);
        passed >= interval && passed % interval < self.conf.cycle
    }

    fn fet_status(&mut self) -> u8 {
        self.see_scans(self.at);
        self.fets | u8::from(self.alarms.status != 0) << 6
    }
}

/// Returns a byte at its place in a register of two.
fn half(register: u8, byte: u8) -> u16 {
    if register & 1 == 0 {
        u16::from(byte)
    } else {
        u16::from(byte) << 8
    }
}

fn byte(word: u64, index: u8) -> u8 {
    u8::try_from(word >> (8 * index) & 0xFF).unwrap_or_default()
}
