//! Every public method of the `gate-pins` driver.
#![no_std]
#![no_main]

use core::time::Duration;
#[cfg(feature = "asynch")]
use gate_pins::asynch::GatePins;
#[cfg(not(feature = "asynch"))]
use gate_pins::blocking::GatePins;
use gate_pins::{Config, Each, Lines, Resets, Shared, Times};
use hal_inverter::{GateFaults, PowerStage};
use hal_power::{Error as _, SafeState};
use panic_free::{
    call, entry, half,
    hidden::{number, show},
    stage::Stage,
    wire::Wire,
};

#[cfg(feature = "asynch")]
use hal_inverter::asynch::GateDriver;
#[cfg(not(feature = "asynch"))]
use hal_inverter::blocking::GateDriver;

fn time() -> Duration {
    Duration::from_micros(number().into())
}

fn config() -> Config {
    let times = Times {
        reset: time(),
        mute: time(),
        ready: time(),
    };
    let resets = match number() {
        0 => Resets::Falling,
        1 => Resets::Rising,
        _ => Resets::Level,
    };
    loop {
        let fault = GateFaults::from_bits_retain(number());
        match Config::new(fault, resets, times) {
            Ok(config) => return config,
            Err(error) => show(&error),
        }
    }
}

half! {
    fn each() {
        let lines = Lines::new(Each([Wire, Wire]), Each([Wire, Wire]), Each([Wire, Wire]))
            .with_inverting(Each([Wire, Wire]));
        let mut gates = GatePins::<_, _, 2>::new(lines, Wire, config());
        call!(gates.init());
        call!(gates.ready_within(time(), time()));
        #[cfg(feature = "asynch")]
        call!(gates.until_ready());
        call!(gates.states());
        let mut stage = Stage::<1>;
        if let Ok(disarmed) = stage.disarmed() {
            call!(gates.clear_faults(&disarmed));
            call!(gates.enable(&disarmed));
        }
        let mut faults = [GateFaults::empty(); 3];
        if let Some(faults) = faults.get_mut(..number() as usize) {
            call!(gates.faults(faults));
            show(&faults);
        }
        gates.make_safe();
        show(&gates.count());
        let config = gates.config();
        show(&(config.fault(), config.resets(), config.times()));
        show(&gates.free());
    }

    fn shared() {
        let lines = Lines::new(Shared(Wire), Shared(Wire), Shared(Wire));
        let mut gates = GatePins::<_, _, 32>::new(lines, Wire, config());
        call!(gates.init());
        call!(gates.ready_within(time(), time()));
        #[cfg(feature = "asynch")]
        call!(gates.until_ready());
        call!(gates.states());
        let mut stage = Stage::<1>;
        if let Ok(disarmed) = stage.disarmed() {
            call!(gates.clear_faults(&disarmed));
            call!(gates.enable(&disarmed));
        }
        let mut faults = [GateFaults::empty(); 32];
        call!(gates.faults(&mut faults));
        show(&faults);
        gates.make_safe();
        show(&gate_pins::Error::<(), ()>::NotReady.kind());
    }

    fn main() {
        call!(each());
        call!(shared());
    }
}

entry!(main);
