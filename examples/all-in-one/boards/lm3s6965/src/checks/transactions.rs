//! Transactions of several operations that go the same way: no START and no end between them.

use super::{
    Failure, compare,
    eeprom::{DEVICE, WRITE_CYCLE_MS},
    pattern,
};
use embedded_hal::{
    delay::DelayNs,
    i2c::{I2c, Operation},
};
use lm3s6965::i2c::I2c0;

/// Where the EEPROM is written.
const PLACE: u16 = 0x200;

pub(crate) fn run(i2c: &mut I2c0, delay: &mut impl DelayNs) -> Result<(), Failure> {
    // Two writes with nothing between them are one: a START there would make an address of the data.
    let address = PLACE.to_be_bytes();
    let start = u32::from(PLACE);
    let data = [0, 1, 2, 3].map(|offset| !pattern(start + offset));
    let mut written = [
        Operation::Write(&address),
        Operation::Write(&[]),
        Operation::Write(&data),
    ];
    i2c.transaction(DEVICE, &mut written)?;
    delay.delay_ms(WRITE_CYCLE_MS);

    // Two reads with nothing between them are one: a byte not acknowledged would end it.
    let (mut first, mut second) = ([0; 3], [0; 3]);
    let mut read = [
        Operation::Write(&address),
        Operation::Read(&mut first),
        Operation::Read(&mut second),
    ];
    i2c.transaction(DEVICE, &mut read)?;
    let [a, b, c] = first;
    let [d, e, f] = second;
    compare("joined writes", start, &[a, b, c, d], |place| {
        !pattern(place)
    })?;
    compare("joined reads", start + 4, &[e, f], pattern)
}
