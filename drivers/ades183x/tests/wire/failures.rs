//! What is wrong, which part it is, and how the next call goes on.

use ades183x::{
    Error, Group, Lead, SelfTest, SerialId, Status,
    blocking::Ades183x,
    hal_bms::{
        CellSet, SafetyStatus,
        blocking::{Balancing as _, CellTemperatures as _, CellVoltages as _, SafetyMonitor as _},
    },
    hal_power::{Error as _, ErrorKind, Temperature, Voltage},
};
use core::fmt::Debug;

use crate::rig::{Blocking, Window, blocking, done};
use crate::troubles::{
    ASLEEP, BROKEN, BUSY, DAMAGED, DISCHARGING, FAILED, LONGER, MISSED, NAMELESS, NOT_READY,
    OPEN_THERMISTOR, PERSISTS, RESET, TIME_OVER,
};
use crate::words::INIT;

type Told<T> = Result<T, Error<embedded_hal::spi::ErrorKind>>;

/// A chain after `init`, and windows that follow.
fn after_init(windows: &[Window<'_>]) -> Result<Blocking, ErrorKind> {
    let string = blocking(&[INIT, windows].concat());
    let mut string = string.map_err(|_| ErrorKind::Refused)?;
    string.init().map_err(|error| error.kind())?;
    Ok(string)
}

fn kind<T, E: Debug>(told: &Result<T, Error<E>>) -> Option<ErrorKind> {
    told.as_ref().err().map(|error| error.kind())
}

#[test]
fn a_doubt_is_resolved_by_the_next_call() {
    let (part, group) = (1, Group::Status(2));
    let (expected, found) = (9, 8);
    for (windows, error, of_kind) in [
        (BROKEN, Error::Broken { part }, ErrorKind::Bus),
        (DAMAGED, Error::Pec { part, group }, ErrorKind::Integrity),
        (
            MISSED,
            Error::Counter {
                part,
                expected,
                found,
            },
            ErrorKind::Integrity,
        ),
    ] {
        let mut string = after_init(windows).unwrap();
        let told = string.safety_status();
        assert_eq!(kind(&told), Some(of_kind));
        assert_eq!(told, Err(error));
        assert_eq!(string.safety_status(), Ok(SafetyStatus::empty()));
        done(string);
    }
}

#[test]
fn a_part_that_has_reset_is_named_and_only_init_helps() {
    for (windows, part) in [(RESET, 1), (ASLEEP, 0)] {
        let mut string = after_init(windows).unwrap();
        let told = string.safety_status();
        assert_eq!(told, Err(Error::ConfigurationLost { part }));
        assert_eq!(kind(&told), Some(ErrorKind::ConfigurationLost));
        let told = string.safety_status();
        assert_eq!(told, Err(Error::NotInitialised));
        done(string);
    }
}

#[test]
fn a_cell_without_a_result_leaves_no_doubt() {
    let mut string = after_init(NOT_READY).unwrap();
    let mut cells = [Voltage::ZERO; 20];
    let (part, group) = (1, Group::Cells(0));
    let told = string.cell_voltages(&mut cells);
    assert_eq!(told, Err(Error::NotReady { part, group }));
    assert_eq!(string.safety_status(), Ok(SafetyStatus::empty()));
    done(string);
}

#[test]
fn a_thermistor_that_is_open_is_named() {
    let mut string = after_init(OPEN_THERMISTOR).unwrap();
    let mut temperatures = [Temperature::ZERO; 2];
    let told = string.cell_temperatures(&mut temperatures);
    let lead = Lead::High;
    let gpio = 1;
    assert_eq!(kind(&told), Some(ErrorKind::Fault));
    assert_eq!(
        told,
        Err(Error::Thermistor {
            part: 0,
            gpio,
            lead
        })
    );
    done(string);
}

#[test]
fn another_chain_is_not_configured() {
    let found = SerialId([0xFF; 6]);
    let group = Group::PwmA;
    let of = |windows| {
        let mut string = blocking(windows).unwrap();
        let told: Told<()> = string.init();
        assert_eq!(string.safety_status(), Err(Error::NotInitialised));
        done(string);
        told
    };
    assert_eq!(of(LONGER), Err(Error::Longer));
    assert_eq!(of(NAMELESS), Err(Error::Serial { part: 1, found }));
    assert_eq!(of(DISCHARGING), Err(Error::ReadBack { part: 1, group }));
    assert_eq!(kind(&of(LONGER)), Some(ErrorKind::WrongDevice));
}

#[test]
fn what_is_refused_while_balancing_changes_nothing() {
    use ades183x::hal_bms::blocking::OpenWireTest as _;
    let mut string = after_init(BUSY).unwrap();
    string.balance(CellSet::from_iter([1, 16])).unwrap();
    assert_eq!(string.open_wires(), Err(Error::Balancing));
    done(string);
}

#[test]
fn balancing_ends_with_the_first_timer() {
    let mut string = after_init(TIME_OVER).unwrap();
    string.balance(CellSet::from_iter([1, 16])).unwrap();
    assert_eq!(string.safety_status(), Ok(SafetyStatus::empty()));
    done(string);
}

#[test]
fn a_part_that_finds_nothing_has_failed() {
    let mut string = after_init(FAILED).unwrap();
    let test = SelfTest::ThermalShutdown;
    let told = string.self_test(test);
    assert_eq!(kind(&told), Some(ErrorKind::Fault));
    assert_eq!(told, Err(Error::SelfTest { part: 1, test }));
    done(string);
}

#[test]
fn what_persists_is_not_cleared() {
    let mut string = after_init(PERSISTS).unwrap();
    let told = string.clear_safety();
    assert_eq!(kind(&told), Some(ErrorKind::Fault));
    let Err(Error::Fault { part: 1, status }) = told else {
        panic!("{told:?}");
    };
    let Status {
        under: 1, over: 0, ..
    } = status
    else {
        panic!("{status:?}");
    };
    done(string);
}

#[test]
fn errors_say_where() {
    let group = Group::Redundant(5);
    for (error, text) in [
        (Error::Broken { part: 3 }, "nothing answers from part 3 on"),
        (Error::Pec { part: 2, group }, "part 2: wrong PEC of SVF"),
        (
            Error::Counter {
                part: 1,
                expected: 7,
                found: 6,
            },
            "part 1 has counted 6 commands of 7",
        ),
        (
            Error::Saturated { part: 0, cell: 4 },
            "part 0: cell 4 is out of the scale",
        ),
        (
            Error::Thermistor {
                part: 0,
                gpio: 10,
                lead: Lead::Low,
            },
            "part 0: thermistor at GPIO10 reads too low",
        ),
        (
            Error::Reference {
                part: 5,
                found: Voltage::from_millivolts(2_900),
            },
            "part 5: reference at 2.9 V",
        ),
    ] {
        assert_eq!(Error::<()>::to_string(&error), text);
    }
}

#[test]
fn a_driver_that_was_never_initialised_moves_nothing() {
    let mut string = blocking(&[]).unwrap();
    let mut cells = [Voltage::ZERO; 20];
    assert_eq!(string.cell_voltages(&mut cells), Err(Error::NotInitialised));
    assert_eq!(string.balanced(), Err(Error::NotInitialised));
    assert_eq!(string.compare(), Err(Error::NotInitialised));
    done(string);
    let _: fn(_, _, _, _, _, _) -> _ =
        Ades183x::<(), (), (), [ades183x::Part; 1], [[u8; 8]; 1]>::new;
}
