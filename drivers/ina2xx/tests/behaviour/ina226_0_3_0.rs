//! What the crate `ina226` 0.3.0 gets wrong: its feature `async` replaces the blocking driver, it truncates a calibration beyond
//! its register, and what lost its calibration measures zero.

use std::{cell::RefCell, rc::Rc};

use hal_power::{Current, Resistance, Voltage};
use hal_power_sim::{
    Fault, Injection, World,
    model::ina2xx::{Ina2xx as Model, Part},
};
use ina2xx::{
    Address, Config, ConfigError, Error, Register, Strap, asynch, blocking, hal_power, part::Ina226,
};

use crate::rig::{self, MILLIOHM};

fn config() -> Config<Ina226> {
    Config::new(MILLIOHM, Current::from_amps(80))
}

#[test]
fn async_and_blocking_are_both_there_and_work_side_by_side() {
    let world = World::new();
    let bus = world.i2c();
    let model = |address| {
        let model = Model::new(Part::Ina226, world.clock(), MILLIOHM).with_address(address);
        Rc::new(RefCell::new(model))
    };
    let (first, second) = (model(0x40), model(0x45));
    bus.attach(&first);
    bus.attach(&second);
    first.borrow_mut().set_current(Current::from_amps(30));
    second.borrow_mut().set_current(Current::from_amps(-40));

    let mut one = blocking::Ina226::new(bus.controller(), Address::DEFAULT);
    let address = Address::new(Strap::Supply, Strap::Supply);
    let mut other = asynch::Ina226::new(bus.controller(), address);
    one.init(&config()).unwrap();
    world.block_on(other.init(&config())).unwrap().unwrap();
    world.clock().advance(one.duration() * 2);
    assert_eq!(one.current(), Ok(Current::from_amps(30)));
    let current = world.block_on(other.current()).unwrap();
    assert_eq!(current, Ok(Current::from_amps(-40)));
}

#[test]
fn a_calibration_beyond_15_bits_is_an_error_and_nothing_is_written() {
    let shunt = Resistance::from_microohms(10);
    let mut rig = rig::blocking::ina226(shunt);
    // 0.00512 ÷ (500 A ÷ 2¹⁵ × 10 µΩ) = 33554
    let config = Config::new(shunt, Current::from_amps(500)).with_fitted_calibration();
    let transfers = rig.transfers(|driver| {
        let refused = Error::Config(ConfigError::Calibration);
        assert_eq!(driver.init(&config), Err(refused));
    });
    assert_eq!(transfers, 0);
    let calibration = rig.driver.read_register(Register::two_bytes(0x05));
    assert_eq!(calibration, Ok(0));
}

#[test]
fn after_a_failed_calibration_write_current_is_an_error_and_not_zero() {
    for fault in [
        Fault::NackAddress,
        Fault::NackData { byte: 0 },
        Fault::NackData { byte: 1 },
        Fault::NackData { byte: 2 },
        Fault::BusBusy,
        Fault::ArbitrationLoss,
    ] {
        let mut rig = rig::blocking::ina226(MILLIOHM);
        rig.set(Voltage::from_volts(12), Current::from_amps(50));
        // After both identities.
        rig.world.inject(Injection::nth(2, fault));
        let failed = rig.driver.init(&config());
        assert!(matches!(failed, Err(Error::Bus { register: 0x05, .. })));
        rig.wait(std::time::Duration::from_millis(100));
        assert_eq!(rig.driver.current(), Err(Error::NotInitialised));
        assert_eq!(rig.driver.readings(), Err(Error::NotInitialised));
        rig.driver.init(&config()).unwrap();
        rig.settle();
        assert_eq!(rig.driver.current(), Ok(Current::from_amps(50)));
    }
}

#[test]
fn after_a_brown_out_current_is_an_error_and_not_zero() {
    let mut rig = rig::blocking::ina226(MILLIOHM);
    rig.set(Voltage::from_volts(12), Current::from_amps(50));
    rig.driver.init(&config()).unwrap();
    rig.settle();
    assert_eq!(rig.driver.current(), Ok(Current::from_amps(50)));
    rig.part().brown_out();
    // Bus and shunt voltage are converted again, the calibration stays 0.
    rig.settle();
    let lost = Error::ConfigurationLost { register: 0x05 };
    assert_eq!(rig.driver.current(), Err(lost));
    assert_eq!(rig.driver.readings(), Err(lost));
}
