//! Monitor of four cells and two temperatures on I2C. It forbids neighbours, and ends balancing by itself after ten seconds.
//!
//! Registers have 16 bits, and a reply a check byte. Cells are converted each millisecond.

mod bench;
mod driver;
mod part;

pub use bench::{Bench, Two};

/// What is wrong with a driver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    None,
    SwapsCells,
    Offset,
    ClaimsNoLatency,
    AnyLength,
    FindsLengthLate,
    TakesCodes,
    Clips,
    ReadsBeforeInit,
    ZeroOnError,
    KindOther,
    IgnoresChecksum,
    Impatient,
    StaysPoisoned,
    TrustsReset,
    NoticesLate,
    AsyncReadsTwice,
    CachesPointerEarly,
    SwapsSensors,
    DropsHighest,
    AddsNeighbour,
    KeepsOthers,
    AcceptsNeighbours,
    MovesBeforeRefusing,
    AcceptsAnyCell,
    StopsTimer,
    ReadsFeedTimer,
    TellsAsked,
    ForgetsEnds,
    OneWireOnly,
    RoundsLoose,
    LongerDelay,
    ClampsLoose,
    ChangesFirst,
    FindsNothing,
    WrongFlag,
    ReadClears,
    ClearsPresent,
    NeverClears,
}

/// A flaw as a type, so that each makes a bench of its own.
pub trait Flawed {
    const FLAW: Flaw;
}
