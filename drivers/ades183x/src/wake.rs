//! How a chain is woken up.

/// A bridge that passes every edge of CS on, with parts that wake one after the other: an edge for each of them, and one that wakes
/// the bridge. Whether parts pass an edge on by themselves, once awake, does not matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Transparent;

/// A bridge that wakes the whole chain by itself after an edge of CS, and gives each part the time that it takes from sleep. For chains
/// of 1 to 8 parts: of a longer one the first are idle again before the last are awake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Waking;

/// What makes an edge of CS.
pub(crate) const EDGE: [u8; 1] = [0x00];
/// tWAKE, in µs: the longest that a part takes from sleep.
pub(crate) const SLEEPING_US: u32 = 500;
/// tREADY, in µs: the longest that a part takes from idle.
pub(crate) const IDLE_US: u32 = 10;

/// Returns how long a bridge takes that wakes the chain part by part, in µs.
pub(crate) fn chain_us(parts: usize) -> u32 {
    let parts = u32::try_from(parts).unwrap_or(u32::MAX);
    parts.saturating_mul(SLEEPING_US).saturating_add(IDLE_US)
}
