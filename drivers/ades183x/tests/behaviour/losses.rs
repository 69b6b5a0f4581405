//! Commands that are lost, parts that reset, and what nobody may take for sound.

use crate::bench::{Bench, Blocking};
use ades183x::{
    Error, SelfTest, Transparent,
    hal_bms::{
        CellSet, SafetyStatus,
        blocking::{Balancing as _, CellVoltages as _, OpenWireTest as _, SafetyMonitor as _},
    },
    hal_power::{Error as _, ErrorKind, Voltage},
};
use hal_power_sim::{Fault, Injection};

type Told = Result<(), Error<hal_power_sim::spi::SpiError>>;

fn cells(string: &mut Blocking<2>) -> Told {
    string.cell_voltages(&mut [Voltage::ZERO; 32])
}

fn discharge(string: &mut Blocking<2>) -> Told {
    string.balance(CellSet::from_iter([2, 20]))
}

fn wires(string: &mut Blocking<2>) -> Told {
    string.open_wires().map(drop)
}

fn compare(string: &mut Blocking<2>) -> Told {
    string.compare().map(drop)
}

fn clear(string: &mut Blocking<2>) -> Told {
    string.clear_safety()
}

fn test(string: &mut Blocking<2>) -> Told {
    string.self_test(SelfTest::TestMode)
}

type Act = (&'static str, fn(&mut Blocking<2>) -> Told);

const ACTS: [Act; 6] = [
    ("cells", cells),
    ("discharge", discharge),
    ("wires", wires),
    ("compare", compare),
    ("clear", clear),
    ("test", test),
];

#[test]
fn each_command_that_no_part_has_heard_is_noticed() {
    for (name, act) in ACTS {
        let mut noticed = 0;
        for lost in 0..40 {
            let bench = Bench::<2>::new();
            let mut string = bench.blocking(Transparent).unwrap();
            string.init().unwrap();
            bench.spi.lose(lost);
            let refused = bench.chain.borrow().refused();
            let told = act(&mut string).and_then(|()| string.safety_status());
            if bench.chain.borrow().refused() == refused {
                assert_eq!(told, Ok(SafetyStatus::empty()));
                break;
            }
            let error = told.unwrap_err();
            let of_kind = error.kind();
            let honest = matches!(of_kind, ErrorKind::Integrity | ErrorKind::Bus);
            assert!(honest, "{name} without command {lost}: {error:?}");
            noticed += 1;
            if string.safety_status().is_err() {
                string.init().unwrap();
            }
            assert_eq!(act(&mut string), Ok(()), "{name} after {lost}");
        }
        assert!(noticed >= 2, "{name}");
    }
}

#[test]
fn a_part_that_dips_alone_is_named_whatever_is_asked() {
    for (name, act) in ACTS {
        for part in 0..2 {
            let bench = Bench::<2>::new();
            let mut string = bench.blocking(Transparent).unwrap();
            string.init().unwrap();
            bench.chain.borrow_mut().weaken(Some(part));
            bench.brown_out();
            let told = act(&mut string);
            assert_eq!(told, Err(Error::ConfigurationLost { part }), "{name}");
            assert_eq!(act(&mut string), Err(Error::NotInitialised));
            string.init().unwrap();
            assert_eq!(act(&mut string), Ok(()), "{name}");
        }
    }
}

#[test]
fn a_dip_within_a_call_is_told_by_it_or_by_the_next() {
    for (name, act) in ACTS {
        for transfer in 0..60 {
            let bench = Bench::<2>::new();
            let mut string = bench.blocking(Transparent).unwrap();
            string.init().unwrap();
            bench.chain.borrow_mut().weaken(Some(1));
            let injection = Injection::nth(transfer, Fault::BrownOut);
            bench.world.inject(injection);
            let told = act(&mut string);
            bench.world.clear_faults();
            if bench.world.faults_struck() == 0 {
                break;
            }
            let after = format!("{name} with a dip at {transfer}: {told:?}");
            let again = told.and_then(|()| act(&mut string));
            assert!(again.is_err(), "{after}");
            let lost = Err(Error::ConfigurationLost { part: 1 });
            let told = [again, act(&mut string)];
            assert!(told.contains(&lost), "{after}: {told:?}");
            string.init().unwrap();
            assert_eq!(act(&mut string), Ok(()), "{after}");
        }
    }
}

#[test]
fn parts_that_were_left_alone_have_fallen_asleep() {
    let bench = Bench::<2>::new();
    let mut string = bench.blocking(Transparent).unwrap();
    string.init().unwrap();
    bench
        .world
        .clock()
        .advance(core::time::Duration::from_secs(3));
    assert!(bench.parts.iter().all(|part| !part.borrow_mut().is_awake()));
    assert_eq!(
        cells(&mut string),
        Err(Error::ConfigurationLost { part: 0 })
    );
    assert_eq!(string.init(), Ok(()));
    assert_eq!(string.safety_status(), Ok(SafetyStatus::empty()));
}
