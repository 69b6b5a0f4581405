//! Every public method of the `stgap1` driver.
#![no_std]
#![no_main]

use core::time::Duration;

use embedded_hal::digital::PinState;
use hal_inverter::{GateFaults, PowerStage as _};
use hal_power::{Current, Error as _, SafeState as _, Voltage};
use panic_free::{
    call, entry, half,
    hidden::{number, show, signed},
    stage::Stage,
    wire::Wire,
};
#[cfg(feature = "asynch")]
use stgap1::asynch::Stgap1;
#[cfg(not(feature = "asynch"))]
use stgap1::blocking::Stgap1;
use stgap1::{
    Causes, Config, ConfigError, DeadTime, Error, InputFilter, Pins, Register, SelfTest, Status,
    TurnOff,
};

#[cfg(feature = "asynch")]
use hal_inverter::asynch::GateDriver;
#[cfg(not(feature = "asynch"))]
use hal_inverter::blocking::GateDriver;

fn byte() -> u8 {
    number().to_le_bytes()[0]
}

fn volts() -> Voltage {
    Voltage::from_microvolts(signed())
}

fn config() -> Result<Config, ConfigError> {
    let filter = match number() & 3 {
        0 => InputFilter::Off,
        1 => InputFilter::Short,
        2 => InputFilter::Medium,
        _ => InputFilter::Long,
    };
    let dead_time = match number() & 3 {
        0 => DeadTime::Off,
        1 => DeadTime::Ns250,
        2 => DeadTime::Ns800,
        _ => DeadTime::Ns1200,
    };
    let causes = Causes::from_bits_retain(byte());
    let time = Duration::from_nanos(number().into());
    let mut config = Config::unprotected()
        .with_dead_time(dead_time)
        .with_input_filter(filter)
        .with_logic_undervoltage()
        .with_diag1(causes)
        .with_diag2(causes)
        .with_overvoltage()
        .with_latched_undervoltage()
        .with_clamp()
        .with_sense(volts())?
        .with_desaturation(volts(), Current::from_microamps(signed()))?
        .with_positive_undervoltage(volts())?
        .with_negative_undervoltage(volts())?
        .with_two_level_turn_off(volts(), time, TurnOff::Fault)?;
    if number() == 0 {
        config = config.with_status_reset_by_shutdown();
    }
    Ok(config)
}

fn values() {
    if let Some(register) = Register::new(byte()) {
        show(&register.number());
        show(&register.mask());
        show(&config().map(|config| config.value(register)));
    }
    let status = Status::new(byte(), byte(), byte());
    show(&status.status1());
    show(&status.status2());
    show(&status.status3());
    show(&status.faults());
    show(&status.is_asc_high());
    show(&status.is_gate_high());
    show(&Error::<()>::NotInitialised.kind());
}

half! {
    fn alone(config: Config) {
        let Ok(mut gates) = Stgap1::new(Wire, Wire, Pins::new(), [config]) else {
            return;
        };
        call!(gates.init());
        call!(gates.status());
        show(gates.configs());
        show(&gates.free());
    }

    fn chain(config: Config) {
        let pins = Pins::new()
            .with_shutdown(Wire)
            .with_diag1(Wire, PinState::Low)
            .with_diag2(Wire, PinState::High);
        let Ok(mut gates) = Stgap1::new(Wire, Wire, pins, [config; 6]) else {
            return;
        };
        let mut stage = Stage::<1>;
        let Ok(disarmed) = stage.disarmed() else {
            return;
        };
        call!(gates.init());
        call!(gates.status());
        let mut each = [GateFaults::empty(); 7];
        call!(gates.faults(each.split_at_mut(6).0));
        call!(gates.faults(&mut each));
        show(&each);
        show(&gates.count());
        call!(gates.enable(&disarmed));
        call!(gates.clear_faults(&disarmed));
        let test = match number() {
            0 => SelfTest::GateOn,
            1 => SelfTest::GateOff,
            2 => SelfTest::Desaturation,
            3 => SelfTest::Sense,
            _ => SelfTest::SenseResistor,
        };
        call!(gates.self_test(&disarmed, test));
        if let Some(register) = Register::new(byte()) {
            call!(gates.read_register(register));
            call!(gates.write_register(register, [byte(); 6]));
        }
        call!(gates.global_reset());
        call!(gates.sleep());
        gates.make_safe();
        let (spi, delay, pins) = gates.free();
        show(&(spi, delay));
        show(&pins.diag1.into_pin());
    }

    fn main() {
        values();
        if let Ok(config) = config() {
            call!(alone(config));
            call!(chain(config));
        }
    }
}

entry!(main);
