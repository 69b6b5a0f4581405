//! The word of a stage that nothing switches.
#![allow(unreachable_pub, reason = "each test file uses its share")]

use hal_conformance::IdleStage;
use hal_inverter::{Disarmed, PowerStage as _};
use hal_power::Refused;

/// Calls with a stage that is disarmed.
pub fn disarmed<T>(act: impl FnOnce(&Disarmed<'_>) -> T) -> Result<T, Refused> {
    let mut stage = IdleStage;
    Ok(act(&stage.disarmed()?))
}
