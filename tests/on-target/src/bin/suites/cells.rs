//! The suites for cells, on fakes alone and in series.

#[path = "../../../../conformance/tests/cells/fakes.rs"]
mod fakes;
#[path = "../../../../conformance/tests/cells/list.rs"]
mod list;

use fakes::{One, Strict, Two};
use hal_conformance::cells;
use list::suites;

pub(crate) fn run(tally: &mut super::Tally) {
    macro_rules! as_calls {
        ($($name:ident: $suite:expr;)+) => {$(
            tally.add("cells", stringify!($name), $suite());
        )+};
    }
    suites!(as_calls);
}
