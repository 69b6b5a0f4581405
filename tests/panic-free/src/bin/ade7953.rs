//! Every public method of the `ade7953` driver.
#![no_std]
#![no_main]

use core::time::Duration;

#[cfg(feature = "asynch")]
use ade7953::asynch::{Ade7953, Interface, OverI2c, OverSpi};
#[cfg(not(feature = "asynch"))]
use ade7953::blocking::{Ade7953, Interface, OverI2c, OverSpi};
use ade7953::{
    Bits8, Bits16, Bits24, Bits32, Calibration, Channel, Conditions, Config, CurrentInput,
    Direction, Edge, Error, EventsA, EventsB, Gain, NoLoad, Options, Pga, Pin, PinFunction, Pulse,
    PulsePin, Register, VoltageInput,
};
use hal_power::{Current, Error as _, Frequency, Ratio, Sensor as _, Voltage};
use panic_free::{
    call, entry, half,
    hidden::{number, show, signed},
    wire::Wire,
};

#[cfg(feature = "asynch")]
use hal_inverter::asynch::{
    ActivePowerMeter, ApparentPowerMeter, CurrentMeter, EnergyMeter, FrequencyMeter,
    PowerFactorMeter, ReactivePowerMeter, VoltageMeter,
};
#[cfg(not(feature = "asynch"))]
use hal_inverter::blocking::{
    ActivePowerMeter, ApparentPowerMeter, CurrentMeter, EnergyMeter, FrequencyMeter,
    PowerFactorMeter, ReactivePowerMeter, VoltageMeter,
};

fn byte() -> u8 {
    number().to_le_bytes()[0]
}

fn half_word() -> u16 {
    let [low, high, ..] = number().to_le_bytes();
    u16::from_le_bytes([low, high])
}

fn volts() -> Voltage {
    Voltage::from_microvolts(signed())
}

fn amps() -> Current {
    Current::from_microamps(signed())
}

fn channel() -> Channel {
    if number() == 0 { Channel::A } else { Channel::B }
}

fn pga() -> Pga {
    match number() & 7 {
        0 => Pga::X1,
        1 => Pga::X2,
        2 => Pga::X4,
        3 => Pga::X8,
        4 => Pga::X16,
        _ => Pga::X22,
    }
}

fn gain() -> Gain {
    let gain = Gain::from_ratio(Ratio::from_ppm(signed()));
    show(&gain.code());
    if number() == 0 {
        Gain::from_code(number())
    } else {
        gain
    }
}

fn calibration() -> Calibration {
    let mut all = Calibration::NONE;
    all.current_gain = gain();
    all.active_gain = gain();
    all.reactive_gain = gain();
    all.apparent_gain = gain();
    all.rms_offset = signed();
    all.active_offset = signed();
    all.reactive_offset = signed();
    all.apparent_offset = signed();
    all.phase = half_word().cast_signed();
    all
}

fn input() -> CurrentInput {
    let input = CurrentInput::new(amps()).with_pga(pga());
    if number() == 0 {
        return input;
    }
    input.with_integrator().with_calibration(calibration())
}

fn no_load() -> NoLoad {
    match number() & 3 {
        0 => NoLoad::Off,
        1 => NoLoad::DEFAULT,
        2 => NoLoad::LOWEST,
        _ => NoLoad::OneIn(number()),
    }
}

fn pulse() -> Pulse {
    match number() & 7 {
        0 => Pulse::Active(channel()),
        1 => Pulse::Reactive(channel()),
        2 => Pulse::Apparent(channel()),
        3 => Pulse::Current(channel()),
        4 => Pulse::CurrentSum,
        _ => Pulse::ActiveSum,
    }
}

fn function() -> PinFunction {
    match number() & 7 {
        0 => PinFunction::Own,
        1 => PinFunction::Sag,
        2 => PinFunction::NoActiveLoad(channel()),
        3 => PinFunction::NoReactiveLoad(channel()),
        4 => PinFunction::Sample,
        5 => PinFunction::InterruptB,
        6 => PinFunction::ZeroCrossing,
        _ => PinFunction::ReversePower,
    }
}

fn config() -> Config {
    let direction = if number() == 0 {
        Direction::PositiveImports
    } else {
        Direction::PositiveExports
    };
    let edge = match number() & 3 {
        0 => Edge::Both,
        1 => Edge::Falling,
        _ => Edge::Rising,
    };
    let voltage = VoltageInput::new(volts())
        .with_pga(pga())
        .with_gain(gain())
        .with_rms_offset(signed());
    let config = Config::new(direction, voltage, input(), input())
        .with_clock(Frequency::from_millihertz(number()))
        .with_energy_rate(Frequency::from_millihertz(number()))
        .with_peak_code(number())
        .with_no_load(no_load(), no_load(), no_load())
        .with_zero_crossing_timeout(Duration::from_micros(number().into()))
        .with_edge(edge)
        .with_options(Options::from_bits_retain(half_word()))
        .with_interrupts(
            EventsA::from_bits_retain(number()),
            EventsB::from_bits_retain(number()),
        );
    if number() == 0 {
        return config;
    }
    config
        .with_sag(volts(), byte())
        .with_overvoltage(volts())
        .with_overcurrent(amps())
        .with_pulse(PulsePin::Cf1, pulse(), half_word())
        .with_pulse(PulsePin::Cf2, pulse(), half_word())
        .with_pin(Pin::Zx, function())
        .with_pin(Pin::ZxI, function())
        .with_pin(Pin::Revp, function())
        .with_external_reference()
        .with_write_protection()
}

fn values() {
    show(&Error::<()>::NotInitialised.kind());
    show(&EventsA::from_bits_retain(number()).contains(EventsA::RESET));
    show(&EventsB::from_bits_retain(number()).contains(EventsB::OVERCURRENT));
    show(&Conditions::from_bits_retain(number()).is_empty());
}

half! {
    fn i2c() {
        let mut meter = Ade7953::new(OverI2c::new(Wire), Wire);
        call!(all(&mut meter));
        let (bus, delay) = meter.free();
        show(&bus.free());
        show(&delay);
    }

    fn spi() {
        let mut meter = Ade7953::new(OverSpi::new(Wire), Wire);
        call!(all(&mut meter));
        show(&meter.free().0.free());
    }

    fn main() {
        values();
        call!(i2c());
        call!(spi());
    }
}

#[cfg(feature = "asynch")]
macro_rules! generic {
    ($($body:tt)*) => { async $($body)* };
}
#[cfg(not(feature = "asynch"))]
macro_rules! generic {
    ($($body:tt)*) => { $($body)* };
}

generic! {
    fn all<B: Interface>(meter: &mut Ade7953<B, Wire>) {
        call!(meter.version());
        call!(meter.init(&config()));
        show(&meter.is_initialised());
        show(&meter.noted_events());
        show(&meter.latency());
        call!(meter.rms_voltage());
        call!(meter.rms_current(channel()));
        call!(meter.active_power(channel()));
        call!(meter.reactive_power(channel()));
        call!(meter.apparent_power(channel()));
        call!(meter.readings(channel()));
        call!(meter.power_factor(channel()));
        call!(meter.frequency());
        let delay = meter.phase_delay(channel());
        #[cfg(feature = "asynch")]
        let delay = delay.await;
        if let Ok(delay) = delay {
            show(&delay.code());
            show(&delay.as_nanoseconds());
            show(&delay.as_millidegrees(Frequency::from_millihertz(number())));
        }
        call!(meter.conditions());
        call!(meter.active_energy(channel()));
        call!(meter.reactive_energy(channel()));
        call!(meter.apparent_energy(channel()));
        call!(meter.clear_energy(channel()));
        call!(meter.peak_voltage());
        call!(meter.take_peak_voltage());
        call!(meter.peak_current(channel()));
        call!(meter.take_peak_current(channel()));
        call!(meter.events());
        call!(meter.take_events());
        call!(meter.check());
        call!(meter.verify());
        let mut port = meter.channel(channel());
        show(&port.channel());
        show(&port.latency());
        call!(port.rms_voltage());
        call!(port.rms_current());
        call!(port.active_power());
        call!(port.reactive_power());
        call!(port.apparent_power());
        call!(port.power_factor());
        call!(port.frequency());
        call!(port.active_energy());
        if let Some(register) = Register::<Bits8>::new(half_word()) {
            show(&register.address());
            call!(meter.read_register(register));
            call!(meter.write_register(register, byte()));
        }
        if let Some(register) = Register::<Bits16>::new(half_word()) {
            call!(meter.read_register(register));
            call!(meter.write_register(register, half_word()));
        }
        if let Some(register) = Register::<Bits24>::new(half_word()) {
            call!(meter.read_register(register));
            call!(meter.write_register(register, number()));
        }
        if let Some(register) = Register::<Bits32>::new(half_word()) {
            call!(meter.read_register(register));
            call!(meter.write_register(register, number()));
        }
    }
}

entry!(main);
