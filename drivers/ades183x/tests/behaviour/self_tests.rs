//! Faults that parts are made to find.

use crate::bench::Bench;
use ades183x::{
    Error, SelfTest, Transparent,
    hal_bms::{SafetyStatus, blocking::SafetyMonitor as _},
    hal_power::Voltage,
};
use core::time::Duration;
use hal_power_sim::model::ades183x::{Bridge, Open};

#[test]
fn sound_parts_find_every_fault_and_forget_it() {
    let bench = Bench::<3>::new();
    let mut string = bench.blocking(Transparent).unwrap();
    string.init().unwrap();
    for test in SelfTest::ALL {
        assert_eq!(string.self_test(test), Ok(()), "{test:?}");
        assert_eq!(
            string.safety_status(),
            Ok(SafetyStatus::empty()),
            "{test:?}"
        );
    }
}

#[test]
fn an_oscillator_that_cannot_be_moved_is_found() {
    let open = Open {
        oscillator: [60, 60, 60],
        ..Open::default()
    };
    let bench = Bench::<2>::of(open, Bridge::Transparent, 16);
    let mut string = bench.blocking(Transparent).unwrap();
    string.init().unwrap();
    for test in [SelfTest::FastOscillator, SelfTest::SlowOscillator] {
        assert_eq!(
            string.self_test(test),
            Err(Error::SelfTest { part: 0, test })
        );
        // the configuration is as before
        assert_eq!(string.self_test(SelfTest::Trim), Ok(()));
    }
}

#[test]
fn a_test_does_not_erase_what_is_there() {
    let bench = Bench::<2>::new();
    let mut string = bench.blocking(Transparent).unwrap();
    string.init().unwrap();
    let volts = Voltage::from_millivolts;
    bench.at(1, |part| part.set_supplies(volts(4_000), volts(3_200)));
    bench.world.clock().advance(Duration::from_millis(20));
    let told = string.self_test(SelfTest::Undervoltage);
    assert!(
        matches!(told, Err(Error::Fault { part: 1, .. })),
        "{told:?}"
    );
    assert_eq!(string.self_test(SelfTest::TestMode), Ok(()));
    assert_eq!(string.safety_status(), Ok(SafetyStatus::SUPPLY));
}
