//! What is not set, or contradicts itself, makes no protection.

use super::super::{
    Clause, DirectStage, FrequencyStage, GridConfig, GridConfigError, GridProfile, RateStage,
    VoltageStage,
};
use super::bench::{MS, RELEASE};
use super::std::boxed::Box;
use core::time::Duration;
use hal_power::{Current, Frequency, Voltage};

fn built(profile: GridProfile) -> Result<(), GridConfigError> {
    let profile = Box::leak(Box::new(profile));
    let floor = Voltage::from_volts(50);
    GridConfig::new(profile, MS / 20, RELEASE, MS, floor).map(drop)
}

const BASE: GridProfile = GridProfile::EN_50549_1_2019;

#[test]
fn a_profile_in_which_nothing_is_set_is_refused_clause_by_clause() {
    let mut profile = GridProfile::new("x", "y", "z", BASE.voltage, BASE.frequency);
    let mut missing = super::std::vec::Vec::new();
    while let Err(error) = built(profile) {
        let GridConfigError::Unset(of) = error else {
            panic!("{error:?}");
        };
        missing.push(of);
        match of {
            "undervoltage" => profile.under_voltage = BASE.under_voltage,
            "overvoltage" => profile.over_voltage = BASE.over_voltage,
            "underfrequency" => profile.under_frequency = BASE.under_frequency,
            "overfrequency" => profile.over_frequency = BASE.over_frequency,
            "ten-minute mean" => profile.average = Clause::Absent,
            "rate of change of frequency" => profile.rate = Clause::Absent,
            "direct current" => profile.direct = Clause::Absent,
            "reconnection" => profile.reconnect = BASE.reconnect,
            other => panic!("{other}"),
        }
    }
    assert_eq!(missing.len(), 8);
    let nameless = GridProfile {
        edition: "",
        ..BASE
    };
    assert_eq!(built(nameless), Err(GridConfigError::Unset("source")));
}

#[test]
fn every_shipped_profile_says_where_it_was_read_and_is_taken() {
    for profile in GridProfile::SHIPPED {
        assert!(!profile.name.is_empty() && profile.edition.contains("shipped"));
        assert!(profile.source.len() > 20);
        assert_eq!(built(*profile), Ok(()));
    }
    // same name, another edition, another time
    let (old, new) = (
        GridProfile::VDE_AR_N_4105_2011,
        GridProfile::VDE_AR_N_4105_2018,
    );
    assert_eq!(old.name, new.name);
    assert_eq!(old.under_voltage[0].limit, new.under_voltage[0].limit);
    assert_ne!(old.under_voltage[0].within, new.under_voltage[0].within);
    assert_ne!(old.edition, new.edition);
}

#[test]
fn what_contradicts_itself_is_refused() {
    let volts = |volts, millis| VoltageStage {
        limit: Voltage::from_volts(volts),
        within: Duration::from_millis(millis),
    };
    let hertz = |hertz, millis| FrequencyStage {
        limit: Frequency::from_hertz(hertz),
        within: Duration::from_millis(millis),
    };
    let leak = |stages: &[VoltageStage]| -> &'static [VoltageStage] { Box::leak(stages.into()) };
    let leaked =
        |stages: &[FrequencyStage]| -> &'static [FrequencyStage] { Box::leak(stages.into()) };
    let cases = [
        (
            BASE.with_voltage(leak(&[volts(200, 500)]), BASE.over_voltage),
            GridConfigError::Contradiction("undervoltage"),
        ),
        (
            BASE.with_voltage(BASE.under_voltage, leak(&[volts(250, 500)])),
            GridConfigError::Contradiction("overvoltage"),
        ),
        (
            BASE.with_frequency(leaked(&[hertz(50, 500)]), BASE.over_frequency),
            GridConfigError::Contradiction("underfrequency"),
        ),
        (
            BASE.with_frequency(BASE.under_frequency, leaked(&[hertz(50, 500)])),
            GridConfigError::Contradiction("overfrequency"),
        ),
        (
            BASE.with_average(Clause::Stated(Voltage::from_volts(230))),
            GridConfigError::Contradiction("ten-minute mean"),
        ),
        (
            BASE.with_voltage(leak(&[volts(180, 20)]), BASE.over_voltage),
            GridConfigError::NoTimeLeft("undervoltage"),
        ),
        (
            BASE.with_frequency(BASE.under_frequency, leaked(&[hertz(52, 24)])),
            GridConfigError::NoTimeLeft("overfrequency"),
        ),
        (
            BASE.with_direct(Clause::Stated(DirectStage {
                limit: Current::from_milliamps(20),
                within: MS * 20,
            })),
            GridConfigError::NoTimeLeft("direct current"),
        ),
        (
            BASE.with_rate(Clause::Stated(RateStage {
                per_second: Frequency::from_hertz(1),
                window: Duration::ZERO,
                within: MS * 200,
            })),
            GridConfigError::Contradiction("rate of change of frequency"),
        ),
        (
            BASE.with_voltage(leak(&[volts(180, 500); 5]), BASE.over_voltage),
            GridConfigError::TooMany("undervoltage"),
        ),
    ];
    for (profile, error) in cases {
        assert_eq!(built(profile), Err(error));
    }
}

#[test]
fn what_the_circuit_cannot_do_is_refused() {
    let profile = &GridProfile::EN_50549_1_2019;
    let floor = Voltage::from_volts(50);
    let micros = Duration::from_micros;
    for period in [micros(19), micros(1_001), Duration::ZERO, Duration::MAX] {
        let built = GridConfig::new(profile, period, RELEASE, MS, floor).map(drop);
        assert_eq!(built, Err(GridConfigError::Period));
    }
    for gap in [Duration::ZERO, micros(49), MS * 11, Duration::MAX] {
        let built = GridConfig::new(profile, micros(50), RELEASE, gap, floor).map(drop);
        assert_eq!(built, Err(GridConfigError::Gap));
    }
    for volts in [0, -1, 196] {
        let floor = Voltage::from_volts(volts);
        let built = GridConfig::new(profile, micros(50), RELEASE, MS, floor).map(drop);
        assert_eq!(built, Err(GridConfigError::Floor));
    }
    let slow = GridConfig::new(profile, micros(50), MS * 36, MS, floor).map(drop);
    assert_eq!(slow, Err(GridConfigError::NoTimeLeft("underfrequency")));
    let never = GridConfig::new(profile, micros(50), Duration::MAX, MS, floor).map(drop);
    assert!(matches!(never, Err(GridConfigError::NoTimeLeft(_))));
}
