//! The suite of `ucc5870`, with one chip: the emulator takes minutes for each more.

#[path = "../../../../../drivers/ucc5870/tests/bench/mod.rs"]
mod bench;
#[allow(
    dead_code,
    unused_macros,
    reason = "of the benches only the smallest is run"
)]
#[path = "../../../../../drivers/ucc5870/tests/conformance/gates.rs"]
mod gates;

use gates::Bare;

pub(crate) fn run(tally: &mut super::Tally) {
    let result = hal_conformance::gate_driver::suite::<Bare<1>>();
    tally.add("ucc5870", "one_gate", result);
}
