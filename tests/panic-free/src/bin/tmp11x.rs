//! Every public method of the `tmp11x` driver.
#![no_std]
#![no_main]

use hal_power::{Error as _, Sensor as _, Temperature};
use panic_free::{
    call, entry, half,
    hidden::{number, show, signed},
    wire::Wire,
};
use tmp11x::{
    Address, AlertPin, Averages, Comparison, Config, ConfigError, Cycle, Error, Limits, Mode,
    PinSource, Strap, Tmp116Word, Word, part::Part,
};

#[cfg(feature = "asynch")]
use hal_power::asynch::TemperatureSensor;
#[cfg(not(feature = "asynch"))]
use hal_power::blocking::TemperatureSensor;
#[cfg(feature = "asynch")]
use tmp11x::asynch::{Tmp116, Tmp117};
#[cfg(not(feature = "asynch"))]
use tmp11x::blocking::{Tmp116, Tmp117};

fn temperature() -> Temperature {
    Temperature::from_millicelsius(signed())
}

fn limits() -> Limits {
    Limits::new(temperature(), temperature())
}

fn strap() -> Strap {
    match number() & 3 {
        0 => Strap::Ground,
        1 => Strap::Supply,
        2 => Strap::Data,
        _ => Strap::Clock,
    }
}

fn cycle() -> Cycle {
    match number() & 7 {
        0 => Cycle::Shortest,
        1 => Cycle::Ms125,
        2 => Cycle::Ms250,
        3 => Cycle::Ms500,
        4 => Cycle::S1,
        5 => Cycle::S4,
        6 => Cycle::S8,
        _ => Cycle::S16,
    }
}

fn averages() -> Averages {
    match number() & 3 {
        0 => Averages::X1,
        1 => Averages::X8,
        2 => Averages::X32,
        _ => Averages::X64,
    }
}

fn pin() -> AlertPin {
    let mut pin = AlertPin::DEFAULT;
    pin.is_active_high = number() != 0;
    if number() != 0 {
        pin.shows = PinSource::Conversions;
    }
    pin
}

fn config<P: Part>() -> Config<P> {
    let config = Config::new()
        .with_cycle(cycle())
        .with_averages(averages())
        .with_limits(limits())
        .with_alert_pin(pin());
    let config = if number() == 0 {
        config.with_mode(Mode::OneShot)
    } else {
        config
    };
    if number() == 0 {
        config.with_comparison(Comparison::Therm)
    } else {
        config
    }
}

macro_rules! common {
    ($driver:ident) => {
        call!($driver.start());
        show(&$driver.duration());
        show(&$driver.latency());
        call!($driver.ready());
        call!($driver.temperature());
        call!(TemperatureSensor::temperature(&mut $driver));
        call!($driver.take_alerts());
        call!($driver.set_limits(limits()));
        call!($driver.verify());
        call!($driver.program_power_up(&mut Wire));
        call!($driver.read_register(number().to_be_bytes()[3]));
        call!($driver.write_register(number().to_be_bytes()[3], 0x1234));
        call!($driver.shut_down());
    };
}

half! {
    fn tmp116() {
        let mut driver = Tmp116::new(Wire, Address::new(strap()));
        call!(driver.init(&config()));
        common!(driver);
        for word in [Tmp116Word::One, Tmp116Word::Two, Tmp116Word::Three, Tmp116Word::Four] {
            call!(driver.word(word));
        }
        call!(driver.program_word(Tmp116Word::Four, 0x1234, &mut Wire));
        show(&driver.free());
    }

    fn tmp117() {
        let mut driver = Tmp117::new(Wire, Address::new(strap()));
        let config = config().with_offset(temperature());
        show(&config.offset());
        call!(driver.init(&config));
        common!(driver);
        for word in [Word::One, Word::Two, Word::Three] {
            call!(driver.word(word));
        }
        call!(driver.program_word(Word::Three, 0x1234, &mut Wire));
        call!(driver.unique_id());
        call!(driver.reset());
        show(&Error::<()>::from(ConfigError::Limits).kind());
        show(&ConfigError::Offset.kind());
        show(&Address::new(strap()).bits());
        show(&driver.free());
    }

    fn main() {
        call!(tmp116());
        call!(tmp117());
    }
}

entry!(main);
