//! What can go wrong on a wire, as data, and when it shall.

mod injection;

pub use injection::Injection;
pub(crate) use injection::Schedule;

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
    /// A bit of a byte from the part arrives inverted. On CAN a data bit of the frame, on a serial line one of the character, is
    /// inverted on the wire, for all to see.
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
    /// The part answers later: it stretches the I2C clock after its address, the SPI controller pauses after selecting, or the port
    /// begins to send later.
    Late(Duration),
    /// The interrupt at the end of the transfer is lost: an async transfer has ended, but nobody wakes its task. A blocking
    /// transfer has none to lose.
    LostWakeUp,
    /// The sender sees its frame acknowledged, and no receiver has it. CAN only.
    LostFrame,
    /// The receivers take the frame, and the sender finds an error in the last bit of its end and sends it again. CAN only.
    RepeatedFrame,
    /// A character does not get onto the line, which rests for its time. Serial only.
    LostByte {
        /// Index among the sent bytes.
        byte: u32,
    },
    /// A character has the wrong parity, where it has one. Serial only.
    BadParity {
        /// Index among the sent bytes.
        byte: u32,
    },
    /// The line is low where a character's stop bits should be. Serial only.
    BadStop {
        /// Index among the sent bytes.
        byte: u32,
    },
    /// The sender's receiver stays on: it receives what it sends. Serial only.
    Echo,
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

    /// One of each that can happen on CAN.
    pub const CAN: &[Self] = &[
        Self::FlippedBit { byte: 0, bit: 0 },
        Self::LostFrame,
        Self::RepeatedFrame,
    ];

    /// One of each that can happen on a serial line; [`ReadsOnes`](Self::ReadsOnes) is a sender that nobody hears.
    pub const SERIAL: &[Self] = &[
        Self::FlippedBit { byte: 0, bit: 0 },
        Self::ReadsZeros,
        Self::ReadsOnes,
        Self::LetsGo { after: 1 },
        Self::Late(Duration::from_millis(1)),
        Self::LostByte { byte: 0 },
        Self::BadParity { byte: 0 },
        Self::BadStop { byte: 0 },
        Self::Echo,
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
            | Self::LostWakeUp
            | Self::LostFrame
            | Self::RepeatedFrame
            | Self::LostByte { .. }
            | Self::BadParity { .. }
            | Self::BadStop { .. }
            | Self::Echo => None,
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
            Target::I2c { .. } => !self.is_of_frames() && !self.is_of_characters(),
            Target::Spi { .. } => {
                let own = matches!(
                    self,
                    Self::NackAddress | Self::NackData { .. } | Self::ArbitrationLoss
                );
                !own && !self.is_of_frames() && !self.is_of_characters()
            }
            Target::Can { .. } => matches!(self, Self::FlippedBit { .. }) || self.is_of_frames(),
            Target::Serial { .. } => {
                let shared = matches!(
                    self,
                    Self::FlippedBit { .. }
                        | Self::ReadsZeros
                        | Self::ReadsOnes
                        | Self::LetsGo { .. }
                        | Self::Late(_)
                );
                shared || self.is_of_characters()
            }
        }
    }

    const fn is_of_frames(self) -> bool {
        matches!(self, Self::LostFrame | Self::RepeatedFrame)
    }

    const fn is_of_characters(self) -> bool {
        matches!(
            self,
            Self::LostByte { .. } | Self::BadParity { .. } | Self::BadStop { .. } | Self::Echo
        )
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
    /// A node that sends on a CAN bus: each attempt is a transfer.
    Can {
        /// Number of the bus.
        bus: u8,
        /// Number of the node.
        node: u8,
    },
    /// A port that sends on a serial line: a transfer is what it sends without its buffer running empty.
    Serial {
        /// Number of the bus.
        bus: u8,
        /// Number of the port.
        port: u8,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bit_of_a_byte_can_flip_and_no_ninth() {
        for bit in 0..8 {
            assert_eq!(Fault::FlippedBit { byte: 2, bit }.distort(2, 0), 1 << bit);
        }
        assert_eq!(Fault::FlippedBit { byte: 2, bit: 8 }.distort(2, 0x55), 0x55);
        assert_eq!(Fault::FlippedBit { byte: 2, bit: 0 }.distort(1, 0x55), 0x55);
    }
}
