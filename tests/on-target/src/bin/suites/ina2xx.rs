//! The suites of `ina2xx`.

#[path = "../../../../../drivers/ina2xx/tests/conformance/bench.rs"]
mod bench;
#[path = "../../../../../drivers/ina2xx/tests/conformance/list.rs"]
mod list;
#[path = "../../../../../drivers/ina2xx/tests/conformance/subject.rs"]
mod subject;

use bench::Bench;
use hal_power::{Current, Power, Temperature, Voltage};
use list::suites;
use subject::{
    Ina226, Ina226Fitted, Ina228, Ina228Fine, Ina228Fitted, Ina229, Ina237, Ina238, Ina239,
};

pub(crate) fn run(tally: &mut super::Tally) {
    macro_rules! as_calls {
        ($($name:ident: $subject:ty, $quantity:ty;)+) => {$(
            let result = hal_conformance::sensor::suite::<Bench<$subject, $quantity>>();
            tally.add("ina2xx", stringify!($name), result);
        )+};
    }
    suites!(as_calls);
}
