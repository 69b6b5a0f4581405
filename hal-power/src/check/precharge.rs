//! Charges the DC link through a resistor and proves that the contactor may close.

mod config;

pub use config::PrechargeConfig;

use super::{Changed, Step, usable};
use crate::{Current, Energy, Input, Instant, Path, Precharged, Unusable, Voltage, path::Mark};

/// What a step of [`Precharge`] is told.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct PrechargeInputs {
    /// Voltage on the battery's side of the contactors.
    pub battery: Input<Voltage>,
    /// Voltage of the DC link.
    pub link: Input<Voltage>,
    /// Battery current.
    pub current: Input<Current>,
}

impl PrechargeInputs {
    /// Creates inputs.
    pub const fn new(
        battery: Input<Voltage>,
        link: Input<Voltage>,
        current: Input<Current>,
    ) -> Self {
        Self {
            battery,
            link,
            current,
        }
    }
}

/// What [`Precharge`] wants closed, as levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct PrechargeContacts {
    /// The contact in series with the resistor.
    pub precharge: bool,
    /// The main contact of the other pole.
    pub other_pole: bool,
}

/// Why a precharge failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum PrechargeFault {
    /// An input could not be used.
    Input(Unusable),
    /// The path is not the one that the check was started for.
    OtherPath,
    /// The battery is below the minimum voltage.
    BatteryLow,
    /// The resistor holds too much heat from earlier tries for another one.
    Hot,
    /// The link rose on the precharge contact alone: the main contact of the other pole is welded.
    OtherPoleWelded,
    /// The link rose on the other pole alone: the precharge contact, or the main contact beside it, is welded.
    PrechargePoleWelded,
    /// More current than the circuit can explain.
    ExcessCurrent,
    /// Within one time constant the link rose by less than a quarter of the way, and no current flowed: resistor, contact or
    /// fuse open.
    Open,
    /// Within one time constant the link rose by less than a quarter of the way although current flowed.
    Short,
    /// The difference did not become explainable in time.
    Timeout,
}

impl From<Unusable> for PrechargeFault {
    fn from(cause: Unusable) -> Self {
        Self::Input(cause)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Nothing is closed; also after a failure.
    Rest,
    /// Nothing is closed, and the link is read for comparison.
    Baseline,
    /// Only the precharge contact is closed.
    PrechargeAlone,
    /// Only the other pole is closed.
    OtherPoleAlone,
    /// Both are closed.
    Charging,
    /// Both stay closed until released.
    Proven,
}

/// Charges the DC link and mints [`Precharged`].
///
/// Each contact is closed alone first: a link that rises on one contact names a welded partner. Then both charge the link
/// until the difference that remains is explained by auxiliary load and noise.
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
    heat: Energy,
    stepped: Option<Instant>,
    drop: Voltage,
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
            heat,
            stepped: None,
            drop: Voltage::ZERO,
        }
    }

    /// Begins a try on `path`, whatever went before.
    pub fn start(&mut self, now: Instant, path: &Path) {
        self.mark = Some(path.mark());
        self.moved = now;
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
    pub const fn heat(&self) -> Energy {
        self.heat
    }

    /// Judges one set of inputs. Step often: readings older than the configured age end the try.
    pub fn step(
        &mut self,
        now: Instant,
        path: &Path,
        inputs: PrechargeInputs,
    ) -> Step<Precharged, PrechargeFault> {
        self.account_heat(now);
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

    /// Adds what the last known drop heated since the last step, and takes off what has cooled.
    fn account_heat(&mut self, now: Instant) {
        if let Some(before) = self.stepped.replace(now) {
            let time = now.saturating_since(before);
            let heated = match self.phase {
                Phase::Charging => Energy::from_power_over(self.config.heating(self.drop), time),
                _ => Energy::ZERO,
            };
            let cooled = Energy::from_power_over(self.config.cooling, time);
            self.heat = self
                .heat
                .saturating_add(heated)
                .saturating_sub(cooled)
                .max(Energy::ZERO);
        }
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
        let (battery, link, current) = (battery.value, link.value, current.value);
        if battery < self.config.minimum_battery {
            return Err(PrechargeFault::BatteryLow);
        }
        if current.abs() > self.config.inrush(battery) {
            return Err(PrechargeFault::ExcessCurrent);
        }
        self.drop = battery.saturating_sub(link);
        let rise = link.saturating_sub(self.baseline);
        match self.phase {
            Phase::Rest | Phase::Proven => {}
            Phase::Baseline => {
                self.baseline = link;
                self.enter(Phase::PrechargeAlone, now);
            }
            Phase::PrechargeAlone => {
                if self.alone(seen, rise, PrechargeFault::OtherPoleWelded)? {
                    self.enter(Phase::OtherPoleAlone, now);
                }
            }
            Phase::OtherPoleAlone => {
                if self.alone(seen, rise, PrechargeFault::PrechargePoleWelded)? {
                    let heat = self
                        .heat
                        .saturating_add(self.config.heat_of_a_charge(self.drop));
                    if heat > self.config.heat_limit {
                        return Err(PrechargeFault::Hot);
                    }
                    self.enter(Phase::Charging, now);
                }
            }
            Phase::Charging => return self.charged(now, current, rise),
        }
        Ok(false)
    }

    /// Returns whether one contact was seen closed alone for long enough; it must not lift the link.
    fn alone(
        &self,
        seen: Instant,
        rise: Voltage,
        welded: PrechargeFault,
    ) -> Result<bool, PrechargeFault> {
        if rise > self.config.voltage_noise {
            return Err(welded);
        }
        Ok(seen.saturating_since(self.since) >= self.config.settle)
    }

    /// Returns whether what remains is explained.
    fn charged(
        &self,
        now: Instant,
        current: Current,
        rise: Voltage,
    ) -> Result<bool, PrechargeFault> {
        let (explained, quiet) = (self.config.explained(), self.config.quiet());
        let flows = current.abs() > quiet;
        if self.drop.abs() <= explained && !flows {
            return Ok(true);
        }
        let elapsed = now.saturating_since(self.since);
        let way = self.drop.saturating_add(rise).saturating_sub(explained);
        if elapsed >= self.config.time_constant && rise.saturating_mul(4) < way {
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
