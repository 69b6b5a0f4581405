//! What `init` refuses, and what `verify` reads back.

use std::time::Duration;

use hal_power::{Current, Resistance};
use ina2xx::{
    AdcRange, AlertPin, Averages, Config, ConfigError, ConversionTime, Error, Ina226ConversionTime,
    Inputs, Mode, Register,
    blocking::Ina2xx,
    hal_power,
    part::{Accumulating, Diagnostic, Ina226, Ina228, Part},
};

use crate::rig::{Bus, MILLIOHM, Rig, blocking};

fn amps<P: Part>(microohms: u64, amps: i32) -> Config<P> {
    Config::new(
        Resistance::from_microohms(microohms),
        Current::from_amps(amps),
    )
}

fn refused<P: Part, B: Bus>(mut rig: Rig<Ina2xx<P, B>>, cases: &[(Config<P>, ConfigError)]) {
    for &(config, why) in cases {
        let transfers = rig.transfers(|driver| {
            assert_eq!(driver.init(&config).err(), Some(Error::Config(why)));
            assert_eq!(driver.current().err(), Some(Error::NotInitialised));
        });
        assert_eq!(transfers, 0, "{why:?}");
    }
}

#[test]
fn what_cannot_be_had_is_refused_before_anything_is_transferred() {
    refused::<Ina228, _>(
        blocking::ina228(MILLIOHM),
        &[
            (amps(0, 1), ConfigError::Shunt),
            (amps(1_000, 0), ConfigError::MaxCurrent),
            (amps(1_000, -5), ConfigError::MaxCurrent),
            (amps(1_000, 164), ConfigError::AdcRange),
            (
                amps(1_000, 41).with_adc_range(AdcRange::Fine),
                ConfigError::AdcRange,
            ),
            (
                amps(1_000, 100).with_bus_divider(0, 1),
                ConfigError::BusDivider,
            ),
            (
                amps(1_000, 100).with_bus_divider(1, 0),
                ConfigError::BusDivider,
            ),
            // 102.4 V × 21 are more than 2147 V.
            (
                amps(1_000, 100).with_bus_divider(21, 1),
                ConfigError::BusDivider,
            ),
            (
                amps(1_000, 100).with_shunt_temperature_coefficient(16_384),
                ConfigError::TemperatureCoefficient,
            ),
            (
                amps(1_000, 100).with_conversion_delay(Duration::from_millis(512)),
                ConfigError::ConversionDelay,
            ),
            (
                amps(1_000, 100).with_conversion_delay(Duration::from_millis(3)),
                ConfigError::ConversionDelay,
            ),
            (
                amps(1_000, 100).with_inputs(Inputs::empty()),
                ConfigError::Inputs,
            ),
        ],
    );
    refused::<Ina226, _>(
        blocking::ina226(MILLIOHM),
        &[
            (amps(1_000, 82), ConfigError::AdcRange),
            (
                amps(1_000, 50).with_inputs(Inputs::TEMPERATURE),
                ConfigError::Inputs,
            ),
        ],
    );
}

#[test]
fn a_full_scale_beyond_the_range_of_a_current_is_refused() {
    let all = Config::new(Resistance::from_microohms(10), Current::MAX);
    let why = ConfigError::FullScale;
    refused::<Ina228, _>(
        blocking::ina228(MILLIOHM),
        &[(all, why), (all.with_fitted_calibration(), why)],
    );
    let all = Config::new(Resistance::from_microohms(10), Current::MAX);
    refused::<Ina226, _>(blocking::ina226(MILLIOHM), &[(all, why)]);
}

#[test]
fn a_calibration_that_does_not_fit_is_refused() {
    let small = |microohms| {
        let current = Current::from_microamps(1);
        Config::<Ina228>::new(Resistance::from_microohms(microohms), current)
            .with_fitted_calibration()
    };
    // One code at least: finer is not to be had, and the scale is then longer.
    assert_eq!(small(10).calibrate().map(|it| it.register()), Ok(1));
    refused::<Ina226, _>(
        blocking::ina226(MILLIOHM),
        &[(
            amps(10, 1).with_fitted_calibration(),
            ConfigError::Calibration,
        )],
    );
}

/// Reads back, still does while converting, and names the register once it differs.
fn kept<P: Part, B: Bus>(
    rig: impl Fn(Resistance) -> Rig<Ina2xx<P, B>>,
    config: Config<P>,
    registers: &[u8],
) {
    for &register in registers {
        let mut rig = rig(MILLIOHM);
        rig.driver.init(&config).unwrap();
        rig.driver.verify().unwrap();
        rig.settle();
        rig.driver.verify().unwrap();
        let raw = Register::two_bytes(register);
        let content = rig.driver.read_register(raw).unwrap();
        let other = u16::try_from(content).unwrap() ^ 0x1010;
        rig.driver.write_register(raw, other).unwrap();
        let lost = || Some(Error::ConfigurationLost { register });
        assert_eq!(rig.driver.verify().err(), lost());
        assert_eq!(rig.driver.current().err(), lost());
        rig.driver.init(&config).unwrap();
        rig.driver.verify().unwrap();
    }
}

fn pins() -> [AlertPin; 4] {
    let mut unlatched = AlertPin::DEFAULT;
    unlatched.is_latched = false;
    let mut turned = AlertPin::DEFAULT;
    turned.is_active_high = true;
    turned.shows_conversions = true;
    let mut averaged = unlatched;
    averaged.compares_averages = true;
    [AlertPin::DEFAULT, unlatched, turned, averaged]
}

const AVERAGES: [Averages; 8] = [
    Averages::X1,
    Averages::X4,
    Averages::X16,
    Averages::X64,
    Averages::X128,
    Averages::X256,
    Averages::X512,
    Averages::X1024,
];

fn diagnostic<P: Diagnostic<ConversionTime = ConversionTime>, B: Bus>(
    rig: impl Fn(Resistance) -> Rig<Ina2xx<P, B>>,
) {
    const REGISTERS: &[u8] = &[0x02, 0x0B, 0x00, 0x01];
    let config = amps::<P>(1_000, 40);
    for pin in pins() {
        for averages in AVERAGES {
            let config = config.with_alert_pin(pin).with_averages(averages);
            kept(&rig, config, REGISTERS);
        }
    }
    for config in [
        config.with_fitted_calibration(),
        config.with_adc_range(AdcRange::Fine),
        config.with_conversion_delay(Duration::from_millis(510)),
        config.with_conversion_times(ConversionTime::Us50, ConversionTime::Us4120),
        config.with_temperature_conversion_time(ConversionTime::Us84),
        config.with_inputs(Inputs::SHUNT),
    ] {
        kept(&rig, config, REGISTERS);
    }
}

fn accumulating<P: Accumulating<ConversionTime = ConversionTime>, B: Bus>(
    rig: impl Fn(Resistance) -> Rig<Ina2xx<P, B>>,
) {
    let config = amps::<P>(1_000, 40).with_shunt_temperature_coefficient(3_930);
    kept(&rig, config, &[0x02, 0x0B, 0x03, 0x00, 0x01]);
    diagnostic(rig);
}

#[test]
fn the_configuration_is_read_back_and_a_register_that_changed_is_named() {
    accumulating(blocking::ina228);
    accumulating(blocking::ina229);
    diagnostic(blocking::ina237);
    diagnostic(blocking::ina238);
    diagnostic(blocking::ina239);
    let config = amps::<Ina226>(1_000, 40);
    for pin in pins() {
        for averages in AVERAGES {
            let config = config.with_alert_pin(pin).with_averages(averages);
            kept(blocking::ina226, config, &[0x05, 0x00]);
        }
    }
    for config in [
        config.with_fitted_calibration(),
        config.with_conversion_times(Ina226ConversionTime::Us140, Ina226ConversionTime::Us8244),
        config.with_inputs(Inputs::SHUNT),
    ] {
        kept(blocking::ina226, config, &[0x05, 0x00]);
    }
}

#[test]
fn a_shut_down_and_a_triggered_part_still_have_their_configuration() {
    let config = amps::<Ina228>(1_000, 40).with_averages(Averages::X64);
    let mut rig = blocking::ina228(MILLIOHM);
    rig.driver.init(&config).unwrap();
    rig.driver.shut_down().unwrap();
    rig.driver.verify().unwrap();
    rig.driver.init(&config.with_mode(Mode::Triggered)).unwrap();
    rig.driver.verify().unwrap();
    rig.driver.start().unwrap();
    rig.driver.verify().unwrap();
}

#[test]
fn raw_registers_are_what_the_part_holds() {
    let mut rig = blocking::ina229(MILLIOHM);
    let raw = rig.driver.read_register(Register::two_bytes(0x3F)).unwrap();
    assert_eq!(raw >> 4, 0x229);
    let limit = Register::two_bytes(0x11);
    rig.driver.write_register(limit, 0x1234).unwrap();
    assert_eq!(rig.driver.read_register(limit).unwrap(), 0x1234);
    assert_eq!(limit.address(), 0x11);
}
