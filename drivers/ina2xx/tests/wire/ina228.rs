//! INA228: SLYS021A tables 7-3 to 7-24, 8-3 and 8-4.

use core::time::Duration;
use embedded_hal_mock::eh1::i2c::Transaction;
use hal_power::{Charge, Current, Energy, Power, Resistance, ShuntVoltage, Temperature, Voltage};
use ina2xx::{
    AdcRange, Address, Alerts, Averages, Config, ConversionTime, Error, Limit, Register, hal_power,
    part::Ina228,
};

use crate::{
    exchange,
    i2c::{again, ask, tell},
};

/// The worked example's shunt and current: 16.2 mΩ, 10 A.
fn config() -> Config<Ina228> {
    Config::new(Resistance::from_microohms(16_200), Current::from_amps(10))
}

fn identity() -> Vec<Transaction> {
    [ask(0x3E, [0x54, 0x49]), ask(0x3F, [0x22, 0x81])].concat()
}

/// `init` of [`config`], with SHUNT_CAL as given and the first conversion over.
fn ready(high: u8, low: u8) -> Vec<Transaction> {
    [
        identity(),
        tell([0x02, high, low]),
        // ALATCH and SLOWALERT, which changes nothing without averages and differs from a reset
        tell([0x0B, 0xA0, 0x00]),
        tell([0x03, 0x00, 0x00]),
        tell([0x00, 0x00, 0x00]),
        tell([0x01, 0xFB, 0x68]),
        ask(0x02, [high, low]),
        ask(0x0B, [0xA0, 0x03]),
        ask(0x03, [0x00, 0x00]),
        ask(0x00, [0x00, 0x00]),
        ask(0x01, [0xFB, 0x68]),
    ]
    .concat()
}

#[test]
fn identity_is_read_before_anything_is_written() {
    exchange! { Ina228(Address::DEFAULT) on i2c:
        init(&config()) => Ok(()), [ready(0x10, 0x00)];
    }
}

#[test]
fn another_part_is_not_written_to() {
    exchange! { Ina228(Address::DEFAULT) on i2c:
        init(&config()) => Err(Error::WrongDevice { register: 0x3E, found: 0x0000 }), [
            ask(0x3E, [0x00, 0x00]),
        ];
        init(&config()) => Err(Error::WrongDevice { register: 0x3F, found: 0x2381 }), [
            ask(0x3E, [0x54, 0x49]),
            ask(0x3F, [0x23, 0x81]),
        ];
        voltage() => Err(Error::NotInitialised), [];
    }
}

#[test]
fn a_register_that_does_not_keep_what_was_written_is_told() {
    exchange! { Ina228(Address::DEFAULT) on i2c:
        init(&config()) => Err(Error::ReadBack { register: 0x02, written: 0x1000, found: 0x0000 }), [
            identity(),
            tell([0x02, 0x10, 0x00]),
            tell([0x0B, 0xA0, 0x00]),
            tell([0x03, 0x00, 0x00]),
            tell([0x00, 0x00, 0x00]),
            tell([0x01, 0xFB, 0x68]),
            ask(0x02, [0x00, 0x00]),
        ];
        current() => Err(Error::NotInitialised), [];
    }
}

#[test]
fn every_field_of_the_configuration_reaches_its_register() {
    let config = Config::<Ina228>::new(Resistance::from_milliohms(4), Current::from_amps(10))
        .with_fitted_calibration()
        .with_adc_range(AdcRange::Fine)
        .with_averages(Averages::X64)
        .with_conversion_times(ConversionTime::Us50, ConversionTime::Us84)
        .with_temperature_conversion_time(ConversionTime::Us4120)
        .with_conversion_delay(Duration::from_millis(6))
        .with_shunt_temperature_coefficient(0x1234);
    exchange! { Ina228(Address::DEFAULT) on i2c:
        init(&config) => Ok(()), [
            identity(),
            // 13107.2·10⁶ × 10 A ÷ 2¹⁹ × 4 mΩ × 4 = 4000
            tell([0x02, 0x0F, 0xA0]),
            tell([0x0B, 0x80, 0x00]),
            tell([0x03, 0x12, 0x34]),
            // CONVDLY 3, TEMPCOMP, ADCRANGE
            tell([0x00, 0x00, 0xF0]),
            // MODE F, VBUSCT 0, VSHCT 1, VTCT 7, AVG 3
            tell([0x01, 0xF0, 0x7B]),
            ask(0x02, [0x0F, 0xA0]),
            ask(0x0B, [0x80, 0x01]),
            ask(0x03, [0x12, 0x34]),
            ask(0x00, [0x00, 0xF0]),
            ask(0x01, [0xF0, 0x7B]),
        ];
    }
}

#[test]
fn the_worked_example() {
    exchange! { Ina228(Address::DEFAULT) on i2c:
        init(&config().with_fitted_calibration()) => Ok(()), [ready(0x0F, 0xD2)];
        voltage() => Ok(Voltage::from_volts(48)), [ask(0x05, [0x3C, 0x00, 0x00])];
        shunt_voltage() => Ok(ShuntVoltage::from_microvolts(97_200)), [
            ask(0x04, [0x4B, 0xF0, 0x00]),
            ask(0x02, [0x0F, 0xD2]),
        ];
        temperature() => Ok(Temperature::from_celsius(25)), [ask(0x06, [0x0C, 0x80])];
        // A calibration below that of a reset can overflow, and would not be noticed to be gone: MATHOF and SHUNT_CAL.
        current() => Ok(Current::from_microamps(6_000_000 - 15)), [
            ask(0x07, [0x4C, 0xCC, 0xC0]),
            ask(0x0B, [0xA0, 0x03]),
            ask(0x02, [0x0F, 0xD2]),
        ];
        // 4718580 × 3.2 × 10 A ÷ 2¹⁹
        power() => Ok(Power::from_milliwatts(287_999)), [
            ask(0x07, [0x4C, 0xCC, 0xC0]),
            ask(0x08, [0x47, 0xFF, 0xF4]),
            ask(0x0B, [0xA0, 0x03]),
            ask(0x02, [0x0F, 0xD2]),
        ];
        energy() => Ok(Energy::from_joules(1_036_800)), [
            ask(0x0B, [0xA0, 0x03]),
            ask(0x09, [0x00, 0x3F, 0x48, 0x00, 0x00]),
            ask(0x02, [0x0F, 0xD2]),
        ];
        charge() => Ok(Charge::from_coulombs(21_600)), [
            ask(0x0B, [0xA0, 0x03]),
            ask(0x0A, [0x00, 0x43, 0x80, 0x00, 0x00]),
            ask(0x02, [0x0F, 0xD2]),
        ];
    }
}

#[test]
fn negative_codes() {
    exchange! { Ina228(Address::DEFAULT) on i2c:
        init(&config()) => Ok(()), [ready(0x10, 0x00)];
        // D228: -97.2 mV is B4100, here in bits 23:4.
        shunt_voltage() => Ok(ShuntVoltage::from_microvolts(-97_200)), [
            ask(0x04, [0xB4, 0x10, 0x00]),
        ];
        current() => Ok(Current::from_amps(-6)), [ask(0x07, [0xB4, 0x10, 0x00])];
        // Two codes: 625 nV over 16.2 mΩ are 38.58 µA.
        current() => Ok(Current::from_microamps(-39)), [again([0xFF, 0xFF, 0xE0])];
        // One may be a line that nobody drives.
        current() => Ok(Current::from_microamps(-19)), [
            again([0xFF, 0xFF, 0xF0]),
            ask(0x0B, [0xA0, 0x01]),
        ];
        current() => Err(Error::ConfigurationLost { register: 0x0B }), [
            ask(0x07, [0xFF, 0xFF, 0xFF]),
            ask(0x0B, [0xFF, 0xFF]),
        ];
        init(&config()) => Ok(()), [ready(0x10, 0x00)];
        // POWER has no sign. 6 A at 48 V: 311040 × 245760 ÷ 16384 = 4665600 codes.
        power() => Ok(Power::from_watts(-288)), [
            ask(0x07, [0xB4, 0x10, 0x00]),
            ask(0x08, [0x47, 0x31, 0x00]),
        ];
        temperature() => Ok(Temperature::from_celsius(-40)), [ask(0x06, [0xEC, 0x00])];
        temperature() => Ok(Temperature::from_millicelsius(-16)), [again([0xFF, 0xFE])];
        // 311040 × 3600 = 1119744000
        charge() => Ok(Charge::from_coulombs(-21_600)), [
            ask(0x0B, [0xA0, 0x03]),
            ask(0x0A, [0xFF, 0xBD, 0x42, 0x10, 0x00]),
            ask(0x0B, [0xA0, 0x01]),
        ];
        voltage() => Err(Error::Implausible { register: 0x05 }), [ask(0x05, [0xFF, 0xFF, 0xE0])];
    }
}

#[test]
fn the_ends_of_the_scale_are_no_values() {
    exchange! { Ina228(Address::DEFAULT) on i2c:
        init(&config()) => Ok(()), [ready(0x10, 0x00)];
        voltage() => Err(Error::Saturated { register: 0x05 }), [ask(0x05, [0x7F, 0xFF, 0xF0])];
        current() => Err(Error::Saturated { register: 0x07 }), [ask(0x07, [0x7F, 0xFF, 0xF0])];
        current() => Err(Error::Saturated { register: 0x07 }), [again([0x80, 0x00, 0x00])];
    }
}

#[test]
fn an_answer_like_that_of_a_reset_part_is_asked_for_again() {
    exchange! { Ina228(Address::DEFAULT) on i2c:
        init(&config()) => Ok(()), [ready(0x10, 0x00)];
        voltage() => Ok(Voltage::from_volts(48)), [ask(0x05, [0x3C, 0x00, 0x00])];
        voltage() => Ok(Voltage::from_volts(48)), [
            // CONFIG, followed by what the bus floats at
            again([0x00, 0x00, 0xFF]),
            ask(0x05, [0x3C, 0x00, 0x00]),
        ];
        voltage() => Ok(Voltage::ZERO), [
            again([0x00, 0x00, 0x00]),
            ask(0x05, [0x00, 0x00, 0x00]),
            ask(0x0B, [0xA0, 0x01]),
        ];
        // DIAG_ALRT is 0001 after a reset.
        voltage() => Err(Error::ConfigurationLost { register: 0x0B }), [
            ask(0x05, [0x00, 0x00, 0x00]),
            ask(0x0B, [0x00, 0x01]),
        ];
    }
}

#[test]
fn limits_have_their_registers_and_steps() {
    exchange! { Ina228(Address::DEFAULT) on i2c:
        init(&config()) => Ok(()), [ready(0x10, 0x00)];
        // D228: SOVL for 10 A is 7E90, BOVL for 52 V 4100.
        set_limit(Limit::CurrentOver(Current::from_amps(10)))
            => Ok(Limit::CurrentOver(Current::from_amps(10))), [
            tell([0x0C, 0x7E, 0x90]),
            ask(0x0C, [0x7E, 0x90]),
        ];
        set_limit(Limit::BusOver(Voltage::from_volts(52)))
            => Ok(Limit::BusOver(Voltage::from_volts(52))), [
            tell([0x0E, 0x41, 0x00]),
            ask(0x0E, [0x41, 0x00]),
        ];
        set_limit(Limit::ShuntUnder(ShuntVoltage::from_microvolts(-5)))
            => Ok(Limit::ShuntUnder(ShuntVoltage::from_microvolts(-5))), [
            tell([0x0D, 0xFF, 0xFF]),
            ask(0x0D, [0xFF, 0xFF]),
        ];
        set_limit(Limit::BusUnder(Voltage::from_millivolts(12_500)))
            => Ok(Limit::BusUnder(Voltage::from_millivolts(12_500))), [
            tell([0x0F, 0x0F, 0xA0]),
            ask(0x0F, [0x0F, 0xA0]),
        ];
        set_limit(Limit::TemperatureOver(Temperature::from_celsius(-40)))
            => Ok(Limit::TemperatureOver(Temperature::from_celsius(-40))), [
            tell([0x10, 0xEC, 0x00]),
            ask(0x10, [0xEC, 0x00]),
        ];
        // 4665600 power codes ÷ 256 = 18225
        set_limit(Limit::PowerOver(Power::from_watts(288)))
            => Ok(Limit::PowerOver(Power::from_watts(288))), [
            tell([0x11, 0x47, 0x31]),
            ask(0x11, [0x47, 0x31]),
        ];
        take_alerts()
            => Ok(Alerts::POWER_OVER | Alerts::CONVERSION_READY | Alerts::MEMORY_INTACT), [
            ask(0x0B, [0xA0, 0x07]),
        ];
        clear_limits() => Ok(()), [
            tell([0x0C, 0x7F, 0xFF]),
            ask(0x0C, [0x7F, 0xFF]),
            tell([0x0D, 0x80, 0x00]),
            ask(0x0D, [0x80, 0x00]),
            tell([0x0E, 0x7F, 0xFF]),
            ask(0x0E, [0x7F, 0xFF]),
            tell([0x0F, 0x00, 0x00]),
            ask(0x0F, [0x00, 0x00]),
            tell([0x10, 0x7F, 0xFF]),
            ask(0x10, [0x7F, 0xFF]),
            tell([0x11, 0xFF, 0xFF]),
            ask(0x11, [0xFF, 0xFF]),
        ];
    }
}

#[test]
fn raw_registers_of_every_width() {
    exchange! { Ina228(Address::DEFAULT) on i2c:
        read_register(Register::two_bytes(0x3F)) => Ok(0x2281), [ask(0x3F, [0x22, 0x81])];
        read_register(Register::three_bytes(0x08)) => Ok(0x47_FFF4), [ask(0x08, [0x47, 0xFF, 0xF4])];
        read_register(Register::five_bytes(0x09)) => Ok(0xFF_0102_0304), [
            ask(0x09, [0xFF, 0x01, 0x02, 0x03, 0x04]),
        ];
        write_register(Register::two_bytes(0x00), 0x4000) => Ok(()), [tell([0x00, 0x40, 0x00])];
    }
}

#[test]
fn counters_are_cleared_without_losing_the_configuration() {
    let config = Config::<Ina228>::new(Resistance::from_milliohms(4), Current::from_amps(10))
        .with_adc_range(AdcRange::Fine);
    exchange! { Ina228(Address::DEFAULT) on i2c:
        init(&config) => Ok(()), [
            identity(),
            tell([0x02, 0x10, 0x00]),
            tell([0x0B, 0xA0, 0x00]),
            tell([0x03, 0x00, 0x00]),
            tell([0x00, 0x00, 0x10]),
            tell([0x01, 0xFB, 0x68]),
            ask(0x02, [0x10, 0x00]),
            ask(0x0B, [0xA0, 0x01]),
            ask(0x03, [0x00, 0x00]),
            ask(0x00, [0x00, 0x10]),
            ask(0x01, [0xFB, 0x68]),
        ];
        clear_counters() => Ok(()), [tell([0x00, 0x40, 0x10])];
        shut_down() => Ok(()), [tell([0x01, 0x0B, 0x68])];
        start() => Ok(()), [tell([0x01, 0xFB, 0x68])];
        reset() => Ok(()), [tell([0x00, 0x80, 0x00])];
    }
}
