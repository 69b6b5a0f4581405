//! The records of a trace.

use super::SerialTransfer;
use crate::can::{DELIMITER, SimFrame};
use alloc::vec::Vec;
use embedded_hal::{i2c, spi};

/// One entry of a trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Record {
    /// A transfer on an I2C bus.
    I2c(I2cTransfer),
    /// A transfer on an SPI bus.
    Spi(SpiTransfer),
    /// An attempt to send a frame on a CAN bus.
    Can(CanTransfer),
    /// What a port on a serial line sent.
    Serial(SerialTransfer),
    /// A wire changed its level.
    Pin(PinEdge),
}

impl Record {
    pub(super) fn bits(&self) -> u64 {
        match self {
            Self::I2c(transfer) => transfer.bits(),
            Self::Spi(transfer) => transfer.bits(),
            Self::Can(transfer) => transfer.bits(),
            Self::Serial(transfer) => transfer.bits(),
            Self::Pin(_) => 0,
        }
    }

    pub(super) fn same_bits(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::I2c(one), Self::I2c(other)) => {
                (one.bus, &one.symbols, one.error) == (other.bus, &other.symbols, other.error)
            }
            (Self::Spi(one), Self::Spi(other)) => {
                (one.bus, one.select, one.mode, &one.symbols, one.error)
                    == (
                        other.bus,
                        other.select,
                        other.mode,
                        &other.symbols,
                        other.error,
                    )
            }
            (Self::Can(one), Self::Can(other)) => {
                (one.bus, one.node, one.frame, one.spoiled)
                    == (other.bus, other.node, other.frame, other.spoiled)
            }
            (Self::Serial(one), Self::Serial(other)) => {
                (one.bus, one.port, one.format, &one.symbols)
                    == (other.bus, other.port, other.format, &other.symbols)
            }
            (Self::Pin(one), Self::Pin(other)) => (one.pin, one.high) == (other.pin, other.high),
            _ => false,
        }
    }
}

/// A transfer on an I2C bus, from START to STOP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct I2cTransfer {
    /// Number of the bus.
    pub bus: u8,
    /// Start in ns.
    pub start: u64,
    /// Length of a bit in ns.
    pub bit_time: u64,
    /// What was on the wire. Empty where the controller could not begin; without a STOP where it lost the arbitration.
    pub symbols: Vec<I2cSymbol>,
    /// What the controller reported.
    pub error: Option<i2c::ErrorKind>,
}

impl I2cTransfer {
    /// Returns the bit times on the wire.
    pub fn bits(&self) -> u64 {
        self.symbols.iter().map(|symbol| symbol.bits()).sum()
    }
}

/// A step of an I2C transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum I2cSymbol {
    /// START or repeated START with its address byte.
    Start {
        /// 7-bit address.
        address: u8,
        /// Direction bit.
        read: bool,
        /// Whether a part acknowledged.
        acked: bool,
    },
    /// A data byte, in the direction of the last START.
    Byte {
        /// The byte as the receiver took it.
        value: u8,
        /// Whether the receiver acknowledged; a controller does not acknowledge the last byte it reads.
        acked: bool,
    },
    /// The part holds the clock low for this many ns.
    Stretch(u64),
    /// STOP.
    Stop,
}

impl I2cSymbol {
    /// Returns its bit times.
    pub const fn bits(self) -> u64 {
        match self {
            Self::Start { .. } => 10,
            Self::Byte { .. } => 9,
            Self::Stretch(_) => 0,
            Self::Stop => 1,
        }
    }
}

/// A transfer on an SPI bus, from selecting to deselecting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpiTransfer {
    /// Number of the bus.
    pub bus: u8,
    /// Number of the chip select.
    pub select: u8,
    /// Clock polarity and phase.
    pub mode: spi::Mode,
    /// Start in ns: the chip select goes active, the first bit follows half a bit time later.
    pub start: u64,
    /// Length of a bit in ns.
    pub bit_time: u64,
    /// What was on the wire. Empty where the controller could not begin.
    pub symbols: Vec<SpiSymbol>,
    /// What the controller reported.
    pub error: Option<spi::ErrorKind>,
}

impl SpiTransfer {
    /// Returns the bit times on the wire.
    pub fn bits(&self) -> u64 {
        self.symbols.iter().map(|symbol| symbol.bits()).sum()
    }
}

/// A step of an SPI transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpiSymbol {
    /// One byte each way.
    Word {
        /// From the controller.
        out: u8,
        /// To the controller, as it arrived.
        back: u8,
    },
    /// The clock rests for this many ns.
    Delay(u64),
}

impl SpiSymbol {
    /// Returns its bit times.
    pub const fn bits(self) -> u64 {
        match self {
            Self::Word { .. } => 8,
            Self::Delay(_) => 0,
        }
    }
}

/// An attempt to send a frame on a CAN bus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CanTransfer {
    /// Number of the bus.
    pub bus: u8,
    /// Number of the node that sent it; the lowest where several sent the same bits.
    pub node: u8,
    /// Start in ns.
    pub start: u64,
    /// Length of a bit in ns.
    pub bit_time: u64,
    /// The frame.
    pub frame: SimFrame,
    /// What went wrong; `None` where it was acknowledged.
    pub spoiled: Option<Spoiled>,
}

/// An error on a CAN bus, as it was on the wire: bits of the frame, perhaps recessive bits, dominant flags, eight recessive bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spoiled {
    /// What the sender noticed.
    pub kind: embedded_can::ErrorKind,
    /// Bits of the frame up to and with the one that was wrong.
    pub bits: u8,
    /// Whether that one was inverted on the wire.
    pub inverted: bool,
    /// Recessive bits of a passive flag before anyone sends a dominant one.
    pub recessive: u8,
    /// Dominant bits of all flags together, 6 to 12; none where only passive nodes are there.
    pub dominant: u8,
}

impl CanTransfer {
    /// Returns the bit times on the wire, from start of frame to end of frame or of the error delimiter.
    pub fn bits(&self) -> u64 {
        let Some(own) = self.spoiled else {
            return self.frame.bits();
        };
        let flags = u64::from(own.recessive) + u64::from(own.dominant);
        u64::from(own.bits) + flags + DELIMITER
    }
}

/// A change of a wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PinEdge {
    /// Time in ns.
    pub at: u64,
    /// Number of the wire.
    pub pin: u8,
    /// The new level.
    pub high: bool,
}
