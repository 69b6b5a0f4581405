//! Relays, and the self-test that needs them open.

use hal_power::Resistance;
use hal_power_sim::model::iso165c::{Open, Relay as AtPart};
use iso165c::{
    ErrorCode, Failure, ImcStatusExt, Item, NoInsulation, Refused, Relay, RelayState, Scenario,
    VifcStatus,
};

use super::{READY, Rig, SECOND, TOTAL, VALUE, config, kilohms, open};

/// One whose relays are open, and known to be.
fn uncoupled() -> Rig {
    let mut rig = Rig::ready();
    rig.uncouple();
    rig.run(SECOND * 2);
    assert_eq!(rig.part.relays(), Some([false; 2]));
    assert_eq!(rig.total(), Err(NoInsulation::Relays));
    rig
}

#[test]
fn nothing_of_open_relays_is_in_the_first_value_behind_them() {
    // Open relays read as 50 MΩ, a value never: what is read is checked at every turn.
    let mut rig = uncoupled();
    rig.set_net(kilohms(60, 30));
    rig.run(VALUE);
    rig.couple();
    rig.run(SECOND * 2);
    assert_eq!(rig.total(), Err(NoInsulation::NoEstimate));
    rig.run(VALUE);
    assert_eq!(rig.total(), Ok(Resistance::from_kilohms(20)));
}

#[test]
fn a_relay_that_does_not_close_or_opens_by_itself_couples_nothing() {
    for relay in [AtPart::Negative, AtPart::Positive] {
        let mut rig = Rig::ready();
        rig.part.set_stuck(relay, Some(false));
        rig.run(SECOND * 2);
        assert_eq!(rig.total(), Err(NoInsulation::Relays));
        rig.couple();
        rig.run(VALUE);
        assert_eq!(rig.total(), Err(NoInsulation::Relays));
        rig.part.set_stuck(relay, None);
        rig.run(VALUE);
        assert_eq!(rig.total(), Ok(TOTAL));
    }
}

#[test]
fn a_self_test_with_open_relays_runs_and_is_told() {
    for (scenario, bit) in [
        (Scenario::Overall, VifcStatus::OVERALL_NOT_EXECUTED),
        (Scenario::Parameters, VifcStatus::PARAMETERS_NOT_EXECUTED),
    ] {
        let mut rig = uncoupled();
        let vifc = rig.session.vifc_status().unwrap().value;
        assert!(vifc.contains(bit));
        assert_eq!(rig.session.self_test(scenario), Ok(()));
        rig.run(SECOND / 2);
        assert_eq!(rig.asked(0x21), 1);
        rig.run(SECOND * 8);
        let vifc = rig.session.vifc_status().unwrap().value;
        assert!(!vifc.contains(bit));
        let found = rig.session.status().unwrap().value.ext;
        assert_eq!((found, rig.total().is_ok()), (ImcStatusExt::empty(), false));
        rig.couple();
        rig.run(VALUE + SECOND);
        assert_eq!(rig.total(), Ok(TOTAL));
        assert_eq!((rig.asked(0x21), rig.failures.len()), (1, 0));
    }
}

#[test]
fn while_it_runs_there_is_neither_a_value_nor_another() {
    let mut rig = uncoupled();
    rig.session.self_test(Scenario::Overall).unwrap();
    rig.run(SECOND * 2);
    assert_eq!(rig.total(), Err(NoInsulation::SelfTest));
    let second = rig.session.self_test(Scenario::Overall);
    assert_eq!(second, Err(Refused::NotReady));
    assert_eq!(rig.asked(0x21), 1);
}

#[test]
fn what_it_finds_is_a_broken_part() {
    let mut rig = uncoupled();
    rig.part.set_broken(ImcStatusExt::VOLTAGE_1.bits());
    rig.session.self_test(Scenario::Overall).unwrap();
    rig.run(SECOND * 8);
    let found = rig.session.status().unwrap().value.ext;
    assert_eq!(found, ImcStatusExt::VOLTAGE_1);
    rig.couple();
    rig.run(VALUE);
    assert_eq!(rig.total(), Err(NoInsulation::Hardware));
}

#[test]
fn with_a_relay_that_is_not_open_none_is_sent() {
    let mut rig = Rig::ready();
    let refused = |rig: &mut Rig| {
        assert_eq!(
            rig.session.self_test(Scenario::Overall),
            Err(Refused::Relays)
        );
        rig.run(SECOND * 2);
        assert_eq!(rig.asked(0x21), 0);
    };
    refused(&mut rig);
    for relay in [Relay::Negative, Relay::Positive] {
        rig.couple();
        rig.run(SECOND);
        rig.session.open(relay);
        rig.run(SECOND);
        refused(&mut rig);
    }
    // One that sticks, which its order alone would not show.
    rig.part.set_stuck(AtPart::Negative, Some(true));
    rig.uncouple();
    rig.run(SECOND);
    let told = rig.session.relay(Relay::Negative).unwrap().value;
    assert_eq!(told, RelayState::Closed);
    refused(&mut rig);
    // And one that is not heard yet.
    let mut rig = Rig::new(open(), config());
    let early = rig.session.self_test(Scenario::Overall);
    assert_eq!(early, Err(Refused::NotReady));
}

#[test]
fn a_relay_that_is_to_move_ends_it_before_it_is_sent() {
    let mut rig = uncoupled();
    rig.session.self_test(Scenario::Overall).unwrap();
    rig.session.close(Relay::Positive);
    rig.run(SECOND * 2);
    assert_eq!(rig.failures, [(Item::SelfTest, Failure::Relays)]);
    assert_eq!(rig.asked(0x21), 0);
}

#[test]
fn a_part_that_refuses_is_told_of() {
    let refusing = Open {
        refused: 1_034,
        ..open()
    };
    let mut rig = Rig::new(refusing, config());
    rig.run(READY);
    // It has moved since it was last asked for.
    rig.part.set_stuck(AtPart::Positive, Some(true));
    rig.session.self_test(Scenario::Overall).unwrap();
    rig.run(SECOND / 10);
    let why = Failure::Rejected(ErrorCode(1_034));
    assert_eq!(rig.failures, [(Item::SelfTest, why)]);
    rig.run(SECOND * 2);
    assert_eq!(rig.asked(0x21), 1);
}
