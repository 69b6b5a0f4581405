//! What goes wrong on the bus, and who else is on it.

use embedded_can::{ExtendedId, Frame, StandardId};
use hal_power::Resistance;
use hal_power_sim::{Fault, Injection, NodeState, SimFrame, model::sim100 as model};
use sim100::{FrameError, Item, NoInsulation, codec};

use super::{ESTIMATE, MS, NET, PERIOD, Rig, SECOND, SILENCE, config, kilohms, microohms, open};

fn frame(id: u32, data: &[u8]) -> SimFrame {
    SimFrame::new(ExtendedId::new(id).unwrap(), data).unwrap()
}

/// Lets a minute pass in which the net changes again and again. Whatever is read is checked at every turn.
fn minute(rig: &mut Rig) -> u32 {
    let mut readings = 0;
    for (step, net) in (0..20).zip([kilohms(30, 40), NET, kilohms(5, 900)].into_iter().cycle()) {
        if step % 2 == 0 {
            rig.part.set_net(net);
        }
        rig.run(SECOND * 3);
        readings += u32::from(rig.session.insulation().is_ok());
    }
    readings
}

#[test]
fn frames_that_are_lost_cost_time_and_never_truth() {
    for seed in 0..4 {
        let mut rig = Rig::ready();
        rig.world
            .inject(Injection::seeded(seed, 25, Fault::LostFrame));
        let readings = minute(&mut rig);
        assert!(readings >= 5, "{readings}");
        assert!(rig.world.faults_struck() > 30);
        rig.world.clear_faults();
        rig.run(ESTIMATE * 2 + SECOND);
        assert!(rig.total().is_ok());
    }
}

#[test]
fn requests_or_answers_that_are_all_lost_are_silence() {
    for at_host in [true, false] {
        let mut rig = Rig::ready();
        let node = if at_host { &rig.host } else { &rig.at_part };
        let target = rig.bus.target(node);
        rig.world
            .inject(Injection::from(0, Fault::LostFrame).at(target));
        rig.run(SILENCE + PERIOD * 2);
        assert_eq!(rig.total(), Err(NoInsulation::Silent));
        rig.world.clear_faults();
        rig.run(PERIOD * 2);
        assert_eq!(rig.total(), Err(NoInsulation::NoEstimate));
        rig.run(ESTIMATE * 2);
        assert_eq!(rig.total(), Ok(microohms(1_000, 3)));
    }
}

#[test]
fn frames_that_are_repeated_change_nothing() {
    for seed in 0..4 {
        let mut rig = Rig::ready();
        rig.world
            .inject(Injection::seeded(seed, 16, Fault::RepeatedFrame));
        let readings = minute(&mut rig);
        assert!(readings >= 10, "{readings}");
        assert!(rig.world.faults_struck() > 50);
        assert_eq!(rig.errors, []);
    }
}

#[test]
fn an_answer_cut_short_is_told_and_not_taken() {
    let mut rig = Rig::ready();
    let other = rig.bus.node();
    let before = rig.session.insulation();
    for length in 0..8 {
        let data = [0xE1, 0, 0, 0, 0, 0, 0, 0];
        let short = frame(codec::ANSWER, data.get(..length).unwrap());
        other.try_send(short).unwrap();
        rig.run(MS * 2);
    }
    assert_eq!(rig.errors.first(), Some(&FrameError::Empty));
    let item = Item::Resistances;
    let told: Vec<_> = (1..8)
        .map(|length| FrameError::Length { item, length })
        .collect();
    assert_eq!(rig.errors.get(1..), Some(told.as_slice()));
    assert_eq!(rig.session.insulation(), before);
}

#[test]
fn what_others_send_is_passed_over() {
    let mut rig = Rig::ready();
    let other = rig.bus.node();
    let worst = [0xE1, 0, 0, 0, 0, 0, 0, 0];
    let foreign = [
        frame(codec::REQUEST, &worst),
        frame(codec::ANSWER + 2, &worst),
        frame(codec::ANSWER - 1, &worst),
        SimFrame::new(StandardId::new(0x100).unwrap(), &worst).unwrap(),
        SimFrame::new_remote(ExtendedId::new(codec::ANSWER).unwrap(), 8).unwrap(),
        // Nobody has asked for this one.
        frame(codec::ANSWER, &worst),
    ];
    for frame in foreign.iter().cycle().take(300) {
        let waits = rig.session.due();
        other.try_send(*frame).unwrap();
        rig.run(MS * 3);
        // Only where it comes while the resistances are asked for is it taken for what it looks like.
        if waits < rig.now() {
            rig.run(MS * 3);
        }
        assert_ne!(rig.total(), Ok(Resistance::ZERO));
    }
    assert_eq!(rig.errors, []);
    assert_eq!(rig.total(), Ok(microohms(1_000, 3)));
}

#[test]
fn an_echo_of_the_own_requests_is_no_answer() {
    let mut rig = Rig::ready();
    let before = rig.session.insulation().unwrap();
    for item in [Item::Resistances, Item::State, Item::Errors] {
        let echo: SimFrame = codec::request(item).unwrap();
        assert_eq!(rig.session.on_frame(&echo), Ok(None));
    }
    assert_eq!(rig.session.insulation(), Ok(before));
}

#[test]
fn a_node_that_babbles_makes_it_silent() {
    let mut rig = Rig::ready();
    let other = rig.bus.node();
    let loudest = SimFrame::new(StandardId::ZERO, &[0xFF; 8]).unwrap();
    other.babble(Some(loudest));
    rig.run(SILENCE + PERIOD * 2);
    assert_eq!(rig.total(), Err(NoInsulation::Silent));
    other.babble(None);
    rig.run(ESTIMATE * 2 + SECOND);
    assert_eq!(rig.total(), Ok(microohms(1_000, 3)));
}

#[test]
fn a_part_that_leaves_the_bus_is_silent_until_it_is_back() {
    let mut rig = Rig::ready();
    let target = rig.bus.target(&rig.at_part);
    let flip = Fault::FlippedBit { byte: 0, bit: 0 };
    rig.world.inject(Injection::from(0, flip).at(target));
    rig.run(SECOND);
    assert_eq!(rig.at_part.state(), NodeState::BusOff);
    assert_eq!(rig.total(), Err(NoInsulation::Silent));
    rig.world.clear_faults();
    rig.at_part.recover();
    rig.run(ESTIMATE * 2 + SECOND);
    assert_eq!(rig.total(), Ok(microohms(1_000, 3)));
}

#[test]
fn two_hosts_take_newness_from_one_another_and_read_nothing_wrong() {
    let mut rig = Rig::new(
        model::Open {
            newness: model::Newness::All,
            ..open()
        },
        config(),
    );
    let other = rig.bus.node();
    for turn in 0..60_000_u32 {
        if turn % 37 == 0 {
            let _ = other.try_send(codec::request(Item::State).unwrap());
        }
        if turn % 20_000 == 10_000 {
            rig.part.set_net(kilohms(7, 9));
        }
        rig.turn();
    }
}
