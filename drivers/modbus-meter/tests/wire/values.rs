//! Numbers and signs.

use core::time::Duration;

use hal_power::{Current, Energy, Error as _, ErrorKind, Power, ReactivePower};
use modbus_meter::{
    Config, Direction, Error, Function, Line, codec::fixed, hal_inverter, hal_power,
};

use crate::{
    ask, config, ddsu,
    line::{Reply, reply},
    sdm,
};

fn value(bits: u32) -> [Reply; 1] {
    [reply(
        &[&[0x01, 0x04, 0x04], bits.to_be_bytes().as_slice()].concat(),
    )]
}

#[test]
fn a_single_becomes_an_integer() {
    for (value, factor, expected) in [
        (0.0, 1_000, Some(0)),
        (-0.0, 1_000, Some(0)),
        (1.0, 1_000_000, Some(1_000_000)),
        (-1.0, 1_000_000, Some(-1_000_000)),
        // 230.4 is 230.3999938…
        (230.4, 1_000_000, Some(230_399_994)),
        (0.000_5, 1_000, Some(1)),
        (0.000_499_999, 1_000, Some(0)),
        (-0.5, 1, Some(-1)),
        (0.499_999_97, 1, Some(0)),
        (1.5, 1, Some(2)),
        (16_777_216.0, 1, Some(16_777_216)),
        // 2^62
        (4.611_686e18, 1, Some(4_611_686_018_427_387_904)),
        (1.0e19, 1, None),
        (-1.0e19, 1, None),
        (f32::MAX, 1, None),
        (f32::MIN_POSITIVE, u32::MAX, Some(0)),
        (f32::from_bits(1), u32::MAX, Some(0)),
        (f32::NAN, 1, None),
        (-f32::NAN, 1, None),
        (f32::INFINITY, 0, None),
        (f32::NEG_INFINITY, 1_000, None),
        (99_999.99, 3_600_000_000, Some(359_999_971_875_000)),
    ] {
        assert_eq!(
            fixed(value.to_bits(), factor),
            expected,
            "{value} times {factor}"
        );
    }
}

#[test]
fn no_number_is_out_of_range() {
    for bits in [
        f32::NAN.to_bits(),
        f32::INFINITY.to_bits(),
        f32::NEG_INFINITY.to_bits(),
        2_148.0_f32.to_bits(),
        (-230.0_f32).to_bits(),
        u32::MAX,
    ] {
        let (found, _) = ask!(Sdm120(config().unwrap()), after sdm(), value(bits), rms_voltage());
        assert_eq!(found, Err(Error::Value { register: 0, bits }));
        assert_eq!(found.unwrap_err().kind(), ErrorKind::OutOfRange);
    }
    let above_one = 1.000_01_f32.to_bits();
    let factor = [&[1, 4, 40][..], &[0; 36], &above_one.to_be_bytes()].concat();
    let (found, _) = ask!(Sdm120(config().unwrap()), after sdm(), [reply(&factor)], power_factor());
    assert_eq!(
        found,
        Err(Error::Value {
            register: 0x1E,
            bits: above_one
        })
    );
    let negative = (-1.0_f32).to_bits();
    let energy = [&[1, 4, 8][..], &[0; 4], &negative.to_be_bytes()].concat();
    let (found, _) =
        ask!(Sdm120(config().unwrap()), after sdm(), [reply(&energy)], active_energy());
    assert_eq!(
        found,
        Err(Error::Value {
            register: 0x4A,
            bits: negative
        })
    );
}

#[test]
fn an_effective_current_has_no_sign() {
    let (found, _) =
        ask!(Sdm120(config().unwrap()), after sdm(), value((-5.0_f32).to_bits()), rms_current());
    assert_eq!(found, Ok(Current::from_amps(5)));
}

#[test]
fn the_direction_turns_power_and_energy_around() {
    let line = Line::new(9_600, Duration::from_millis(50)).unwrap();
    let turned = Config::new(
        line,
        1,
        80,
        Direction::ExportPositive,
        Duration::from_millis(300),
    )
    .unwrap();
    let bits = 100.0_f32.to_bits();
    let (power, _) = ask!(Sdm120(turned), after sdm(), value(bits), active_power());
    assert_eq!(power, Ok(Power::from_watts(100)));
    let (power, _) = ask!(Sdm120(turned), after sdm(), value(bits), reactive_power());
    assert_eq!(power, Ok(ReactivePower::from_vars(100)));
    let apart = turned.with_reactive(Direction::ImportPositive);
    let (power, _) = ask!(Sdm120(apart), after sdm(), value(bits), reactive_power());
    assert_eq!(power, Ok(ReactivePower::from_vars(-100)));
    let (power, _) = ask!(Sdm120(apart), after sdm(), value(bits), active_power());
    assert_eq!(power, Ok(Power::from_watts(100)));

    let sums = [0x01, 0x04, 0x08, 0x3F, 0x80, 0, 0, 0x40, 0, 0, 0];
    let (energy, _) = ask!(Sdm120(turned), after sdm(), [reply(&sums)], active_energy());
    let energy = energy.unwrap();
    assert_eq!(energy.exported, Energy::from_watt_hours(1_000));
    assert_eq!(energy.imported, Energy::from_watt_hours(2_000));
    let one = |value| reply(&[&[1, 3, 4][..], &f32::to_be_bytes(value)].concat());
    let (energy, _) = ask!(Ddsu666(turned, Function::Holding), after ddsu(),
        [one(1.0), one(2.0)], active_energy());
    assert_eq!(energy.unwrap().exported, Energy::from_watt_hours(1_000));
}

#[test]
fn the_latency_is_the_callers() {
    use hal_power::Sensor as _;
    let line = Line::new(9_600, Duration::from_millis(50)).unwrap();
    let latency = Duration::from_millis(700);
    let config = Config::new(line, 1, 80, Direction::ImportPositive, latency).unwrap();
    let bus = crate::line::Line::new([].into());
    let mut meter = modbus_meter::blocking::Sdm630::new(bus.port(), bus.delay(), config);
    assert_eq!(meter.latency(), latency);
    assert_eq!(meter.phase(modbus_meter::Phase::L1).latency(), latency);
}
