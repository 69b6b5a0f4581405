//! Written by hand, async: the four registers of an INA228 in integer units, and the guards of `ina2xx`: none is read before results
//! are there, the register pointed to is known, and a code of 0, -1 or at an end is an error unless a register that a reset
//! changes proves it. One proof only, and no triggered mode.
#![no_std]
#![no_main]

use core::hint::black_box;

use embedded_hal_async::i2c::I2c;
use peers::{
    bus::{Bus, Failed},
    report,
};

/// µA and mW per code, times 2¹⁶, and codes that are values.
struct Meter {
    current_lsb: u32,
    power_lsb: u32,
    current_end: u32,
    power_end: u32,
    address: u8,
    pointer: u8,
    is_waiting: bool,
}

#[allow(dead_code, reason = "nobody looks at it")]
#[derive(Clone, Copy)]
enum Fault {
    Bus(u8),
    NotReady,
    Lost,
    Saturated(u8),
}

struct Readings {
    voltage: i32,
    current: i32,
    power: i32,
    temperature: i32,
}

impl Meter {
    async fn read<const N: usize>(&mut self, register: &'static [u8; 1]) -> Result<[u8; N], Fault> {
        let mut bytes = [0; N];
        match Bus.write_read(self.address, register, &mut bytes).await {
            Ok(()) => Ok(bytes),
            Err(Failed) => Err(Fault::Bus(register[0])),
        }
    }

    async fn readings(&mut self) -> Result<Readings, Fault> {
        if self.is_waiting {
            self.need().await?;
        }
        self.pointer = 0;
        let [a, b, c] = self.read(&[0x05]).await?;
        let bus = i32::from_be_bytes([a, b, c, 0]) >> 12;
        let [a, b, c] = self.read(&[0x07]).await?;
        let current = i32::from_be_bytes([a, b, c, 0]) >> 12;
        let [a, b, c] = self.read(&[0x08]).await?;
        let power = u32::from_be_bytes([0, a, b, c]);
        let temperature = i32::from(i16::from_be_bytes(self.read(&[0x06]).await?));
        self.pointer = 0x06;
        let is_plain = (temperature + 1) as u32 >= 2
            && ((bus - 1) as u32) < 0x7_F800
            && ((current ^ (current >> 31)) as u32).wrapping_sub(1) < self.current_end
            && power.wrapping_sub(1) < self.power_end;
        if !is_plain {
            self.look_again(bus, current, power).await?;
        }
        Ok(Readings {
            voltage: ((u64::from(bus as u32) * 3125) >> 4) as i32,
            current: ((i64::from(current) * i64::from(self.current_lsb)) >> 16) as i32,
            power: ((u64::from(power) * u64::from(self.power_lsb)) >> 16) as i32,
            temperature: (temperature * 125) >> 4,
        })
    }

    async fn need(&mut self) -> Result<(), Fault> {
        let flags: [u8; 2] = self.read(&[0x0B]).await?;
        if flags[1] & 2 == 0 {
            return Err(Fault::NotReady);
        }
        self.is_waiting = false;
        Ok(())
    }

    async fn look_again(&mut self, bus: i32, current: i32, power: u32) -> Result<(), Fault> {
        if self.read::<2>(&[0x0B]).await?[0] & 0xF0 != 0x80 {
            return Err(Fault::Lost);
        }
        if bus as u32 >= 0x7_FFFF {
            return Err(Fault::Saturated(0x05));
        }
        if current.unsigned_abs() > self.current_end {
            return Err(Fault::Saturated(0x07));
        }
        if power > self.power_end {
            return Err(Fault::Saturated(0x08));
        }
        Ok(())
    }
}

fn setup() -> Meter {
    // 312.5 µA and 1 mW per code, over 1 mΩ.
    Meter {
        current_lsb: black_box(20_480_000),
        power_lsb: black_box(1 << 16),
        current_end: black_box(0x7_FFFD),
        power_end: black_box(0xFF_FFFE),
        address: black_box(0x40),
        pointer: 0,
        is_waiting: black_box(false),
    }
}

fn show(answer: &Result<Readings, Fault>) {
    if let Ok(readings) = answer {
        report::integer(b'V', -6, readings.voltage);
        report::integer(b'I', -6, readings.current);
        report::integer(b'P', -3, readings.power);
        report::integer(b'T', -3, readings.temperature);
    }
}

peers::case!(228, Meter, Result<Readings, Fault>, setup, |m| report::wait(m.readings()), show, future |m: &mut Meter| m.readings());
