//! Bytes of a frame, as they came or as they will go.

use embedded_can::{Frame, Id};
use hal_power::{Instant, Reading};

use crate::FrameError;

/// Bytes of one frame, uninterpreted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Raw {
    bytes: [u8; 8],
    length: u8,
}

impl Raw {
    /// Creates it from up to eight bytes; `None` for more.
    #[must_use]
    pub fn new(data: &[u8]) -> Option<Self> {
        let length = u8::try_from(data.len())
            .ok()
            .filter(|length| *length <= 8)?;
        let mut bytes = [0; 8];
        for (to, from) in bytes.iter_mut().zip(data) {
            *to = *from;
        }
        Some(Self { bytes, length })
    }

    /// Returns the bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len()).unwrap_or(&[])
    }

    /// Returns the bytes and zeros after them.
    pub(crate) const fn padded(&self) -> [u8; 8] {
        self.bytes
    }

    pub(crate) fn len(&self) -> usize {
        usize::from(self.length)
    }

    /// The first bytes of eight.
    pub(crate) const fn first(length: u8, bytes: [u8; 8]) -> Self {
        Self { bytes, length }
    }

    /// Takes the data of a frame that has one of the lengths.
    pub(crate) fn of(id: u32, data: &[u8], lengths: &[usize]) -> Result<Self, FrameError> {
        let length = data.len();
        Self::new(data)
            .filter(|_| lengths.contains(&length))
            .ok_or(FrameError::Length { id, length })
    }
}

/// What was last heard, or is to be said, frame by frame.
#[derive(Debug, Clone)]
pub(crate) struct Slots<const N: usize>([Option<Reading<Raw>>; N]);

impl<const N: usize> Slots<N> {
    pub(crate) const fn new() -> Self {
        Self([None; N])
    }

    pub(crate) fn get(&self, slot: usize) -> Option<Reading<Raw>> {
        self.0.get(slot).copied().flatten()
    }

    pub(crate) fn put(&mut self, slot: usize, content: Option<Reading<Raw>>) {
        if let Some(place) = self.0.get_mut(slot) {
            *place = content;
        }
    }
}

/// Makes a frame of what is no older than `life`; fixed content has no time.
pub(crate) fn frame<F: Frame>(id: impl Into<Id>, raw: Raw) -> Option<F> {
    F::new(id, raw.as_bytes())
}

/// Returns whether something of `at` may be said at `now`.
pub(crate) fn lives(now: Instant, at: Instant, life: core::time::Duration) -> bool {
    now.checked_since(at).is_some_and(|age| age <= life)
}
