//! A sensor from a pole to earth.

use super::{EarthNet, Pole};
use crate::{executor::pend_once, model::real, random::Random};
use alloc::rc::Rc;
use core::{
    cell::{Cell, RefCell},
    time::Duration,
};
use hal_power::{ErrorKind, ErrorType, Ratio, Sensor, Voltage};

/// How a sensor is off.
#[derive(Debug, Clone, Copy, Default)]
pub struct Spoiled {
    /// In proportion.
    pub gain: Ratio,
    /// Added to every reading.
    pub offset: Voltage,
    /// Most that is added to or taken from a reading by chance.
    pub noise: Voltage,
}

/// Steps of the noise to either side.
const STEPS: u16 = 1_000;

/// Sensor of a pole against earth, blocking and async, without latency. Clones are the same sensor.
///
/// An async reading is pending once before the sensor is asked.
#[derive(Debug, Clone)]
pub struct Probe {
    net: Rc<RefCell<EarthNet>>,
    pole: Pole,
    spoiled: Spoiled,
    random: Rc<RefCell<Random>>,
    failure: Rc<Cell<Option<ErrorKind>>>,
    /// Readings until the failure.
    spared: Rc<Cell<u32>>,
}

impl Probe {
    /// Creates a sensor; its noise comes from a seed.
    pub fn new(net: &Rc<RefCell<EarthNet>>, pole: Pole, spoiled: Spoiled, seed: u64) -> Self {
        Self {
            net: net.clone(),
            pole,
            spoiled,
            random: Rc::new(RefCell::new(Random::new(seed))),
            failure: Rc::default(),
            spared: Rc::default(),
        }
    }

    /// Makes every reading fail, after so many that do not.
    pub fn fail_after(&self, spared: u32, kind: ErrorKind) {
        self.spared.set(spared);
        self.failure.set(Some(kind));
    }

    fn read(&self) -> Result<Voltage, ErrorKind> {
        match self.spared.get().checked_sub(1) {
            Some(left) => self.spared.set(left),
            None => self.failure.get().map_or(Ok(()), Err)?,
        }
        let true_volts = self.net.borrow_mut().volts(self.pole);
        let chance = f64::from(self.random.borrow_mut().within(STEPS)) / f64::from(STEPS);
        let gain = 1.0 + f64::from(self.spoiled.gain.as_ppm()) / 1e6;
        let offset = real::volts(self.spoiled.offset);
        let noise = real::volts(self.spoiled.noise) * chance;
        Ok(real::voltage(true_volts * gain + offset + noise))
    }
}

impl ErrorType for Probe {
    type Error = ErrorKind;
}

impl Sensor for Probe {
    fn latency(&self) -> Duration {
        Duration::ZERO
    }
}

impl hal_power::blocking::VoltageSensor for Probe {
    fn voltage(&mut self) -> Result<Voltage, ErrorKind> {
        self.read()
    }
}

impl hal_power::asynch::VoltageSensor for Probe {
    async fn voltage(&mut self) -> Result<Voltage, ErrorKind> {
        pend_once(false).await;
        self.read()
    }
}
