//! The suites of `stgap1`.

#[path = "../../../../../drivers/stgap1/tests/bench/mod.rs"]
mod bench;
#[path = "../../../../../drivers/stgap1/tests/conformance/chain.rs"]
mod chain;
#[path = "../../../../../drivers/stgap1/tests/conformance/list.rs"]
mod list;

use chain::{Hasty, Hot, Plain, Silent, Stale};
use list::suites;

pub(crate) fn run(tally: &mut super::Tally) {
    macro_rules! as_calls {
        ($($name:ident: $bench:ty;)+) => {$(
            let result = hal_conformance::gate_driver::suite::<$bench>();
            tally.add("stgap1", stringify!($name), result);
        )+};
    }
    suites!(as_calls);
}
