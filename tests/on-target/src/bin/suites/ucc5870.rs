//! The suites of `ucc5870`.

#[path = "../../../../../drivers/ucc5870/tests/bench/mod.rs"]
mod bench;
#[path = "../../../../../drivers/ucc5870/tests/conformance/gates.rs"]
mod gates;
#[path = "../../../../../drivers/ucc5870/tests/conformance/list.rs"]
mod list;

use gates::{Bare, WithAsc};
use list::suites;

pub(crate) fn run(tally: &mut super::Tally) {
    macro_rules! as_calls {
        ($($name:ident: $bench:ty;)+) => {$(
            let result = hal_conformance::gate_driver::suite::<$bench>();
            tally.add("ucc5870", stringify!($name), result);
        )+};
    }
    suites!(as_calls);
}
