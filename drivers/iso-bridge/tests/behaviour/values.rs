//! What is measured, and what comes of it.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use crate::rig::{Board, NET, Rig, SETTLED, TIMING, accurate, config, kilohms, steady};
use core::time::Duration;
use hal_power::{
    Contacts, Path, PathId, Ratio, Reading, Resistance, Sensor as _, Voltage, asynch,
    blocking::InsulationMeter as _,
    check::{
        InsulationCheck, InsulationConfig, InsulationFault, InsulationInputs,
        InsulationMeter as Needs, Step,
    },
};
use hal_power_sim::model::earth_net::Pole;
use iso_bridge::{HIGHEST, LOWEST, Measured, Sensors};

const ALL: [Sensors; 3] = [Sensors::Both, Sensors::Positive, Sensors::Negative];

/// Asserts that a value is within so many percent, and its bounds around the truth.
fn near(measured: Measured, truth: Resistance, percent: u64) {
    let value = measured.value().unwrap();
    let off = value.abs_diff(truth).as_microohms();
    assert!(
        off <= truth.as_microohms() / 100 * percent,
        "{value} instead of {truth}"
    );
    assert!(
        measured.lowest() <= truth && truth <= measured.highest(),
        "{measured:?}"
    );
}

fn parallel(one: u64, other: u64) -> Resistance {
    Resistance::from_ohms(1_000 * one * other / (one + other))
}

#[test]
fn exact_sensors_measure_what_is_there() {
    for sensors in ALL {
        let rig = Rig::new(&Board::new(sensors), steady(), 350);
        for (positive, negative) in [(1_000, 300), (150, 150), (100, 2_000), (3_000, 200)] {
            rig.insulate(Some(kilohms(positive)), Some(kilohms(negative)));
            let found = rig.measure().unwrap();
            near(found.positive, kilohms(positive), 2);
            near(found.negative, kilohms(negative), 2);
            near(found.total, parallel(positive, negative), 2);
            let off = found.voltage.abs_diff(Voltage::from_volts(350));
            assert!(
                off < Voltage::from_volts(2),
                "{sensors:?}: {}",
                found.voltage
            );
        }
    }
}

#[test]
fn resistors_of_two_kinds_are_told_apart() {
    let kinds = [kilohms(150), kilohms(470)];
    for sensors in ALL {
        let board = Board {
            switched: kinds,
            dividers: [kilohms(3_000), kilohms(6_000)],
            ..Board::new(sensors)
        };
        let rig = Rig::new(&board, accurate(&board), 400);
        rig.insulate(Some(kilohms(700)), Some(kilohms(250)));
        let found = rig.measure().unwrap();
        near(found.positive, kilohms(700), 2);
        near(found.negative, kilohms(250), 2);
    }
}

#[test]
fn beyond_the_range_it_is_at_least_or_at_most() {
    let rig = Rig::sound(350);
    rig.insulate(None, None);
    let found = rig.measure().unwrap();
    for measured in [found.positive, found.negative, found.total] {
        let Measured::AtLeast(least) = measured else {
            panic!("{measured:?}");
        };
        assert!(least > kilohms(5_000), "{least}");
    }
    assert_eq!(found.position, None);
    rig.insulate(Some(Resistance::from_ohms(20)), None);
    let found = rig.measure().unwrap();
    let Measured::AtMost(most) = found.positive else {
        panic!("{:?}", found.positive);
    };
    assert!(most < LOWEST.saturating_mul(2), "{most}");
    assert_eq!(found.total.value(), None);
    assert!(found.insulation().total < LOWEST);
    assert!(LOWEST < HIGHEST);
}

#[test]
fn a_path_in_mid_string_has_its_total_and_its_place() {
    let rig = Rig::sound(400);
    for percent in [0, 10, 50, 75, 100] {
        rig.insulate(None, None);
        let position = Ratio::from_percent(percent);
        rig.net
            .borrow_mut()
            .set_middle(position, Some(kilohms(120)));
        let found = rig.measure().unwrap();
        near(found.total, kilohms(120), 2);
        let place = found.insulation().position.unwrap();
        assert!(
            place.abs_diff(position) <= Ratio::from_percent(1),
            "{place} instead of {position}"
        );
    }
}

/// UN Regulation No. 100, measurement with a probe: the voltage of a pole without and with a known resistor there, and the whole
/// voltage.
#[test]
fn agrees_with_the_regulation_for_vehicles() {
    let rig = Rig::sound(400);
    rig.insulate(Some(kilohms(800)), Some(kilohms(900)));
    let volts = |pole| f64::from(rig.net.borrow_mut().voltage(pole).as_microvolts()).abs() / 1e6;
    let (whole, before) = (400.0, volts(Pole::Positive));
    rig.net.borrow_mut().command(Pole::Positive, true);
    rig.world.clock().advance(Duration::from_secs(60));
    let after = volts(Pole::Positive);
    rig.net.borrow_mut().command(Pole::Positive, false);
    // Ro · Vb · (1/V' - 1/V) is what leads from the other pole to earth, divider included
    let calculated = 200e3 * whole * (1.0 / after - 1.0 / before);
    let negative = rig.measure().unwrap().negative.value().unwrap().as_ohms();
    let negative = f64::from(u32::try_from(negative).unwrap());
    let expected = 1.0 / (1.0 / negative + 1.0 / 4e6);
    assert!(
        (calculated - expected).abs() < expected * 0.02,
        "{calculated} {expected}"
    );
}

#[test]
fn feeds_the_check_of_the_insulation() {
    let run = |negative| {
        let rig = Rig::sound(400);
        rig.insulate(Some(kilohms(3_000)), Some(kilohms(negative)));
        let mut meter = rig.blocking();
        let needs = Needs::NetVoltage {
            minimum: Voltage::from_volts(90),
        };
        let age = Duration::from_secs(100);
        let limit = kilohms(200);
        let config = InsulationConfig::new(limit, needs, Contacts::only(5), Duration::ZERO, age)
            .unwrap()
            .with_agreement(2, Ratio::from_percent(5));
        let path = Path::new(PathId(1), Contacts::only(5));
        let mut check = InsulationCheck::new(config);
        check.start(rig.world.now(), &path);
        loop {
            rig.world.clock().advance(Duration::from_millis(1));
            let before = rig.world.now();
            let answer = meter.insulation();
            let insulation = hal_power::answered(answer, before, meter.latency());
            let now = rig.world.now();
            let voltage = Ok(Reading::new(Voltage::from_volts(400), now));
            let inputs = InsulationInputs::new(insulation, voltage, Ok(Reading::new(true, now)));
            match check.step(now, &path, inputs) {
                Step::Wait => {}
                Step::Done(_) => break Ok(()),
                Step::Failed(fault) => break Err(fault),
            }
        }
    };
    assert_eq!(run(1_000), Ok(()));
    let Err(InsulationFault::Low(low)) = run(150) else {
        panic!("not low");
    };
    // 3 MΩ and 150 kΩ, and no more than that
    assert!(
        low.total < kilohms(143) && low.total > kilohms(138),
        "{}",
        low.total
    );
    assert!(low.position.unwrap() < Ratio::from_percent(6));
}

#[test]
fn both_halves_do_the_same() {
    let (one, other) = (Rig::sound(350), Rig::sound(350));
    for rig in [&one, &other] {
        rig.insulate(Some(kilohms(400)), Some(kilohms(60)));
    }
    let blocking = one.blocking().measure().unwrap();
    let mut meter = other.asynch();
    let insulation = asynch::InsulationMeter::insulation(&mut meter);
    let insulation = other.world.block_on(insulation).unwrap().unwrap();
    assert_eq!(blocking.insulation(), insulation);
    assert_eq!(one.bank.commands(), other.bank.commands());
    assert_eq!(one.world.now(), other.world.now());
}

#[test]
fn waits_as_long_as_the_net_needs() {
    let mut taken = Vec::new();
    for nanofarads in [0, 100, 1_000] {
        let board = Board {
            nanofarads: [nanofarads / 2; 2],
            ..Board::new(Sensors::Both)
        };
        let rig = Rig::new(&board, config(), 350);
        rig.insulate(Some(kilohms(1_000)), Some(kilohms(2_000)));
        let before = rig.world.now();
        rig.measure().unwrap();
        taken.push(rig.world.now().saturating_since(before));
    }
    // three states of a window and the travel at least, and no fixed wait
    assert!(taken[0] < Duration::from_millis(700), "{taken:?}");
    assert!(taken[1] > taken[0] && taken[2] > taken[1] * 3, "{taken:?}");
}

#[test]
fn a_net_seen_in_a_hurry_is_known_less_well() {
    let width = |readings| {
        let board = Board::new(Sensors::Both);
        let settled = iso_bridge::Settled {
            readings,
            ..SETTLED
        };
        let config = crate::rig::configured(&board, NET, TIMING, settled);
        let rig = Rig::new(&board, config, 350);
        rig.insulate(Some(kilohms(2_000)), Some(kilohms(2_000)));
        let total = rig.measure().unwrap().total;
        total.highest().saturating_sub(total.lowest())
    };
    assert!(width(2) > width(20).saturating_mul(2));
}

#[test]
fn begins_and_ends_with_every_switch_open() {
    let (one, other) = (Contacts::only(0), Contacts::only(1));
    let of_two = vec![Contacts::NONE, one, other, Contacts::NONE, Contacts::NONE];
    let both = one.union(other);
    let of_one = vec![
        Contacts::NONE,
        one,
        other,
        both,
        Contacts::NONE,
        Contacts::NONE,
    ];
    for (sensors, expected) in [
        (Sensors::Both, of_two),
        (Sensors::Positive, of_one.clone()),
        (Sensors::Negative, of_one),
    ] {
        let rig = Rig::new(&Board::new(sensors), steady(), 350);
        rig.insulate(Some(kilohms(500)), Some(kilohms(500)));
        rig.measure().unwrap();
        assert_eq!(rig.bank.commands(), expected);
        rig.assert_open();
    }
}
