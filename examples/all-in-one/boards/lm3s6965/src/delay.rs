//! Waiting, by the core's SysTick counter.

use crate::registers::Block;
use embedded_hal::delay::DelayNs;

const CONTROL: usize = 0x10;
const RELOAD: usize = 0x14;
const CURRENT: usize = 0x18;

/// Control: count, by the system clock, without an interrupt.
const ENABLE: u32 = 1 << 0;
const SYSTEM_CLOCK: u32 = 1 << 2;

/// The counter's width.
const MASK: u32 = 0x00FF_FFFF;

/// Waits by counting the system clock. Copies share the counter, which is only ever read.
#[derive(Debug, Clone, Copy)]
pub struct Delay {
    megahertz: u32,
}

impl Delay {
    /// Starts the counter. `megahertz` is the system clock, rounded up: a wait may be longer than asked for, never shorter.
    #[must_use]
    pub fn new(megahertz: u32) -> Self {
        Block::CORE.write(RELOAD, MASK);
        Block::CORE.write(CURRENT, 0);
        Block::CORE.write(CONTROL, ENABLE | SYSTEM_CLOCK);
        Self { megahertz }
    }
}

impl DelayNs for Delay {
    fn delay_ns(&mut self, ns: u32) {
        let mut left = u64::from(ns) * u64::from(self.megahertz) / 1_000 + 1;
        let mut before = Block::CORE.read(CURRENT);
        while left > 0 {
            let now = Block::CORE.read(CURRENT);
            left = left.saturating_sub(elapsed(before, now));
            before = now;
        }
    }
}

/// Ticks between two looks at a counter that counts down and wraps.
fn elapsed(before: u32, now: u32) -> u64 {
    u64::from(before.wrapping_sub(now) & MASK)
}

#[cfg(test)]
mod tests {
    use super::elapsed;

    #[test]
    fn a_wrap_is_no_jump() {
        assert_eq!(elapsed(100, 90), 10);
        assert_eq!(elapsed(5, 0x00FF_FFFB), 10);
        assert_eq!(elapsed(7, 7), 0);
    }
}
