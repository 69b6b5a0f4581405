//! A bench of one channel, and a driver that is that channel alone.

use std::time::Duration;

use ade7953::{
    Channel, Config, Direction, Error, NoLoad, asynch, blocking,
    hal_inverter::{self, MeteredEnergy},
    hal_power::{
        ApparentPower, Current, Energy, Error as _, ErrorKind, ErrorType, Frequency, Power, Ratio,
        ReactivePower, Sensor, Voltage,
    },
};
use hal_conformance::{
    MeterBench, PartBench,
    meter::{Circuit, MeterRange, MeterTolerance, Metered},
};
use hal_power_sim::{Fault, World, trace::Record};

use crate::bench::{self, Bench, Wire, directed};

/// A bench of channel A, or of B.
pub(crate) struct Phase<W: Wire, const OF_B: bool>(Bench<W>);

pub(crate) type A<W> = Phase<W, false>;
pub(crate) type B<W> = Phase<W, true>;

const fn channel(of_b: bool) -> Channel {
    if of_b { Channel::B } else { Channel::A }
}

/// Without no-load detection, below which there is no power factor.
fn config() -> Config {
    directed(Direction::PositiveImports).with_no_load(NoLoad::Off, NoLoad::Off, NoLoad::Off)
}

/// A driver as one of its channels.
macro_rules! ports {
    ($($port:ident: $half:ident, $driver:ident $(, $asynch:ident, $await:ident)?;)+) => {$(
        pub(crate) struct $port<W: Wire, const OF_B: bool>(bench::$driver<W>);

        impl<W: Wire, const OF_B: bool> ErrorType for $port<W, OF_B> {
            type Error = Error<<W::$driver as $half::Interface>::Error>;
        }

        impl<W: Wire, const OF_B: bool> Sensor for $port<W, OF_B> {
            fn latency(&self) -> Duration {
                self.0.latency()
            }
        }

        ports! { @values $port, $half $(, $asynch, $await)?;
            VoltageMeter rms_voltage -> Voltage;
            CurrentMeter rms_current -> Current;
            ActivePowerMeter active_power -> Power;
            ReactivePowerMeter reactive_power -> ReactivePower;
            ApparentPowerMeter apparent_power -> ApparentPower;
            PowerFactorMeter power_factor -> Ratio;
            FrequencyMeter frequency -> Frequency;
            EnergyMeter active_energy -> MeteredEnergy;
        }
    )+};
    (@values $port:ident, $half:ident; $($meter:ident $method:ident -> $quantity:ty;)+) => {$(
        impl<W: Wire, const OF_B: bool> hal_inverter::$half::$meter for $port<W, OF_B> {
            fn $method(&mut self) -> Result<$quantity, Self::Error> {
                hal_inverter::$half::$meter::$method(&mut self.0.channel(channel(OF_B)))
            }
        }
    )+};
    (@values $port:ident, $half:ident, $asynch:ident, $await:ident; $($meter:ident $method:ident -> $quantity:ty;)+) => {$(
        impl<W: Wire, const OF_B: bool> hal_inverter::$half::$meter for $port<W, OF_B> {
            $asynch fn $method(&mut self) -> Result<$quantity, Self::Error> {
                let mut port = self.0.channel(channel(OF_B));
                hal_inverter::$half::$meter::$method(&mut port).$await
            }
        }
    )+};
}

ports! {
    Blocking: blocking, Blocking;
    Asynch: asynch, Asynch, async, await;
}

impl<W: Wire, const OF_B: bool> PartBench for Phase<W, OF_B> {
    type Blocking = Blocking<W, OF_B>;
    type Asynch = Asynch<W, OF_B>;

    const FAULTS: &'static [Fault] = W::FAULTS;
    const SETTLE: Duration = bench::SETTLED;

    fn new() -> Self {
        Self(Bench::new())
    }

    fn world(&self) -> &World {
        &self.0.world
    }

    fn brown_out(&mut self) -> bool {
        self.0.model().brown_out();
        true
    }

    fn blocking(&self) -> Self::Blocking {
        Blocking(self.0.blocking())
    }

    fn asynch(&self) -> Self::Asynch {
        Asynch(self.0.asynch())
    }

    fn init(driver: &mut Self::Blocking) -> Result<(), ErrorKind> {
        driver.0.init(&config()).map_err(|error| error.kind())
    }

    async fn init_async(driver: &mut Self::Asynch) -> Result<(), ErrorKind> {
        driver.0.init(&config()).await.map_err(|error| error.kind())
    }
}

impl<W: Wire, const OF_B: bool> MeterBench for Phase<W, OF_B> {
    const HAS_IDENTITY: bool = true;
    /// Full scale over 206,900: 85 or 42 mJ.
    const ENERGY_STEP: Energy = Energy::from_millijoules(if OF_B { 43 } else { 85 });
    const READ_WITHIN: Duration = Duration::from_secs(20);

    const NETS_ENERGY: bool = true;

    fn range() -> MeterRange {
        let (low, high) = if OF_B { (50, 24_900) } else { (100, 49_900) };
        MeterRange {
            voltage: (Voltage::from_volts(90), Voltage::from_volts(349)),
            current: (Current::from_milliamps(low), Current::from_milliamps(high)),
            frequency: (Frequency::from_hertz(45), Frequency::from_hertz(65)),
        }
    }

    /// Codes of 24 bits, but for those of the power factor and the period. What has not settled within the latency is a thousandth of
    /// a step, which weighs more in a power factor whose power went down.
    fn tolerance(of: Metered) -> MeterTolerance {
        let ppm = |of_value, of_range| {
            MeterTolerance::new(Ratio::from_ppm(of_value), Ratio::from_ppm(of_range))
        };
        match of {
            Metered::PowerFactor => ppm(0, 6_000),
            Metered::Frequency => ppm(160, 0),
            Metered::Energy => ppm(5, 0),
            _ => ppm(0, 1_000),
        }
    }

    fn beyond(of: Metered) -> Option<Circuit> {
        let amps = if OF_B { 30 } else { 60 };
        let (volts, amps, lag) = match of {
            Metered::Voltage => (360, amps / 2, 0),
            Metered::Current => (230, amps, 0),
            Metered::ActivePower => (400, amps, 180),
            Metered::ReactivePower => (400, amps, 90),
            Metered::ApparentPower => (400, amps, 60),
            Metered::PowerFactor | Metered::Frequency | Metered::Energy => return None,
        };
        let (voltage, current) = (Voltage::from_volts(volts), Current::from_amps(amps));
        Some(Circuit::new(
            voltage,
            current,
            lag,
            Frequency::from_hertz(50),
        ))
    }

    /// The part counts what is imported as positive, and its other channel has another current.
    fn set_circuit(&mut self, circuit: Circuit) {
        let mut model = self.0.model();
        model.set_voltage(circuit.voltage());
        model.set_frequency(circuit.frequency());
        drop(model);
        let lag = i32::from(circuit.lag()) + 180;
        let current = circuit.current();
        self.0.draw_current(channel(OF_B), current, lag);
        let other = Current::from_microamps(current.as_microamps() / 7);
        self.0.draw_current(channel(!OF_B), other, lag + 45);
    }

    fn freeze(&mut self) -> bool {
        self.0.model().set_frozen(true);
        true
    }

    fn is_write(record: &Record) -> bool {
        W::is_write(record)
    }
}
