//! One meter in one circuit.

use super::{
    Flawed,
    driver::{asynch, blocking},
    part::Part,
};
use core::{cell::RefCell, marker::PhantomData, time::Duration};
use hal_conformance::{
    MeterBench, PartBench,
    meter::{Circuit, MeterRange, MeterTolerance, Metered},
};
use hal_power::{Current, Energy, ErrorKind, Frequency, Ratio, Voltage};
use hal_power_sim::{
    Fault, SimI2c, World,
    device::I2cDevice as _,
    trace::{I2cSymbol, Record},
};
use std::rc::Rc;

/// The bench of one flaw.
pub struct Bench<F> {
    world: World,
    part: Rc<RefCell<Part>>,
    i2c: SimI2c,
    flaw: PhantomData<F>,
}

impl<F: Flawed> PartBench for Bench<F> {
    type Blocking = blocking::Driver<F>;
    type Asynch = asynch::Driver<F>;

    const FAULTS: &'static [Fault] = Fault::I2C;
    const SETTLE: Duration = Duration::from_millis(45);

    fn new() -> Self {
        let world = World::new();
        let part = Rc::new(RefCell::new(Part::new(world.clock())));
        let bus = world.i2c();
        bus.attach(&part);
        let i2c = bus.controller();
        Self {
            world,
            part,
            i2c,
            flaw: PhantomData,
        }
    }

    fn world(&self) -> &World {
        &self.world
    }

    fn brown_out(&mut self) -> bool {
        self.part.borrow_mut().brown_out();
        true
    }

    fn blocking(&self) -> Self::Blocking {
        blocking::Driver::new(self.i2c.clone(), self.world.clone())
    }

    fn asynch(&self) -> Self::Asynch {
        asynch::Driver::new(self.i2c.clone(), self.world.clone())
    }

    fn init(driver: &mut Self::Blocking) -> Result<(), ErrorKind> {
        driver.init()
    }

    async fn init_async(driver: &mut Self::Asynch) -> Result<(), ErrorKind> {
        driver.init().await
    }
}

impl<F: Flawed> MeterBench for Bench<F> {
    const HAS_IDENTITY: bool = true;
    const ENERGY_STEP: Energy = Energy::from_joules(1_000);

    fn range() -> MeterRange {
        MeterRange {
            voltage: (Voltage::from_volts(100), Voltage::from_volts(250)),
            current: (Current::from_amps(2), Current::from_amps(100)),
            frequency: (Frequency::from_hertz(45), Frequency::from_hertz(65)),
        }
    }

    fn tolerance(_of: Metered) -> MeterTolerance {
        MeterTolerance::new(Ratio::ZERO, Ratio::from_ppm(150))
    }

    fn beyond(of: Metered) -> Option<Circuit> {
        let frequency = Frequency::from_hertz(50);
        let (volts, amps, lag) = match of {
            Metered::Voltage => (700, 10, 0),
            Metered::Current => (230, 700, 0),
            Metered::ActivePower => (230, 200, 180),
            Metered::ReactivePower => (230, 200, 90),
            Metered::ApparentPower => (230, 200, 60),
            Metered::PowerFactor | Metered::Frequency | Metered::Energy => return None,
        };
        let (voltage, current) = (Voltage::from_volts(volts), Current::from_amps(amps));
        Some(Circuit::new(voltage, current, lag, frequency))
    }

    fn set_circuit(&mut self, circuit: Circuit) {
        self.part.borrow_mut().set_circuit(circuit);
    }

    fn freeze(&mut self) -> bool {
        self.part.borrow_mut().freeze();
        true
    }

    fn replace(&mut self, nth: usize) -> bool {
        self.part.borrow_mut().identity = 0xAC02;
        nth == 0
    }

    fn is_write(record: &Record) -> bool {
        let Record::I2c(transfer) = record else {
            return false;
        };
        let mut reading = false;
        let bytes = transfer.symbols.iter().filter(|symbol| match symbol {
            I2cSymbol::Start { read, .. } => {
                reading = *read;
                false
            }
            I2cSymbol::Byte { .. } => !reading,
            _ => false,
        });
        bytes.count() > 1
    }
}
