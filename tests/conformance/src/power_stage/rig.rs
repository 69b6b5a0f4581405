//! A bench with its port, brought to where a check begins.

extern crate alloc;

use super::StageBench;
use crate::{Check, Failure, report::ensure};
use alloc::vec::Vec;
use core::time::Duration;
use hal_inverter::{Duty, PowerStage as _, StageState};
use hal_power::{
    Reading, TripProven,
    check::{Step, TripConfig, TripInputs, TripProof},
};
use hal_power_sim::stage::{Edge, Side};

/// Time that a trip may take to reach the gates.
pub(super) const AT_ONCE: u64 = 1_000;

pub(super) struct Rig<B: StageBench<LEGS>, const LEGS: usize> {
    pub(super) bench: B,
    pub(super) stage: B::Stage,
    check: Check,
}

impl<B: StageBench<LEGS>, const LEGS: usize> Rig<B, LEGS> {
    pub(super) fn new(check: Check) -> Self {
        let bench = B::new();
        let stage = bench.stage();
        Self {
            bench,
            stage,
            check,
        }
    }

    /// Armed, and some periods later.
    pub(super) fn running(check: Check, duty: Duty) -> Result<Self, Failure> {
        let mut rig = Self::new(check);
        rig.arm()?;
        rig.run(3, duty);
        ensure!(
            rig.stage.state() == StageState::Armed,
            check,
            "{:?} three periods after arming, each with a new duty",
            rig.stage.state()
        );
        Ok(rig)
    }

    pub(super) fn period() -> u64 {
        u64::try_from(B::CARRIER.period.as_nanos()).unwrap_or(u64::MAX)
    }

    /// A share of the carrier in eighths.
    pub(super) fn eighths(share: u16) -> Duty {
        Duty::from_ticks(B::CARRIER.ticks / 8 * share)
    }

    pub(super) fn now(&self) -> u64 {
        self.bench.world().clock().nanos()
    }

    pub(super) fn pass(&self, nanos: u64) {
        let clock = self.bench.world().clock();
        clock.advance(Duration::from_nanos(nanos));
    }

    pub(super) fn write(&mut self, duty: Duty) {
        self.stage.update(|stage| {
            for leg in 0..LEGS {
                B::set_duty(stage, leg, duty);
            }
        });
    }

    /// Lets periods pass, each with this duty written anew.
    pub(super) fn run(&mut self, periods: u32, duty: Duty) {
        for _ in 0..periods {
            self.write(duty);
            self.pass(Self::period());
        }
    }

    /// Forces the trip and sees the gates off, as firmware has to before it arms.
    pub(super) fn prove(&mut self) -> Result<TripProven, Failure> {
        let hold = Duration::from_micros(100);
        let config = TripConfig::new(Duration::from_micros(20), Duration::from_millis(1));
        let mut proof = TripProof::new(config.with_hold(hold).with_life(Duration::from_secs(1)));
        proof.start(self.bench.world().now(), self.bench.path());
        loop {
            self.bench.force_trip(proof.force());
            if proof.clear() {
                let _ = self.stage.clear_trip();
            }
            self.pass(10_000);
            let now = self.bench.world().now();
            let tripped = matches!(self.stage.state(), StageState::Tripped(_));
            let seen = |value| Ok(Reading::new(value, now));
            let inputs = TripInputs::new(seen(tripped), seen(self.bench.gates_off()));
            match proof.step(now, self.bench.path(), inputs) {
                Step::Wait => {}
                Step::Done(proven) => return Ok(proven),
                Step::Failed(fault) => {
                    self.bench.force_trip(false);
                    ensure!(false, self.check, "the trip was not proven: {fault:?}");
                }
            }
        }
    }

    pub(super) fn arm(&mut self) -> Result<(), Failure> {
        let proof = self.prove()?;
        let permit = self.bench.permit(proof);
        let now = self.bench.world().now();
        let armed = self.stage.arm(permit, now, self.bench.path());
        let state = self.stage.state();
        ensure!(
            armed.is_ok() && state == StageState::Armed,
            self.check,
            "armed with fresh proofs: {armed:?}, {state:?}"
        );
        Ok(())
    }

    /// Lets time pass until a switch that follows the duty has just gone on, and a sixteenth of a period more.
    pub(super) fn mid_pulse(&mut self) -> Result<(), Failure> {
        let half = Self::eighths(4);
        self.run(2, half);
        self.bench.take_edges();
        for _ in 0..600 {
            self.write(half);
            self.pass(Self::period() / 200);
            let edges = self.bench.take_edges();
            if edges.iter().any(|edge| edge.on && edge.side == B::FOLLOWS) {
                self.pass(Self::period() / 16);
                ensure!(
                    !self.bench.gates_off(),
                    self.check,
                    "a pulse of half a period is cut"
                );
                return Ok(());
            }
        }
        ensure!(false, self.check, "armed with half a duty, no gate goes on");
        Ok(())
    }

    /// The gates are off a microsecond from now, and stay off for periods in which duties are written.
    pub(super) fn goes_off(&mut self, what: &str) -> Result<(), Failure> {
        let since = self.now();
        self.pass(AT_ONCE);
        ensure!(
            self.bench.gates_off(),
            self.check,
            "{what}: 1 us later a gate is on"
        );
        let late = self
            .bench
            .take_edges()
            .into_iter()
            .find(|edge| edge.on && edge.at > since + AT_ONCE);
        ensure!(late.is_none(), self.check, "{what}: then {late:?}");
        Ok(())
    }

    /// No gate goes on in some periods with new duties.
    pub(super) fn stays_off(&mut self, what: &str) -> Result<(), Failure> {
        self.bench.take_edges();
        self.run(4, Self::eighths(5));
        let on = self.bench.take_edges().into_iter().find(|edge| edge.on);
        ensure!(
            on.is_none() && self.bench.gates_off(),
            self.check,
            "{what}, duties are written: {on:?}"
        );
        Ok(())
    }
}

/// Pulses of one switch as start and width.
pub(super) fn pulses(edges: &[Edge], leg: usize, side: Side) -> Vec<(u64, u64)> {
    let mut pulses = Vec::new();
    let mut start = None;
    for edge in edges
        .iter()
        .filter(|edge| (edge.leg, edge.side) == (leg, side))
    {
        match (edge.on, start.take()) {
            (true, _) => start = Some(edge.at),
            (false, Some(start)) => pulses.push((start, edge.at - start)),
            (false, None) => {}
        }
    }
    pulses
}
