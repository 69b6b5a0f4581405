//! Simulated power stages behind their trait.

use crate::chronicle::{Chronicle, Fact, Stage};
use all_in_one_firmware::{
    PERIOD,
    hal_inverter::{ArmOrder, Duty, PowerStage, Role, StageState, Trip, TripCauses},
    hal_power::{EmergencyStop, Instant, Refused, SafeState},
};
use alloc::rc::Rc;
use core::{
    cell::Cell,
    marker::PhantomData,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};
use hal_power_sim::{Pin, clock::Clock};
use portable_atomic_util::Arc;

/// A duty that is not refreshed for so long trips the stage.
const STALE: Duration = Duration::from_millis(50);

/// Half of the period: nothing, where a duty has a sign.
const MIDDLE: u16 = PERIOD / 2;

/// The hardware of one stage: what firmware's handle and the plant share.
pub(crate) struct Hardware {
    name: Stage,
    state: Cell<StageState>,
    duty: Cell<u16>,
    refreshed: Cell<Instant>,
    neutral: u16,
    force: Pin,
    stop: Arc<AtomicBool>,
    clock: Clock,
    chronicle: Rc<Chronicle>,
}

impl Hardware {
    /// A stage that is disarmed; `neutral` is the duty that moves nothing.
    fn new(name: Stage, neutral: u16, force: Pin, clock: Clock, chronicle: Rc<Chronicle>) -> Self {
        Self {
            name,
            state: Cell::new(StageState::Disarmed),
            duty: Cell::new(neutral),
            refreshed: Cell::new(Instant::ORIGIN),
            neutral,
            force,
            stop: Arc::new(AtomicBool::new(false)),
            clock,
            chronicle,
        }
    }

    /// A stage whose duty has a sign.
    pub(crate) fn signed(
        name: Stage,
        force: Pin,
        clock: Clock,
        chronicle: Rc<Chronicle>,
    ) -> Rc<Self> {
        Rc::new(Self::new(name, MIDDLE, force, clock, chronicle))
    }

    /// A stage whose duty is a share.
    pub(crate) fn unsigned(
        name: Stage,
        force: Pin,
        clock: Clock,
        chronicle: Rc<Chronicle>,
    ) -> Rc<Self> {
        Rc::new(Self::new(name, 0, force, clock, chronicle))
    }

    /// The share of its rating that the stage drives, -1 to 1, or 0 to 1; `None` with the gates off.
    pub(crate) fn drives(&self) -> Option<f64> {
        let span = f64::from(PERIOD - self.neutral);
        let share = (f64::from(self.duty.get()) - f64::from(self.neutral)) / span;
        self.is_on().then_some(share)
    }

    pub(crate) fn is_on(&self) -> bool {
        self.state() == StageState::Armed
    }

    /// Hardware's own view: trips that have struck since the last look are latched first.
    fn state(&self) -> StageState {
        let now = self.clock.now();
        if self.force.level() {
            self.trip(TripCauses::FORCED);
        }
        if self.stop.load(Ordering::Relaxed) {
            self.trip(TripCauses::EXTERNAL);
        }
        let is_armed = self.state.get() == StageState::Armed;
        if is_armed && now.saturating_since(self.refreshed.get()) > STALE {
            self.trip(TripCauses::STALE_DUTY);
        }
        self.state.get()
    }

    fn trip(&self, cause: TripCauses) {
        let (first, all) = match self.state.get() {
            StageState::Tripped(trip) => (trip.first, trip.all | cause),
            _ => (cause, cause),
        };
        self.become_state(StageState::Tripped(Trip { first, all }));
    }

    fn become_state(&self, state: StageState) {
        let was = self.state.replace(state) == StageState::Armed;
        let is = state == StageState::Armed;
        if was != is {
            let gates = Fact::Gates(self.name, is);
            self.chronicle.note(self.clock.now(), gates);
        }
    }
}

/// The firmware's handle on a stage of `LEGS` legs.
pub(crate) struct SimStage<R, const LEGS: usize> {
    hardware: Rc<Hardware>,
    role: PhantomData<R>,
}

impl<R, const LEGS: usize> SimStage<R, LEGS> {
    pub(crate) fn new(hardware: &Rc<Hardware>) -> Self {
        Self {
            hardware: hardware.clone(),
            role: PhantomData,
        }
    }
}

impl<R, const LEGS: usize> SafeState for SimStage<R, LEGS> {
    fn make_safe(&mut self) {
        if self.hardware.is_on() {
            self.hardware.become_state(StageState::Disarmed);
        }
    }
}

/// Stops a stage from anywhere.
#[derive(Clone)]
pub(crate) struct StopHandle(Arc<AtomicBool>);

impl EmergencyStop for StopHandle {
    fn emergency_stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl<R: Role, const LEGS: usize> PowerStage<LEGS> for SimStage<R, LEGS> {
    type Role = R;
    type Stop = StopHandle;

    fn stop_handle(&self) -> StopHandle {
        StopHandle(self.hardware.stop.clone())
    }

    fn state(&self) -> StageState {
        self.hardware.state()
    }

    fn clear_trip(&mut self) -> Result<(), Refused> {
        self.hardware.stop.store(false, Ordering::Relaxed);
        match self.hardware.state() {
            StageState::Tripped(_) if self.hardware.force.level() => Err(Refused::State),
            StageState::Tripped(_) => {
                self.hardware.become_state(StageState::Disarmed);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn hold(&mut self) {}

    /// The plant has one current for all legs: that of the first.
    fn set_duty<const LEG: usize>(&mut self, duty: Duty) {
        const { assert!(LEG < LEGS, "the stage has no such leg") };
        if LEG == 0 {
            self.hardware.duty.set(duty.ticks().min(PERIOD));
        }
    }

    fn release(&mut self) {
        self.hardware.refreshed.set(self.hardware.clock.now());
    }

    fn enable(&mut self, _order: ArmOrder<'_>) -> Result<(), Refused> {
        if self.hardware.state() != StageState::Disarmed {
            return Err(Refused::State);
        }
        self.hardware.duty.set(self.hardware.neutral);
        self.hardware.refreshed.set(self.hardware.clock.now());
        self.hardware.become_state(StageState::Armed);
        Ok(())
    }
}
