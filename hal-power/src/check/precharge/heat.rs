//! The heat that the resistor holds, as far as voltages and currents tell.

use super::PrechargeConfig;
use crate::{Energy, Instant, Power};
use core::time::Duration;

/// Counted in nJ, so that what cools within a step is not lost to rounding.
#[derive(Debug, Clone, Copy)]
pub(super) struct Heat {
    nanojoules: u64,
    power: Power,
    stepped: Option<Instant>,
}

const NANOJOULES: u64 = 1_000_000;

impl Heat {
    pub(super) const fn new(held: Energy) -> Self {
        Self {
            nanojoules: nanojoules(held),
            power: Power::ZERO,
            stepped: None,
        }
    }

    /// Rounded up.
    pub(super) fn held(&self) -> Energy {
        let millijoules = self.nanojoules.div_ceil(NANOJOULES);
        Energy::from_millijoules(i64::try_from(millijoules).unwrap_or(i64::MAX))
    }

    /// Counts heat that no reading of the current has shown.
    pub(super) fn is_at_least(&mut self, held: Energy) {
        self.nanojoules = self.nanojoules.max(nanojoules(held));
    }

    /// Goes on to `now`, at which the resistor takes `power`. In between it took the more of now and before.
    pub(super) fn step(&mut self, now: Instant, power: Power, config: &PrechargeConfig) {
        let before = core::mem::replace(&mut self.power, power);
        let Some(stepped) = self.stepped.replace(now) else {
            return;
        };
        let time = now.saturating_since(stepped);
        let heated = over(before.max(power), time);
        // 1 / (1 + x) is never less than exp(-x): at most as cool as it is
        let (limit, cooled) = (nanojoules(config.heat_limit), over(config.cooling, time));
        let whole = u128::from(limit).saturating_add(u128::from(cooled)).max(1);
        let left = (u128::from(self.nanojoules) * u128::from(limit)).checked_div(whole);
        self.nanojoules = left
            .and_then(|left| u64::try_from(left).ok())
            .unwrap_or(u64::MAX)
            .saturating_add(heated);
    }
}

const fn nanojoules(energy: Energy) -> u64 {
    match energy.as_millijoules() {
        ..0 => 0,
        millijoules => millijoules.unsigned_abs().saturating_mul(NANOJOULES),
    }
}

/// mW times µs.
fn over(power: Power, time: Duration) -> u64 {
    let milliwatts = u64::try_from(power.as_milliwatts()).unwrap_or(0);
    let micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
    milliwatts.saturating_mul(micros)
}
