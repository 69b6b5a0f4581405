//! The relay of the simulator against what a data sheet states.

use core::time::Duration;
use embedded_hal::digital::InputPin;
use hal_power_sim::{
    World,
    model::relay::{Defect, FULL, MirrorPin, Relay, Sheet},
};

const SHEET: Sheet = Sheet {
    operate: Duration::from_millis(15),
    release: Duration::from_millis(8),
    bounce: Duration::from_millis(3),
    picks_up: 750,
    holds: 300,
};

/// Levels every quarter of a millisecond for `millis`.
fn trace(world: &World, relay: &std::rc::Rc<std::cell::RefCell<Relay>>, millis: u32) -> Vec<bool> {
    (0..millis * 4)
        .map(|_| {
            let closed = relay.borrow().is_closed();
            world.clock().advance(Duration::from_micros(250));
            closed
        })
        .collect()
}

#[test]
fn closes_after_the_operate_time_and_bounces_for_the_bounce_time() {
    let world = World::new();
    let relay = Relay::new(world.clock(), SHEET);
    relay.borrow_mut().drive(FULL);
    let seen = trace(&world, &relay, 30);
    assert!(seen.iter().take(60).all(|closed| !closed), "before 15 ms");
    assert!(seen[60], "at 15 ms");
    assert!(seen[60..72].iter().any(|closed| !closed), "it bounces");
    assert!(seen.iter().skip(72).all(|closed| *closed), "after 18 ms");
}

#[test]
fn opens_after_the_release_time_and_bounces() {
    let world = World::new();
    let relay = Relay::new(world.clock(), SHEET);
    relay.borrow_mut().drive(FULL);
    trace(&world, &relay, 30);
    relay.borrow_mut().drive(0);
    let seen = trace(&world, &relay, 20);
    assert!(seen.iter().take(32).all(|closed| *closed), "before 8 ms");
    assert!(!seen[32] && seen[32..44].iter().any(|closed| *closed));
    assert!(seen.iter().skip(44).all(|closed| !closed), "after 11 ms");
}

#[test]
fn picks_up_at_one_drive_and_holds_down_to_a_lower() {
    let world = World::new();
    let relay = Relay::new(world.clock(), SHEET);
    for (drive, closed) in [
        (749, false),
        (750, true),
        (300, true),
        (299, false),
        (749, false),
    ] {
        relay.borrow_mut().drive(drive);
        world.clock().advance(Duration::from_millis(30));
        assert_eq!(relay.borrow().is_closed(), closed, "{drive}");
    }
}

#[test]
fn a_defect_wins_and_the_mirror_shows_it() {
    let world = World::new();
    let relay = Relay::new(world.clock(), SHEET);
    let (mut made, mut broken) = (MirrorPin::new(&relay, true), MirrorPin::new(&relay, false));
    for (defect, drive, closed) in [
        (Some(Defect::Welded), 0, true),
        (Some(Defect::StuckOpen), FULL, false),
        (None, FULL, true),
    ] {
        relay.borrow_mut().set_defect(defect);
        relay.borrow_mut().drive(drive);
        world.clock().advance(Duration::from_millis(30));
        assert_eq!(relay.borrow().is_closed(), closed, "{defect:?}");
        assert_eq!(
            (made.is_high(), broken.is_high()),
            (Ok(closed), Ok(!closed))
        );
    }
}

#[test]
fn a_coil_dropped_before_its_contact_arrived_leaves_it_open() {
    let world = World::new();
    let relay = Relay::new(world.clock(), SHEET);
    relay.borrow_mut().drive(FULL);
    assert!(trace(&world, &relay, 5).iter().all(|closed| !closed));
    relay.borrow_mut().drive(0);
    assert!(trace(&world, &relay, 20).iter().all(|closed| !closed));
}
