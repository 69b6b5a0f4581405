//! The suites of `tmp11x`.

#[path = "../../../../../drivers/tmp11x/tests/conformance/bench.rs"]
mod bench;
#[path = "../../../../../drivers/tmp11x/tests/conformance/list.rs"]
mod list;

use bench::{Tmp116, Tmp117, Tmp117Offset, Tmp117Slow, Tmp119};
use list::suites;

pub(crate) fn run(tally: &mut super::Tally) {
    macro_rules! as_calls {
        ($($name:ident: $bench:ty;)+) => {$(
            let result = hal_conformance::sensor::suite::<$bench>();
            tally.add("tmp11x", stringify!($name), result);
        )+};
    }
    suites!(as_calls);
}
