//! Identity, reset, unlocking, configuration.

use core::time::Duration;

use ade7953::{
    Calibration, Channel, ConfigError, CurrentInput, Edge, Error, EventsA, EventsB, Gain, NoLoad,
    Pga, Pin, PinFunction, Pulse, PulsePin, VoltageInput, blocking,
    hal_power::{Current, ErrorKind, Frequency, Voltage},
};
use embedded_hal_mock::eh1::delay::{CheckedDelay, Transaction};

use crate::{
    exchange, exchange_bare,
    script::{self, ask, common, config, good, settle, start, tell},
};

/// The same on both buses, without a warm part before it.
macro_rules! cold {
    ($steps:expr; $($calls:tt)+) => {{
        let steps: Vec<script::Step> = $steps;
        exchange_bare! { i2c, steps; $($calls)+ }
        exchange_bare! { spi, steps; $($calls)+ }
    }};
}

#[test]
fn key_and_register_are_one_behind_the_other() {
    exchange! { config();
        rms_voltage() => Ok(_), [ask(0x21C, [0x5A, 0x90, 0x47]), good()];
    }
}

#[test]
fn another_part_is_not_written_to() {
    let steps = [ask(0x702, [0xFF]), ask(0x1FE, [0xFF, 0xFF])].concat();
    cold! { steps;
        init(&config()) => Err(Error::WrongDevice { found: 0xFFFF }),
        rms_voltage() => Err(Error::NotInitialised),
        check() => Err(Error::NotInitialised),
        events() => Err(Error::NotInitialised),
        take_events() => Err(Error::NotInitialised),
        active_energy(Channel::A) => Err(Error::NotInitialised),
    }
}

#[test]
fn what_cannot_be_had_transfers_nothing() {
    let wrong = config().with_clock(Frequency::from_hertz(1));
    cold! { vec![];
        init(&wrong) => Err(Error::Config(ConfigError::Clock)),
        init(&wrong) => Err(Error::Config(ConfigError::Clock)),
    }
}

#[test]
fn a_part_that_stays_locked_is_no_part() {
    let mut steps = start();
    steps.pop();
    steps.extend(ask(0x120, [0x00, 0x00]));
    cold! { steps;
        init(&config()) => Err(Error::NotUnlocked { found: 0 }),
        rms_voltage() => Err(Error::NotInitialised),
    }
}

#[test]
fn a_reset_is_waited_for() {
    let head: Vec<_> = start().into_iter().take(5).collect();
    let tail = start().into_iter().skip(5);
    let busy = [
        // a part in reset drives nothing, or everything
        ask(0x22D, [0x00, 0x00, 0x00]),
        ask(0x22D, [0xFF, 0xFF, 0xFF]),
        ask(0x22D, [0x0F, 0xFF, 0xFF]),
    ];
    let rest = script::warm(&config()).into_iter().skip(start().len());
    let steps = [head.clone(), busy.concat(), tail.collect(), rest.collect()].concat();
    cold! { steps; init(&config()) => Ok(()), }

    let never: Vec<_> = (0..5).flat_map(|_| ask(0x22D, [0, 0, 0])).collect();
    let steps = [head, never].concat();
    cold! { steps; init(&config()) => Err(Error::NotStarted), }
}

#[test]
fn a_register_that_does_not_keep_what_was_written() {
    let steps = [
        start(),
        common(),
        tell(0x001, [0x00]),
        ask(0x004, [0x00]),
        ask(0x102, [0x81, 0x04]),
    ]
    .concat();
    cold! { steps;
        init(&config()) => Err(Error::ReadBack { register: 0x102, written: 0x0104, found: 0x8104 }),
        frequency() => Err(Error::NotInitialised),
    }
}

#[test]
fn a_checksum_that_is_off_and_a_part_that_does_not_sample() {
    let warm = script::warm(&config());
    let before = warm.len() - settle().len();
    let head: Vec<_> = warm.into_iter().take(before).collect();
    let off = [head.clone(), ask(0x37F, [0xFF; 4])].concat();
    cold! { off;
        init(&config()) => Err(Error::Implausible { register: 0x37F, found: 0xFFFF_FFFF }),
    }
    let frozen = [
        head.clone(),
        ask(0x37F, script::CHECKSUM),
        ask(0x22E, [0x30, 0x00, 0x00]),
        ask(0x22E, [0x00, 0x00, 0x00]),
    ];
    cold! { frozen.concat(); init(&config()) => Err(Error::NotReady), }
    let again = [
        head,
        ask(0x37F, script::CHECKSUM),
        ask(0x22E, [0x30, 0x00, 0x00]),
        ask(0x22E, [0x12, 0x00, 0x00]),
    ];
    cold! { again.concat();
        init(&config()) => Err(Error::ConfigurationLost { register: 0x22E, found: 0x12_0000 }),
    }
}

#[test]
fn everything_that_can_be_configured() {
    let mut own = Calibration::NONE;
    own.active_gain = Gain::from_code(0x41_0000);
    own.rms_offset = -2;
    own.phase = -5;
    let a = CurrentInput::new(Current::from_amps(50))
        .with_pga(Pga::X22)
        .with_integrator()
        .with_calibration(own);
    let volts = VoltageInput::new(Voltage::from_volts(350)).with_pga(Pga::X2);
    let b = CurrentInput::new(Current::from_amps(25)).with_pga(Pga::X16);
    let config = ade7953::Config::new(ade7953::Direction::PositiveExports, volts, a, b)
        .with_sag(Voltage::from_volts(260), 4)
        .with_overvoltage(Voltage::from_volts(390))
        .with_overcurrent(Current::from_amps(60))
        .with_interrupts(EventsA::SAG, EventsB::OVERCURRENT)
        .with_no_load(NoLoad::OneIn(20_000), NoLoad::DEFAULT, NoLoad::Off)
        .with_zero_crossing_timeout(Duration::from_millis(50))
        .with_edge(Edge::Falling)
        .with_pulse(PulsePin::Cf1, Pulse::Active(Channel::A), 0x1234)
        .with_pin(Pin::Revp, PinFunction::InterruptB)
        .with_external_reference()
        .with_write_protection();
    let read = [
        ask(0x000, [0x04]),
        ask(0x004, [0x00]),
        ask(0x007, [0x01]),
        ask(0x008, [0x05]),
        ask(0x009, [0x04]),
        ask(0x800, [0x01]),
        ask(0x102, [0x11, 0x05]),
        ask(0x103, [0x12, 0x34]),
        ask(0x107, [0x02, 0x00]),
        ask(0x108, [0x02, 0x05]),
        ask(0x110, [0x0A, 0x00]),
        ask(0x200, [0x34, 0x19, 0x2C]),
        ask(0x203, [0x00, 0xC8, 0x32]),
        ask(0x224, [0x4E, 0x25, 0xC1]),
        ask(0x225, [0x54, 0x28, 0xA9]),
        ask(0x22C, [0x18, 0x00, 0x00]),
        ask(0x22F, [0x00, 0x20, 0x00]),
        ask(0x282, [0x41, 0x00, 0x00]),
        ask(0x286, [0xFF, 0xFF, 0xFE]),
        ask(0x001, [0x04]),
    ];
    let steps = [
        start(),
        tell(0x001, [0x07]),
        // the sag's duration before its level (page 45)
        tell(0x000, [0x04]),
        tell(0x004, [0x00]),
        tell(0x007, [0x01]),
        tell(0x008, [0x05]),
        tell(0x009, [0x04]),
        tell(0x800, [0x01]),
        tell(0x100, [0x02, 0xBB]),
        tell(0x102, [0x11, 0x05]),
        // twice (table 14)
        tell(0x103, [0x12, 0x34]),
        tell(0x103, [0x12, 0x34]),
        tell(0x107, [0x02, 0x00]),
        tell(0x108, [0x02, 0x05]),
        tell(0x110, [0x0A, 0x00]),
        tell(0x200, [0x34, 0x19, 0x2C]),
        tell(0x203, [0x00, 0xC8, 0x32]),
        tell(0x224, [0x4E, 0x25, 0xC1]),
        tell(0x225, [0x54, 0x28, 0xA9]),
        tell(0x22C, [0x18, 0x00, 0x00]),
        tell(0x22F, [0x00, 0x20, 0x00]),
        tell(0x282, [0x41, 0x00, 0x00]),
        tell(0x286, [0xFF, 0xFF, 0xFE]),
        tell(0x001, [0x04]),
        read.concat(),
        tell(0x040, [0x07]),
        settle(),
    ]
    .concat();
    cold! { steps; init(&config) => Ok(()), }
}

#[test]
fn it_waits_as_long_as_the_part_needs() {
    let delay = CheckedDelay::new(&[
        Transaction::blocking_delay_us(150_000),
        Transaction::blocking_delay_us(300),
        Transaction::blocking_delay_us(200_000),
    ]);
    let mut mock = script::i2c::mock(&script::warm(&config()));
    let bus = script::i2c::blocking(mock.clone());
    let mut meter = blocking::Ade7953::new(bus, delay);
    meter.init(&config()).unwrap();
    assert!(meter.is_initialised());
    let (_, mut delay) = meter.free();
    delay.done();
    mock.done();
}

#[test]
fn kinds_of_errors() {
    use ade7953::hal_power::Error as _;
    type E = Error<ErrorKind>;
    for (error, kind) in [
        (E::NotInitialised, ErrorKind::Refused),
        (E::NotUnlocked { found: 0 }, ErrorKind::Integrity),
        (E::WrongDevice { found: 0 }, ErrorKind::WrongDevice),
        (E::NotReady, ErrorKind::NotReady),
        (E::NoLoad { register: 0 }, ErrorKind::NotReady),
        (E::NoZeroCrossing { register: 0 }, ErrorKind::NotReady),
        (E::CountInterrupted { register: 0 }, ErrorKind::NotReady),
        (E::Saturated { register: 0 }, ErrorKind::Saturated),
        (E::Config(ConfigError::Clock), ErrorKind::OutOfRange),
    ] {
        assert_eq!(error.kind(), kind, "{error}");
    }
    let lost = E::ConfigurationLost {
        register: 0x22E,
        found: 0x10_0000,
    };
    assert_eq!(lost.kind(), ErrorKind::ConfigurationLost);
    assert_eq!(
        lost.to_string(),
        "register 0x22e: configuration lost, 0x100000"
    );
}
