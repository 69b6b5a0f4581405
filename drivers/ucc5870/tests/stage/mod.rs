//! A stage that never arms, for what wants its word.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its share")]

use hal_inverter::{ArmOrder, Boost, Disarmed, Duty, PowerStage, StageState};
use hal_power::{EmergencyStop, Refused, SafeState};

/// A stage that never arms.
pub struct Idle;

#[derive(Clone)]
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

impl Idle {
    /// Says that the stage is disarmed.
    #[expect(clippy::panic, reason = "a stage that never arms is disarmed")]
    pub fn proof(&mut self) -> Disarmed<'_> {
        match PowerStage::disarmed(self) {
            Ok(disarmed) => disarmed,
            Err(refused) => panic!("{refused:?}"),
        }
    }
}
