//! Every public method of the `iso-bridge` crate.
#![no_std]
#![no_main]

use core::{convert::Infallible, time::Duration};
use hal_power::{
    Contacts, Error as _, ErrorKind, ErrorType, Instant, Ratio, Reading, Resistance, Sensor,
    Voltage, check::Step,
};
use iso_bridge::{
    Accuracy, Config, Fault, Inputs, IsoBridge, Measured, Net, Network, Sensors, Settled, Timing,
};
use panic_free::{
    call, entry, half,
    hidden::{number, show, signed},
    wire::Wire,
};

#[cfg(feature = "asynch")]
use hal_power::asynch::{ContactBank, InsulationMeter, VoltageSensor};
#[cfg(not(feature = "asynch"))]
use hal_power::blocking::{ContactBank, InsulationMeter, VoltageSensor};
#[cfg(feature = "asynch")]
use iso_bridge::asynch::BridgeMeter;
#[cfg(not(feature = "asynch"))]
use iso_bridge::blocking::BridgeMeter;

/// Switches and sensors of which nobody knows anything.
struct Unknown;

impl ErrorType for Unknown {
    type Error = ErrorKind;
}

impl Sensor for Unknown {
    fn latency(&self) -> Duration {
        duration()
    }
}

fn failed() -> Result<(), ErrorKind> {
    match number() {
        0 => Err(ErrorKind::Bus),
        1 => Err(ErrorKind::NotReady),
        _ => Ok(()),
    }
}

impl VoltageSensor for Unknown {
    #[cfg(feature = "asynch")]
    async fn voltage(&mut self) -> Result<Voltage, ErrorKind> {
        failed().map(|()| voltage())
    }

    #[cfg(not(feature = "asynch"))]
    fn voltage(&mut self) -> Result<Voltage, ErrorKind> {
        failed().map(|()| voltage())
    }
}

impl ContactBank for Unknown {
    fn count(&self) -> u32 {
        number()
    }

    #[cfg(feature = "asynch")]
    async fn command(&mut self, closed: Contacts) -> Result<(), ErrorKind> {
        show(&closed);
        failed()
    }

    #[cfg(not(feature = "asynch"))]
    fn command(&mut self, closed: Contacts) -> Result<(), ErrorKind> {
        show(&closed);
        failed()
    }
}

fn voltage() -> Voltage {
    Voltage::from_microvolts(signed())
}

fn resistance() -> Resistance {
    Resistance::from_microohms(u64::from(number()) << 32 | u64::from(number()))
}

fn duration() -> Duration {
    Duration::new(
        u64::from(number()) << 32 | u64::from(number()),
        number() & 0xFFFF,
    )
}

fn instant() -> Instant {
    Instant::from_micros(u64::from(number()) << 32 | u64::from(number()))
}

fn sensors() -> Sensors {
    match number() {
        0 => Sensors::Both,
        1 => Sensors::Positive,
        _ => Sensors::Negative,
    }
}

fn config() -> Option<Config> {
    let tolerance = Ratio::from_ppm(signed());
    let network = Network::new(resistance(), resistance(), tolerance, duration())
        .with_dividers(resistance(), resistance())
        .with_contacts(number(), number());
    let accuracy = Accuracy {
        gain: Ratio::from_ppm(signed()),
        offset: voltage(),
        noise: voltage(),
    };
    let net = Net {
        minimum: voltage(),
        maximum: voltage(),
        drift: voltage(),
    };
    let timing = Timing {
        travel: duration(),
        pace: duration(),
        timeout: duration(),
    };
    let settled = Settled {
        readings: number().to_le_bytes()[0],
        band: voltage(),
    };
    match Config::new(network, accuracy, net, timing, settled) {
        Ok(config) => Some(config),
        Err(error) => {
            show(&error.kind());
            None
        }
    }
}

fn input() -> hal_power::Input<Voltage> {
    failed().map(|()| Reading::new(voltage(), instant()))
}

fn inputs() -> Inputs {
    match number() {
        0 => Inputs::positive(input()),
        1 => Inputs::negative(input()),
        _ => Inputs::both(input(), input()),
    }
}

fn told(measured: Measured) {
    show(&measured.value());
    show(&measured.lowest());
    show(&measured.highest());
}

fn machine(config: Config) {
    let mut bridge = IsoBridge::new(config, sensors());
    bridge.start(instant());
    while bridge.is_active() {
        show(&bridge.wants());
        match bridge.step(instant(), inputs()) {
            Step::Done(solution) => {
                told(solution.total);
                show(&solution.insulation());
            }
            other => show(&other),
        }
        if number() == 0 {
            bridge.release();
        }
    }
    show(&bridge.config().clone());
    show(&Fault::Implausible.kind());
}

half! {
    fn meters(config: Config) {
        let mut meter = BridgeMeter::new(Unknown, Unknown, Unknown, Wire, config);
        call!(meter.measure());
        call!(meter.insulation());
        call!(meter.release());
        show(&meter.is_released());
        show(&meter.latency());
        show(&meter.free().0.count());
        let mut meter = BridgeMeter::with_positive(Unknown, Unknown, Wire, config);
        call!(meter.measure());
        let mut meter = BridgeMeter::with_negative(Unknown, Unknown, Wire, config);
        call!(meter.measure());
        show(&iso_bridge::Error::<Infallible, Infallible, Infallible>::Implausible.kind());
    }

    fn main() {
        let Some(config) = config() else {
            return;
        };
        machine(config);
        call!(meters(config));
    }
}

entry!(main);
