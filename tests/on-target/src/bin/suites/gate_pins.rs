//! The suites of `gate-pins`.

#[path = "../../../../../drivers/gate-pins/tests/bench/mod.rs"]
mod bench;
#[path = "../../../../../drivers/gate-pins/tests/conformance/boards.rs"]
mod boards;
#[path = "../../../../../drivers/gate-pins/tests/conformance/list.rs"]
mod list;

use bench::{Bench, Falling, Mixed, Own, Together};
use list::suites;

pub(crate) fn run(tally: &mut super::Tally) {
    macro_rules! as_calls {
        ($($name:ident: $bench:ty;)+) => {$(
            let result = hal_conformance::gate_driver::suite::<$bench>();
            tally.add("gate-pins", stringify!($name), result);
        )+};
    }
    suites!(as_calls);
}
