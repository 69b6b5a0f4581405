//! The controller that measures.

use super::{Fault, Net, Open, nanos};
use alloc::collections::VecDeque;

/// Least voltage at which a fault has a place, in V.
const PLACED: u16 = 200;

/// What can be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Resistance under which there is a fault, in kΩ.
    pub error: u16,
    /// Resistance under which there is a warning, in kΩ.
    pub warning: u16,
    /// Values that a mean is of.
    pub factor: u16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Booting,
    Calibrating,
    Testing(Scenario),
    Measuring,
    Idle,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scenario {
    Overall,
    Parameters,
}

/// What the controller meets.
pub(super) struct Surroundings<'a> {
    pub(super) open: &'a Open,
    pub(super) net: &'a Net,
    pub(super) fault: Option<Fault>,
    /// What a self-test finds.
    pub(super) broken: u16,
    /// Whether the net is coupled.
    pub(super) coupled: bool,
    /// Whether it shall measure.
    pub(super) measures: bool,
}

#[derive(Debug)]
pub(super) struct Imc {
    phase: Phase,
    ends: u64,
    samples: VecDeque<u16>,
    measured_at: Option<u64>,
    pub(super) settings: Settings,
    pub(super) mean: u16,
    pub(super) bias: u8,
    pub(super) count: u8,
    pub(super) asked: u16,
    pub(super) status: u16,
    /// Findings of the last self-test.
    pub(super) findings: u16,
    executed: [bool; 2],
    is_fault: bool,
    is_warning: bool,
}

impl Imc {
    pub(super) fn new(at: u64, settings: Settings, open: &Open) -> Self {
        Self {
            phase: Phase::Booting,
            ends: at.saturating_add(nanos(open.boot)),
            samples: VecDeque::new(),
            measured_at: None,
            settings,
            mean: 0,
            bias: 0,
            count: 0,
            asked: 0,
            status: 0,
            findings: 0,
            executed: [false; 2],
            is_fault: false,
            is_warning: false,
        }
    }

    /// Whether it answers the controller that has the bus.
    pub(super) fn answers(&self) -> bool {
        self.phase != Phase::Booting
    }

    /// Whether a self-test may begin.
    pub(super) fn is_free(&self) -> bool {
        matches!(self.phase, Phase::Measuring | Phase::Idle)
    }

    /// Does what was due. Nothing that it meets changed since.
    pub(super) fn advance(&mut self, to: u64, around: &Surroundings<'_>) {
        if around.fault == Some(Fault::Dead) {
            return;
        }
        while self.ends <= to {
            let at = self.ends;
            match self.phase {
                Phase::Booting => {
                    self.phase = Phase::Calibrating;
                    self.ends = at.saturating_add(nanos(around.open.calibration));
                }
                Phase::Calibrating => self.rest(at, around),
                Phase::Testing(scenario) => {
                    self.findings = around.broken;
                    let [overall, parameters] = &mut self.executed;
                    match scenario {
                        Scenario::Overall => *overall = true,
                        Scenario::Parameters => *parameters = true,
                    }
                    self.rest(at, around);
                }
                Phase::Measuring => {
                    self.measure(at, around);
                    self.rest(at, around);
                }
                Phase::Idle => break,
            }
        }
        self.status = self.state(around);
    }

    /// Goes on to measure, or not to.
    fn rest(&mut self, at: u64, around: &Surroundings<'_>) {
        (self.phase, self.ends) = if around.measures {
            let pulse = nanos(around.open.pulse).max(1);
            (Phase::Measuring, at.saturating_add(pulse))
        } else {
            (Phase::Idle, u64::MAX)
        };
    }

    /// Begins or stops to measure, where nothing else goes on.
    pub(super) fn resume(&mut self, at: u64, around: &Surroundings<'_>) {
        if self.is_free() && around.measures != (self.phase == Phase::Measuring) {
            self.rest(at, around);
        }
    }

    pub(super) fn test(&mut self, scenario: Scenario, at: u64, open: &Open) {
        let [overall, parameters] = open.self_test;
        let lasts = match scenario {
            Scenario::Overall => overall,
            Scenario::Parameters => parameters,
        };
        self.phase = Phase::Testing(scenario);
        self.ends = at.saturating_add(nanos(lasts));
    }

    fn measure(&mut self, at: u64, around: &Surroundings<'_>) {
        match around.fault {
            // Nothing tells that the value is the one of before.
            Some(Fault::Frozen) => {
                self.measured_at = self.measured_at.map(|_| at);
                return;
            }
            Some(Fault::System) => return,
            _ => {}
        }
        if !around.net.chassis && !around.open.measures_without_chassis {
            return;
        }
        let sample = if around.coupled {
            Some(around.net.kilohms())
        } else {
            around.open.uncoupled
        };
        let Some(sample) = sample else {
            return;
        };
        self.samples.push_back(sample);
        while self.samples.len() > usize::from(self.settings.factor.max(1)) {
            self.samples.pop_front();
        }
        let sum: u64 = self.samples.iter().copied().map(u64::from).sum();
        let mean = sum
            .checked_div(u64::try_from(self.samples.len()).unwrap_or(0))
            .unwrap_or(0);
        self.mean = u16::try_from(mean).unwrap_or(u16::MAX);
        self.count = self.count.wrapping_add(1);
        self.measured_at = Some(at);
        self.is_fault = is_low(self.is_fault, self.mean, self.settings.error);
        self.is_warning = is_low(self.is_warning, self.mean, self.settings.warning);
        let [voltage, _] = around.net.volts();
        self.bias = if self.is_fault && voltage >= PLACED {
            around.net.bias()
        } else {
            0
        };
    }

    /// Returns D_IMC_STATUS.
    fn state(&self, around: &Surroundings<'_>) -> u16 {
        let system = around.fault == Some(Fault::System) || self.findings != 0;
        bits(&[
            (0, self.is_fault),
            (1, !around.net.chassis),
            (2, system),
            (3, self.phase == Phase::Calibrating),
            (4, matches!(self.phase, Phase::Testing(_))),
            (5, self.is_warning),
        ])
    }

    /// Returns the bits that D_VIFC_STATUS has of it.
    pub(super) fn shown(&self, now: u64, open: &Open) -> u16 {
        let limit = nanos(open.outdated);
        let fresh = self
            .measured_at
            .is_some_and(|at| now.saturating_sub(at) < limit);
        let [overall, parameters] = self.executed;
        bits(&[(8, !fresh), (12, !overall), (13, !parameters)])
    }
}

/// Whether a resistance is under its threshold, or was and is not 25 % above it yet.
fn is_low(was: bool, mean: u16, threshold: u16) -> bool {
    let (mean, threshold) = (u32::from(mean), u32::from(threshold));
    if was {
        4 * mean < 5 * threshold
    } else {
        mean < threshold
    }
}

pub(super) fn bits(set: &[(u32, bool)]) -> u16 {
    set.iter()
        .filter(|(_, set)| *set)
        .fold(0, |word, (bit, _)| word | 1 << bit)
}
