//! One phase of an SDM630, as a meter of its own.

use core::time::Duration;

use hal_conformance::meter::Circuit;
use hal_power_sim::{
    SerialPort,
    model::modbus_meter::{Kind, Phase},
    serial::{Format, SerialError},
};
use modbus_meter::{
    Config, Error, asynch, blocking,
    hal_inverter::{self, MeteredEnergy},
    hal_power::{
        ApparentPower, Current, ErrorKind, ErrorType, Frequency, Power, Ratio, ReactivePower,
        Sensor, Voltage,
    },
};

use crate::{
    bench::Pause,
    grid::{Meter, others, phase},
    meters::Sdm630,
};

/// The second.
pub(crate) struct Second;

const PHASE: modbus_meter::Phase = modbus_meter::Phase::L2;

/// A driver that is asked for its second phase only.
pub(crate) struct Blocking(blocking::Sdm630<SerialPort, Pause>);
pub(crate) struct Asynch(asynch::Sdm630<SerialPort, Pause>);

macro_rules! forward {
    ($($meter:ident $method:ident $quantity:ty;)+) => {
        impl ErrorType for Blocking {
            type Error = Error<SerialError>;
        }

        impl ErrorType for Asynch {
            type Error = Error<SerialError>;
        }

        impl Sensor for Blocking {
            fn latency(&self) -> Duration {
                self.0.latency()
            }
        }

        impl Sensor for Asynch {
            fn latency(&self) -> Duration {
                self.0.latency()
            }
        }

        $(impl hal_inverter::blocking::$meter for Blocking {
            fn $method(&mut self) -> Result<$quantity, Self::Error> {
                self.0.phase(PHASE).$method()
            }
        }

        impl hal_inverter::asynch::$meter for Asynch {
            async fn $method(&mut self) -> Result<$quantity, Self::Error> {
                self.0.phase(PHASE).$method().await
            }
        })+
    };
}

forward! {
    VoltageMeter rms_voltage Voltage;
    CurrentMeter rms_current Current;
    ActivePowerMeter active_power Power;
    ReactivePowerMeter reactive_power ReactivePower;
    ApparentPowerMeter apparent_power ApparentPower;
    PowerFactorMeter power_factor Ratio;
    FrequencyMeter frequency Frequency;
    EnergyMeter active_energy MeteredEnergy;
}

impl Meter for Second {
    type Blocking = Blocking;
    type Asynch = Asynch;

    const KIND: Kind = Kind::Sdm630;

    fn format() -> Format {
        Format::new(19_200)
    }

    fn phases(circuit: &Circuit) -> [Phase; 3] {
        let [first, third] = others(circuit);
        [first, phase(circuit, circuit.current()), third]
    }

    fn blocking(port: SerialPort, pause: Pause, config: Config) -> Blocking {
        Blocking(<Sdm630 as Meter>::blocking(port, pause, config))
    }

    fn asynch(port: SerialPort, pause: Pause, config: Config) -> Asynch {
        Asynch(<Sdm630 as Meter>::asynch(port, pause, config))
    }

    fn init(driver: &mut Blocking) -> Result<(), ErrorKind> {
        <Sdm630 as Meter>::init(&mut driver.0)
    }

    async fn init_async(driver: &mut Asynch) -> Result<(), ErrorKind> {
        <Sdm630 as Meter>::init_async(&mut driver.0).await
    }
}
