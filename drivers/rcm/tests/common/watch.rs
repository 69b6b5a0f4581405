//! The monitor of `hal-power` behind the evaluator.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "helpers of several programs of tests, which fail like tests"
)]

use core::time::Duration;

use hal_power::{
    Instant, answered,
    check::{ResidualCurrentMonitor, ResidualMonitorConfig, ResidualTrip},
};
use rcm::UP_TO_30_KVA;

use crate::rig::{Rig, ma};

pub(crate) const MS: Duration = Duration::from_millis(1);
pub(crate) const RELEASE: Duration = Duration::from_millis(10);
pub(crate) const PERIOD: Duration = Duration::from_millis(1);

/// Most that a reading lies below the truth, in mA.
pub(crate) const NOISE: i32 = 2;

/// Limits as shipped, a relay of 10 ms, a step each millisecond.
pub(crate) fn limits() -> ResidualMonitorConfig<3> {
    let (drift, noise) = (ma(5), ma(NOISE));
    ResidualMonitorConfig::new(UP_TO_30_KVA, RELEASE, PERIOD, drift, noise, MS * 30).unwrap()
}

/// A sensor and its monitor.
pub(crate) struct Watch {
    pub(crate) rig: Rig,
    pub(crate) monitor: ResidualCurrentMonitor<3>,
    ready: bool,
}

impl Watch {
    pub(crate) fn new(rig: Rig) -> Self {
        let monitor = ResidualCurrentMonitor::new(limits(), rig.now);
        Self {
            rig,
            monitor,
            ready: false,
        }
    }

    /// One period: frames, an evaluation, a step. The monitor begins with the first value.
    pub(crate) fn period(&mut self) -> Result<(), ResidualTrip> {
        self.rig.run(PERIOD);
        let now = self.rig.now;
        let answer = self.rig.judge();
        if !self.ready {
            self.ready = answer.is_ok();
            self.monitor.reset(now);
        }
        let latency = self.rig.evaluator.config().latency();
        let input = answered(answer.map(Into::into), now, latency);
        self.monitor.step(now, input)
    }

    /// Lets time pass until a trip.
    pub(crate) fn watch(&mut self, time: Duration) -> Option<(ResidualTrip, Instant)> {
        let end = self.rig.now.saturating_add(time);
        while self.rig.now < end {
            if let Err(trip) = self.period() {
                return Some((trip, self.rig.now));
            }
        }
        None
    }
}
