//! What is written to the controller.

use embedded_hal::i2c::{Operation, SevenBitAddress};

const RUN: u32 = 1 << 0;
const START: u32 = 1 << 1;
pub(super) const STOP: u32 = 1 << 2;
const ACKNOWLEDGE: u32 = 1 << 3;

/// Which way bytes go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Write,
    Read,
}

impl Direction {
    pub(super) fn of(operation: &Operation<'_>) -> Self {
        match operation {
            Operation::Read(_) => Self::Read,
            Operation::Write(_) => Self::Write,
        }
    }

    /// The first byte on the wire.
    pub(super) fn address_byte(self, address: SevenBitAddress) -> u32 {
        let is_read = u32::from(self == Self::Read);
        (u32::from(address & 0x7F) << 1) | is_read
    }
}

/// One byte, and what goes around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) direction: Direction,
    /// A START and the address come before the byte.
    pub(super) starts: bool,
    /// The last byte before the direction changes or the transaction ends.
    pub(super) ends_run: bool,
    /// A STOP comes after the byte.
    pub(super) stops: bool,
}

impl Step {
    pub(super) fn command(self) -> u32 {
        let mut command = RUN;
        if self.starts {
            command |= START;
        }
        if self.stops {
            command |= STOP;
        }
        // What is read is acknowledged, but for the last byte: that tells the part to let go of the line.
        if self.direction == Direction::Read && !self.ends_run {
            command |= ACKNOWLEDGE;
        }
        command
    }
}

/// The divider: a bit takes 2 × (1 + period) × (6 + 4) system clocks. Seven bits of it are used.
pub(super) fn timer_period(clock: u32, rate: u32) -> u32 {
    let per_period = rate.saturating_mul(20).max(1);
    clock.div_ceil(per_period).saturating_sub(1).clamp(1, 0x7F)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(direction: Direction, starts: bool, ends_run: bool, stops: bool) -> u32 {
        let step = Step {
            direction,
            starts,
            ends_run,
            stops,
        };
        step.command()
    }

    #[test]
    fn only_the_last_byte_read_is_not_acknowledged() {
        assert_eq!(step(Direction::Read, true, false, false), 0b1011);
        assert_eq!(step(Direction::Read, false, false, false), 0b1001);
        assert_eq!(step(Direction::Read, false, true, true), 0b0101);
        assert_eq!(step(Direction::Read, true, true, true), 0b0111);
        assert_eq!(step(Direction::Read, false, true, false), 0b0001);
    }

    #[test]
    fn a_write_never_acknowledges() {
        assert_eq!(step(Direction::Write, true, false, false), 0b0011);
        assert_eq!(step(Direction::Write, false, true, true), 0b0101);
    }

    #[test]
    fn the_address_is_above_the_direction() {
        assert_eq!(Direction::Write.address_byte(0x48), 0x90);
        assert_eq!(Direction::Read.address_byte(0x48), 0x91);
    }

    #[test]
    fn the_rate_is_not_exceeded() {
        // The data sheet's table of periods for standard mode.
        for (clock, period) in [
            (4_000_000, 1),
            (6_000_000, 2),
            (12_500_000, 6),
            (16_700_000, 8),
            (20_000_000, 9),
            (25_000_000, 12),
        ] {
            assert_eq!(timer_period(clock, 100_000), period);
        }
        assert_eq!(timer_period(1, 0), 1);
        assert_eq!(timer_period(u32::MAX, 1), 0x7F);
    }
}
