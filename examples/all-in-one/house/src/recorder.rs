//! The plant over time, for a picture: densely around what happens, sparsely elsewhere.

use crate::{board::House, plant::Plant};
use all_in_one_firmware::hal_power::Instant;
use alloc::{collections::VecDeque, vec::Vec};

/// A quantity of the plant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Series {
    /// What it is.
    pub name: &'static str,
    /// Its unit.
    pub unit: &'static str,
}

const fn series(name: &'static str, unit: &'static str) -> Series {
    Series { name, unit }
}

/// The quantities of a [`Sample`], in its order.
pub const SERIES: [Series; 11] = [
    series("link", "V"),
    series("battery", "V"),
    series("grid", "V"),
    series("backup", "V"),
    series("battery", "A"),
    series("PV", "W"),
    series("bridge", "W"),
    series("house", "W"),
    series("from the grid", "W"),
    series("hottest cell", "°C"),
    series("charge", "%"),
];

/// All quantities at one time.
#[derive(Debug, Clone, Copy)]
pub struct Sample {
    /// When.
    pub at: Instant,
    /// The values, in the order of [`SERIES`].
    pub values: [f64; SERIES.len()],
}

/// Samples kept over a whole run where nothing happens.
const SPARSE: u64 = 2_000;

/// Steps that are kept before and after something happens.
const AROUND: usize = 60;

/// Keeps samples.
#[derive(Debug)]
pub(crate) struct Recorder {
    /// Steps between two samples that are kept anyway.
    every: u64,
    step: u64,
    /// Facts that were there at the last look.
    facts: usize,
    /// Steps to be kept from now on.
    left: usize,
    recent: VecDeque<Sample>,
    kept: Vec<Sample>,
}

impl Recorder {
    pub(crate) const fn new(steps: u64) -> Self {
        Self {
            every: if steps > SPARSE { steps / SPARSE } else { 1 },
            step: 0,
            facts: 0,
            left: AROUND,
            recent: VecDeque::new(),
            kept: Vec::new(),
        }
    }

    /// Looks at the plant after a step.
    pub(crate) fn look(&mut self, now: Instant, house: &House) {
        let sample = Sample {
            at: now,
            values: values(&house.plant()),
        };
        let facts = house.chronicle.news();
        if core::mem::replace(&mut self.facts, facts) != facts {
            self.kept.extend(self.recent.drain(..));
            self.left = AROUND;
        }
        if self.left > 0 || self.step.is_multiple_of(self.every) {
            self.kept.push(sample);
            self.left = self.left.saturating_sub(1);
        } else {
            if self.recent.len() == AROUND {
                self.recent.pop_front();
            }
            self.recent.push_back(sample);
        }
        self.step += 1;
    }

    /// Returns what was kept, in the order of time.
    pub(crate) fn samples(mut self) -> Vec<Sample> {
        self.kept.sort_by_key(|sample| sample.at);
        self.kept
    }
}

fn values(plant: &Plant) -> [f64; SERIES.len()] {
    let (battery, ac) = (&plant.battery, &plant.ac);
    [
        plant.link.voltage,
        battery.voltage(),
        ac.grid,
        ac.inverter,
        battery.current(),
        plant.pv.power,
        ac.bridge,
        ac.house,
        ac.imported,
        battery.hottest(),
        battery.charge() * 100.0,
    ]
}
