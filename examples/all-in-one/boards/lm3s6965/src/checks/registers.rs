//! Registers of two bytes in QEMU's TMP105: one is pointed at, the other is not answered with.

use super::Failure;
use embedded_hal::i2c::I2c;
use lm3s6965::i2c::I2c0;

const SENSOR: u8 = 0x48;

/// The limits after a reset: 75 °C and 80 °C.
const LOW_LIMIT: (u8, u16) = (2, 75 << 8);
const HIGH_LIMIT: (u8, u16) = (3, 80 << 8);

pub(crate) fn run(i2c: &mut I2c0) -> Result<(), Failure> {
    for (register, limit) in [LOW_LIMIT, HIGH_LIMIT, LOW_LIMIT] {
        let mut bytes = [0; 2];
        i2c.write_read(SENSOR, &[register], &mut bytes)?;
        let found = u16::from_be_bytes(bytes);
        if found != limit {
            return Err(Failure::Differs {
                what: "limit after a reset",
                place: register.into(),
                expected: limit.into(),
                found: found.into(),
            });
        }
    }
    Ok(())
}
