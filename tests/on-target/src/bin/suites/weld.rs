//! The suites of what proves that contacts isolate.

#[path = "../../../../conformance/tests/weld/chain.rs"]
mod chain;
#[path = "../../../../conformance/tests/weld/contactors.rs"]
mod contactors;
#[path = "../../../../conformance/tests/weld/contacts.rs"]
mod contacts;
#[path = "../../../../conformance/tests/weld/list.rs"]
mod list;
#[path = "../../../../conformance/tests/weld/proof.rs"]
mod proof;
#[path = "../../../../conformance/tests/weld/relays.rs"]
mod relays;

use chain::Chain;
use contactors::Contactors;
use list::suites;
use proof::Proof;
use relays::Relays;

pub(crate) fn run(tally: &mut super::Tally) {
    macro_rules! as_calls {
        ($($name:ident: $bench:ty;)+) => {$(
            let result = hal_conformance::weld::suite::<$bench>();
            tally.add("weld", stringify!($name), result);
        )+};
    }
    suites!(as_calls);
}
