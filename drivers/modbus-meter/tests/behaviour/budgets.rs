//! Bytes on the line, beside the least that the framing allows.

use core::time::Duration;

use hal_power_sim::{
    Trace,
    model::modbus_meter::{Gap, Kind, Misbehaviour, Open},
};
use modbus_meter::{Config, Direction, Error, Flaw, Line, Phase, hal_power::Power};

use crate::{HOLDING, LIVE, bench::RESPONSE, both, config, format, open, still};

/// The least for a frame over so many registers: address, function, register, number and CRC of the request; address, function,
/// count, registers and CRC of the reply.
const fn least(registers: u64) -> u64 {
    (1 + 1 + 2 + 2 + 2) + (1 + 1 + 1 + 2 * registers + 2)
}

fn bytes(trace: &Trace) -> u64 {
    trace.bits() / format().bits()
}

macro_rules! budget {
    ($bytes:literal in $frames:literal, $least:expr, $model:ident($($argument:expr),*), $($call:tt)+) => {{
        let (answer, trace) = both!(still(Kind::$model), $model($($argument),*), $($call)+);
        answer.unwrap();
        let call = concat!(stringify!($model), " ", stringify!($($call)+));
        println!("{call}: {} bytes, least {}", bytes(&trace), $least);
        assert_eq!(bytes(&trace), $bytes, "{call}");
        assert_eq!(bytes(&trace), $least, "{call}");
        // One request and one reply each.
        assert_eq!(trace.transfers(), 2 * $frames, "{call}");
    }};
}

#[test]
fn one_value() {
    let config = config(format()).unwrap();
    budget!(17 in 1, least(2), Sdm120(config), rms_voltage());
    budget!(17 in 1, least(2), Sdm120(config), rms_current());
    budget!(17 in 1, least(2), Sdm120(config), active_power());
    budget!(17 in 1, least(2), Sdm120(config), reactive_power());
    budget!(17 in 1, least(2), Sdm120(config), apparent_power());
    budget!(17 in 1, least(2), Sdm120(config), frequency());
    budget!(17 in 1, least(2), Sdm630(config), active_power());
    budget!(17 in 1, least(2), Sdm630(config), reactive_power());
    budget!(17 in 1, least(2), Sdm630(config), apparent_power());
    budget!(17 in 1, least(2), Sdm630(config), frequency());
    budget!(17 in 1, least(2), Sdm630(config), phase(Phase::L1).rms_voltage());
    budget!(17 in 1, least(2), Sdm630(config), phase(Phase::L2).rms_current());
    budget!(17 in 1, least(2), Sdm630(config), phase(Phase::L3).active_power());
    budget!(17 in 1, least(2), Ddsu666(config, HOLDING), rms_voltage());
    budget!(17 in 1, least(2), Ddsu666(config, HOLDING), rms_current());
    budget!(17 in 1, least(2), Ddsu666(config, HOLDING), active_power());
    budget!(17 in 1, least(2), Ddsu666(config, HOLDING), reactive_power());
    budget!(17 in 1, least(2), Ddsu666(config, HOLDING), frequency());
}

/// Values that must be of one time come in one frame, from the first to the last of them. Two frames would be fewer bytes for a
/// power factor of an SDM, and its sign could be that of another time.
#[test]
fn several_values_of_one_time() {
    let config = config(format()).unwrap();
    budget!(53 in 1, least(0x1F - 0x0C + 1), Sdm120(config), power_factor());
    budget!(37 in 1, least(0x3F - 0x34 + 1), Sdm630(config), power_factor());
    budget!(53 in 1, least(0x1F - 0x0C + 1), Sdm630(config), phase(Phase::L2).power_factor());
    budget!(29 in 1, least(0x0B - 0x04 + 1), Ddsu666(config, HOLDING), power_factor());
    budget!(21 in 1, least(4), Sdm120(config), active_energy());
    budget!(21 in 1, least(4), Sdm630(config), active_energy());
    budget!(29 in 1, least(0x61 - 0x5A + 1), Sdm630(config), phase(Phase::L1).active_energy());
    budget!(165 in 1, least(0x4B + 1), Sdm120(config), snapshot());
    budget!(165 in 1, least(0x4B + 1), Sdm630(config), snapshot());
    budget!(45 in 1, least(0x0F + 1), Ddsu666(config, HOLDING), snapshot());
    // What is between the sums of a DDSU666 is not known to be readable.
    budget!(34 in 2, 2 * least(2), Ddsu666(config, HOLDING), active_energy());
}

#[test]
fn proofs() {
    let config = config(format()).unwrap();
    budget!(17 in 1, least(2), Sdm120(config), init());
    budget!(34 in 2, 2 * least(2), Sdm630(config), init());
    budget!(32 in 2, least(1) + least(2), Ddsu666(config, HOLDING), init());
}

#[test]
fn a_meter_that_takes_fewer_registers() {
    for most in [2_u8, 3, 10, 50, 75, 80, 125] {
        let takes = || {
            let few = Open {
                most_registers: u16::from(most),
                gap: Gap::Zero,
                ..Open::new(Kind::Sdm630)
            };
            let bench = open(few, Kind::Sdm630);
            bench.meter.misbehave(Misbehaviour::Frozen);
            bench
        };
        let line = Line::new(9_600, RESPONSE).unwrap();
        let config = Config::new(line, 1, most, Direction::ImportPositive, Duration::ZERO).unwrap();
        let all = both!(takes(), Sdm630(config), snapshot()).0;
        let all = all.unwrap();
        let phases = all.phases.map(|phase| phase.active.as_watts());
        assert_eq!(phases, [-1_380, 960, 2_640], "{most}");
        let sums = (all.active, all.frequency);
        assert_eq!(sums, (Power::from_watts(2_220), LIVE.frequency), "{most}");
    }
    // More than it takes is its exception, and no value.
    let takes = || Open {
        most_registers: 50,
        ..Open::new(Kind::Sdm630)
    };
    let refused = both!(
        open(takes(), Kind::Sdm630),
        Sdm630(config(format()).unwrap()),
        snapshot()
    );
    let flaw = Flaw::Exception(2);
    let register = 0;
    assert_eq!(refused.0, Err(Error::Reply { register, flaw }));
}
