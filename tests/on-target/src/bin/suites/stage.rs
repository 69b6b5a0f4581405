//! The suites of the simulated power stages and of their samples.

#[path = "../../../../conformance/tests/sim_stage/list.rs"]
mod list;
#[path = "../../../../conformance/tests/sim_stage/samples.rs"]
mod samples;
#[path = "../../../../conformance/tests/sim_stage/stages.rs"]
mod stages;

use hal_conformance::{frames, power_stage};
use hal_inverter::{BatteryLeg, Boost, Bridge};
use list::suites;
use samples::Samples;
use stages::Bench;

pub(crate) fn run(tally: &mut super::Tally) {
    macro_rules! as_calls {
        ($($name:ident: $suite:expr;)+) => {$(
            tally.add("stage", stringify!($name), $suite());
        )+};
    }
    suites!(as_calls);
}
