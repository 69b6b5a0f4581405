//! What can go wrong on a wire, as data, and when it shall.

use crate::random::Random;
use alloc::vec::Vec;
use core::time::Duration;
use embedded_hal::{
    i2c::{self, NoAcknowledgeSource},
    spi,
};

/// One thing that goes wrong during one transfer. Bytes are counted from 0 within the transfer, each direction by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fault {
    /// The part does not acknowledge its address; it sees nothing of the transfer. I2C only.
    NackAddress,
    /// The part does not take written byte `byte`. I2C only.
    NackData {
        /// Index among the written bytes.
        byte: u32,
    },
    /// A line is held: the controller cannot begin. On SPI another controller holds the select line.
    BusBusy,
    /// Another controller wins during the address; the part sees nothing. I2C only.
    ArbitrationLoss,
    /// The controller loses received data. The whole transfer has moved.
    Overrun,
    /// A bit of a byte from the part arrives inverted.
    FlippedBit {
        /// Index among the read bytes.
        byte: u32,
        /// Bit 0 (least significant) to 7.
        bit: u8,
    },
    /// The data line sticks low while the part talks.
    ReadsZeros,
    /// The data line sticks high while the part talks.
    ReadsOnes,
    /// The part stops driving after some bytes; the rest reads as ones. This is what a short read looks like to a controller.
    LetsGo {
        /// Read bytes that still arrive.
        after: u32,
    },
    /// The part's supply dips just before the transfer, which then meets reset values.
    BrownOut,
    /// The part answers later: it stretches the I2C clock after its address, or the SPI controller pauses after selecting.
    Late(Duration),
    /// The interrupt at the end of the transfer is lost: an async transfer has ended, but nobody wakes its task. A blocking
    /// transfer has none to lose.
    LostWakeUp,
}

impl Fault {
    /// One of each that can happen on I2C.
    pub const I2C: &[Self] = &[
        Self::NackAddress,
        Self::NackData { byte: 0 },
        Self::BusBusy,
        Self::ArbitrationLoss,
        Self::Overrun,
        Self::FlippedBit { byte: 0, bit: 0 },
        Self::ReadsZeros,
        Self::ReadsOnes,
        Self::LetsGo { after: 1 },
        Self::BrownOut,
        Self::Late(Duration::from_millis(1)),
        Self::LostWakeUp,
    ];

    /// One of each that can happen on SPI.
    pub const SPI: &[Self] = &[
        Self::BusBusy,
        Self::Overrun,
        Self::FlippedBit { byte: 0, bit: 0 },
        Self::ReadsZeros,
        Self::ReadsOnes,
        Self::LetsGo { after: 1 },
        Self::BrownOut,
        Self::Late(Duration::from_millis(1)),
        Self::LostWakeUp,
    ];

    /// Returns what an I2C controller reports by itself; `None` where the transfer looks good to it.
    pub const fn i2c_error(self) -> Option<i2c::ErrorKind> {
        match self {
            Self::NackAddress => Some(i2c::ErrorKind::NoAcknowledge(NoAcknowledgeSource::Address)),
            Self::NackData { .. } => Some(i2c::ErrorKind::NoAcknowledge(NoAcknowledgeSource::Data)),
            Self::BusBusy => Some(i2c::ErrorKind::Bus),
            Self::ArbitrationLoss => Some(i2c::ErrorKind::ArbitrationLoss),
            Self::Overrun => Some(i2c::ErrorKind::Overrun),
            Self::FlippedBit { .. }
            | Self::ReadsZeros
            | Self::ReadsOnes
            | Self::LetsGo { .. }
            | Self::BrownOut
            | Self::Late(_)
            | Self::LostWakeUp => None,
        }
    }

    /// Returns what an SPI controller reports by itself; `None` where the transfer looks good to it.
    pub const fn spi_error(self) -> Option<spi::ErrorKind> {
        match self {
            Self::BusBusy => Some(spi::ErrorKind::ModeFault),
            Self::Overrun => Some(spi::ErrorKind::Overrun),
            _ => None,
        }
    }

    /// Returns what the controller receives for read byte `index`, where the part sent `byte`.
    pub(crate) fn distort(self, index: u32, byte: u8) -> u8 {
        match self {
            Self::FlippedBit { byte: at, bit } if at == index => {
                byte ^ 1_u8.checked_shl(u32::from(bit)).unwrap_or(0)
            }
            Self::ReadsZeros => 0x00,
            Self::ReadsOnes => 0xFF,
            Self::LetsGo { after } if index >= after => 0xFF,
            _ => byte,
        }
    }

    /// Returns whether it can happen at this kind of target.
    const fn concerns(self, target: Target) -> bool {
        match target {
            Target::I2c { .. } => true,
            Target::Spi { .. } => !matches!(
                self,
                Self::NackAddress | Self::NackData { .. } | Self::ArbitrationLoss
            ),
        }
    }
}

/// The far end of a transfer. Buses are numbered by kind, in the order in which the world handed them out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Target {
    /// An address on an I2C bus.
    I2c {
        /// Number of the bus.
        bus: u8,
        /// 7-bit address.
        address: u8,
    },
    /// A chip select of an SPI bus.
    Spi {
        /// Number of the bus.
        bus: u8,
        /// Number of the chip select.
        select: u8,
    },
}

/// When a fault strikes, counted over the transfers that the injection concerns since it was armed, from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
enum When {
    Nth(u32),
    From(u32),
    Seeded { one_in: u32, random: Random },
}

/// A fault with its time and place.
///
/// ```
/// use hal_power_sim::fault::{Fault, Injection, Target};
/// // The third transfer with the part at 0x40 is not acknowledged.
/// let injection = Injection::nth(2, Fault::NackAddress).at(Target::I2c { bus: 0, address: 0x40 });
/// # let _ = injection;
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Injection {
    fault: Fault,
    when: When,
    target: Option<Target>,
    seen: u32,
}

impl Injection {
    const fn new(fault: Fault, when: When) -> Self {
        Self {
            fault,
            when,
            target: None,
            seen: 0,
        }
    }

    /// Strikes transfer `n` (0 is the next one), once.
    pub const fn nth(n: u32, fault: Fault) -> Self {
        Self::new(fault, When::Nth(n))
    }

    /// Strikes transfer `n` and all that follow.
    pub const fn from(n: u32, fault: Fault) -> Self {
        Self::new(fault, When::From(n))
    }

    /// Strikes one transfer in `one_in` on average, the same ones for the same `seed`; for 0 none.
    pub const fn seeded(seed: u64, one_in: u32, fault: Fault) -> Self {
        Self::new(
            fault,
            When::Seeded {
                one_in,
                random: Random::new(seed),
            },
        )
    }

    /// Strikes, and counts, only transfers with `target`.
    #[must_use]
    pub const fn at(mut self, target: Target) -> Self {
        self.target = Some(target);
        self
    }

    /// Counts a transfer and returns whether it is struck.
    fn strikes(&mut self, target: Target) -> bool {
        if !self.fault.concerns(target) || self.target.is_some_and(|only| only != target) {
            return false;
        }
        let n = self.seen;
        self.seen = n.saturating_add(1);
        match &mut self.when {
            When::Nth(at) => *at == n,
            When::From(at) => *at <= n,
            When::Seeded { one_in, random } => random.one_in(*one_in),
        }
    }

    /// Returns whether it will never strike again.
    const fn is_spent(&self) -> bool {
        matches!(self.when, When::Nth(at) if self.seen > at)
    }
}

/// The injections in force, and how many faults made a difference.
#[derive(Debug, Default)]
pub(crate) struct Schedule {
    injections: Vec<Injection>,
    pub(crate) struck: u64,
}

impl Schedule {
    pub(crate) fn arm(&mut self, injection: Injection) {
        self.injections.push(injection);
    }

    pub(crate) fn clear(&mut self) {
        self.injections.clear();
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.injections.is_empty()
    }

    /// Counts a transfer in every injection and returns the fault of the first that strikes.
    pub(crate) fn next(&mut self, target: Target) -> Option<Fault> {
        let mut fault = None;
        for injection in &mut self.injections {
            if injection.strikes(target) {
                fault = fault.or(Some(injection.fault));
            }
        }
        self.injections.retain(|injection| !injection.is_spent());
        fault
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHUNT: Target = Target::I2c {
        bus: 0,
        address: 0x40,
    };
    const OTHER: Target = Target::I2c {
        bus: 0,
        address: 0x41,
    };

    #[test]
    fn counts_only_what_it_concerns() {
        let mut schedule = Schedule::default();
        schedule.arm(Injection::nth(1, Fault::NackAddress).at(SHUNT));
        assert_eq!(schedule.next(SHUNT), None);
        assert_eq!(schedule.next(OTHER), None);
        assert_eq!(schedule.next(SHUNT), Some(Fault::NackAddress));
        assert!(schedule.is_empty());
    }

    #[test]
    fn an_i2c_fault_waits_for_i2c() {
        let mut schedule = Schedule::default();
        schedule.arm(Injection::nth(0, Fault::NackAddress));
        assert_eq!(schedule.next(Target::Spi { bus: 0, select: 0 }), None);
        assert_eq!(schedule.next(SHUNT), Some(Fault::NackAddress));
    }

    #[test]
    fn a_seed_repeats() {
        let strikes = |seed| {
            let mut schedule = Schedule::default();
            schedule.arm(Injection::seeded(seed, 4, Fault::BusBusy));
            (0..1_000)
                .map(|_| schedule.next(SHUNT).is_some())
                .collect::<Vec<_>>()
        };
        assert_eq!(strikes(7), strikes(7));
        assert_ne!(strikes(7), strikes(8));
        let struck = strikes(7).iter().filter(|&&struck| struck).count();
        assert!((200..300).contains(&struck), "{struck}");
    }

    #[test]
    fn every_bit_of_a_byte_can_flip_and_no_ninth() {
        for bit in 0..8 {
            assert_eq!(Fault::FlippedBit { byte: 2, bit }.distort(2, 0), 1 << bit);
        }
        assert_eq!(Fault::FlippedBit { byte: 2, bit: 8 }.distort(2, 0x55), 0x55);
        assert_eq!(Fault::FlippedBit { byte: 2, bit: 0 }.distort(1, 0x55), 0x55);
    }
}
