//! Subcommands and their buffer.

use super::{
    Bq769x2, Mode,
    conf::{MILLISECOND, NEVER, SECOND, bits},
    fets::{FET_EN, fet},
    memory::{Memory, at},
    nanos,
    part::Comm,
};

pub(super) const BUFFER: usize = 32;
/// What number, checksum and length add to the length.
const OVERHEAD: u8 = 4;
/// Within which a command has to come twice, in ns.
const TWICE: u64 = 4 * SECOND;
const MICROSECOND: u64 = 1_000;

/// The window at 3E to 61.
#[derive(Debug, Clone)]
pub(super) struct Buffer {
    number: [u8; 2],
    /// When the subcommand is done, if one is under way.
    pub(super) due: u64,
    bytes: [u8; BUFFER],
    checksum: u8,
    length: u8,
    /// The host has written data for this number.
    is_hosts: bool,
    /// Checksum that was written just now.
    written: Option<u8>,
    /// The latest number, and when.
    latest: Option<(u16, u64)>,
    /// Until when the part is busy with what was written.
    busy: u64,
}

impl Default for Buffer {
    fn default() -> Self {
        Self {
            number: [0; 2],
            due: NEVER,
            bytes: [0; BUFFER],
            checksum: 0,
            length: 0,
            is_hosts: false,
            written: None,
            latest: None,
            busy: 0,
        }
    }
}

impl Buffer {
    pub(super) fn read(&self, register: u8) -> u8 {
        match register {
            0x3E if self.due == NEVER => self.number[0],
            0x3F if self.due == NEVER => self.number[1],
            0x40..0x60 => {
                let offset = usize::from(register - 0x40);
                self.bytes.get(offset).copied().unwrap_or_default()
            }
            0x60 => self.checksum,
            0x61 => self.length,
            _ => 0xFF,
        }
    }

    /// What is written must come in one piece.
    pub(super) fn end(&mut self) {
        self.written = None;
    }

    fn sum(&self, data: &[u8]) -> u8 {
        let bytes = self.number.iter().chain(data);
        !bytes.fold(0_u8, |sum, byte| sum.wrapping_add(*byte))
    }
}

/// Returns times of listed subcommands in ns.
const fn duration(number: u16) -> Option<u64> {
    let microseconds = match number {
        0x0001..=0x0003 => 400,
        0x0004 => 8_500,
        0x0005 => 450,
        0x0009 => 650,
        0x0071..=0x0077 => 660,
        0x0090 => 2_000,
        0x0092 => 1_000,
        _ => return None,
    };
    Some(microseconds * MICROSECOND)
}

impl Bq769x2 {
    /// Takes a byte for the window.
    pub(super) fn write_buffer(&mut self, register: u8, byte: u8) {
        let written = self.buffer.written.take();
        match register {
            0x3E => self.buffer.number[0] = byte,
            0x3F => {
                self.buffer.number[1] = byte;
                self.begin_subcommand();
            }
            0x40..0x60 => {
                let offset = usize::from(register - 0x40);
                if let Some(cell) = self.buffer.bytes.get_mut(offset) {
                    *cell = byte;
                }
                self.buffer.is_hosts = true;
            }
            0x60 => {
                self.buffer.checksum = byte;
                self.buffer.written = Some(byte);
            }
            0x61 => {
                self.buffer.length = byte;
                if let Some(checksum) = written {
                    self.take_data(byte, checksum);
                }
            }
            _ => {}
        }
    }

    fn begin_subcommand(&mut self) {
        let number = u16::from_le_bytes(self.buffer.number);
        let other = nanos(self.open.other_subcommand);
        let begin = self.at.max(self.buffer.busy);
        self.buffer.due = begin.saturating_add(duration(number).unwrap_or(other));
        self.buffer.is_hosts = false;
        self.next = self.next.min(self.buffer.due);
    }

    /// Length has come after the checksum: takes the data.
    fn take_data(&mut self, length: u8, checksum: u8) {
        let count = usize::from(length.saturating_sub(OVERHEAD));
        let bytes = self.buffer.bytes;
        let Some(data) = bytes.get(..count).filter(|data| !data.is_empty()) else {
            return;
        };
        if self.buffer.sum(data) != checksum {
            return;
        }
        let now = self.at;
        self.buffer.due = NEVER;
        self.buffer.busy = now.saturating_add(nanos(self.open.write_time));
        self.put(u16::from_le_bytes(self.buffer.number), data, now);
        self.refresh(now);
    }

    fn put(&mut self, number: u16, data: &[u8], now: u64) {
        let first = data.first().copied().unwrap_or_default();
        let word = || u16::from_le_bytes([first, data.get(1).copied().unwrap_or_default()]);
        match number {
            _ if Memory::has(number) && !self.is_sealed => {
                if self.mode == Mode::Config {
                    self.memory.put(number, data);
                } else if self.open.writes_outside {
                    self.memory.put(number, data);
                    self.apply(now);
                    self.is_stale = true;
                }
            }
            0x0070 => {
                for (cell, byte) in self.scratch.iter_mut().zip(data) {
                    *cell = *byte;
                }
            }
            0x0083 => self.command_balancing(word(), now),
            0x0084 => self.command_level(word(), now),
            0x0097 => self.hold_fets(first & 0x0F),
            0x0098 => self.regulators = first,
            _ => {}
        }
    }

    /// Returns whether the same number came within 4 s before.
    fn is_second(&mut self, number: u16, now: u64) -> bool {
        let latest = self.buffer.latest.replace((number, now));
        latest.is_some_and(|(before, time)| before == number && now - time.min(now) <= TWICE)
    }

    pub(super) fn finish_subcommand(&mut self, now: u64) {
        self.buffer.due = NEVER;
        let number = u16::from_le_bytes(self.buffer.number);
        let is_second = self.is_second(number, now);
        if Memory::has(number) {
            let bytes = self.memory.bytes::<BUFFER>(number);
            self.respond(&bytes);
            return;
        }
        if !self.answer(number, now) {
            self.command(number, is_second, now);
        }
    }

    /// Fills the buffer, unless the host has written to it meanwhile.
    pub(super) fn respond(&mut self, bytes: &[u8]) {
        if self.buffer.is_hosts {
            return;
        }
        for (cell, byte) in self.buffer.bytes.iter_mut().zip(bytes) {
            *cell = *byte;
        }
        self.buffer.checksum = self.buffer.sum(bytes);
        let length = u8::try_from(bytes.len()).unwrap_or_default();
        self.buffer.length = length + OVERHEAD;
    }

    fn command(&mut self, number: u16, is_second: bool, now: u64) {
        let is_open = !self.is_sealed;
        match number {
            0x000E => self.leave_deep_sleep(now),
            0x000F if is_second && self.mode != Mode::Config => self.enter_deep_sleep(now),
            0x0010 if is_open || is_second => {
                let delay = u64::from(self.active.u1(at::SHUTDOWN_COMMAND_DELAY));
                self.want_shutdown(delay * 250 * MILLISECOND, now);
            }
            0x0012 if is_open => {
                let delay = nanos(self.open.reset);
                self.reset(now, delay);
            }
            0x001C if is_open => self.test_fet(fet::PDSG),
            0x001E if is_open => self.test_fet(fet::PCHG),
            0x001F if is_open => self.test_fet(fet::CHG),
            0x0020 if is_open => self.test_fet(fet::DSG),
            0x0022 if is_open => {
                self.manufacturing ^= FET_EN;
                self.tested = 0;
            }
            0x0024 if is_open => self.manufacturing ^= 1 << 6,
            0x0030 => self.is_sealed = true,
            0x0082 => self.clear_charge(now),
            0x0090 if is_open => self.enter_config(now),
            0x0092 => self.leave_config(now),
            0x0093 => self.hold_fets(self.host_off | 0b0011),
            0x0094 => self.hold_fets(self.host_off | 0b1100),
            0x0095 => self.hold_fets(0x0F),
            0x0096 => self.hold_fets(0),
            0x0099 => self.may_sleep = true,
            0x009A => self.may_sleep = false,
            0x009B => self.recover(bits::OCDL),
            0x009C => self.recover(bits::SCDL),
            0x29BC if is_open => {
                let comm = Comm::from_type(self.memory.u1(at::COMM_TYPE));
                self.comm = comm.unwrap_or(self.variant);
            }
            0x29E7 if is_open => self.comm = Comm::I2c,
            0x7C35 if is_open => self.comm = Comm::SpiCrc,
            _ => {}
        }
    }
}
