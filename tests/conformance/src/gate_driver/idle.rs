//! A stage that a gate driver can be tested without.

use hal_inverter::{ArmOrder, Boost, Duty, PowerStage, StageState};
use hal_power::{EmergencyStop, Refused, SafeState};

/// A stage that never arms, for tests that need its word for it.
#[derive(Debug, Clone, Copy, Default)]
pub struct IdleStage;

/// Stops what never runs.
#[derive(Debug, Clone, Copy, Default)]
pub struct IdleStop;

impl EmergencyStop for IdleStop {
    fn emergency_stop(&self) {}
}

impl SafeState for IdleStage {
    fn make_safe(&mut self) {}
}

impl PowerStage<1> for IdleStage {
    type Role = Boost;
    type Stop = IdleStop;

    fn stop_handle(&self) -> IdleStop {
        IdleStop
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
