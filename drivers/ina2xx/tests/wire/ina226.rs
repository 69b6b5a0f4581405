//! INA226: SBOS547 pages 16 to 22.

use hal_power::{Current, Power, Resistance, ShuntVoltage, Voltage};
use ina2xx::{
    Address, Alerts, Averages, Config, Error, Ina226ConversionTime, Inputs, Limit, Mode, Register,
    Strap, hal_power, part::Ina226,
};

use crate::{
    exchange,
    i2c::{again, ask, tell},
};

/// The worked example's shunt: 2 mΩ.
fn config() -> Config<Ina226> {
    Config::new(Resistance::from_milliohms(2), Current::from_amps(10))
}

/// The worked example's scale: 1 mA, of 32.768 A ÷ 2¹⁵.
fn fitted() -> Config<Ina226> {
    let scale = Current::from_milliamps(32_768);
    Config::new(Resistance::from_milliohms(2), scale).with_fitted_calibration()
}

#[test]
fn identity_is_read_before_anything_is_written() {
    exchange! { Ina226(Address::DEFAULT) on i2c:
        init(&config()) => Ok(()), [
            ask(0xFE, [0x54, 0x49]),
            ask(0xFF, [0x22, 0x60]),
            // calibration of 1: the current's code is the shunt voltage's
            tell([0x05, 0x08, 0x00]),
            // alerts latched
            tell([0x06, 0x00, 0x01]),
            // one average, 1.1 ms and 1.1 ms, both inputs continuously
            tell([0x00, 0x01, 0x27]),
            ask(0x05, [0x08, 0x00]),
            ask(0x06, [0x00, 0x01]),
            // bits 14:12 have no function and read 100
            ask(0x00, [0x41, 0x27]),
        ];
    }
}

#[test]
fn another_part_is_not_written_to() {
    exchange! { Ina226(Address::DEFAULT) on i2c:
        init(&config()) => Err(Error::WrongDevice { register: 0xFE, found: 0xFFFF }), [
            ask(0xFE, [0xFF, 0xFF]),
        ];
        init(&config()) => Err(Error::WrongDevice { register: 0xFF, found: 0x2281 }), [
            ask(0xFE, [0x54, 0x49]),
            ask(0xFF, [0x22, 0x81]),
        ];
        current() => Err(Error::NotInitialised), [];
    }
}

#[test]
fn the_worked_example() {
    exchange! { Ina226(Address::DEFAULT) on i2c:
        init(&fitted()) => Ok(()), [
            ask(0xFE, [0x54, 0x49]),
            ask(0xFF, [0x22, 0x60]),
            tell([0x05, 0x0A, 0x00]),
            tell([0x06, 0x00, 0x01]),
            tell([0x00, 0x01, 0x27]),
            ask(0x05, [0x0A, 0x00]),
            ask(0x06, [0x00, 0x09]),
            ask(0x00, [0x41, 0x27]),
        ];
        voltage() => Ok(Voltage::from_millivolts(11_980)), [ask(0x02, [0x25, 0x70])];
        // A calibration above 1 can overflow: Mask/Enable is read for OVF.
        current() => Ok(Current::from_amps(10)), [
            ask(0x04, [0x27, 0x10]),
            ask(0x06, [0x00, 0x09]),
        ];
        power() => Ok(Power::from_milliwatts(119_800)), [
            ask(0x04, [0x27, 0x10]),
            ask(0x03, [0x12, 0xB8]),
            ask(0x06, [0x00, 0x09]),
        ];
        shunt_voltage() => Ok(ShuntVoltage::from_millivolts(20)), [ask(0x01, [0x1F, 0x40])];
    }
}

#[test]
fn a_repeated_reading_leaves_the_pointer_where_it_is() {
    exchange! { Ina226(Address::new(Strap::Ground, Strap::Ground)) on i2c:
        init(&config()) => Ok(()), [
            ask(0xFE, [0x54, 0x49]),
            ask(0xFF, [0x22, 0x60]),
            tell([0x05, 0x08, 0x00]),
            tell([0x06, 0x00, 0x01]),
            tell([0x00, 0x01, 0x27]),
            ask(0x05, [0x08, 0x00]),
            ask(0x06, [0x00, 0x01]),
            ask(0x00, [0x41, 0x27]),
        ];
        current() => Err(Error::NotReady), [ask(0x06, [0x00, 0x01])];
        current() => Ok(Current::from_amps(10)), [
            ask(0x06, [0x00, 0x09]),
            ask(0x04, [0x1F, 0x40]),
        ];
        current() => Ok(Current::from_amps(-10)), [again([0xE0, 0xC0])];
        // One code of 1.25 mA, two below zero.
        current() => Ok(Current::from_microamps(1_250)), [again([0x00, 0x01])];
        current() => Ok(Current::from_microamps(-2_500)), [again([0xFF, 0xFE])];
        // What Configuration reads after a reset may be the pointer's doing: asked again, with the address.
        current() => Ok(Current::from_microamps(20_848_750)), [
            again([0x41, 0x27]),
            ask(0x04, [0x41, 0x27]),
        ];
        // All ones are what a line shows that nobody drives, zero what a part without calibration does: it is asked for.
        current() => Ok(Current::from_microamps(-1_250)), [
            again([0xFF, 0xFF]),
            ask(0x05, [0x08, 0x00]),
        ];
        current() => Ok(Current::ZERO), [
            ask(0x04, [0x00, 0x00]),
            ask(0x05, [0x08, 0x00]),
        ];
        current() => Err(Error::ConfigurationLost { register: 0x05 }), [
            ask(0x04, [0x00, 0x00]),
            ask(0x05, [0x00, 0x00]),
        ];
        current() => Err(Error::ConfigurationLost { register: 0x05 }), [];
    }
}

#[test]
fn the_ends_of_the_scale_are_no_values() {
    let code = |high, low| {
        [
            ask(0xFE, [0x54, 0x49]),
            ask(0xFF, [0x22, 0x60]),
            tell([0x05, 0x08, 0x00]),
            tell([0x06, 0x00, 0x01]),
            tell([0x00, 0x01, 0x27]),
            ask(0x05, [0x08, 0x00]),
            ask(0x06, [0x00, 0x09]),
            ask(0x00, [0x41, 0x27]),
            ask(0x04, [high, low]),
        ]
        .concat()
    };
    for (high, low) in [(0x7F, 0xFF), (0x80, 0x00)] {
        exchange! { Ina226(Address::DEFAULT) on i2c:
            init(&config()) => Ok(()), [code(high, low)];
            current() => Err(Error::Saturated { register: 0x04 }), [];
            voltage() => Err(Error::Implausible { register: 0x02 }), [ask(0x02, [0x80, 0x00])];
        }
    }
}

#[test]
fn every_field_of_the_configuration_reaches_its_register() {
    let config = config()
        .with_averages(Averages::X16)
        .with_conversion_times(Ina226ConversionTime::Us8244, Ina226ConversionTime::Us140)
        .with_inputs(Inputs::SHUNT)
        .with_mode(Mode::Triggered);
    exchange! { Ina226(Address::DEFAULT) on i2c:
        init(&config) => Ok(()), [
            ask(0xFE, [0x54, 0x49]),
            ask(0xFF, [0x22, 0x60]),
            tell([0x05, 0x08, 0x00]),
            tell([0x06, 0x00, 0x01]),
            // AVG 010, VBUSCT 111, VSHCT 000, MODE 000: nothing starts before `start`
            tell([0x00, 0x05, 0xC0]),
            ask(0x05, [0x08, 0x00]),
            ask(0x06, [0x00, 0x01]),
            ask(0x00, [0x45, 0xC0]),
        ];
        start() => Ok(()), [tell([0x00, 0x05, 0xC1])];
        shut_down() => Ok(()), [tell([0x00, 0x05, 0xC0])];
        reset() => Ok(()), [tell([0x00, 0x80, 0x00])];
    }
}

#[test]
fn a_limit_is_never_compared_by_another_function() {
    exchange! { Ina226(Address::DEFAULT) on i2c:
        init(&config()) => Ok(()), [
            ask(0xFE, [0x54, 0x49]),
            ask(0xFF, [0x22, 0x60]),
            tell([0x05, 0x08, 0x00]),
            tell([0x06, 0x00, 0x01]),
            tell([0x00, 0x01, 0x27]),
            ask(0x05, [0x08, 0x00]),
            ask(0x06, [0x00, 0x09]),
            ask(0x00, [0x41, 0x27]),
        ];
        // 12 V ÷ 1.25 mV; BOL is bit 13.
        set_limit(Limit::BusOver(Voltage::from_volts(12)))
            => Ok(Limit::BusOver(Voltage::from_volts(12))), [
            tell([0x06, 0x00, 0x01]),
            tell([0x07, 0x25, 0x80]),
            ask(0x07, [0x25, 0x80]),
            tell([0x06, 0x20, 0x01]),
        ];
        // -10 A through 2 mΩ are -8000 codes; SUL is bit 14.
        set_limit(Limit::CurrentUnder(Current::from_amps(-10)))
            => Ok(Limit::CurrentUnder(Current::from_amps(-10))), [
            tell([0x06, 0x00, 0x01]),
            tell([0x07, 0xE0, 0xC0]),
            ask(0x07, [0xE0, 0xC0]),
            tell([0x06, 0x40, 0x01]),
        ];
        // AFF is bit 4, CVRF bit 3; that a conversion had ended was seen by `init`.
        take_alerts() => Ok(Alerts::SHUNT_UNDER | Alerts::CONVERSION_READY), [
            ask(0x06, [0x40, 0x11]),
        ];
        clear_limits() => Ok(()), [tell([0x06, 0x00, 0x01])];
        read_register(Register::two_bytes(0xFF)) => Ok(0x2260), [ask(0xFF, [0x22, 0x60])];
        write_register(Register::two_bytes(0x07), 0x1234) => Ok(()), [tell([0x07, 0x12, 0x34])];
    }
}
