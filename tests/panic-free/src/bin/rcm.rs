//! Every public method of the `rcm` crate.
#![no_std]
#![no_main]

use core::{convert::Infallible, time::Duration};
use hal_inverter::{FrameFlags, FrameStatus};
use hal_power::{Current, Error as _, ErrorType, Ratio, Resistance, ResidualCurrent, Sensor, Voltage};
use panic_free::{
    call, entry, half,
    hidden::{number, show, signed},
    stage::Samples,
};
use rcm::{Channel, Config, Evaluator, NoReading, Sampler, TestWinding, UP_TO_30_KVA, Window};

#[cfg(feature = "asynch")]
use hal_power::asynch::ResidualCurrentSensor;
#[cfg(not(feature = "asynch"))]
use hal_power::blocking::ResidualCurrentSensor;
#[cfg(feature = "asynch")]
use rcm::asynch::{Rcm, Windows};
#[cfg(not(feature = "asynch"))]
use rcm::blocking::{Rcm, Windows};

/// Frames of which nobody knows anything.
struct Frames(Sampler);

impl ErrorType for Frames {
    type Error = Infallible;
}

impl Windows for Frames {
    #[cfg(feature = "asynch")]
    async fn window(&mut self) -> Result<Window, Infallible> {
        Ok(window(&mut self.0))
    }

    #[cfg(not(feature = "asynch"))]
    fn window(&mut self) -> Result<Window, Infallible> {
        Ok(window(&mut self.0))
    }
}

fn window(sampler: &mut Sampler) -> Window {
    while number() != 0 {
        let flags = FrameFlags::from_bits_retain(number() as u16);
        let sequence = number() as u16;
        sampler.on_frame(FrameStatus { sequence, flags }, signed(), signed());
        sampler.on_source::<0, 1, 5>(&Samples);
    }
    sampler.window().clone()
}

fn duration() -> Duration {
    Duration::new(number().into(), number() % 1_000_000_000)
}

fn current() -> Current {
    Current::from_microamps(signed())
}

fn voltage() -> Voltage {
    Voltage::from_microvolts(signed())
}

fn config() -> Option<Config> {
    let residual = Channel::<Current>::new(signed(), signed(), signed(), current())?;
    let line = Channel::<Voltage>::new(signed(), signed(), signed(), voltage())?;
    show(&residual.apply(signed()));
    show(&line.apply(signed()));
    let config = Config::new(duration(), residual, line, voltage(), current()).ok()?;
    let config = config.with_lag(duration()).ok()?.with_still(duration());
    show(&config.latency());
    show(&config.window());
    Some(config)
}

fn winding() {
    let resistance = Resistance::from_microohms(u64::from(number()) << 32 | u64::from(number()));
    let ratio = || Ratio::from_ppm(signed());
    if let Ok(winding) = TestWinding::new(signed(), resistance, voltage()) {
        show(&winding.reading());
        show(&winding.tolerance(ratio(), ratio(), ratio(), current()));
    }
}

half! {
    fn main() {
        winding();
        show(&UP_TO_30_KVA);
        let Some(config) = config() else {
            return;
        };
        let mut sampler = Sampler::new(config);
        let mut evaluator = Evaluator::new(config);
        while number() != 0 {
            let window = window(&mut sampler);
            show(&evaluator.evaluate(&window).map(ResidualCurrent::from));
            show(&evaluator.zero(&window));
            show(&evaluator.offset());
            show(evaluator.config());
        }
        let mut sensor = Rcm::new(Frames(sampler), config);
        while number() != 0 {
            call!(sensor.measure());
            call!(sensor.zero());
            call!(sensor.residual_current());
            show(&sensor.latency());
            show(&sensor.evaluator().offset());
        }
        show(&rcm::Error::<Infallible>::NoReading(NoReading::Stuck).kind());
        let _: Frames = sensor.free();
    }
}

entry!(main);
