//! What the street does, from one moment to the next, in the scenarios that integrate its waves.

use super::{Scenario, Share};
use crate::plant::{NOMINAL, NOMINAL_FREQUENCY, Outside};

/// Seconds from the start at which things begin: the grid has been connected to for some time.
const BEGIN: f64 = 70.0;

/// Share of the rating that reaches the AC side from a battery at its rating: both stages take theirs.
const DELIVERED: f64 = 0.94;

/// A stretch of time: its begin and its end in s.
#[derive(Debug, Clone, Copy)]
struct Stretch(f64, f64);

impl Stretch {
    const fn holds(self, at: f64) -> bool {
        self.0 <= at && at < self.1
    }
}

/// A grid voltage that sags: when, and to what in V.
#[derive(Debug, Clone, Copy)]
struct Sag {
    during: Stretch,
    voltage: f64,
}

/// The sags: of two depths, each once for less than its profile's time and once for more.
const SAGS: [Sag; 4] = {
    const fn sag(from: f64, lasts: f64, voltage: f64) -> Sag {
        Sag {
            during: Stretch(BEGIN + from, BEGIN + from + lasts),
            voltage,
        }
    }
    [
        sag(0.0, 1.4, 178.0),
        sag(4.0, 3.0, 178.0),
        sag(80.0, 0.15, 120.0),
        sag(83.0, 1.0, 120.0),
    ]
};

/// How fast the frequency drifts, in Hz/s.
const DRIFT: f64 = 0.2;

/// Where the frequency drifts to, and from when: once to within its limit and once beyond, upwards and downwards.
const DRIFTS: [(f64, f64); 7] = [
    (0.0, 50.8),
    (10.0, 51.3),
    (20.0, 50.0),
    (100.0, 48.2),
    (115.0, 47.8),
    (125.0, 50.0),
    (f64::INFINITY, 50.0),
];

/// While the breaker in the street is open.
const CUT: Stretch = Stretch(BEGIN, BEGIN + 5.0);

/// While a switch of the bridge shorts: once, and again after the user has cleared it.
const SHORTS: [Stretch; 2] = [
    Stretch(BEGIN, BEGIN + 0.001),
    Stretch(BEGIN + 110.0, BEGIN + 110.001),
];

impl Scenario {
    /// Whether the waves of the AC side are integrated.
    pub const fn has_waves(self) -> bool {
        matches!(
            self,
            Self::Sag
                | Self::FrequencyDrift
                | Self::Islanding(_)
                | Self::Desaturation
                | Self::EarthFault(..)
                | Self::LeakageStep(_)
        )
    }

    /// Whether the line's high switch carries a short circuit at a moment.
    pub(crate) fn has_short(self, at: f64) -> bool {
        self == Self::Desaturation && SHORTS.iter().any(|short| short.holds(at))
    }

    /// Whether what happens at a moment has to be seen by the microsecond.
    pub(crate) fn is_fast(self, at: f64) -> bool {
        let around = |short: &Stretch| Stretch(short.0 - 50e-6, short.0 + 150e-6).holds(at);
        self == Self::Desaturation && SHORTS.iter().any(around)
    }

    /// The outside at a moment: what the second has, and what the street does within it. `rating` in W.
    pub(crate) fn street(self, at: f64, second: &Outside, rating: f64) -> Outside {
        match self {
            Self::Sag => Outside {
                grid: voltage(at).unwrap_or(second.grid),
                ..*second
            },
            Self::FrequencyDrift => Outside {
                frequency: frequency(at),
                ..*second
            },
            Self::Islanding(share) => {
                let power = rating * DELIVERED * share.of_one();
                Outside {
                    grid: NOMINAL,
                    is_cut: CUT.holds(at),
                    house: power,
                    resonant: power,
                    backup: 0.0,
                    ..*second
                }
            }
            _ => *second,
        }
    }
}

impl Share {
    const fn of_one(self) -> f64 {
        match self {
            Self::Full => 1.0,
            Self::TwoThirds => 0.66,
            Self::OneThird => 0.33,
        }
    }
}

fn voltage(at: f64) -> Option<f64> {
    let sag = SAGS.iter().find(|sag| sag.during.holds(at));
    sag.map(|sag| sag.voltage)
}

/// Drifts from one target towards the next.
fn frequency(at: f64) -> f64 {
    let mut frequency = NOMINAL_FREQUENCY;
    for pair in DRIFTS.windows(2) {
        let [(from, to), (next, _)] = pair else {
            break;
        };
        let lasted = (at.min(BEGIN + next) - BEGIN - from).max(0.0);
        let left = to - frequency;
        frequency += left.max(-DRIFT * lasted).min(DRIFT * lasted);
    }
    frequency
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_frequency_drifts_and_does_not_jump() {
        let mut before = NOMINAL_FREQUENCY;
        for tick in 0..250_000_u32 {
            let now = frequency(f64::from(tick) * 1e-3);
            assert!((now - before).abs() <= DRIFT * 1.001e-3, "{tick} ms: {now}");
            before = now;
        }
    }

    #[test]
    fn it_arrives_where_it_drifts_to() {
        let at = |seconds: f64| frequency(BEGIN + seconds);
        for (seconds, expected) in [
            (-1.0, 50.0),
            (9.0, 50.8),
            (19.0, 51.3),
            (40.0, 50.0),
            (114.0, 48.2),
            (124.0, 47.8),
            (200.0, 50.0),
        ] {
            assert!(
                (at(seconds) - expected).abs() < 1e-9,
                "{seconds}: {}",
                at(seconds)
            );
        }
    }

    #[test]
    fn each_sag_is_there_in_its_time_and_not_around_it() {
        for sag in SAGS {
            let Stretch(begin, end) = sag.during;
            assert_eq!(voltage(begin - 1e-3), None);
            assert_eq!(voltage(begin), Some(sag.voltage));
            assert_eq!(voltage(end - 1e-3), Some(sag.voltage));
            assert_eq!(voltage(end), None);
        }
    }
}
