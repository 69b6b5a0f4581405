//! Where nothing answers, an address is not acknowledged, and the bus works on.

use super::Failure;
use embedded_hal::i2c::{Error as _, ErrorKind, I2c, NoAcknowledgeSource};
use lm3s6965::i2c::{self, I2c0};

const NOBODY: u8 = 0x51;
const SOMEBODY: u8 = 0x48;

pub(crate) fn run(i2c: &mut I2c0) -> Result<(), Failure> {
    let mut byte = [0];
    // Twice: a bus that was not released would answer otherwise.
    for _ in 0..2 {
        expect("write", i2c.write(NOBODY, &[0]))?;
        expect("read", i2c.read(NOBODY, &mut byte))?;
        expect("write and read", i2c.write_read(NOBODY, &[0], &mut byte))?;
        i2c.read(SOMEBODY, &mut byte)?;
    }
    match i2c.write(SOMEBODY, &[]) {
        Err(i2c::Error::NothingToMove) => Ok(()),
        _ => Err(Failure::NotRefused("transaction without a byte")),
    }
}

fn expect(what: &'static str, outcome: Result<(), i2c::Error>) -> Result<(), Failure> {
    match outcome.map_err(|error| error.kind()) {
        Err(ErrorKind::NoAcknowledge(NoAcknowledgeSource::Address)) => Ok(()),
        Err(kind) => Err(Failure::OtherError { what, kind }),
        Ok(()) => Err(Failure::NotRefused(what)),
    }
}
