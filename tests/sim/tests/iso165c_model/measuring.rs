//! Values, thresholds and the cyclic message.

use crate::bench::{NET, Rig, UNLOCK, net, open};
use core::time::Duration;
use hal_power::{Resistance, Voltage};
use hal_power_sim::model::iso165c::{Kind, Net, Open};

#[test]
fn info_comes_every_second_from_power_up_on() {
    let mut rig = Rig::new(Kind::Iso165c, open(), NET);
    rig.wait(199);
    assert_eq!(rig.drain(), []);
    rig.wait(2);
    // No value, nothing executed; still booting.
    let early = vec![0, 0, 0, 0, 0, 0x31];
    assert_eq!(rig.drain(), [(0x037, early)]);
    rig.wait(998);
    assert_eq!(rig.drain(), []);
    rig.wait(2);
    let calibrating = vec![0, 0, 0b1000, 0, 0, 0x31];
    assert_eq!(rig.drain(), [(0x037, calibrating)]);
    rig.wait(3_000);
    assert_eq!(rig.drain().len(), 3);
    // 200 kΩ is under the 300 kΩ of the warning.
    assert_eq!(rig.info(), [200, 0, 0b10_0000, 0, 0, 0x30]);
}

#[test]
fn a_value_comes_every_pulse_and_is_counted() {
    let mut rig = Rig::ready(open(), net(100_000, 100_000));
    assert_eq!(rig.ask(&[0x35, 0, 0, 0, 0]), [[0x35, 0, 0, 0, 0]]);
    rig.wait(1_500);
    // 50,000 kΩ, the most that is shown.
    assert_eq!(rig.ask(&[0x35, 0, 0, 0, 0]), [[0x35, 0x50, 0xC3, 0, 1]]);
    rig.wait(254 * 1_500);
    assert_eq!(rig.ask(&[0x35, 0, 0, 0, 0]), [[0x35, 0x50, 0xC3, 0, 255]]);
    rig.wait(1_500);
    assert_eq!(rig.ask(&[0x35, 0, 0, 0, 0]), [[0x35, 0x50, 0xC3, 0, 0]]);
    rig.part.set_net(net(200_000, 100_000));
    rig.wait(1_500);
    assert_eq!(rig.ask(&[0x35, 0, 0, 0, 0]), [[0x35, 0x50, 0xC3, 0, 1]]);
}

#[test]
fn a_mean_is_of_the_last_values() {
    let mut rig = Rig::ready(open(), net(2_000, 2_000));
    rig.wait(4_600);
    let step = |rig: &mut Rig| {
        rig.wait(1_500);
        rig.ask(&[0x35, 0, 0, 0, 0])
            .first()
            .map(|answer| u16::from_le_bytes([answer[1], answer[2]]))
    };
    rig.part.set_net(net(200, 200));
    // (1000 + 1000 + 100) / 3, and so on.
    assert_eq!(step(&mut rig), Some(700));
    assert_eq!(step(&mut rig), Some(400));
    assert_eq!(step(&mut rig), Some(100));
    rig.ask(&UNLOCK);
    assert_eq!(rig.ask(&[0x2B, 1, 0, 0, 0]), [[0x2B, 1, 0, 0, 0]]);
    rig.part.set_net(net(2_000, 2_000));
    assert_eq!(step(&mut rig), Some(1_000));
}

fn unaveraged(net: Net) -> Rig {
    let mut rig = Rig::ready(open(), net);
    rig.ask(&UNLOCK);
    rig.ask(&[0x2B, 1, 0, 0, 0]);
    rig.wait(1_500);
    rig
}

#[test]
fn thresholds_have_a_quarter_of_hysteresis() {
    let mut rig = unaveraged(net(110, 110));
    let mut status = |parallel: u64| {
        rig.part.set_net(net(2 * parallel, 2 * parallel));
        rig.wait(1_500);
        rig.ask(&[0x37, 0, 0, 0, 0])
    };
    let answer = |bits: u8| [[0x37, bits, 0, 0, 0]];
    // Default thresholds of the iso165C: 55 and 300 kΩ.
    assert_eq!(status(55), answer(0b10_0000), "not lower than it");
    assert_eq!(status(54), answer(0b10_0001));
    assert_eq!(status(68), answer(0b10_0001));
    assert_eq!(status(69), answer(0b10_0000));
    assert_eq!(status(374), answer(0b10_0000));
    assert_eq!(status(375), answer(0));
    assert_eq!(status(300), answer(0));
    assert_eq!(status(299), answer(0b10_0000));
}

#[test]
fn a_fault_has_a_place_from_200_volts_on() {
    let at = |negative: u64, positive: u64, volts: i32| {
        let mut rig = unaveraged(Net {
            voltages: [Voltage::from_volts(volts); 2],
            ..net(negative, positive)
        });
        let answer = rig.ask(&[0x35, 0, 0, 0, 0]);
        answer.first().map(|answer| (answer[1], answer[3]))
    };
    assert_eq!(at(40, 40_000, 200), Some((39, 1)));
    assert_eq!(at(40_000, 40, 200), Some((39, 2)));
    assert_eq!(at(80, 80, 200), Some((40, 0)));
    assert_eq!(at(40_000, 40, 199), Some((39, 0)));
    assert_eq!(at(200, 40_000, 400), Some((199, 0)), "a warning has none");
}

#[test]
fn voltages_are_whole_volts_up_to_600() {
    let mut rig = Rig::ready(open(), NET);
    assert_eq!(rig.ask(&[0x36, 0, 0, 0, 0]), [[0x36, 0x90, 1, 0, 0]]);
    assert_eq!(rig.ask(&[0x3A, 0, 0, 0, 0]), [[0x3A, 0x8F, 1, 0, 0]]);
    rig.part.set_net(Net {
        voltages: [Voltage::from_volts(-3), Voltage::from_volts(700)],
        ..NET
    });
    assert_eq!(rig.ask(&[0x36, 0, 0, 0, 0]), [[0x36, 0, 0, 0, 0]]);
    assert_eq!(rig.ask(&[0x3A, 0, 0, 0, 0]), [[0x3A, 0x58, 2, 0, 0]]);
}

#[test]
fn measurement_is_turned_off_and_its_value_gets_old() {
    let mut rig = Rig::ready(open(), NET);
    rig.wait(4_000);
    assert_eq!(rig.info(), [200, 0, 0b10_0000, 0, 0, 0x30]);
    assert_eq!(rig.ask(&[0xCB, 0, 0, 0, 0]), [[0xCB, 0, 0, 0, 0]]);
    rig.part.set_net(net(20, 20));
    assert_eq!(rig.info(), [200, 0, 0b10_0000, 0, 1, 0x30]);
    rig.wait(5_000);
    assert_eq!(rig.info(), [200, 0, 0b10_0000, 0, 1, 0x31]);
    assert_eq!(rig.ask(&[0xDC, 0, 0, 0, 0]), [[0xDC, 1, 0x31, 0, 0]]);
    assert_eq!(rig.ask(&[0xCB, 2, 0, 0, 0]), [[0xFF, 0x0A, 4, 0xCB, 0]]);
    assert_eq!(rig.ask(&[0xCB, 1, 0, 0, 0]), [[0xCB, 1, 0, 0, 0]]);
    rig.wait(1_500);
    assert_eq!(rig.info(), [136, 0, 0b10_0000, 0, 0, 0x30]);
    let mut other = Rig::ready(
        Open {
            activates: 0,
            measures: false,
            ..open()
        },
        NET,
    );
    assert_eq!(other.info()[4], 1);
    assert_eq!(other.ask(&[0xCB, 0, 0, 0, 0]), [[0xCB, 0, 0, 0, 0]]);
    assert_eq!(other.info()[4], 0);
}

#[test]
fn without_a_coupled_pole_there_is_no_new_value() {
    for (uncoupled, seen) in [(None, [0, 0, 0, 0]), (Some(50_000), [0x50, 0xC3, 0, 1])] {
        let closed = [false; 2];
        let mut rig = Rig::ready(
            Open {
                closed,
                uncoupled,
                ..open()
            },
            NET,
        );
        rig.wait(1_500);
        assert_eq!(rig.ask(&[0x35, 0, 0, 0, 0])[0][1..], seen);
        assert_eq!(rig.ask(&[0x36, 0, 0, 0, 0]), [[0x36, 0, 0, 0, 0]]);
        assert_eq!(rig.ask(&[0xD2, 1, 0, 1, 0]), [[0xD2, 1, 0, 1, 0]]);
        rig.part.set_net(net(4_000, 4_000));
        rig.wait(1_500);
        let count = seen[3] + 1;
        assert_eq!(rig.ask(&[0x35, 0, 0, 0, 0])[0][4], count);
    }
}

#[test]
fn a_dead_short_reads_nothing_else() {
    let short = Net {
        insulation: [Resistance::ZERO; 2],
        ..NET
    };
    let mut rig = unaveraged(short);
    assert_eq!(rig.ask(&[0x35, 0, 0, 0, 0]), [[0x35, 0, 0, 0, 1]]);
    assert_eq!(rig.ask(&[0x37, 0, 0, 0, 0]), [[0x37, 0b10_0001, 0, 0, 0]]);
}

#[test]
fn a_part_that_looks_late_has_measured_all_the_same() {
    let mut rig = Rig::ready(open(), NET);
    rig.world.clock().advance(Duration::from_secs(15));
    rig.part.turn();
    assert_eq!(rig.ask(&[0x35, 0, 0, 0, 0]), [[0x35, 200, 0, 0, 10]]);
}
