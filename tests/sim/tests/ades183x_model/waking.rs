//! Waking, falling idle, and a chain that is cut.

use super::host::*;
use core::time::Duration;
use hal_power_sim::model::ades183x::{Bridge, Open};

fn answering(host: &mut Host) -> usize {
    let good: Vec<_> = host
        .raw(RDSID, 8)
        .iter()
        .map(|block| open_block(block).is_some())
        .collect();
    let count = good.iter().take_while(|good| **good).count();
    assert!(good[count..].iter().all(|good| !good));
    count
}

#[test]
fn each_part_takes_a_wake_up_of_its_own() {
    let mut host = Host::asleep(4, Bridge::Transparent, &Open::default());
    assert_eq!(answering(&mut host), 0);
    // The read woke the bridge and, as it ended, the first part.
    for expected in 1..=4 {
        host.pass(TWAKE);
        let clock = host.world.clock();
        let counted = host
            .parts
            .iter()
            .filter(|part| part.borrow_mut().is_awake())
            .count();
        assert_eq!(counted, expected, "{clock:?}");
        host.dummy();
    }
}

#[test]
fn what_comes_before_a_part_is_up_is_lost() {
    let mut host = Host::asleep(1, Bridge::Transparent, &Open::default());
    host.dummy();
    host.dummy();
    host.pass(Duration::from_micros(400));
    assert_eq!(answering(&mut host), 0);
    host.pass(Duration::from_micros(100));
    assert_eq!(answering(&mut host), 1);
}

#[test]
fn the_wake_up_ripples_where_parts_pass_it_on() {
    let open = Open {
        passes_wake_up_on: true,
        ..Open::default()
    };
    let mut host = Host::asleep(4, Bridge::Transparent, &open);
    host.dummy();
    host.pass(Duration::from_micros(20));
    host.dummy();
    host.pass(4 * TWAKE);
    assert_eq!(answering(&mut host), 4);
    host.pass(Duration::from_millis(20));
    host.dummy();
    host.pass(Duration::from_micros(20));
    host.dummy();
    host.pass(Duration::from_micros(40));
    assert_eq!(answering(&mut host), 4);
}

#[test]
fn a_bridge_that_wakes_needs_one_select_and_time() {
    let mut host = Host::asleep(4, Bridge::Waking, &Open::default());
    host.dummy();
    host.pass(4 * TWAKE);
    assert_eq!(answering(&mut host), 4);
    host.pass(Duration::from_millis(20));
    assert_eq!(answering(&mut host), 0);
    host.pass(4 * TWAKE);
    assert_eq!(answering(&mut host), 4);
}

#[test]
fn isospi_falls_idle_and_nothing_is_lost_by_it() {
    let mut host = Host::new(3);
    host.write_all(WRPWMA, [0x11; 6]);
    host.pass(Duration::from_millis(4));
    assert_eq!(answering(&mut host), 3);
    host.pass(Duration::from_millis(7));
    assert_eq!(answering(&mut host), 0);
    // One pulse for each part, tREADY apart.
    for _ in 0..4 {
        host.dummy();
        host.pass(Duration::from_micros(10));
    }
    assert_eq!(host.read(RDPWMA), [([0x11; 6], 1); 3]);
}

#[test]
fn the_core_sleeps_after_silence_and_loses_all() {
    let mut host = Host::new(2);
    host.write_all(WRPWMA, [0x11; 6]);
    host.pass(Duration::from_millis(1_900));
    host.wake();
    assert_eq!(host.first(RDPWMA), [0x11; 6]);
    host.pass(Duration::from_millis(2_100));
    assert!(!host.part(0, |part| part.is_awake()));
    // Idle would be over after 10 µs; sleep is not.
    for _ in 0..4 {
        host.dummy();
        host.pass(Duration::from_micros(10));
    }
    assert_eq!(answering(&mut host), 0);
    host.wake();
    assert_eq!(host.read(RDPWMA), [([0; 6], 0); 2]);
    assert_eq!(host.first(RDSTATC)[5] & 1 << 3, 1 << 3, "SLEEP");
}

#[test]
fn dummies_keep_isospi_awake_but_not_the_core() {
    let mut host = Host::new(1);
    host.write_all(WRPWMA, [0x11; 6]);
    for _ in 0..1_000 {
        host.pass(Duration::from_millis(3));
        host.dummy();
    }
    host.wake();
    assert_eq!(host.first(RDPWMA), [0; 6]);
}

#[test]
fn behind_a_cut_nobody_answers() {
    let mut host = Host::new(5);
    host.chain.borrow_mut().cut(Some(2));
    let blocks = host.raw(RDCFGA, 8);
    assert!(blocks[..2].iter().all(|block| open_block(block).is_some()));
    assert!(blocks[2..].iter().all(|block| *block == [0xFF; 8]));
    host.send(MUTE);
    host.chain.borrow_mut().cut(None);
    host.wake();
    let counters: Vec<_> = host
        .read(RDCFGA)
        .iter()
        .map(|(_, counter)| *counter)
        .collect();
    assert_eq!(counters, [1, 1, 0, 0, 0]);
}

#[test]
fn comm_bk_stops_what_follows() {
    let mut host = Host::new(3);
    let mut broken = REFON;
    broken[5] = 1 << 3;
    host.write_blocks(WRCFGA, &[REFON, broken, REFON]);
    assert_eq!(answering(&mut host), 2);
    host.write_blocks(WRCFGA, &[REFON, REFON]);
    host.wake();
    assert_eq!(answering(&mut host), 3);
}

#[test]
fn a_part_without_supply_cuts_the_chain() {
    let mut host = Host::new(3);
    host.part(1, |part| part.set_powered(false));
    assert_eq!(answering(&mut host), 1);
    host.part(1, |part| part.set_powered(true));
    host.wake();
    assert_eq!(answering(&mut host), 3);
    assert_eq!(host.read(RDCFGA)[1], ([0x01, 0, 0, 0xFF, 0x03, 0], 0));
}

#[test]
fn a_chain_of_none_and_of_sixteen() {
    let mut host = Host::asleep(0, Bridge::Transparent, &Open::default());
    host.wake();
    host.send(RDCFGA);
    let mut host = Host::new(16);
    assert_eq!(answering(&mut host), 16);
}
