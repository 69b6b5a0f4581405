//! Self-tests, resets and loss of supply.

use crate::bench::{NET, Rig, UNLOCK, open};
use hal_power_sim::model::iso165c::{Keeps, Open};

fn opened() -> Rig {
    let mut rig = Rig::ready(
        Open {
            closed: [false; 2],
            uncoupled: Some(1_000),
            ..open()
        },
        NET,
    );
    rig.wait(1_500);
    rig.drain();
    rig
}

#[test]
fn a_self_test_needs_open_relays() {
    let mut rig = Rig::ready(open(), NET);
    let refused = [[0xFF, 77, 0, 0x21, 0]];
    assert_eq!(rig.ask(&[0x21, 1, 0, 0, 0]), refused);
    rig.ask(&[0xD2, 0, 0, 0, 0]);
    assert_eq!(rig.ask(&[0x21, 1, 0, 0, 0]), refused, "one is closed");
    rig.ask(&[0xD2, 1, 0, 0, 0]);
    assert_eq!(rig.ask(&[0x21, 0, 0, 0, 0]), [[0x21, 0, 0, 0, 0]]);
    assert_eq!(rig.ask(&[0x37, 0, 0, 0, 0]), [[0x37, 0, 0, 0, 0]]);
    assert_eq!(rig.ask(&[0x21, 3, 0, 0, 0]), [[0xFF, 34, 0, 0x21, 0]]);
    assert_eq!(rig.ask(&[0x21, 1, 0, 0, 0]), [[0x21, 1, 0, 0, 0]]);
    assert_eq!(rig.ask(&[0x21, 1, 0, 0, 0]), refused, "one is running");
}

#[test]
fn a_self_test_takes_its_time_and_is_noted_as_executed() {
    for (scenario, lasts, executed) in [(1, 4_000, 0x20), (2, 2_000, 0x10)] {
        let mut rig = opened();
        assert_eq!(rig.ask(&[0xDC, 0, 0, 0, 0]), [[0xDC, 0, 0x30, 0, 0]]);
        assert_eq!(rig.ask(&[0x21, scenario, 0, 0, 0])[0][0], 0x21);
        let running = [[0x37, 0b1_0000, 0, 0, 0]];
        rig.wait(lasts - 20);
        assert_eq!(rig.ask(&[0x37, 0, 0, 0, 0]), running);
        assert_eq!(rig.ask(&[0x35, 0, 0, 0, 0])[0][4], 1, "nothing new");
        rig.wait(20);
        assert_eq!(rig.ask(&[0x37, 0, 0, 0, 0]), [[0x37, 0, 0, 0, 0]]);
        assert_eq!(rig.ask(&[0xDC, 0, 0, 0, 0]), [[0xDC, 0, executed, 0, 0]]);
        rig.wait(1_500);
        assert_eq!(rig.ask(&[0x35, 0, 0, 0, 0])[0][4], 2, "it measures again");
    }
}

#[test]
fn a_self_test_finds_what_is_broken() {
    let mut rig = opened();
    rig.part.set_broken(0x5002);
    assert_eq!(rig.ask(&[0x37, 0, 0, 0, 0]), [[0x37, 0, 0, 0, 0]]);
    rig.ask(&[0x21, 2, 0, 0, 0]);
    rig.wait(2_000);
    let found = [[0x37, 0b100, 0, 0x02, 0x50]];
    assert_eq!(rig.ask(&[0x37, 0, 0, 0, 0]), found);
    assert_eq!(rig.ask(&[0xE2, 0, 0, 0, 0]), [[0xE2, 1, 0, 0, 0]]);
    rig.part.set_broken(0);
    assert_eq!(rig.ask(&[0x37, 0, 0, 0, 0]), found, "until the next");
    rig.ask(&[0x21, 1, 0, 0, 0]);
    rig.wait(4_000);
    assert_eq!(rig.ask(&[0x37, 0, 0, 0, 0]), [[0x37, 0, 0, 0, 0]]);
}

#[test]
fn measurement_turned_off_during_a_self_test_stays_off() {
    let mut rig = opened();
    rig.ask(&[0x21, 2, 0, 0, 0]);
    rig.ask(&[0xCB, 0, 0, 0, 0]);
    rig.wait(1_000);
    assert_eq!(rig.ask(&[0x37, 0, 0, 0, 0])[0][1], 0b1_0000);
    rig.wait(4_000);
    assert_eq!(rig.ask(&[0x35, 0, 0, 0, 0])[0][4], 1);
}

fn set(keeps: Keeps) -> Rig {
    let mut rig = Rig::ready(Open { keeps, ..open() }, NET);
    rig.ask(&UNLOCK);
    rig.ask(&[0x28, 100, 0, 0, 0]);
    rig.ask(&[0xD2, 0, 0, 0, 0]);
    rig.wait(1_500);
    rig
}

#[test]
fn a_reset_of_the_imc_starts_it_again() {
    for (keeps, kept) in [(Keeps::Nothing, 55), (Keeps::OverReset, 100)] {
        let mut rig = set(keeps);
        assert_eq!(rig.ask(&[0xC8, 0, 0, 0, 0]), [[0xC8, 0, 0, 0, 0]]);
        let silent = [[0xFF, 0x0E, 4, 0x35, 0]];
        assert_eq!(rig.ask(&[0x35, 0, 0, 0, 0]), silent, "1038");
        assert_eq!(rig.ask(&[0xE0, 0, 0, 0, 0]), [[0xE0, 0, 0, 0, 0]]);
        assert_eq!(rig.part.relays(), Some([false, true]));
        rig.wait(400);
        assert_eq!(rig.ask(&[0x35, 0, 0, 0, 0]), [[0x35, 0, 0, 0, 0]]);
        assert_eq!(rig.ask(&[0x37, 0, 0, 0, 0]), [[0x37, 0b1000, 0, 0, 0]]);
        assert_eq!(rig.ask(&[0x32, 0, 0, 0, 0]), [[0x32, kept, 0, 0, 0]]);
        rig.wait(3_100);
        assert_eq!(rig.ask(&[0x35, 0, 0, 0, 0]), [[0x35, 200, 0, 0, 1]]);
    }
}

#[test]
fn a_brown_out_brings_defaults() {
    for (keeps, kept) in [
        (Keeps::Nothing, 55),
        (Keeps::OverReset, 55),
        (Keeps::OverSupply, 100),
    ] {
        let mut rig = set(keeps);
        rig.drain();
        rig.part.set_supply(true);
        rig.send(&[0xE0, 0, 0, 0, 0]);
        rig.wait(199);
        assert_eq!(rig.drain(), [], "it starts");
        rig.wait(400);
        assert_eq!(rig.ask(&[0xE0, 0, 0, 0, 0]), [[0xE0, 1, 0, 0, 0]]);
        assert_eq!(rig.ask(&[0x32, 0, 0, 0, 0]), [[0x32, kept, 0, 0, 0]]);
        assert_eq!(rig.part.relays(), Some([true, true]));
        assert_eq!(rig.ask(&[0x35, 0, 0, 0, 0]), [[0x35, 0, 0, 0, 0]]);
    }
}

#[test]
fn without_supply_there_is_silence() {
    let mut rig = Rig::ready(open(), NET);
    rig.part.set_supply(false);
    rig.send(&[0, 0, 0, 0, 0]);
    rig.wait(3_000);
    assert_eq!(rig.drain(), []);
    assert_eq!(rig.part.relays(), None);
    assert_eq!(rig.part.settings(), None);
    rig.part.set_supply(true);
    rig.wait(201);
    assert_eq!(rig.drain().len(), 1, "the cyclic message alone");
}
