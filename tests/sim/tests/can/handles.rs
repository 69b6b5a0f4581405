//! The faces of a node: queue, async, blocking, nb.

use super::{bench, drain, extended, pass, standard};
use embedded_can::{Error, ErrorKind, blocking, nb};
use hal_power_sim::{CanNode, Fault, Injection, can::CanError, executor::Stalled, join};

#[test]
fn a_full_queue_loses_the_newest_and_says_so_once() {
    let (world, _, [sender, listener]) = bench();
    listener.set_receive_depth(2);
    for data in 1..=4 {
        sender.try_send(standard(1, &[data])).unwrap();
        pass(&world, 100);
    }
    assert_eq!(listener.overruns(), 2);
    let mut nb = listener.clone();
    let lost = nb::Can::receive(&mut nb).unwrap_err();
    assert_eq!(lost, ::nb::Error::Other(CanError::Overrun));
    assert_eq!(CanError::Overrun.kind(), ErrorKind::Overrun);
    assert_eq!(drain(&listener), [standard(1, &[1]), standard(1, &[2])]);
    assert_eq!(nb::Can::receive(&mut nb), Err(::nb::Error::WouldBlock));
}

#[test]
fn full_mailboxes_give_way_to_a_higher_priority() {
    let (world, _, [mut sender, listener]) = bench();
    for id in [0x10, 0x30, 0x20] {
        sender.try_send(standard(id, &[])).unwrap();
    }
    assert_eq!(sender.try_send(standard(1, &[])), Err(CanError::Full));
    let transmit = |sender: &mut CanNode, id| nb::Can::transmit(sender, &standard(id, &[]));
    assert_eq!(transmit(&mut sender, 0x30), Err(::nb::Error::WouldBlock));
    assert_eq!(transmit(&mut sender, 0x2F), Ok(Some(standard(0x30, &[]))));
    pass(&world, 500);
    let ids = [0x10, 0x20, 0x2F].map(|id| standard(id, &[]));
    assert_eq!(drain(&listener), ids);
}

#[test]
fn an_aborted_frame_is_not_sent_unless_it_is_on_the_wire() {
    let (world, _, [sender, listener]) = bench();
    sender.try_send(standard(0x10, &[])).unwrap();
    pass(&world, 5);
    sender.try_send(standard(0x20, &[])).unwrap();
    assert_eq!(sender.abort(), 1);
    pass(&world, 500);
    assert_eq!(drain(&listener), [standard(0x10, &[])]);
}

#[test]
fn tasks_talk_in_virtual_time() {
    let (world, _, [one, other]) = bench();
    let echo = async {
        let (at, frame) = other.receive().await.unwrap();
        other
            .send(extended(2, embedded_can::Frame::data(&frame)))
            .await
            .unwrap();
        at
    };
    let ask = async {
        one.send(standard(1, &[1, 2, 3])).await.unwrap();
        one.receive().await.unwrap()
    };
    let (heard, (answered, frame)) = world.block_on(join(echo, ask)).unwrap();
    assert_eq!(frame, extended(2, &[1, 2, 3]));
    let (there, back) = (standard(1, &[1, 2, 3]).bits(), frame.bits());
    assert_eq!(heard.as_micros(), there * 2);
    assert_eq!(answered.as_micros(), (there + 3 + back) * 2);
}

#[test]
fn a_wait_that_cannot_end_is_a_deadlock() {
    let (world, _, [mut alone]) = bench();
    assert_eq!(
        world.block_on(alone.clone().receive()),
        Err(Stalled::Deadlock)
    );
    assert_eq!(blocking::Can::receive(&mut alone), Err(CanError::Silence));
    assert_eq!(
        world.block_on(alone.clone().send(standard(1, &[]))),
        Err(Stalled::Deadlock)
    );
    for _ in 0..2 {
        blocking::Can::transmit(&mut alone, &standard(1, &[])).unwrap();
    }
    let full = blocking::Can::transmit(&mut alone, &standard(1, &[]));
    assert_eq!(full, Err(CanError::Silence));
}

#[test]
fn blocking_calls_let_time_pass() {
    let (world, _, [mut sender, mut listener]) = bench();
    for data in 0..5 {
        blocking::Can::transmit(&mut sender, &standard(1, &[data])).unwrap();
    }
    for data in 0..5 {
        assert_eq!(
            blocking::Can::receive(&mut listener),
            Ok(standard(1, &[data]))
        );
    }
    let bits: u64 = (0..5).map(|data| standard(1, &[data]).bits()).sum();
    assert_eq!(world.now().as_micros(), (bits + 4 * 3) * 2);
}

#[test]
fn sending_fails_when_the_bus_is_left() {
    let (world, _, [sender, _listener]) = bench();
    world.inject(Injection::from(0, Fault::FlippedBit { byte: 0, bit: 0 }));
    let sent = world.block_on(sender.send(standard(1, &[1])));
    assert_eq!(sent, Ok(Err(CanError::BusOff)));
}

#[test]
fn a_dropped_send_has_filled_a_mailbox_or_not() {
    use core::{
        future::Future,
        pin::pin,
        task::{Context, Waker},
    };
    let (_, _, [sender, _listener]) = bench();
    for (polls, pending) in [(1, 0), (2, 1)] {
        let mut future = pin!(sender.send(standard(1, &[])));
        for _ in 0..polls {
            let mut context = Context::from_waker(Waker::noop());
            assert!(future.as_mut().poll(&mut context).is_pending());
        }
        assert_eq!(sender.pending(), pending);
    }
}
