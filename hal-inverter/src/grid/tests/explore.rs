//! Every sequence of a few grids, against what each stage's time says of it.

use super::super::{GridProfile, GridVerdict};
use super::bench::{Bench, MS, RELEASE, Signal, config};
use super::std::{vec, vec::Vec};
use core::time::Duration;
use hal_power::ErrorKind;

/// What the grid is for one stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Letter {
    Right,
    Low,
    High,
    Slow,
    Fast,
    Unseen,
}

const ALL: [Letter; 6] = [
    Letter::Right,
    Letter::Low,
    Letter::High,
    Letter::Slow,
    Letter::Fast,
    Letter::Unseen,
];
const STRETCH: Duration = Duration::from_millis(40);
const CYCLE: Duration = Duration::from_millis(20);
const DEPTH: usize = 5;

impl Letter {
    fn signal(self) -> Signal {
        match self {
            Self::Right | Self::Unseen => Signal::nominal(),
            Self::Low => Signal::volts(150.0),
            Self::High => Signal::volts(285.0),
            Self::Slow => Signal::hertz(47.0),
            Self::Fast => Signal::hertz(52.6),
        }
    }

    /// Time of the stage that it is beyond, from the profile.
    fn within(self, profile: &GridProfile) -> Option<Duration> {
        match self {
            Self::Right => None,
            Self::Low => Some(profile.under_voltage[1].within),
            Self::High => Some(profile.over_voltage[2].within),
            Self::Slow => Some(profile.under_frequency[1].within),
            Self::Fast => Some(profile.over_frequency[1].within),
            Self::Unseen => Some(Duration::ZERO),
        }
    }

    fn run(self, bench: &mut Bench) {
        for _ in 0..bench.protection.config().frames.of(STRETCH) {
            let mut frame = bench.sample(&self.signal());
            if self == Self::Unseen {
                frame.voltage = Err(ErrorKind::Bus);
            }
            let _ = bench.step(&frame);
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Must {
    Trip,
    Stay,
    Either,
}

/// What the times say of a word: trip where a run is longer than its time and the tolerance, stay where all are shorter by more
/// than what release, window and tolerance take.
fn must(word: &[Letter], profile: &GridProfile, tolerance: Duration) -> Must {
    let spent = RELEASE + CYCLE * 3 / 2 + tolerance;
    let mut must = Must::Stay;
    let mut run = Duration::ZERO;
    for (index, letter) in word.iter().enumerate() {
        let goes_on = index > 0 && word[index - 1] == *letter;
        run = if goes_on { run + STRETCH } else { STRETCH };
        let Some(within) = letter.within(profile) else {
            continue;
        };
        if run + RELEASE > within + tolerance {
            return Must::Trip;
        }
        if run + spent > within {
            must = Must::Either;
        }
    }
    must
}

#[derive(Debug, Default)]
struct Seen {
    words: u32,
    tripped: u32,
    stayed: u32,
}

fn explore(bench: &Bench, word: &mut Vec<Letter>, tolerance: Duration, seen: &mut Seen) {
    for letter in ALL {
        let mut bench = bench.clone();
        word.push(letter);
        letter.run(&mut bench);
        seen.words += 1;
        let verdict = bench.protection.verdict();
        let stayed = verdict == GridVerdict::Granted;
        match must(word, bench.protection.config().profile(), tolerance) {
            Must::Trip => {
                assert!(!stayed, "{word:?}: {verdict:?}");
                seen.tripped += 1;
            }
            Must::Stay => {
                assert!(stayed, "{word:?}: {verdict:?}");
                seen.stayed += 1;
            }
            Must::Either => {}
        }
        if stayed && word.len() < DEPTH {
            explore(&bench, word, tolerance, seen);
        }
        // a trip stays for the reconnection time, whatever comes
        if !stayed {
            for next in ALL {
                let mut bench = bench.clone();
                next.run(&mut bench);
                assert_ne!(
                    bench.protection.verdict(),
                    GridVerdict::Granted,
                    "{word:?} {next:?}"
                );
            }
        }
        word.pop();
    }
}

#[test]
fn every_word_of_five_trips_or_stays_as_its_times_say() {
    let config = config(&GridProfile::EN_50549_1_2019, MS / 4);
    let granted = Bench::granted(config);
    let mut seen = Seen::default();
    explore(
        &granted,
        &mut vec![],
        config.frequency_tolerance(),
        &mut seen,
    );
    assert!(
        seen.words > 500 && seen.tripped > 100 && seen.stayed > 100,
        "{seen:?}"
    );
}
