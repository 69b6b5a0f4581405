//! Bytes to meaning and back, pure and total.

use crate::Error;

/// What a frame says; has no variants yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Message {}

/// Decodes the frame with the identifier `id`.
///
/// # Errors
///
/// [`Error::UnknownFrame`] if the protocol has no such frame.
pub const fn decode(id: u32, _data: &[u8]) -> Result<Message, Error> {
    Err(Error::UnknownFrame { id })
}
