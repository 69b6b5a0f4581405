//! The word of a stage that nothing switches.
#![allow(unreachable_pub, reason = "each test file uses its share")]

use hal_conformance::IdleStage;
use hal_inverter::{Disarmed, PowerStage as _};

/// Says that the stage is disarmed.
#[expect(clippy::panic, reason = "a stage that never arms is disarmed")]
pub fn proof(stage: &mut IdleStage) -> Disarmed<'_> {
    match stage.disarmed() {
        Ok(disarmed) => disarmed,
        Err(refused) => panic!("{refused:?}"),
    }
}
