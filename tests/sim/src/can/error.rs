//! What a CAN controller reports.

use core::fmt;
use embedded_can::{Error, ErrorKind};

/// Why a frame could not be sent or received.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CanError {
    /// All mailboxes hold frames that wait to be sent.
    Full,
    /// The node has left the bus after too many errors, until [`CanNode::recover`](super::CanNode::recover).
    BusOff,
    /// Frames were lost because the receive queue was full; reported once for each time it filled up, before what is in it.
    Overrun,
    /// Nothing that is under way could end this wait: a blocking call would wait forever.
    Silence,
}

impl Error for CanError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Overrun => ErrorKind::Overrun,
            Self::Full | Self::BusOff | Self::Silence => ErrorKind::Other,
        }
    }
}

impl fmt::Display for CanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Full => "all mailboxes are full",
            Self::BusOff => "the node is off the bus",
            Self::Overrun => "received frames were lost",
            Self::Silence => "nothing is under way that could end the wait",
        })
    }
}

impl core::error::Error for CanError {}
