//! Bits and windows of every public method, for chains of 1, 2, 6 and 12.

use crate::{
    bench::{Bench, config},
    idle::disarmed,
    page,
};
use hal_inverter::{GateFaults, asynch::GateDriver as _, blocking::GateDriver as _};
use hal_power::{ErrorKind, SafeState as _};
use stgap1::{Register, SelfTest};

/// Windows and bits of one call.
type Cost = (&'static str, u64, u64);

/// Does something, and says what it has cost.
fn cost<const N: usize, T>(
    bench: &Bench<N>,
    name: &'static str,
    act: impl FnOnce() -> Result<T, ErrorKind>,
) -> Result<Cost, ErrorKind> {
    bench.world.start_trace();
    let done = act();
    let trace = bench.world.take_trace();
    done?;
    Ok((name, trace.transfers(), trace.bits()))
}

fn kind<T, E: hal_power::Error>(result: Result<T, E>) -> Result<T, ErrorKind> {
    result.map_err(|error| error.kind())
}

/// What the blocking half costs.
fn blocking<const N: usize>() -> Result<Vec<Cost>, ErrorKind> {
    let refused = |_| ErrorKind::Refused;
    let bench = Bench::<N>::new();
    let configs = [config().map_err(refused)?; N];
    let mut gates = bench.blocking(configs).map_err(refused)?;
    let mut each = [GateFaults::empty(); N];
    let costs = [
        cost(&bench, "init", || kind(gates.init()))?,
        cost(&bench, "status", || kind(gates.status()))?,
        cost(&bench, "faults", || kind(gates.faults(&mut each)))?,
        cost(&bench, "enable", || {
            disarmed(|proof| kind(gates.enable(proof))).map_err(|_| ErrorKind::Refused)?
        })?,
        cost(&bench, "clear_faults", || {
            disarmed(|proof| kind(gates.clear_faults(proof))).map_err(|_| ErrorKind::Refused)?
        })?,
        cost(&bench, "self_test", || {
            disarmed(|proof| kind(gates.self_test(proof, SelfTest::Sense)))
                .map_err(|_| ErrorKind::Refused)?
        })?,
        cost(&bench, "read_register", || {
            kind(gates.read_register(Register::CFG2))
        })?,
        cost(&bench, "write_register", || {
            kind(gates.write_register(Register::CFG4, [0x3F; N]))
        })?,
        cost(&bench, "global_reset", || kind(gates.global_reset()))?,
        cost(&bench, "sleep", || kind(gates.sleep()))?,
        cost(&bench, "make_safe", || {
            gates.make_safe();
            Ok(())
        })?,
        cost(&bench, "free", || Ok(gates.free()))?,
    ];
    Ok(costs.to_vec())
}

/// What the async half costs.
fn asynch<const N: usize>() -> Result<Vec<Cost>, ErrorKind> {
    let refused = |_| ErrorKind::Refused;
    let stalled = |_| ErrorKind::Other;
    let bench = Bench::<N>::new();
    let world = &bench.world;
    let configs = [config().map_err(refused)?; N];
    let mut gates = bench.asynch(configs).map_err(refused)?;
    let mut each = [GateFaults::empty(); N];
    let costs = [
        cost(&bench, "init", || {
            kind(world.block_on(gates.init()).map_err(stalled)?)
        })?,
        cost(&bench, "status", || {
            kind(world.block_on(gates.status()).map_err(stalled)?)
        })?,
        cost(&bench, "faults", || {
            kind(world.block_on(gates.faults(&mut each)).map_err(stalled)?)
        })?,
        cost(&bench, "enable", || {
            let enabled = disarmed(|proof| world.block_on(gates.enable(proof)));
            kind(enabled.map_err(|_| ErrorKind::Refused)?.map_err(stalled)?)
        })?,
        cost(&bench, "clear_faults", || {
            let cleared = disarmed(|proof| world.block_on(gates.clear_faults(proof)));
            kind(cleared.map_err(|_| ErrorKind::Refused)?.map_err(stalled)?)
        })?,
        cost(&bench, "self_test", || {
            let tested = disarmed(|proof| world.block_on(gates.self_test(proof, SelfTest::Sense)));
            kind(tested.map_err(|_| ErrorKind::Refused)?.map_err(stalled)?)
        })?,
        cost(&bench, "read_register", || {
            let read = world.block_on(gates.read_register(Register::CFG2));
            kind(read.map_err(stalled)?)
        })?,
        cost(&bench, "write_register", || {
            let written = world.block_on(gates.write_register(Register::CFG4, [0x3F; N]));
            kind(written.map_err(stalled)?)
        })?,
        cost(&bench, "global_reset", || {
            kind(world.block_on(gates.global_reset()).map_err(stalled)?)
        })?,
        cost(&bench, "sleep", || {
            kind(world.block_on(gates.sleep()).map_err(stalled)?)
        })?,
        cost(&bench, "make_safe", || {
            gates.make_safe();
            Ok(())
        })?,
        cost(&bench, "free", || Ok(gates.free()))?,
    ];
    Ok(costs.to_vec())
}

/// What the framing makes of windows of a chain, and of the one window that is as long whatever the chain.
fn expected(devices: u64) -> Vec<Cost> {
    let windows = |name, windows| (name, windows, windows * 16 * devices);
    vec![
        ("init", 1 + 37, 13 * 16 + 37 * 16 * devices),
        windows("status", 3 + 1),
        windows("faults", 3 + 1),
        windows("enable", 3 + 1 + 11 + 1),
        windows("clear_faults", 3 + 1 + 1 + 11 + 1),
        windows("self_test", 3 + 1 + 2 + 4 + 2 + 1 + 11 + 1),
        windows("read_register", 1 + 1),
        windows("write_register", 3 + 1 + 1 + 2 + 1 + 1 + 1),
        windows("global_reset", 3 + 1 + 3),
        windows("sleep", 3 + 1 + 1),
        windows("make_safe", 0),
        windows("free", 0),
    ]
}

#[test]
fn every_method_costs_what_the_framing_needs() {
    assert_eq!(blocking::<1>().unwrap(), expected(1));
    assert_eq!(blocking::<2>().unwrap(), expected(2));
    assert_eq!(blocking::<6>().unwrap(), expected(6));
    assert_eq!(blocking::<12>().unwrap(), expected(12));
    assert_eq!(asynch::<1>().unwrap(), expected(1));
    assert_eq!(asynch::<2>().unwrap(), expected(2));
    assert_eq!(asynch::<6>().unwrap(), expected(6));
    assert_eq!(asynch::<12>().unwrap(), expected(12));
}

#[test]
fn a_status_is_at_the_minimum_of_the_framing() {
    let status = |costs: Vec<Cost>| costs.into_iter().find(|(name, ..)| *name == "status");
    let mut table = "| parts | windows | bits | least |\n| --: | --: | --: | --: |\n".to_owned();
    for (devices, costs, literal) in [
        (1, blocking::<1>(), 64),
        (2, blocking::<2>(), 128),
        (6, blocking::<6>(), 384),
        (12, blocking::<12>(), 768),
    ] {
        let (_, windows, bits) = status(costs.unwrap()).unwrap();
        // three registers, answered in the window after: no fewer windows can bring them
        let minimum = (3 + 1) * 16 * devices;
        table += &format!("| {devices} | {windows} | {bits} | {minimum} |\n");
        assert_eq!((minimum, windows), (literal, 4));
        assert_eq!(bits, minimum);
    }
    page::holds("power-path.md", "stgap1 status", &table);
}

#[test]
fn pauses_are_kept() {
    let bench = Bench::<2>::new();
    let mut gates = bench.blocking([config().unwrap(); 2]).unwrap();
    for test in [SelfTest::GateOn, SelfTest::Desaturation] {
        gates.init().unwrap();
        gates.status().unwrap();
        disarmed(|proof| {
            gates.enable(proof).unwrap();
            gates.clear_faults(proof).unwrap();
            gates.self_test(proof, test).unwrap();
        })
        .unwrap();
        gates.read_register(Register::CFG3).unwrap();
        gates.write_register(Register::CFG3, [0, 1]).unwrap();
        gates.global_reset().unwrap();
        gates.sleep().unwrap();
    }
    assert_eq!(bench.hasty_windows(), 0);
}
