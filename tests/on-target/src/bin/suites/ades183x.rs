//! The suites of `ades183x`, on one part: the emulator takes minutes for each longer chain.

#[path = "../../../../../drivers/ades183x/tests/bench/mod.rs"]
mod bench;
#[allow(dead_code, unused_macros, reason = "of the benches only the smallest is run")]
#[path = "../../../../../drivers/ades183x/tests/conformance/chain.rs"]
mod chain;

use chain::Plain;
use hal_conformance::cells;

pub(crate) fn run(tally: &mut super::Tally) {
    tally.add("ades183x", "temperatures", cells::temperatures::<Plain>());
    tally.add("ades183x", "limits", cells::protection::<Plain>());
}
