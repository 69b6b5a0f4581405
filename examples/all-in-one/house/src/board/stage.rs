//! The power stages: timers on one trip line, noted when their gates go on and off.

use crate::{
    chronicle::{Chronicle, Fact},
    settings::CARRIER,
};
use all_in_one_firmware::{PERIOD, Stage, hal_power::Voltage};
use alloc::rc::Rc;
use core::{cell::Cell, time::Duration};
use hal_power_sim::{
    Pin, World,
    stage::{Carrier, Sheet, Timer, TripLine},
};

/// A duty that is not refreshed for so many periods trips the stage: of those that the firmware drives once a round, and of one that
/// it drives in every period.
const STALE: u32 = 1_000;
const STALE_IN_WAVES: u32 = 4;

/// Between one gate's off and the other's on, an assumption.
const DEAD_TIME: Duration = Duration::from_nanos(500);

/// All stages of the board.
pub(crate) struct Stages {
    pub(crate) line: TripLine,
    pub(crate) bridge: Timer,
    pub(crate) leg: Timer,
    /// `None` on an AC-coupled model.
    pub(crate) boost: Option<Timer>,
    /// What the firmware forces the trip by.
    pub(crate) force: Pin,
    /// Nothing of it reaches the line.
    pub(crate) is_stuck: Cell<bool>,
}

impl Stages {
    pub(crate) fn new(
        world: &World,
        has_boost: bool,
        has_waves: bool,
        chronicle: &Rc<Chronicle>,
    ) -> Self {
        let line = TripLine::new(world);
        let carrier = Carrier {
            period: CARRIER,
            ticks: PERIOD,
        };
        let stale = if has_waves { STALE_IN_WAVES } else { STALE };
        let noted = |stage, sheet, legs| {
            let timer = line.timer(sheet, legs);
            let chronicle = chronicle.clone();
            timer.on_power(move |at, on| chronicle.note(at, Fact::Gates(stage, on)));
            timer
        };
        let signed = |stale| Sheet::signed(carrier, DEAD_TIME, stale);
        Self {
            bridge: noted(Stage::Bridge, signed(stale), 2),
            leg: noted(Stage::BatteryLeg, signed(STALE), 1),
            boost: has_boost.then(|| {
                let sheet = Sheet::unsigned(carrier, DEAD_TIME, STALE);
                noted(Stage::Boost, sheet, 2)
            }),
            line,
            force: world.pin(false),
            is_stuck: Cell::new(false),
        }
    }

    /// Lets what the firmware forces reach the line, if it does.
    pub(crate) fn follow(&self) {
        let forced = self.force.level() && !self.is_stuck.get();
        self.line.force_pin().set_level(forced);
    }

    /// Whether every gate is seen off.
    pub(crate) fn gates_are_off(&self) -> bool {
        let fitted = [Some(&self.bridge), Some(&self.leg), self.boost.as_ref()];
        !fitted.into_iter().flatten().any(Timer::is_on)
    }
}

/// The share that a stage drives, where it is a power: of its rating, -1 to 1, or 0 to 1. `None` with the gates off.
pub(crate) fn drives(timer: &Timer) -> Option<f64> {
    timer
        .drives()
        .map(|share| f64::from(share.as_ppm()) / 1_000_000.0)
}

/// The share of the link's voltage between the two legs of the bridge, over a period, dead time in it. `None` with the gates off.
pub(crate) fn modulation(bridge: &Timer, link: Voltage) -> Option<f64> {
    between(bridge, link, Timer::average)
}

/// The same at this moment.
pub(crate) fn switched(bridge: &Timer, link: Voltage) -> Option<f64> {
    between(bridge, link, Timer::output)
}

fn between(
    bridge: &Timer,
    link: Voltage,
    of_leg: fn(&Timer, usize, Voltage) -> Option<Voltage>,
) -> Option<f64> {
    if !bridge.is_on() || link <= Voltage::ZERO {
        return None;
    }
    let volts = |leg| {
        let voltage = of_leg(bridge, leg, link).unwrap_or(Voltage::ZERO);
        f64::from(voltage.as_microvolts())
    };
    Some((volts(0) - volts(1)) / f64::from(link.as_microvolts()))
}
