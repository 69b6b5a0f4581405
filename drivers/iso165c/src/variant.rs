//! What the two parts differ in.

mod sealed {
    pub trait Sealed {
        /// Whether there are relays that couple the part to the net at command.
        const RELAYS: bool;
    }
}

pub(crate) use sealed::Sealed;

/// One of the two parts.
pub trait Variant: Sealed {}

/// iso165C: two relays couple it to the net, open at power-on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct WithRelays;

/// iso165C-1: coupled to the net from power-on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct WithoutRelays;

impl Sealed for WithRelays {
    const RELAYS: bool = true;
}

impl Sealed for WithoutRelays {
    const RELAYS: bool = false;
}

impl Variant for WithRelays {}
impl Variant for WithoutRelays {}
