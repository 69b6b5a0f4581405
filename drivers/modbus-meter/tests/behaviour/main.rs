//! What the drivers make of the meters of the simulator, on its line.

#![expect(clippy::unwrap_used, reason = "what the tests share fails with them")]

#[path = "../bench/mod.rs"]
mod bench;

mod budgets;
mod bus;
mod driver;
mod energy;
mod export;
mod identity;
mod late;
mod misbehaviour;
mod shared;
mod times;
mod values;

use bench::{Bench, config};
use hal_power_sim::{
    model::modbus_meter::{Circuit, Kind, Misbehaviour, Open, Phase},
    serial::Format,
};
use modbus_meter::{
    Function,
    hal_power::{Current, Frequency, Ratio, Voltage},
};

const HOLDING: Function = Function::Holding;

/// Calls both halves of a driver, each on a bench of its own, after a good `init` and what is done behind it. Both answer the same
/// and move the same; returns that once, the answer and the trace.
macro_rules! both {
    ($bench:expr, $model:ident($($argument:expr),*), |$between:ident| $do:expr, $($call:tt)+) => {{
        let blocking = {
            #[allow(unused_imports, reason = "a method of the driver needs no trait")]
            use modbus_meter::hal_inverter::blocking::*;
            let $between: $crate::bench::Bench = $bench;
            let mut driver = modbus_meter::blocking::$model::new(
                $between.host.clone(), $between.pause(), $($argument),*
            );
            driver.init().unwrap();
            $do;
            $between.world.start_trace();
            (driver.$($call)+, $between.world.take_trace())
        };
        let asynch = {
            #[allow(unused_imports, reason = "a method of the driver needs no trait")]
            use modbus_meter::hal_inverter::asynch::*;
            let $between: $crate::bench::Bench = $bench;
            let mut driver = modbus_meter::asynch::$model::new(
                $between.host.clone(), $between.pause(), $($argument),*
            );
            $between.world.block_on(driver.init()).unwrap().unwrap();
            $do;
            $between.world.start_trace();
            let answer = $between.world.block_on(driver.$($call)+).unwrap();
            (answer, $between.world.take_trace())
        };
        let call = stringify!($($call)+);
        assert_eq!(blocking.0, asynch.0, "{call}");
        assert!(blocking.1.same_bits(&asynch.1), "{call}:\n{}\n{}", blocking.1, asynch.1);
        blocking
    }};
    ($bench:expr, $model:ident($($argument:expr),*), $($call:tt)+) => {
        both!($bench, $model($($argument),*), |_bench| (), $($call)+)
    };
}
pub(crate) use both;

const fn phase(volts: i32, amps: i32, permille: i32, inductive: bool) -> Phase {
    Phase {
        voltage: Voltage::from_volts(volts),
        current: Current::from_amps(amps),
        power_factor: Ratio::from_permille(permille),
        inductive,
    }
}

/// Of sines of 3-4-5. From the grid, as the meters count it: L1 imports 1380 W, L2 exports 960 W, L3 2640 W; reactive 1840 var,
/// 720 var, -3520 var.
const LIVE: Circuit = Circuit {
    phases: [
        phase(230, 10, 600, true),
        phase(240, 5, -800, true),
        phase(220, 20, -600, false),
    ],
    frequency: Frequency::from_millihertz(49_950),
};

/// As before, and nothing flows.
const IDLE: Circuit = Circuit {
    phases: [
        phase(230, 0, 1_000, true),
        phase(240, 0, 1_000, true),
        phase(220, 0, 1_000, true),
    ],
    ..LIVE
};

/// 9600 baud, 8N1.
fn format() -> Format {
    Format::default()
}

fn bench(kind: Kind) -> Bench {
    open(Open::new(kind), kind)
}

/// Shows one moment for ever, so that both halves read the same sums.
fn still(kind: Kind) -> Bench {
    let bench = bench(kind);
    bench.meter.misbehave(Misbehaviour::Frozen);
    bench
}

fn open(open: Open, kind: Kind) -> Bench {
    let bench = Bench::new(kind, format(), open);
    bench.meter.set_circuit(LIVE);
    bench
}
