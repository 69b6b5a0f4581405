//! INA229 and INA239: the address byte is the address × 4, plus 1 to read (SLYS023A section 7.5.1.1).

use hal_power::{Charge, Current, Energy, Power, Resistance, Temperature, Voltage};
use ina2xx::{
    Config, Error, Register, hal_power,
    part::{Ina229, Ina239},
};

use crate::{
    exchange,
    spi::{ask, tell},
};

#[test]
fn the_ina229_s_frames() {
    let config = Config::<Ina229>::new(Resistance::from_milliohms(16), Current::from_amps(10));
    exchange! { Ina229() on spi:
        init(&config) => Ok(()), [
            ask(0xF9, [0x54, 0x49]),
            ask(0xFD, [0x22, 0x91]),
            tell([0x08, 0x10, 0x00]),
            tell([0x2C, 0xA0, 0x00]),
            tell([0x0C, 0x00, 0x00]),
            tell([0x00, 0x00, 0x00]),
            tell([0x04, 0xFB, 0x68]),
            ask(0x09, [0x10, 0x00]),
            ask(0x2D, [0xA0, 0x03]),
            ask(0x0D, [0x00, 0x00]),
            ask(0x01, [0x00, 0x00]),
            ask(0x05, [0xFB, 0x68]),
        ];
        voltage() => Ok(Voltage::from_volts(48)), [ask(0x15, [0x3C, 0x00, 0x00])];
        // No pointer outlives a frame.
        voltage() => Ok(Voltage::from_volts(48)), [ask(0x15, [0x3C, 0x00, 0x00])];
        // -96 mV ÷ 312.5 nV = -307200
        current() => Ok(Current::from_amps(-6)), [ask(0x1D, [0xB5, 0x00, 0x00])];
        // 307200 × 245760 ÷ 16384 = 4608000
        power() => Ok(Power::from_watts(-288)), [
            ask(0x1D, [0xB5, 0x00, 0x00]),
            ask(0x21, [0x46, 0x50, 0x00]),
        ];
        temperature() => Ok(Temperature::from_celsius(-40)), [ask(0x19, [0xEC, 0x00])];
        // 4608000 × 3600 ÷ 16 and 307200 × 3600 counts are one hour.
        energy() => Ok(Energy::from_joules(1_036_800)), [
            ask(0x2D, [0xA0, 0x03]),
            ask(0x25, [0x00, 0x3D, 0xCC, 0x50, 0x00]),
            ask(0x2D, [0xA0, 0x01]),
        ];
        charge() => Ok(Charge::from_coulombs(-21_600)), [
            ask(0x2D, [0xA0, 0x01]),
            ask(0x29, [0xFF, 0xBE, 0x15, 0x00, 0x00]),
            ask(0x2D, [0xA0, 0x01]),
        ];
        read_register(Register::two_bytes(0x3F)) => Ok(0x2291), [ask(0xFD, [0x22, 0x91])];
        write_register(Register::two_bytes(0x11), 0x1234) => Ok(()), [tell([0x44, 0x12, 0x34])];
        reset() => Ok(()), [tell([0x00, 0x80, 0x00])];
    }
}

#[test]
fn the_ina239_s_frames() {
    let config = Config::<Ina239>::new(Resistance::from_milliohms(10), Current::from_amps(15));
    exchange! { Ina239() on spi:
        init(&config) => Ok(()), [
            ask(0xF9, [0x54, 0x49]),
            ask(0xFD, [0x23, 0x91]),
            tell([0x08, 0x10, 0x00]),
            tell([0x2C, 0xA0, 0x00]),
            tell([0x00, 0x00, 0x00]),
            tell([0x04, 0xFB, 0x68]),
            ask(0x09, [0x10, 0x00]),
            ask(0x2D, [0xA0, 0x03]),
            ask(0x01, [0x00, 0x00]),
            ask(0x05, [0xFB, 0x68]),
        ];
        voltage() => Ok(Voltage::from_volts(48)), [ask(0x15, [0x3C, 0x00])];
        current() => Ok(Current::from_amps(-6)), [ask(0x1D, [0xD1, 0x20])];
        power() => Ok(Power::from_watts(-288)), [
            ask(0x1D, [0xD1, 0x20]),
            ask(0x21, [0x2B, 0xF2, 0x00]),
        ];
        temperature() => Ok(Temperature::from_celsius(125)), [ask(0x19, [0x3E, 0x80])];
    }
}

#[test]
fn a_wrong_identity_stops_before_any_write() {
    let config = Config::<Ina239>::new(Resistance::from_milliohms(10), Current::from_amps(15));
    exchange! { Ina239() on spi:
        init(&config) => Err(Error::WrongDevice { register: 0x3E, found: 0xFFFF }), [
            ask(0xF9, [0xFF, 0xFF]),
        ];
        init(&config) => Err(Error::WrongDevice { register: 0x3F, found: 0x2291 }), [
            ask(0xF9, [0x54, 0x49]),
            ask(0xFD, [0x22, 0x91]),
        ];
        current() => Err(Error::NotInitialised), [];
    }
}
