//! Broken wires and babbling nodes.

use super::{BIT, bench, drain, pass, standard};
use embedded_can::ErrorKind;
use hal_power_sim::{NodeState, trace::write_vcd};

#[test]
fn a_node_cut_off_hears_only_itself() {
    let (world, _, [sender, cut, listener]) = bench();
    cut.set_connected(false);
    sender.try_send(standard(1, &[])).unwrap();
    cut.try_send(standard(2, &[])).unwrap();
    pass(&world, 10_000);
    assert_eq!(drain(&listener), [standard(1, &[])]);
    assert_eq!(drain(&cut), []);
    assert_eq!(
        (cut.state(), cut.transmit_errors()),
        (NodeState::ErrorPassive, 128)
    );
    cut.set_connected(true);
    pass(&world, 1_000);
    assert_eq!(drain(&listener), [standard(2, &[])]);
    assert_eq!(cut.transmit_errors(), 127);
}

#[test]
fn a_wire_that_breaks_in_a_frame_spoils_it() {
    let (world, _, [sender, listener]) = bench();
    sender.try_send(standard(0x555, &[0x55])).unwrap();
    pass(&world, 20);
    sender.set_connected(false);
    pass(&world, 1_000);
    assert_eq!(drain(&listener), []);
    assert_eq!(
        (listener.receive_errors(), listener.take_error()),
        (1, Some(ErrorKind::Stuff))
    );
}

#[test]
fn the_only_listener_leaves_within_a_frame() {
    let (world, _, [sender, listener]) = bench();
    sender.try_send(standard(0x555, &[0x55])).unwrap();
    pass(&world, 20);
    listener.set_connected(false);
    pass(&world, 70);
    assert_eq!((sender.transmit_errors(), sender.pending()), (8, 1));
    listener.set_connected(true);
    pass(&world, 1_000);
    assert_eq!(drain(&listener).len(), 1);
}

#[test]
fn a_babbling_node_starves_who_comes_behind_it() {
    let (world, _, [babbler, low, high, listener]) = bench();
    babbler.babble(Some(standard(0x100, &[0; 8])));
    low.try_send(standard(0x101, &[])).unwrap();
    high.try_send(standard(0x0FF, &[])).unwrap();
    pass(&world, 2_000);
    let heard = drain(&listener);
    assert!(heard.len() > 10);
    assert_eq!(heard[0], standard(0x0FF, &[]));
    assert!(
        heard[1..]
            .iter()
            .all(|frame| *frame == standard(0x100, &[0; 8]))
    );
    assert_eq!(low.pending(), 1);
    babbler.babble(None);
    pass(&world, 1_000);
    assert_eq!(drain(&listener).pop(), Some(standard(0x101, &[])));
}

#[test]
fn levels_are_drawn_bit_by_bit() {
    let (world, _, [sender, listener]) = bench();
    world.start_trace();
    pass(&world, 10);
    let frame = standard(0, &[]);
    sender.try_send(frame).unwrap();
    pass(&world, 1_000);
    assert_eq!(drain(&listener).len(), 1);
    let mut text = String::new();
    write_vcd(&world.take_trace(), &mut text).unwrap();
    // Start of frame, and the first stuff bit after five dominant ones.
    let begin = format!(
        "#{}\n0can0\n#{}\n1can0\n#{}\n0can0\n",
        10 * BIT,
        15 * BIT,
        16 * BIT
    );
    assert!(text.contains(&begin), "{text}");
    // The last edge: from the acknowledge slot to its delimiter, which seven recessive bits follow.
    let last = (10 + frame.bits() - 8) * BIT;
    assert!(
        text.ends_with(&format!("#{}\n0can0\n#{last}\n1can0\n", last - BIT)),
        "{text}"
    );
}
