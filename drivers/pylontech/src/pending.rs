//! Frames that wait to be sent.

/// A bit for each slot; the lowest goes first.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Pending(u16);

impl Pending {
    pub(crate) const fn add(&mut self, slot: usize) {
        self.0 |= Self::bit(slot);
    }

    pub(crate) const fn add_each(&mut self, slots: core::ops::Range<usize>) {
        self.0 |= Self::bit(slots.end).wrapping_sub(Self::bit(slots.start));
    }

    pub(crate) fn take(&mut self) -> Option<usize> {
        let first = usize::try_from(self.0.trailing_zeros()).ok()?;
        if self.0 == 0 {
            return None;
        }
        self.0 &= !Self::bit(first);
        Some(first)
    }

    pub(crate) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// None beyond the last.
    const fn bit(slot: usize) -> u16 {
        if slot < 16 { 1 << slot } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_goes_once_and_the_lowest_first() {
        let mut pending = Pending::default();
        assert!(pending.is_empty());
        pending.add(12);
        pending.add_each(3..6);
        pending.add(4);
        let order: [_; 5] = core::array::from_fn(|_| pending.take());
        assert_eq!(order, [Some(3), Some(4), Some(5), Some(12), None]);
        pending.add_each(14..16);
        assert_eq!(
            [pending.take(), pending.take(), pending.take()],
            [Some(14), Some(15), None]
        );
    }
}
