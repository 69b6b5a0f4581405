//! A stage whose word is that nothing switches.
#![allow(unreachable_pub, reason = "each test file uses its share")]

use hal_inverter::{ArmOrder, Boost, Disarmed, Duty, PowerStage, StageState};
use hal_power::{EmergencyStop, Refused, SafeState};

/// A stage that never arms.
#[derive(Debug)]
pub struct Idle;

#[derive(Debug, Clone)]
pub struct Nothing;

impl EmergencyStop for Nothing {
    fn emergency_stop(&self) {}
}

impl SafeState for Idle {
    fn make_safe(&mut self) {}
}

impl PowerStage<1> for Idle {
    type Role = Boost;
    type Stop = Nothing;

    fn stop_handle(&self) -> Nothing {
        Nothing
    }

    fn state(&self) -> StageState {
        StageState::Disarmed
    }

    fn clear_trip(&mut self) -> Result<(), Refused> {
        Ok(())
    }

    fn hold(&mut self) {}

    fn set_duty<const LEG: usize>(&mut self, _duty: Duty) {}

    fn release(&mut self) {}

    fn enable(&mut self, _order: ArmOrder<'_>) -> Result<(), Refused> {
        Err(Refused::State)
    }
}

/// Calls with a stage that is disarmed.
pub fn disarmed<T>(act: impl FnOnce(&Disarmed<'_>) -> T) -> Result<T, Refused> {
    let mut stage = Idle;
    Ok(act(&PowerStage::disarmed(&mut stage)?))
}
