//! Two ADES1830 a module, all in one daisy chain behind a bridge that passes wake-ups on.

use super::{BLEEDER, CELLS, Physical, SENSORS, Site};
use crate::{plant::Battery, quantity::volts, settings::Contradiction};
use ::ades183x::{Config, ConfigError, Duty, Mismatch, Part, Transparent, asynch};
use all_in_one_firmware::hal_power::{Ratio, Temperature, Voltage};
use alloc::{rc::Rc, vec, vec::Vec};
use core::{cell::RefCell, time::Duration};
use embedded_hal::spi::MODE_3;
use hal_power_sim::{
    Counts, SimDelay, SimSpi, SpiBus, World,
    model::ades183x::{Ades183x as Model, Bridge, Chain, Open},
};

/// Clock of the SPI bus in Hz.
const SPI_CLOCK: u32 = 1_000_000;

/// VREF2, which the thermistors hang on.
const REFERENCE: Voltage = Voltage::from_millivolts(3_000);

/// The chain's driver.
pub(super) type Driver = asynch::Ades183x<SimSpi, SimDelay, Transparent, Vec<Part>, Vec<[u8; 8]>>;

/// The parts on their bus, as the plant sees them.
pub(super) struct Parts {
    bus: SpiBus,
    parts: Vec<Rc<RefCell<Model>>>,
    delay: SimDelay,
}

impl Parts {
    pub(super) fn new(world: &World, count: usize) -> Self {
        let part = |number: usize| {
            let [low, high, ..] = number.to_le_bytes();
            let serial = [low, high, 0x18, 0x30, 0, 0];
            let mut part = Model::new(world.clock(), serial, Open::default());
            part.set_reference(REFERENCE, REFERENCE);
            Rc::new(RefCell::new(part))
        };
        let parts: Vec<_> = (0..count).map(part).collect();
        let chain = Chain::new(world.clock(), Bridge::Transparent, &parts);
        let bus = world.spi();
        bus.set_frequency(SPI_CLOCK);
        // the battery's controller is a processor of its own
        bus.set_overlapping(true);
        bus.attach(0, &Rc::new(RefCell::new(chain)));
        Self {
            bus,
            parts,
            delay: world.delay(),
        }
    }

    pub(super) fn driver(&self) -> Result<Driver, Contradiction> {
        let part = Part::new(CELLS)?.with_thermistors((1 << SENSORS) - 1)?;
        let parts = vec![part; self.parts.len()];
        let frame = vec![[0; 8]; self.parts.len()];
        let spi = self.bus.device(0, MODE_3);
        let delay = self.delay.clone();
        Ok(Driver::new(
            spi,
            delay,
            Transparent,
            parts,
            frame,
            config()?,
        )?)
    }

    pub(super) fn counts(&self) -> Counts {
        self.bus.counts()
    }
}

/// Balances for a minute after each call, and takes a wire for open where 1 V is left.
fn config() -> Result<Config, ConfigError> {
    let config = Config::new(Mismatch::Uv15000)
        .with_balancing(Duration::from_secs(60), Duty::FULL)?
        .with_open_wire_below(Voltage::from_volts(1))?;
    Ok(config.with_curve(temperature))
}

impl Physical for Parts {
    fn expose(&self, battery: &Battery, site: &Site) {
        for (index, part) in self.parts.iter().enumerate() {
            let mut part = part.borrow_mut();
            part.set_cells(&site.cells(battery, index));
            for (sensor, temperature) in site.temperatures(battery, index).into_iter().enumerate() {
                part.set_gpio(sensor, volts(at(temperature)));
            }
        }
    }

    fn break_wire(&self, part: usize, tap: usize, is_open: bool) {
        if let Some(part) = self.parts.get(part) {
            part.borrow_mut().set_wire(tap, is_open);
        }
    }

    fn bleed(&self, battery: &mut Battery, site: &Site) {
        for (index, part) in self.parts.iter().enumerate() {
            let discharge = part.borrow_mut().discharge();
            for (cell, duty) in discharge.duties.into_iter().enumerate() {
                let on = f64::from(duty) / f64::from(Duty::FULL.steps());
                battery.bleed(site.cell(index, cell), on * BLEEDER);
            }
        }
    }
}

/// Voltage at the thermistor in V: half of VREF2 at 25 °C, and 1/200 of it less for every °C. Crude, and the same both ways.
fn at(celsius: f64) -> f64 {
    let reference = f64::from(REFERENCE.as_microvolts()) * 1e-6;
    reference * (0.5 - (celsius - 25.0) / 200.0).clamp(0.0, 1.0)
}

fn temperature(ratio: Ratio) -> Option<Temperature> {
    let ppm = ratio.as_ppm();
    let is_there = (50_000..950_000).contains(&ppm);
    is_there.then(|| Temperature::from_millicelsius(125_000 - ppm / 5))
}
