//! What a UART reports.

use core::fmt;
use embedded_io::{Error, ErrorKind};

/// What went wrong while receiving.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SerialError {
    /// The parity of a character is wrong. The character is lost.
    Parity,
    /// A character has no stop bit: noise, a break, or another baud rate. The character is lost.
    Framing,
    /// Characters were lost because the receive buffer was full; reported once for each time it filled up, before what is in it.
    Overrun,
    /// Nothing arrived within the time-out of a blocking read.
    TimedOut,
}

impl Error for SerialError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Parity | Self::Framing => ErrorKind::InvalidData,
            Self::Overrun => ErrorKind::Other,
            Self::TimedOut => ErrorKind::TimedOut,
        }
    }
}

impl fmt::Display for SerialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Parity => "wrong parity",
            Self::Framing => "no stop bit",
            Self::Overrun => "received characters were lost",
            Self::TimedOut => "nothing arrived in time",
        })
    }
}

impl core::error::Error for SerialError {}
