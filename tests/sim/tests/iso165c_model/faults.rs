//! What can be broken.

use crate::bench::{NET, Rig, net, open};
use hal_power_sim::model::iso165c::{Fault, Net, Open};

const GET: [u8; 5] = [0x35, 0, 0, 0, 0];
const ALIVE: [u8; 5] = [0xE2, 0, 0, 0, 0];

fn measuring() -> Rig {
    let mut rig = Rig::ready(open(), net(4_000, 4_000));
    rig.wait(1_500);
    assert_eq!(rig.ask(&GET), [[0x35, 0xD0, 7, 0, 1]]);
    assert_eq!(rig.ask(&ALIVE), [[0xE2, 0, 0, 0, 0]]);
    rig
}

#[test]
fn a_dead_imc_is_told_by_the_vifc() {
    let mut rig = measuring();
    rig.part.set_fault(Some(Fault::Dead));
    assert_eq!(rig.ask(&GET), [[0xFF, 0x0E, 4, 0x35, 0]], "1038");
    assert_eq!(rig.ask(&ALIVE), [[0xE2, 100, 0, 0, 0]]);
    assert_eq!(rig.ask(&[0, 0, 0, 0, 0]), [[0, 0, 0, 0, 0]]);
    rig.wait(5_000);
    assert_eq!(rig.info(), [0xD0, 7, 0, 0, 0b100, 0x31]);
    rig.part.set_fault(None);
    rig.wait(400 + 1_600 + 1_500);
    assert_eq!(rig.ask(&GET), [[0x35, 0xD0, 7, 0, 1]], "it started again");
}

#[test]
fn a_sign_of_life_that_is_not_understood_is_an_error_of_its_own() {
    let mut rig = measuring();
    rig.part.set_fault(Some(Fault::Unclear));
    assert_eq!(rig.ask(&ALIVE), [[0xE2, 2, 0, 0, 0]]);
    assert_eq!(rig.ask(&[0xDC, 0, 0, 0, 0]), [[0xDC, 0b100, 0x30, 0, 0]]);
    rig.wait(1_500);
    assert_eq!(rig.ask(&GET)[0][4], 2);
}

#[test]
fn a_chassis_fault_is_told_and_ends_new_values() {
    for (measures_without_chassis, count, status) in [(false, 1, 0x31), (true, 5, 0x30)] {
        let open = Open {
            measures_without_chassis,
            ..open()
        };
        let mut rig = Rig::ready(open, net(4_000, 4_000));
        rig.wait(1_500);
        rig.part.set_net(Net {
            chassis: false,
            ..net(4_000, 4_000)
        });
        rig.wait(6_000);
        assert_eq!(rig.ask(&GET), [[0x35, 0xD0, 7, 0, count]]);
        assert_eq!(rig.info(), [0xD0, 7, 0b10, 0, 0, status]);
        assert_eq!(rig.ask(&ALIVE), [[0xE2, 1, 0, 0, 0]]);
    }
}

#[test]
fn a_system_failure_is_told_and_ends_new_values() {
    let mut rig = measuring();
    rig.part.set_fault(Some(Fault::System));
    rig.wait(6_000);
    assert_eq!(rig.info(), [0xD0, 7, 0b100, 0, 0, 0x31]);
    assert_eq!(rig.ask(&ALIVE), [[0xE2, 1, 0, 0, 0]]);
    rig.part.set_fault(None);
    rig.wait(1_500);
    assert_eq!(rig.info()[2..], [0, 0, 0, 0x30]);
}

#[test]
fn a_frozen_imc_shows_in_nothing_but_its_counter() {
    let mut rig = measuring();
    rig.part.set_fault(Some(Fault::Frozen));
    rig.part.set_net(net(10, 10));
    rig.wait(20_000);
    assert_eq!(rig.info(), [0xD0, 7, 0, 0, 0, 0x30]);
    assert_eq!(rig.ask(&ALIVE), [[0xE2, 0, 0, 0, 0]]);
    assert_eq!(rig.ask(&GET), [[0x35, 0xD0, 7, 0, 1]]);
}

#[test]
fn an_insulation_fault_is_an_error_of_the_imc() {
    let mut rig = Rig::ready(open(), net(20, 20_000));
    rig.wait(1_500);
    assert_eq!(rig.ask(&ALIVE), [[0xE2, 1, 0, 0, 0]]);
    let mut warned = Rig::ready(open(), NET);
    warned.wait(1_500);
    assert_eq!(warned.ask(&ALIVE), [[0xE2, 0, 0, 0, 0]]);
}

#[test]
fn a_bus_without_room_delays_responses_and_loses_none() {
    let mut rig = Rig::ready(Open { queue: 6, ..open() }, NET);
    rig.host.set_mailboxes(8);
    for _ in 0..5 {
        rig.send(&[0x5A, 0, 0, 0, 0]);
    }
    rig.wait(4);
    rig.host.set_connected(false);
    rig.wait(60);
    rig.host.set_connected(true);
    rig.wait(30);
    let received = rig.drain();
    let counted: Vec<_> = received
        .iter()
        .filter(|(id, _)| *id == 0x023)
        .map(|(_, data)| data[1])
        .collect();
    assert_eq!(counted, [1, 2, 3, 4, 5]);
}
