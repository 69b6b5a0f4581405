//! Bridges, parts that pass edges on or do not, and silence.

use crate::bench::{Bench, Blocking};
use ades183x::{
    Transparent, Waking, blocking,
    hal_bms::{
        SafetyStatus,
        blocking::{CellVoltages as _, SafetyMonitor as _},
    },
    hal_power::Voltage,
};
use core::time::Duration;
use hal_power_sim::model::ades183x::{Bridge, Open};

/// A part that takes as long as it may.
fn slow(passes_wake_up_on: bool) -> Open {
    Open {
        passes_wake_up_on,
        wake: Duration::from_micros(500),
        ready: Duration::from_micros(10),
        idle: Duration::from_micros(4_300),
        ..Open::default()
    }
}

/// From sleep, and from idle after silences of every length that leaves parts awake.
fn goes_on<const N: usize, W: blocking::Wake>(bench: &Bench<N>, mut string: Blocking<N, W>) {
    for part in &bench.parts {
        part.borrow_mut().set_powered(false);
        part.borrow_mut().set_powered(true);
    }
    bench.world.clock().advance(Duration::from_secs(10));
    assert_eq!(string.init(), Ok(()));
    let mut cells = vec![Voltage::ZERO; 16 * N];
    for silence in [0, 3, 4, 5, 6, 20, 1_000, 1_700] {
        bench.world.clock().advance(Duration::from_millis(silence));
        assert_eq!(
            string.safety_status(),
            Ok(SafetyStatus::empty()),
            "{silence} ms"
        );
        bench.world.clock().advance(Duration::from_millis(silence));
        assert_eq!(string.cell_voltages(&mut cells), Ok(()), "{silence} ms");
    }
}

#[test]
fn an_edge_for_each_part_wakes_whatever_parts_pass_on() {
    for passes_on in [false, true] {
        let bench = Bench::<16>::of(slow(passes_on), Bridge::Transparent, 16);
        goes_on(&bench, bench.blocking(Transparent).unwrap());
    }
}

#[test]
fn a_bridge_that_wakes_the_chain_takes_one_edge() {
    for passes_on in [false, true] {
        let bench = Bench::<8>::of(slow(passes_on), Bridge::Waking, 16);
        goes_on(&bench, bench.blocking(Waking).unwrap());
    }
    // one edge is not enough for parts that keep it to themselves
    let bench = Bench::<8>::of(slow(false), Bridge::Transparent, 16);
    let mut string = bench.blocking(Waking).unwrap();
    assert!(string.init().is_err());
}
