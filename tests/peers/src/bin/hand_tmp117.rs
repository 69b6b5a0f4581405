//! Written by hand: the temperature of a TMP117 in m°C, no check but the bus's.
#![no_std]
#![no_main]

use embedded_hal::i2c::I2c;
use peers::{
    bus::{Bus, Failed},
    report,
};

fn temperature() -> Result<i32, Failed> {
    let mut bytes = [0; 2];
    Bus.write_read(0x48, &[0x00], &mut bytes)?;
    Ok((i32::from(i16::from_be_bytes(bytes)) * 125 + 8) >> 4)
}

fn show(answer: &Result<i32, Failed>) {
    if let Ok(temperature) = *answer {
        report::integer(b'T', -3, temperature);
    }
}

peers::case!(117, (), Result<i32, Failed>, || (), |()| temperature(), show);
