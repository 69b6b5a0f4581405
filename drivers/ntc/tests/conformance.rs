//! The class suite, with the voltage of a divider as the truth behind the temperature.
#![expect(clippy::expect_used, reason = "helpers of tests fail like tests")]

use hal_conformance::{SensorBench, sensor};
use hal_power::{ErrorKind, Resistance, Temperature, Voltage};
use hal_power_sim::{Fake, Fault, World};
use ntc::{Curve, Divider, Ntc, Place};

const RATIO: f64 = 3_380.0;

struct Bench {
    world: World,
    voltage: Fake<Voltage>,
}

/// Voltage of 10 kΩ at 25 °C, beta 3380 K, below 10 kΩ at 3.3 V.
fn voltage(truth: Temperature) -> Voltage {
    let kelvin = f64::from(truth.as_millicelsius()) / 1e3 + 273.15;
    let ratio = (RATIO * (1.0 / kelvin - 1.0 / 298.15)).exp();
    #[expect(clippy::cast_possible_truncation, reason = "below the supply")]
    let microvolts = (3.3e6 * ratio / (ratio + 1.0)).round() as i32;
    Voltage::from_microvolts(microvolts)
}

fn ntc(voltage: &Fake<Voltage>) -> Ntc<Fake<Voltage>> {
    let (reference, kilohms) = (Temperature::from_celsius(25), Resistance::from_kilohms);
    let curve = Curve::beta(kilohms(10), reference, 3_380);
    let divider = Divider::new(
        Voltage::from_millivolts(3_300),
        kilohms(10),
        Place::AtGround,
    );
    let ntc = curve.and_then(|curve| {
        Ntc::new(
            voltage.clone(),
            divider?,
            curve,
            Resistance::from_ohms(400),
            kilohms(300),
        )
    });
    ntc.expect("figures of a real thermistor")
}

impl SensorBench for Bench {
    type Quantity = Temperature;
    type Blocking = Ntc<Fake<Voltage>>;
    type Asynch = Ntc<Fake<Voltage>>;

    const FAULTS: &'static [Fault] = &[];
    const HAS_IDENTITY: bool = false;

    fn new() -> Self {
        Self {
            world: World::new(),
            voltage: Fake::new(voltage(Temperature::from_celsius(20))),
        }
    }

    fn world(&self) -> &World {
        &self.world
    }

    fn range() -> (Temperature, Temperature) {
        (
            Temperature::from_celsius(-40),
            Temperature::from_celsius(120),
        )
    }

    /// The calculation's bound, and the step of a microvolt at the ends.
    fn tolerance(_truth: Temperature) -> Temperature {
        Temperature::from_millicelsius(3)
    }

    fn beyond() -> Option<Temperature> {
        None
    }

    fn set_truth(&mut self, truth: Temperature) {
        self.voltage.set(Ok(voltage(truth)));
    }

    fn brown_out(&mut self) {}

    fn blocking(&self) -> Self::Blocking {
        ntc(&self.voltage)
    }

    fn asynch(&self) -> Self::Asynch {
        ntc(&self.voltage)
    }

    fn init(_driver: &mut Self::Blocking) -> Result<(), ErrorKind> {
        Ok(())
    }

    async fn init_async(_driver: &mut Self::Asynch) -> Result<(), ErrorKind> {
        Ok(())
    }
}

#[test]
fn temperature() {
    println!("{}", sensor::suite::<Bench>().unwrap());
}
