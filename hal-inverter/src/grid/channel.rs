//! Which contacts a channel opens.

use crate::ChainMap;
use hal_power::Contacts;

/// One of two channels that watch the grid independently of each other, each on a processor of its own.
///
/// Each opens one contact of the pair in series, in line and in neutral, so that either alone interrupts both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Channel {
    /// Opens contact `a` of each pole: by convention the grid's side.
    A,
    /// Opens contact `b` of each pole: by convention the inverter's side.
    B,
}

impl Channel {
    /// Returns the contacts that this channel opens.
    pub const fn opens(self, map: &ChainMap) -> Contacts {
        let (line, neutral) = match self {
            Self::A => (map.line.a, map.neutral.a),
            Self::B => (map.line.b, map.neutral.b),
        };
        Contacts::only(line).union(Contacts::only(neutral))
    }

    /// Returns the other channel.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }
}
