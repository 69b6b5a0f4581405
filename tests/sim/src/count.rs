//! How much a bus has moved: the budget of a driver.

use core::{
    cell::Cell,
    iter::Sum,
    ops::{Add, Sub},
};

/// What a bus has moved since its world began. The difference of two is a budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Transfers: from a START to its STOP, from selecting to deselecting, one attempt to send a frame, or what a port sends
    /// without its buffer running empty. One that failed at once counts too.
    pub transfers: u64,
    /// Bit times on the wire. I2C: 9 for each byte and address, 1 for each START, repeated START and STOP. SPI: 8 for each word.
    /// CAN: from start of frame to end of frame or of the error delimiter, with stuff bits. Serial: 10 to 12 for each character.
    pub bits: u64,
    /// Data bytes, in both directions, without I2C addresses. An SPI word that goes both ways counts once.
    pub bytes: u64,
}

impl Add for Counts {
    type Output = Self;

    /// Returns what two buses have moved together.
    fn add(self, other: Self) -> Self {
        Self {
            transfers: self.transfers.saturating_add(other.transfers),
            bits: self.bits.saturating_add(other.bits),
            bytes: self.bytes.saturating_add(other.bytes),
        }
    }
}

impl Sum for Counts {
    fn sum<I: Iterator<Item = Self>>(buses: I) -> Self {
        buses.fold(Self::default(), Add::add)
    }
}

impl Sub for Counts {
    type Output = Self;

    /// Returns what was moved since `earlier`; nothing where `earlier` is later.
    fn sub(self, earlier: Self) -> Self {
        Self {
            transfers: self.transfers.saturating_sub(earlier.transfers),
            bits: self.bits.saturating_sub(earlier.bits),
            bytes: self.bytes.saturating_sub(earlier.bytes),
        }
    }
}

/// Running counts of one bus.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    transfers: Cell<u64>,
    bits: Cell<u64>,
    bytes: Cell<u64>,
}

impl Counters {
    /// Notes a transfer.
    pub(crate) fn transfer(&self) {
        self.transfers.set(self.transfers.get() + 1);
    }

    /// Notes what a transfer has moved.
    pub(crate) fn moved(&self, bits: u64, bytes: u64) {
        self.bits.set(self.bits.get() + bits);
        self.bytes.set(self.bytes.get() + bytes);
    }

    /// Notes transfers that moved the same, `times` over.
    pub(crate) fn repeated(&self, times: u64, bits: u64, bytes: u64) {
        self.transfers.set(self.transfers.get() + times);
        self.moved(times * bits, times * bytes);
    }

    pub(crate) fn get(&self) -> Counts {
        Counts {
            transfers: self.transfers.get(),
            bits: self.bits.get(),
            bytes: self.bytes.get(),
        }
    }
}
