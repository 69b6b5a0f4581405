//! When a proof is refused at run time. The proof is earned, by running the check on readings.

#![allow(clippy::panic, reason = "a helper of tests fails as a test does")]

use core::time::Duration;
use hal_power::{
    Contacts, Current, Energy, Instant, Path, PathId, Precharged, Reading, Refused, Resistance,
    Voltage,
    check::{Precharge, PrechargeConfig, PrechargeInputs, Step},
};

const MS: Duration = Duration::from_millis(1);
const LIFE: Duration = Duration::from_millis(100);

fn path() -> Path {
    Path::new(PathId(1), Contacts::first(3))
}

/// Precharges a link that follows at once.
fn earn(path: &Path) -> (Precharged, Instant) {
    let resistor = Resistance::from_ohms(50);
    let config = PrechargeConfig::new(resistor, MS * 40, Voltage::from_volts(85), MS * 5);
    let mut check = Precharge::new(config.with_life(LIFE), Energy::ZERO);
    let mut now = Instant::from_micros(1_000_000);
    check.start(now, path);
    for _ in 0..100 {
        now = now.saturating_add(MS);
        let volts = Ok(Reading::new(Voltage::from_volts(400), now));
        let amps = Ok(Reading::new(Current::ZERO, now));
        match check.step(now, path, PrechargeInputs::new(volts, volts, amps)) {
            Step::Wait => {}
            Step::Done(proof) => return (proof, now),
            Step::Failed(fault) => panic!("{fault:?}"),
        }
    }
    panic!("no proof");
}

#[test]
fn is_accepted_until_the_end_of_its_life_and_not_later() {
    let path = path();
    let (proof, now) = earn(&path);
    assert_eq!(proof.redeem(now.saturating_add(LIFE), &path), Ok(()));
    let (proof, now) = earn(&path);
    let late = now.saturating_add(LIFE + Duration::from_micros(1));
    assert_eq!(proof.redeem(late, &path), Err(Refused::Stale));
}

#[test]
fn is_refused_before_it_was_made() {
    let path = path();
    let (proof, now) = earn(&path);
    let early = now.saturating_sub(Duration::from_micros(1));
    assert_eq!(proof.redeem(early, &path), Err(Refused::Stale));
}

#[test]
fn is_refused_for_another_path() {
    let path = path();
    let (proof, now) = earn(&path);
    let other = Path::new(PathId(2), Contacts::first(3));
    assert_eq!(proof.redeem(now, &other), Err(Refused::OtherPath));
}

#[test]
fn is_void_after_a_watched_contact_has_moved_even_if_it_moved_back() {
    let mut path = path();
    let (proof, now) = earn(&path);
    path.command(Contacts::only(2));
    path.command(Contacts::NONE);
    assert_eq!(proof.redeem(now, &path), Err(Refused::Void));
}

#[test]
fn outlives_a_contact_that_the_path_does_not_watch() {
    let mut path = path();
    let (proof, now) = earn(&path);
    path.command(Contacts::only(3));
    assert_eq!(proof.redeem(now, &path), Ok(()));
}

#[test]
fn is_void_after_a_reset() {
    let mut path = path();
    let (proof, now) = earn(&path);
    path.void();
    assert_eq!(proof.redeem(now, &path), Err(Refused::Void));
}

#[test]
fn looking_does_not_use_it_up() {
    let path = path();
    let (proof, now) = earn(&path);
    assert_eq!(proof.check(now, &path), Ok(()));
    assert_eq!((proof.path(), proof.proven_at()), (PathId(1), now));
    assert_eq!(proof.redeem(now, &path), Ok(()));
}
