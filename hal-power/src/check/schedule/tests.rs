use super::*;
use crate::{Contacts, Path, PathId};

const HOUR: Duration = Duration::from_secs(3_600);
const START: Instant = Instant::from_micros(7_000_000);

fn schedule() -> SelfTestSchedule {
    SelfTestSchedule::new(HOUR * 24, HOUR).unwrap()
}

fn passed(schedule: &mut SelfTestSchedule, at: Instant) {
    let path = Path::new(PathId(1), Contacts::first(2));
    schedule.passed(&ResidualCurrentProven::mint(at, HOUR, &path));
}

#[test]
fn before_the_first_test_it_is_due_and_nothing_is_permitted() {
    let schedule = schedule();
    assert!(schedule.is_due(START));
    assert_eq!(schedule.permits(START), Err(SelfTestMissing::Untested));
    assert_eq!(schedule.until(), None);
}

#[test]
fn a_day_after_a_test_the_permissive_is_lost_and_the_test_is_due_before() {
    let mut schedule = schedule();
    passed(&mut schedule, START);
    let after = |time| START.saturating_add(time);
    let moment = Duration::from_micros(1);
    assert!(!schedule.is_due(after(HOUR * 23 - moment)));
    assert!(schedule.is_due(after(HOUR * 23)));
    assert_eq!(schedule.permits(after(HOUR * 24 - moment)), Ok(()));
    let overdue = Err(SelfTestMissing::Overdue);
    assert_eq!(schedule.permits(after(HOUR * 24)), overdue);
    assert_eq!(schedule.until(), Some(after(HOUR * 24)));
    passed(&mut schedule, after(HOUR * 30));
    assert_eq!(schedule.permits(after(HOUR * 31)), Ok(()));
}

#[test]
fn a_failure_counts_at_once_and_opening_does_not_excuse_it() {
    let mut schedule = schedule();
    passed(&mut schedule, START);
    schedule.failed();
    schedule.opened();
    assert_eq!(schedule.permits(START), Err(SelfTestMissing::Failed));
    assert!(schedule.is_due(START));
    passed(&mut schedule, START);
    assert_eq!(schedule.permits(START), Ok(()));
}

#[test]
fn after_opening_the_next_connecting_needs_a_test() {
    let mut schedule = schedule();
    passed(&mut schedule, START);
    schedule.opened();
    assert!(schedule.is_due(START));
    assert_eq!(schedule.permits(START), Err(SelfTestMissing::Untested));
}

#[test]
fn a_clock_that_went_back_is_no_excuse() {
    let mut schedule = schedule();
    passed(&mut schedule, START.saturating_add(HOUR));
    assert_eq!(schedule.permits(START), Err(SelfTestMissing::Overdue));
    assert!(schedule.is_due(START));
}

#[test]
fn an_interval_of_nothing_and_a_lead_that_is_all_of_it_are_none() {
    let new = SelfTestSchedule::new;
    assert_eq!(
        new(Duration::ZERO, Duration::ZERO).unwrap_err(),
        ConfigError::NoLimit
    );
    assert_eq!(new(HOUR, HOUR).unwrap_err(), ConfigError::NoTimeLeft);
}
