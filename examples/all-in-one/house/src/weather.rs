//! Sun, loads and grid voltage over the day, from a seed.

use crate::{
    plant::{ARRAY_CAPACITANCE, Leak, NOMINAL, NOMINAL_FREQUENCY, Outside},
    scenario::Trouble,
};
use alloc::vec::Vec;
use core::f64::consts::PI;
use fastrand::Rng;

/// Irradiance of a clear noon in W/m².
const NOON: f64 = 900.0;

/// Power of what is always on in the house, and on the backup output, in W.
const STANDBY: f64 = 250.0;
const BACKUP: f64 = 60.0;
/// Power of a refrigerator on the backup output, and its cycle in minutes.
const FRIDGE: f64 = 120.0;
const FRIDGE_CYCLE: (u64, u64) = (10, 30);

/// Appliances of the house: power in W and longest run in minutes.
const APPLIANCES: [(f64, u64); 4] = [(2_000.0, 4), (1_200.0, 15), (700.0, 40), (2_200.0, 60)];

/// What the outside does, second by second.
pub(crate) struct Weather {
    rng: Rng,
    starts_at: u64,
    sky: f64,
    clouds: f64,
    grid: f64,
    /// Appliances that run: power, and the minute at which they stop.
    running: Vec<(f64, u64)>,
}

impl Weather {
    /// `starts_at` is the hour of the day.
    pub(crate) fn new(seed: u64, starts_at: u64) -> Self {
        Self {
            rng: Rng::with_seed(seed),
            starts_at,
            sky: 1.0,
            clouds: 1.0,
            grid: NOMINAL,
            running: Vec::new(),
        }
    }

    /// The outside of the next second; seconds are asked for one after the other.
    pub(crate) fn at(&mut self, second: u64, trouble: &Trouble) -> Outside {
        let of_day = (second + self.starts_at * 3_600) % 86_400;
        if second.is_multiple_of(60) {
            self.turn_minute(of_day / 60, second / 60);
        }
        self.sky += (self.clouds - self.sky) / 20.0;
        self.grid += (NOMINAL - self.grid) / 300.0 + (self.rng.f64() - 0.5) * 0.4;
        #[expect(
            clippy::cast_precision_loss,
            reason = "a second of a day is exact in f64"
        )]
        let hour = of_day as f64 / 3_600.0;
        let height = libm::sin(PI * (hour - 6.0) / 12.0).max(0.0);
        let by_day = if (6.0..18.0).contains(&hour) {
            height
        } else {
            0.0
        };
        let used = if trouble.is_idle { 0.0 } else { 1.0 };
        let fridge = second / 60 % FRIDGE_CYCLE.1 < FRIDGE_CYCLE.0;
        Outside {
            grid: if trouble.grid_dead { 0.0 } else { self.grid },
            frequency: NOMINAL_FREQUENCY,
            is_cut: false,
            resonant: 0.0,
            sun: libm::round(NOON * libm::pow(by_day, 1.2) * self.sky),
            ambient: libm::round(20.0 + 5.0 * libm::sin((hour - 9.0) / 12.0 * PI)),
            house: used * (STANDBY + self.running.iter().map(|(power, _)| power).sum::<f64>()),
            backup: used * (BACKUP + if fridge { FRIDGE } else { 0.0 }),
            heater: trouble.heater,
            heated: trouble.heated,
            leak: Leak::NONE,
            capacitance: ARRAY_CAPACITANCE,
        }
    }

    /// Draws the minute's clouds, and appliances that start: more in the morning and in the evening, few at night.
    fn turn_minute(&mut self, of_day: u64, minute: u64) {
        self.running.retain(|(_, until)| *until > minute);
        if self.rng.u8(..10) == 0 {
            self.clouds = [1.0, 1.0, 1.0, 0.6, 0.3]
                .get(self.rng.usize(..5))
                .copied()
                .unwrap_or(1.0);
        }
        let one_in = match of_day / 60 {
            0..=5 => 240,
            6..=8 | 17..=21 => 12,
            _ => 40,
        };
        if self.rng.u32(..one_in) == 0
            && let Some((power, longest)) = APPLIANCES.get(self.rng.usize(..APPLIANCES.len()))
        {
            self.running
                .push((*power, minute + self.rng.u64(1..=*longest)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(seed: u64) -> Vec<Outside> {
        let mut weather = Weather::new(seed, 0);
        (0..86_400)
            .map(|second| weather.at(second, &Trouble::default()))
            .collect()
    }

    #[test]
    fn a_seed_is_a_day_and_another_is_another() {
        let sums = |seed| {
            let day = day(seed);
            let sun: f64 = day.iter().map(|outside| outside.sun).sum();
            let house: f64 = day.iter().map(|outside| outside.house).sum();
            (sun, house)
        };
        assert_eq!(sums(1), sums(1));
        assert_ne!(sums(1), sums(2));
    }

    #[test]
    fn nights_are_dark_and_the_grid_stays_in_its_window() {
        for seed in 0..20 {
            for (second, outside) in day(seed).iter().enumerate() {
                assert!((210.0..250.0).contains(&outside.grid), "{}", outside.grid);
                let night = !(6 * 3_600..18 * 3_600).contains(&second);
                assert!(!night || outside.sun == 0.0);
            }
        }
    }
}
