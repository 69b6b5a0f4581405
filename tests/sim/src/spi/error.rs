//! What an SPI controller reports.

use core::fmt;
use embedded_hal::spi::{Error, ErrorKind};

/// A transfer that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpiError {
    /// Chip select of the transfer.
    pub select: u8,
    /// What went wrong.
    pub kind: ErrorKind,
}

impl Error for SpiError {
    fn kind(&self) -> ErrorKind {
        self.kind
    }
}

impl fmt::Display for SpiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SPI select {}: {}", self.select, self.kind)
    }
}

impl core::error::Error for SpiError {}
