//! The test winding, the check of `hal-power` on it, and its schedule.

use core::time::Duration;

use hal_power::{
    Contacts, Current, Instant, Path, PathId, Ratio, ResidualCurrentProven, Resistance, Voltage,
    answered,
    check::{
        ResidualCurrentCheck, ResidualCurrentConfig, ResidualCurrentFault, ResidualCurrentInputs,
        SelfTestMissing, SelfTestSchedule, Step,
    },
};
use hal_power_sim::model::rcm::Winding;
use rcm::{ConfigError, TestWinding};

use crate::rig::{Rig, SHEET, ma, milliamps};

const MS: Duration = Duration::from_millis(1);
const DAY: Duration = Duration::from_secs(24 * 3_600);

fn winding() -> TestWinding {
    let Winding {
        turns,
        resistance,
        supply,
    } = SHEET.winding;
    TestWinding::new(turns, resistance, supply).unwrap()
}

fn config() -> ResidualCurrentConfig {
    let winding = winding();
    let percent = Ratio::from_percent;
    let tolerance = winding.tolerance(percent(2), percent(1), percent(5), ma(1));
    ResidualCurrentConfig::new(winding.reading(), tolerance, ma(10), MS * 30)
        .unwrap()
        .with_settle_time(MS)
        .with_interval(DAY)
}

/// Runs the check to its end, on contacts that are open: no line.
fn test(rig: &mut Rig) -> Result<ResidualCurrentProven, ResidualCurrentFault> {
    let mut check = ResidualCurrentCheck::new(config());
    let path = Path::new(PathId(1), Contacts::first(2));
    rig.model.line.set_voltage(Voltage::ZERO);
    rig.run(MS * 30);
    check.start(rig.now, &path);
    for _ in 0..1_000 {
        rig.model.sensor.drive_winding(check.inject());
        rig.run(MS);
        let now = rig.now;
        let answer = rig.judge().map(|found| found.direct);
        let latency = rig.evaluator.config().latency();
        let inputs = ResidualCurrentInputs::new(answered(answer, now, latency));
        match check.step(now, &path, inputs) {
            Step::Wait => {}
            Step::Done(proof) => return Ok(proof),
            Step::Failed(fault) => return Err(fault),
        }
    }
    panic!("the check did not end");
}

#[test]
fn the_reading_is_what_turns_and_ohm_say() {
    assert_eq!(winding().reading(), ma(30));
    let turned = TestWinding::new(-20, SHEET.winding.resistance, SHEET.winding.supply);
    assert_eq!(turned.unwrap().reading(), ma(-30));
    let percent = Ratio::from_percent;
    // 30 mA · (1.02 · 1.05 / 0.99 - 1) = 2.4545 mA
    let tolerance = winding().tolerance(percent(2), percent(1), percent(5), ma(1));
    assert_eq!(tolerance, Current::from_microamps(3_454));
    let none = winding().tolerance(percent(0), percent(0), percent(0), ma(0));
    assert_eq!(none, Current::ZERO);
    let volts = Voltage::from_volts(3);
    for (turns, resistance, supply) in [
        (0, Resistance::from_ohms(1), volts),
        (1, Resistance::ZERO, volts),
        (1, Resistance::from_ohms(1), Voltage::ZERO),
        (i32::MAX, Resistance::from_microohms(1), volts),
    ] {
        let winding = TestWinding::new(turns, resistance, supply);
        assert_eq!(winding, Err(ConfigError::Winding));
    }
}

#[test]
fn a_good_sensor_is_proven() {
    for seed in 0..10 {
        let mut rig = Rig::new(seed);
        rig.model.sensor.set_offset(ma(5));
        rig.model.sensor.set_gain_error(40_000);
        assert!(test(&mut rig).is_ok());
    }
}

#[test]
fn a_dead_winding_wrong_turns_a_deaf_sensor_and_one_that_is_stuck_are_not() {
    let wound = |turns| {
        move |rig: &mut Rig| {
            rig.model.sensor.set_winding(Winding {
                turns,
                ..SHEET.winding
            });
        }
    };
    let deaf: [&dyn Fn(&mut Rig); 5] = [
        &wound(0),
        &wound(17),
        &wound(-20),
        &|rig| rig.model.sensor.set_gain_error(-1_000_000),
        &|rig| rig.model.sensor.set_gain_error(-150_000),
    ];
    for (place, spoil) in deaf.iter().enumerate() {
        let mut rig = Rig::new(3);
        spoil(&mut rig);
        let fault = test(&mut rig).unwrap_err();
        let is_off = match fault {
            ResidualCurrentFault::Deaf(rise) => rise < ma(27),
            ResidualCurrentFault::TooMuch(rise) => rise < ma(-25) && place == 2,
            _ => false,
        };
        assert!(is_off, "{place}: {fault:?}");
    }
    let mut rig = Rig::new(3);
    wound(23)(&mut rig);
    let fault = test(&mut rig).unwrap_err();
    assert!(matches!(fault, ResidualCurrentFault::TooMuch(_)));
    let mut rig = Rig::new(3);
    rig.model.sensor.set_offset(ma(14));
    let fault = test(&mut rig).unwrap_err();
    assert!(matches!(fault, ResidualCurrentFault::NotIdle(_)));
    let mut rig = Rig::new(3);
    rig.model.sensor.freeze(Some(2_050));
    let fault = test(&mut rig).unwrap_err();
    assert!(matches!(fault, ResidualCurrentFault::Input(_)), "{fault:?}");
}

#[test]
fn a_sensor_that_froze_within_the_test_is_not_proven() {
    let mut rig = Rig::new(8);
    let mut check = ResidualCurrentCheck::new(config());
    let path = Path::new(PathId(1), Contacts::first(2));
    rig.model.line.set_voltage(Voltage::ZERO);
    rig.run(MS * 30);
    check.start(rig.now, &path);
    let mut frozen = false;
    let fault = loop {
        assert!(rig.now < Instant::from_micros(1_000_000));
        if check.inject() && !frozen {
            // the last code before the test current
            rig.model.sensor.freeze(Some(2_049));
            frozen = true;
        }
        rig.model.sensor.drive_winding(check.inject());
        rig.run(MS);
        let answer = rig.judge().map(|found| found.direct);
        let latency = rig.evaluator.config().latency();
        let inputs = ResidualCurrentInputs::new(answered(answer, rig.now, latency));
        match check.step(rig.now, &path, inputs) {
            Step::Wait => {}
            Step::Done(_) => panic!("proven"),
            Step::Failed(fault) => break fault,
        }
    };
    assert!(frozen);
    assert!(matches!(fault, ResidualCurrentFault::Input(_)), "{fault:?}");
}

#[test]
fn a_day_after_its_self_test_the_permissive_is_gone() {
    let mut rig = Rig::new(8);
    let mut schedule = SelfTestSchedule::new(DAY, MS * 60_000).unwrap();
    assert!(schedule.is_due(rig.now));
    let proof = test(&mut rig).unwrap();
    schedule.passed(&proof);
    assert_eq!(schedule.permits(rig.now), Ok(()));
    let tomorrow = rig.now.saturating_add(DAY);
    let overdue = Err(SelfTestMissing::Overdue);
    assert_eq!(schedule.permits(tomorrow), overdue);
    assert!((milliamps(winding().reading()) - 30.0).abs() < 0.01);
}
