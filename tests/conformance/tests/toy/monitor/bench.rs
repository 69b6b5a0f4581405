//! One monitor, and two in series.

use super::{
    Flawed,
    driver::{self, asynch, blocking},
    part::{
        CELLS, FAILED, NOT_CONVERTED, OPEN, OPEN_WIRE, OVERVOLTAGE, Part, SENSORS, SHORTED, SUPPLY,
    },
};
use core::{cell::RefCell, marker::PhantomData, time::Duration};
use hal_bms::{CellLimits, CellSet, Limit, SafetyStatus, Series};
use hal_conformance::{
    BalancingBench, CellBench, PartBench, ProtectionBench, SafetyBench, SensorDefect,
    TemperatureBench, WireBench,
};
use hal_power::{ErrorKind, Temperature, Voltage};
use hal_power_sim::{Fault, SimI2c, World, device::I2cDevice as _};
use std::rc::Rc;

/// Parts on one bus, the most negative one first.
pub struct Rig {
    world: World,
    parts: Vec<Rc<RefCell<Part>>>,
    i2c: SimI2c,
}

impl Rig {
    fn new(count: u8) -> Self {
        let world = World::new();
        let bus = world.i2c();
        let parts: Vec<_> = (0..count)
            .map(|nth| Rc::new(RefCell::new(Part::new(0x30 + nth, world.clock()))))
            .collect();
        for part in &parts {
            bus.attach(part);
        }
        let i2c = bus.controller();
        Self { world, parts, i2c }
    }

    fn set(&self, each: fn(&Part) -> u16) -> CellSet {
        let mut all = CellSet::NONE;
        for (nth, part) in self.parts.iter().enumerate() {
            let bits = each(&part.borrow());
            let own: CellSet = (0..16).filter(|cell| bits & 1 << cell != 0).collect();
            all = all.union(own.moved_up(nth * CELLS));
        }
        all
    }

    fn open_wire(&self, wire: usize) {
        // the one between two parts is the upper one's
        let nth = (wire / CELLS).min(self.parts.len() - 1);
        self.parts[nth].borrow_mut().open |= 1 << (wire - nth * CELLS);
    }

    fn raise(&self, finding: SafetyStatus) -> bool {
        let bit = match finding {
            SafetyStatus::CELL_OVERVOLTAGE => OVERVOLTAGE,
            SafetyStatus::OPEN_WIRE => OPEN_WIRE,
            SafetyStatus::SUPPLY => SUPPLY,
            _ => return false,
        };
        let last = self.parts.len() - 1;
        self.parts[last].borrow_mut().set_present(bit);
        true
    }
}

const fn limit(millivolts: i32, millis: u64) -> Limit<Voltage> {
    Limit::new(
        Voltage::from_millivolts(millivolts),
        Duration::from_millis(millis),
    )
}

macro_rules! bench {
    ($bench:ident, $parts:literal, $($half:ident => $driver:ty, $make:expr, $each:ident: $init:expr);+) => {
        /// The bench of one flaw.
        pub struct $bench<F>(Rig, PhantomData<F>);

        impl<F: Flawed> PartBench for $bench<F> {
            bench!(@types $($half => $driver),+);

            const FAULTS: &'static [Fault] = Fault::I2C;
            const SETTLE: Duration = Duration::from_millis(3);

            fn new() -> Self {
                Self(Rig::new($parts), PhantomData)
            }

            fn world(&self) -> &World {
                &self.0.world
            }

            fn brown_out(&mut self) -> bool {
                self.0.parts[$parts - 1].borrow_mut().brown_out();
                true
            }

            bench!(@drivers $($half => $make, $each: $init),+);
        }

        impl<F: Flawed> CellBench for $bench<F> {
            fn range() -> (Voltage, Voltage) {
                (Voltage::ZERO, Voltage::from_volts(5))
            }

            fn tolerance(_truth: Voltage) -> Voltage {
                Voltage::from_millivolts(1)
            }

            fn beyond() -> Option<Voltage> {
                Some(Voltage::from_volts(6))
            }

            fn set_cell(&mut self, cell: usize, truth: Voltage) {
                let millivolts = u16::try_from(truth.as_millivolts()).unwrap_or(u16::MAX);
                self.0.parts[cell / CELLS].borrow_mut().set_cell(cell % CELLS, millivolts);
            }

            fn withhold(&mut self, cell: usize, nth: usize) -> bool {
                let code = [NOT_CONVERTED, FAILED].get(nth).copied();
                self.0.parts[cell / CELLS].borrow_mut().withheld[cell % CELLS] = code;
                code.is_some()
            }
        }

        impl<F: Flawed> TemperatureBench for $bench<F> {
            fn temperatures() -> (Temperature, Temperature) {
                (Temperature::from_celsius(-40), Temperature::from_celsius(125))
            }

            fn tolerance(_truth: Temperature) -> Temperature {
                Temperature::from_millicelsius(100)
            }

            fn set_temperature(&mut self, sensor: usize, truth: Temperature) {
                let code = (truth.as_millicelsius() / 100) as i16;
                let mut part = self.0.parts[sensor / SENSORS].borrow_mut();
                part.temperatures[sensor % SENSORS] = code.cast_unsigned();
            }

            fn break_sensor(&mut self, sensor: usize, defect: SensorDefect) -> bool {
                let code = if defect == SensorDefect::Open { OPEN } else { SHORTED };
                let mut part = self.0.parts[sensor / SENSORS].borrow_mut();
                part.temperatures[sensor % SENSORS] = code;
                true
            }
        }

        impl<F: Flawed> BalancingBench for $bench<F> {
            fn discharged(&self) -> CellSet {
                self.0.set(Part::discharged)
            }
        }

        impl<F: Flawed> WireBench for $bench<F> {
            fn open_wire(&mut self, wire: usize) {
                self.0.open_wire(wire);
            }

            fn mend_wires(&mut self) {
                for part in &self.0.parts {
                    part.borrow_mut().open = 0;
                }
            }
        }

        impl<F: Flawed> ProtectionBench for $bench<F> {
            fn limits() -> (CellLimits, CellLimits) {
                let lowest = CellLimits::new(limit(1_000, 10), limit(10, 10));
                (lowest, CellLimits::new(limit(5_000, 2_500), limit(4_000, 2_500)))
            }

            fn impossible(nth: usize) -> Option<CellLimits> {
                [
                    CellLimits::new(limit(999, 100), limit(500, 100)),
                    CellLimits::new(limit(4_500, 100), limit(4_001, 100)),
                    CellLimits::new(limit(4_000, 9), limit(2_000, 100)),
                    CellLimits::new(limit(4_000, 100), limit(2_000, 9)),
                ]
                .get(nth)
                .copied()
            }

            fn applied(&self) -> Option<CellLimits> {
                let parts = self.0.parts.iter();
                let mut each = parts.map(|part| part.borrow().limits());
                let first = each.next()?;
                let same = each.all(|other| other == first);
                first.filter(|_| same).map(driver::limits)
            }
        }

        impl<F: Flawed> SafetyBench for $bench<F> {
            const LATCHED: SafetyStatus =
                SafetyStatus::CELL_OVERVOLTAGE.union(SafetyStatus::OPEN_WIRE);

            fn raise(&mut self, finding: SafetyStatus) -> bool {
                self.0.raise(finding)
            }

            fn lift(&mut self) {
                for part in &self.0.parts {
                    part.borrow_mut().set_present(0);
                }
            }
        }
    };
    (@types $blocking:ident => $one:ty, $asynch:ident => $other:ty) => {
        type Blocking = $one;
        type Asynch = $other;
    };
    (@drivers $blocking:ident => $one:expr, $each:ident: $init:expr, $asynch:ident => $other:expr, $other_each:ident: $other_init:expr) => {
        fn blocking(&self) -> Self::Blocking {
            $one(&self.0)
        }

        fn asynch(&self) -> Self::Asynch {
            $other(&self.0)
        }

        fn init($each: &mut Self::Blocking) -> Result<(), ErrorKind> {
            $init
        }

        async fn init_async($other_each: &mut Self::Asynch) -> Result<(), ErrorKind> {
            $other_init
        }
    };
}

fn blocking<F: Flawed>(rig: &Rig, nth: u8) -> blocking::Driver<F> {
    blocking::Driver::new(0x30 + nth, rig.i2c.clone(), rig.world.clone())
}

fn asynch<F: Flawed>(rig: &Rig, nth: u8) -> asynch::Driver<F> {
    asynch::Driver::new(0x30 + nth, rig.i2c.clone(), rig.world.clone())
}

bench!(
    Bench, 1,
    blocking => blocking::Driver<F>, |rig| blocking(rig, 0), driver: driver.init();
    asynch => asynch::Driver<F>, |rig| asynch(rig, 0), driver: driver.init().await
);
bench!(
    Two, 2,
    blocking => Series<[blocking::Driver<F>; 2], blocking::Driver<F>>,
    |rig| Series::new([blocking(rig, 0), blocking(rig, 1)]),
    driver: driver.parts().iter_mut().try_for_each(blocking::Driver::init);
    asynch => Series<[asynch::Driver<F>; 2], asynch::Driver<F>>,
    |rig| Series::new([asynch(rig, 0), asynch(rig, 1)]),
    driver: {
        for part in driver.parts() {
            part.init().await?;
        }
        Ok(())
    }
);
