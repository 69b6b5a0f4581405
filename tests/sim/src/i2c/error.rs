//! What an I2C controller reports.

use core::fmt;
use embedded_hal::i2c::{Error, ErrorKind};

/// A transfer that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct I2cError {
    /// 7-bit address of the transfer.
    pub address: u8,
    /// What went wrong.
    pub kind: ErrorKind,
}

impl Error for I2cError {
    fn kind(&self) -> ErrorKind {
        self.kind
    }
}

impl fmt::Display for I2cError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "I2C address {:#04x}: {}", self.address, self.kind)
    }
}

impl core::error::Error for I2cError {}
