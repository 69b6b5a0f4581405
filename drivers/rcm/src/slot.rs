//! From frames to pairs of slots.

use crate::window::Pair;

/// A sum, and the sum of what it has been, which is the sum of falling weights.
#[derive(Debug, Clone, Copy)]
struct Sum {
    plain: i64,
    falling: i64,
}

impl Sum {
    const ZERO: Self = Self {
        plain: 0,
        falling: 0,
    };

    // within its integer, as are those below: the configuration has seen to it
    #[inline]
    const fn add(&mut self, value: i32) {
        self.plain = self.plain.wrapping_add(value as i64);
        self.falling = self.falling.wrapping_add(self.plain);
    }

    /// By weights that rise 1, 3, …, and by the same that fall.
    fn weighted(self, frames: i64) -> (i64, i64) {
        let falling = self.falling.wrapping_mul(2).wrapping_sub(self.plain);
        let all = self.plain.wrapping_mul(frames.wrapping_mul(2));
        (all.wrapping_sub(falling), falling)
    }
}

/// The frames of one slot.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Slot {
    current: Sum,
    reference: Sum,
    squares: u64,
}

impl Slot {
    pub(crate) const EMPTY: Self = Self {
        current: Sum::ZERO,
        reference: Sum::ZERO,
        squares: 0,
    };

    /// Takes a frame: in µA, and in units of 1024 µV.
    #[inline]
    pub(crate) fn add(&mut self, current: i32, reference: i32) {
        let size = u64::from(current.unsigned_abs());
        self.current.add(current);
        self.reference.add(reference);
        self.squares = self.squares.wrapping_add(size.wrapping_mul(size));
    }

    /// Pairs it with the slot before it; sums of weights go without their `spare` bits.
    pub(crate) fn after(self, before: Self, frames: u32, spare: u32) -> Pair {
        let pair = |before: Sum, now: Sum| {
            let (rising, _) = before.weighted(frames.into());
            let (_, falling) = now.weighted(frames.into());
            int(rising.wrapping_add(falling) >> spare)
        };
        let slope = self.reference.plain.wrapping_sub(before.reference.plain);
        Pair {
            current: pair(before.current, self.current),
            reference: pair(before.reference, self.reference),
            slope: int(slope),
            squares: before.squares.wrapping_add(self.squares),
        }
    }
}

/// Of what is within an integer of 32 bits.
fn int(value: i64) -> i32 {
    i32::try_from(value).unwrap_or(0)
}
