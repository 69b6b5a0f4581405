//! Registers that the host writes.

use super::{CELLS, Open};

/// DCTO's unit without and with DTRNG, in ns.
const MINUTE: u64 = 60_000_000_000;

/// Bits of CFGAR5.
const SNAP_ST: u8 = 1 << 5;
const MUTE_ST: u8 = 1 << 4;
const COMM_BK: u8 = 1 << 3;

/// Configuration and duties. Reserved bits are 0.
#[derive(Debug, Clone)]
pub(super) struct File {
    pub(super) a: [u8; 6],
    pub(super) b: [u8; 6],
    /// PWMA, then the two bytes of PWMB.
    pub(super) pwm: [u8; CELLS / 2],
    /// When the discharge timer runs out, in ns; 0 while it does not run.
    timer: u64,
}

impl File {
    /// Returns what is there after power-up and sleep.
    pub(super) const fn reset() -> Self {
        Self {
            a: [0x01, 0x00, 0x00, 0xFF, 0x03, 0x00],
            b: [0x00, 0xF8, 0x7F, 0x00, 0x00, 0x00],
            pwm: [0; CELLS / 2],
            timer: 0,
        }
    }

    pub(super) fn write_a(&mut self, data: [u8; 6]) {
        const BITS: [u8; 6] = [0x87, 0xFF, 0xF8, 0xFF, 0x03, 0x3F];
        for ((slot, byte), bits) in self.a.iter_mut().zip(data).zip(BITS) {
            *slot = byte & bits;
        }
    }

    /// Takes the group, and starts the discharge timer.
    pub(super) fn write_b(&mut self, data: [u8; 6], now: u64) {
        self.b = data;
        self.timer = match data[3] & 0x3F {
            0 => 0,
            units => now + u64::from(units) * self.timer_unit(),
        };
    }

    /// Returns the group, with what is left of the timer.
    pub(super) fn read_b(&self, now: u64) -> [u8; 6] {
        let mut data = self.b;
        let left = self.timer.saturating_sub(now).div_ceil(self.timer_unit());
        data[3] = data[3] & 0xC0 | u8::try_from(left).unwrap_or(0x3F) & 0x3F;
        data
    }

    pub(super) fn write_pwm_a(&mut self, data: [u8; 6]) {
        for (slot, byte) in self.pwm.iter_mut().zip(data) {
            *slot = byte;
        }
    }

    pub(super) fn write_pwm_b(&mut self, data: [u8; 6]) {
        for (slot, byte) in self.pwm.iter_mut().skip(6).zip(data) {
            *slot = byte;
        }
    }

    pub(super) const fn read_pwm_a(&self) -> [u8; 6] {
        let [a, b, c, d, e, f, _, _] = self.pwm;
        [a, b, c, d, e, f]
    }

    pub(super) const fn read_pwm_b(&self) -> [u8; 6] {
        let [_, _, _, _, _, _, a, b] = self.pwm;
        [a, b, 0xFF, 0xFF, 0xFF, 0xFF]
    }

    const fn timer_unit(&self) -> u64 {
        if self.b[3] & 0x40 == 0 {
            MINUTE
        } else {
            16 * MINUTE
        }
    }

    /// Returns when the discharge timer runs out, 0 while it does not run.
    pub(super) const fn timer(&self) -> u64 {
        self.timer
    }

    /// Ends discharge by both ways.
    pub(super) const fn end_discharge(&mut self) {
        self.b[4] = 0;
        self.b[5] = 0;
        self.pwm = [0; CELLS / 2];
        self.timer = 0;
    }

    /// DCC by cell.
    pub(super) const fn switches(&self) -> u16 {
        u16::from_le_bytes([self.b[4], self.b[5]])
    }

    /// Duty of a cell in fifteenths.
    pub(super) fn duty(&self, index: usize) -> u8 {
        let byte = self.pwm.get(index / 2).copied().unwrap_or(0);
        if index.is_multiple_of(2) {
            byte & 0x0F
        } else {
            byte >> 4
        }
    }

    pub(super) const fn keeps_reference(&self) -> bool {
        self.a[0] & 0x80 != 0
    }

    /// How far C and S may be apart, in codes.
    pub(super) const fn threshold(&self) -> i32 {
        // 5.1, 8.1, 9, 10.05, 15, 19.95, 25.05 and 40.05 mV.
        match self.a[0] & 0x07 {
            0 => 34,
            1 => 54,
            2 => 60,
            3 => 67,
            4 => 100,
            5 => 133,
            6 => 167,
            _ => 267,
        }
    }

    /// Bit of FLAG_D.
    pub(super) const fn forces(&self, bit: u8) -> bool {
        self.a[1] >> bit & 1 == 1
    }

    /// Soak of an auxiliary channel in ns; a clock is 0.5 µs.
    pub(super) const fn soak(&self) -> u64 {
        let [_, _, soak, ..] = self.a;
        if soak & 0x80 == 0 {
            return 0;
        }
        let range = if soak & 0x40 == 0 { 6 } else { 13 };
        500 << (range + (soak >> 3 & 0x07))
    }

    /// Parameter of the filter, `None` while it is off.
    pub(super) const fn filter(&self) -> Option<i64> {
        Some(match self.a[5] & 0x07 {
            0 => return None,
            1 => 2,
            2 => 4,
            3 => 8,
            4 => 16,
            5 => 32,
            6 => 128,
            _ => 256,
        })
    }

    /// Thresholds as codes of a cell: under and over.
    pub(super) const fn limits(&self) -> (i16, i16) {
        let [a, b, c, ..] = self.b;
        let under = u16::from_le_bytes([a, b]) << 4;
        let over = u16::from_le_bytes([b, c]) & 0xFFF0;
        (under.cast_signed(), over.cast_signed())
    }

    pub(super) const fn is_snapped(&self) -> bool {
        self.a[5] & SNAP_ST != 0
    }

    pub(super) const fn is_muted(&self) -> bool {
        self.a[5] & MUTE_ST != 0
    }

    pub(super) const fn breaks_communication(&self) -> bool {
        self.a[5] & COMM_BK != 0
    }

    pub(super) const fn set_snap(&mut self, on: bool) {
        self.set_state(SNAP_ST, on);
    }

    pub(super) const fn set_mute(&mut self, on: bool) {
        self.set_state(MUTE_ST, on);
    }

    const fn set_state(&mut self, bit: u8, on: bool) {
        if on {
            self.a[5] |= bit;
        } else {
            self.a[5] &= !bit;
        }
    }

    /// Returns OC_CNTR.
    pub(super) fn oscillator(&self, open: &Open) -> u8 {
        let [good, fast, slow] = open.oscillator;
        if self.forces(0) {
            fast
        } else if self.forces(1) {
            slow
        } else {
            good
        }
    }
}
