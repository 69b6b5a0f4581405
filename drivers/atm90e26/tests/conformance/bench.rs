//! One part in one circuit: as a whole, and each of its lines.

use alloc::rc::Rc;
use core::{cell::RefCell, time::Duration};

use atm90e26::{
    Config, Forward, Line, MeasurementCalibration, MeteringCalibration, MeteringMode, hal_power,
};
use embedded_hal::spi::MODE_3;
use hal_conformance::{
    MeterBench, PartBench,
    meter::{Circuit, MeterRange, MeterTolerance, Metered},
};
use hal_power::{Current, Energy, Error as _, ErrorKind, Frequency, Ratio, Voltage};
use hal_power_sim::{
    Fault, SimSpi, World,
    device::SpiDevice as _,
    model::atm90e26::{self as model, Atm90e26 as Model, Board, Open, Sensor},
    trace::Record,
};

use crate::line::{Asynch, Blocking, Of};

const SENSOR: Sensor = Sensor {
    microvolts_per_ampere: 16_700,
    gain: 1,
    igain: 0x6E49,
};
/// 529 mV at 230 V, 167 mV at 10 A.
const BOARD: Board = Board {
    microvolts_per_volt: 2_300,
    ugain: 0xD464,
    line: SENSOR,
    neutral: Sensor {
        igain: 0x7530,
        ..SENSOR
    },
};
const PULSES_PER_KWH: u32 = 1_000;
/// 838 860 800 × 167 mV × 529 mV ÷ (1000 × 230 V × 10 A) = 32 220 643.3.
const PL_CONSTANT: u32 = 32_220_643;
/// How often the model has new values.
const PERIOD: Duration = Duration::from_millis(500);

const fn config(line: Line, forward: Forward) -> Config {
    let metering = MeteringCalibration {
        pl_constant: PL_CONSTANT,
        mode: MeteringMode::RESET.with_metered_line(line),
        ..MeteringCalibration::RESET
    };
    let measurement = MeasurementCalibration::new(0xD464, 0x6E49, 0x7530);
    Config::new(metering, measurement, PULSES_PER_KWH, forward, PERIOD).with_neutral_line()
}

/// A line and which way it counts forward; and what is asked: the part, or the line of it.
macro_rules! benches {
    ($($name:ident: $line:ident $forward:ident, $blocking:ty, $asynch:ty, |$driver:ident| $asked:expr, |$outer:ident| $inner:expr;)+) => {$(
        pub(crate) struct $name {
            world: World,
            model: Rc<RefCell<Model>>,
            spi: SimSpi,
        }

        impl $name {
            const CONFIG: Config = config(Line::$line, Forward::$forward);
        }

        impl PartBench for $name {
            type Blocking = $blocking;
            type Asynch = $asynch;

            const FAULTS: &'static [Fault] = Fault::SPI;
            /// The reset, and a measurement.
            const SETTLE: Duration = Duration::from_millis(510);

            /// Powered up; the pins leave to MMode which line is counted.
            fn new() -> Self {
                let world = World::new();
                let open = Open::default();
                let mut model = Model::new(world.clock(), BOARD, open);
                model.set_metering_mode(model::MeteringMode::Flexible);
                world.clock().advance(open.reset_time);
                let model = Rc::new(RefCell::new(model));
                let bus = world.spi();
                bus.set_frequency(160_000);
                bus.attach(0, &model);
                let spi = bus.device(0, MODE_3);
                Self { world, model, spi }
            }

            fn world(&self) -> &World {
                &self.world
            }

            fn brown_out(&mut self) -> bool {
                self.model.borrow_mut().brown_out();
                true
            }

            fn blocking(&self) -> Self::Blocking {
                let $driver = Blocking::new(self.spi.clone(), self.world.delay());
                $asked
            }

            fn asynch(&self) -> Self::Asynch {
                let $driver = Asynch::new(self.spi.clone(), self.world.delay());
                $asked
            }

            fn init($outer: &mut Self::Blocking) -> Result<(), ErrorKind> {
                $inner.init(&Self::CONFIG).map_err(|error| error.kind())
            }

            async fn init_async($outer: &mut Self::Asynch) -> Result<(), ErrorKind> {
                $inner.init(&Self::CONFIG).await.map_err(|error| error.kind())
            }
        }

        impl MeterBench for $name {
            /// The part has none: `init` proves that one behaves like it, and has to write for that.
            const HAS_IDENTITY: bool = false;
            /// A tenth of a pulse.
            const ENERGY_STEP: Energy = Energy::from_joules(360);
            /// 3466 pulses at 18 kW, below which a reading whose answer was lost is recovered for certain.
            const READ_WITHIN: Duration = Duration::from_secs(690);

            fn range() -> MeterRange {
                MeterRange {
                    voltage: (Voltage::from_volts(90), Voltage::from_volts(300)),
                    current: (Current::from_amps(1), Current::from_amps(60)),
                    frequency: (Frequency::from_hertz(45), Frequency::from_hertz(65)),
                }
            }

            /// A code of 10 mV, 1 mA, 1 W, 0.001, 10 mHz.
            fn tolerance(of: Metered) -> MeterTolerance {
                let ppm = match of {
                    Metered::Voltage => 34,
                    Metered::Current => 17,
                    Metered::ActivePower | Metered::ReactivePower | Metered::ApparentPower => 56,
                    Metered::PowerFactor => 1_000,
                    Metered::Frequency => 154,
                    Metered::Energy => 0,
                };
                MeterTolerance::new(Ratio::ZERO, Ratio::from_ppm(ppm))
            }

            fn beyond(of: Metered) -> Option<Circuit> {
                let (volts, amps, lag, hertz) = match of {
                    Metered::Voltage => (700, 10, 0, 50),
                    Metered::Current => (230, 70, 0, 50),
                    Metered::ActivePower => (600, 60, 180, 50),
                    Metered::ReactivePower => (600, 60, 270, 50),
                    Metered::ApparentPower => (600, 60, 60, 50),
                    Metered::Frequency => (230, 10, 0, 70),
                    Metered::PowerFactor | Metered::Energy => return None,
                };
                let (voltage, current) = (Voltage::from_volts(volts), Current::from_amps(amps));
                Some(Circuit::new(voltage, current, lag, Frequency::from_hertz(hertz)))
            }

            /// The sensor of a board that counts imports as forward is turned.
            fn set_circuit(&mut self, circuit: Circuit) {
                let turn = match Forward::$forward {
                    Forward::Export => 0,
                    Forward::Import => 180,
                };
                let lag = (i32::from(circuit.lag()) + turn) * 1_000;
                let mut model = self.model.borrow_mut();
                model.set_voltage(circuit.voltage());
                model.set_frequency(circuit.frequency());
                match Line::$line {
                    Line::L => model.set_line_current(circuit.current(), lag),
                    Line::N => model.set_neutral_current(circuit.current(), lag),
                }
            }

            /// The part has no counter of measurements and no flag of a fresh one.
            fn freeze(&mut self) -> bool {
                false
            }

            fn is_write(_record: &Record) -> bool {
                false
            }
        }
    )+};
}

benches! {
    Part: L Export, Blocking, Asynch, |driver| driver, |driver| driver;
    Turned: N Import, Blocking, Asynch, |driver| driver, |driver| driver;
    LineL: L Import, Of<Blocking>, Of<Asynch>, |driver| Of { driver, line: Line::L }, |of| of.driver;
    LineN: N Export, Of<Blocking>, Of<Asynch>, |driver| Of { driver, line: Line::N }, |of| of.driver;
}
