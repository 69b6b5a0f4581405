//! Every public method of the `ina2xx` drivers.
#![no_std]
#![no_main]

use core::time::Duration;
#[cfg(feature = "asynch")]
use hal_power::asynch as traits;
#[cfg(not(feature = "asynch"))]
use hal_power::blocking as traits;
use hal_power::{
    Current, Error as _, Power, Resistance, Sensor, ShuntVoltage, Temperature, Voltage,
};
#[cfg(feature = "asynch")]
use ina2xx::asynch as half;
#[cfg(not(feature = "asynch"))]
use ina2xx::blocking as half;
use ina2xx::{
    AdcRange, Address, AlertPin, Averages, Config, ConversionTime, Ina226ConversionTime, Inputs,
    Limit, Mode, Register, Strap, part,
};
use panic_free::{
    call, entry, half,
    hidden::{number, show, signed},
    wire::Wire,
};

/// A configuration of numbers that nobody knows.
fn config<P: part::Part>() -> Config<P> {
    let shunt = Resistance::from_microohms(number().into());
    let config = Config::new(shunt, Current::from_microamps(signed()))
        .with_bus_divider(number(), number())
        .with_inputs(Inputs::from_bits_truncate(number().to_le_bytes()[0]))
        .with_alert_pin(AlertPin::DEFAULT);
    let config = if number() == 0 {
        config
            .with_fitted_calibration()
            .with_averages(Averages::X1024)
    } else {
        config.with_averages(Averages::X4)
    };
    show(&config.calibrate().map(|calibration| {
        (
            calibration.register(),
            calibration.full_scale(),
            calibration.current_step_picoamps(),
        )
    }));
    show(&config.duration());
    if number() == 0 {
        config.with_mode(Mode::Triggered)
    } else {
        config
    }
}

/// What all but the INA226 can have besides.
fn diagnostic<P: part::Diagnostic<ConversionTime = ConversionTime>>() -> Config<P> {
    let range = if number() == 0 {
        AdcRange::Fine
    } else {
        AdcRange::Wide
    };
    config()
        .with_adc_range(range)
        .with_conversion_times(ConversionTime::Us4120, ConversionTime::Us50)
        .with_temperature_conversion_time(ConversionTime::Us150)
        .with_conversion_delay(Duration::from_millis(number().into()))
}

fn limit() -> Limit {
    let value = signed();
    match number() {
        0 => Limit::ShuntOver(ShuntVoltage::from_nanovolts(value)),
        1 => Limit::ShuntUnder(ShuntVoltage::from_nanovolts(value)),
        2 => Limit::CurrentOver(Current::from_microamps(value)),
        3 => Limit::CurrentUnder(Current::from_microamps(value)),
        4 => Limit::BusOver(Voltage::from_microvolts(value)),
        5 => Limit::BusUnder(Voltage::from_microvolts(value)),
        6 => Limit::TemperatureOver(Temperature::from_millicelsius(value)),
        _ => Limit::PowerOver(Power::from_milliwatts(value)),
    }
}

fn register() -> Register {
    let address = number().to_le_bytes()[0];
    let register = match number() {
        0 => Register::two_bytes(address),
        1 => Register::three_bytes(address),
        _ => Register::five_bytes(address),
    };
    show(&register.address());
    register
}

/// What all parts can do; `meter` is taken by value.
macro_rules! every {
    ($meter:expr, $config:expr) => {{
        let mut meter = $meter;
        call!(meter.init(&$config));
        call!(meter.start());
        call!(meter.ready());
        call!(meter.voltage());
        call!(meter.current());
        call!(meter.power());
        call!(meter.shunt_voltage());
        call!(meter.readings());
        call!(meter.computed_readings());
        call!(meter.take_alerts());
        call!(meter.set_limit(limit()));
        call!(meter.clear_limits());
        call!(meter.verify());

        call!(meter.read_register(register()));
        call!(meter.write_register(register(), number().to_le_bytes()[0].into()));
        call!(meter.shut_down());
        call!(traits::VoltageSensor::voltage(&mut meter));
        call!(traits::CurrentSensor::current(&mut meter));
        call!(traits::PowerSensor::power(&mut meter));
        show(&meter.duration());
        show(&meter.latency());
        call!(meter.reset());
        meter
    }};
}

/// What a part with a die temperature can do besides.
macro_rules! warm {
    ($meter:expr, $config:expr) => {{
        let mut meter = every!($meter, $config);
        call!(meter.temperature());
        call!(traits::TemperatureSensor::temperature(&mut meter));
        meter
    }};
}

/// What a part that counts can do besides.
macro_rules! counting {
    ($meter:expr) => {{
        let config =
            diagnostic().with_shunt_temperature_coefficient(number().to_le_bytes()[0].into());
        let mut meter = warm!($meter, config);
        call!(meter.energy());
        call!(meter.charge());
        call!(meter.clear_counters());
        call!(traits::EnergyCounter::energy(&mut meter));
        call!(traits::ChargeCounter::charge(&mut meter));
        meter
    }};
}

fn address() -> Address {
    let address = Address::new(Strap::Supply, Strap::Data);
    show(&address.bits());
    address
}

half! {
    fn ina226() {
        let times = (Ina226ConversionTime::Us140, Ina226ConversionTime::Us8244);
        let config = config().with_conversion_times(times.0, times.1);
        show(&every!(half::Ina226::new(Wire, address()), config).free());
    }

    fn ina228() {
        show(&counting!(half::Ina228::new(Wire, address())).free());
    }

    fn ina229() {
        show(&counting!(half::Ina229::new(Wire)).free());
    }

    fn ina237() {
        show(&warm!(half::Ina237::new(Wire, address()), diagnostic()).free());
    }

    fn ina238() {
        show(&warm!(half::Ina238::new(Wire, address()), diagnostic()).free());
    }

    fn ina239() {
        show(&warm!(half::Ina239::new(Wire), diagnostic()).free());
    }

    fn main() {
        call!(ina226());
        call!(ina228());
        call!(ina229());
        call!(ina237());
        call!(ina238());
        call!(ina239());
        show(&error().kind());
    }
}

/// An error that nobody knows.
fn error() -> ina2xx::Error<()> {
    let register = number().to_le_bytes()[0];
    match number() {
        0 => ina2xx::Error::Bus {
            register,
            cause: (),
        },
        1 => ina2xx::Error::NotReady,
        2 => ina2xx::Error::MathOverflow,
        _ => ina2xx::Error::ConfigurationLost { register },
    }
}

entry!(main);
