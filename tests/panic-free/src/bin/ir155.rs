//! Every public method of the `ir155` crate.
#![no_std]
#![no_main]

use core::{convert::Infallible, time::Duration};
use hal_power::{Error as _, ErrorType, Frequency, Instant, Ratio, Resistance, Sensor};
use ir155::{Capture, Config, ConfigError, Edges, NoReading, Session, Signal, codec};
use panic_free::{
    call, entry, half,
    hidden::{number, show, signed},
};

#[cfg(feature = "asynch")]
use hal_power::asynch::InsulationMeter;
#[cfg(not(feature = "asynch"))]
use hal_power::blocking::InsulationMeter;
#[cfg(feature = "asynch")]
use ir155::asynch::{Ir155, PwmCapture};
#[cfg(not(feature = "asynch"))]
use ir155::blocking::{Ir155, PwmCapture};

/// Pins of which nobody knows anything.
struct Pins;

impl ErrorType for Pins {
    type Error = Infallible;
}

impl PwmCapture for Pins {
    #[cfg(feature = "asynch")]
    async fn capture(&mut self) -> Result<Capture, Infallible> {
        Ok(capture())
    }

    #[cfg(not(feature = "asynch"))]
    fn capture(&mut self) -> Result<Capture, Infallible> {
        Ok(capture())
    }
}

fn now() -> Instant {
    Instant::from_micros(u64::from(number()) << 32 | u64::from(number()))
}

fn duration() -> Duration {
    Duration::from_micros(number().into())
}

fn resistance() -> Resistance {
    Resistance::from_microohms(u64::from(number()) << 32 | u64::from(number()))
}

fn ratio() -> Ratio {
    Ratio::from_ppm(signed())
}

fn frequency() -> Frequency {
    Frequency::from_millihertz(number())
}

fn capture() -> Capture {
    let signal = match number() {
        0 => Signal::High,
        1 => Signal::Low,
        _ => Signal::Pwm {
            frequency: frequency(),
            duty: ratio(),
        },
    };
    Capture::new(now(), signal, number() != 0)
}

fn config() -> Result<Config, ConfigError> {
    Config::new(duration(), duration(), duration())?
        .with_windows(frequency(), ratio())?
        .with_ceiling(resistance())?
        .with_response(resistance(), resistance())
}

fn session(config: Config) {
    let mut session = Session::new(config);
    while number() != 0 {
        session.power_on(now());
        session.had_fault(now());
        show(&session.config());
        show(&session.on_capture(&capture()));
        show(&session.report());
    }
}

fn edges() {
    let mut edges = Edges::new(now(), number() != 0);
    while number() != 0 {
        edges.on_edge(now(), number() != 0);
        show(&edges.signal(now()));
    }
}

half! {
    fn main() {
        edges();
        show(&codec::resistance(ratio()));
        show(&codec::value(ratio()));
        let Ok(config) = config() else {
            return;
        };
        session(config);
        let mut meter = Ir155::new(Pins, config);
        while number() != 0 {
            meter.power_on(now());
            meter.had_fault(now());
            call!(meter.measure());
            call!(meter.insulation());
            show(&meter.latency());
            show(meter.session());
        }
        show(&ir155::Error::<Infallible>::NoReading(NoReading::StuckLow).kind());
        let _: Pins = meter.free();
    }
}

entry!(main);
