//! The port: a timer behind `PowerStage`.

use super::{line::TripLine, sheet::Sheet, timer::Timer};
use core::{
    marker::PhantomData,
    sync::atomic::{AtomicBool, Ordering},
};
use hal_inverter::{
    ArmOrder, BatteryLeg, Boost, Bridge, CycleLimit, Duty, PowerStage, Role, StageState,
};
use hal_power::{EmergencyStop, Refused, SafeState};
use portable_atomic_util::Arc;

/// Full bridge of one phase.
pub type SimBridge = SimStage<Bridge, 2>;

/// Two boost legs, one for each PV tracker.
pub type SimBoost = SimStage<Boost, 2>;

/// Half bridge between battery and link.
pub type SimBatteryLeg = SimStage<BatteryLeg, 1>;

/// Firmware's handle on a stage of `LEGS` legs.
///
/// ```
/// use core::time::Duration;
/// use hal_inverter::{Duty, PowerStage, StageState};
/// use hal_power_sim::{World, stage::{Carrier, Sheet, SimBridge, TripLine}};
///
/// let world = World::new();
/// let line = TripLine::new(&world);
/// let carrier = Carrier { period: Duration::from_micros(50), ticks: 4_250 };
/// let mut bridge = SimBridge::new(&line, Sheet::signed(carrier, Duration::from_nanos(500), 4));
/// bridge.update(|bridge| {
///     bridge.set_duty::<0>(Duty::from_ticks(3_000));
///     bridge.set_duty::<1>(Duty::from_ticks(1_250));
/// });
/// world.clock().advance(Duration::from_millis(1));
/// assert_eq!(bridge.state(), StageState::Disarmed);
/// assert!(bridge.timer().gates_are_off());
/// ```
///
/// A leg that the stage has not does not compile:
///
/// ```compile_fail,E0080
/// use hal_inverter::{Duty, PowerStage};
/// use hal_power_sim::stage::SimBridge;
///
/// fn third(bridge: &mut SimBridge) {
///     bridge.set_duty::<2>(Duty::from_ticks(0));
/// }
/// # let third: fn(&mut SimBridge) = third;
/// ```
pub struct SimStage<R, const LEGS: usize> {
    timer: Timer,
    role: PhantomData<R>,
}

impl<R, const LEGS: usize> SimStage<R, LEGS> {
    /// Sets a timer up on a trip line.
    pub fn new(line: &TripLine, sheet: Sheet) -> Self {
        Self::of(line.timer(sheet, LEGS))
    }

    /// Takes a timer that was set up before.
    pub const fn of(timer: Timer) -> Self {
        Self {
            timer,
            role: PhantomData,
        }
    }

    /// Returns the timer, for a plant or a test.
    pub fn timer(&self) -> Timer {
        self.timer.clone()
    }
}

impl<R, const LEGS: usize> SafeState for SimStage<R, LEGS> {
    fn make_safe(&mut self) {
        self.timer.disable();
    }
}

/// Stops a stage from anywhere: one write to the timer's stop register, which disables the outputs and latches a trip.
#[derive(Debug, Clone)]
pub struct StopHandle(Arc<AtomicBool>);

impl EmergencyStop for StopHandle {
    fn emergency_stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl<R: Role, const LEGS: usize> PowerStage<LEGS> for SimStage<R, LEGS> {
    type Role = R;
    type Stop = StopHandle;

    fn stop_handle(&self) -> StopHandle {
        StopHandle(self.timer.stop_register())
    }

    fn state(&self) -> StageState {
        match self.timer.trip() {
            Some(trip) => StageState::Tripped(trip),
            None if self.timer.is_enabled() => StageState::Armed,
            None => StageState::Disarmed,
        }
    }

    fn clear_trip(&mut self) -> Result<(), Refused> {
        if !matches!(self.state(), StageState::Tripped(_)) {
            return Ok(());
        }
        if self.timer.clear_trip() {
            Ok(())
        } else {
            Err(Refused::State)
        }
    }

    fn hold(&mut self) {
        self.timer.hold();
    }

    fn set_duty<const LEG: usize>(&mut self, duty: Duty) {
        const { assert!(LEG < LEGS, "the stage has no such leg") };
        self.timer.write(LEG, duty);
    }

    fn release(&mut self) {
        self.timer.release();
    }

    fn enable(&mut self, _order: ArmOrder<'_>) -> Result<(), Refused> {
        if self.state() != StageState::Disarmed {
            return Err(Refused::State);
        }
        self.timer.hold();
        for leg in 0..LEGS {
            self.timer.write_neutral(leg);
        }
        self.timer.release();
        self.timer.enable();
        Ok(())
    }
}

impl<R, const LEGS: usize> CycleLimit for SimStage<R, LEGS> {
    fn limited_periods(&self) -> u32 {
        self.timer.limited_periods()
    }
}
