//! A bench with a driver that is read while time passes.

extern crate alloc;

use super::{InsulationBench, Net};
use crate::{Check, Failure, report::ensure};
use core::time::Duration;
use hal_power::{
    Error as _, ErrorKind, Insulation, asynch::InsulationMeter as _, blocking::InsulationMeter as _,
};

pub(super) type Answer = Result<Insulation, ErrorKind>;

pub(super) struct Run<B: InsulationBench> {
    pub(super) bench: B,
    pub(super) driver: B::Blocking,
}

impl<B: InsulationBench> Run<B> {
    pub(super) fn fresh(net: Net) -> Self {
        let mut bench = B::new();
        let driver = bench.blocking();
        bench.set_net(net);
        Self { bench, driver }
    }

    /// With a meter that has started up and shows this net.
    pub(super) fn ready(net: Net, check: Check) -> Result<Self, Failure> {
        let mut run = Self::fresh(net);
        run.pass(B::START_UP);
        run.settle();
        let answer = run.read();
        ensure!(
            is_right::<B>(&answer, &net),
            check,
            "{answer:?} of a sound meter at {net:?}"
        );
        Ok(run)
    }

    pub(super) fn read(&mut self) -> Answer {
        self.driver.insulation().map_err(|error| error.kind())
    }

    /// Lets time pass, and reads meanwhile.
    pub(super) fn pass(&mut self, time: Duration) {
        for pause in pauses::<B>(time) {
            self.bench.wait(pause);
            let _ = self.read();
        }
    }

    /// Lets the meter follow the net.
    pub(super) fn settle(&mut self) {
        self.pass(B::SETTLE + B::PACE);
    }
}

/// The same on the async half.
pub(super) struct Async<B: InsulationBench> {
    pub(super) bench: B,
    pub(super) driver: B::Asynch,
}

impl<B: InsulationBench> Async<B> {
    pub(super) fn fresh(net: Net) -> Self {
        let mut bench = B::new();
        let driver = bench.asynch();
        bench.set_net(net);
        Self { bench, driver }
    }

    pub(super) fn read(&mut self) -> Answer {
        let world = self.bench.world().clone();
        let read = world.block_on(self.driver.insulation());
        read.map_or(Err(ErrorKind::Other), |read| {
            read.map_err(|error| error.kind())
        })
    }

    pub(super) fn pass(&mut self, time: Duration) {
        for pause in pauses::<B>(time) {
            self.bench.wait(pause);
            let _ = self.read();
        }
    }

    pub(super) fn settle(&mut self) {
        self.pass(B::SETTLE + B::PACE);
    }
}

/// The pauses between readings that make this time, the last one shorter.
fn pauses<B: InsulationBench>(time: Duration) -> impl Iterator<Item = Duration> {
    let mut left = time;
    core::iter::from_fn(move || {
        let pause = left.min(B::PACE);
        left = left.saturating_sub(pause);
        (!pause.is_zero()).then_some(pause)
    })
}

/// Returns whether an answer is what this net may be read as.
pub(super) fn is_right<B: InsulationBench>(answer: &Answer, net: &Net) -> bool {
    let (_, top) = B::range();
    match (answer, net.total()) {
        (Err(kind), truth) => {
            let is_over = truth.is_none_or(|truth| truth > top);
            is_over && B::TELLS_OVER_RANGE && *kind == ErrorKind::Saturated
        }
        (Ok(found), Some(truth)) if truth <= top => {
            let (lowest, highest) = B::bounds(truth);
            lowest <= found.total && found.total <= highest
        }
        (Ok(found), truth) => {
            let honest = truth.is_none_or(|truth| found.total <= B::bounds(truth).1);
            honest && found.total >= top && !B::TELLS_OVER_RANGE
        }
    }
}
