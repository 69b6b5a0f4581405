//! Two BQ76952 a module, each with its I2C bus behind an isolator of its own.

use super::{BLEEDER, CELLS, Physical, SENSORS, Site};
use crate::{
    plant::Battery,
    quantity::{amps, celsius},
    settings::Contradiction,
};
use ::bq769x2::{
    Address, Config, ConfigError, Pin, Plan, Protections, Thermistor,
    asynch::{Bq76952, OverI2cCrc},
    part,
};
use all_in_one_firmware::{
    hal_bms::{CellLimits, CellSet, Limit, Series},
    hal_power::{Current, Error as _, ErrorKind, Resistance, Temperature, Voltage},
};
use alloc::{rc::Rc, vec::Vec};
use core::{cell::RefCell, time::Duration};
use hal_power_sim::{
    Counts, I2cBus, SimDelay, SimI2c, World,
    model::bq769x2::{self as model, Bq769x2 as Model, Comm, Open, Part},
};

const SHUNT: Resistance = Resistance::from_microohms(500);
/// Largest current that the parts report.
const LARGEST: Current = Current::from_amps(150);
/// What the simulated parts answer to DEVICE_NUMBER.
const DEVICE_NUMBER: u16 = 0x7695;
/// What the simulated parts read of a thermistor lies beyond this range only where it is broken.
const THERMISTORS: (Temperature, Temperature) = (
    Temperature::from_celsius(-38),
    Temperature::from_celsius(120),
);
/// How often the parts load their inputs, so that an open wire shows.
const WIRES_EVERY: Duration = Duration::from_secs(1);

type Monitor = Bq76952<OverI2cCrc<SimI2c>, SimDelay>;

/// The string's driver.
pub(super) type Driver = Series<Vec<Monitor>, Monitor>;

/// The parts on their buses, as the plant sees them.
pub(super) struct Parts {
    parts: Vec<(I2cBus, Rc<RefCell<Model>>)>,
    delay: SimDelay,
}

impl Parts {
    pub(super) fn new(world: &World, count: usize) -> Self {
        let part = |_| {
            let open = Open {
                device_number: Some(DEVICE_NUMBER),
                ..Open::default()
            };
            let model = Model::new(Part::Bq76952, Comm::I2cCrc, world.clock(), SHUNT, open);
            let model = Rc::new(RefCell::new(model));
            let bus = world.i2c();
            bus.attach(&model);
            // the battery's controller is a processor of its own
            bus.set_overlapping(true);
            (bus, model)
        };
        Self {
            parts: (0..count).map(part).collect(),
            delay: world.delay(),
        }
    }

    pub(super) fn driver(&self) -> Result<Driver, Contradiction> {
        let plan = plan()?;
        let monitor = |(bus, _): &(I2cBus, _)| {
            let bus = OverI2cCrc::new(bus.controller(), Address::DEFAULT);
            Monitor::new(bus, self.delay.clone(), plan)
        };
        Ok(Driver::new(self.parts.iter().map(monitor).collect()))
    }

    pub(super) fn counts(&self) -> Counts {
        self.parts.iter().map(|(bus, _)| bus.counts()).sum()
    }
}

fn plan() -> Result<Plan<part::Bq76952>, ConfigError> {
    let second = Duration::from_secs(1);
    let cells = CellLimits::new(
        Limit::new(Voltage::from_millivolts(3_700), second),
        Limit::new(Voltage::from_millivolts(2_400), second),
    );
    let short = Limit::new(Current::from_amps(400), Duration::from_micros(100));
    let protections = Protections::new(cells, short);
    Config::new(CellSet::first(CELLS.into()), SHUNT, LARGEST, protections)
        .with_device_number(DEVICE_NUMBER)
        .with_thermistor(Pin::Ts1, Thermistor::NTC_10K)
        .with_thermistor(Pin::Ts3, Thermistor::NTC_10K)
        .with_thermistor(Pin::Hdq, Thermistor::NTC_10K)
        .with_thermistor_range(THERMISTORS.0, THERMISTORS.1)
        .with_open_wire_check(Some(WIRES_EVERY))
        .plan()
}

/// Pins of the thermistors.
const PINS: [model::Pin; SENSORS] = [model::Pin::Ts1, model::Pin::Ts3, model::Pin::Hdq];

impl Physical for Parts {
    fn expose(&self, battery: &Battery, site: &Site) {
        for (index, (_, part)) in self.parts.iter().enumerate() {
            let mut part = part.borrow_mut();
            part.set_cells(&site.cells(battery, index));
            part.set_current(amps(battery.current()));
            for (pin, at) in PINS.into_iter().zip(site.temperatures(battery, index)) {
                part.set_thermistor(pin, model::Thermistor::At(celsius(at)));
            }
        }
    }

    fn break_wire(&self, part: usize, tap: usize, is_open: bool) {
        if let Some((_, part)) = self.parts.get(part) {
            part.borrow_mut().set_wire(tap, is_open);
        }
    }

    fn bleed(&self, battery: &mut Battery, site: &Site) {
        for (index, (_, part)) in self.parts.iter().enumerate() {
            let (cells, _) = part.borrow_mut().discharged_cells();
            for cell in 0..usize::from(CELLS) {
                let on = cells >> cell & 1 != 0;
                battery.bleed(site.cell(index, cell), if on { BLEEDER } else { 0.0 });
            }
        }
    }
}

/// First of the direct commands of the cells, two bytes each.
const CELL_1: u8 = 0x14;

/// Reads what the parts say of their cells, in mV, whatever it is.
pub(super) async fn read_any(driver: &mut Driver, cells: &mut [Voltage]) -> Result<(), ErrorKind> {
    let cells = cells.chunks_mut(CELLS.into());
    for (monitor, cells) in driver.parts().iter_mut().zip(cells) {
        let mut bytes = [0; 2 * CELLS as usize];
        let read = monitor.read_direct(CELL_1, &mut bytes).await;
        read.map_err(|error| error.kind())?;
        for (cell, code) in cells.iter_mut().zip(bytes.as_chunks().0) {
            *cell = Voltage::from_millivolts(i16::from_le_bytes(*code).into());
        }
    }
    Ok(())
}

/// Wires that the voltages show to be open, of parts that load their inputs: the cell below falls by what the cell above rises.
///
/// Not those at the ends of a part, where nothing rises for what falls.
pub(super) fn open_wires(cells: &[Voltage]) -> CellSet {
    let cells = cells.chunks(CELLS.into()).enumerate();
    let open = cells.flat_map(|(part, cells)| {
        let pairs = cells.windows(2).enumerate();
        let open = pairs.filter(|(_, pair)| is_open(cells, pair));
        open.map(move |(below, _)| part * usize::from(CELLS) + below + 1)
    });
    open.collect()
}

/// How far the two cells of a pair differ at least, and how far their mean is from the others' at most.
const APART: Voltage = Voltage::from_millivolts(500);
const NEAR: Voltage = Voltage::from_millivolts(100);

fn is_open(cells: &[Voltage], pair: &[Voltage]) -> bool {
    let [below, above] = pair else {
        return false;
    };
    let mean = |cells: &[Voltage]| {
        let sum: i64 = cells
            .iter()
            .map(|cell| i64::from(cell.as_microvolts()))
            .sum();
        let count = i64::try_from(cells.len()).unwrap_or(1).max(1);
        Voltage::from_microvolts(i32::try_from(sum / count).unwrap_or(i32::MAX))
    };
    above.saturating_sub(*below) > APART && mean(pair).abs_diff(mean(cells)) < NEAR
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::array;

    #[test]
    fn a_wire_is_open_where_one_cell_falls_by_what_the_next_rises() {
        let mut cells: [Voltage; 32] = array::from_fn(|_| Voltage::from_millivolts(3_300));
        assert_eq!(open_wires(&cells), CellSet::NONE);
        cells[24] = Voltage::from_millivolts(2_600);
        assert_eq!(open_wires(&cells), CellSet::NONE, "a cell that is low");
        cells[25] = Voltage::from_millivolts(4_000);
        assert_eq!(open_wires(&cells), CellSet::only(25));
        cells.swap(24, 25);
        assert_eq!(open_wires(&cells), CellSet::NONE, "the wrong way round");
        cells[24] = Voltage::from_millivolts(3_300);
        cells[25] = Voltage::from_millivolts(4_000);
        assert_eq!(open_wires(&cells), CellSet::NONE, "a cell that is high");
    }
}
