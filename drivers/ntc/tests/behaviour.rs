//! A thermistor on a voltage that the test sets.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use core::time::Duration;
use hal_power::{
    ErrorKind, Resistance, Sensor as _, Temperature, Voltage, asynch,
    blocking::TemperatureSensor as _,
};
use hal_power_sim::{Fake, World};
use ntc::{ConfigError, Curve, Divider, Error, Ntc, Place};

fn kilohms(value: u64) -> Resistance {
    Resistance::from_kilohms(value)
}

fn curve() -> Curve {
    Curve::beta(kilohms(10), Temperature::from_celsius(25), 3_380).unwrap()
}

fn divider(place: Place) -> Divider {
    Divider::new(Voltage::from_millivolts(3_300), kilohms(10), place).unwrap()
}

fn ntc(knob: &Fake<Voltage>, place: Place) -> Ntc<Fake<Voltage>> {
    let (lowest, highest) = (Resistance::from_ohms(400), kilohms(300));
    Ntc::new(knob.clone(), divider(place), curve(), lowest, highest).unwrap()
}

#[test]
fn reads_25_degrees_at_its_reference_in_both_places() {
    let knob = Fake::new(Voltage::from_millivolts(1_650));
    for place in [Place::AtGround, Place::AtSupply] {
        let celsius = ntc(&knob, place).temperature();
        assert_eq!(celsius, Ok(Temperature::from_celsius(25)));
    }
}

#[test]
fn grows_warmer_as_its_voltage_falls() {
    let knob = Fake::new(Voltage::ZERO);
    let mut ntc = ntc(&knob, Place::AtGround);
    let mut last = Temperature::from_celsius(200);
    for millivolts in 150..3_180 {
        knob.set(Ok(Voltage::from_millivolts(millivolts)));
        let now = ntc.temperature().unwrap();
        assert!(now < last, "{millivolts} mV: {now} after {last}");
        last = now;
    }
    assert!(last < Temperature::from_celsius(-35), "{last}");
}

#[test]
fn open_and_short_are_faults_and_no_temperatures() {
    let knob = Fake::new(Voltage::ZERO);
    for (place, low, high) in [
        (Place::AtGround, Error::Short, Error::Open),
        (Place::AtSupply, Error::Open, Error::Short),
    ] {
        let mut ntc = ntc(&knob, place);
        for (millivolts, expected) in [
            (-10, low),
            (0, low),
            (20, low),
            (3_290, high),
            (3_300, high),
            (3_400, high),
        ] {
            knob.set(Ok(Voltage::from_millivolts(millivolts)));
            let found = ntc.temperature();
            assert_eq!(found, Err(expected), "{millivolts} mV");
            assert_eq!(hal_power::Error::kind(&expected), ErrorKind::Fault);
        }
    }
}

#[test]
fn a_failing_sensor_keeps_its_kind() {
    let knob = Fake::new(Voltage::ZERO);
    let mut ntc = ntc(&knob, Place::AtGround);
    for kind in [
        ErrorKind::Bus,
        ErrorKind::ConfigurationLost,
        ErrorKind::Saturated,
    ] {
        knob.set(Err(kind));
        let error = ntc.temperature().unwrap_err();
        assert_eq!(error, Error::Sensor(kind));
        assert_eq!(hal_power::Error::kind(&error), kind);
    }
}

#[test]
fn is_as_late_as_its_sensor_and_gives_it_back() {
    let knob = Fake::new(Voltage::from_millivolts(1_000));
    knob.set_latency(Duration::from_millis(7));
    let ntc = ntc(&knob, Place::AtGround);
    assert_eq!(ntc.latency(), Duration::from_millis(7));
    let _: Fake<Voltage> = ntc.free();
}

#[test]
fn the_async_half_reads_the_same() {
    let knob = Fake::new(Voltage::from_millivolts(1_234));
    let mut ntc = ntc(&knob, Place::AtGround);
    let blocking = ntc.temperature();
    let asynch = World::new().block_on(asynch::TemperatureSensor::temperature(&mut ntc));
    assert_eq!(asynch, Ok(blocking));
}

#[test]
fn a_range_that_is_none_is_refused() {
    let new = |curve, lowest, highest| {
        Ntc::new((), divider(Place::AtGround), curve, lowest, highest).map(Ntc::free)
    };
    let ohm = Resistance::from_ohms(1);
    assert_eq!(
        new(curve(), kilohms(1), kilohms(1)),
        Err(ConfigError::Range)
    );
    assert_eq!(new(curve(), kilohms(300), ohm), Err(ConfigError::Range));
    let rises = Curve::steinhart_hart(3_000_000_000_000, -10_000_000_000, 0);
    assert_eq!(new(rises, kilohms(1), kilohms(10)), Err(ConfigError::Curve));
    let none = Curve::steinhart_hart(0, 0, 0);
    assert_eq!(new(none, kilohms(1), kilohms(10)), Err(ConfigError::Curve));
    assert_eq!(new(curve(), kilohms(1), kilohms(10)), Ok(()));
}
