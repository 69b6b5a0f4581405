//! What a meter does wrong on demand.

use super::{Kind, frame};
use alloc::vec::Vec;
use core::time::Duration;

/// How a meter misbehaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misbehaviour {
    /// Replies so much later.
    Slow(Duration),
    /// Does not reply.
    Silent,
    /// Replies under this address, with a checksum that fits.
    WrongAddress(u8),
    /// Replies with this function code, with a checksum that fits.
    WrongFunction(u8),
    /// Replies with a checksum that does not fit.
    WrongCrc,
    /// Ends its reply after so many bytes.
    Short(usize),
    /// Replies with so many registers, whatever was asked for, at most 127.
    OtherLength(u16),
    /// Goes on showing what it showed when this was set.
    Frozen,
    /// Is another meter with the same address.
    OtherKind(Kind),
    /// Replies with this exception code.
    Exception(u8),
}

impl Misbehaviour {
    /// Spoils a sound reply, checksum included.
    pub(super) fn spoil(self, mut reply: Vec<u8>) -> Vec<u8> {
        match self {
            Self::Silent => Vec::new(),
            Self::WrongAddress(address) => with(reply, 0, address),
            Self::WrongFunction(function) => with(reply, 1, function),
            Self::WrongCrc => {
                if let Some(last) = reply.last_mut() {
                    *last ^= 0x01;
                }
                reply
            }
            Self::Short(bytes) => {
                reply.truncate(bytes);
                reply
            }
            Self::Slow(_)
            | Self::OtherLength(_)
            | Self::Frozen
            | Self::OtherKind(_)
            | Self::Exception(_) => reply,
        }
    }
}

/// Replaces a byte, and the checksum.
fn with(mut reply: Vec<u8>, at: usize, byte: u8) -> Vec<u8> {
    reply.truncate(reply.len().saturating_sub(2));
    if let Some(own) = reply.get_mut(at) {
        *own = byte;
    }
    frame::seal(reply)
}
