//! Stacks that are as they should be, on buses that are not always.

use super::rig::{MS, Rig, built, times};
use hal_bms::StackFault;
use hal_power::Voltage;
use hal_power_sim::{Fault, Injection, NodeState, SimFrame};
use module_link::LinkFault;

#[test]
fn one_to_five_modules_get_their_positions_in_order() {
    for count in 1..=5 {
        let mut rig = Rig::of(count);
        let begin = rig.world.now();
        let stack = rig.enumerate().unwrap().unwrap();
        let serials: Vec<_> = stack.modules().iter().map(|own| own.serial).collect();
        let expected: Vec<_> = (0..u64::from(count)).map(|own| built(own).serial).collect();
        assert_eq!(serials, expected);
        let volts = Voltage::from_millivolts(102_400).saturating_mul(i32::from(count));
        assert_eq!(
            (stack.voltage(), stack.cells()),
            (volts, 32 * u32::from(count))
        );
        let positions: Vec<_> = (0..count).map(Some).collect();
        assert_eq!(rig.positions(), positions);
        // A turn is a millisecond, and each wait may end in the one after.
        let took = rig.world.now().saturating_since(begin);
        let least = times().enumeration(count);
        assert!(
            took >= least && took <= least + MS * (10 * u32::from(count) + 20),
            "{took:?}"
        );
        assert_eq!(rig.run(2_000), None, "stays whole");
        assert_eq!(
            rig.master.stack().unwrap().modules().len(),
            usize::from(count)
        );
        assert_eq!(
            rig.bus.counts().transfers > 0,
            rig.world.faults_struck() == 0
        );
    }
}

#[test]
fn the_order_is_that_of_the_wires_and_not_of_the_nodes() {
    let modules = [3, 0, 4, 1].map(built);
    let mut rig = Rig::new(4, &modules);
    let stack = rig.enumerate().unwrap().unwrap();
    let serials: Vec<_> = stack.modules().iter().map(|own| own.serial).collect();
    assert_eq!(serials, modules.map(|own| own.serial));
}

#[test]
fn any_single_fault_on_the_bus_is_made_good() {
    let mut clean = Rig::of(3);
    clean.enumerate().unwrap().unwrap();
    let frames = u32::try_from(clean.bus.counts().transfers).unwrap();
    assert!(frames > 20, "{frames}");
    for fault in [
        Fault::LostFrame,
        Fault::RepeatedFrame,
        Fault::FlippedBit { byte: 1, bit: 3 },
    ] {
        for nth in 0..frames {
            let mut rig = Rig::of(3);
            rig.world.inject(Injection::nth(nth, fault));
            let stack = rig.enumerate().unwrap();
            assert!(stack.is_ok(), "{fault:?} at {nth}: {stack:?}");
            assert_eq!(rig.run(1_000), None, "{fault:?} at {nth}");
            assert_eq!(rig.world.faults_struck(), 1, "{fault:?} at {nth}");
        }
    }
}

#[test]
fn lost_and_repeated_frames_without_an_end_are_made_good_or_named() {
    let (mut whole, mut refused) = (0, 0);
    for seed in 0..200 {
        let mut rig = Rig::of(4);
        rig.world
            .inject(Injection::seeded(seed, 8, Fault::LostFrame));
        rig.world
            .inject(Injection::seeded(!seed, 8, Fault::RepeatedFrame));
        match rig.enumerate().unwrap() {
            Ok(stack) => {
                let serials: Vec<_> = stack.modules().iter().map(|own| own.serial).collect();
                assert_eq!(serials, [0, 1, 2, 3].map(|own| built(own).serial), "{seed}");
                whole += 1;
            }
            Err(fault) => {
                let lossy = matches!(
                    fault,
                    LinkFault::Unconfirmed { .. }
                        | LinkFault::Incomplete { .. }
                        | LinkFault::Stack(StackFault::Count { .. } | StackFault::Vanished { .. })
                );
                assert!(lossy, "{seed}: {fault:?}");
                refused += 1;
            }
        }
    }
    assert!(whole > 150, "{whole} whole, {refused} refused");
}

#[test]
fn a_controller_that_restarts_enumerates_anew() {
    let mut rig = Rig::of(3);
    rig.enumerate().unwrap().unwrap();
    rig.run(150);
    // The line need not even drop for long: the reset and the wait for silence are the controller's.
    let stack = rig.enumerate().unwrap().unwrap();
    assert_eq!(stack.modules().len(), 3);
    assert_eq!(rig.run(1_000), None);
}

#[test]
fn frames_of_an_enumeration_before_do_not_count() {
    let mut rig = Rig::of(2);
    rig.start();
    rig.run(275);
    assert_eq!(rig.master.announced().count(), 1);
    let stack = rig.enumerate().unwrap().unwrap();
    assert_eq!(stack.modules().len(), 2);
}

#[test]
fn a_bus_that_is_busy_with_others_does_not_matter() {
    let mut rig = Rig::of(5);
    let other = rig.bus.node();
    let id = embedded_can::StandardId::new(0x7FF).unwrap();
    let frame = <SimFrame as embedded_can::Frame>::new(id, &[0x55; 8]).unwrap();
    other.babble(Some(frame));
    rig.enumerate().unwrap().unwrap();
    assert_eq!(rig.run(1_000), None);
}

#[test]
fn bus_off_ends_the_session_and_recovery_lets_it_begin_anew() {
    let mut rig = Rig::of(3);
    rig.enumerate().unwrap().unwrap();
    let middle = rig.modules[1].node.clone();
    let target = rig.bus.target(&middle);
    rig.world
        .inject(Injection::from(0, Fault::FlippedBit { byte: 0, bit: 0 }).at(target));
    let fault = rig.run(1_000).unwrap().unwrap_err();
    assert_eq!(middle.state(), NodeState::BusOff);
    assert_eq!(
        fault,
        LinkFault::Stack(StackFault::Vanished { position: 1 })
    );
    rig.world.clear_faults();
    // Off the bus it neither answers nor lets the next one have its turn.
    let fault = rig.enumerate().unwrap().unwrap_err();
    let short = StackFault::Count {
        expected: 3,
        found: 1,
    };
    assert_eq!(fault, LinkFault::Stack(short));
    middle.abort();
    middle.recover();
    rig.run(10);
    assert_eq!(rig.enumerate().unwrap().unwrap().modules().len(), 3);
}
