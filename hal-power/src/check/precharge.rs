//! Charges the DC link through a resistor and proves that the contactor may close.

mod config;
mod fault;
mod heat;
mod inputs;

pub use config::PrechargeConfig;
pub use fault::PrechargeFault;
pub use inputs::{PrechargeContacts, PrechargeInputs};

use super::{Changed, Step, usable};
use crate::{Energy, Instant, Path, Power, Precharged, Reading, Unusable, Voltage, path::Mark};
use heat::Heat;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Nothing is closed; also after a failure.
    Rest,
    /// Nothing is closed: contacts come to rest, and the link is read for comparison.
    Baseline,
    /// Only the precharge contact is closed.
    PrechargeAlone,
    /// As baseline; a contact that opens more slowly than the other closes would look welded.
    Between,
    /// Only the other pole is closed.
    OtherPoleAlone,
    /// Both are closed.
    Charging,
    /// Both stay closed until released.
    Proven,
}

/// Charges the DC link and mints [`Precharged`].
///
/// Each contact is closed alone first, from all open and at rest: a link that rises on one contact names a welded partner. Then
/// both charge the link until the difference that remains is explained by auxiliary load and noise.
///
/// A main contact that is welded beside the resistor shows only as the other pole makes onto the link without a resistor. A
/// [`WeldTest`](super::WeldTest) before the contacts rest finds it without.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
pub struct Precharge {
    config: PrechargeConfig,
    mark: Option<Mark>,
    phase: Phase,
    since: Instant,
    /// When the path was last seen to have moved; readings count from after it.
    moved: Instant,
    /// Link voltage with nothing closed.
    baseline: Voltage,
    heat: Heat,
    /// Heat before the charge.
    cold: Energy,
    drop: Voltage,
    /// Last reading of the link.
    link: Option<Reading<Voltage>>,
}

impl Precharge {
    /// Creates a check at rest. `heat` is what [`heat`](Self::heat) said before the restart, zero only for a cold resistor.
    pub const fn new(config: PrechargeConfig, heat: Energy) -> Self {
        Self {
            config,
            mark: None,
            phase: Phase::Rest,
            since: Instant::ORIGIN,
            moved: Instant::ORIGIN,
            baseline: Voltage::ZERO,
            heat: Heat::new(heat),
            cold: heat,
            drop: Voltage::ZERO,
            link: None,
        }
    }

    /// Begins a try on `path`, whatever went before.
    pub fn start(&mut self, now: Instant, path: &Path) {
        self.mark = Some(path.mark());
        self.moved = now;
        self.link = None;
        self.enter(Phase::Baseline, now);
    }

    /// Opens both contacts: the contactor has closed beside the resistor, or the try is given up.
    pub const fn release(&mut self) {
        self.phase = Phase::Rest;
    }

    /// Returns what has to be closed now.
    pub const fn contacts(&self) -> PrechargeContacts {
        PrechargeContacts {
            precharge: matches!(
                self.phase,
                Phase::PrechargeAlone | Phase::Charging | Phase::Proven
            ),
            other_pole: matches!(
                self.phase,
                Phase::OtherPoleAlone | Phase::Charging | Phase::Proven
            ),
        }
    }

    /// Returns the heat that the resistor holds. Keep it where it survives a restart.
    pub fn heat(&self) -> Energy {
        self.heat.held()
    }

    /// Judges one set of inputs. Step often: readings older than the configured age end the try, and what lies between two of
    /// them is not seen. Step at rest too, so that the resistor cools and what it heats until the contacts are open counts.
    pub fn step(
        &mut self,
        now: Instant,
        path: &Path,
        inputs: PrechargeInputs,
    ) -> Step<Precharged, PrechargeFault> {
        self.heat
            .step(now, self.dissipation(now, &inputs), &self.config);
        if matches!(self.phase, Phase::Rest | Phase::Proven) {
            return Step::Wait;
        }
        match self.judge(now, path, inputs) {
            Ok(false) => Step::Wait,
            Ok(true) => {
                self.enter(Phase::Proven, now);
                Step::Done(Precharged::mint(now, self.config.life, path))
            }
            Err(fault) => {
                self.enter(Phase::Rest, now);
                Step::Failed(fault)
            }
        }
    }

    fn enter(&mut self, phase: Phase, now: Instant) {
        self.phase = phase;
        self.since = now;
    }

    /// Power that heats the resistor now: what is read, or all that the last known drop could do where nothing can be read.
    fn dissipation(&self, now: Instant, inputs: &PrechargeInputs) -> Power {
        let opens =
            self.phase == Phase::Rest && now.saturating_since(self.since) <= self.config.settle;
        if !(self.contacts().precharge || opens) {
            return Power::ZERO;
        }
        let age = self.config.max_age;
        let read = || -> Result<Power, Unusable> {
            let drop = inputs
                .battery?
                .fresh(now, age)?
                .saturating_sub(inputs.link?.fresh(now, age)?);
            let current = inputs.current?.fresh(now, age)?;
            Ok(Power::from_voltage_and_current(drop, current).abs())
        };
        read().unwrap_or_else(|_| self.config.heating(self.drop))
    }

    /// Returns whether the proof is earned.
    fn judge(
        &mut self,
        now: Instant,
        path: &Path,
        inputs: PrechargeInputs,
    ) -> Result<bool, PrechargeFault> {
        match super::unmoved(self.mark, path) {
            Ok(()) => {}
            Err(Changed::OtherPath) => return Err(PrechargeFault::OtherPath),
            Err(Changed::Moved) => {
                self.mark = Some(path.mark());
                self.moved = now;
            }
        }
        let (age, since) = (self.config.max_age, self.since.max(self.moved));
        let battery = usable(inputs.battery, now, age, since)?;
        let link = usable(inputs.link, now, age, since)?;
        let current = usable(inputs.current, now, age, since)?;
        let (Some(battery), Some(link), Some(current)) = (battery, link, current) else {
            return Ok(false);
        };
        let seen = battery.at.min(link.at).min(current.at);
        let before = self.link.replace(link);
        let (battery, link, current) = (battery.value, link.value, current.value);
        if battery < self.config.minimum_battery {
            return Err(PrechargeFault::BatteryLow);
        }
        self.drop = battery.saturating_sub(link);
        let rise = link.saturating_sub(self.baseline);
        let flows = current.abs() > self.config.quiet();
        let conducts = rise > self.config.voltage_noise || flows;
        match self.phase {
            Phase::Rest | Phase::Proven => {}
            Phase::Baseline | Phase::Between => {
                self.baseline = link;
                if self.is_settled(seen) {
                    if flows {
                        return Err(PrechargeFault::ExcessCurrent);
                    }
                    let alone = if self.phase == Phase::Baseline {
                        Phase::PrechargeAlone
                    } else {
                        Phase::OtherPoleAlone
                    };
                    self.enter(alone, now);
                }
            }
            Phase::PrechargeAlone => {
                if conducts {
                    return Err(PrechargeFault::OtherPoleWelded);
                }
                if self.is_settled(seen) {
                    self.enter(Phase::Between, now);
                }
            }
            Phase::OtherPoleAlone => {
                if conducts {
                    return Err(PrechargeFault::PrechargePoleWelded);
                }
                if self.is_settled(seen) {
                    let charge = self.config.heat_of_a_rise(Voltage::ZERO, self.drop);
                    let heat = self.heat().saturating_add(charge);
                    if heat > self.config.heat_limit {
                        return Err(PrechargeFault::Hot);
                    }
                    self.cold = self.heat();
                    self.enter(Phase::Charging, now);
                }
            }
            Phase::Charging => {
                let inrush = current.abs() > self.config.inrush(battery);
                if inrush || self.jumped(now, battery, link, before) {
                    return Err(PrechargeFault::ExcessCurrent);
                }
                let charged = self.config.heat_of_a_rise(self.drop, rise);
                self.heat.is_at_least(self.cold.saturating_add(charged));
                return self.charged(now, flows, rise);
            }
        }
        Ok(false)
    }

    /// Returns whether the contacts were seen as they are for long enough.
    fn is_settled(&self, seen: Instant) -> bool {
        seen.saturating_since(self.since) >= self.config.settle
    }

    /// Returns whether the link rose since the reading before by more than the resistor explains.
    fn jumped(
        &self,
        now: Instant,
        battery: Voltage,
        link: Voltage,
        before: Option<Reading<Voltage>>,
    ) -> bool {
        before.is_some_and(|before| {
            let drop = battery.saturating_sub(before.value);
            // the older reading speaks of its stamp at the earliest, this one of now at the latest
            let time = now.saturating_since(before.at);
            link.saturating_sub(before.value) > self.config.may_rise(drop, time)
        })
    }

    /// Returns whether what remains is explained.
    fn charged(&self, now: Instant, flows: bool, rise: Voltage) -> Result<bool, PrechargeFault> {
        let explained = self.config.explained();
        if self.drop.abs() <= explained && !flows {
            return Ok(true);
        }
        let elapsed = now.saturating_since(self.since);
        let way = self.drop.saturating_add(rise).saturating_sub(explained);
        if elapsed >= self.config.rises_within() && rise.saturating_mul(4) < way {
            return Err(if flows {
                PrechargeFault::Short
            } else {
                PrechargeFault::Open
            });
        }
        if elapsed >= self.config.timeout {
            return Err(PrechargeFault::Timeout);
        }
        Ok(false)
    }
}

#[cfg(test)]
mod tests;
