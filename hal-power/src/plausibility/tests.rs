//! Every word of readings, and single stories.

use super::*;
use crate::Voltage;
use core::time::Duration;

const MS: Duration = Duration::from_millis(1);
const FROZEN: Duration = Duration::from_millis(30);
const CONFIRMATIONS: u8 = 3;

const fn at(millis: u64) -> Instant {
    Instant::from_micros(1_000_000 + millis * 1_000)
}

const fn reading(millivolts: i32, millis: u64) -> Input<Voltage> {
    Ok(Reading::new(
        Voltage::from_millivolts(millivolts),
        at(millis),
    ))
}

/// Frozen after 30 ms; 1 V a second, 10 mV apart, three readings.
fn judge() -> Plausibility<Voltage> {
    let config = PlausibilityConfig::new().with_frozen(FROZEN).unwrap();
    let (rate, noise) = (Voltage::from_volts(1), Voltage::from_millivolts(10));
    Plausibility::new(config.with_step(rate, noise, CONFIRMATIONS).unwrap())
}

#[test]
fn what_does_not_change_by_one_count_is_frozen_until_it_does() {
    let mut judge = judge();
    assert_eq!(judge.step(reading(500, 0)), reading(500, 0));
    assert_eq!(judge.step(reading(500, 29)), reading(500, 29));
    assert_eq!(judge.step(reading(500, 30)), Err(ErrorKind::NotReady));
    let frozen = Implausible::Frozen { since: at(0) };
    assert_eq!(judge.cause(), Some(frozen));
    assert_eq!(judge.step(Err(ErrorKind::Bus)), Err(ErrorKind::Bus));
    assert_eq!(judge.cause(), None);
    assert_eq!(judge.step(reading(500, 50)), Err(ErrorKind::NotReady));
    let one_count = Ok(Reading::new(Voltage::from_microvolts(500_001), at(60)));
    assert_eq!(judge.step(one_count), one_count);
    assert_eq!(judge.cause(), None);
}

#[test]
fn a_step_is_confirmed_by_readings_that_agree() {
    let mut judge = judge();
    let _ = judge.step(reading(0, 0));
    // 10 mV, and 1 mV for each ms
    assert_eq!(judge.step(reading(20, 10)), reading(20, 10));
    for (millis, confirmed) in [(11, 1), (12, 2)] {
        let far = 500 + i32::from(confirmed);
        assert_eq!(judge.step(reading(far, millis)), Err(ErrorKind::Integrity));
        let step = Implausible::Step {
            from: Voltage::from_millivolts(20),
            to: Voltage::from_millivolts(far),
            confirmed,
        };
        assert_eq!(judge.cause(), Some(step));
        // the same reading again confirms nothing
        assert_eq!(judge.step(reading(far, millis)), Err(ErrorKind::Integrity));
        assert_eq!(judge.cause(), Some(step));
    }
    assert_eq!(judge.step(reading(503, 13)), reading(503, 13));
    assert_eq!(judge.step(reading(20, 14)), Err(ErrorKind::Integrity));
}

#[test]
fn a_spike_is_left_out_and_leaves_nothing_behind() {
    let mut judge = judge();
    let _ = judge.step(reading(0, 0));
    for (spike, millis) in [(900, 1), (-900, 2), (900, 3)] {
        assert_eq!(
            judge.step(reading(spike, millis)),
            Err(ErrorKind::Integrity)
        );
    }
    assert_eq!(judge.step(reading(1, 4)), reading(1, 4));
    assert_eq!(judge.step(reading(900, 5)), Err(ErrorKind::Integrity));
    assert!(matches!(
        judge.cause(),
        Some(Implausible::Step { confirmed: 1, .. })
    ));
}

#[test]
fn an_older_reading_and_one_that_contradicts_itself_are_damaged() {
    let mut judge = judge();
    let _ = judge.step(reading(5, 10));
    assert_eq!(judge.step(reading(5, 9)), Err(ErrorKind::Integrity));
    assert_eq!(judge.cause(), Some(Implausible::Backwards));
    assert_eq!(judge.step(reading(6, 10)), Err(ErrorKind::Integrity));
    assert_eq!(judge.step(reading(5, 10)), reading(5, 10));
    judge.reset();
    assert_eq!(judge.step(reading(2_000, 1)), reading(2_000, 1));
}

#[test]
fn what_is_not_set_is_not_judged() {
    let mut judge = Plausibility::new(PlausibilityConfig::new());
    for (value, millis) in [(0, 0), (0, 90_000), (i32::MAX, 90_001), (i32::MIN, 90_002)] {
        let input = Ok(Reading::new(Voltage::from_microvolts(value), at(millis)));
        assert_eq!(judge.step(input), input);
    }
}

#[test]
fn limits_that_nothing_keeps_are_refused() {
    use PlausibilityError::{Confirmations, Frozen, Step};
    let config = PlausibilityConfig::new();
    let (zero, one) = (Voltage::ZERO, Voltage::from_microvolts(1));
    assert_eq!(config.with_frozen(Duration::ZERO).err(), Some(Frozen));
    assert_eq!(config.with_step(zero, zero, 2).err(), Some(Step));
    assert_eq!(config.with_step(Voltage::MIN, one, 2).err(), Some(Step));
    assert_eq!(config.with_step(one, one, 1).err(), Some(Confirmations));
    assert!(config.with_step(zero, one, 2).is_ok());
}

/// What a sensor may say next.
#[derive(Debug, Clone, Copy)]
enum Letter {
    Error,
    /// The value before.
    Same,
    /// One count more.
    Count,
    /// Another level, of three that are far apart.
    Level(i32),
    /// The reading before.
    Again,
    /// A reading of before that.
    Older,
}

const LETTERS: [Letter; 7] = [
    Letter::Error,
    Letter::Same,
    Letter::Count,
    Letter::Level(0),
    Letter::Level(1_000_000),
    Letter::Again,
    Letter::Older,
];

/// A word so far: every reading that was new, and the last one that was passed on.
#[derive(Clone, Default)]
struct Story {
    readings: [Option<Reading<Voltage>>; 8],
    count: usize,
    passed: Option<Reading<Voltage>>,
}

impl Story {
    fn newest(&self) -> impl Iterator<Item = Reading<Voltage>> + Clone + '_ {
        self.readings[..self.count].iter().rev().flatten().copied()
    }

    fn push(&mut self, reading: Reading<Voltage>) {
        self.readings[self.count] = Some(reading);
        self.count += 1;
    }
}

fn near(one: Reading<Voltage>, other: Reading<Voltage>) -> bool {
    let off = one.value.abs_diff(other.value).as_microvolts();
    let millis = one
        .at
        .saturating_since(other.at)
        .max(other.at.saturating_since(one.at));
    off <= 10_000 + i32::try_from(millis.as_micros()).unwrap()
}

/// What holds whatever was before, found in the readings alone.
fn assert_sound(story: &Story, input: Input<Voltage>, told: Input<Voltage>) {
    let Ok(own) = told else {
        return;
    };
    assert_eq!(told, input, "as it is");
    let same = story
        .newest()
        .take_while(|one| one.value == own.value)
        .last();
    let unchanged = same.map_or(Duration::ZERO, |first| own.at.saturating_since(first.at));
    assert!(unchanged < FROZEN, "frozen for {unchanged:?}");
    if let Some(passed) = story.passed {
        let run = story.newest().take(CONFIRMATIONS.into());
        let agree = run
            .clone()
            .zip(run.clone().skip(1))
            .all(|(one, two)| near(one, two));
        let confirmed = run.count() == usize::from(CONFIRMATIONS) && agree;
        assert!(near(own, passed) || confirmed, "{own:?} after {passed:?}");
    }
}

fn explore(judge: &Plausibility<Voltage>, story: &Story, depth: u64, words: &mut u32) {
    if depth == 0 {
        *words += 1;
        // from anywhere a sensor that lives is believed again
        let mut judge = judge.clone();
        let mut last = Err(ErrorKind::Other);
        for reading in 0..=CONFIRMATIONS {
            let value = Voltage::from_microvolts(700_000 + i32::from(reading));
            let input = Ok(Reading::new(value, at(1_000 + u64::from(reading))));
            last = judge.step(input);
        }
        assert!(last.is_ok(), "{:?}", judge.cause());
        return;
    }
    let now = at(100 - depth * 11);
    let before = story.newest().next();
    for letter in LETTERS {
        let value = before.map_or(Voltage::ZERO, |before| before.value);
        let input = match (letter, before) {
            (Letter::Error, _) => Err(ErrorKind::Bus),
            (Letter::Same, _) => Ok(Reading::new(value, now)),
            (Letter::Count, _) => {
                let value = value.saturating_add(Voltage::from_microvolts(1));
                Ok(Reading::new(value, now))
            }
            (Letter::Level(micros), _) => Ok(Reading::new(Voltage::from_microvolts(micros), now)),
            (Letter::Again, Some(before)) => Ok(before),
            (Letter::Older, Some(before)) => {
                Ok(Reading::new(before.value, before.at.saturating_sub(MS)))
            }
            (Letter::Again | Letter::Older, None) => continue,
        };
        let (mut judge, mut story) = (judge.clone(), story.clone());
        if let (Ok(reading), Letter::Same | Letter::Count | Letter::Level(_)) = (input, letter) {
            story.push(reading);
        }
        let told = judge.step(input);
        assert_eq!(
            judge.cause().map(|cause| cause.kind()),
            told.err().filter(|_| input.is_ok())
        );
        if let Err(kind) = input {
            assert_eq!(told, Err(kind));
        }
        if matches!(letter, Letter::Older) {
            assert_eq!(judge.cause(), Some(Implausible::Backwards));
        }
        assert_sound(&story, input, told);
        if let Ok(reading) = told {
            story.passed = Some(reading);
        }
        explore(&judge, &story, depth - 1, words);
    }
}

#[test]
fn whatever_a_sensor_says_nothing_frozen_and_no_step_unconfirmed_passes() {
    let mut words = 0;
    explore(&judge(), &Story::default(), 6, &mut words);
    assert_eq!(words, 78_433);
}
