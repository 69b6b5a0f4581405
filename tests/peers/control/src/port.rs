//! The port: what a user's board support would be.

use crate::{HIGHEST, registers::*};
use hal_inverter::{
    ArmOrder, BatteryLeg, Duty, FrameFlags, FrameSource, FrameStatus, PowerStage, StageState, Trip,
    TripCauses,
    hal_power::{EmergencyStop, Refused, SafeState},
};

#[derive(Clone)]
pub struct Stop;

impl EmergencyStop for Stop {
    fn emergency_stop(&self) {
        write(OUTPUTS, 0);
    }
}

/// The timer.
pub struct Stage;

impl SafeState for Stage {
    #[inline(always)]
    fn make_safe(&mut self) {
        write(OUTPUTS, 0);
    }
}

impl PowerStage<3> for Stage {
    type Role = BatteryLeg;
    type Stop = Stop;

    fn stop_handle(&self) -> Stop {
        Stop
    }

    #[inline(always)]
    fn state(&self) -> StageState {
        let status = read(STATUS);
        if status & TRIPPED != 0 {
            let causes = read(CAUSES);
            StageState::Tripped(Trip {
                first: TripCauses::from_bits_retain(causes >> 16),
                all: TripCauses::from_bits_retain(causes & 0xFFFF),
            })
        } else if status & RUNNING != 0 {
            StageState::Armed
        } else {
            StageState::Disarmed
        }
    }

    fn clear_trip(&mut self) -> Result<(), Refused> {
        write(STATUS, 0);
        Ok(())
    }

    #[inline(always)]
    fn hold(&mut self) {
        write(CONTROL, ENABLE | HOLD);
    }

    #[inline(always)]
    fn set_duty<const LEG: usize>(&mut self, duty: Duty) {
        const { assert!(LEG < 3) };
        write(COMPARE + 4 * LEG, u32::from(duty.ticks().min(HIGHEST)));
    }

    #[inline(always)]
    fn release(&mut self) {
        write(CONTROL, ENABLE);
    }

    fn enable(&mut self, _order: ArmOrder<'_>) -> Result<(), Refused> {
        write(OUTPUTS, 1);
        Ok(())
    }
}

/// The converters.
pub struct Frames;

impl FrameSource<4> for Frames {
    #[inline(always)]
    fn status(&self) -> FrameStatus {
        let frame = read(FRAME);
        FrameStatus {
            sequence: (frame >> 16) as u16,
            flags: FrameFlags::from_bits_retain(frame as u16),
        }
    }

    #[inline(always)]
    fn code<const CHANNEL: usize>(&self) -> i32 {
        const { assert!(CHANNEL < 4) };
        (read(RESULTS + 4 * CHANNEL) & 0xFFF) as i32
    }
}
