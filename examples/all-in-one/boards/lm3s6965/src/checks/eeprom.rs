//! QEMU's 24C32 through the `eeprom24x` driver: bytes, pages, and where pages end.

use super::{Failure, compare, pattern};
use eeprom24x::{Eeprom24x, Error, SlaveAddr};
use embedded_hal::delay::DelayNs;
use embedded_storage::Storage as _;
use lm3s6965::{delay::Delay, i2c::I2c0};

pub(crate) const DEVICE: u8 = 0x50;

/// The longest a 24C32 takes to store a page.
pub(crate) const WRITE_CYCLE_MS: u32 = 5;

const CAPACITY: u32 = 4_096;
const LAST: u32 = CAPACITY - 1;
const PAGE: usize = 32;

/// A whole page.
const WHOLE: u32 = 0x20;
/// As many bytes as would reach from here a byte into the next page.
const CROSSING: u32 = 0x50;
const CROSSING_LENGTH: usize = 17;
/// Bytes that touch four pages.
const LONG: u32 = 0x8D;
const LONG_LENGTH: usize = 70;

pub(crate) fn run(i2c: &mut I2c0, mut delay: Delay) -> Result<(), Failure> {
    let mut eeprom = Eeprom24x::new_24x32(&mut *i2c, SlaveAddr::Default);

    let mut bytes = [0; 96];
    eeprom.read_data(0, &mut bytes)?;
    compare("first pages", 0, &bytes, pattern)?;
    let end = CAPACITY - 96;
    eeprom.read_data(end, &mut bytes)?;
    compare("last pages", end, &bytes, pattern)?;

    for place in [0, LAST] {
        eeprom.write_byte(place, !pattern(place))?;
        delay.delay_ms(WRITE_CYCLE_MS);
        let byte = eeprom.read_byte(place)?;
        compare("byte", place, &[byte], |place| !pattern(place))?;
    }

    let page: [u8; PAGE] = inverted(WHOLE);
    eeprom.write_page(WHOLE, &page)?;
    delay.delay_ms(WRITE_CYCLE_MS);

    let across: [u8; CROSSING_LENGTH] = inverted(CROSSING);
    if !matches!(
        eeprom.write_page(CROSSING, &across),
        Err(Error::TooMuchData)
    ) {
        return Err(Failure::NotRefused("write across a page's end"));
    }
    if !matches!(eeprom.read_byte(CAPACITY), Err(Error::InvalidAddr)) {
        return Err(Failure::NotRefused("read beyond the end"));
    }

    let mut storage = eeprom24x::Storage::new(eeprom, delay);
    let long: [u8; LONG_LENGTH] = inverted(LONG);
    storage.write(LONG, &long)?;
    let (i2c, _) = storage.destroy();

    let mut eeprom = Eeprom24x::new_24x32(i2c, SlaveAddr::Default);
    let mut bytes = [0; 256];
    eeprom.read_data(0, &mut bytes)?;
    compare("read back", 0, &bytes, expected)
}

/// What the first pages hold in the end.
fn expected(place: u32) -> u8 {
    let offset = |start: u32| place.checked_sub(start).map_or(usize::MAX, |o| o as usize);
    let is_written = place == 0 || offset(WHOLE) < PAGE || offset(LONG) < LONG_LENGTH;
    if is_written {
        !pattern(place)
    } else {
        pattern(place)
    }
}

fn inverted<const N: usize>(start: u32) -> [u8; N] {
    let mut places = start..;
    core::array::from_fn(|_| places.next().map_or(0, |place| !pattern(place)))
}
