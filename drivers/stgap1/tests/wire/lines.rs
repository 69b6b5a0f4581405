//! Outputs that are compared with each status.

use super::rig::{ANY, Levels, Pauses, Script, Window, bus, config, run};
use super::words::{INIT, STATUS, joined};
use embedded_hal::digital::PinState;
use hal_inverter::{GateFaults, asynch::GateDriver as _, blocking::GateDriver as _};
use stgap1::{Causes, Config, ConfigError, Error, Output, Pins, Status, asynch, blocking};

/// SENSE, which DIAG1CFG 08 signals.
const OVERCURRENT: &[Window<'static>] = &[
    (&[0xA26B], &[ANY]),
    (&[0xA162], &[0x1083]),
    (&[0xAA53], &[0x00F3]),
    (&[0x000C], &[0x00F3]),
];

/// TWN, which it does not.
const WARM: &[Window<'static>] = &[
    (&[0xA26B], &[ANY]),
    (&[0xA162], &[0x01F4]),
    (&[0xAA53], &[0x00F3]),
    (&[0x000C], &[0x00F3]),
];

type Outcome = Result<Status, Error<embedded_hal::spi::ErrorKind>>;

/// A status with DIAG1, low while it signals, at these levels before and after it; and whether another is refused then.
fn status(
    windows: &[Window<'static>],
    levels: [bool; 2],
) -> Result<[(Outcome, bool, Vec<bool>); 2], ConfigError> {
    let windows = joined(&[INIT, windows]);
    let configs = [config()?];
    let sd = Levels::default();
    let pins = || {
        Pins::new()
            .with_diag1(Script::new(&levels), PinState::Low)
            .with_shutdown(sd.clone())
    };
    let mut places = [GateFaults::empty()];
    let mut gates = blocking::Stgap1::new(bus(&windows), Pauses::default(), pins(), configs)?;
    let first = gates.init().and_then(|()| gates.status());
    let is_doubted = gates.faults(&mut places) == Err(Error::NotInitialised);
    gates.free().0.done();
    let first = (first.map(|[status]| status), is_doubted, sd.take());

    let mut gates = asynch::Stgap1::new(bus(&windows), Pauses::default(), pins(), configs)?;
    let second = run(async {
        gates.init().await?;
        gates.status().await
    });
    let second = second.unwrap_or(Err(Error::NotInitialised));
    let is_doubted = run(gates.faults(&mut places)) == Some(Err(Error::NotInitialised));
    gates.free().0.done();
    let second = (second.map(|[status]| status), is_doubted, sd.take());
    Ok([first, second])
}

#[test]
fn an_output_that_agrees_or_changes_meanwhile_is_no_error() {
    let twice = |once: &[Window<'static>]| joined(&[once, once]);
    let agreed = |windows: &[Window<'static>], levels, status1| {
        for (outcome, is_doubted, sd) in status(&twice(windows), levels).unwrap() {
            assert_eq!(outcome, Ok(Status::new(status1, 0, 0)));
            assert_eq!((is_doubted, sd), (false, vec![false]));
        }
    };
    agreed(STATUS, [true, true], 0);
    agreed(OVERCURRENT, [false, false], 0x10);
    agreed(WARM, [true, true], 0x01);
}

#[test]
fn an_output_that_changes_meanwhile_contradicts_nothing() {
    let windows = joined(&[INIT, STATUS, OVERCURRENT]);
    let configs = [config().unwrap()];
    let script = Script::new(&[true, false, true, false]);
    let pins = Pins::new().with_diag1(script, PinState::Low);
    let mut gates = blocking::Stgap1::new(bus(&windows), Pauses::default(), pins, configs).unwrap();
    gates.init().unwrap();
    assert_eq!(gates.status(), Ok([Status::new(0, 0, 0)]));
    assert_eq!(gates.status(), Ok([Status::new(0x10, 0, 0)]));
    let (mut spi, _, pins) = gates.free();
    spi.done();
    assert_eq!(pins.diag1.into_pin().0.borrow().len(), 1);
}

#[test]
fn an_output_that_contradicts_the_status_turns_off_and_asks_for_init() {
    for (windows, levels, is_signalled) in [
        (STATUS, [false, false], true),
        (OVERCURRENT, [true, true], false),
        (WARM, [false, false], true),
    ] {
        for (outcome, is_doubted, sd) in status(windows, levels).unwrap() {
            let output = Output::Diag1;
            assert_eq!(
                outcome,
                Err(Error::Contradiction {
                    output,
                    is_signalled
                })
            );
            assert_eq!((is_doubted, sd), (true, vec![false, false]));
        }
    }
}

#[test]
fn a_pin_at_an_output_that_nobody_drives_is_refused() {
    let none = Config::unprotected();
    let new = |configs| {
        let pins = Pins::new().with_diag2(Script::new(&[true]), PinState::Low);
        blocking::Stgap1::new((), (), pins, configs).map(drop)
    };
    assert_eq!(new([none; 2]), Err(ConfigError::NoOutput(Output::Diag2)));
    assert_eq!(new([none, none.with_diag2(Causes::all())]), Ok(()));
}
