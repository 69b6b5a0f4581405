//! Requests, their queue, the lock and the relays.

use crate::bench::{NET, Rig, UNLOCK, open, request};
use embedded_can::{ExtendedId, Frame, StandardId};
use hal_power_sim::{
    SimFrame,
    model::iso165c::{Kind, Open, Relay, Relayless, Settings},
};

#[test]
fn what_is_no_request_is_not_answered() {
    let mut rig = Rig::ready(open(), NET);
    let ping = [0, 0, 0, 0, 0];
    let extended = SimFrame::new(ExtendedId::new(0x22).unwrap(), &ping).unwrap();
    let remote = SimFrame::new_remote(StandardId::new(0x22).unwrap(), 5).unwrap();
    let others = [
        request(0x023, &ping),
        request(0x022, &ping[..4]),
        request(0x022, &[0; 6]),
        extended,
        remote,
    ];
    for frame in others {
        rig.host.try_send(frame).unwrap();
        rig.wait(20);
        assert_eq!(rig.drain(), [], "{frame:?}");
    }
    assert_eq!(rig.ask(&ping), [ping]);
}

#[test]
fn what_is_unknown_is_answered_by_an_error() {
    let mut rig = Rig::ready(open(), NET);
    for command in [0x01, 0x22, 0x3B, 0x5B, 0xC9, 0xE1, 0xFF] {
        let answer = rig.ask(&[command, 1, 0, 0, 0]);
        assert_eq!(answer, [[0xFF, 0x0B, 4, command, 0]], "1035");
    }
}

#[test]
fn a_request_has_its_answer_in_its_turn() {
    let mut rig = Rig::ready(open(), NET);
    rig.wait(300);
    rig.drain();
    rig.send(&[0x32, 0, 0, 0, 0]);
    rig.send(&[0x39, 0, 0, 0, 0]);
    rig.send(&[0x3C, 0, 0, 0, 0]);
    rig.wait(5);
    assert_eq!(rig.drain(), []);
    rig.wait(2);
    assert_eq!(rig.drain(), [(0x023, vec![0x32, 55, 0, 0, 0])]);
    rig.wait(12);
    let rest = [vec![0x39, 0x2C, 1, 0, 0], vec![0x3C, 3, 0, 0, 0]];
    assert_eq!(rig.drain(), rest.map(|answer| (0x023, answer)));
}

#[test]
fn a_queue_that_is_full_drops_requests() {
    for (told_full, errors) in [(1, 3), (2, 1), (0, 0)] {
        let mut rig = Rig::ready(
            Open {
                told_full,
                ..open()
            },
            NET,
        );
        rig.host.set_mailboxes(8);
        for _ in 0..6 {
            rig.send(&[0x5A, 0, 0, 0, 0]);
        }
        rig.wait(40);
        let received = rig.drain();
        let is_error = |(id, data): &&(u16, Vec<u8>)| *id == 0x023 && data[0] == 0xFF;
        let full = vec![0xFF, 0xE9, 3, 0x5A, 0];
        let told: Vec<_> = received.iter().filter(is_error).collect();
        assert_eq!(told.len(), errors);
        assert!(told.iter().all(|(_, data)| *data == full), "1001");
        let counted: Vec<_> = received
            .iter()
            .filter(|(id, data)| *id == 0x023 && data[0] == 0x5A)
            .map(|(_, data)| data[1])
            .collect();
        assert_eq!(counted, [1, 2, 3]);
    }
}

#[test]
fn a_locked_part_changes_nothing_and_tells_everything() {
    let mut rig = Rig::ready(open(), NET);
    assert_eq!(rig.ask(&[0xE0, 0, 0, 0, 0]), [[0xE0, 1, 0, 0, 0]]);
    for command in [0x28, 0x29, 0x2B] {
        let answer = rig.ask(&[command, 100, 0, 0, 0]);
        assert_eq!(answer, [[0xFF, 0xE8, 3, command, 0]], "1000");
    }
    let settings = Settings {
        error: 55,
        warning: 300,
        factor: 3,
    };
    assert_eq!(rig.part.settings(), Some(settings));
    assert_eq!(rig.ask(&[0xCA, 0, 0, 1, 0]), [[0xFF, 88, 0, 0xCA, 0]]);
    assert_eq!(rig.ask(&[0xE0, 0, 0, 0, 0]), [[0xE0, 1, 0, 0, 0]]);
    assert_eq!(rig.ask(&UNLOCK), [[0xCA, 0, 0, 0, 0]]);
    assert_eq!(rig.ask(&[0x28, 0xE8, 3, 0, 0]), [[0x28, 0xE8, 3, 0, 0]]);
    assert_eq!(rig.ask(&[0x29, 40, 0, 0, 0]), [[0x29, 40, 0, 0, 0]]);
    assert_eq!(rig.ask(&[0x2B, 20, 0, 0, 0]), [[0x2B, 20, 0, 0, 0]]);
    assert_eq!(rig.ask(&[0x32, 0, 0, 0, 0]), [[0x32, 0xE8, 3, 0, 0]]);
    let lock = [0xCA, 1, 0, 0xFF, 0xFF];
    assert_eq!(rig.ask(&lock), [[0xCA, 1, 0, 0, 0]]);
    assert_eq!(rig.ask(&[0xE0, 0, 0, 0, 0]), [[0xE0, 1, 0, 0, 0]]);
    assert_eq!(rig.ask(&[0x28, 55, 0, 0, 0])[0][0], 0xFF);
}

#[test]
fn too_many_wrong_passwords_block() {
    let mut rig = Rig::ready(
        Open {
            retries: Some(2),
            ..open()
        },
        NET,
    );
    rig.ask(&[0xCA, 0, 0, 1, 0]);
    assert_eq!(rig.ask(&[0xE0, 0, 0, 0, 0]), [[0xE0, 1, 0, 0, 0]]);
    rig.ask(&[0xCA, 1, 0, 0, 0]);
    assert_eq!(rig.ask(&[0xE0, 0, 0, 0, 0]), [[0xE0, 2, 0, 0, 0]]);
    assert_eq!(rig.ask(&UNLOCK), [[0xFF, 88, 0, 0xCA, 0]]);
}

#[test]
fn what_is_out_of_range_is_not_set() {
    let mut rig = Rig::ready(open(), NET);
    rig.ask(&UNLOCK);
    let cases: [(u8, u16); 6] = [
        (0x28, 29),
        (0x28, 1_001),
        (0x29, 39),
        (0x29, 2_001),
        (0x2B, 0),
        (0x2B, 21),
    ];
    for (command, value) in cases {
        let [low, high] = value.to_le_bytes();
        let answer = rig.ask(&[command, low, high, 0, 0]);
        assert_eq!(answer, [[0xFF, 34, 0, command, 0]], "{value}");
    }
    let settings = Settings {
        error: 55,
        warning: 300,
        factor: 3,
    };
    assert_eq!(rig.part.settings(), Some(settings));
}

#[test]
fn versions_and_the_manufacturer_are_read_by_index() {
    let mut rig = Rig::ready(
        Open {
            imc_versions: [[1, 2], [3, 4], [5, 6], [7, 8]],
            vifc_versions: [[9, 10], [11, 12]],
            manufacturer: "Ab",
            ..open()
        },
        NET,
    );
    assert_eq!(rig.ask(&[0x33, 1, 0, 0, 0]), [[0x33, 1, 0, 3, 4]]);
    assert_eq!(rig.ask(&[0x33, 3, 0, 0, 0]), [[0x33, 3, 0, 7, 8]]);
    assert_eq!(rig.ask(&[0x33, 4, 0, 0, 0]), [[0xFF, 34, 0, 0x33, 0]]);
    assert_eq!(rig.ask(&[0xDE, 1, 0, 0, 0]), [[0xDE, 1, 0, 11, 12]]);
    assert_eq!(rig.ask(&[0xDE, 2, 0, 0, 0]), [[0xFF, 0x0A, 4, 0xDE, 0]]);
    assert_eq!(rig.ask(&[0x3D, 1, 0, 0, 0]), [[0x3D, 1, 0, b'b', 0]]);
    assert_eq!(rig.ask(&[0x3D, 60, 0, 0, 0]), [[0x3D, 60, 0, 0, 0]]);
    assert_eq!(rig.ask(&[0x3D, 61, 0, 0, 0]), [[0xFF, 34, 0, 0x3D, 0]]);
}

#[test]
fn relays_do_what_they_are_told_unless_stuck() {
    let mut rig = Rig::ready(open(), NET);
    assert_eq!(rig.part.relays(), Some([true, true]));
    assert_eq!(rig.ask(&[0xD2, 0, 0, 0, 0]), [[0xD2, 0, 0, 0, 0]]);
    assert_eq!(rig.part.relays(), Some([false, true]));
    assert_eq!(rig.ask(&[0xDD, 0, 0, 0, 0]), [[0xDD, 0, 0, 0, 0]]);
    assert_eq!(rig.ask(&[0xDD, 1, 0, 0, 0]), [[0xDD, 1, 0, 1, 0]]);
    rig.part.set_stuck(Relay::Positive, Some(true));
    assert_eq!(rig.ask(&[0xD2, 1, 0, 0, 0]), [[0xD2, 1, 0, 0, 0]]);
    assert_eq!(rig.ask(&[0xDD, 1, 0, 0, 0]), [[0xDD, 1, 0, 1, 0]]);
    for bad in [[0xD2, 2, 0, 0, 0], [0xD2, 0, 0, 100, 0]] {
        assert_eq!(rig.ask(&bad), [[0xFF, 0x0A, 4, 0xD2, 0]]);
    }
    assert_eq!(rig.ask(&[0xDD, 100, 0, 0, 0])[0][0], 0xFF);
    let mut blind = Rig::ready(
        Open {
            reads_back: false,
            locks_relays: true,
            ..open()
        },
        NET,
    );
    blind.part.set_stuck(Relay::Negative, Some(true));
    assert_eq!(blind.ask(&[0xD2, 0, 0, 0, 0])[0][1..3], [0xE8, 3]);
    blind.ask(&UNLOCK);
    blind.ask(&[0xD2, 0, 0, 0, 0]);
    assert_eq!(blind.ask(&[0xDD, 0, 0, 0, 0]), [[0xDD, 0, 0, 0, 0]]);
    assert_eq!(blind.part.relays(), Some([true, true]));
}

#[test]
fn the_iso165c_1_has_no_relays_and_thresholds_of_its_own() {
    for (relayless, answer) in [
        (Relayless::Refuses, [0xFF, 0x0B, 4, 0xDD, 0]),
        (Relayless::Unknown, [0xDD, 0, 0, 100, 0]),
    ] {
        let open = Open {
            relayless,
            ..open()
        };
        let mut rig = Rig::new(Kind::Iso165c1, open, NET);
        rig.wait(3_500);
        assert_eq!(rig.ask(&[0xDD, 0, 0, 0, 0]), [answer]);
        rig.ask(&[0xD2, 0, 0, 1, 0]);
        assert_eq!(rig.part.relays(), Some([false; 2]));
        assert_eq!(rig.ask(&[0x32, 0, 0, 0, 0]), [[0x32, 250, 0, 0, 0]]);
        assert_eq!(rig.ask(&[0x39, 0, 0, 0, 0]), [[0x39, 0x90, 1, 0, 0]]);
        assert_eq!(rig.ask(&[0x36, 0, 0, 0, 0]), [[0x36, 0x90, 1, 0, 0]]);
        // 200 kΩ is a fault here.
        assert_eq!(rig.info()[..3], [200, 0, 0b10_0001]);
        assert_eq!(rig.ask(&[0x21, 1, 0, 0, 0]), [[0x21, 1, 0, 0, 0]]);
    }
}
