//! What leaks to earth, and when.

use super::Scenario;
use crate::plant::{ARRAY_CAPACITANCE, Leak, NOMINAL, NOMINAL_FREQUENCY, Place};
use core::f64::consts::PI;

/// How an insulation fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Onset {
    /// Its resistance falls from one moment to the next, too slowly for a step.
    Slow,
    /// It is gone at once.
    Sudden,
}

impl Onset {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Slow, Self::Sudden];

    /// Name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Slow => "slow",
            Self::Sudden => "sudden",
        }
    }
}

impl Place {
    /// Where an insulation fails.
    pub const ALL: [Self; 3] = [Self::Negative, Self::Positive, Self::Middle];

    /// Name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Negative => "negative",
            Self::Positive => "positive",
            Self::Middle => "middle",
            Self::Between => "between",
        }
    }
}

/// Size of a step of the in-phase part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// 30 mA.
    Small,
    /// 60 mA.
    Medium,
    /// 150 mA.
    Large,
}

impl Step {
    /// From the smallest upwards.
    pub const ALL: [Self; 3] = [Self::Small, Self::Medium, Self::Large];

    /// Milliamperes.
    pub const fn milliamps(self) -> u16 {
        match self {
            Self::Small => 30,
            Self::Medium => 60,
            Self::Large => 150,
        }
    }

    /// A leak that nothing but alternating current flows through, at half of the line's voltage; a twenty-fifth more, since that
    /// voltage may be lower.
    fn leak(self) -> Leak {
        Leak {
            place: Place::Between,
            siemens: f64::from(self.milliamps()) * 1e-3 * 1.04 / (NOMINAL / 2.0),
        }
    }
}

/// Seconds from the start at which something leaks: the grid has been connected to for some time. For how long a touch lasts.
const BEGIN: f64 = 63.0;
const TOUCH: f64 = 1.0;

/// Where the capacitive current of a wet array is, in A.
const WET: f64 = 0.250;

/// Touches one after another, with time to connect again in between.
const TOUCHES: [f64; 5] = [100.0, 130.0, 160.0, 190.0, 220.0];
/// Second in which the user presses the button after them.
pub(super) const PRESSED: u64 = 260;

/// A sudden fault, in S.
const FAULT: f64 = 1.0 / 500.0;

/// A slow one, in S for each second, and how long that lasts: 11.5 mA/s in all, to 345 mA.
const fn rise(place: Place) -> f64 {
    match place {
        Place::Negative | Place::Positive | Place::Between => 4.3e-5,
        Place::Middle => 6.9e-5,
    }
}
const RISES: f64 = 30.0;

impl Scenario {
    /// What leaks at a moment.
    pub(crate) fn leak(self, at: f64) -> Leak {
        let touched = |begin: f64| (begin..begin + TOUCH).contains(&at);
        match self {
            Self::EarthFault(_, _) if at < BEGIN => Leak::NONE,
            Self::EarthFault(Onset::Sudden, place) => Leak {
                place,
                siemens: FAULT,
            },
            Self::EarthFault(Onset::Slow, place) => Leak {
                place,
                siemens: rise(place) * (at - BEGIN).min(RISES),
            },
            Self::LeakageStep(step) if touched(BEGIN) => step.leak(),
            Self::LeakageRepeats if TOUCHES.into_iter().any(touched) => Step::Large.leak(),
            _ => Leak::NONE,
        }
    }

    /// Capacitance of the array to earth in F.
    pub(crate) fn capacitance(self) -> f64 {
        match self {
            Self::LeakageStep(_) | Self::LeakageRepeats => {
                WET / (NOMINAL / 2.0 * 2.0 * PI * NOMINAL_FREQUENCY)
            }
            _ => ARRAY_CAPACITANCE,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_fault_rises_and_does_not_jump() {
        let slow = Scenario::EarthFault(Onset::Slow, Place::Middle);
        let mut before = 0.0;
        for tick in 0..100_000_u32 {
            let now = slow.leak(f64::from(tick) * 1e-3).siemens;
            assert!((0.0..1e-7).contains(&(now - before)), "{tick} ms: {now}");
            before = now;
        }
        assert!((1.0 / before - 483.1).abs() < 1.0, "{before}");
    }

    #[test]
    fn a_touch_carries_its_step_and_ends() {
        for step in Step::ALL {
            let scenario = Scenario::LeakageStep(step);
            let amps = scenario.leak(BEGIN).siemens * NOMINAL / 2.0;
            let least = f64::from(step.milliamps()) * 1e-3;
            assert!((least..least * 1.05).contains(&amps), "{amps}");
            assert_eq!(scenario.leak(BEGIN - 1e-3), Leak::NONE);
            assert_eq!(scenario.leak(BEGIN + TOUCH), Leak::NONE);
        }
    }
}
