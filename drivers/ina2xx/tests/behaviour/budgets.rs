//! What every public method costs on the wire, and that both halves move the same bits.

use std::time::Duration;

use hal_power::{Current, Sensor, Temperature, Voltage};
use hal_power_sim::{Fault, Injection};
use ina2xx::{
    AdcRange, Address, AlertPin, Averages, Config, Limit, Register, asynch, hal_power,
    part::{Ina226, Ina228, Ina238, Part},
};

use crate::rig::{self, MILLIOHM, Rig};

fn config<P: Part>() -> Config<P> {
    Config::new(MILLIOHM, Current::from_amps(40))
}

fn powered<D>(rig: Rig<D>) -> Rig<D> {
    rig.set(Voltage::from_volts(20), Current::from_amps(-25));
    rig.part().set_temperature(Temperature::from_celsius(40));
    rig
}

/// Calls in this order, with time for a conversion before each.
macro_rules! budgets {
    ($part:ident: $($method:ident($($argument:expr),*) => $bits:literal in $transfers:literal;)+) => {{
        const PAUSE: Duration = Duration::from_millis(10);
        let mut rig = powered(rig::blocking::$part(MILLIOHM));
        let mut traces = Vec::new();
        $(
            rig.wait(PAUSE);
            rig.world.start_trace();
            rig.driver.$method($($argument),*).unwrap();
            let trace = rig.world.take_trace();
            assert_eq!((trace.bits(), trace.transfers()), ($bits, $transfers), stringify!($method));
            traces.push(trace);
        )+
        let mut rig = powered(rig::asynch::$part(MILLIOHM));
        let mut traces = traces.iter();
        $(
            rig.wait(PAUSE);
            rig.world.start_trace();
            rig.world.block_on(rig.driver.$method($($argument),*)).unwrap().unwrap();
            let trace = rig.world.take_trace();
            assert!(trace.same_bits(traces.next().unwrap()), stringify!($method));
        )+
    }};
}

const LIMIT: Limit = Limit::CurrentOver(Current::from_amps(30));

#[test]
fn ina226() {
    budgets! { ina226:
        init(&config()) => 354 in 8;
        ready() => 48 in 1;
        ready() => 0 in 0;
        voltage() => 48 in 1;
        voltage() => 29 in 1;
        current() => 48 in 1;
        current() => 29 in 1;
        shunt_voltage() => 48 in 1;
        shunt_voltage() => 29 in 1;
        power() => 96 in 2;
        power() => 96 in 2;
        readings() => 144 in 3;
        computed_readings() => 96 in 2;
        verify() => 144 in 3;
        set_limit(LIMIT) => 162 in 4;
        take_alerts() => 48 in 1;
        clear_limits() => 38 in 1;
        read_register(Register::two_bytes(0xFF)) => 48 in 1;
        write_register(Register::two_bytes(0x07), 0) => 38 in 1;
        shut_down() => 38 in 1;
        start() => 38 in 1;
        voltage() => 96 in 2;
        reset() => 38 in 1;
    }
}

#[test]
fn ina228() {
    budgets! { ina228:
        init(&config()) => 526 in 12;
        ready() => 48 in 1;
        ready() => 0 in 0;
        voltage() => 57 in 1;
        voltage() => 38 in 1;
        current() => 57 in 1;
        current() => 38 in 1;
        shunt_voltage() => 57 in 1;
        shunt_voltage() => 38 in 1;
        temperature() => 48 in 1;
        temperature() => 29 in 1;
        power() => 114 in 2;
        readings() => 219 in 4;
        computed_readings() => 162 in 3;
        energy() => 171 in 3;
        charge() => 171 in 3;
        clear_counters() => 38 in 1;
        verify() => 240 in 5;
        set_limit(LIMIT) => 86 in 2;
        take_alerts() => 48 in 1;
        clear_limits() => 516 in 12;
        read_register(Register::two_bytes(0x3F)) => 48 in 1;
        read_register(Register::three_bytes(0x05)) => 57 in 1;
        read_register(Register::five_bytes(0x09)) => 75 in 1;
        write_register(Register::two_bytes(0x11), 0xFFFF) => 38 in 1;
        shut_down() => 38 in 1;
        start() => 38 in 1;
        voltage() => 105 in 2;
        reset() => 38 in 1;
    }
}

#[test]
fn ina237_and_ina238() {
    budgets! { ina237:
        init(&config()) => 392 in 9;
    }
    budgets! { ina238:
        init(&config()) => 440 in 10;
        ready() => 48 in 1;
        ready() => 0 in 0;
        voltage() => 48 in 1;
        voltage() => 29 in 1;
        current() => 48 in 1;
        current() => 29 in 1;
        shunt_voltage() => 48 in 1;
        shunt_voltage() => 29 in 1;
        temperature() => 48 in 1;
        temperature() => 29 in 1;
        power() => 105 in 2;
        readings() => 201 in 4;
        computed_readings() => 144 in 3;
        verify() => 192 in 4;
        set_limit(LIMIT) => 86 in 2;
        take_alerts() => 48 in 1;
        clear_limits() => 516 in 12;
        read_register(Register::two_bytes(0x3F)) => 48 in 1;
        write_register(Register::two_bytes(0x11), 0xFFFF) => 38 in 1;
        shut_down() => 38 in 1;
        start() => 38 in 1;
        voltage() => 96 in 2;
        reset() => 38 in 1;
    }
}

#[test]
fn ina229() {
    budgets! { ina229:
        init(&config()) => 288 in 12;
        ready() => 24 in 1;
        ready() => 0 in 0;
        voltage() => 32 in 1;
        voltage() => 32 in 1;
        current() => 32 in 1;
        shunt_voltage() => 32 in 1;
        temperature() => 24 in 1;
        power() => 64 in 2;
        readings() => 120 in 4;
        computed_readings() => 88 in 3;
        energy() => 96 in 3;
        charge() => 96 in 3;
        clear_counters() => 24 in 1;
        verify() => 120 in 5;
        set_limit(LIMIT) => 48 in 2;
        take_alerts() => 24 in 1;
        clear_limits() => 288 in 12;
        read_register(Register::five_bytes(0x09)) => 48 in 1;
        write_register(Register::two_bytes(0x11), 0xFFFF) => 24 in 1;
        shut_down() => 24 in 1;
        start() => 24 in 1;
        voltage() => 56 in 2;
        reset() => 24 in 1;
    }
}

#[test]
fn ina239() {
    budgets! { ina239:
        init(&config()) => 240 in 10;
        ready() => 24 in 1;
        ready() => 0 in 0;
        voltage() => 24 in 1;
        current() => 24 in 1;
        shunt_voltage() => 24 in 1;
        temperature() => 24 in 1;
        power() => 56 in 2;
        readings() => 104 in 4;
        computed_readings() => 72 in 3;
        verify() => 96 in 4;
        set_limit(LIMIT) => 48 in 2;
        take_alerts() => 24 in 1;
        clear_limits() => 288 in 12;
        read_register(Register::two_bytes(0x3F)) => 24 in 1;
        write_register(Register::two_bytes(0x11), 0xFFFF) => 24 in 1;
        shut_down() => 24 in 1;
        start() => 24 in 1;
        voltage() => 48 in 2;
        reset() => 24 in 1;
    }
}

#[test]
fn proof_of_a_configuration_that_a_reset_would_change_costs_a_register_or_two() {
    budgets! { ina226:
        init(&config().with_fitted_calibration()) => 354 in 8;
        ready() => 48 in 1;
        voltage() => 48 in 1;
        current() => 96 in 2;
        readings() => 192 in 4;
    }
    budgets! { ina228:
        init(&config().with_fitted_calibration()) => 526 in 12;
        ready() => 48 in 1;
        voltage() => 57 in 1;
        current() => 153 in 3;
        readings() => 315 in 6;
    }
    budgets! { ina228:
        init(&config().with_shunt_temperature_coefficient(3_930)) => 526 in 12;
        ready() => 48 in 1;
        current() => 105 in 2;
        computed_readings() => 210 in 4;
    }
    budgets! { ina238:
        init(&config().with_adc_range(AdcRange::Fine)) => 440 in 10;
        ready() => 48 in 1;
        current() => 96 in 2;
        shunt_voltage() => 96 in 2;
        temperature() => 48 in 1;
    }
}

#[test]
fn flags_configured_as_a_reset_leaves_them_need_another_register() {
    let mut unlatched = AlertPin::DEFAULT;
    unlatched.is_latched = false;
    budgets! { ina228:
        init(&config().with_alert_pin(unlatched).with_averages(Averages::X4)) => 526 in 12;
        ready() => 96 in 2;
        take_alerts() => 96 in 2;
        energy() => 219 in 4;
        voltage() => 57 in 1;
    }
    budgets! { ina226:
        init(&config().with_alert_pin(unlatched)) => 354 in 8;
        ready() => 96 in 2;
        take_alerts() => 96 in 2;
        set_limit(LIMIT) => 162 in 4;
        take_alerts() => 48 in 1;
    }
}

#[test]
fn zero_costs_another_register() {
    let mut rig = rig::blocking::ina238(MILLIOHM);
    rig.driver.init(&config()).unwrap();
    rig.settle();
    assert!(rig.driver.ready().unwrap());
    assert_eq!(rig.bits(|driver| assert!(driver.voltage().is_ok())), 96);
    assert_eq!(rig.bits(|driver| assert!(driver.voltage().is_ok())), 96);
}

/// Bits of one voltage reading, which answers if it shall.
fn voltage<P: Part, B: ina2xx::blocking::Interface>(
    rig: &mut Rig<ina2xx::blocking::Ina2xx<P, B>>,
    answers: bool,
) -> u64 {
    rig.bits(|driver| assert_eq!(driver.voltage().is_ok(), answers))
}

#[test]
fn the_pointer_is_sent_again_after_any_bus_error() {
    for fault in [
        Fault::NackAddress,
        Fault::BusBusy,
        Fault::ArbitrationLoss,
        Fault::Overrun,
    ] {
        let mut rig = powered(rig::blocking::ina226(MILLIOHM));
        rig.driver.init(&config::<Ina226>()).unwrap();
        rig.settle();
        assert!(rig.driver.ready().unwrap());
        assert_eq!(voltage(&mut rig, true), 48);
        assert_eq!(voltage(&mut rig, true), 29);
        rig.world.inject(Injection::nth(0, fault));
        voltage(&mut rig, false);
        assert_eq!(voltage(&mut rig, true), 48, "{fault:?}");
        assert_eq!(voltage(&mut rig, true), 29, "{fault:?}");
    }
}

#[test]
fn the_pointer_is_sent_again_after_another_register() {
    let mut rig = powered(rig::blocking::ina238(MILLIOHM));
    rig.driver.init(&config::<Ina238>()).unwrap();
    rig.settle();
    assert!(rig.driver.ready().unwrap());
    assert_eq!(voltage(&mut rig, true), 48);
    rig.driver.take_alerts().unwrap();
    assert_eq!(voltage(&mut rig, true), 48);
    rig.driver.start().unwrap();
    rig.settle();
    assert!(rig.driver.ready().unwrap());
    assert_eq!(voltage(&mut rig, true), 48);
    assert_eq!(voltage(&mut rig, true), 29);
}

#[test]
fn making_taking_apart_and_durations_move_nothing() {
    let rig = powered(rig::asynch::ina228(MILLIOHM));
    rig.world.start_trace();
    assert_eq!(rig.driver.duration(), Duration::ZERO);
    assert_eq!(rig.driver.latency(), Duration::ZERO);
    let i2c = rig.driver.free();
    let _ = asynch::Ina228::new(i2c, Address::DEFAULT);
    let calibration = config::<Ina228>().calibrate();
    assert!(calibration.is_ok());
    assert_eq!(rig.world.take_trace().transfers(), 0);
}
