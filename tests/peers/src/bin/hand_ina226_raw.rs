//! Written by hand: the codes of the three registers of an INA226.
#![no_std]
#![no_main]

use embedded_hal::i2c::I2c;
use peers::{
    bus::{Bus, Failed},
    report,
};

struct Codes {
    bus: u16,
    current: i16,
    power: u16,
}

#[inline(always)]
fn read(register: u8) -> Result<[u8; 2], Failed> {
    let mut bytes = [0; 2];
    Bus.write_read(0x40, &[register], &mut bytes)?;
    Ok(bytes)
}

fn codes() -> Result<Codes, Failed> {
    Ok(Codes {
        bus: u16::from_be_bytes(read(0x02)?),
        current: i16::from_be_bytes(read(0x04)?),
        power: u16::from_be_bytes(read(0x03)?),
    })
}

fn setup() {
    let _ = Bus.write(0x40, &[0x05, 0x08, 0x00]);
}

fn show(answer: &Result<Codes, Failed>) {
    if let Ok(codes) = answer {
        report::integer(b'v', 0, codes.bus.into());
        report::integer(b'i', 0, codes.current.into());
        report::integer(b'p', 0, codes.power.into());
    }
}

peers::case!(226, (), Result<Codes, Failed>, setup, |()| codes(), show);
