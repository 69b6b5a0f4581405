//! A fault of the bus at every transfer of every public method, in both halves.

use std::{fmt::Debug, time::Duration};

use hal_power::{
    Charge, Current, Energy, Error as _, ErrorKind, Power, ShuntVoltage, Temperature, Voltage,
};
use hal_power_sim::{Fault, Injection, World};
use ina2xx::{Config, Error, Limit, Register, hal_power, part::Part};

use crate::rig::{self, MILLIOHM, Rig};

const VOLTAGE: Voltage = Voltage::from_volts(20);
const CURRENT: Current = Current::from_amps(-25);
const POWER: Power = Power::from_watts(-500);
const DROP: ShuntVoltage = ShuntVoltage::from_millivolts(-25);
const WARM: Temperature = Temperature::from_celsius(40);
const LIMIT: Limit = Limit::CurrentUnder(Current::from_amps(-30));
/// Since power-up.
const SPAN: Duration = Duration::from_secs(100);

fn config<P: Part>() -> Config<P> {
    Config::new(MILLIOHM, Current::from_amps(40))
}

fn set<D>(rig: &Rig<D>) {
    rig.set(VOLTAGE, CURRENT);
    rig.part().set_temperature(WARM);
}

fn is_about(energy: Energy) -> bool {
    let expected = Energy::from_power_over(POWER.abs(), SPAN);
    energy.abs_diff(expected) <= Energy::from_joules(100)
}

fn has_flowed(charge: Charge) -> bool {
    let expected = Charge::from_current_over(CURRENT, SPAN);
    charge.abs_diff(expected) <= Charge::from_coulombs(5)
}

/// The error comes back with its kind, the next call is right. A dip of the supply gives the right answer or an error too.
fn every_transfer<D, T: Debug, E: Debug>(
    name: &str,
    faults: &[Fault],
    ready: impl Fn() -> Rig<D>,
    call: impl Fn(&mut D, &World) -> Result<T, Error<E>>,
    is_right: impl Fn(&T) -> bool,
) {
    let mut rig = ready();
    rig.world.start_trace();
    let answer = call(&mut rig.driver, &rig.world);
    assert!(answer.as_ref().is_ok_and(&is_right), "{name}: {answer:?}");
    let transfers = u32::try_from(rig.world.take_trace().transfers()).unwrap();
    for &fault in faults {
        let is_reported = fault.i2c_error().is_some() || fault.spi_error().is_some();
        if !is_reported && fault != Fault::BrownOut {
            continue;
        }
        for transfer in 0..transfers {
            let mut rig = ready();
            rig.world.inject(Injection::nth(transfer, fault));
            let answer = call(&mut rig.driver, &rig.world);
            let has_struck = rig.world.faults_struck() > 0;
            rig.world.clear_faults();
            let context = format!("{name}, {fault:?} at transfer {transfer}: {answer:?}");
            if is_reported && has_struck {
                assert!(matches!(answer, Err(Error::Bus { .. })), "{context}");
                assert!(
                    answer.is_err_and(|error| error.kind() == ErrorKind::Bus),
                    "{context}"
                );
                let next = call(&mut rig.driver, &rig.world);
                assert!(next.as_ref().is_ok_and(&is_right), "{context}, {next:?}");
            } else {
                assert!(answer.as_ref().map_or(true, &is_right), "{context}");
            }
        }
    }
}

/// Each method in a live driver, on both halves.
macro_rules! faults {
    ($part:ident on $bus:ident: $($method:ident($($argument:expr),*) => $right:expr;)+) => {{
        let blocking = || {
            let mut rig = rig::blocking::$part(MILLIOHM);
            set(&rig);
            rig.driver.init(&config()).unwrap();
            rig.wait(SPAN);
            assert!(rig.driver.ready().unwrap());
            rig
        };
        let asynch = || {
            let mut rig = rig::asynch::$part(MILLIOHM);
            set(&rig);
            rig.world.block_on(rig.driver.init(&config())).unwrap().unwrap();
            rig.wait(SPAN);
            assert!(rig.world.block_on(rig.driver.ready()).unwrap().unwrap());
            rig
        };
        $(
            every_transfer(
                concat!(stringify!($part), " blocking ", stringify!($method)),
                rig::$bus::FAULTS,
                blocking,
                |driver, _| driver.$method($($argument),*),
                $right,
            );
            every_transfer(
                concat!(stringify!($part), " async ", stringify!($method)),
                rig::$bus::FAULTS,
                asynch,
                |driver, world| world.block_on(driver.$method($($argument),*)).unwrap(),
                $right,
            );
        )+
    }};
}

macro_rules! common_faults {
    ($part:ident on $bus:ident: $($more:tt)*) => {
        faults! { $part on $bus:
            init(&config()) => |()| true;
            start() => |()| true;
            shut_down() => |()| true;
            ready() => |&is_ready| is_ready;
            verify() => |()| true;
            reset() => |()| true;
            take_alerts() => |_| true;
            set_limit(LIMIT) => |&applied| applied == LIMIT;
            clear_limits() => |()| true;
            write_register(Register::two_bytes(0x07), 0) => |()| true;
            voltage() => |&voltage| voltage == VOLTAGE;
            current() => |&current| current == CURRENT;
            power() => |&power| power == POWER;
            shunt_voltage() => |&drop| drop == DROP;
            $($more)*
        }
    };
}

macro_rules! diagnostic_faults {
    ($part:ident on $bus:ident: $($more:tt)*) => {
        common_faults! { $part on $bus:
            read_register(Register::two_bytes(0x3E)) => |&maker| maker == 0x5449;
            temperature() => |&temperature| temperature == WARM;
            readings() => |it| (it.voltage, it.current, it.power, it.temperature)
                == (VOLTAGE, CURRENT, POWER, WARM);
            computed_readings() => |it| (it.voltage, it.current, it.power, it.temperature)
                == (VOLTAGE, CURRENT, POWER, WARM);
            $($more)*
        }
    };
}

macro_rules! accumulating_faults {
    ($part:ident on $bus:ident) => {
        diagnostic_faults! { $part on $bus:
            energy() => |&energy| is_about(energy);
            charge() => |&charge| has_flowed(charge);
            clear_counters() => |()| true;
        }
    };
}

#[test]
fn ina226() {
    common_faults! { ina226 on i2c:
        read_register(Register::two_bytes(0xFE)) => |&maker| maker == 0x5449;
        readings() => |it| (it.voltage, it.current, it.power) == (VOLTAGE, CURRENT, POWER);
        computed_readings() => |it| (it.voltage, it.current, it.power) == (VOLTAGE, CURRENT, POWER);
    }
}

#[test]
fn ina228() {
    accumulating_faults! { ina228 on i2c }
}

#[test]
fn ina229() {
    accumulating_faults! { ina229 on spi }
}

#[test]
fn ina237() {
    diagnostic_faults! { ina237 on i2c: }
}

#[test]
fn ina238() {
    diagnostic_faults! { ina238 on i2c: }
}

#[test]
fn ina239() {
    diagnostic_faults! { ina239 on spi: }
}
