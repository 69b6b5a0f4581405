//! Written by hand: the three registers of an INA226 in integer units, no check but the bus's.
#![no_std]
#![no_main]

use core::hint::black_box;

use embedded_hal::i2c::I2c;
use peers::{
    bus::{Bus, Failed},
    report,
};

struct Meter {
    /// µA per code.
    current_lsb: i32,
    /// mW per code, times 2¹⁶.
    power_lsb: u32,
}

struct Readings {
    voltage: i32,
    current: i32,
    power: i32,
}

impl Meter {
    #[inline(always)]
    fn read(&mut self, register: u8) -> Result<[u8; 2], Failed> {
        let mut bytes = [0; 2];
        Bus.write_read(0x40, &[register], &mut bytes)?;
        Ok(bytes)
    }

    fn readings(&mut self) -> Result<Readings, Failed> {
        let bus = u16::from_be_bytes(self.read(0x02)?);
        let current = i16::from_be_bytes(self.read(0x04)?);
        let power = u16::from_be_bytes(self.read(0x03)?);
        Ok(Readings {
            voltage: i32::from(bus) * 1250,
            current: i32::from(current) * self.current_lsb,
            power: ((u64::from(power) * u64::from(self.power_lsb)) >> 16) as i32,
        })
    }
}

fn setup() -> Meter {
    let _ = Bus.write(0x40, &[0x05, 0x08, 0x00]);
    // Over 2 mΩ.
    Meter {
        current_lsb: black_box(1250),
        power_lsb: black_box(2_048_000),
    }
}

fn show(answer: &Result<Readings, Failed>) {
    if let Ok(readings) = answer {
        report::integer(b'V', -6, readings.voltage);
        report::integer(b'I', -6, readings.current);
        report::integer(b'P', -3, readings.power);
    }
}

peers::case!(226, Meter, Result<Readings, Failed>, setup, |m| m.readings(), show);
