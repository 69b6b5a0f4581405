use super::*;
use crate::{
    ErrorKind, PathId, Reading, Refused,
    check::explore::{Letter, Seen, explore},
};

const MS: Duration = Duration::from_millis(1);
const START: Instant = Instant::from_micros(1_000_000);

const fn ma(milliamps: i32) -> Current {
    Current::from_milliamps(milliamps)
}

fn config(readings: u16) -> ZeroConfig {
    ZeroConfig::new(Contacts::first(2), ma(100), readings, MS * 5).unwrap()
}

fn path() -> Path {
    Path::new(PathId(1), Contacts::first(3))
}

fn read(current: Current, at: Instant) -> ZeroInputs {
    ZeroInputs::new(Ok(Reading::new(current, at)))
}

fn proven(path: &Path, currents: &[i32]) -> Result<(ZeroProven, ZeroCheck), ZeroFault> {
    let mut check = ZeroCheck::new(config(4));
    check.start(START, path);
    let mut now = START;
    for &milliamps in currents {
        now = now.saturating_add(MS);
        match check.step(now, path, read(ma(milliamps), now)) {
            Step::Wait => {}
            Step::Done(proof) => return Ok((proof, check)),
            Step::Failed(fault) => return Err(fault),
        }
    }
    panic!("neither done nor failed");
}

#[test]
fn readings_near_zero_prove_and_give_the_offset() {
    let mut path = path();
    let (proof, check) = proven(&path, &[100, -20, 40, 0]).unwrap();
    assert_eq!(check.offset(), Some(ma(30)));
    let now = START.saturating_add(MS * 4);
    assert_eq!(proof.check(now, &path), Ok(()));
    let late = now.saturating_add(MS * 6);
    assert_eq!(proof.check(late, &path), Err(Refused::Stale));
    let other = Path::new(PathId(2), Contacts::NONE);
    assert_eq!(proof.check(now, &other), Err(Refused::OtherPath));
    path.command(Contacts::only(2));
    assert_eq!(proof.redeem(now, &path), Err(Refused::Void));
}

#[test]
fn an_offset_is_a_fault() {
    let fault = proven(&path(), &[0, 0, 101]).unwrap_err();
    assert_eq!(fault, ZeroFault::Offset(ma(101)));
}

#[test]
fn current_that_could_flow_proves_nothing() {
    let mut closed = path();
    closed.command(Contacts::only(1));
    assert_eq!(proven(&closed, &[0; 4]).unwrap_err(), ZeroFault::Closed);
    let unwatched = Path::new(PathId(1), Contacts::only(0));
    assert_eq!(
        proven(&unwatched, &[0; 4]).unwrap_err(),
        ZeroFault::NotWatched
    );
    let none = ZeroConfig::new(Contacts::NONE, ma(1), 1, MS);
    assert_eq!(none.unwrap_err(), ConfigError::Contacts);
    let negative = ZeroConfig::new(Contacts::only(0), ma(-1), 1, MS);
    assert_eq!(negative.unwrap_err(), ConfigError::NoLimit);
}

#[test]
fn one_reading_does_not_count_twice() {
    let mut check = ZeroCheck::new(config(2));
    let path = path();
    check.start(START, &path);
    let at = |ms: u32| START.saturating_add(MS * ms);
    for ms in 1..=5 {
        assert!(matches!(
            check.step(at(ms), &path, read(ma(0), at(1))),
            Step::Wait
        ));
    }
    assert!(matches!(
        check.step(at(6), &path, read(ma(0), at(6))),
        Step::Done(_)
    ));
    assert!(matches!(
        check.step(at(7), &path, read(ma(0), at(7))),
        Step::Wait
    ));
}

#[test]
fn a_move_another_path_or_a_failed_sensor_end_it() {
    let mut check = ZeroCheck::new(config(2));
    let mut path = path();
    check.start(START, &path);
    path.void();
    let step = check.step(START, &path, read(ma(0), START));
    assert!(matches!(step, Step::Failed(ZeroFault::Moved)));
    check.start(START, &path);
    let other = Path::new(PathId(2), Contacts::first(3));
    let step = check.step(START, &other, read(ma(0), START));
    assert!(matches!(step, Step::Failed(ZeroFault::OtherPath)));
    check.start(START, &path);
    let step = check.step(START, &path, ZeroInputs::new(Err(ErrorKind::Saturated)));
    assert!(matches!(step, Step::Failed(ZeroFault::Input(_))));
}

#[test]
fn never_proves_without_all_inputs_right() {
    let path = path();
    let mut check = ZeroCheck::new(config(4));
    check.start(START, &path);
    let mut seen = Seen::default();
    explore(
        &check,
        START,
        MS,
        6,
        &|check: &mut ZeroCheck, now, [current]: [Letter; 1]| {
            check.step(
                now,
                &path,
                ZeroInputs::new(current.input(now, ma(0), ma(200))),
            )
        },
        &mut seen,
    );
    assert_eq!(
        seen,
        Seen {
            steps: 16,
            proofs: 1
        }
    );
}
