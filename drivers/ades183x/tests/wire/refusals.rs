//! What is refused before anything moves.

use ades183x::{
    Config, ConfigError, Error, Group, Mismatch, Part, SerialId, Supplies, Transparent,
    blocking::Ades183x,
    hal_bms::{
        CellLimits, CellSet, Limit,
        blocking::{Balancing as _, CellProtection as _, CellTemperatures as _, CellVoltages as _},
    },
    hal_power::{Error as _, ErrorKind, Temperature, Voltage},
};
use core::time::Duration;

use crate::rig::{blocking, bus, done};
use crate::words::INIT;

#[test]
fn a_slice_has_a_place_for_each() {
    let mut string = blocking(INIT).unwrap();
    string.init().unwrap();
    for found in [0, 19, 21] {
        let told = string.cell_voltages(&mut vec![Voltage::ZERO; found]);
        assert_eq!(
            told,
            Err(Error::Length {
                expected: 20,
                found
            })
        );
    }
    let (expected, found) = (2, 3);
    let told = string.cell_temperatures(&mut [Temperature::ZERO; 3]);
    assert_eq!(told, Err(Error::Length { expected, found }));
    let told = string.read_supplies(&mut [Supplies::default(); 3]);
    assert_eq!(told, Err(Error::Length { expected, found }));
    let told = string.serial_ids(&mut [SerialId([0; 6]); 3]);
    assert_eq!(told, Err(Error::Length { expected, found }));
    let told = string.write_group(Group::PwmA, &[[0; 6]; 3]);
    assert_eq!(told, Err(Error::Length { expected, found }));
    let told = string.write_group(Group::SerialId, &[[0; 6]; 2]);
    assert_eq!(told, Err(Error::NotConfigured));
    let told = string.balance(CellSet::only(20));
    let (expected, found) = (20, 21);
    assert_eq!(told, Err(Error::Length { expected, found }));
    done(string);
}

#[test]
fn limits_that_no_part_keeps_are_refused() {
    let mut string = blocking(INIT).unwrap();
    string.init().unwrap();
    let limit = |millivolts, micros| {
        Limit::new(
            Voltage::from_millivolts(millivolts),
            Duration::from_micros(micros),
        )
    };
    for limits in [
        CellLimits::new(limit(3_650, 999), limit(2_500, 1_000)),
        CellLimits::new(limit(3_650, 1_000), limit(2_500, 999)),
        CellLimits::new(limit(5_500, 1_000), limit(2_500, 1_000)),
        CellLimits::new(limit(3_650, 1_000), limit(-2_000, 1_000)),
        CellLimits::new(limit(-2_000_000, 1_000), limit(2_000_000, 1_000)),
    ] {
        let told = string.protect_cells(&limits);
        assert_eq!(told, Err(Error::Limits));
        assert_eq!(told.unwrap_err().kind(), ErrorKind::OutOfRange);
    }
    done(string);
}

#[test]
fn a_chain_has_one_to_sixteen_parts_and_a_block_for_each() {
    let new = |parts: &[Part], blocks: usize| {
        let config = Config::new(Mismatch::Uv5100);
        let frame = vec![[0; 8]; blocks];
        Ades183x::new((), (), Transparent, parts.to_vec(), frame, config).map(drop)
    };
    let part = Part::new(16).unwrap();
    assert_eq!(new(&[], 0), Err(ConfigError::Parts(0)));
    assert_eq!(new(&[part; 17], 17), Err(ConfigError::Parts(17)));
    assert_eq!(new(&[part; 16], 15), Err(ConfigError::Frame(15)));
    assert_eq!(new(&[part; 16], 16), Ok(()));
    let part = part.with_thermistors(1).unwrap();
    assert_eq!(new(&[part], 1), Err(ConfigError::Curve));
    done(crate::rig::blocking(&[]).unwrap());
    bus(&[]).done();
}
