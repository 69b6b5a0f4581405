//! Which meter it is.

use hal_power_sim::model::modbus_meter::{Gap, Kind, Open, Plate};
use modbus_meter::{
    Function,
    hal_power::{Error as _, ErrorKind},
};

use crate::{
    HOLDING, LIVE,
    bench::Bench,
    both, config,
    driver::{ALL, driver},
    format, open,
};

const KINDS: [Kind; 3] = [Kind::Sdm120, Kind::Sdm630, Kind::Ddsu666];
const GAPS: [Gap; 3] = [Gap::Zero, Gap::Between, Gap::Illegal];

/// What codes meters have is not known: any will do that are not the same.
const fn code(kind: Kind) -> u16 {
    match kind {
        Kind::Sdm120 => 0x0120,
        Kind::Sdm630 => 0x0630,
        Kind::Ddsu666 => 0x0666,
    }
}

/// Every driver meets every meter, whatever that does with registers that it does not have.
#[test]
fn another_meter_is_told_by_init() {
    for which in ALL {
        for kind in KINDS {
            for (gap, function) in GAPS.into_iter().flat_map(|gap| [(gap, 3), (gap, 4)]) {
                let mut part = Open::new(kind);
                part.gap = gap;
                part.plate.code = Some(code(kind));
                if kind == Kind::Ddsu666 {
                    part.function = function;
                }
                let at = (which, kind, gap, function);
                for has_code in [false, true] {
                    let mut config = config(format()).unwrap();
                    if has_code {
                        config = config.with_code(code(which.0));
                    }
                    let bench = Bench::new(kind, format(), part);
                    bench.meter.set_circuit(LIVE);
                    let found = driver(&bench, which, config).init();
                    // What one phase has is at the same places.
                    let looks_same = (which.0, kind) == (Kind::Sdm120, Kind::Sdm630) && !has_code;
                    if kind == which.0 && (kind != Kind::Ddsu666 || function == 3) {
                        assert_eq!(found, Ok(()), "{at:?}");
                    } else if looks_same {
                        assert_eq!(found, Ok(()), "{at:?}: only its code tells");
                    } else {
                        let kind = found.unwrap_err().kind();
                        assert_eq!(kind, ErrorKind::WrongDevice, "{at:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn a_ddsu666_whose_values_are_read_by_04_has_its_address_at_03() {
    let answers = Open {
        function: 4,
        ..Open::new(Kind::Ddsu666)
    };
    let config = config(format()).unwrap();
    let bench = || open(answers, Kind::Ddsu666);
    assert_eq!(
        both!(bench(), Ddsu666(config, Function::Input), init()).0,
        Ok(())
    );
    let bench = Bench::new(Kind::Ddsu666, format(), answers);
    bench.meter.set_circuit(LIVE);
    let mut meter =
        modbus_meter::blocking::Ddsu666::new(bench.host.clone(), bench.pause(), config, HOLDING);
    let kind = meter.init().unwrap_err().kind();
    assert_eq!(kind, ErrorKind::WrongDevice);
}

#[test]
fn code_and_serial_number() {
    let plate = Plate {
        serial: 0x89AB_CDEF,
        code: Some(0x1234),
    };
    let config = config(format()).unwrap();
    for kind in [Kind::Sdm120, Kind::Sdm630] {
        let part = || {
            let plated = Open {
                plate,
                ..Open::new(kind)
            };
            open(plated, kind)
        };
        if kind == Kind::Sdm120 {
            assert_eq!(both!(part(), Sdm120(config), model_code()).0, Ok(0x1234));
            assert_eq!(
                both!(part(), Sdm120(config), serial_number()).0,
                Ok(0x89AB_CDEF)
            );
        } else {
            assert_eq!(both!(part(), Sdm630(config), model_code()).0, Ok(0x1234));
            assert_eq!(
                both!(part(), Sdm630(config), serial_number()).0,
                Ok(0x89AB_CDEF)
            );
        }
    }
    // A meter that has no code.
    let found = both!(
        open(Open::new(Kind::Sdm120), Kind::Sdm120),
        Sdm120(config),
        model_code()
    );
    assert_eq!(found.0.unwrap_err().kind(), ErrorKind::OutOfRange);
}

/// A meter without supply does not answer; one that shows no frequency is none.
#[test]
fn a_dead_circuit_is_no_proof() {
    for which in ALL {
        let bench = Bench::new(which.0, format(), Open::new(which.0));
        let mut driver = driver(&bench, which, config(format()).unwrap());
        assert_eq!(driver.init().unwrap_err().kind(), ErrorKind::WrongDevice);
        bench.meter.set_circuit(LIVE);
        driver.init().unwrap();
    }
}
