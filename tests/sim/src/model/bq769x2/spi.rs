//! The part on SPI.

use super::{Bq769x2, conf::NEVER, nanos};
use crate::{device::SpiDevice, model::crc8};

/// What comes out when the answer is not there yet, and after a wrong CRC.
const NOT_READY: [u8; 3] = [0xFF, 0xFF, 0x00];
const WRONG: [u8; 3] = [0xFF, 0xFF, 0xAA];

/// The window under way, and what the next one sends.
#[derive(Debug, Clone)]
pub(super) struct Window {
    received: [u8; 3],
    count: usize,
    sent: [u8; 3],
    /// What the logic works on, and when it is done.
    pending: [u8; 2],
    pub(super) due: u64,
    answer: Option<[u8; 3]>,
}

impl Default for Window {
    fn default() -> Self {
        Self {
            received: [0; 3],
            count: 0,
            sent: NOT_READY,
            pending: [0; 2],
            due: NEVER,
            answer: None,
        }
    }
}

impl Window {
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }
}

fn crc(bytes: [u8; 2]) -> u8 {
    bytes.into_iter().fold(0, crc8::after)
}

impl Bq769x2 {
    /// The logic takes what was received.
    pub(super) fn process_window(&mut self) {
        let [head, data] = self.window.pending;
        self.window.due = NEVER;
        let register = head & 0x7F;
        let reply = if head & 0x80 == 0 {
            [head, self.fetch(register)]
        } else {
            self.store(register, data);
            [head, data]
        };
        let [a, b] = reply;
        self.window.answer = Some([a, b, crc(reply)]);
    }

    fn is_on_spi(&self) -> bool {
        !self.comm.is_i2c() && self.hears()
    }
}

impl SpiDevice for Bq769x2 {
    fn select(&mut self) {
        self.settle();
        self.window.count = 0;
        if !self.is_on_spi() {
            self.window.sent = [0xFF; 3];
            return;
        }
        self.hear();
        self.window.sent = self.window.answer.take().unwrap_or(NOT_READY);
    }

    fn exchange(&mut self, byte: u8) -> u8 {
        let index = self.window.count;
        self.window.count = index.saturating_add(1);
        if let Some(cell) = self.window.received.get_mut(index) {
            *cell = byte;
        }
        self.window.sent.get(index).copied().unwrap_or(0xFF)
    }

    fn deselect(&mut self) {
        let needed = if self.comm.has_crc() { 3 } else { 2 };
        if !self.is_on_spi() || self.window.count < needed {
            return;
        }
        let [head, data, check] = self.window.received;
        if self.comm.has_crc() && crc([head, data]) != check {
            self.window.answer = Some(WRONG);
            return;
        }
        self.window.pending = [head, data];
        self.window.due = self.clock.nanos().saturating_add(nanos(self.open.spi_time));
        self.window.answer = None;
        self.next = self.next.min(self.window.due);
    }

    fn brown_out(&mut self) {
        Self::brown_out(self);
    }
}
