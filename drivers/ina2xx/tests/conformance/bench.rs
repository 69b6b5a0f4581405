//! A bench of one part for one quantity.

use alloc::rc::Rc;
use core::{cell::RefCell, marker::PhantomData};

use hal_conformance::{Measure, MeasureAsync, Quantity, SensorBench};
use hal_power::{Current, ErrorKind, Power, Resistance, Temperature, Voltage};
use hal_power_sim::{Fault, World, model::ina2xx::Ina2xx, trace::Record};
use ina2xx::hal_power;

use super::subject::{Scale, Subject};

/// Whole codes of every part.
const BUS: Voltage = Voltage::from_volts(20);

/// How a quantity is set and how well it must be measured.
pub(crate) trait Truth: Quantity {
    fn range(scale: &Scale) -> (Self, Self);
    fn beyond(scale: &Scale) -> Option<Self>;
    /// Half a code, and what the part cuts off.
    fn tolerance(scale: &Scale) -> Self;
    fn set(self, model: &mut Ina2xx);
}

impl Truth for Voltage {
    fn range(scale: &Scale) -> (Self, Self) {
        (Self::ZERO, Self::from_volts(scale.volts))
    }

    fn beyond(scale: &Scale) -> Option<Self> {
        Some(Self::from_volts(scale.volts_beyond))
    }

    fn tolerance(scale: &Scale) -> Self {
        Self::from_microvolts(scale.microvolts / 2 + 1)
    }

    fn set(self, model: &mut Ina2xx) {
        model.set_bus_voltage(self);
    }
}

impl Truth for Current {
    fn range(scale: &Scale) -> (Self, Self) {
        (Self::from_amps(-scale.amps), Self::from_amps(scale.amps))
    }

    fn beyond(scale: &Scale) -> Option<Self> {
        Some(Self::from_amps(scale.amps_beyond))
    }

    fn tolerance(scale: &Scale) -> Self {
        Self::from_microamps(scale.microamps + 1)
    }

    fn set(self, model: &mut Ina2xx) {
        model.set_current(self);
    }
}

impl Truth for Power {
    fn range(scale: &Scale) -> (Self, Self) {
        let end = Self::from_voltage_and_current(BUS, Current::from_amps(scale.amps));
        (end.saturating_neg(), end)
    }

    fn beyond(scale: &Scale) -> Option<Self> {
        let beyond = Current::from_amps(scale.amps_beyond);
        Some(Self::from_voltage_and_current(BUS, beyond))
    }

    fn tolerance(scale: &Scale) -> Self {
        let current = Self::from_voltage_and_current(BUS, Current::tolerance(scale));
        current.saturating_add(Self::from_milliwatts(scale.milliwatts + 1))
    }

    fn set(self, model: &mut Ina2xx) {
        model.set_bus_voltage(BUS);
        // mW ÷ V = mA
        let milliamps = i64::from(self.as_milliwatts()) * 1_000 / i64::from(BUS.as_volts());
        model.set_current(Current::from_base(milliamps));
    }
}

impl Truth for Temperature {
    fn range(_: &Scale) -> (Self, Self) {
        (Self::from_celsius(-40), Self::from_celsius(125))
    }

    /// A die does not get to 256 °C.
    fn beyond(_: &Scale) -> Option<Self> {
        None
    }

    fn tolerance(scale: &Scale) -> Self {
        Self::from_millicelsius(scale.millicelsius / 2 + 1)
    }

    fn set(self, model: &mut Ina2xx) {
        model.set_temperature(self);
    }
}

pub(crate) struct Bench<S: Subject, Q> {
    world: World,
    model: Rc<RefCell<Ina2xx>>,
    port: S::Port,
    quantity: PhantomData<Q>,
}

impl<S: Subject, Q: Truth> SensorBench for Bench<S, Q>
where
    S::Blocking: Measure<Q>,
    S::Asynch: MeasureAsync<Q>,
{
    type Quantity = Q;
    type Blocking = S::Blocking;
    type Asynch = S::Asynch;

    const FAULTS: &'static [Fault] = S::FAULTS;
    const HAS_IDENTITY: bool = true;

    fn is_write(record: &Record) -> bool {
        S::is_write(record)
    }

    fn new() -> Self {
        let world = World::new();
        let shunt = Resistance::from_milliohms(1);
        let model = Rc::new(RefCell::new(Ina2xx::new(S::PART, world.clock(), shunt)));
        let port = S::attach(&world, &model);
        Self {
            world,
            model,
            port,
            quantity: PhantomData,
        }
    }

    fn world(&self) -> &World {
        &self.world
    }

    fn range() -> (Q, Q) {
        Q::range(&S::SCALE)
    }

    fn tolerance(_truth: Q) -> Q {
        Q::tolerance(&S::SCALE)
    }

    fn beyond() -> Option<Q> {
        Q::beyond(&S::SCALE)
    }

    fn set_truth(&mut self, truth: Q) {
        truth.set(&mut self.model.borrow_mut());
    }

    fn brown_out(&mut self) {
        self.model.borrow_mut().brown_out();
    }

    fn blocking(&self) -> S::Blocking {
        S::blocking(self.port.clone())
    }

    fn asynch(&self) -> S::Asynch {
        S::asynch(self.port.clone())
    }

    fn init(driver: &mut S::Blocking) -> Result<(), ErrorKind> {
        S::init(driver)
    }

    async fn init_async(driver: &mut S::Asynch) -> Result<(), ErrorKind> {
        S::init_async(driver).await
    }
}
