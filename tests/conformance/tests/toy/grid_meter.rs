//! Meter of an AC circuit on I2C: a value of each kind, two sums of energy, and a counter of its measurements.
//!
//! Registers have 16 bits, and a reply a check byte. It measures each 20 ms.

mod bench;
mod driver;
mod part;

pub use bench::Bench;

/// What is wrong with a driver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    None,
    FlipsSign,
    DropsSign,
    WrongUnit,
    Offset,
    SignedCurrent,
    LeadsForLags,
    FactorUnsigned,
    ApparentIsActive,
    AddsPowers,
    ClaimsNoLatency,
    Clips,
    AcceptsFrozen,
    TrustsAnybody,
    WritesBeforeIdentity,
    ReadsBeforeInit,
    ZeroOnError,
    KindOther,
    IgnoresChecksum,
    Impatient,
    StaysPoisoned,
    TrustsReset,
    NeverTellsReset,
    AsyncReadsTwice,
    CachesPointerEarly,
    SwapsDirections,
    Nets,
    LosesRests,
    CountsTwice,
    TakesBeforeTold,
    WrapsEarly,
    ForgetsSums,
}

/// A flaw as a type, so that each makes a bench of its own.
pub trait Flawed {
    const FLAW: Flaw;
}
