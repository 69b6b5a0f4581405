//! Every public method of what a frame is, and of what its codes mean.
#![no_std]
#![no_main]

use hal_inverter::{Calibration, FrameSource as _};
use hal_power::{Current, Temperature, Voltage};
use panic_free::{
    entry, half,
    hidden::{show, signed},
    stage::Samples,
};

fn lines() {
    let (lowest, highest, zero) = (signed(), signed(), signed());
    let volts = Voltage::from_microvolts(signed());
    if let Some(line) = Calibration::<Voltage>::new(lowest, highest, zero, volts) {
        show(&line.apply(signed()));
    }
    let amps = Current::from_microamps(signed());
    if let Some(line) = Calibration::<Current>::new(lowest, highest, zero, amps) {
        show(&line.apply(signed()));
    }
    let degrees = Temperature::from_millicelsius(signed());
    if let Some(line) = Calibration::<Temperature>::new(lowest, highest, zero, degrees) {
        show(&line.apply(signed()));
    }
}

half! {
    fn main() {
        lines();
        let status = Samples.status();
        show(&status.is_sound());
    }
}

entry!(main);
