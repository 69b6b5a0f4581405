//! What the pins give (tables 19 and 20).

use crate::Channel;

/// A pin for pulses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum PulsePin {
    /// CF1.
    Cf1,
    /// CF2.
    Cf2,
}

/// What pulses count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Pulse {
    /// Active energy.
    Active(Channel),
    /// Reactive energy.
    Reactive(Channel),
    /// Apparent energy.
    Apparent(Channel),
    /// Effective current.
    Current(Channel),
    /// Sum of both effective currents.
    CurrentSum,
    /// Half the sum of both active energies.
    ActiveSum,
}

impl Pulse {
    pub(crate) fn bits(self) -> u16 {
        match self {
            Self::Active(channel) => channel.of(0, 4),
            Self::Reactive(channel) => channel.of(1, 5),
            Self::Apparent(channel) => channel.of(2, 6),
            Self::Current(channel) => channel.of(3, 7),
            Self::CurrentSum => 8,
            Self::ActiveSum => 9,
        }
    }
}

/// A pin that can show something else than its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Pin {
    /// ZX, pin 1.
    Zx,
    /// ZX_I, pin 21.
    ZxI,
    /// REVP, pin 20.
    Revp,
}

/// What a pin shows, as it is at that moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum PinFunction {
    /// Its own.
    Own,
    /// A sag.
    Sag,
    /// No active load.
    NoActiveLoad(Channel),
    /// No reactive load.
    NoReactiveLoad(Channel),
    /// A pulse of 280 ns for each sample.
    Sample,
    /// Interrupts of B.
    InterruptB,
    /// What ZX shows; on ZX, what ZX_I shows.
    ZeroCrossing,
    /// What REVP shows; on REVP, what ZX_I shows.
    ReversePower,
}

impl PinFunction {
    pub(crate) fn bits(self) -> u16 {
        match self {
            Self::Own => 0b0000,
            Self::Sag => 0b0001,
            Self::NoActiveLoad(channel) => channel.of(0b0101, 0b0110),
            Self::NoReactiveLoad(channel) => channel.of(0b0111, 0b1000),
            Self::Sample => 0b1001,
            Self::InterruptB => 0b1010,
            Self::ZeroCrossing => 0b1011,
            Self::ReversePower => 0b1100,
        }
    }
}
