//! A stage that nobody knows to be armed or not, and samples that nobody knows.

use crate::hidden::{number, show, signed};
use hal_inverter::{
    ArmOrder, Boost, Duty, FrameFlags, FrameSource, FrameStatus, PowerStage, StageState, Trip,
    TripCauses,
};
use hal_power::{EmergencyStop, Refused, SafeState};

/// The stage, for what drives it and for drivers that need its word.
#[derive(Debug)]
pub struct Stage<const LEGS: usize>;

/// Stops nothing.
#[derive(Debug, Clone)]
pub struct Stop;

impl EmergencyStop for Stop {
    fn emergency_stop(&self) {}
}

impl<const LEGS: usize> SafeState for Stage<LEGS> {
    fn make_safe(&mut self) {}
}

impl<const LEGS: usize> PowerStage<LEGS> for Stage<LEGS> {
    type Role = Boost;
    type Stop = Stop;

    fn stop_handle(&self) -> Stop {
        Stop
    }

    fn state(&self) -> StageState {
        match number() {
            0 => StageState::Disarmed,
            1 => StageState::Armed,
            bits => {
                let causes = TripCauses::from_bits_retain(bits);
                StageState::Tripped(Trip {
                    first: causes,
                    all: causes,
                })
            }
        }
    }

    fn clear_trip(&mut self) -> Result<(), Refused> {
        Ok(())
    }

    fn hold(&mut self) {}

    fn set_duty<const LEG: usize>(&mut self, duty: Duty) {
        show(&duty);
    }

    fn release(&mut self) {}

    fn enable(&mut self, _order: ArmOrder<'_>) -> Result<(), Refused> {
        Err(Refused::State)
    }
}

/// The samples.
#[derive(Debug)]
pub struct Samples;

impl FrameSource<5> for Samples {
    fn status(&self) -> FrameStatus {
        let [low, high, ..] = number().to_le_bytes();
        let sequence = u16::from_le_bytes([low, high]);
        let [low, high, ..] = number().to_le_bytes();
        FrameStatus {
            sequence,
            flags: FrameFlags::from_bits_retain(u16::from_le_bytes([low, high])),
        }
    }

    fn code<const CHANNEL: usize>(&self) -> i32 {
        signed()
    }
}
