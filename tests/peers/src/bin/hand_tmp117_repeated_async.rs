//! Written by hand, async: the temperature of a TMP117 in m°C, its register pointed to once, no check but the bus's.
#![no_std]
#![no_main]

use embedded_hal_async::i2c::I2c;
use peers::{
    bus::{Bus, Failed},
    report,
};

fn setup() {
    let _ = report::wait(Bus.write(0x48, &[0x00]));
}

async fn temperature() -> Result<i32, Failed> {
    let mut bytes = [0; 2];
    Bus.read(0x48, &mut bytes).await?;
    Ok((i32::from(i16::from_be_bytes(bytes)) * 125 + 8) >> 4)
}

fn show(answer: &Result<i32, Failed>) {
    if let Ok(temperature) = *answer {
        report::integer(b'T', -3, temperature);
    }
}

peers::case!(117, (), Result<i32, Failed>, setup, |()| report::wait(temperature()), show, future |(): &mut ()| temperature());
