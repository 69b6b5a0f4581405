//! `tmp117` 3.0.0: the temperature of a TMP117 in continuous mode as `f32`.
#![no_std]
#![no_main]

use core::mem::transmute;

use peers::{
    bus::{Bus, Failed, NoDelay},
    report,
};
use tmp117::{ContinuousHandler, Error, Tmp117};

type Sensor = Tmp117<Bus, Failed, NoDelay>;
type Handler<'s> = ContinuousHandler<'s, Bus, Failed, NoDelay>;
type Answer = Result<f32, Error<Failed>>;

fn setup() -> Sensor {
    let mut sensor = Tmp117::new(Bus, 0x48, NoDelay);
    let _ = sensor.reset();
    let _ = sensor.continuous(Default::default(), |_| Ok(()));
    sensor
}

/// One pass of the loop that its users write inside `continuous`, which lends the handler to a closure only.
fn read(sensor: &mut Sensor) -> Answer {
    // SAFETY: the handler is this reference and nothing else, as `transmute` checks by its size.
    let mut handler = unsafe { transmute::<&mut Sensor, Handler<'_>>(sensor) };
    handler.read_temp()
}

fn show(answer: &Answer) {
    if let Ok(celsius) = *answer {
        report::single(b'T', 0, celsius);
    }
}

peers::case!(117, Sensor, Answer, setup, read, show);
