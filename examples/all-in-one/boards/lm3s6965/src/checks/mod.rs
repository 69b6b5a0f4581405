//! What the firmware finds out by itself.

pub(crate) mod card;
pub(crate) mod eeprom;
pub(crate) mod registers;
pub(crate) mod silence;
pub(crate) mod transactions;

use embedded_hal::i2c::ErrorKind;
use lm3s6965::i2c;

/// How a check failed.
#[derive(Debug)]
#[expect(dead_code, reason = "read by its Debug implementation alone")]
pub(crate) enum Failure {
    /// A transfer failed that should not.
    Bus(i2c::Error),
    /// The EEPROM's driver failed.
    Eeprom(eeprom24x::Error<i2c::Error>),
    /// The card's driver failed.
    Card(embedded_sdmmc::SdCardError),
    /// What should have failed did something else.
    NotRefused(&'static str),
    /// A transfer failed in another way than it should.
    OtherError { what: &'static str, kind: ErrorKind },
    /// Something else was there.
    Differs {
        what: &'static str,
        place: u32,
        expected: u32,
        found: u32,
    },
}

impl From<i2c::Error> for Failure {
    fn from(error: i2c::Error) -> Self {
        Self::Bus(error)
    }
}

impl From<eeprom24x::Error<i2c::Error>> for Failure {
    fn from(error: eeprom24x::Error<i2c::Error>) -> Self {
        Self::Eeprom(error)
    }
}

impl From<embedded_sdmmc::SdCardError> for Failure {
    fn from(error: embedded_sdmmc::SdCardError) -> Self {
        Self::Card(error)
    }
}

/// The byte that the host has put at a place of a memory. The firmware writes its complement.
pub(crate) fn pattern(place: u32) -> u8 {
    let [low, middle, high, _] = place.to_le_bytes();
    let middle = middle.wrapping_mul(7);
    let high = high.wrapping_mul(13);
    low.wrapping_add(middle).wrapping_add(high)
}

/// Compares bytes with what should be at a place.
pub(crate) fn compare(
    what: &'static str,
    start: u32,
    found: &[u8],
    expected: impl Fn(u32) -> u8,
) -> Result<(), Failure> {
    for (place, byte) in (start..).zip(found) {
        let expected = expected(place);
        if *byte != expected {
            return Err(Failure::Differs {
                what,
                place,
                expected: expected.into(),
                found: (*byte).into(),
            });
        }
    }
    Ok(())
}
