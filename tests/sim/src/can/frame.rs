//! A classic frame, and its bits on the wire.

use alloc::vec::Vec;
use crc::{CRC_15_CAN, Crc};
use embedded_can::{Frame, Id};

/// Bits after the checksum: its delimiter, the acknowledge slot and its delimiter, seven of the end of frame.
pub(super) const TAIL: usize = 10;

const CHECKSUM: Crc<u16> = Crc::<u16>::new(&CRC_15_CAN);

/// A classic CAN frame: 11 or 29 bits of identifier, up to eight bytes or a request for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SimFrame {
    id: Id,
    remote: bool,
    length: u8,
    data: [u8; 8],
}

impl Frame for SimFrame {
    fn new(id: impl Into<Id>, data: &[u8]) -> Option<Self> {
        let mut own = [0; 8];
        own.get_mut(..data.len())?.copy_from_slice(data);
        Some(Self {
            id: id.into(),
            remote: false,
            length: u8::try_from(data.len()).ok()?,
            data: own,
        })
    }

    fn new_remote(id: impl Into<Id>, dlc: usize) -> Option<Self> {
        Some(Self {
            id: id.into(),
            remote: true,
            length: u8::try_from(dlc).ok().filter(|dlc| *dlc <= 8)?,
            data: [0; 8],
        })
    }

    fn is_extended(&self) -> bool {
        matches!(self.id, Id::Extended(_))
    }

    fn is_remote_frame(&self) -> bool {
        self.remote
    }

    fn id(&self) -> Id {
        self.id
    }

    fn dlc(&self) -> usize {
        usize::from(self.length)
    }

    fn data(&self) -> &[u8] {
        let length = if self.remote { 0 } else { self.dlc() };
        self.data.get(..length).unwrap_or_default()
    }
}

impl SimFrame {
    /// Creates a frame of any kind from another crate's frame; `None` where that has more than eight bytes.
    pub fn copy(frame: &impl Frame) -> Option<Self> {
        if frame.is_remote_frame() {
            Self::new_remote(frame.id(), frame.dlc())
        } else {
            Self::new(frame.id(), frame.data())
        }
    }

    /// Returns the bit times from start of frame to end of frame, stuff bits counted as they fall.
    pub fn bits(&self) -> u64 {
        u64::try_from(Wire::new(self).levels.len()).unwrap_or(u64::MAX)
    }

    /// Returns the arbitration field as a number: the least wins the bus.
    pub(super) fn priority(&self) -> u32 {
        let remote = u32::from(self.remote);
        match self.id {
            Id::Standard(id) => u32::from(id.as_raw()) << 21 | remote << 20,
            Id::Extended(id) => {
                let (base, rest) = (id.as_raw() >> 18, id.as_raw() & 0x3_FFFF);
                base << 21 | 0b11 << 19 | rest << 1 | remote
            }
        }
    }
}

/// Bits in the order in which they are sent.
struct Sequence {
    bits: u128,
    length: u32,
}

impl Sequence {
    fn push(&mut self, value: u32, length: u32) {
        self.bits = self.bits << length | u128::from(value);
        self.length += length;
    }

    fn iter(&self) -> impl Iterator<Item = bool> {
        (0..self.length).rev().map(|bit| self.bits >> bit & 1 == 1)
    }
}

/// A frame as levels, recessive is true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wire {
    /// From start of frame to end of frame; the acknowledge slot as the sender leaves it, recessive.
    pub(crate) levels: Vec<bool>,
    /// Where the first bit of each data byte and what follows them is, before stuffing.
    header: usize,
    /// Place of each bit before stuffing.
    places: Vec<usize>,
}

impl Wire {
    /// Encodes a frame: ISO 11898-1:2015, 10.4.2 (data and remote frames) and 10.5 (stuffing).
    pub(crate) fn new(frame: &SimFrame) -> Self {
        // Start of frame is dominant, and so are leading zeros to a checksum that begins with zero.
        let mut sequence = Sequence { bits: 0, length: 1 };
        let remote = u32::from(frame.remote);
        match frame.id {
            Id::Standard(id) => {
                sequence.push(u32::from(id.as_raw()), 11);
                sequence.push(remote << 2, 3);
            }
            Id::Extended(id) => {
                sequence.push(id.as_raw() >> 18, 11);
                sequence.push(0b11, 2);
                sequence.push(id.as_raw() & 0x3_FFFF, 18);
                sequence.push(remote << 2, 3);
            }
        }
        sequence.push(u32::from(frame.length), 4);
        let header = usize::try_from(sequence.length).unwrap_or(0);
        for &byte in frame.data() {
            sequence.push(u32::from(byte), 8);
        }
        let checksum = CHECKSUM.checksum(&sequence.bits.to_be_bytes());
        sequence.push(u32::from(checksum), 15);

        let (mut levels, mut places) = (Vec::with_capacity(160), Vec::with_capacity(128));
        let mut run = 0;
        for level in sequence.iter() {
            run = if levels.last() == Some(&level) {
                run + 1
            } else {
                1
            };
            places.push(levels.len());
            levels.push(level);
            if run == 5 {
                levels.push(!level);
                run = 1;
            }
        }
        levels.resize(levels.len() + TAIL, true);
        Self {
            levels,
            header,
            places,
        }
    }

    /// Returns where the acknowledge slot is.
    pub(crate) fn slot(&self) -> usize {
        self.levels.len().saturating_sub(TAIL - 1)
    }

    /// Returns where bit `bit` (0 is the least significant) of data byte `byte` is.
    pub(super) fn data_bit(&self, frame: &SimFrame, byte: u32, bit: u8) -> Option<usize> {
        let byte = usize::try_from(byte).ok()?;
        if byte >= frame.data().len() || bit > 7 {
            return None;
        }
        let place = self.header + 8 * byte + usize::from(7 - bit);
        self.places.get(place).copied()
    }
}
