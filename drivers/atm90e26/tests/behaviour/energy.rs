//! Sums of energy against what has passed in truth.

use std::time::Duration;

use atm90e26::{
    Config, Error, Forward, Line, LineMode, MeteringCalibration, MeteringMode, hal_power,
};
use hal_power::{Current, Energy, Power, ReactiveEnergy};
use hal_power_sim::model::atm90e26::{self as model, Open};

use crate::rig::{self, Flow, METERING, Rig, TENTH, config, configured, is_near, joules};

type Live = Rig<rig::blocking::Driver>;

fn live(forward: Forward) -> Live {
    rig::blocking::live(Open::default(), &config(forward))
}

/// 1.15 kW there and 2.3 kW back, a minute each.
#[test]
fn an_hour_of_both_directions_is_the_truth() {
    for forward in [Forward::Export, Forward::Import] {
        let mut rig = live(forward);
        let (mut with, mut against) = (Energy::ZERO, Energy::ZERO);
        for minute in 0..60 {
            let (lag, watts) = if minute % 3 == 0 {
                (180, 2_300)
            } else {
                (60, 1_150)
            };
            rig.amps(10, lag);
            let flow = Flow::new(&rig.world, Power::from_watts(watts));
            rig.wait(Duration::from_secs(60));
            let read = rig.driver.active_energy().unwrap();
            let sum = if lag == 180 { &mut against } else { &mut with };
            *sum = sum.saturating_add(flow.energy(&rig.world));
            let (exported, imported) = match forward {
                Forward::Export => (with, against),
                Forward::Import => (against, with),
            };
            let context =
                format!("{forward:?} minute {minute}: {read:?}, {exported} out, {imported} in");
            // Half a second may have passed in the reading itself.
            assert!(is_near(read.exported, exported), "{context}");
            assert!(is_near(read.imported, imported), "{context}");
        }
        assert!(with > joules(2_700_000) && against > joules(2_700_000));
    }
}

#[test]
fn reactive_energy_has_its_own_sums() {
    for forward in [Forward::Export, Forward::Import] {
        let mut rig = live(forward);
        for lag in [90, 270, 90] {
            rig.amps(10, lag);
            rig.wait(Duration::from_secs(600));
        }
        let read = rig.driver.reactive_energy().unwrap();
        // 2300 var for 20 and 10 minutes.
        let (positive, negative) = match forward {
            Forward::Export => (1_200, 600),
            Forward::Import => (600, 1_200),
        };
        for (found, seconds) in [(read.positive, positive), (read.negative, negative)] {
            let off = found.abs_diff(ReactiveEnergy::from_millivar_seconds(2_300_000 * seconds));
            assert!(
                off.as_millivar_seconds() <= 2 * TENTH.as_millijoules(),
                "{forward:?}: {read:?}"
            );
        }
        let active = rig.driver.active_energy().unwrap();
        assert_eq!(
            (active.imported, active.exported),
            (Energy::ZERO, Energy::ZERO)
        );
    }
}

/// Each way that pins and MMode can choose what is counted.
#[test]
fn the_metered_line_is_the_one_that_is_counted() {
    for (mode, selected, watts, line_mode) in [
        (model::MeteringMode::Line, Line::L, 460, LineMode::L),
        (model::MeteringMode::Sum, Line::L, 1_610, LineMode::Sum),
        (
            model::MeteringMode::Flexible,
            Line::L,
            460,
            LineMode::Selected,
        ),
        (
            model::MeteringMode::Flexible,
            Line::N,
            1_150,
            LineMode::Selected,
        ),
        (
            model::MeteringMode::AntiTampering,
            Line::L,
            1_150,
            LineMode::Larger,
        ),
    ] {
        let metering = MeteringCalibration {
            mode: MeteringMode::RESET.with_metered_line(selected),
            ..METERING
        };
        let mut rig = rig::blocking::live(Open::default(), &configured(metering, Forward::Export));
        rig.part().set_metering_mode(mode);
        rig.part().set_line_current(Current::from_amps(2), 0);
        rig.part().set_neutral_current(Current::from_amps(5), 0);
        rig.driver.active_energy().unwrap();
        let before = rig.driver.active_energy().unwrap().exported;
        rig.wait(Duration::from_secs(600));
        let passed = rig
            .driver
            .active_energy()
            .unwrap()
            .exported
            .abs_diff(before);
        let off = passed.abs_diff(joules(watts * 600));
        assert!(off <= joules(1_000), "{mode:?} {selected:?}: {passed}");
        let status = rig.driver.metering_status().unwrap();
        assert_eq!(status.mode(), line_mode);
        let counted = if watts == 1_150 { Line::N } else { Line::L };
        assert_eq!(status.line(), counted, "{mode:?} {selected:?}");
    }
}

#[test]
fn a_full_register_is_told_once_and_the_sums_go_on() {
    let mut rig = live(Forward::Import);
    rig.amps(60, 0);
    // 13.8 kW are 6553.5 pulses in 28.5 minutes.
    rig.wait(Duration::from_mins(40));
    let overflow = Error::CountOverflow { register: 0x40 };
    assert_eq!(rig.driver.active_energy(), Err(overflow));
    let read = rig.driver.active_energy().unwrap();
    assert!(read.imported >= Energy::from_millijoules(6_553_500 * 3_600));
    rig.amps(0, 0);
    rig.driver.active_energy().unwrap();
}

#[test]
fn energy_outlives_init_and_a_reset_tells_that_some_is_gone() {
    let mut rig = live(Forward::Export);
    rig.amps(10, 0);
    rig.wait(Duration::from_secs(600));
    let first = rig.driver.active_energy().unwrap().exported;
    rig.driver.init(&config(Forward::Export)).unwrap();
    rig.wait(Duration::from_secs(600));
    let second = rig.driver.active_energy().unwrap().exported;
    let passed = second.abs_diff(first);
    // Half a second of settling is counted too.
    assert!(
        passed.abs_diff(joules(2_300 * 600)) <= joules(2_300),
        "{passed}"
    );
}

/// Seven pulses a kilowatt-hour: a tenth is a long time, and a hundred readings between lose nothing.
#[test]
fn what_is_less_than_a_tenth_of_a_pulse_is_not_lost_by_reading_often() {
    let mut rig = live(Forward::Export);
    rig.amps(10, 60);
    let flow = Flow::new(&rig.world, Power::from_watts(1_150));
    let mut last = Energy::ZERO;
    for _ in 0..3_000 {
        // A third of a tenth.
        rig.wait(Duration::from_millis(104));
        let read = rig.driver.active_energy().unwrap().exported;
        assert!(read >= last);
        last = read;
    }
    let truth = flow.energy(&rig.world);
    assert!(is_near(last, truth), "{last}, {truth}");
}

#[test]
fn the_meter_constant_scales_the_sums() {
    let mut rig = live(Forward::Export);
    let measurement = atm90e26::MeasurementCalibration::new(0xD464, 0x6E49, 0x7531);
    for pulses in [250, 1_000, 3_200] {
        // The part's constant goes with the inverse of the pulses.
        let metering = MeteringCalibration {
            pl_constant: u32::try_from(32_220_643_000_u64 / pulses).unwrap(),
            ..METERING
        };
        let pulses = u32::try_from(pulses).unwrap();
        let config = Config::new(metering, measurement, pulses, Forward::Export, rig::PERIOD);
        rig.amps(0, 0);
        rig.driver.init(&config).unwrap();
        let before = rig.driver.active_energy().unwrap().exported;
        rig.amps(10, 0);
        rig.wait(Duration::from_secs(1_200));
        let after = rig.driver.active_energy().unwrap().exported;
        let off = after.abs_diff(before).abs_diff(joules(2_300 * 1_200));
        assert!(off <= joules(3_600), "{pulses}: {off}");
    }
}

/// What was counted keeps its worth and its side, whatever is configured next.
#[test]
fn sums_outlive_another_configuration() {
    let mut rig = live(Forward::Export);
    let measurement = atm90e26::MeasurementCalibration::new(0xD464, 0x6E49, 0x7531);
    rig.amps(10, 45);
    rig.wait(Duration::from_secs(1_200));
    let (active, reactive) = (
        rig.driver.active_energy().unwrap(),
        rig.driver.reactive_energy().unwrap(),
    );
    assert!(active.exported > joules(1_950_000) && reactive.positive > ReactiveEnergy::ZERO);
    rig.amps(0, 0);
    for (pulses, forward) in [
        (3_200, Forward::Export),
        (7, Forward::Import),
        (7, Forward::Export),
    ] {
        let config = Config::new(METERING, measurement, pulses, forward, rig::PERIOD);
        rig.driver.init(&config).unwrap();
        assert_eq!(rig.driver.active_energy(), Ok(active));
        assert_eq!(rig.driver.reactive_energy(), Ok(reactive));
    }
}
