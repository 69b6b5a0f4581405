//! The suite of `stgap1`, on the shortest chain: the emulator takes minutes for each longer one.

#[path = "../../../../../drivers/stgap1/tests/bench/mod.rs"]
mod bench;
#[allow(
    dead_code,
    unused_macros,
    reason = "of the benches only the smallest is run"
)]
#[path = "../../../../../drivers/stgap1/tests/conformance/chain.rs"]
mod chain;

use chain::Plain;

pub(crate) fn run(tally: &mut super::Tally) {
    let result = hal_conformance::gate_driver::suite::<Plain<1>>();
    tally.add("stgap1", "one_part", result);
}
