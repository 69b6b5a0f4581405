//! 32 cells of two BQ76952, each on a bus of its own.

use alloc::rc::Rc;
use core::{cell::RefCell, time::Duration};

use bq769x2::{
    asynch, blocking,
    hal_bms::{CellSet, Series, SeriesError},
    hal_power::{Error as _, ErrorKind, Voltage},
};
use hal_conformance::{BalancingBench, CellBench, PartBench};
use hal_power_sim::{
    Fault, SimDelay, SimI2c, World,
    model::bq769x2::{Bq769x2 as Model, Part},
};

use super::bench::{self, Bench, I2cCrc, POWER_UP, Wire, open, sixteen, sound};

type Blocking = blocking::Bq76952<<I2cCrc as Wire>::Blocking, SimDelay>;
type Asynch = asynch::Bq76952<<I2cCrc as Wire>::Asynch, SimDelay>;

pub(crate) struct Pair {
    world: World,
    parts: [(Rc<RefCell<Model>>, SimI2c); 2],
}

impl PartBench for Pair {
    type Blocking = Series<[Blocking; 2], Blocking>;
    type Asynch = Series<[Asynch; 2], Asynch>;

    const FAULTS: &'static [Fault] = Fault::I2C;
    const SETTLE: Duration = bench::SETTLE;

    fn new() -> Self {
        let world = World::new();
        let part = |_| Bench::<I2cCrc>::part(&world, Part::Bq76952, open());
        let parts = [(); 2].map(part);
        world.clock().advance(POWER_UP);
        Self { world, parts }
    }

    fn world(&self) -> &World {
        &self.world
    }

    fn brown_out(&mut self) -> bool {
        let [_, (upper, _)] = &self.parts;
        upper.borrow_mut().brown_out();
        true
    }

    fn blocking(&self) -> Self::Blocking {
        Series::new(self.parts.each_ref().map(|(_, port)| {
            let bus = I2cCrc::blocking(port.clone());
            blocking::Bq76952::new(bus, self.world.delay(), sound(sixteen()))
        }))
    }

    fn asynch(&self) -> Self::Asynch {
        Series::new(self.parts.each_ref().map(|(_, port)| {
            let bus = I2cCrc::asynch(port.clone());
            asynch::Bq76952::new(bus, self.world.delay(), sound(sixteen()))
        }))
    }

    fn init(driver: &mut Self::Blocking) -> Result<(), ErrorKind> {
        for (index, part) in driver.parts().iter_mut().enumerate() {
            let done = part.init();
            done.map_err(|error| SeriesError::Part(index, error).kind())?;
        }
        Ok(())
    }

    async fn init_async(driver: &mut Self::Asynch) -> Result<(), ErrorKind> {
        for (index, part) in driver.parts().iter_mut().enumerate() {
            let done = part.init().await;
            done.map_err(|error| SeriesError::Part(index, error).kind())?;
        }
        Ok(())
    }
}

impl CellBench for Pair {
    fn range() -> (Voltage, Voltage) {
        (
            Voltage::from_millivolts(2_100),
            Voltage::from_millivolts(4_200),
        )
    }

    fn tolerance(_truth: Voltage) -> Voltage {
        Voltage::from_microvolts(600)
    }

    fn beyond() -> Option<Voltage> {
        Some(Voltage::from_millivolts(5_800))
    }

    fn set_cell(&mut self, cell: usize, truth: Voltage) {
        if let Some((part, _)) = self.parts.get(cell / 16) {
            part.borrow_mut().set_cell(cell % 16, truth);
        }
    }

    fn withhold(&mut self, _cell: usize, _nth: usize) -> bool {
        false
    }
}

impl BalancingBench for Pair {
    fn discharged(&self) -> CellSet {
        let masks = self.parts.each_ref().map(|(part, _)| {
            let (mask, _) = part.borrow_mut().discharged_cells();
            mask
        });
        let [lower, upper] = masks;
        let all = u32::from(upper) << 16 | u32::from(lower);
        (0..32).filter(|cell| all & 1 << cell != 0).collect()
    }
}
