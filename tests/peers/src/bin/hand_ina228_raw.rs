//! Written by hand: the codes of the four registers of an INA228.
#![no_std]
#![no_main]

use embedded_hal::i2c::I2c;
use peers::{
    bus::{Bus, Failed},
    report,
};

struct Codes {
    bus: i32,
    current: i32,
    power: u32,
    temperature: i16,
}

#[inline(always)]
fn read<const N: usize>(register: u8) -> Result<[u8; N], Failed> {
    let mut bytes = [0; N];
    Bus.write_read(0x40, &[register], &mut bytes)?;
    Ok(bytes)
}

fn codes() -> Result<Codes, Failed> {
    let [a, b, c] = read(0x05)?;
    let bus = i32::from_be_bytes([a, b, c, 0]) >> 12;
    let [a, b, c] = read(0x07)?;
    let current = i32::from_be_bytes([a, b, c, 0]) >> 12;
    let [a, b, c] = read(0x08)?;
    let power = u32::from_be_bytes([0, a, b, c]);
    Ok(Codes {
        bus,
        current,
        power,
        temperature: i16::from_be_bytes(read(0x06)?),
    })
}

fn show(answer: &Result<Codes, Failed>) {
    if let Ok(codes) = answer {
        report::integer(b'v', 0, codes.bus);
        report::integer(b'i', 0, codes.current);
        report::integer(b'p', 0, codes.power as i32);
        report::integer(b't', 0, codes.temperature.into());
    }
}

peers::case!(228, (), Result<Codes, Failed>, || (), |()| codes(), show);
