//! What flows through the meter, and what it adds up to.

use super::Kind;
use crate::model::real;
use hal_power::{Current, Frequency, Ratio, Voltage};

/// One phase, as the meter measures it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phase {
    /// Effective value to neutral.
    pub voltage: Voltage,
    /// Effective value.
    pub current: Current,
    /// Active over apparent power, positive while importing; kept within ±1.
    pub power_factor: Ratio,
    /// Whether reactive power is positive.
    pub inductive: bool,
}

impl Phase {
    /// Nothing.
    pub const DEAD: Self = Self {
        voltage: Voltage::ZERO,
        current: Current::ZERO,
        power_factor: Ratio::ONE,
        inductive: true,
    };
}

/// The circuit. A meter of one phase measures the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Circuit {
    /// L1, L2, L3.
    pub phases: [Phase; 3],
    /// Frequency of the voltages.
    pub frequency: Frequency,
}

impl Circuit {
    /// Nothing.
    pub const DEAD: Self = Self {
        phases: [Phase::DEAD; 3],
        frequency: Frequency::ZERO,
    };
}

/// Values of a phase, or of all: V, A, W, VA, var, 1, degrees.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Values {
    pub(super) voltage: f64,
    pub(super) current: f64,
    pub(super) active: f64,
    pub(super) apparent: f64,
    pub(super) reactive: f64,
    pub(super) factor: f64,
    pub(super) angle: f64,
}

impl Values {
    fn of(phase: Phase) -> Self {
        let factor = f64::from(phase.power_factor.as_ppm()) / 1e6;
        let factor = factor.clamp(-1.0, 1.0);
        let sign = if phase.inductive { 1.0 } else { -1.0 };
        let (voltage, current) = (real::volts(phase.voltage), real::amps(phase.current));
        let apparent = voltage * current;
        Self {
            voltage,
            current,
            active: apparent * factor,
            apparent,
            reactive: sign * apparent * libm::sqrt(1.0 - factor * factor),
            factor,
            angle: sign * libm::acos(factor).to_degrees(),
        }
    }

    /// Sums powers and currents; the voltage is the average.
    fn sum(phases: &[Self; 3]) -> Self {
        let all = |of: fn(&Self) -> f64| phases.iter().map(of).sum::<f64>();
        let (active, apparent) = (all(|own| own.active), all(|own| own.apparent));
        let reactive = all(|own| own.reactive);
        Self {
            voltage: all(|own| own.voltage) / 3.0,
            current: all(|own| own.current),
            active,
            apparent,
            reactive,
            factor: if apparent > 0.0 {
                active / apparent
            } else {
                1.0
            },
            angle: libm::atan2(reactive, active).to_degrees(),
        }
    }
}

/// What the registers show.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shown {
    pub(super) phases: [Values; 3],
    pub(super) total: Values,
    /// Hz.
    pub(super) frequency: f64,
    /// kWh, imported and exported.
    pub(super) active: [f64; 2],
    /// kvarh, likewise.
    pub(super) reactive: [f64; 2],
    /// kWh of each phase, imported and exported.
    pub(super) of_phases: [[f64; 2]; 3],
}

#[derive(Debug)]
pub(super) struct Meter {
    kind: Kind,
    each_phase: bool,
    pub(super) circuit: Circuit,
    settled: u64,
    /// J, imported and exported.
    pub(super) active: [f64; 2],
    /// var·s.
    reactive: [f64; 2],
    /// J of each phase.
    of_phases: [[f64; 2]; 3],
}

impl Meter {
    pub(super) const fn new(at: u64, kind: Kind, each_phase: bool, active: [f64; 2]) -> Self {
        Self {
            kind,
            each_phase,
            circuit: Circuit::DEAD,
            settled: at,
            active,
            reactive: [0.0; 2],
            of_phases: [[0.0; 2]; 3],
        }
    }

    fn phases(&self) -> [Values; 3] {
        let [first, second, third] = self.circuit.phases.map(Values::of);
        match self.kind {
            Kind::Sdm630 => [first, second, third],
            Kind::Sdm120 | Kind::Ddsu666 => [first, Values::default(), Values::default()],
        }
    }

    /// Adds up what has flowed up to `at`.
    pub(super) fn settle(&mut self, at: u64) {
        let time = real::seconds(at.saturating_sub(self.settled));
        self.settled = self.settled.max(at);
        let phases = self.phases();
        let add = |[positive, negative]: &mut [f64; 2], power: f64| {
            *positive += power.max(0.0) * time;
            *negative += (-power).max(0.0) * time;
        };
        for (sums, phase) in self.of_phases.iter_mut().zip(phases) {
            add(sums, phase.active);
        }
        if self.each_phase {
            for phase in phases {
                add(&mut self.active, phase.active);
                add(&mut self.reactive, phase.reactive);
            }
        } else {
            let total = Values::sum(&phases);
            add(&mut self.active, total.active);
            add(&mut self.reactive, total.reactive);
        }
    }

    pub(super) fn shown(&self) -> Shown {
        let phases = self.phases();
        let hours = |joules: f64| joules / 3.6e6;
        Shown {
            phases,
            total: Values::sum(&phases),
            frequency: f64::from(self.circuit.frequency.as_millihertz()) / 1e3,
            active: self.active.map(hours),
            reactive: self.reactive.map(hours),
            of_phases: self.of_phases.map(|sums| sums.map(hours)),
        }
    }
}
