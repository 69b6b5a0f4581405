//! Every public method of the control that runs once in every period, with the protection in it.
#![no_std]
#![no_main]

use all_in_one_firmware::{BridgeControl, ControlConfig, Gains, Setpoint};
use core::time::Duration;
use hal_inverter::{Calibration, GridConfig, GridProfile};
use hal_power::{Current, Instant, Power, Voltage};
use panic_free::{
    entry, half,
    hidden::{number, show, signed},
    stage::{Samples, Stage},
};

fn time() -> Duration {
    Duration::from_micros(number().into())
}

fn volts() -> Voltage {
    Voltage::from_microvolts(signed())
}

fn float() -> f32 {
    f32::from_bits(number())
}

fn config() -> Option<ControlConfig> {
    let profile = GridProfile::SHIPPED.get(number() as usize)?;
    let amps = Current::from_microamps(signed());
    let (lowest, highest, zero) = (signed(), signed(), signed());
    Some(ControlConfig {
        grid: Calibration::<Voltage>::new(lowest, highest, zero, volts())?,
        current: Calibration::<Current>::new(lowest, highest, zero, amps)?,
        link: Calibration::<Voltage>::new(lowest, highest, zero, volts())?,
        gains: Gains {
            current: float(),
            damping: float(),
            most: float(),
            delay: float(),
            rise: float(),
            amplitude: float(),
        },
        step: float(),
        protection: GridConfig::new(profile, time(), time(), time(), volts()).ok()?,
    })
}

half! {
    fn main() {
        let Some(config) = config() else {
            return;
        };
        let mut control = BridgeControl::new(config);
        while number() != 0 {
            let setpoint = match number() {
                0 => Setpoint::Rest,
                1 => Setpoint::Form,
                _ => Setpoint::Feed(Power::from_milliwatts(signed())),
            };
            let now = Instant::from_micros(u64::from(number()) << 16);
            show(&control.period(now, setpoint, &Samples, &mut Stage::<2>));
            show(&control.verdicts());
            if number() == 0 {
                control.rearm();
            }
        }
    }
}

entry!(main);
