//! Written by hand: the four registers of an INA228 in integer units, no check but the bus's.
#![no_std]
#![no_main]

use core::hint::black_box;

use embedded_hal::i2c::I2c;
use peers::{
    bus::{Bus, Failed},
    report,
};

/// µA and mW per code, times 2¹⁶.
struct Meter {
    current_lsb: u32,
    power_lsb: u32,
}

struct Readings {
    voltage: i32,
    current: i32,
    power: i32,
    temperature: i32,
}

impl Meter {
    #[inline(always)]
    fn read<const N: usize>(&mut self, register: u8) -> Result<[u8; N], Failed> {
        let mut bytes = [0; N];
        Bus.write_read(0x40, &[register], &mut bytes)?;
        Ok(bytes)
    }

    fn readings(&mut self) -> Result<Readings, Failed> {
        let [a, b, c] = self.read(0x05)?;
        let bus = i32::from_be_bytes([a, b, c, 0]) >> 12;
        let [a, b, c] = self.read(0x07)?;
        let current = i32::from_be_bytes([a, b, c, 0]) >> 12;
        let [a, b, c] = self.read(0x08)?;
        let power = u32::from_be_bytes([0, a, b, c]);
        let temperature = i32::from(i16::from_be_bytes(self.read(0x06)?));
        Ok(Readings {
            voltage: ((i64::from(bus) * 3125) >> 4) as i32,
            current: ((i64::from(current) * i64::from(self.current_lsb)) >> 16) as i32,
            power: ((u64::from(power) * u64::from(self.power_lsb)) >> 16) as i32,
            temperature: (temperature * 125) >> 4,
        })
    }
}

fn setup() -> Meter {
    // 312.5 µA and 1 mW per code, over 1 mΩ.
    Meter {
        current_lsb: black_box(20_480_000),
        power_lsb: black_box(1 << 16),
    }
}

fn show(answer: &Result<Readings, Failed>) {
    if let Ok(readings) = answer {
        report::integer(b'V', -6, readings.voltage);
        report::integer(b'I', -6, readings.current);
        report::integer(b'P', -3, readings.power);
        report::integer(b'T', -3, readings.temperature);
    }
}

peers::case!(228, Meter, Result<Readings, Failed>, setup, |m| m.readings(), show);
