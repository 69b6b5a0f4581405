//! The part as it is.

use super::*;

#[test]
fn from_power_on_to_the_first_value_there_is_none() {
    let mut rig = Rig::new(config());
    rig.part(|part| part.set_insulation(Some(Resistance::from_kilohms(1_200))));
    let mut estimates = 0;
    for _ in 0..349 {
        rig.bench.borrow_mut().wait(Duration::from_millis(50));
        let error = rig.total().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotReady, "{error}");
        let good = NoReading::SpeedStart(Estimate::Good);
        estimates += i32::from(error == Error::NoReading(good));
    }
    assert!(estimates > 30, "{estimates}");
    rig.turns(Duration::from_millis(300));
    assert!(near(rig.total().unwrap(), 1_200));
}

#[test]
fn a_bad_speed_start_is_no_number() {
    let mut rig = Rig::new(config());
    rig.part(|part| part.set_insulation(Some(Resistance::from_kilohms(1))));
    rig.bench.borrow_mut().wait(SECOND);
    let bad = NoReading::SpeedStart(Estimate::Bad);
    assert_eq!(rig.total(), Err(Error::NoReading(bad)));
}

#[test]
fn resistances_are_read_as_they_are() {
    let mut rig = Rig::started();
    for kilohms in [0, 1, 50, 100, 220, 470, 1_000, 1_200, 4_000] {
        rig.part(|part| part.set_insulation(Some(Resistance::from_kilohms(kilohms))));
        rig.turns(SECOND * 5);
        let found = rig.total().unwrap();
        assert!(near(found, kilohms), "{kilohms} kΩ: {found}");
        let measured = rig.meter.measure().unwrap();
        assert_eq!(measured.is_ok, kilohms >= 100);
    }
    for far in [Some(Resistance::from_kilohms(30_000)), None] {
        rig.part(|part| part.set_insulation(far));
        rig.turns(SECOND * 5);
        assert_eq!(rig.total(), Ok(CEILING));
    }
}

#[test]
fn without_a_ceiling_over_range_is_an_error_and_no_number() {
    let mut rig = Rig::new(config());
    rig.turns(SECOND * 18);
    assert_eq!(rig.total(), Err(Error::NoReading(NoReading::OverRange)));
    assert_eq!(rig.total().unwrap_err().kind(), ErrorKind::Saturated);
}

#[test]
fn values_are_no_older_than_the_latency_says() {
    let mut rig = Rig::started();
    assert_eq!(rig.meter.latency(), RESPONSE);
    rig.part(|part| part.set_insulation(Some(Resistance::ZERO)));
    rig.turns(RESPONSE);
    assert_eq!(rig.total(), Ok(Resistance::ZERO));
}

#[test]
fn under_voltage_is_told_beside_the_value() {
    let mut rig = Rig::started();
    assert!(!rig.meter.measure().unwrap().is_undervoltage);
    rig.part(|part| part.set_voltage(Voltage::from_volts(59)));
    rig.turns(SECOND);
    let found = rig.meter.measure().unwrap();
    assert!(found.is_undervoltage && found.insulation.total == CEILING);
}

#[test]
fn faults_of_the_part_are_told_apart_and_outlast_themselves() {
    type Fault = fn(&mut model::Ir155, bool);
    let faults: [(Fault, NoReading); 2] = [
        (model::Ir155::set_broken, NoReading::DeviceError),
        (|part, is| part.set_earthed(!is), NoReading::EarthFault),
    ];
    for (fault, error) in faults {
        let mut rig = Rig::started();
        rig.part(|part| fault(part, true));
        rig.turns(SECOND);
        assert_eq!(rig.total(), Err(Error::NoReading(error)));
        rig.part(|part| fault(part, false));
        rig.turns(SECOND * 24);
        let early = rig.total().unwrap_err();
        assert!(matches!(
            early,
            Error::NoReading(NoReading::Recovery { .. })
        ));
        rig.turns(SECOND * 2);
        assert_eq!(rig.total(), Ok(CEILING));
    }
}

#[test]
fn a_missing_signal_is_one_of_two_faults() {
    for (short, error) in [
        (Short::Supply, NoReading::StuckHigh),
        (Short::Ground, NoReading::StuckLow),
    ] {
        let mut rig = Rig::started();
        rig.part(|part| part.set_short(Some(short)));
        rig.turns(SECOND);
        assert_eq!(rig.total(), Err(Error::NoReading(error)));
        rig.part(|part| part.set_short(None));
        rig.turns(SECOND * 17);
        let early = rig.total().unwrap_err();
        assert!(matches!(early, Error::NoReading(NoReading::StartUp { .. })));
        rig.turns(SECOND * 2);
        assert_eq!(rig.total(), Ok(CEILING));
    }
    let mut rig = Rig::started();
    rig.part(|part| part.set_supply(false));
    rig.turns(SECOND);
    assert_eq!(rig.total(), Err(Error::NoReading(NoReading::StuckLow)));
}

#[test]
fn a_part_that_starts_again_in_between_shows_no_old_trust() {
    let mut rig = Rig::started();
    // The value that it shows before its first result is that of no fault at all.
    rig.part(|part| part.set_insulation(Some(Resistance::ZERO)));
    rig.turns(SECOND * 5);
    assert_eq!(rig.total(), Ok(Resistance::ZERO));
    rig.part(|part| part.set_supply(true));
    for _ in 0..170 {
        rig.turns(Duration::from_millis(100));
        match rig.total() {
            Ok(total) => assert_eq!(total, Resistance::ZERO, "of before"),
            Err(error) => assert_eq!(error.kind(), ErrorKind::NotReady),
        }
    }
    rig.turns(SECOND);
    assert_eq!(rig.total(), Ok(Resistance::ZERO));
    let report = rig.meter.session().report().unwrap();
    assert!(matches!(report.value, Report::Normal(_)));
}

#[test]
fn both_halves_say_the_same() {
    let bench = Bench::new(Open::default());
    let ceiling = config().with_ceiling(CEILING).unwrap();
    let mut one = blocking::Ir155::new(Pins(bench.clone()), ceiling);
    let mut other = asynch::Ir155::new(Pins(bench.clone()), ceiling);
    let world = bench.borrow().world.clone();
    bench.borrow_mut().part.set_supply(true);
    one.power_on(world.now());
    other.power_on(world.now());
    for turn in 0..930 {
        match turn {
            400 => bench.borrow_mut().part.set_broken(true),
            410 => bench.borrow_mut().part.set_broken(false),
            _ => {}
        }
        bench.borrow_mut().wait(Duration::from_millis(50));
        let blocking = one.insulation();
        let asynchronous = world.block_on(other.insulation()).unwrap();
        assert_eq!(blocking, asynchronous);
    }
    assert!(one.insulation().is_ok());
    let _: (Pins, Pins) = (one.free(), other.free());
}

#[test]
fn a_capture_that_fails_is_handed_on() {
    let mut rig = Rig::new(config());
    assert_eq!(rig.total(), Err(Error::Capture(ErrorKind::NotReady)));
}
