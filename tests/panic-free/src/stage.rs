//! A stage that nobody knows to be armed or not.

use crate::hidden::number;
use hal_inverter::{ArmOrder, Boost, Duty, PowerStage, StageState};
use hal_power::{EmergencyStop, Refused, SafeState};

/// The stage, for drivers that need its word.
#[derive(Debug)]
pub struct Stage;

/// Stops nothing.
#[derive(Debug, Clone)]
pub struct Stop;

impl EmergencyStop for Stop {
    fn emergency_stop(&self) {}
}

impl SafeState for Stage {
    fn make_safe(&mut self) {}
}

impl PowerStage<1> for Stage {
    type Role = Boost;
    type Stop = Stop;

    fn stop_handle(&self) -> Stop {
        Stop
    }

    fn state(&self) -> StageState {
        if number() == 0 {
            StageState::Disarmed
        } else {
            StageState::Armed
        }
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
