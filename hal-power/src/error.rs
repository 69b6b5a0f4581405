//! What can go wrong, in kinds that a caller can act on.

use core::fmt::{self, Debug, Display};

/// Says what kind of failure an implementation's own error is.
///
/// # For implementers
///
/// Keep the cause in the error type and match every variant in [`kind`](Error::kind), without a wildcard arm, so that a new
/// variant has to be thought about.
///
/// # For users
///
/// Generic code branches on the kind; the error itself is for the log.
pub trait Error: Debug {
    /// Returns the kind that a caller can act on.
    fn kind(&self) -> ErrorKind;
}

impl Error for core::convert::Infallible {
    fn kind(&self) -> ErrorKind {
        match *self {}
    }
}

/// Names the error type that all traits of one implementer share.
pub trait ErrorType {
    /// Error of every method.
    type Error: Error;
}

impl<T: ErrorType + ?Sized> ErrorType for &mut T {
    type Error = T::Error;
}

/// Kind of a failure, by what the caller can do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ErrorKind {
    /// The transfer failed: not acknowledged, arbitration lost, bus stuck. May be repeated.
    Bus,
    /// The transfer came through damaged: checksum, echo or read-back differ. May be repeated.
    Integrity,
    /// Another part answers at this address. A matter of wiring, not to be repeated.
    WrongDevice,
    /// The value asked for, or the value found, lies outside what can be represented.
    OutOfRange,
    /// There is no fresh value yet: conversion running, power-up code, stale slot. Ask again later.
    NotReady,
    /// The converter is at the end of its scale; the true value lies beyond.
    Saturated,
    /// The part has reset behind our back and must be initialised again.
    ConfigurationLost,
    /// The part reports a fault of its own.
    Fault,
    /// The request is not allowed in the present state: the part is not initialised, for one.
    Refused,
    /// None of the above.
    Other,
}

impl Error for ErrorKind {
    fn kind(&self) -> ErrorKind {
        *self
    }
}

impl Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bus => "transfer failed",
            Self::Integrity => "data damaged in transfer",
            Self::WrongDevice => "another device answers",
            Self::OutOfRange => "value out of range",
            Self::NotReady => "no fresh value yet",
            Self::Saturated => "converter saturated",
            Self::ConfigurationLost => "device lost its configuration",
            Self::Fault => "device reports a fault",
            Self::Refused => "refused in this state",
            Self::Other => "failed",
        })
    }
}

impl core::error::Error for ErrorKind {}
