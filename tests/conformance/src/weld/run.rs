//! One test from its begin to its verdict.

extern crate alloc;

use super::{Finding, Trouble, Verdict, WeldBench};
use crate::{Check, Failure, report::ensure};
use hal_power::{Contacts, Instant};

/// A test that has ended.
pub(super) struct Ended {
    pub(super) verdict: Verdict,
    /// Steps in which a path was closed that had to stay apart, and which.
    closed: Option<(u32, Contacts)>,
    /// Steps that it took.
    pub(super) steps: u32,
    /// When the trouble that came in its midst did, and when the verdict.
    pub(super) struck: Instant,
    pub(super) at: Instant,
}

/// A test under way.
pub(super) struct Run<B> {
    bench: B,
    check: Check,
    levels: Contacts,
    /// Closing a path would be wrong from then on.
    apart_from: Option<Instant>,
    closed: Option<(u32, Contacts)>,
}

impl<B: WeldBench> Run<B> {
    /// Begins with these troubles.
    pub(super) fn begin(contact: u32, troubles: &[Trouble], check: Check) -> Self {
        let mut bench = B::new();
        for trouble in troubles {
            bench.impose(*trouble);
        }
        let keeps_apart =
            |trouble: &Trouble| matches!(trouble, Trouble::Welded(_) | Trouble::Absent);
        let apart_from = troubles
            .iter()
            .any(keeps_apart)
            .then(|| bench.world().now());
        bench.start(contact);
        Self {
            levels: bench.levels(),
            bench,
            check,
            apart_from,
            closed: None,
        }
    }

    /// Steps until the verdict; one more trouble strikes before a step.
    pub(super) fn end(mut self, strikes: Option<(u32, Trouble)>) -> Result<Ended, Failure> {
        let mut struck = self.bench.world().now();
        for nth in 0..B::STEPS {
            if let Some((step, trouble)) = strikes
                && step == nth
            {
                struck = self.bench.world().now();
                if trouble == Trouble::Absent {
                    self.apart_from = Some(struck.saturating_add(B::NOTICE));
                }
                self.bench.impose(trouble);
            }
            let verdict = self.bench.step();
            self.moved(nth)?;
            if let Some(verdict) = verdict {
                return Ok(Ended {
                    verdict,
                    closed: self.closed,
                    steps: nth + 1,
                    struck,
                    at: self.bench.world().now(),
                });
            }
        }
        let steps = B::STEPS;
        Err(Failure {
            check: self.check,
            detail: alloc::format!("no verdict within {steps} steps"),
        })
    }

    /// Judges what was commanded in this step.
    fn moved(&mut self, nth: u32) -> Result<(), Failure> {
        let now = self.bench.levels();
        let before = core::mem::replace(&mut self.levels, now);
        let is_late = |from: Instant| self.bench.world().now() > from;
        for path in B::paths() {
            let (was, is) = (before & *path, now & *path);
            let closes = is == *path && was != *path;
            if closes && self.apart_from.is_some_and(is_late) {
                self.closed.get_or_insert((nth, *path));
            }
            let changed = (was - is) | (is - was);
            // a path that is proven may close as a whole
            let connects = was.is_empty() && closes;
            ensure!(
                connects || changed.bits().count_ones() <= 1,
                Check::OneAtATime,
                "of {path} went {was} to {is} in step {nth}"
            );
        }
        Ok(())
    }
}

impl Ended {
    /// No path was closed that had to stay apart. To be asked after the verdict, which tells more.
    pub(super) fn stayed_apart(&self) -> Result<(), Failure> {
        match self.closed {
            None => Ok(()),
            Some((nth, path)) => Err(Failure {
                check: Check::StaysApart,
                detail: alloc::format!("{path} closed as a whole in step {nth}"),
            }),
        }
    }

    /// A trouble that struck in the midst of it was noticed in time.
    pub(super) fn is_in_time<B: WeldBench>(&self) -> bool {
        self.verdict.finding == Finding::Doubtful
            || self.at.saturating_since(self.struck) <= B::NOTICE
    }
}
