extern crate std;

use super::*;
use crate::{ErrorKind, Reading};
use proptest::prelude::*;
use std::vec::Vec;

const MS: Duration = Duration::from_millis(1);
const BREAK: Current = Current::from_amps(5);
const DEAD: Voltage = Voltage::from_volts(30);

fn config() -> SafeStopConfig {
    SafeStopConfig::new(BREAK, DEAD, MS * 15)
        .with_patience(MS * 500, MS * 2_000)
        .with_release_times(MS * 10, MS * 25)
}

fn at(millis: u64) -> Instant {
    Instant::from_micros(millis * 1_000)
}

fn inputs(now: Instant, amps: i32, volts: i32) -> SafeStopInputs {
    SafeStopInputs::new(
        Ok(Reading::new(Current::from_amps(amps), now)),
        Ok(Reading::new(Voltage::from_volts(volts), now)),
    )
}

fn demanded() -> SafeStop {
    let mut stop = SafeStop::new(config());
    stop.demand(at(1_000), Cause(7));
    stop
}

#[test]
fn nothing_is_demanded_without_a_cause() {
    let mut stop = SafeStop::new(config());
    assert_eq!(
        stop.step(at(1), inputs(at(1), 0, 0)),
        SafeStopWants::default()
    );
    assert!(!stop.reset());
}

#[test]
fn gates_and_grid_relays_go_off_with_the_cause() {
    let stop = demanded();
    assert!(stop.wants().gates_off && stop.wants().grid_open);
    assert!(!stop.wants().battery_open && !stop.wants().bond_open && !stop.wants().discharge);
}

#[test]
fn contactors_wait_for_the_current_or_their_patience() {
    let mut stop = demanded();
    assert!(!stop.step(at(1_100), inputs(at(1_100), 6, 230)).battery_open);
    assert!(
        !stop
            .step(at(1_200), inputs(at(1_200), -6, 230))
            .battery_open
    );
    assert!(
        stop.step(at(1_300), inputs(at(1_300), -5, 230))
            .battery_open
    );
    let mut stop = demanded();
    assert!(
        !stop
            .step(at(1_499), inputs(at(1_499), 60, 230))
            .battery_open
    );
    assert!(
        stop.step(at(1_500), inputs(at(1_500), 60, 230))
            .battery_open
    );
    assert_eq!(
        stop.progress().unwrap().battery,
        Some((at(1_500), Ended::TimedOut))
    );
}

#[test]
fn a_stale_or_failed_current_is_not_low() {
    let mut stop = demanded();
    assert!(!stop.step(at(1_100), inputs(at(1_084), 0, 230)).battery_open);
    let failed = SafeStopInputs {
        current: Err(ErrorKind::Bus),
        ..inputs(at(1_100), 0, 230)
    };
    assert!(!stop.step(at(1_100), failed).battery_open);
}

#[test]
fn the_bond_stays_unless_the_backup_output_is_seen_dead() {
    let mut stop = demanded();
    assert!(
        !stop.step(at(1_009), inputs(at(1_009), 0, 0)).bond_open,
        "relays have not released"
    );
    assert!(!stop.step(at(1_010), inputs(at(1_010), 0, 30)).bond_open);
    assert!(stop.step(at(1_020), inputs(at(1_020), 0, 29)).bond_open);
    let mut stop = demanded();
    for millis in 1_000..3_100 {
        assert!(
            !stop.step(at(millis), inputs(at(millis), 0, 230)).bond_open,
            "{millis}"
        );
    }
    assert_eq!(
        stop.progress().unwrap().bond,
        Some((at(3_000), Ended::TimedOut))
    );
    assert!(stop.wants().discharge);
}

#[test]
fn discharge_comes_last() {
    let mut stop = demanded();
    let wants = stop.step(at(1_010), inputs(at(1_010), 0, 0));
    assert!(wants.battery_open && wants.bond_open && !wants.discharge);
    assert!(!stop.step(at(1_034), inputs(at(1_034), 0, 0)).discharge);
    assert!(!stop.reset());
    assert!(stop.step(at(1_035), inputs(at(1_035), 0, 0)).discharge);
    assert!(stop.reset());
    assert_eq!(stop.wants(), SafeStopWants::default());
}

#[test]
fn the_first_cause_is_kept_and_the_last_is_told() {
    let mut stop = demanded();
    stop.demand(at(1_200), Cause(9));
    let progress = stop.progress().unwrap();
    assert_eq!((progress.cause, progress.begun), (Cause(7), at(1_000)));
    assert_eq!(stop.last_cause(), Some(Cause(9)));
}

/// One thing that happens to a system that may be stopping.
#[derive(Debug, Clone, Copy)]
enum Happens {
    Cause(u16),
    Step {
        millis: u64,
        amps: Option<i32>,
        volts: Option<i32>,
        age: u64,
    },
}

fn happens() -> impl Strategy<Value = Happens> {
    prop_oneof![
        1 => any::<u16>().prop_map(Happens::Cause),
        6 => (0_u64..300, prop::option::weighted(0.8, -20..20), prop::option::weighted(0.8, 0..60), 0_u64..30)
            .prop_map(|(millis, amps, volts, age)| Happens::Step { millis, amps, volts, age }),
    ]
}

proptest! {
    #[test]
    fn the_order_holds_whatever_happens(events in prop::collection::vec(happens(), 1..80)) {
        let mut stop = SafeStop::new(config());
        let (mut now, mut begun) = (at(1_000), None);
        let mut seen: Vec<SafeStopWants> = Vec::new();
        let (mut opened, mut bond_done) = (None, None);
        for event in events {
            match event {
                Happens::Cause(cause) => {
                    stop.demand(now, Cause(cause));
                    begun.get_or_insert(now);
                }
                Happens::Step { millis, amps, volts, age } => {
                    now = now.saturating_add(MS * u32::try_from(millis).unwrap());
                    let taken = now.saturating_sub(MS * u32::try_from(age).unwrap());
                    let current = amps.map_or(Err(ErrorKind::Bus), |amps| {
                        Ok(Reading::new(Current::from_amps(amps), taken))
                    });
                    let backup = volts.map_or(Err(ErrorKind::Bus), |volts| {
                        Ok(Reading::new(Voltage::from_volts(volts), taken))
                    });
                    let before = stop.wants();
                    let wants = stop.step(now, SafeStopInputs::new(current, backup));
                    let Some(begun) = begun else {
                        prop_assert_eq!(wants, SafeStopWants::default());
                        continue;
                    };
                    let elapsed = now.saturating_since(begun);
                    let believed = age <= 15;
                    if wants.battery_open && !before.battery_open {
                        let low = believed && amps.is_some_and(|amps| amps.abs() <= 5);
                        prop_assert!(low || elapsed >= MS * 500);
                        opened = Some(now);
                    }
                    if wants.bond_open && !before.bond_open {
                        prop_assert!(elapsed >= MS * 10);
                        prop_assert!(believed && volts.is_some_and(|volts| volts < 30));
                    }
                    if wants.bond_open || elapsed >= MS * 2_000 {
                        bond_done.get_or_insert(now);
                    }
                    if wants.discharge && !before.discharge {
                        prop_assert!(opened.is_some_and(|at| now.saturating_since(at) >= MS * 25));
                        prop_assert!(bond_done.is_some());
                    }
                }
            }
            let wants = stop.wants();
            prop_assert_eq!(wants.gates_off, begun.is_some());
            prop_assert_eq!(wants.grid_open, begun.is_some());
            if let Some(before) = seen.last() {
                prop_assert!(before.battery_open <= wants.battery_open);
                prop_assert!(before.bond_open <= wants.bond_open);
                prop_assert!(before.discharge <= wants.discharge);
            }
            seen.push(wants);
        }
    }
}
