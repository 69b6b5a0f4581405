//! `init`: identity, unlocking, settings that are kept, and settings that get lost.

use std::time::Duration;

use ade7953::{
    Calibration, Config, ConfigError, CurrentInput, Direction, Edge, Error, EventsA, EventsB, Gain,
    NoLoad, Options, Pga, Pin, PinFunction, Pulse, PulsePin, Register, VoltageInput,
    hal_power::{Current, ErrorKind, Voltage},
};
use embedded_hal::i2c::I2c as _;
use hal_power_sim::{Fault, Injection, model::ade7953::Open};

use crate::bench::{BOTH, Bench, SETTLED, START_UP, Wire, config, kind};

on_both_buses! {
    another_part_is_told_and_not_written_to;
    a_part_that_starts_is_no_part_yet;
    init_unlocks_and_locks_the_bus;
    a_reset_may_take_its_time;
    settings_are_in_the_part;
    every_setting_that_changes_is_noticed;
    a_changed_checksum_is_a_lost_configuration;
    a_lost_unlock_is_found_by_check;
    a_protected_part_can_be_set_anew;
    hidden_registers_may_hold_anything;
    a_configuration_that_cannot_be_had_is_not_sent;
}

/// Everything that differs from what a reset leaves.
fn full() -> Config {
    let mut own = Calibration::NONE;
    own.current_gain = Gain::from_code(0x40_1000);
    own.active_gain = Gain::from_code(0x40_2000);
    own.reactive_gain = Gain::from_code(0x40_3000);
    own.apparent_gain = Gain::from_code(0x40_4000);
    own.rms_offset = -5;
    own.active_offset = 6;
    own.reactive_offset = -7;
    own.apparent_offset = 8;
    own.phase = -9;
    let current = |amps| {
        CurrentInput::new(Current::from_amps(amps))
            .with_calibration(own)
            .with_pga(Pga::X2)
            .with_integrator()
    };
    Config::new(
        Direction::PositiveExports,
        VoltageInput::new(Voltage::from_volts(350))
            .with_pga(Pga::X2)
            .with_gain(Gain::from_code(0x3F_0000))
            .with_rms_offset(11),
        current(50),
        current(25),
    )
    .with_no_load(NoLoad::OneIn(20_000), NoLoad::OneIn(30_000), NoLoad::Off)
    .with_sag(Voltage::from_volts(250), 3)
    .with_overvoltage(Voltage::from_volts(400))
    .with_overcurrent(Current::from_amps(60))
    .with_zero_crossing_timeout(Duration::from_millis(300))
    .with_edge(Edge::Rising)
    .with_options(Options::ZERO_CROSSING_OF_B)
    .with_interrupts(EventsA::SAG | EventsA::OVERVOLTAGE, EventsB::OVERCURRENT)
    .with_pulse(PulsePin::Cf1, Pulse::ActiveSum, 17)
    .with_pulse(PulsePin::Cf2, Pulse::CurrentSum, 18)
    .with_pin(Pin::Revp, PinFunction::InterruptB)
    .with_external_reference()
}

fn another_part_is_told_and_not_written_to<W: Wire>() {
    for fault in [
        Fault::ReadsOnes,
        Fault::ReadsZeros,
        Fault::LetsGo { after: 0 },
    ] {
        let bench = Bench::<W>::new();
        bench.world.inject(Injection::from(0, fault));
        bench.world.start_trace();
        let mut driver = bench.blocking();
        let told = driver.init(&config());
        assert!(matches!(told, Err(Error::WrongDevice { .. })), "{told:?}");
        let trace = bench.world.take_trace();
        assert!(!trace.records().iter().any(W::is_write), "{trace}");
        assert_eq!(kind(driver.rms_voltage()), Err(ErrorKind::Refused));
        bench.world.clear_faults();
        driver.init(&config()).unwrap();
    }
}

fn a_part_that_starts_is_no_part_yet<W: Wire>() {
    let bench = Bench::<W>::cold(Open::default());
    let mut driver = bench.blocking();
    for _ in 0..10 {
        bench.world.start_trace();
        let told = driver.init(&config());
        let told = told.unwrap_err();
        assert!(
            matches!(told, Error::Bus { .. } | Error::WrongDevice { .. }),
            "{told:?}"
        );
        assert!(!bench.world.take_trace().records().iter().any(W::is_write));
        bench.wait(START_UP / 11);
    }
    bench.wait(START_UP / 11);
    driver.init(&config()).unwrap();
}

fn init_unlocks_and_locks_the_bus<W: Wire>() {
    let bench = Bench::<W>::new();
    assert!(!bench.model().is_optimal());
    // a bus beside the one in use
    let other = bench.world.i2c();
    other.attach(&bench.model);
    let mut other = other.controller();
    let mut version = [0];
    assert!(other.write_read(0x38, &[0x07, 0x02], &mut version).is_ok());
    let mut driver = bench.blocking();
    driver.init(&config()).unwrap();
    assert!(bench.model().is_optimal());
    let heard = other.write_read(0x38, &[0x07, 0x02], &mut version).is_ok();
    let is_i2c = core::any::TypeId::of::<W>() == core::any::TypeId::of::<crate::bench::I2c>();
    assert_eq!(heard, is_i2c);
}

fn a_reset_may_take_its_time<W: Wire>() {
    for (millis, has_ended) in [(1, true), (66, true), (149, true), (260, false)] {
        let reset = Duration::from_millis(millis);
        let bench = Bench::<W>::with(Open {
            reset,
            ..Open::default()
        });
        let mut driver = bench.blocking();
        let answer = driver.init(&config());
        assert_eq!(answer.is_ok(), has_ended, "{millis} ms: {answer:?}");
        assert_eq!(driver.is_initialised(), has_ended);
    }
}

fn settings_are_in_the_part<W: Wire>() {
    let (bench, mut driver) = Bench::<W>::ready(&full());
    driver.verify().unwrap();
    assert_eq!(
        driver
            .read_register(Register::<ade7953::Bits8>::new(0x007).unwrap())
            .unwrap(),
        1
    );
    let mut word = |address| {
        driver
            .read_register(Register::<ade7953::Bits16>::new(address).unwrap())
            .unwrap()
    };
    assert_eq!(word(0x100), 4_195);
    assert_eq!(word(0x102), 0x2907);
    assert_eq!(word(0x103), 17);
    assert_eq!(word(0x104), 18);
    assert_eq!(word(0x107), 0x0089);
    assert_eq!(word(0x108), 0x0209);
    assert_eq!(word(0x110), 0x0A00);
    assert_eq!(word(0x120), 0x0030);
    let mut long = |address| {
        driver
            .read_register(Register::<ade7953::Bits24>::new(address).unwrap())
            .unwrap()
    };
    assert_eq!(long(0x22C), 0x19_0000);
    assert_eq!(long(0x22F), 0x00_2000);
    assert_eq!(long(0x280), 0x40_1000);
    assert_eq!(long(0x28D), 0x3F_0000);
    assert_eq!(long(0x292), 0xFF_FFFB);
    // the next init leaves nothing of it
    driver.init(&config()).unwrap();
    driver.verify().unwrap();
    bench.wait(SETTLED);
    assert!(driver.rms_voltage().is_ok());
}

/// Address, and one that is 24 bits wide.
const KEPT: [u16; 44] = [
    0x000, 0x001, 0x004, 0x007, 0x008, 0x009, 0x040, 0x102, 0x103, 0x104, 0x107, 0x108, 0x109,
    0x110, 0x120, 0x200, 0x201, 0x203, 0x204, 0x205, 0x224, 0x225, 0x22C, 0x22F, 0x280, 0x281,
    0x282, 0x283, 0x284, 0x286, 0x288, 0x289, 0x28A, 0x28B, 0x28C, 0x28E, 0x28F, 0x290, 0x292,
    0x295, 0x296, 0x297, 0x28D, 0x800,
];

fn every_setting_that_changes_is_noticed<W: Wire>() {
    for address in KEPT {
        let (bench, mut driver) = Bench::<W>::ready(&full());
        driver.verify().unwrap();
        // no content that any of them has
        bench.model().upset(address, 0x12_3406);
        let told = driver.verify();
        assert!(
            matches!(told, Err(Error::ConfigurationLost { register, .. }) if register == address),
            "{address:#05x}: {told:?}"
        );
        // for good
        assert_eq!(
            kind(driver.rms_voltage()),
            Err(ErrorKind::ConfigurationLost)
        );
        driver.init(&full()).unwrap();
        driver.verify().unwrap();
    }
}

/// Registers of the data sheet's table 12.
fn a_changed_checksum_is_a_lost_configuration<W: Wire>() {
    let control = [
        0x004, 0x007, 0x008, 0x009, 0x040, 0x103, 0x104, 0x107, 0x108, 0x109, 0x110, 0x201, 0x22C,
        0x22F,
    ];
    for address in control.into_iter().chain(0x280..=0x297) {
        let (bench, mut driver) = Bench::<W>::ready(&config());
        bench.draw_both(10_000, 0);
        assert!(driver.rms_voltage().is_ok());
        bench.model().upset(address, 0x12_3405);
        let told = driver.active_power(ade7953::Channel::A);
        assert!(
            matches!(
                told,
                Err(Error::ConfigurationLost {
                    register: 0x37F,
                    ..
                })
            ),
            "{address:#05x}: {told:?}"
        );
        for channel in BOTH {
            assert_eq!(
                kind(driver.readings(channel)),
                Err(ErrorKind::ConfigurationLost)
            );
            assert_eq!(
                kind(driver.active_energy(channel)),
                Err(ErrorKind::ConfigurationLost)
            );
        }
    }
    // with the checksum itself
    let (bench, mut driver) = Bench::<W>::ready(&config());
    bench.model().upset(0x102, 0x0004);
    assert!(matches!(
        driver.check(),
        Err(Error::ConfigurationLost {
            register: 0x37F,
            found: u32::MAX
        })
    ));
}

fn a_lost_unlock_is_found_by_check<W: Wire>() {
    let (bench, mut driver) = Bench::<W>::ready(&config());
    driver.check().unwrap();
    bench.model().upset(0x120, 0);
    assert!(matches!(
        driver.check(),
        Err(Error::ConfigurationLost {
            register: 0x120,
            found: 0
        })
    ));
    assert_eq!(
        kind(driver.rms_voltage()),
        Err(ErrorKind::ConfigurationLost)
    );
    driver.init(&config()).unwrap();
    driver.check().unwrap();
}

fn a_protected_part_can_be_set_anew<W: Wire>() {
    let (bench, mut driver) = Bench::<W>::ready(&full().with_write_protection());
    driver.verify().unwrap();
    let gain = Register::<ade7953::Bits24>::new(0x281).unwrap();
    driver.write_register(gain, 0x20_0000).unwrap();
    assert_eq!(driver.read_register(gain).unwrap(), 0x3F_0000);
    driver.verify().unwrap();
    driver.init(&config()).unwrap();
    driver.verify().unwrap();
    assert_eq!(driver.read_register(gain).unwrap(), 0x40_0000);
    bench.wait(SETTLED);
    assert!(driver.rms_voltage().is_ok());
}

fn hidden_registers_may_hold_anything<W: Wire>() {
    for hidden in [[0; 8], [0xFF; 8], [1, 2, 3, 4, 5, 6, 7, 8]] {
        let bench = Bench::<W>::with(Open {
            hidden,
            ..Open::default()
        });
        let mut driver = bench.blocking();
        driver.init(&full()).unwrap();
        bench.set_voltage(100_000);
        bench.wait(SETTLED);
        driver.check().unwrap();
        driver.rms_voltage().unwrap();
    }
}

fn a_configuration_that_cannot_be_had_is_not_sent<W: Wire>() {
    let bench = Bench::<W>::new();
    let mut driver = bench.blocking();
    let bad = config().with_overvoltage(Voltage::ZERO);
    let transfers = bench.transfers(|| {
        let told = driver.init(&bad);
        assert!(
            matches!(told, Err(Error::Config(ConfigError::Limit))),
            "{told:?}"
        );
    });
    assert_eq!(transfers, 0);
}
