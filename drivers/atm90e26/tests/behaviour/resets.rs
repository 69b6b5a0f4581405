//! A part that has reset, is gone, or is frozen.

use std::time::Duration;

use atm90e26::{Error, Forward, Line, asynch, hal_power};
use hal_power::{Error as _, ErrorKind, Voltage};
use hal_power_sim::{
    SimDelay, SimSpi,
    device::SpiDevice as _,
    model::atm90e26::{Open, Stopped},
};

use crate::rig::{self, Rig, config};

/// The reset of the model's default.
const RESET: Duration = Duration::from_millis(5);

type Live = Rig<rig::blocking::Driver>;

fn live() -> Live {
    let rig = rig::blocking::live(Open::default(), &config(Forward::Export));
    rig.amps(10, 0);
    rig.settle();
    rig
}

macro_rules! kinds {
    ($rig:expr, $line:expr) => {{
        let (driver, line) = (&mut $rig.driver, $line);
        [
            driver.voltage().err().map(|error| error.kind()),
            driver.current(line).err().map(|error| error.kind()),
            driver.active_power(line).err().map(|error| error.kind()),
            driver.reactive_power(line).err().map(|error| error.kind()),
            driver.apparent_power(line).err().map(|error| error.kind()),
            driver.power_factor(line).err().map(|error| error.kind()),
            driver.phase_angle(line).err().map(|error| error.kind()),
            driver.frequency().err().map(|error| error.kind()),
            driver.readings(line).err().map(|error| error.kind()),
            driver.metering_status().err().map(|error| error.kind()),
            driver.active_energy().err().map(|error| error.kind()),
            driver.reactive_energy().err().map(|error| error.kind()),
            driver.take_events().err().map(|error| error.kind()),
            driver.verify().err().map(|error| error.kind()),
        ]
    }};
}

/// Whichever method is first to call.
#[test]
fn a_part_that_reset_has_lost_its_configuration_for_every_method() {
    let methods = kinds!(live(), Line::L).len();
    for first in 0..methods {
        let mut rig = live();
        assert_eq!(kinds!(rig, Line::L), [None; 14]);
        rig.part().brown_out();
        rig.wait(RESET);
        let lost = Some(ErrorKind::ConfigurationLost);
        match first {
            0 => assert_eq!(rig.driver.voltage().err().map(|error| error.kind()), lost),
            1 => assert_eq!(rig.driver.frequency().err().map(|error| error.kind()), lost),
            2 => assert_eq!(
                rig.driver.active_energy().err().map(|error| error.kind()),
                lost
            ),
            3 => assert_eq!(
                rig.driver.take_events().err().map(|error| error.kind()),
                lost
            ),
            4 => assert_eq!(rig.driver.verify().err().map(|error| error.kind()), lost),
            _ => {}
        }
        assert_eq!(kinds!(rig, Line::N), [lost; 14]);
        rig.driver.init(&config(Forward::Export)).unwrap();
        assert_eq!(kinds!(rig, Line::L), [None; 14]);
    }
}

#[test]
fn what_is_known_to_be_lost_costs_no_transfer() {
    let mut rig = live();
    rig.part().brown_out();
    rig.wait(RESET);
    rig.driver.voltage().unwrap_err();
    let transfers = rig.transfers(|driver| {
        driver.voltage().unwrap_err();
        driver.active_energy().unwrap_err();
    });
    assert_eq!(transfers, 0);
}

/// Zeros come of a part that is resetting and of one that has: neither is zero volts.
#[test]
fn at_no_moment_of_a_reset_is_there_a_value() {
    for micros in (0..=6_000).step_by(250) {
        for mut rig in [live(), live()] {
            rig.part().brown_out();
            rig.wait(Duration::from_micros(micros));
            for _ in 0..12 {
                assert!(rig.driver.voltage().is_err(), "{micros} µs");
                assert!(rig.driver.active_energy().is_err(), "{micros} µs");
                assert!(rig.driver.take_events().is_err(), "{micros} µs");
            }
            rig.wait(RESET);
            let kind = rig.driver.frequency().map_err(|error| error.kind());
            assert_eq!(kind, Err(ErrorKind::ConfigurationLost));
        }
    }
}

#[test]
fn an_unplugged_part_is_no_answer_and_a_lost_one_when_it_is_back() {
    for idle in [0x00, 0xFF, 0x55] {
        let open = Open {
            idle,
            ..Open::default()
        };
        let mut rig = rig::blocking::live(open, &config(Forward::Export));
        rig.part().unplug();
        let kinds: Vec<_> = kinds!(rig, Line::L).into_iter().flatten().collect();
        assert_eq!(kinds, [ErrorKind::Integrity; 14], "{idle:#04x}");
        rig.part().plug_in();
        rig.wait(RESET);
        let kind = rig.driver.voltage().map_err(|error| error.kind());
        assert_eq!(kind, Err(ErrorKind::ConfigurationLost));
    }
}

#[test]
fn a_part_that_stopped_by_another_command_is_lost() {
    for (register, command) in [(0x30, 0x6886), (0x30, 0x5678)] {
        let mut rig = live();
        rig.driver.write_register(register, command).unwrap();
        let lost = Error::ConfigurationLost {
            register,
            found: command,
        };
        assert_eq!(rig.driver.voltage(), Err(lost));
    }
    for (register, command) in [(0x20, 0x6886), (0x20, 0x5678)] {
        let mut rig = live();
        rig.driver.write_register(register, command).unwrap();
        let lost = Error::ConfigurationLost {
            register,
            found: command,
        };
        assert_eq!(rig.driver.active_energy(), Err(lost));
    }
}

/// The part has no counter and no flag of a fresh value: its README says so, and that energy tells.
#[test]
fn a_frozen_part_goes_on_answering_and_its_energy_stands_still() {
    let open = Open {
        stopped: Stopped::Holds,
        ..Open::default()
    };
    let mut rig: Rig<asynch::Atm90e26<SimSpi, SimDelay>> =
        rig::asynch::live(open, &config(Forward::Export));
    rig.amps(10, 0);
    rig.settle();
    let world = rig.world.clone();
    let before = world.block_on(rig.driver.active_energy()).unwrap().unwrap();
    rig.part().set_frozen(true);
    rig.volts(100);
    rig.wait(Duration::from_secs(60));
    let voltage = world.block_on(rig.driver.voltage()).unwrap().unwrap();
    assert!(voltage.abs_diff(Voltage::from_volts(230)) <= Voltage::from_millivolts(10));
    let after = world.block_on(rig.driver.active_energy()).unwrap().unwrap();
    assert_eq!(before, after);
}
