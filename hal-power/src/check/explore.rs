//! Steps a check through every combination of inputs up to a depth, for tests.

use super::Step;
use crate::{ErrorKind, Input, Instant, Reading};
use core::{fmt::Debug, time::Duration};

/// What an input may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Letter {
    /// The sensor fails.
    Error,
    /// Right, but too old.
    Stale,
    /// Fresh, and not what the proof needs.
    Wrong,
    /// Fresh, and what the proof needs.
    Right,
}

impl Letter {
    const ALL: [Self; 4] = [Self::Error, Self::Stale, Self::Wrong, Self::Right];

    /// Makes the input that the letter stands for.
    pub(crate) fn input<T>(self, now: Instant, right: T, wrong: T) -> Input<T> {
        match self {
            Self::Error => Err(ErrorKind::Bus),
            Self::Stale => Ok(Reading::new(right, Instant::ORIGIN)),
            Self::Wrong => Ok(Reading::new(wrong, now)),
            Self::Right => Ok(Reading::new(right, now)),
        }
    }
}

/// How many steps were taken and how many proofs made.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) steps: u64,
    pub(crate) proofs: u64,
}

/// Steps clones of `check` at a distance of `tick` through all words of `INPUTS` letters, `depth` steps deep.
///
/// Panics on a proof in a step whose letters were not all right. The check must have been started at or before `now`.
pub(crate) fn explore<const INPUTS: usize, C: Clone, P: Debug, F: Debug>(
    check: &C,
    now: Instant,
    tick: Duration,
    depth: u32,
    step: &impl Fn(&mut C, Instant, [Letter; INPUTS]) -> Step<P, F>,
    seen: &mut Seen,
) {
    if depth == 0 {
        return;
    }
    let now = now.saturating_add(tick);
    for word in 0..4_usize.pow(u32::try_from(INPUTS).unwrap()) {
        let letters = core::array::from_fn(|input| Letter::ALL[word >> (2 * input) & 3]);
        let mut check = check.clone();
        seen.steps += 1;
        match step(&mut check, now, letters) {
            Step::Done(proof) => {
                seen.proofs += 1;
                let all_right = letters.iter().all(|letter| *letter == Letter::Right);
                assert!(all_right, "{proof:?} from {letters:?}");
            }
            Step::Wait => explore(&check, now, tick, depth - 1, step, seen),
            Step::Failed(_) => {}
        }
    }
}
