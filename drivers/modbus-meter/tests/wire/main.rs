//! Exact bytes, taken by hand from the tables of registers (`docs/parts/MODBUS_METERS.md`), on a line of which the test is the meter.

mod budgets;
mod dropped;
mod faults;
mod frames;
mod identity;
mod line;
mod ports;
mod properties;
mod values;

use core::time::Duration;

use modbus_meter::{Config, ConfigError, Direction, Line};

/// At 9600 baud, with 50 ms to reply.
fn config() -> Result<Config, ConfigError> {
    let line = Line::new(9_600, Duration::from_millis(50))?;
    Config::new(line, 1, 80, Direction::ImportPositive, Duration::ZERO)
}

/// Calls a blocking and an async driver, after a good `init` where one is asked for; both send and answer the same, and are returned
/// once: the answer and what was sent for it.
macro_rules! ask {
    ($model:ident($($argument:expr),*), after $before:expr, $replies:expr, $($call:tt)+) => {{
        let (before, replies) = ($before, $replies);
        let line = crate::line::Line::new(before.iter().chain(&replies).cloned().collect());
        let blocking = {
            #[allow(unused_imports, reason = "a method of the driver needs no trait")]
            use hal_inverter::blocking::*;
            let mut meter =
                modbus_meter::blocking::$model::new(line.port(), line.delay(), $($argument),*);
            if !before.is_empty() {
                meter.init().unwrap();
            }
            meter.$($call)+
        };
        let asynch = {
            #[allow(unused_imports, reason = "a method of the driver needs no trait")]
            use hal_inverter::asynch::*;
            let line = crate::line::Line::new(before.iter().chain(&replies).cloned().collect());
            let mut meter = modbus_meter::asynch::$model::new(
                line.port(),
                line.delay_async(),
                $($argument),*
            );
            if !before.is_empty() {
                line.block_on(meter.init()).unwrap();
            }
            let answer = line.block_on(meter.$($call)+);
            (answer, line.sent())
        };
        let sent = line.sent();
        assert_eq!(asynch, (blocking, sent.clone()), "both halves do the same");
        (blocking, sent.into_iter().skip(before.len()).collect::<Vec<_>>())
    }};
}
pub(crate) use ask;

/// Replies to the `init` of an SDM120: 50 Hz.
fn sdm() -> Vec<line::Reply> {
    vec![line::reply(&[0x01, 0x04, 0x04, 0x42, 0x48, 0x00, 0x00])]
}

/// Replies to the `init` of an SDM630: 50 Hz, 230 V.
fn sdm630() -> Vec<line::Reply> {
    let average = line::reply(&[0x01, 0x04, 0x04, 0x43, 0x66, 0x00, 0x00]);
    sdm().into_iter().chain([average]).collect()
}

/// Replies to the `init` of a DDSU666: its address, 50 Hz.
fn ddsu() -> Vec<line::Reply> {
    vec![
        line::reply(&[0x01, 0x03, 0x02, 0x00, 0x01]),
        line::reply(&[0x01, 0x03, 0x04, 0x42, 0x48, 0x00, 0x00]),
    ]
}
