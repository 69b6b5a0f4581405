//! The suites of `drv8860`.

#[path = "../../../../../drivers/drv8860/tests/bench/mod.rs"]
mod bench;
#[path = "../../../../../drivers/drv8860/tests/conformance/chain.rs"]
mod chain;
#[path = "../../../../../drivers/drv8860/tests/conformance/list.rs"]
mod list;

use chain::{Bare, WithEnable};
use list::suites;

pub(crate) fn run(tally: &mut super::Tally) {
    macro_rules! as_calls {
        ($($name:ident: $bench:ty;)+) => {$(
            let result = hal_conformance::contacts::suite::<$bench>();
            tally.add("drv8860", stringify!($name), result);
        )+};
    }
    suites!(as_calls);
}
