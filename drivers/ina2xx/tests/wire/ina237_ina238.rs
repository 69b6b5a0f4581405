//! INA237 and INA238: SBOSA20A table 7-1, SLYS025A table 7-3.

use embedded_hal_mock::eh1::i2c::Transaction;
use hal_power::{Current, Power, Resistance, ShuntVoltage, Temperature, Voltage};
use ina2xx::{
    AdcRange, Address, Config, Error, Limit, hal_power,
    part::{Ina237, Ina238, Part},
};

use crate::{
    exchange,
    i2c::{again, ask, tell},
};

fn config<P: Part>() -> Config<P> {
    Config::new(Resistance::from_milliohms(10), Current::from_amps(15))
}

/// What follows the identity: no SHUNT_TEMPCO.
fn configuration() -> Vec<Transaction> {
    [
        tell([0x02, 0x10, 0x00]),
        tell([0x0B, 0xA0, 0x00]),
        tell([0x00, 0x00, 0x00]),
        tell([0x01, 0xFB, 0x68]),
        ask(0x02, [0x10, 0x00]),
        ask(0x0B, [0xA0, 0x03]),
        ask(0x00, [0x00, 0x00]),
        ask(0x01, [0xFB, 0x68]),
    ]
    .concat()
}

#[test]
fn the_ina237_is_known_by_its_maker_only() {
    exchange! { Ina237(Address::DEFAULT) on i2c:
        init(&config::<Ina237>()) => Ok(()), [ask(0x3E, [0x54, 0x49]), configuration()];
    }
    exchange! { Ina237(Address::DEFAULT) on i2c:
        init(&config::<Ina237>()) => Err(Error::WrongDevice { register: 0x3E, found: 0x5448 }), [
            ask(0x3E, [0x54, 0x48]),
        ];
    }
}

#[test]
fn the_ina238_is_known_by_its_device_register() {
    exchange! { Ina238(Address::DEFAULT) on i2c:
        init(&config::<Ina238>()) => Err(Error::WrongDevice { register: 0x3F, found: 0x2281 }), [
            ask(0x3E, [0x54, 0x49]),
            ask(0x3F, [0x22, 0x81]),
        ];
        // The revision, the lowest 4 bits, may be any.
        init(&config::<Ina238>()) => Ok(()), [
            ask(0x3E, [0x54, 0x49]),
            ask(0x3F, [0x23, 0x8F]),
            configuration(),
        ];
    }
}

#[test]
fn results_have_16_bits_and_power_24() {
    exchange! { Ina238(Address::DEFAULT) on i2c:
        init(&config::<Ina238>()) => Ok(()), [
            ask(0x3E, [0x54, 0x49]),
            ask(0x3F, [0x23, 0x81]),
            configuration(),
        ];
        // 3.125 mV a code
        voltage() => Ok(Voltage::from_volts(48)), [ask(0x05, [0x3C, 0x00])];
        voltage() => Ok(Voltage::from_microvolts(3_125)), [again([0x00, 0x01])];
        // 5 µV a code
        shunt_voltage() => Ok(ShuntVoltage::from_millivolts(-60)), [ask(0x04, [0xD1, 0x20])];
        current() => Ok(Current::from_amps(-6)), [ask(0x07, [0xD1, 0x20])];
        current() => Ok(Current::from_microamps(-1_000)), [again([0xFF, 0xFE])];
        // 12000 × 15360 ÷ 64 = 2880000
        power() => Ok(Power::from_watts(-288)), [
            ask(0x07, [0xD1, 0x20]),
            ask(0x08, [0x2B, 0xF2, 0x00]),
        ];
        // 125 m°C in bits 15:4
        temperature() => Ok(Temperature::from_millicelsius(-125)), [ask(0x06, [0xFF, 0xF0])];
        temperature() => Ok(Temperature::from_celsius(125)), [again([0x3E, 0x80])];
        current() => Err(Error::Saturated { register: 0x07 }), [ask(0x07, [0x80, 0x00])];
        voltage() => Err(Error::Saturated { register: 0x05 }), [ask(0x05, [0x7F, 0xFF])];
    }
}

#[test]
fn the_fine_range_has_a_quarter_of_the_step() {
    let config = Config::<Ina238>::new(Resistance::from_milliohms(10), Current::from_amps(4))
        .with_adc_range(AdcRange::Fine);
    exchange! { Ina238(Address::DEFAULT) on i2c:
        init(&config) => Ok(()), [
            ask(0x3E, [0x54, 0x49]),
            ask(0x3F, [0x23, 0x81]),
            tell([0x02, 0x10, 0x00]),
            tell([0x0B, 0xA0, 0x00]),
            tell([0x00, 0x00, 0x10]),
            tell([0x01, 0xFB, 0x68]),
            ask(0x02, [0x10, 0x00]),
            ask(0x0B, [0xA0, 0x03]),
            ask(0x00, [0x00, 0x10]),
            ask(0x01, [0xFB, 0x68]),
        ];
        // 1.25 µV over 10 mΩ; a reset part would be in the wide range, so CONFIG is asked for
        current() => Ok(Current::from_microamps(2_000_000)), [
            ask(0x07, [0x3E, 0x80]),
            ask(0x00, [0x00, 0x10]),
        ];
        current() => Err(Error::ConfigurationLost { register: 0x00 }), [
            ask(0x07, [0x0F, 0xA0]),
            ask(0x00, [0x00, 0x00]),
        ];
    }
}

#[test]
fn limits_have_the_steps_of_16_bits() {
    exchange! { Ina237(Address::DEFAULT) on i2c:
        init(&config::<Ina237>()) => Ok(()), [ask(0x3E, [0x54, 0x49]), configuration()];
        set_limit(Limit::CurrentOver(Current::from_amps(6)))
            => Ok(Limit::CurrentOver(Current::from_amps(6))), [
            tell([0x0C, 0x2E, 0xE0]),
            ask(0x0C, [0x2E, 0xE0]),
        ];
        set_limit(Limit::TemperatureOver(Temperature::from_millicelsius(85_100)))
            => Ok(Limit::TemperatureOver(Temperature::from_millicelsius(85_125))), [
            tell([0x10, 0x2A, 0x90]),
            ask(0x10, [0x2A, 0x90]),
        ];
        // 2880000 ÷ 256
        set_limit(Limit::PowerOver(Power::from_watts(288)))
            => Ok(Limit::PowerOver(Power::from_watts(288))), [
            tell([0x11, 0x2B, 0xF2]),
            ask(0x11, [0x2B, 0xF2]),
        ];
    }
}
