//! Bytes on the line of each call, both ways: eight of a request, five around the registers, two each.

use core::time::Duration;

use modbus_meter::{Config, Direction, Function, Line, Phase, hal_inverter};

use crate::{
    ask, config, ddsu,
    line::{Reply, reply},
    sdm, sdm630,
};

const HOLDING: Function = Function::Holding;

/// Replies of so many registers each, every one 50.0, which suits each quantity but a power factor.
fn replies<const N: usize>(function: u8, counts: [u8; N]) -> [Reply; N] {
    counts.map(|count| {
        let values = [0x42, 0x48, 0, 0].repeat(usize::from(count / 2));
        reply(&[&[1, function, 2 * count][..], &values].concat())
    })
}

macro_rules! budget {
    ($model:ident($($argument:expr),*), $init:expr, $function:literal, $counts:expr, $bytes:literal, $($call:tt)+) => {{
        let replies = replies($function, $counts);
        let received: usize = replies.iter().map(|reply| reply.bytes.len()).sum();
        let (_, sent) = ask!($model($($argument),*), after $init, replies, $($call)+);
        assert_eq!(sent.len(), $counts.len(), stringify!($($call)+));
        let asked: Vec<u8> = sent.iter().map(|request| request[5]).collect();
        assert_eq!(asked, $counts, stringify!($($call)+));
        let bytes = received + sent.iter().map(Vec::len).sum::<usize>();
        assert_eq!(bytes, $bytes, stringify!($($call)+));
    }};
}

#[test]
fn one_value_is_17_bytes() {
    let config = config().unwrap();
    budget!(Sdm120(config), sdm(), 4, [2], 17, rms_voltage());
    budget!(Sdm120(config), sdm(), 4, [2], 17, rms_current());
    budget!(Sdm120(config), sdm(), 4, [2], 17, active_power());
    budget!(Sdm120(config), sdm(), 4, [2], 17, reactive_power());
    budget!(Sdm120(config), sdm(), 4, [2], 17, apparent_power());
    budget!(Sdm120(config), sdm(), 4, [2], 17, frequency());
    budget!(Sdm630(config), sdm630(), 4, [2], 17, active_power());
    budget!(
        Sdm630(config),
        sdm630(),
        4,
        [2],
        17,
        phase(Phase::L2).rms_voltage()
    );
    budget!(Ddsu666(config, HOLDING), ddsu(), 3, [2], 17, active_power());
}

#[test]
fn neighbours_share_a_frame() {
    let config = config().unwrap();
    budget!(Sdm120(config), sdm(), 4, [4], 21, active_energy());
    budget!(
        Sdm630(config),
        sdm630(),
        4,
        [8],
        29,
        phase(Phase::L3).active_energy()
    );
    budget!(Sdm120(config), sdm(), 4, [20], 53, power_factor());
    budget!(Sdm630(config), sdm630(), 4, [12], 37, power_factor());
    budget!(Ddsu666(config, HOLDING), ddsu(), 3, [8], 29, power_factor());
    budget!(
        Ddsu666(config, HOLDING),
        ddsu(),
        3,
        [2, 2],
        34,
        active_energy()
    );
    budget!(Sdm120(config), sdm(), 4, [76], 165, snapshot());
    budget!(Sdm630(config), sdm630(), 4, [76], 165, snapshot());
    budget!(Ddsu666(config, HOLDING), ddsu(), 3, [16], 45, snapshot());
}

#[test]
fn a_meter_that_takes_less_is_asked_for_less() {
    let line = Line::new(9_600, Duration::from_millis(50)).unwrap();
    let config = |registers| {
        Config::new(
            line,
            1,
            registers,
            Direction::ImportPositive,
            Duration::ZERO,
        )
        .unwrap()
    };
    budget!(Sdm120(config(60)), sdm(), 4, [60, 16], 178, snapshot());
    // No value is torn between two frames.
    budget!(Sdm120(config(31)), sdm(), 4, [30, 30, 16], 191, snapshot());
    budget!(
        Ddsu666(config(2), HOLDING),
        ddsu(),
        3,
        [2; 8],
        136,
        snapshot()
    );
}
