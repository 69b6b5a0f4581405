extern crate std;

mod ends;
mod runs;

use super::*;
use core::time::Duration;
use hal_power::{Current, ErrorKind};
use std::vec::Vec;

const SECOND: Duration = Duration::from_secs(1);
const CELLS: usize = 6;

const fn mv(millivolts: i32) -> Voltage {
    Voltage::from_millivolts(millivolts)
}

const fn celsius(degrees: i32) -> Temperature {
    Temperature::from_celsius(degrees)
}

const LEVELS: BalancerLevels =
    BalancerLevels::new(mv(20), mv(5), mv(3_000), celsius(60)).with_cooled(celsius(50));

/// Ends by itself after 20 s; stretches of 60 s, 3 s to settle, 30 s of rest, an hour in all.
fn config() -> BalancerConfig {
    let config = BalancerConfig::new(CELLS, SECOND * 20, LEVELS, SECOND * 3_600, SECOND * 5);
    config
        .unwrap()
        .with_stretch(SECOND * 60, SECOND * 3)
        .with_rest(Current::from_milliamps(500), SECOND * 30)
}

/// A string whose part does as it is told, and ends by itself.
struct Rig {
    balancer: Balancer,
    now: Instant,
    /// In µV.
    cells: [i32; CELLS],
    /// Lost in a second by a cell that is discharged, in µV.
    loss: i32,
    temperature: Temperature,
    current: Current,
    /// What the part discharges, and until when.
    part: (CellSet, Instant),
    link: Link,
    commands: Vec<CellSet>,
}

#[derive(Clone, Copy, PartialEq)]
enum Link {
    Works,
    Broken,
    /// The part hears, its answer is lost.
    Deaf,
}

impl Rig {
    fn new(config: BalancerConfig, millivolts: [i32; CELLS]) -> Self {
        Self {
            balancer: Balancer::new(config),
            now: Instant::from_micros(1_000_000_000),
            cells: millivolts.map(|cell| cell * 1_000),
            loss: 50,
            temperature: celsius(25),
            current: Current::ZERO,
            part: (CellSet::NONE, Instant::ORIGIN),
            link: Link::Works,
            commands: Vec::new(),
        }
    }

    /// What the part measures: a cell that is discharged, and those beside it, are 30 mV off.
    fn measured(&self) -> [Voltage; CELLS] {
        core::array::from_fn(|cell| {
            let drop = if self.part.0.contains(cell) {
                30_000
            } else {
                0
            };
            Voltage::from_microvolts(self.cells[cell] - drop)
        })
    }

    fn spread(&self) -> i32 {
        self.cells.iter().max().unwrap() - self.cells.iter().min().unwrap()
    }

    /// One second, with inputs as `spoil` leaves them.
    fn step_with(&mut self, spoil: impl FnOnce(&mut BalancerInputs<'_>)) -> BalancerWants {
        self.now = self.now.saturating_add(SECOND);
        if self.now >= self.part.1 {
            self.part.0 = CellSet::NONE;
        }
        for cell in self.part.0.iter() {
            self.cells[cell] -= self.loss;
        }
        let (now, measured) = (self.now, self.measured());
        let temperatures = [celsius(20), self.temperature];
        let mut inputs = BalancerInputs::new(
            Ok(Reading::new(&measured, now)),
            Ok(Reading::new(&temperatures, now)),
            Ok(Reading::new(self.current, now)),
        );
        spoil(&mut inputs);
        let wants = self.balancer.step(now, inputs);
        if wants.tell && self.link != Link::Broken {
            self.part = (wants.cells, now.saturating_add(SECOND * 20));
            self.commands.push(wants.cells);
            if self.link == Link::Works {
                self.balancer.sent(now, wants.cells);
            }
        }
        wants
    }

    fn step(&mut self) -> BalancerWants {
        self.step_with(|_| ())
    }

    /// Steps until a run has ended, at most for two hours.
    fn run(&mut self) -> BalanceOutcome {
        self.run_with(|_, _| ())
    }

    fn run_with(&mut self, mut each: impl FnMut(&mut Self, BalancerWants)) -> BalanceOutcome {
        for _ in 0..7_200 {
            let wants = self.step();
            each(self, wants);
            if let Some(outcome) = self.balancer.take_outcome() {
                return outcome;
            }
        }
        panic!("no end");
    }

    /// Steps until cells are being discharged.
    fn begin(&mut self) -> CellSet {
        for _ in 0..100 {
            let wants = self.step();
            if !wants.cells.is_empty() {
                return wants.cells;
            }
        }
        panic!("did not begin");
    }
}

const UNEVEN: [i32; CELLS] = [3_310, 3_330, 3_328, 3_300, 3_326, 3_306];

/// A reading of the same cells, and one of cells that are all level.
const READ: [Voltage; CELLS] = [
    mv(3_310),
    mv(3_330),
    mv(3_328),
    mv(3_300),
    mv(3_326),
    mv(3_306),
];
const LEVEL: [Voltage; CELLS] = [mv(3_300); CELLS];
