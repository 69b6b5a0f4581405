//! Sums of what readings clear: at 3200 pulses a kWh, 32 000 tenths of a pulse are 1 kWh.

use atm90e26::{
    Error, Forward,
    hal_inverter::MeteredEnergy,
    hal_power::{Energy, ReactiveEnergy},
};

use crate::{
    COUNTS, RUNS,
    bus::{Ask, Bus, Frame, Waits},
    config, confirmed, ended, exchange, initialised,
};

fn watt_hours(imported: i64, exported: i64) -> MeteredEnergy {
    let energy = Energy::from_watt_hours;
    MeteredEnergy::new(energy(imported), energy(exported))
}

fn counted(register: u8, content: u16) -> Vec<Frame> {
    [vec![RUNS], confirmed(register, content).to_vec()].concat()
}

#[test]
fn energies_are_summed_for_both_directions() {
    let config = config(Forward::Export);
    let first = [counted(0x40, 32_000), ended(0x41, 64)].concat();
    let second = [counted(0x40, 32), ended(0x41, 32)].concat();
    exchange! {
        init(&config) => Ok(()), initialised();
        active_energy() => Ok(watt_hours(2, 1_000)), @168 first;
        active_energy() => Ok(watt_hours(3, 1_001)), @168 second;
        // The part has been reset, the sums go on.
        init(&config) => Ok(()), initialised();
        active_energy() => Ok(watt_hours(4, 1_002)), @168 second;
    }
}

#[test]
fn forward_is_import_where_the_board_says_so() {
    let config = config(Forward::Import);
    let frames = [counted(0x40, 32_000), ended(0x41, 64)].concat();
    exchange! {
        init(&config) => Ok(()), initialised();
        active_energy() => Ok(watt_hours(1_000, 2)), frames;
    }
}

#[test]
fn a_zero_is_believed_once_the_part_shows_another_value() {
    let config = config(Forward::Export);
    let reverse_zero = [counted(0x40, 32), counted(0x41, 0), vec![RUNS, COUNTS]].concat();
    // What proves the first zero stands before the second reading.
    let both_zero = [
        counted(0x40, 0),
        vec![RUNS],
        confirmed(0x41, 0).to_vec(),
        vec![RUNS, COUNTS],
    ]
    .concat();
    let forward_zero = [
        counted(0x40, 0),
        vec![RUNS],
        confirmed(0x41, 32).to_vec(),
        vec![COUNTS],
    ]
    .concat();
    exchange! {
        init(&config) => Ok(()), initialised();
        active_energy() => Ok(watt_hours(0, 1)), @192 reverse_zero;
        active_energy() => Ok(watt_hours(0, 1)), @192 both_zero;
        active_energy() => Ok(watt_hours(1, 1)), @168 forward_zero;
    }
}

#[test]
fn tenths_of_pulses_are_not_lost_by_rounding() {
    // 3 × 1 tenth at 7 pulses a kWh: 360 000 000 × 3 ÷ 7 = 154 285 714.3 mJ.
    let sound = config(Forward::Export);
    let bus = Bus::new(
        &[
            initialised(),
            [counted(0x40, 1), ended(0x41, 3)].concat(),
            [counted(0x40, 1), ended(0x41, 3)].concat(),
            [counted(0x40, 1), ended(0x41, 3)].concat(),
        ]
        .concat(),
    );
    let mut meter = atm90e26::blocking::Atm90e26::new(bus.clone(), Waits::default());
    meter.init(&sound).unwrap();
    meter.active_energy().unwrap();
    meter.active_energy().unwrap();
    let energy = meter.active_energy().unwrap();
    // 112.5 J a tenth.
    assert_eq!(energy.exported, Energy::from_millijoules(337_500));
    assert_eq!(energy.imported, Energy::from_millijoules(1_012_500));
    bus.done();
}

#[test]
fn reactive_energies_by_the_sign_of_the_reactive_power() {
    for (forward, positive, negative) in [(Forward::Export, 1, 2), (Forward::Import, 2, 1)] {
        let frames = [counted(0x43, 32), ended(0x44, 64)].concat();
        let bus = Bus::new(&[initialised(), frames].concat());
        let mut meter = atm90e26::blocking::Atm90e26::new(bus.clone(), Waits::default());
        meter.init(&config(forward)).unwrap();
        let energy = meter.reactive_energy().unwrap();
        assert_eq!(energy.positive, ReactiveEnergy::from_var_hours(positive));
        assert_eq!(energy.negative, ReactiveEnergy::from_var_hours(negative));
        bus.done();
    }
}

#[test]
fn a_register_at_its_end_is_told_once_and_counted() {
    let config = config(Forward::Export);
    let full = [
        counted(0x40, 0xFFFF),
        vec![RUNS],
        confirmed(0x41, 32).to_vec(),
        vec![COUNTS],
    ]
    .concat();
    let next = [counted(0x40, 1), ended(0x41, 32)].concat();
    exchange! {
        init(&config) => Ok(()), initialised();
        active_energy() => Err(Error::CountOverflow { register: 0x40 }), full;
        // 65 536 tenths are 2048 Wh.
        active_energy() => Ok(watt_hours(2, 2_048)), next;
    }
}

#[test]
fn a_reset_is_seen_before_the_register_is_read() {
    let config = config(Forward::Export);
    let frames = [Ask(0x20, 0x6886)];
    let lost = Error::ConfigurationLost {
        register: 0x20,
        found: 0x6886,
    };
    exchange! {
        init(&config) => Ok(()), initialised();
        active_energy() => Err(lost), @24 frames;
        active_energy() => Err(lost), @0 [];
    }
}

/// What was counted before is not lost.
#[test]
fn a_metering_block_that_is_spoiled_counts_no_more() {
    let config = config(Forward::Export);
    let frames = [
        counted(0x40, 32),
        counted(0x41, 32),
        vec![Ask(0x2C, 0x4A35), Ask(0x06, 0x4A35)],
    ]
    .concat();
    let lost = Error::ConfigurationLost {
        register: 0x2C,
        found: 0x4A35,
    };
    let next = [counted(0x40, 32), ended(0x41, 32)].concat();
    exchange! {
        init(&config) => Ok(()), initialised();
        active_energy() => Err(lost), frames;
        voltage() => Err(lost), [];
        init(&config) => Ok(()), initialised();
        active_energy() => Ok(watt_hours(2, 2)), next;
    }
}

#[test]
fn a_line_that_nobody_drives_clears_nothing() {
    let config = config(Forward::Export);
    let stuck = [Ask(0x20, 0xFFFF)];
    let sound = [counted(0x40, 32), ended(0x41, 32)].concat();
    exchange! {
        init(&config) => Ok(()), initialised();
        active_energy() => Err(Error::NoAnswer { register: 0x20, found: 0xFFFF }), @24 stuck;
        active_energy() => Ok(watt_hours(1, 1)), sound;
    }
}
