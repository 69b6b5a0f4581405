//! Who is where in a chain, and who is missing.

use crate::{
    bench::{Bench, config},
    idle::disarmed,
};
use hal_inverter::{GateFaults, blocking::GateDriver as _};
use hal_power::{Temperature, Voltage};
use hal_power_sim::model::stgap1::{Absence, Open};
use stgap1::{Config, DeadTime, Error, InputFilter, Pins, Register, blocking};

const CFG1: u8 = 0x0C;
const CFG4: u8 = 0x1F;

#[test]
fn each_device_gets_its_own_configuration_and_answers_for_itself() {
    let bench = Bench::<3>::new();
    let volts = Voltage::from_volts;
    let one = config().unwrap();
    let two = one.with_dead_time(DeadTime::Ns250);
    let three = one
        .with_input_filter(InputFilter::Long)
        .with_positive_undervoltage(volts(14))
        .unwrap();
    let mut gates = bench.blocking([one, two, three]).unwrap();
    gates.init().unwrap();
    let held = |register| [0, 1, 2].map(|device| bench.part(device).unwrap().register(register));
    assert_eq!(held(CFG1), [0xCB, 0xC7, 0xCA]);
    assert_eq!(held(CFG4), [0x36, 0x36, 0x37]);
    assert_eq!(gates.read_register(Register::CFG1), Ok([0xCB, 0xC7, 0xCA]));

    // 13 V is enough for the first two
    for device in 0..3 {
        bench.at(device, |part| part.set_vh(volts(13)));
    }
    bench.at(1, |part| part.set_junction(Temperature::from_celsius(130)));
    let mut each = [GateFaults::empty(); 3];
    let all = gates.faults(&mut each).unwrap();
    let expected = [
        GateFaults::empty(),
        GateFaults::THERMAL_WARNING,
        GateFaults::UNDERVOLTAGE_POSITIVE,
    ];
    assert_eq!((each, all), (expected, expected[1] | expected[2]));
    disarmed(|proof| {
        let faults = GateFaults::UNDERVOLTAGE_POSITIVE;
        assert_eq!(
            gates.enable(proof),
            Err(Error::Faults { device: 2, faults })
        );
        bench.at(2, |part| part.set_vh(volts(15)));
        assert_eq!(gates.clear_faults(proof), Ok(()));
        assert_eq!(gates.enable(proof), Ok(()), "a warning stops nothing");
    })
    .unwrap();
    let on = [0, 1, 2].map(|device| bench.on_with_input(device));
    assert_eq!(
        on,
        [
            [true, false, false],
            [false, true, false],
            [false, false, true]
        ]
    );
}

#[test]
fn a_chain_of_another_length_is_found_before_anything_is_written() {
    let bench = Bench::<3>::new();
    let config = config().unwrap();
    let (expected, found) = (2, Some(3));
    let mut two = bench.blocking([config; 2]).unwrap();
    assert_eq!(two.init(), Err(Error::Chain { expected, found }));
    let (expected, found) = (12, Some(3));
    let mut twelve = bench.blocking([config; 12]).unwrap();
    assert_eq!(twelve.init(), Err(Error::Chain { expected, found }));
    assert!((0..3).all(|device| bench.part(device).unwrap().register(CFG1) == 0));
    let mut three = bench.blocking([config; 3]).unwrap();
    assert_eq!(three.init(), Ok(()));
}

#[test]
fn a_device_that_is_missing_at_init_is_an_error_until_it_is_back() {
    for absence in [
        Absence::Bridged,
        Absence::Stuck(false),
        Absence::Stuck(true),
    ] {
        for device in 0..3 {
            let bench = Bench::<3>::new();
            let mut gates = bench.blocking([config().unwrap(); 3]).unwrap();
            bench.at(device, |part| part.set_absence(Some(absence)));
            let found = (absence == Absence::Bridged).then_some(2);
            let expected = 3;
            assert_eq!(gates.init(), Err(Error::Chain { expected, found }));
            let enabled = disarmed(|proof| gates.enable(proof)).unwrap();
            assert_eq!(enabled, Err(Error::NotInitialised));
            assert!(!bench.any_follows());
            bench.at(device, |part| part.set_absence(None));
            assert_eq!(gates.init(), Ok(()));
            assert_eq!(disarmed(|proof| gates.enable(proof)).unwrap(), Ok(()));
            assert!((0..3).all(|device| bench.on_with_input(device)[device]));
        }
    }
}

#[test]
fn a_device_that_falls_silent_is_named_and_turns_all_off() {
    for high in [false, true] {
        for silent in 0..3 {
            let bench = Bench::<3>::new();
            let mut gates = bench.blocking([config().unwrap(); 3]).unwrap();
            gates.init().unwrap();
            disarmed(|proof| gates.enable(proof)).unwrap().unwrap();
            bench.at(silent, |part| part.set_absence(Some(Absence::Stuck(high))));
            let failed = gates.status();
            // those nearer to the controller's output answer past it no more
            let word = if high { 0xFFFF } else { 0x0000 };
            if silent == 2 {
                assert_eq!(
                    failed,
                    Err(Error::NoAnswer {
                        device: 2,
                        register: Register::STATUS1,
                        word
                    })
                );
            } else {
                // those behind it are told nonsense, and say so
                assert!(
                    matches!(
                        failed,
                        Err(Error::NoAnswer { device, .. }
                            | Error::Rejected { device }
                            | Error::Crc { device, .. }) if device >= silent
                    ),
                    "{failed:?}"
                );
            }
            assert!(!bench.shutdown.level());
            assert_eq!(gates.status(), Err(Error::NotInitialised));
            bench.at(silent, |part| part.set_absence(None));
            assert_eq!(gates.init(), Ok(()));
            assert_eq!(disarmed(|proof| gates.enable(proof)).unwrap(), Ok(()));
        }
    }
}

#[test]
fn a_device_that_is_bridged_while_it_runs_is_noticed() {
    for device in 0..3 {
        let bench = Bench::<3>::new();
        let mut gates = bench.blocking([config().unwrap(); 3]).unwrap();
        gates.init().unwrap();
        disarmed(|proof| gates.enable(proof)).unwrap().unwrap();
        bench.at(device, |part| part.set_absence(Some(Absence::Bridged)));
        assert!(gates.status().is_err());
        assert!(!bench.shutdown.level());
    }
}

#[test]
fn without_a_pin_somebody_else_holds_sd() {
    let bench = Bench::<2>::new();
    let mut gates = blocking::Stgap1::new(
        bench.spi.clone(),
        bench.world.delay(),
        Pins::new(),
        [config().unwrap(); 2],
    )
    .unwrap();
    bench.shutdown.set_level(true);
    let failed = gates.init();
    assert!(
        matches!(failed, Err(Error::ReadBack { device: 1, register, .. }) if register == Register::CFG1),
        "{failed:?}"
    );
    bench.shutdown.set_level(false);
    gates.init().unwrap();
    bench.shutdown.set_level(true);
    disarmed(|proof| gates.enable(proof)).unwrap().unwrap();
    assert_eq!(bench.on_with_input(0), [true, false]);
    bench.at(0, |part| part.set_vl(Voltage::from_volts(-1)));
    let faults = GateFaults::UNDERVOLTAGE_NEGATIVE;
    let mut each = [GateFaults::empty(); 2];
    assert_eq!(gates.faults(&mut each), Ok(faults));
    assert!(bench.shutdown.level(), "the driver has no pin");
    assert_eq!(bench.on_with_input(0), [false, false]);
    bench.at(0, |part| part.set_vl(Voltage::from_volts(-5)));
    disarmed(|proof| gates.clear_faults(proof))
        .unwrap()
        .unwrap();
    assert_eq!(bench.on_with_input(0), [true, false]);
}

#[test]
fn twelve_gates_follow() {
    let bench = Bench::<12>::of(Open {
        crc_without_check: false,
        ..Open::default()
    });
    let configs: [Config; 12] = [config().unwrap(); 12];
    let mut gates = bench.blocking(configs).unwrap();
    gates.init().unwrap();
    disarmed(|proof| gates.enable(proof)).unwrap().unwrap();
    for device in 0..12 {
        let on = bench.on_with_input(device);
        assert!((0..12).all(|other| on[other] == (other == device)));
    }
}
