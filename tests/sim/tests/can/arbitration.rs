//! Who goes first.

use super::{bench, drain, extended, pass, standard};
use embedded_can::{Frame, StandardId};
use hal_power_sim::{NodeState, SimFrame};

#[test]
fn the_lowest_identifier_wins() {
    let (world, _, [high, low, listener]) = bench();
    high.try_send(standard(0x300, &[3])).unwrap();
    low.try_send(standard(0x2FF, &[2])).unwrap();
    pass(&world, 1_000);
    assert_eq!(
        drain(&listener),
        [standard(0x2FF, &[2]), standard(0x300, &[3])]
    );
    assert_eq!(drain(&high), [standard(0x2FF, &[2])]);
    assert_eq!(drain(&low), [standard(0x300, &[3])]);
}

#[test]
fn who_is_on_the_bus_is_not_interrupted() {
    let (world, _, [one, other, listener]) = bench();
    one.try_send(standard(0x700, &[])).unwrap();
    pass(&world, 10);
    other.try_send(standard(0x001, &[])).unwrap();
    pass(&world, 1_000);
    assert_eq!(
        drain(&listener),
        [standard(0x700, &[]), standard(0x001, &[])]
    );
}

#[test]
fn data_before_remote_before_extended() {
    let (world, _, [a, b, c, d, e]) = bench();
    let remote = SimFrame::new_remote(StandardId::new(0x123).unwrap(), 0).unwrap();
    let (lower, higher) = (extended(0x123 << 18, &[]), extended(0x123 << 18 | 1, &[]));
    a.try_send(higher).unwrap();
    b.try_send(lower).unwrap();
    c.try_send(remote).unwrap();
    d.try_send(standard(0x123, &[])).unwrap();
    pass(&world, 1_000);
    assert_eq!(drain(&e), [standard(0x123, &[]), remote, lower, higher]);
}

#[test]
fn an_extended_identifier_of_a_lower_base_goes_before_a_standard_one() {
    let (world, _, [a, b, listener]) = bench();
    a.try_send(standard(0x124, &[])).unwrap();
    b.try_send(extended(0x123 << 18 | 0x3_FFFF, &[])).unwrap();
    pass(&world, 1_000);
    assert!(drain(&listener)[0].is_extended());
}

#[test]
fn mailboxes_go_by_priority_and_equals_in_order() {
    let (world, _, [sender, listener]) = bench();
    let frames = [0x300, 0x200, 0x200].map(|id| standard(id, &[]));
    let frames = [frames[0], frames[1], standard(0x200, &[1])];
    for frame in frames {
        sender.try_send(frame).unwrap();
    }
    pass(&world, 1_000);
    assert_eq!(drain(&listener), [frames[1], frames[2], frames[0]]);
}

#[test]
fn the_same_frame_from_two_nodes_is_one_frame() {
    let (world, bus, [one, other, listener]) = bench();
    one.try_send(standard(0x77, &[7])).unwrap();
    other.try_send(standard(0x77, &[7])).unwrap();
    pass(&world, 1_000);
    assert_eq!(drain(&listener), [standard(0x77, &[7])]);
    assert_eq!(
        (one.pending(), other.pending(), bus.counts().transfers),
        (0, 0, 1)
    );
}

#[test]
fn one_identifier_with_different_data_collides_until_both_are_passive() {
    let (world, bus, [dominant, recessive, listener]) = bench();
    dominant.try_send(standard(0x77, &[0x00])).unwrap();
    recessive.try_send(standard(0x77, &[0x01])).unwrap();
    pass(&world, 60);
    assert_eq!(
        (dominant.transmit_errors(), recessive.transmit_errors()),
        (8, 8)
    );
    assert_eq!(listener.receive_errors(), 1);
    pass(&world, 2_000);
    // 16 times 8 makes both passive; a passive node leaves the other's frame alone.
    assert_eq!(
        drain(&listener),
        [standard(0x77, &[0x00]), standard(0x77, &[0x01])]
    );
    assert_eq!(bus.counts().transfers, 18);
    assert_eq!(
        (dominant.transmit_errors(), recessive.transmit_errors()),
        (127, 135)
    );
    assert_eq!(
        (dominant.state(), recessive.state()),
        (NodeState::ErrorActive, NodeState::ErrorPassive)
    );
}
