//! A world with a chain whose cells and wires the tests set, and a bus that can be tampered with.
#![allow(
    dead_code,
    unreachable_pub,
    unused_imports,
    reason = "each test file uses its share"
)]

mod tap;

use alloc::{rc::Rc, vec::Vec};
use core::{
    cell::{RefCell, RefMut},
    time::Duration,
};

use ades183x::{
    Config, ConfigError, Duty, Filter, Mismatch, Part, Transparent, asynch, blocking,
    hal_bms::{CellLimits, CellSet, Limit},
    hal_power::{Ratio, Temperature, Voltage},
};
use embedded_hal::spi::MODE_3;
use hal_power_sim::{
    SimDelay, World,
    model::ades183x::{Ades183x as Model, Bridge, Chain, Open},
};
pub use tap::{Tap, Withheld};

pub type Blocking<const N: usize, W = Transparent> =
    blocking::Ades183x<Tap, SimDelay, W, [Part; N], [[u8; 8]; N]>;
pub type Asynch<const N: usize, W = Transparent> =
    asynch::Ades183x<Tap, SimDelay, W, [Part; N], [[u8; 8]; N]>;

/// `N` parts, the supply just there, at cells of 3.3 V and thermistors at 25 °C, on a bus at 1 MHz.
pub struct Bench<const N: usize> {
    pub world: World,
    pub parts: Vec<Rc<RefCell<Model>>>,
    pub chain: Rc<RefCell<Chain>>,
    pub spi: Tap,
    pub cells: u8,
    pub thermistors: u16,
}

/// VREF2 of every part.
const REFERENCE: Voltage = Voltage::from_millivolts(3_000);

impl<const N: usize> Bench<N> {
    pub fn new() -> Self {
        Self::of(Open::default(), Bridge::Transparent, 16)
    }

    pub fn of(open: Open, bridge: Bridge, cells: u8) -> Self {
        let world = World::new();
        let part = |number: usize| {
            let [low, high, ..] = number.to_le_bytes();
            let serial = [low + 1, high, 0x23, 0x45, 0x67, 0x89];
            let mut part = Model::new(world.clock(), serial, open.clone());
            part.set_cells(&[Voltage::from_millivolts(3_300); 16]);
            part.set_reference(REFERENCE, REFERENCE);
            part.set_powered(false);
            part.set_powered(true);
            Rc::new(RefCell::new(part))
        };
        let parts: Vec<_> = (0..N).map(part).collect();
        let chain = Rc::new(RefCell::new(Chain::new(world.clock(), bridge, &parts)));
        let bus = world.spi();
        bus.set_frequency(1_000_000);
        bus.attach(0, &chain);
        let bench = Self {
            spi: Tap::new(bus.device(0, MODE_3)),
            world,
            parts,
            chain,
            cells,
            thermistors: 0x207,
        };
        for sensor in 0..bench.sensors() {
            bench.set_temperature(sensor, Temperature::from_celsius(25));
        }
        bench
    }

    fn described(&self) -> Result<[Part; N], ConfigError> {
        let part = Part::new(self.cells)?.with_thermistors(self.thermistors)?;
        Ok([part; N])
    }

    pub fn blocking<W>(&self, wake: W) -> Result<Blocking<N, W>, ConfigError> {
        let (spi, delay) = (self.spi.clone(), self.world.delay());
        blocking::Ades183x::new(spi, delay, wake, self.described()?, [[0; 8]; N], config()?)
    }

    pub fn asynch<W>(&self, wake: W) -> Result<Asynch<N, W>, ConfigError> {
        let (spi, delay) = (self.spi.clone(), self.world.delay());
        asynch::Ades183x::new(spi, delay, wake, self.described()?, [[0; 8]; N], config()?)
    }

    pub fn part(&self, part: usize) -> Option<RefMut<'_, Model>> {
        self.parts.get(part).map(|part| part.borrow_mut())
    }

    /// Does something to one part.
    pub fn at(&self, part: usize, act: impl FnOnce(&mut Model)) {
        if let Some(mut part) = self.part(part) {
            act(&mut part);
        }
    }

    /// Returns the part that has a cell, and which of its cells it is.
    pub fn place(&self, cell: usize) -> (usize, usize) {
        let cells = usize::from(self.cells);
        (cell / cells, cell % cells)
    }

    pub fn set_cell(&self, cell: usize, voltage: Voltage) {
        let (part, cell) = self.place(cell);
        self.at(part, |part| part.set_cell(cell, voltage));
    }

    /// Opens a wire: that of the part above where two have one.
    pub fn open_wire(&self, wire: usize) {
        let (part, tap) = self.place(wire);
        if part < N {
            self.at(part, |part| part.set_wire(tap, true));
        } else {
            let top = usize::from(self.cells);
            self.at(N - 1, |part| part.set_wire(top, true));
        }
    }

    pub fn mend_wires(&self) {
        for part in &self.parts {
            for tap in 0..=16 {
                part.borrow_mut().set_wire(tap, false);
            }
        }
    }

    /// Thermistors of each part.
    pub fn each(&self) -> usize {
        usize::try_from(self.thermistors.count_ones()).unwrap_or(0)
    }

    pub fn sensors(&self) -> usize {
        N * self.each()
    }

    pub fn set_sensor(&self, sensor: usize, voltage: Voltage) {
        let (part, nth) = (sensor / self.each(), sensor % self.each());
        let mut fitted = (0..10).filter(|gpio| self.thermistors >> gpio & 1 != 0);
        if let Some(gpio) = fitted.nth(nth) {
            self.at(part, |part| part.set_gpio(gpio, voltage));
        }
    }

    pub fn set_temperature(&self, sensor: usize, temperature: Temperature) {
        // 1 % of the reference for each °C below 90 °C
        let below = 90_000 - temperature.as_millicelsius();
        self.set_sensor(sensor, Voltage::from_microvolts(30 * below));
    }

    /// Returns what is discharged in truth.
    pub fn discharged(&self) -> CellSet {
        let mut all = CellSet::NONE;
        for (number, part) in self.parts.iter().enumerate() {
            let cells = part.borrow_mut().discharge().cells;
            let on = (0..16).filter(|cell| cells >> cell & 1 != 0);
            let below = number * usize::from(self.cells);
            all = all.union(on.map(|cell| below + cell).collect());
        }
        all
    }

    pub fn brown_out(&self) {
        use hal_power_sim::device::SpiDevice as _;
        self.chain.borrow_mut().brown_out();
    }
}

/// The curve of the bench's thermistors, from -5 °C to 85 °C.
fn curve(ratio: Ratio) -> Option<Temperature> {
    let ppm = ratio.as_ppm();
    (50_000..=950_000)
        .contains(&ppm)
        .then(|| Temperature::from_millicelsius(90_000 - ppm / 10))
}

/// Time for which the bench balances.
pub const BALANCING: Duration = Duration::from_secs(120);

/// What the bench is configured to.
pub fn config() -> Result<Config, ConfigError> {
    let limit = |millivolts| {
        let delay = Duration::from_millis(100);
        Limit::new(Voltage::from_millivolts(millivolts), delay)
    };
    Config::new(Mismatch::Uv15000)
        .with_filter(Filter::Mhz110000)
        .with_curve(curve)
        .with_balancing(BALANCING, Duty::FULL)?
        .with_limits(&CellLimits::new(limit(3_650), limit(2_500)))?
        .with_open_wire_below(Voltage::from_millivolts(500))
}
