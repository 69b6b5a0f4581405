//! The bench of a fake.

use core::time::Duration;
use hal_conformance::{
    MeterBench, PartBench,
    meter::{Circuit, MeterRange, MeterTolerance, Metered},
};
use hal_power::{Current, Energy, ErrorKind, Frequency, Ratio, Voltage};
use hal_power_sim::{FakeMeter, Fault, World, trace::Record};

pub(crate) struct Bench {
    world: World,
    fake: FakeMeter,
}

impl PartBench for Bench {
    type Blocking = FakeMeter;
    type Asynch = FakeMeter;

    const FAULTS: &'static [Fault] = &[];
    const SETTLE: Duration = Duration::ZERO;

    fn new() -> Self {
        let world = World::new();
        let fake = FakeMeter::new(&world);
        Self { world, fake }
    }

    fn world(&self) -> &World {
        &self.world
    }

    fn brown_out(&mut self) -> bool {
        false
    }

    fn blocking(&self) -> FakeMeter {
        self.fake.clone()
    }

    fn asynch(&self) -> FakeMeter {
        self.fake.clone()
    }

    fn init(_driver: &mut FakeMeter) -> Result<(), ErrorKind> {
        Ok(())
    }

    async fn init_async(_driver: &mut FakeMeter) -> Result<(), ErrorKind> {
        Ok(())
    }
}

impl MeterBench for Bench {
    const HAS_IDENTITY: bool = false;
    const ENERGY_STEP: Energy = Energy::from_millijoules(1);

    fn range() -> MeterRange {
        MeterRange {
            voltage: (Voltage::from_volts(90), Voltage::from_volts(300)),
            current: (Current::from_milliamps(100), Current::from_amps(100)),
            frequency: (Frequency::from_hertz(45), Frequency::from_hertz(65)),
        }
    }

    fn tolerance(of: Metered) -> MeterTolerance {
        // a power factor is the quotient of two that are rounded to mW
        let of_range = Ratio::from_ppm(if of == Metered::PowerFactor { 40 } else { 0 });
        MeterTolerance::new(Ratio::ZERO, of_range)
    }

    fn beyond(_of: Metered) -> Option<Circuit> {
        None
    }

    fn set_circuit(&mut self, circuit: Circuit) {
        self.fake.set_voltage(circuit.voltage());
        self.fake.set_current(circuit.current());
        self.fake.set_active_power(circuit.active());
        self.fake.set_reactive_power(circuit.reactive());
        self.fake.set_frequency(circuit.frequency());
    }

    fn freeze(&mut self) -> bool {
        self.fake.fail(Some(ErrorKind::NotReady));
        true
    }

    fn is_write(_record: &Record) -> bool {
        false
    }
}
