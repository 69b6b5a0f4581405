//! Stacks that are not as they should be.

use super::rig::{Built, Line, Rig, built};
use embedded_can::Frame;
use hal_bms::StackFault;
use hal_power::Voltage;
use hal_power_sim::SimFrame;
use module_link::{LinkFault, Serial};

fn refused(rig: &mut Rig) -> StackFault {
    match rig.enumerate().unwrap() {
        Err(LinkFault::Stack(fault)) => fault,
        other => panic!("{other:?}"),
    }
}

#[test]
fn too_few_and_too_many() {
    let mut rig = Rig::new(5, &[0, 1, 2].map(built));
    let count = |found| StackFault::Count { expected: 5, found };
    assert_eq!(refused(&mut rig), count(3));
    assert_eq!(refused(&mut Rig::new(5, &[])), count(0));
    let serial = built(2).serial;
    let surplus = StackFault::Surplus {
        position: 2,
        serial,
    };
    assert_eq!(refused(&mut Rig::new(2, &[0, 1, 2, 3].map(built))), surplus);
    let surplus = StackFault::Surplus {
        position: 5,
        serial: built(5).serial,
    };
    assert_eq!(
        refused(&mut Rig::new(5, &[0, 1, 2, 3, 4, 5].map(built))),
        surplus
    );
}

#[test]
fn a_broken_enable_wire_ends_the_stack_there() {
    for at in 0..5_u8 {
        let mut rig = Rig::of(5);
        rig.modules[usize::from(at)].line = Line::Broken;
        let short = StackFault::Count {
            expected: 5,
            found: at,
        };
        assert_eq!(refused(&mut rig), short);
        assert_eq!(short.position(), Some(at), "the first that is missing");
    }
}

#[test]
fn a_held_enable_line_makes_two_answer() {
    for at in 1..5_usize {
        let mut rig = Rig::of(5);
        rig.modules[at].line = Line::Held;
        match refused(&mut rig) {
            StackFault::Duplicate {
                position: 0,
                serials,
            } => {
                let mut serials = serials.to_vec();
                serials.sort_unstable();
                let held = u64::try_from(at).unwrap();
                assert_eq!(serials, [built(0).serial, built(held).serial]);
            }
            fault => panic!("{at}: {fault:?}"),
        }
    }
}

#[test]
fn one_serial_number_twice() {
    let mut rig = Rig::new(4, &[0, 1, 2, 1].map(built));
    let serial = built(1).serial;
    let twice = StackFault::SameSerial {
        serial,
        positions: [1, 3],
    };
    assert_eq!(refused(&mut rig), twice);
}

#[test]
fn another_kind_and_another_voltage() {
    for at in 0..4_u8 {
        let mut modules = [0, 1, 2, 3].map(built);
        modules[usize::from(at)].kind = 0x0564;
        assert_eq!(
            refused(&mut Rig::new(4, &modules)),
            StackFault::Mixed { position: at }
        );
        let mut modules = [0, 1, 2, 3].map(built);
        modules[usize::from(at)].millivolts = 101_890;
        let apart = StackFault::Unmatched {
            position: at,
            voltage: Voltage::from_millivolts(101_890),
            other: Voltage::from_millivolts(102_400),
        };
        assert_eq!(refused(&mut Rig::new(4, &modules)), apart);
    }
    let mut rig = Rig::of(2);
    rig.modules[1].link.set_voltage(None);
    assert_eq!(refused(&mut rig), StackFault::Implausible { position: 1 });
}

#[test]
fn a_module_that_vanishes_is_named() {
    for at in 0..3_u8 {
        let mut rig = Rig::of(3);
        rig.enumerate().unwrap().unwrap();
        let begin = rig.world.now();
        rig.modules[usize::from(at)].node.set_connected(false);
        let fault = rig.run(1_000).unwrap().unwrap_err();
        assert_eq!(
            fault,
            LinkFault::Stack(StackFault::Vanished { position: at })
        );
        let took = rig.world.now().saturating_since(begin).as_millis();
        assert!((250..=355).contains(&took), "{took} ms");
        assert!(!rig.master.enable_out());
        rig.run(10);
        assert_eq!(rig.positions(), [None; 3], "the line takes all positions");
    }
}

#[test]
fn a_module_that_restarts_has_no_position() {
    let mut rig = Rig::of(3);
    rig.enumerate().unwrap().unwrap();
    let [.., last] = [0, 1, 2].map(built);
    rig.modules.pop();
    rig.place(last);
    let fault = rig.run(1_000).unwrap().unwrap_err();
    assert_eq!(
        fault,
        LinkFault::Stack(StackFault::Vanished { position: 2 })
    );
}

#[test]
fn a_wire_that_breaks_later_silences_all_behind_it() {
    let mut rig = Rig::of(4);
    rig.enumerate().unwrap().unwrap();
    rig.modules[2].line = Line::Broken;
    let fault = rig.run(1_000).unwrap().unwrap_err();
    assert!(
        matches!(
            fault,
            LinkFault::Stack(StackFault::Vanished { position: 2 | 3 })
        ),
        "{fault:?}"
    );
    assert_eq!(rig.positions()[2..], [None, None]);
}

#[test]
fn a_module_that_kept_its_position_is_found_before_anyone_gets_one() {
    let mut rig = Rig::of(3);
    rig.enumerate().unwrap().unwrap();
    // The controller restarts; this module neither hears it nor sees its line fall.
    rig.modules[1].deaf = true;
    rig.modules[1].line = Line::Held;
    let fault = rig.enumerate().unwrap().unwrap_err();
    let serial = Serial::new(built(1).serial).unwrap();
    assert_eq!(
        fault,
        LinkFault::KeptPosition {
            position: 1,
            serial
        }
    );
    assert_eq!(rig.positions()[0], None);
}

#[test]
fn a_module_that_wakes_up_with_an_old_position_is_a_stray() {
    let mut rig = Rig::of(3);
    rig.enumerate().unwrap().unwrap();
    // It hangs while the others are enumerated without it, then goes on where it was.
    rig.modules[2].runs = false;
    let short = StackFault::Count {
        expected: 3,
        found: 2,
    };
    assert_eq!(refused(&mut rig), short);
    rig.start();
    assert_eq!(rig.run(290), None);
    rig.modules[2].deaf = true;
    rig.modules[2].line = Line::Held;
    rig.modules[2].runs = true;
    let fault = rig.run(1_000).unwrap().unwrap_err();
    let serial = built(2).serial;
    assert_eq!(
        fault,
        LinkFault::Stack(StackFault::Stray {
            position: 2,
            serial
        })
    );
}

#[test]
fn a_module_that_answers_and_does_not_hear_is_not_confirmed() {
    let mut rig = Rig::of(2);
    rig.start();
    for _ in 0..2_000 {
        if let Some(ended) = rig.run(1) {
            let serial = Serial::new(built(1).serial).unwrap();
            assert_eq!(
                ended,
                Err(LinkFault::Unconfirmed {
                    position: 1,
                    serial
                })
            );
            return;
        }
        // Its receiver fails between its answer and the confirmation.
        let answered = rig.master.announced().count() == 2;
        rig.modules[1].deaf |= answered;
    }
    panic!("not noticed");
}

#[test]
fn a_second_controller_is_named() {
    let mut rig = Rig::of(2);
    rig.enumerate().unwrap().unwrap();
    let other = rig.bus.node();
    let id = embedded_can::StandardId::new(0x500).unwrap();
    other
        .try_send(SimFrame::new(id, &[0x10, 77]).unwrap())
        .unwrap();
    assert_eq!(rig.run(100), Some(Err(LinkFault::OtherMaster)));
}

#[test]
fn a_babbling_node_ends_it_and_is_not_a_stack() {
    let id = embedded_can::StandardId::new(0x000).unwrap();
    let flood = SimFrame::new(id, &[0; 8]).unwrap();
    let mut rig = Rig::of(3);
    let babbler = rig.bus.node();
    babbler.babble(Some(flood));
    let short = StackFault::Count {
        expected: 3,
        found: 0,
    };
    assert_eq!(refused(&mut rig), short);
    babbler.babble(None);
    rig.run(10);
    rig.enumerate().unwrap().unwrap();
    babbler.babble(Some(flood));
    let fault = rig.run(1_000).unwrap().unwrap_err();
    assert!(
        matches!(fault, LinkFault::Stack(StackFault::Vanished { .. })),
        "{fault:?}"
    );
}

#[test]
fn a_module_that_babbles_with_its_heartbeat_starves_those_behind_it() {
    let mut rig = Rig::of(3);
    rig.enumerate().unwrap().unwrap();
    let Built { serial, .. } = built(0);
    let [.., a, b, c, d, e, f] = serial.to_be_bytes();
    let id = embedded_can::StandardId::new(0x510).unwrap();
    let heartbeat = SimFrame::new(id, &[a, b, c, d, e, f, 0x28, 0x00]).unwrap();
    rig.modules[0].node.babble(Some(heartbeat));
    let fault = rig.run(1_000).unwrap().unwrap_err();
    assert!(
        matches!(
            fault,
            LinkFault::Stack(StackFault::Vanished { position: 1 | 2 })
        ),
        "{fault:?}"
    );
}
