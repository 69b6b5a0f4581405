//! What the frames of one window come to.

use crate::Line;

/// Pairs that are kept: the window has at most 50 slots.
pub(crate) const RING: usize = 49;

/// Sums over the frames of two slots in a row, weighted by 1, 3, … up to the middle and down again: what the slope is the mean of,
/// exactly, since a mean of slopes is a difference of values.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Pair {
    /// Residual current, in µA.
    pub(crate) current: i32,
    /// Voltage with the sensor's lag, in units of 1024 µV.
    pub(crate) reference: i32,
    /// By how much the later slot's sum of that is above the earlier one's.
    pub(crate) slope: i32,
    /// Squares of the residual current, in µA², without weights.
    pub(crate) squares: u64,
}

/// The frames of a window, added up to slots of 0.4 ms to 0.5 ms.
///
/// Some 1200 bytes, to be copied out of an interrupt's reach and evaluated where there is time.
#[derive(Debug, Clone)]
pub struct Window {
    ring: [Pair; RING],
    /// Where the next pair goes, which is where the oldest is.
    next: usize,
    filled: usize,
    /// Pairs until what was saturated has left.
    saturated: [usize; 2],
    /// Frames so far, wrapping.
    pub(crate) frames: u32,
    /// Frames in a row with one and the same code.
    pub(crate) still: u32,
}

impl Window {
    pub(crate) const fn new() -> Self {
        Self {
            ring: [Pair {
                current: 0,
                reference: 0,
                slope: 0,
                squares: 0,
            }; RING],
            next: 0,
            filled: 0,
            saturated: [0; 2],
            frames: 0,
            still: 0,
        }
    }

    /// Takes a pair into a ring of `span`.
    pub(crate) fn push(&mut self, pair: Pair, span: usize) {
        if let Some(place) = self.ring.get_mut(self.next) {
            *place = pair;
        }
        self.next = self.next.saturating_add(1);
        if self.next >= span {
            self.next = 0;
        }
        self.filled = self.filled.saturating_add(1).min(span);
        self.saturated = self.saturated.map(|left| left.saturating_sub(1));
    }

    /// Begins anew: frames were missing.
    pub(crate) const fn restart(&mut self) {
        self.filled = 0;
        self.still = 0;
        self.saturated = [0; 2];
    }

    /// Notes that the slot that is being filled has a sample at an end of its scale, which spoils so many pairs.
    pub(crate) const fn note_saturated(&mut self, line: Line, pairs: usize) {
        let [residual, voltage] = &mut self.saturated;
        match line {
            Line::Residual => *residual = pairs,
            Line::Voltage => *voltage = pairs,
        }
    }

    pub(crate) const fn saturated(&self) -> Option<Line> {
        match self.saturated {
            [0, 0] => None,
            [0, _] => Some(Line::Voltage),
            _ => Some(Line::Residual),
        }
    }

    /// Returns the pairs, oldest first, once there are `span` of them.
    pub(crate) fn pairs(&self, span: usize) -> Option<impl Iterator<Item = &Pair>> {
        if self.filled < span {
            return None;
        }
        let (late, early) = self.ring.get(..span)?.split_at_checked(self.next)?;
        Some(early.iter().chain(late))
    }
}
