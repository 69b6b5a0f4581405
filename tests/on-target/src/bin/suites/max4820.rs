//! The suites of `max4820`.

#[path = "../../../../../drivers/max4820/tests/bench/mod.rs"]
mod bench;
#[path = "../../../../../drivers/max4820/tests/conformance/cascade.rs"]
mod cascade;
#[path = "../../../../../drivers/max4820/tests/conformance/list.rs"]
mod list;

use cascade::{Plain, WithCover, WithReset};
use list::suites;

pub(crate) fn run(tally: &mut super::Tally) {
    macro_rules! as_calls {
        ($($name:ident: $bench:ty;)+) => {$(
            let result = hal_conformance::contacts::suite::<$bench>();
            tally.add("max4820", stringify!($name), result);
        )+};
    }
    suites!(as_calls);
}
