//! Sums of an energy register that runs on and rolls over.

/// The register has moved too far to tell how far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Interrupted;

/// What the flags of a register told since its last reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Marks {
    /// It has rolled over.
    pub(crate) over: bool,
    /// It has become half full.
    pub(crate) half: bool,
}

/// Half full.
const HALF: u32 = 0x40_0000;

/// Steps of one register, since the driver was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counter {
    /// Register at the last reading, with its sign.
    last: i32,
    /// Steps upwards and downwards, each a difference between two readings.
    up: u64,
    down: u64,
    is_interrupted: bool,
}

/// Takes 24 bits as two's complement.
const fn wrapped(steps: i32) -> i32 {
    (steps << 8) >> 8
}

impl Counter {
    /// At a register of zero, which a reset leaves.
    pub(crate) const NONE: Self = Self {
        last: 0,
        up: 0,
        down: 0,
        is_interrupted: false,
    };

    /// Goes on from what the register holds.
    pub(crate) const fn go_on(&mut self, register: i32) {
        self.last = register;
    }

    /// Begins at what the register holds, with sums of zero.
    pub(crate) const fn clear(&mut self, register: i32) {
        self.up = 0;
        self.down = 0;
        self.last = register;
        self.is_interrupted = false;
    }

    /// Whether a register that moved here the short way does roll over.
    const fn rolls_over(&self, register: i32) -> bool {
        self.last + wrapped(register - self.last) != register
    }

    /// Whether a register that moved here without a turn too many rolled over, if `marks` tell.
    pub(crate) const fn fits(&self, register: i32, marks: Option<Marks>) -> bool {
        match marks {
            Some(marks) => marks.over == self.rolls_over(register),
            None => true,
        }
    }

    /// Whether it rolled over and back: a whole turn would have become half full on its way.
    pub(crate) const fn has_returned(&self, register: i32, marks: Option<Marks>) -> bool {
        match marks {
            Some(Marks { over, half }) => {
                over && !half
                    && !self.rolls_over(register)
                    && self.last.unsigned_abs() >= HALF
                    && register.unsigned_abs() >= HALF
            }
            None => false,
        }
    }

    /// Counts up to what the register holds.
    pub(crate) fn count(&mut self, register: i32, marks: Option<Marks>) -> Result<(), Interrupted> {
        let is_sure = self.fits(register, marks) || self.has_returned(register, marks);
        if self.is_interrupted || !is_sure {
            self.is_interrupted = true;
            return Err(Interrupted);
        }
        let steps = wrapped(register - self.last);
        let sum = if steps < 0 {
            &mut self.down
        } else {
            &mut self.up
        };
        *sum = sum.saturating_add(u64::from(steps.unsigned_abs()));
        self.last = register;
        Ok(())
    }

    /// Steps upwards and downwards.
    pub(crate) const fn sums(&self) -> (u64, u64) {
        (self.up, self.down)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOST: i32 = 0x7F_FFFF;
    const LEAST: i32 = -0x80_0000;
    const STILL: Option<Marks> = Some(Marks {
        over: false,
        half: false,
    });
    const OVER: Option<Marks> = Some(Marks {
        over: true,
        half: false,
    });
    const TURN: Option<Marks> = Some(Marks {
        over: true,
        half: true,
    });

    fn at(last: i32) -> Counter {
        let mut counter = Counter::NONE;
        counter.go_on(last);
        counter
    }

    #[test]
    fn each_direction_for_itself() {
        let mut counter = at(100);
        assert_eq!(counter.count(250, STILL), Ok(()));
        assert_eq!(counter.count(-50, STILL), Ok(()));
        assert_eq!(counter.count(-50, STILL), Ok(()));
        assert_eq!(counter.sums(), (150, 300));
    }

    #[test]
    fn over_the_end_upwards_and_downwards() {
        let mut counter = at(MOST - 9);
        assert_eq!(counter.count(LEAST + 90, OVER), Ok(()));
        assert_eq!(counter.sums(), (100, 0));
        assert_eq!(counter.count(MOST, OVER), Ok(()));
        assert_eq!(counter.sums(), (100, 91));
    }

    #[test]
    fn the_longest_way_that_is_certain() {
        let mut counter = at(0);
        assert_eq!(counter.count(MOST, STILL), Ok(()));
        let mut counter = at(0);
        assert_eq!(counter.count(LEAST, STILL), Ok(()));
        assert_eq!(counter.sums(), (0, 0x80_0000));
    }

    #[test]
    fn a_step_too_far_is_not_a_step_back() {
        // 9,000,000 upwards, which looks like 7,777,216 downwards
        let mut counter = at(0);
        let register = wrapped(9_000_000);
        assert_eq!(counter.count(register, OVER), Err(Interrupted));
        // -8,000,000 to 1,000,000: no roll-over, which the way downwards would have
        let mut counter = at(-8_000_000);
        assert_eq!(counter.count(1_000_000, STILL), Err(Interrupted));
        assert_eq!(counter.sums(), (0, 0));
    }

    #[test]
    fn a_whole_turn_is_not_nothing() {
        let mut counter = at(5);
        assert_eq!(counter.count(5, OVER), Err(Interrupted));
        assert_eq!(counter.count(6, STILL), Err(Interrupted));
        counter.go_on(6);
        assert_eq!(counter.count(7, STILL), Err(Interrupted));
        counter.clear(6);
        assert_eq!(counter.count(7, STILL), Ok(()));
        assert_eq!(counter.sums(), (1, 0));
    }

    #[test]
    fn there_and_back_over_the_end_is_no_turn() {
        for (last, register) in [(MOST - 9, MOST - 4), (LEAST, LEAST + 5)] {
            let mut counter = at(last);
            assert!(!counter.fits(register, OVER) && counter.has_returned(register, OVER));
            assert_eq!(counter.count(register, OVER), Ok(()));
            assert_eq!(counter.sums(), (5, 0));
            assert_eq!(counter.count(register, TURN), Err(Interrupted));
        }
        // not so far from the end
        let mut counter = at(0x3F_FFFF);
        assert_eq!(counter.count(0x40_0000, OVER), Err(Interrupted));
        let mut counter = at(0x40_0000);
        assert_eq!(counter.count(0x3F_FFFF, OVER), Err(Interrupted));
    }

    #[test]
    fn a_flag_that_got_lost_is_not_held_against_it() {
        let mut counter = at(MOST);
        assert_eq!(counter.count(LEAST, None), Ok(()));
        assert_eq!(counter.count(LEAST + 1, None), Ok(()));
        assert_eq!(counter.sums(), (2, 0));
    }

    #[test]
    fn every_pair_within_reach_counts_right() {
        for last in (LEAST..=MOST).step_by(99_991) {
            for steps in (-0x7F_FFFF_i32..=0x7F_FFFF).step_by(77_773) {
                let register = wrapped(last + steps);
                let mut counter = at(last);
                let rolled = last + steps != register;
                assert_eq!(
                    counter.count(register, if rolled { OVER } else { STILL }),
                    Ok(())
                );
                let expected = if steps < 0 {
                    (0, u64::from(steps.unsigned_abs()))
                } else {
                    (u64::from(steps.unsigned_abs()), 0)
                };
                assert_eq!(counter.sums(), expected, "{last} {steps}");
            }
        }
    }
}
