//! Where the signal crosses its offset.

use super::time::ONE;

/// The signal's crossings of its offset.
#[derive(Debug, Clone, Copy)]
pub(super) struct Crossings {
    shift: u32,
    arming: i32,
    /// The smoothed signal, shifted up.
    smoothed: i32,
    /// The smoothed signal of the last frame, about the offset.
    before: i32,
    rising: bool,
    armed: bool,
    last_rising: Option<u64>,
    last_falling: Option<u64>,
}

impl Crossings {
    /// Creates a watch that smooths by a shift, and sees a crossing only after the signal was as far as `arming` from it.
    pub(super) const fn new(shift: u32, arming: i32) -> Self {
        Self {
            shift,
            arming,
            smoothed: 0,
            before: 0,
            rising: true,
            armed: false,
            last_rising: None,
            last_falling: None,
        }
    }

    pub(super) const fn arming(&self) -> i32 {
        self.arming
    }

    pub(super) const fn restart(&mut self) {
        self.armed = false;
        self.forget();
    }

    /// Returns how far into this frame a crossing lies, in parts.
    #[inline]
    pub(super) fn take(&mut self, voltage: i32, level: i32) -> Option<u64> {
        self.smoothed = self
            .smoothed
            .wrapping_add(voltage.wrapping_sub(self.smoothed >> self.shift));
        let about = (self.smoothed >> self.shift).wrapping_sub(level);
        let (toward, from) = if self.rising {
            (about, self.before)
        } else {
            (about.wrapping_neg(), self.before.wrapping_neg())
        };
        self.before = about;
        if !self.armed {
            self.armed = toward < self.arming.wrapping_neg();
            return None;
        }
        if toward < 0 {
            return None;
        }
        self.armed = false;
        // the line from below zero to zero or above crosses it once
        let below = u64::from(from.min(0).unsigned_abs());
        let whole = below.saturating_add(u64::from(toward.unsigned_abs()));
        Some(
            below
                .saturating_mul(ONE)
                .checked_div(whole)
                .unwrap_or(0)
                .min(ONE),
        )
    }

    /// Notes a crossing and returns the length of the cycle that it ends.
    pub(super) fn note(&mut self, at: u64) -> Option<u64> {
        let last = if self.rising {
            self.last_rising.replace(at)
        } else {
            self.last_falling.replace(at)
        };
        self.rising = !self.rising;
        last.map(|last| at.saturating_sub(last))
    }

    /// Forgets when the last crossings were.
    pub(super) const fn forget(&mut self) {
        self.last_rising = None;
        self.last_falling = None;
    }
}
