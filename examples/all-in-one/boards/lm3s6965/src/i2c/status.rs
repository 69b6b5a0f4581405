//! What the controller says after a command.

use core::fmt;
use embedded_hal::i2c::{self, ErrorKind, NoAcknowledgeSource};

pub(super) const BUSY: u32 = 1 << 0;
const ERROR: u32 = 1 << 1;
const ADDRESS_NOT_ACKNOWLEDGED: u32 = 1 << 2;
const DATA_NOT_ACKNOWLEDGED: u32 = 1 << 3;
const ARBITRATION_LOST: u32 = 1 << 4;
const BUS_BUSY: u32 = 1 << 6;

/// Why a transfer failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// Nobody acknowledged the address.
    AddressNotAcknowledged,
    /// The part did not acknowledge a byte.
    DataNotAcknowledged,
    /// Another master has the bus.
    ArbitrationLost,
    /// The controller reports an error and no cause.
    Unexplained,
    /// The controller stayed busy.
    Stuck,
    /// The transaction has no byte in it, which the controller cannot do.
    NothingToMove,
}

impl i2c::Error for Error {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::AddressNotAcknowledged => ErrorKind::NoAcknowledge(NoAcknowledgeSource::Address),
            Self::DataNotAcknowledged => ErrorKind::NoAcknowledge(NoAcknowledgeSource::Data),
            Self::ArbitrationLost => ErrorKind::ArbitrationLoss,
            Self::Unexplained => ErrorKind::Bus,
            Self::Stuck | Self::NothingToMove => ErrorKind::Other,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AddressNotAcknowledged => "address not acknowledged",
            Self::DataNotAcknowledged => "byte not acknowledged",
            Self::ArbitrationLost => "arbitration lost",
            Self::Unexplained => "error without a cause",
            Self::Stuck => "controller stays busy",
            Self::NothingToMove => "transaction without a byte",
        })
    }
}

impl core::error::Error for Error {}

/// Judges a status that is not busy. `started` tells whether the command began with a START.
///
/// Arbitration is lost to somebody, and then the bus is busy. QEMU's model, which has no second master, reports an address
/// that nobody acknowledges as lost arbitration on a bus that is idle.
pub(super) fn judge(status: u32, started: bool) -> Result<(), Error> {
    let has = |bit| status & bit != 0;
    if has(ARBITRATION_LOST) {
        let nobody = started && !has(BUS_BUSY);
        Err(if nobody {
            Error::AddressNotAcknowledged
        } else {
            Error::ArbitrationLost
        })
    } else if !has(ERROR) {
        Ok(())
    } else if has(ADDRESS_NOT_ACKNOWLEDGED) {
        Err(Error::AddressNotAcknowledged)
    } else if has(DATA_NOT_ACKNOWLEDGED) {
        Err(Error::DataNotAcknowledged)
    } else {
        Err(Error::Unexplained)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const IDLE: u32 = 1 << 5;

    #[test]
    fn no_error_bit_is_no_error() {
        assert_eq!(judge(IDLE, true), Ok(()));
        assert_eq!(judge(IDLE | BUS_BUSY, false), Ok(()));
    }

    #[test]
    fn an_error_has_its_cause() {
        let judged = |cause| judge(IDLE | BUS_BUSY | ERROR | cause, true);
        assert_eq!(
            judged(ADDRESS_NOT_ACKNOWLEDGED),
            Err(Error::AddressNotAcknowledged)
        );
        assert_eq!(
            judged(DATA_NOT_ACKNOWLEDGED),
            Err(Error::DataNotAcknowledged)
        );
        assert_eq!(judged(0), Err(Error::Unexplained));
        assert_eq!(judged(ARBITRATION_LOST), Err(Error::ArbitrationLost));
    }

    #[test]
    fn arbitration_lost_to_nobody_is_an_address_that_nobody_acknowledged() {
        let status = IDLE | ERROR | ARBITRATION_LOST;
        assert_eq!(judge(status, true), Err(Error::AddressNotAcknowledged));
        assert_eq!(judge(status, false), Err(Error::ArbitrationLost));
    }
}
