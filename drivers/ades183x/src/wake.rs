//! How a chain is woken up.

/// A bridge that passes every edge of CS on, and has no other way to wake a chain.
///
/// A byte of zeros is the edge; each part passes it on when it is awake itself. A part takes 500 µs from sleep and 10 µs from idle
/// at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Transparent;

impl Transparent {
    pub(crate) const EDGE: [u8; 1] = [0x00];

    /// Returns the longest time from sleep, in µs.
    pub(crate) fn sleep_us(parts: usize) -> u32 {
        u32::try_from(parts).map_or(u32::MAX, |parts| parts.saturating_mul(500))
    }

    /// Returns the longest time from idle, in µs.
    pub(crate) fn idle_us(parts: usize) -> u32 {
        u32::try_from(parts).map_or(u32::MAX, |parts| parts.saturating_mul(10))
    }
}
