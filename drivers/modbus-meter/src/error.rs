//! What can go wrong.

use core::fmt::{self, Debug, Display};

use hal_power::ErrorKind;

use crate::Flaw;

/// Failure of a driver's method: `E` of the port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Error<E> {
    /// The port failed.
    Port(E),
    /// The port takes or gives no bytes any more.
    Closed,
    /// The line did not fall silent.
    Busy,
    /// The request did not leave in time.
    Stuck,
    /// What was sent was not heard back: two send, or there is no echo.
    Echo,
    /// The meter did not reply.
    Silent {
        /// First register asked for.
        register: u16,
    },
    /// The reply ended early.
    Truncated {
        /// First register asked for.
        register: u16,
        /// Bytes that came.
        received: u8,
    },
    /// The reply is none.
    Reply {
        /// First register asked for.
        register: u16,
        /// What is wrong with it.
        flaw: Flaw,
    },
    /// The register holds no number, or none that can be.
    Value {
        /// Its address.
        register: u16,
        /// What it holds.
        bits: u32,
    },
    /// Another model: what the register holds cannot be.
    WrongMeter {
        /// Its address.
        register: u16,
        /// What it holds, or `None` where the meter has no such register.
        found: Option<u32>,
    },
    /// So many registers cannot be asked for; nothing was sent.
    Count(usize),
    /// `init` has not passed.
    NotInitialised,
}

impl<E> Error<E> {
    /// Whether another try may do better.
    pub(crate) const fn is_passing(&self) -> bool {
        match self {
            Self::Port(_)
            | Self::Busy
            | Self::Stuck
            | Self::Echo
            | Self::Silent { .. }
            | Self::Truncated { .. } => true,
            Self::Reply { flaw, .. } => match flaw {
                // Another meter's may have come late.
                Flaw::Crc | Flaw::Length(_) | Flaw::Function(_) | Flaw::Address(_) => true,
                Flaw::Exception(_) => false,
            },
            Self::Closed
            | Self::Value { .. }
            | Self::WrongMeter { .. }
            | Self::Count(_)
            | Self::NotInitialised => false,
        }
    }
}

impl<E: embedded_io::Error> hal_power::Error for Error<E> {
    fn kind(&self) -> ErrorKind {
        match self {
            // What a port says of parity and framing.
            Self::Port(cause) if cause.kind() == embedded_io::ErrorKind::InvalidData => {
                ErrorKind::Integrity
            }
            Self::Port(_) | Self::Closed | Self::Busy | Self::Stuck | Self::Silent { .. } => {
                ErrorKind::Bus
            }
            Self::Echo | Self::Truncated { .. } => ErrorKind::Integrity,
            Self::Reply { flaw, .. } => flaw.kind(),
            Self::WrongMeter { .. } => ErrorKind::WrongDevice,
            Self::Value { .. } | Self::Count(_) => ErrorKind::OutOfRange,
            Self::NotInitialised => ErrorKind::Refused,
        }
    }
}

impl hal_power::Error for Flaw {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Crc | Self::Length(_) | Self::Function(_) => ErrorKind::Integrity,
            Self::Address(_) => ErrorKind::WrongDevice,
            // Illegal function, data address, data value; acknowledge, busy (MODBUS Application Protocol V1.1b3, 7).
            Self::Exception(1..=3) => ErrorKind::OutOfRange,
            Self::Exception(5 | 6) => ErrorKind::NotReady,
            Self::Exception(_) => ErrorKind::Fault,
        }
    }
}

impl Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Crc => f.write_str("CRC does not fit"),
            Self::Length(bytes) => write!(f, "{bytes} bytes are not what was asked for"),
            Self::Function(code) => write!(f, "another function, {code:#04x}"),
            Self::Address(address) => write!(f, "another meter, {address}"),
            Self::Exception(code) => write!(f, "refused, exception {code}"),
        }
    }
}

impl core::error::Error for Flaw {}

impl<E: Debug> Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Port(cause) => write!(f, "port: {cause:?}"),
            Self::Closed => f.write_str("port closed"),
            Self::Busy => f.write_str("line does not fall silent"),
            Self::Stuck => f.write_str("request does not leave"),
            Self::Echo => f.write_str("echo differs"),
            Self::Silent { register } => write!(f, "register {register:#06x}: no reply"),
            Self::Truncated { register, received } => {
                write!(f, "register {register:#06x}: reply of {received} bytes")
            }
            Self::Reply { register, flaw } => write!(f, "register {register:#06x}: {flaw}"),
            Self::Value { register, bits } => {
                write!(f, "register {register:#06x}: no such value, {bits:#010x}")
            }
            Self::WrongMeter {
                register,
                found: Some(found),
            } => write!(f, "register {register:#06x}: another meter, {found:#010x}"),
            Self::WrongMeter {
                register,
                found: None,
            } => write!(f, "register {register:#06x}: another meter, refused"),
            Self::Count(count) => write!(f, "{count} registers cannot be asked for"),
            Self::NotInitialised => f.write_str("not initialised"),
        }
    }
}

impl<E: Debug> core::error::Error for Error<E> {}
