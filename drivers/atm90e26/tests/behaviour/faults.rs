//! A fault of the bus at every transfer of every public method, in both halves.

use std::{fmt::Debug, time::Duration};

use atm90e26::{Error, Events, Forward, Functions, Line, hal_power};
use hal_power::{Current, Error as _, ErrorKind, Frequency, Power, Ratio, Voltage};
use hal_power_sim::{Fault, Injection, World, model::atm90e26::Open};

use crate::rig::{self, Rig, config};

fn is_230(voltage: Voltage) -> bool {
    voltage.abs_diff(Voltage::from_volts(230)) <= Voltage::from_millivolts(10)
}

fn is_10(current: Current) -> bool {
    current.abs_diff(Current::from_amps(10)) <= Current::from_milliamps(1)
}

fn is_minus_1150(power: Power) -> bool {
    power.abs_diff(Power::from_watts(-1_150)) <= Power::from_watts(1)
}

/// What a damaged answer may be told as.
fn tells_damage(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::Integrity | ErrorKind::WrongDevice)
}

/// Each fault is reported, seen, or makes no difference; the next call but one is right. A dip of the supply gives the right answer
/// or an error too.
fn every_transfer<D, T: Debug, E: Debug>(
    name: &str,
    ready: impl Fn() -> Rig<D>,
    call: impl Fn(&mut D, &World) -> Result<T, Error<E>>,
    is_right: impl Fn(&T) -> bool,
) {
    let mut rig = ready();
    rig.world.start_trace();
    let answer = call(&mut rig.driver, &rig.world);
    assert!(answer.as_ref().is_ok_and(&is_right), "{name}: {answer:?}");
    let transfers = u32::try_from(rig.world.take_trace().transfers()).unwrap();
    let mut struck = 0;
    for &fault in Fault::SPI {
        // A wake-up that is lost is lost for the caller's future too.
        if fault == Fault::LostWakeUp {
            continue;
        }
        for transfer in 0..transfers {
            let mut rig = ready();
            rig.world.inject(Injection::nth(transfer, fault));
            let answer = call(&mut rig.driver, &rig.world);
            let has_struck = rig.world.faults_struck() > 0;
            rig.world.clear_faults();
            let context = format!("{name}, {fault:?} at transfer {transfer}: {answer:?}");
            if fault == Fault::BrownOut {
                assert!(answer.as_ref().map_or(true, &is_right), "{context}");
                continue;
            }
            if !has_struck {
                assert!(answer.as_ref().is_ok_and(&is_right), "{context}");
                continue;
            }
            struck += 1;
            if fault.spi_error().is_some() {
                assert!(
                    answer.is_err_and(|error| error.kind() == ErrorKind::Bus),
                    "{context}"
                );
            } else {
                match &answer {
                    Ok(answer) => assert!(is_right(answer), "{context}"),
                    Err(error) => assert!(tells_damage(error.kind()), "{context}"),
                }
            }
            let mut next = call(&mut rig.driver, &rig.world);
            // A zero that zeros prove may have been a line that stuck.
            if fault == Fault::ReadsZeros && matches!(next, Err(Error::CountLost { .. })) {
                next = call(&mut rig.driver, &rig.world);
            }
            assert!(next.as_ref().is_ok_and(&is_right), "{context}, {next:?}");
        }
    }
    assert!(struck > 0, "{name}");
}

/// Each method in a live driver, on both halves.
macro_rules! faults {
    ($($method:ident($($argument:expr),*) => $right:expr;)+) => {{
        let config = config(Forward::Export)
            .with_functions(Functions::all())
            .with_sag_threshold(Voltage::from_volts(180));
        macro_rules! ready {
            ($half:ident) => {|| {
                let rig = rig::$half::live(Open::default(), &config);
                rig.amps(10, 120);
                rig.settle();
                rig.part().set_neutral_current(Current::from_amps(10), 120_000);
                rig.wait(Duration::from_secs(600));
                rig
            }};
        }
        $(
            every_transfer(
                concat!("blocking ", stringify!($method)),
                ready!(blocking),
                |driver, _| driver.$method($($argument),*),
                $right,
            );
            every_transfer(
                concat!("async ", stringify!($method)),
                ready!(asynch),
                |driver, world| world.block_on(driver.$method($($argument),*)).unwrap(),
                $right,
            );
        )+
    }};
}

#[test]
fn measurements() {
    faults! {
        voltage() => |&voltage| is_230(voltage);
        current(Line::L) => |&current| is_10(current);
        current(Line::N) => |&current| is_10(current);
        active_power(Line::L) => |&power| is_minus_1150(power);
        reactive_power(Line::N) => |power| (power.as_millivars() - 1_991_858).abs() <= 1_000;
        apparent_power(Line::L) => |power| (power.as_millivolt_amps() - 2_300_000).abs() <= 1_000;
        power_factor(Line::L) => |&factor| factor == Ratio::from_permille(-500);
        phase_angle(Line::N) => |angle| angle.as_decidegrees() == 1_200;
        frequency() => |&frequency| frequency == Frequency::from_hertz(50);
        readings(Line::N) => |all| {
            is_230(all.voltage) && is_10(all.current) && is_minus_1150(all.active_power)
        };
        metering_status() => |status| status.is_active_reversed() && !status.has_no_active_load();
        read_register(0x31) => |_| true;
    }
}

#[test]
fn configuration() {
    let other = config(Forward::Import).with_sag_threshold(Voltage::from_volts(100));
    faults! {
        init(&other) => |()| true;
        verify() => |()| true;
        write_register(0x04, 0) => |()| true;
    }
}

/// 690 kJ back, and 1.19 Mvars lagging.
#[test]
fn what_clears() {
    faults! {
        active_energy() => |energy| {
            energy.exported.as_millijoules() == 0
                && (energy.imported.as_millijoules() / 1_000 - 690_600).abs() <= 1_500
        };
        reactive_energy() => |energy| {
            energy.negative.as_millivar_seconds() == 0
                && (energy.positive.as_millivar_seconds() / 1_000 - 1_196_100).abs() <= 2_500
        };
    }
}

/// A line that sticks for some frames, wherever it begins and ends, is no value.
#[test]
fn a_line_that_sticks_for_a_while_is_no_zero() {
    let config = config(Forward::Export);
    for frames in 1..12 {
        for first in 0..12 {
            let mut rig = rig::blocking::live(Open::default(), &config);
            rig.amps(10, 120);
            rig.settle();
            for frame in first..first + frames {
                rig.world.inject(Injection::nth(frame, Fault::ReadsZeros));
            }
            let context = format!("{frames} frames from {first}");
            for _ in 0..4 {
                if let Ok(voltage) = rig.driver.voltage() {
                    assert!(is_230(voltage), "{context}: {voltage}");
                }
                if let Ok(current) = rig.driver.current(Line::L) {
                    assert!(is_10(current), "{context}: {current}");
                }
                if let Ok(all) = rig.driver.readings(Line::L) {
                    let is_right = is_230(all.voltage) && is_10(all.current);
                    assert!(
                        is_right && is_minus_1150(all.active_power),
                        "{context}: {all:?}"
                    );
                }
            }
            assert!(rig.driver.readings(Line::L).is_ok(), "{context}");
        }
    }
}

/// An event comes once: of two calls, the one that is right brings it.
#[test]
fn events_come_once() {
    for &fault in Fault::SPI {
        if fault == Fault::BrownOut {
            continue;
        }
        for transfer in 0..3 {
            let config = config(Forward::Export);
            let mut rig = rig::blocking::live(Open::default(), &config);
            rig.driver.take_events().unwrap();
            rig.amps(10, 180);
            rig.world.inject(Injection::nth(transfer, fault));
            let mut events = Events::empty();
            let mut calls = 0;
            while calls < 3 {
                if let Ok(more) = rig.driver.take_events() {
                    assert!(
                        !events.intersects(more),
                        "{fault:?} at {transfer}: {more:?} again"
                    );
                    events |= more;
                }
                calls += 1;
            }
            assert_eq!(events, Events::ACTIVE_DIRECTION, "{fault:?} at {transfer}");
        }
    }
}
