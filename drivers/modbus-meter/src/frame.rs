//! A reply as it comes in.

use crate::{Flaw, codec};

/// Longest frame of Modbus RTU (MODBUS over Serial Line V1.02, 2.5.1).
const LONGEST: usize = 256;
/// Shortest reply: an exception.
const SHORTEST: usize = 5;
/// Most bytes before a reply that no reply begins with: a transceiver that turns around makes one.
const MOST_STRAY: u8 = 8;

/// Bytes of one reply, at most.
#[derive(Debug)]
pub(crate) struct Frame {
    bytes: [u8; LONGEST],
    length: usize,
    stray: u8,
}

impl Frame {
    pub(crate) const fn new() -> Self {
        Self {
            bytes: [0; LONGEST],
            length: 0,
            stray: 0,
        }
    }

    /// Begins anew.
    pub(crate) const fn clear(&mut self) {
        self.length = 0;
        self.stray = 0;
    }

    /// What has come.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or(&[])
    }

    /// Where the bytes go that are still missing; empty once the frame is whole.
    pub(crate) fn missing(&mut self) -> Result<&mut [u8], Flaw> {
        let whole = if self.length < SHORTEST {
            SHORTEST
        } else {
            codec::length(self.bytes())?.unwrap_or(self.length + 1)
        };
        let count = self.bytes().get(2).copied().unwrap_or(0);
        let end = whole.max(self.length);
        self.bytes
            .get_mut(self.length..end)
            .ok_or(Flaw::Length(count))
    }

    /// Takes note of bytes that were put where they were missing. Before a reply, what none begins with is dropped;
    /// returns whether that was little.
    #[must_use]
    pub(crate) fn take(&mut self, count: usize) -> bool {
        self.length = self.length.saturating_add(count).min(LONGEST);
        // 0 is for everybody and no reply's; 248 to 255 are nobody's.
        while let Some(0 | 248..=255) = self.bytes().first() {
            if self.stray == MOST_STRAY {
                return false;
            }
            self.stray += 1;
            self.bytes.copy_within(1.., 0);
            self.length -= 1;
        }
        true
    }
}
