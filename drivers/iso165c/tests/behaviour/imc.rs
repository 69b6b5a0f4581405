//! The measuring side when it is broken.

use hal_power::{Error as _, ErrorKind, Resistance};
use hal_power_sim::model::iso165c::{Fault, Net, Open};
use iso165c::{Alive, ErrorCode, FrameError, NoInsulation, VifcStatus};

use super::{FROZEN, NET, PULSE, READY, Rig, SECOND, TOTAL, VALUE, config, kilohms, open};

#[test]
fn a_broken_connection_to_the_chassis_is_told() {
    for measures_without_chassis in [false, true] {
        let open = Open {
            measures_without_chassis,
            ..open()
        };
        let mut rig = Rig::coupled(open, config());
        rig.run(READY);
        rig.set_net(Net {
            chassis: false,
            ..NET
        });
        rig.run(SECOND * 2);
        assert_eq!(rig.total(), Err(NoInsulation::Chassis));
        assert_eq!(NoInsulation::Chassis.kind(), ErrorKind::Fault);
        rig.run(FROZEN * 2);
        assert_eq!(rig.total(), Err(NoInsulation::Chassis));
        rig.set_net(kilohms(60, 30));
        rig.run(VALUE);
        assert_eq!(rig.total(), Ok(Resistance::from_kilohms(20)));
    }
}

#[test]
fn a_system_failure_is_told() {
    let mut rig = Rig::ready();
    rig.part.set_fault(Some(Fault::System));
    rig.run(SECOND * 2);
    assert_eq!(rig.total(), Err(NoInsulation::Hardware));
    assert_eq!(rig.session.alive().unwrap().value, Alive::Error);
    rig.part.set_fault(None);
    rig.run(VALUE);
    assert_eq!(rig.total(), Ok(TOTAL));
}

#[test]
fn one_that_is_frozen_is_told_by_its_counter_alone() {
    let mut rig = Rig::ready();
    rig.part.set_fault(Some(Fault::Frozen));
    rig.set_net(kilohms(1, 1));
    // What is read meanwhile says how old it is.
    rig.run(FROZEN + SECOND);
    assert_eq!(rig.total(), Err(NoInsulation::Frozen));
    let vifc = rig.session.info().unwrap().value.vifc;
    assert!(!vifc.contains(VifcStatus::OUTDATED));
    rig.part.set_fault(None);
    rig.run(VALUE);
    assert_eq!(rig.total(), Ok(Resistance::ZERO));
}

#[test]
fn one_that_is_dead_is_told_and_set_again_once_it_lives() {
    let mut rig = Rig::ready();
    rig.part.set_fault(Some(Fault::Dead));
    rig.set_net(kilohms(60, 30));
    rig.run(SECOND * 2);
    assert_eq!(rig.total(), Err(NoInsulation::NotAlive));
    assert_eq!(rig.session.alive().unwrap().value, Alive::Unknown);
    let code = ErrorCode(1_038);
    let is_mute = |error: &FrameError| matches!(error, FrameError::Rejected { code: own, .. } if *own == code);
    assert!(!rig.errors.is_empty() && rig.errors.iter().all(is_mute));
    rig.run(SECOND * 20);
    assert_eq!(rig.total(), Err(NoInsulation::NotAlive));
    rig.part.set_fault(None);
    rig.run(READY);
    assert_eq!(rig.total(), Ok(Resistance::from_kilohms(20)));
    assert_eq!(rig.part.settings().unwrap().error, 100);
}

#[test]
fn one_whose_sign_of_life_is_not_understood_is_not_believed() {
    let mut rig = Rig::ready();
    rig.part.set_fault(Some(Fault::Unclear));
    rig.run(PULSE);
    assert_eq!(rig.total(), Err(NoInsulation::NotAlive));
    assert_eq!(rig.session.alive().unwrap().value, Alive::Performance);
    rig.part.set_fault(None);
    rig.run(SECOND * 2);
    assert_eq!(rig.total(), Ok(TOTAL));
}

#[test]
fn a_value_that_the_part_calls_outdated_is_none() {
    // Made each two seconds, and soon outdated: told each second.
    let outdated = Open {
        outdated: SECOND / 2,
        ..open()
    };
    let mut rig = Rig::coupled(outdated, config());
    rig.run(READY);
    let mut found = [0; 2];
    for _ in 0..40 {
        rig.run(SECOND / 4);
        let vifc = rig.session.info().unwrap().value.vifc;
        let is_outdated = vifc.contains(VifcStatus::OUTDATED);
        let expected = if is_outdated {
            Err(NoInsulation::Outdated)
        } else {
            Ok(TOTAL)
        };
        assert_eq!(rig.total(), expected);
        found[usize::from(is_outdated)] += 1;
    }
    assert!(found.iter().all(|count| *count > 10), "{found:?}");
}
