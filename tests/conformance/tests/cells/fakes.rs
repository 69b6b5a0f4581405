//! Benches of fakes: one that allows neighbours, one that forbids them, and two in series.

use core::time::Duration;
use hal_bms::{CellLimits, CellSet, Limit, SafetyStatus, Series};
use hal_conformance::{
    BalancingBench, CellBench, PartBench, ProtectionBench, SafetyBench, SensorDefect,
    TemperatureBench, WireBench,
};
use hal_power::{ErrorKind, Temperature, Voltage};
use hal_power_sim::{FakeCells, Fault, World};

const CELLS: usize = 7;
const SENSORS: usize = 3;

/// Fakes of one world, the most negative one first.
struct Rig<const N: usize> {
    world: World,
    fakes: [FakeCells; N],
}

impl<const N: usize> Rig<N> {
    fn new(neighbours: bool) -> Self {
        let world = World::new();
        let fakes = core::array::from_fn(|_| {
            let fake = FakeCells::new(&world, CELLS, SENSORS);
            fake.set_balancing(neighbours, Duration::from_secs(30));
            fake.set_steps(Voltage::from_millivolts(50), Duration::from_micros(3_300));
            fake.set_latches(LATCHED);
            fake
        });
        Self { world, fakes }
    }

    /// Does something to the fake that has this place, of so many for each.
    fn at(&self, place: usize, each: usize, act: impl FnOnce(&FakeCells, usize)) {
        if let Some(fake) = self.fakes.get(place / each) {
            act(fake, place % each);
        }
    }

    fn find(&self, findings: SafetyStatus) {
        for fake in &self.fakes {
            fake.set_findings(findings);
        }
    }

    /// Opens these wires; the one between two fakes is the upper one's.
    fn open(&self, wires: CellSet) {
        for (nth, fake) in self.fakes.iter().enumerate() {
            let own = if nth + 1 == N { CELLS + 1 } else { CELLS };
            fake.set_open_wires(wires.part(nth * CELLS, own));
        }
    }
}

const LATCHED: SafetyStatus = SafetyStatus::all().difference(SafetyStatus::SUPPLY);

fn limits(over: (i32, u64), under: (i32, u64)) -> CellLimits {
    let limit = |(millivolts, millis): (i32, u64)| {
        let delay = Duration::from_millis(millis);
        Limit::new(Voltage::from_millivolts(millivolts), delay)
    };
    CellLimits::new(limit(over), limit(under))
}

macro_rules! bench {
    ($bench:ident, $count:literal, $neighbours:literal, $driver:ty, $make:expr) => {
        pub(crate) struct $bench(Rig<$count>, CellSet);

        impl PartBench for $bench {
            type Blocking = $driver;
            type Asynch = $driver;

            const FAULTS: &'static [Fault] = &[];
            const SETTLE: Duration = Duration::ZERO;

            fn new() -> Self {
                Self(Rig::new($neighbours), CellSet::NONE)
            }

            fn world(&self) -> &World {
                &self.0.world
            }

            fn brown_out(&mut self) -> bool {
                false
            }

            fn blocking(&self) -> $driver {
                $make(self.0.fakes.clone())
            }

            fn asynch(&self) -> $driver {
                self.blocking()
            }

            fn init(_driver: &mut $driver) -> Result<(), ErrorKind> {
                Ok(())
            }

            async fn init_async(_driver: &mut $driver) -> Result<(), ErrorKind> {
                Ok(())
            }
        }

        impl CellBench for $bench {
            fn range() -> (Voltage, Voltage) {
                (Voltage::ZERO, Voltage::from_volts(5))
            }

            fn tolerance(_truth: Voltage) -> Voltage {
                Voltage::ZERO
            }

            fn beyond() -> Option<Voltage> {
                None
            }

            fn set_cell(&mut self, cell: usize, truth: Voltage) {
                self.0
                    .at(cell, CELLS, |fake, cell| fake.set_cell(cell, Ok(truth)));
            }

            fn withhold(&mut self, cell: usize, nth: usize) -> bool {
                let kinds = [ErrorKind::NotReady, ErrorKind::Saturated];
                let Some(kind) = kinds.get(nth) else {
                    return false;
                };
                self.0
                    .at(cell, CELLS, |fake, cell| fake.set_cell(cell, Err(*kind)));
                true
            }
        }

        impl TemperatureBench for $bench {
            fn temperatures() -> (Temperature, Temperature) {
                (
                    Temperature::from_celsius(-40),
                    Temperature::from_celsius(125),
                )
            }

            fn tolerance(_truth: Temperature) -> Temperature {
                Temperature::ZERO
            }

            fn set_temperature(&mut self, sensor: usize, truth: Temperature) {
                let set = |fake: &FakeCells, sensor| fake.set_temperature(sensor, Ok(truth));
                self.0.at(sensor, SENSORS, set);
            }

            fn break_sensor(&mut self, sensor: usize, _defect: SensorDefect) -> bool {
                let fail = |fake: &FakeCells, sensor| {
                    fake.set_temperature(sensor, Err(ErrorKind::Fault));
                };
                self.0.at(sensor, SENSORS, fail);
                true
            }
        }

        impl BalancingBench for $bench {
            fn discharged(&self) -> CellSet {
                let fakes = self.0.fakes.iter().enumerate();
                fakes.fold(CellSet::NONE, |all, (nth, fake)| {
                    all.union(fake.discharged().moved_up(nth * CELLS))
                })
            }
        }

        impl WireBench for $bench {
            fn open_wire(&mut self, wire: usize) {
                self.1 = self.1.with(wire, true);
                self.0.open(self.1);
            }

            fn mend_wires(&mut self) {
                self.1 = CellSet::NONE;
                self.0.open(self.1);
            }
        }

        impl ProtectionBench for $bench {
            fn limits() -> (CellLimits, CellLimits) {
                (
                    limits((2_600, 4), (500, 4)),
                    limits((4_500, 9_000), (2_500, 9_000)),
                )
            }

            fn impossible(nth: usize) -> Option<CellLimits> {
                let crossed = limits((2_500, 10), (2_500, 10));
                let negative = limits((2_500, 10), (-1, 10));
                [crossed, negative].get(nth).copied()
            }

            fn applied(&self) -> Option<CellLimits> {
                let mut each = self.0.fakes.iter().map(FakeCells::limits);
                let first = each.next()?;
                first.filter(|_| each.all(|other| other == first))
            }
        }

        impl SafetyBench for $bench {
            const LATCHED: SafetyStatus = LATCHED;

            fn raise(&mut self, finding: SafetyStatus) -> bool {
                self.0.find(finding);
                true
            }

            fn lift(&mut self) {
                self.0.find(SafetyStatus::empty());
            }
        }
    };
}

bench!(One, 1, true, FakeCells, |[fake]: [FakeCells; 1]| fake);
bench!(Strict, 1, false, FakeCells, |[fake]: [FakeCells; 1]| fake);
bench!(Two, 2, false, Series<[FakeCells; 2], FakeCells>, Series::new);
