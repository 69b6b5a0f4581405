//! Error frames, counters, and the way off the bus and back.

use super::{BIT, bench, drain, pass, standard};
use embedded_can::ErrorKind;
use hal_power_sim::{CanNode, Fault, Injection, NodeState, can::CanError};

fn counters(node: &CanNode) -> (u16, u16, NodeState) {
    (node.transmit_errors(), node.receive_errors(), node.state())
}

#[test]
fn nobody_acknowledges_and_the_sender_stays_passive() {
    let (world, bus, [alone]) = bench();
    let frame = standard(0x123, &[1, 2]);
    alone.try_send(frame).unwrap();
    // Up to the acknowledge slot, six dominant, eight recessive bits; three between frames.
    let attempt = frame.bits() - 8 + 6 + 8;
    pass(&world, attempt - 1);
    assert_eq!(counters(&alone), (0, 0, NodeState::ErrorActive));
    pass(&world, 1);
    assert_eq!(counters(&alone), (8, 0, NodeState::ErrorActive));
    assert_eq!(alone.take_error(), Some(ErrorKind::Acknowledge));
    assert_eq!(alone.take_error(), None);
    pass(&world, 15 * (attempt + 3) - 1);
    assert_eq!(counters(&alone), (120, 0, NodeState::ErrorActive));
    pass(&world, 1);
    assert_eq!(counters(&alone), (128, 0, NodeState::ErrorPassive));
    // From there on it waits eight bits more, and counts no further.
    pass(&world, 100 * (attempt + 3 + 8));
    assert_eq!(counters(&alone), (128, 0, NodeState::ErrorPassive));
    assert_eq!(
        (bus.counts().transfers, bus.counts().bits),
        (116, 116 * attempt)
    );
    let listener = bus.node();
    pass(&world, 2 * attempt + 22);
    assert_eq!(drain(&listener), [frame]);
    assert_eq!(counters(&alone), (127, 0, NodeState::ErrorActive));
}

#[test]
fn a_day_alone_costs_no_time_and_counts_the_same() {
    let run = |step: u64| {
        let (world, bus, [alone]) = bench();
        alone.try_send(standard(0x123, &[1, 2])).unwrap();
        for _ in 0..6_000_000 / step {
            pass(&world, step);
            alone.state();
        }
        bus.counts()
    };
    assert_eq!(run(1_000), run(6_000_000));
    let (world, bus, [alone]) = bench();
    alone.try_send(standard(0x123, &[1, 2])).unwrap();
    world.clock().advance(core::time::Duration::from_hours(24));
    assert!(bus.counts().transfers > 500_000_000);
}

#[test]
fn a_silent_node_acknowledges_nothing() {
    let (world, _, [sender, silent]) = bench();
    silent.set_silent(true);
    sender.try_send(standard(1, &[])).unwrap();
    pass(&world, 1_000);
    assert_eq!(sender.pending(), 1);
    assert_eq!((drain(&silent), silent.receive_errors()), (vec![], 0));
}

#[test]
fn a_flipped_bit_makes_an_error_frame_and_the_frame_comes_again() {
    let (world, bus, [sender, listener]) = bench();
    // Byte 0x01 with bit 7 flipped: dominant bits of the length and of the data, recessive in the middle of them.
    let frame = standard(0x555, &[0x01]);
    world.start_trace();
    world.inject(Injection::nth(0, Fault::FlippedBit { byte: 0, bit: 7 }).at(bus.target(&sender)));
    sender.try_send(frame).unwrap();
    pass(&world, 80);
    assert_eq!(counters(&sender), (8, 0, NodeState::ErrorActive));
    assert_eq!(counters(&listener), (0, 1, NodeState::ErrorActive));
    assert_eq!(world.faults_struck(), 1);
    pass(&world, 80);
    assert_eq!(drain(&listener), [frame]);
    assert_eq!(counters(&sender), (7, 0, NodeState::ErrorActive));
    assert_eq!(counters(&listener), (0, 0, NodeState::ErrorActive));
    // SOF, 11, RTR IDE r0, 4 of the length with a stuff bit; bit 21 is the data bit that is flipped to recessive; the others see no
    // dominant bit before the flag, so that theirs follows six bits later.
    let expected = format!(
        "can 0 node 0 @0 /{BIT} 555 01 !bit ~21 0 12\ncan 0 node 0 @{} /{BIT} 555 01\n",
        (21 + 12 + 8 + 3) * BIT
    );
    assert_eq!(world.take_trace().to_string(), expected);
}

#[test]
fn a_fault_that_meets_no_data_byte_does_not_count() {
    let (world, _, [sender, listener]) = bench();
    world.inject(Injection::from(0, Fault::FlippedBit { byte: 1, bit: 0 }));
    sender.try_send(standard(1, &[1])).unwrap();
    pass(&world, 100);
    assert_eq!((drain(&listener).len(), world.faults_struck()), (1, 0));
}

#[test]
fn thirty_two_errors_lead_off_the_bus_and_1408_bits_back() {
    let (world, bus, [sender, listener]) = bench();
    world.inject(Injection::from(0, Fault::FlippedBit { byte: 0, bit: 0 }));
    let frame = standard(0x10, &[0xAA]);
    sender.try_send(frame).unwrap();
    pass(&world, 100_000);
    assert_eq!(counters(&sender), (256, 0, NodeState::BusOff));
    assert_eq!(bus.counts().transfers, 32);
    assert_eq!(listener.receive_errors(), 32);
    assert_eq!(sender.try_send(frame), Err(CanError::BusOff));
    world.clear_faults();
    pass(&world, 100_000);
    assert_eq!(bus.counts().transfers, 32, "nothing happens by itself");
    sender.recover();
    pass(&world, 128 * 11 - 1);
    assert_eq!(sender.state(), NodeState::BusOff);
    pass(&world, 1);
    assert_eq!(counters(&sender), (0, 0, NodeState::ErrorActive));
    pass(&world, frame.bits());
    assert_eq!(drain(&listener), [frame]);
    assert_eq!(listener.receive_errors(), 31);
}

#[test]
fn recovery_on_a_busy_bus_counts_the_ends_of_frames() {
    let (world, _, [off, talker, listener]) = bench();
    world.inject(Injection::from(0, Fault::FlippedBit { byte: 0, bit: 0 }));
    off.try_send(standard(0x10, &[0xAA])).unwrap();
    pass(&world, 100_000);
    assert_eq!(off.state(), NodeState::BusOff);
    world.clear_faults();
    off.abort();
    listener.set_receive_depth(1_000);
    let frame = standard(0x20, &[]);
    talker.babble(Some(frame));
    off.recover();
    // One sequence of eleven at the end of each frame and its intermission, and the bus was idle before the first.
    pass(&world, 127 * (frame.bits() + 3));
    assert_eq!(off.state(), NodeState::BusOff);
    pass(&world, frame.bits() + 3);
    assert_eq!(off.state(), NodeState::ErrorActive);
}

#[test]
fn a_receiver_of_128_errors_is_passive_until_one_good_frame() {
    let (world, _, nodes) = bench::<6>();
    let [.., good, listener] = &nodes;
    world.inject(Injection::from(0, Fault::FlippedBit { byte: 0, bit: 0 }));
    for (sender, errors) in nodes.iter().zip([32, 64, 96, 128]) {
        assert_eq!(listener.state(), NodeState::ErrorActive);
        sender.try_send(standard(0x10, &[0xAA])).unwrap();
        pass(&world, 10_000);
        assert_eq!(
            (sender.state(), listener.receive_errors()),
            (NodeState::BusOff, errors)
        );
    }
    assert_eq!(listener.state(), NodeState::ErrorPassive);
    good.try_send(standard(0x10, &[])).unwrap();
    pass(&world, 100);
    assert_eq!(counters(listener), (0, 127, NodeState::ErrorActive));
}

#[test]
fn lost_and_repeated_frames() {
    let (world, bus, [sender, listener]) = bench();
    let frame = standard(0x10, &[0xAA]);
    world.inject(Injection::nth(0, Fault::LostFrame).at(bus.target(&sender)));
    world.inject(Injection::nth(1, Fault::RepeatedFrame).at(bus.target(&sender)));
    sender.try_send(frame).unwrap();
    pass(&world, 100);
    assert_eq!((sender.pending(), sender.transmit_errors()), (0, 0));
    assert_eq!(drain(&listener), []);
    sender.try_send(frame).unwrap();
    pass(&world, 200);
    assert_eq!(drain(&listener), [frame, frame]);
    assert_eq!((sender.transmit_errors(), world.faults_struck()), (7, 2));
}

#[test]
fn a_fault_strikes_what_is_sent_after_it_was_armed() {
    let (world, _, [sender, listener]) = bench();
    sender.try_send(standard(1, &[1])).unwrap();
    pass(&world, 1_000);
    world.inject(Injection::nth(0, Fault::LostFrame));
    assert_eq!(drain(&listener).len(), 1);
    sender.try_send(standard(1, &[2])).unwrap();
    pass(&world, 1_000);
    assert_eq!((drain(&listener).len(), world.faults_struck()), (0, 1));
}
