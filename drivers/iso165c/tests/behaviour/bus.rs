//! What goes wrong on the bus, and who else is on it.

use embedded_can::{ExtendedId, Frame, StandardId};
use hal_power::Resistance;
use hal_power_sim::{Fault, Injection, NodeState, SimFrame};
use iso165c::{FrameError, Identifiers, Item, NoInsulation, codec};

use super::{MS, NET, READY, Rig, SECOND, SILENCE, TOTAL, VALUE, kilohms};

fn frame(id: u16, data: &[u8]) -> SimFrame {
    SimFrame::new(StandardId::new(id).unwrap(), data).unwrap()
}

/// Lets four minutes pass in which the net changes again and again. Whatever is read is checked at every turn.
fn minutes(rig: &mut Rig) -> u32 {
    let mut readings = 0;
    for (step, net) in (0..20).zip([kilohms(30, 40), NET, kilohms(5, 900)].into_iter().cycle()) {
        if step % 2 == 0 {
            rig.set_net(net);
        }
        rig.run(SECOND * 12);
        readings += u32::from(rig.session.insulation().is_ok());
    }
    readings
}

#[test]
fn frames_that_are_lost_cost_time_and_never_truth() {
    for seed in 0..2 {
        let mut rig = Rig::ready();
        rig.world
            .inject(Injection::seeded(seed, 25, Fault::LostFrame));
        minutes(&mut rig);
        assert!(rig.world.faults_struck() > 30);
        rig.world.clear_faults();
        // What was lost of a relay's order is the caller's to repeat.
        rig.couple();
        rig.run(READY);
        assert!(rig.total().is_ok());
    }
}

#[test]
fn requests_or_answers_that_are_all_lost_are_told() {
    for at_host in [true, false] {
        let mut rig = Rig::ready();
        let node = if at_host { &rig.host } else { &rig.at_part };
        let target = rig.bus.target(node);
        rig.world
            .inject(Injection::from(0, Fault::LostFrame).at(target));
        rig.run(SILENCE + SECOND * 2);
        // With answers, what comes by itself is lost too.
        assert!(rig.total().is_err());
        if !at_host {
            let silent = [NoInsulation::Silent, NoInsulation::NoAnswer];
            assert!(silent.contains(&rig.total().unwrap_err()));
        }
        rig.world.clear_faults();
        rig.run(SECOND * 2);
        assert!(rig.total().is_err());
        rig.run(VALUE);
        assert_eq!(rig.total(), Ok(TOTAL));
    }
}

#[test]
fn answers_alone_are_silence() {
    let mut rig = Rig::ready();
    rig.unheard = Some(StandardId::new(codec::INFO).unwrap().into());
    rig.run(SILENCE + SECOND);
    assert_eq!(rig.total(), Err(NoInsulation::Silent));
    rig.unheard = None;
    rig.run(READY);
    assert_eq!(rig.total(), Ok(TOTAL));
}

#[test]
fn frames_that_are_repeated_change_nothing() {
    for seed in 0..2 {
        let mut rig = Rig::ready();
        rig.world
            .inject(Injection::seeded(seed, 16, Fault::RepeatedFrame));
        let readings = minutes(&mut rig);
        assert!(readings >= 10, "{readings}");
        assert!(rig.world.faults_struck() > 50);
        assert_eq!(rig.errors, []);
    }
}

#[test]
fn a_frame_cut_short_is_told_and_not_taken() {
    let mut rig = Rig::ready();
    let other = rig.bus.node();
    let before = rig.session.info().unwrap().value;
    for (id, whole) in [(codec::INFO, 6), (codec::RESPONSE, 5)] {
        for length in (0..=8).filter(|length| *length != whole) {
            let data = [0x35, 0, 0, 0, 0, 0, 0, 0];
            other
                .try_send(frame(id, data.get(..length).unwrap()))
                .unwrap();
            rig.run(MS * 2);
            assert_eq!(rig.errors.pop(), Some(FrameError::Length { length }));
        }
    }
    assert_eq!(rig.session.info().unwrap().value, before);
    other
        .try_send(frame(codec::INFO, &[0xFF, 0xFF, 0, 0, 0, 0]))
        .unwrap();
    rig.run(MS * 2);
    let item = Item::Info;
    assert_eq!(rig.errors, [FrameError::OutOfRange { item }]);
    assert_eq!(rig.total(), Ok(TOTAL));
}

#[test]
fn what_others_send_is_passed_over() {
    let mut rig = Rig::ready();
    let other = rig.bus.node();
    let worst = [0; 6];
    let long = ExtendedId::new(codec::INFO.into()).unwrap();
    let foreign = [
        frame(codec::INFO + 1, &worst),
        frame(codec::RESPONSE + 1, &[0x35, 0, 0, 0, 0]),
        SimFrame::new(long, &worst).unwrap(),
        SimFrame::new_remote(StandardId::new(codec::INFO).unwrap(), 6).unwrap(),
        // Of another host: there is no answer that was not asked for.
        codec::request(&Identifiers::default(), Item::Voltage1, 0).unwrap(),
    ];
    for frame in foreign.iter().cycle().take(300) {
        other.try_send(*frame).unwrap();
        rig.run(MS * 30);
        assert_ne!(rig.total(), Ok(Resistance::ZERO));
    }
    assert_eq!(rig.errors, []);
    rig.run(VALUE);
    assert_eq!(rig.total(), Ok(TOTAL));
}

#[test]
fn a_full_queue_costs_time() {
    let mut rig = Rig::ready();
    let other = rig.bus.node();
    let flood: SimFrame = codec::request(&Identifiers::default(), Item::Ping, 0).unwrap();
    for _ in 0..4_000 {
        let _ = other.try_send(flood);
        rig.turn();
    }
    rig.run(READY);
    assert_eq!(rig.total(), Ok(TOTAL));
}

#[test]
fn a_node_that_babbles_makes_it_silent() {
    let mut rig = Rig::ready();
    let other = rig.bus.node();
    let loudest = SimFrame::new(StandardId::ZERO, &[0xFF; 8]).unwrap();
    other.babble(Some(loudest));
    rig.run(SILENCE + SECOND * 2);
    let silent = [NoInsulation::Silent, NoInsulation::NoAnswer];
    assert!(silent.contains(&rig.total().unwrap_err()));
    other.babble(None);
    rig.run(READY);
    assert_eq!(rig.total(), Ok(TOTAL));
}

#[test]
fn a_part_that_leaves_the_bus_is_silent_until_it_is_back() {
    let mut rig = Rig::ready();
    let target = rig.bus.target(&rig.at_part);
    let flip = Fault::FlippedBit { byte: 0, bit: 0 };
    rig.world.inject(Injection::from(0, flip).at(target));
    rig.run(SILENCE + SECOND * 2);
    assert_eq!(rig.at_part.state(), NodeState::BusOff);
    assert!(rig.total().is_err());
    rig.world.clear_faults();
    rig.at_part.recover();
    rig.run(READY);
    assert_eq!(rig.total(), Ok(TOTAL));
}
