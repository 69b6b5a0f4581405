//! One thermal mass that cools by its rise over what is around it, in closed form.

use super::real;
use hal_power::{Energy, Power, Temperature};

/// A heating `power`, in W, that dies away as `exp(-rate · t)`, in 1/s.
#[derive(Debug, Clone, Copy)]
pub(super) struct Heating {
    pub(super) power: f64,
    pub(super) rate: f64,
}

impl Heating {
    pub(super) const fn steady(power: f64) -> Self {
        Self { power, rate: 0.0 }
    }
}

/// A body with one temperature, and the one at which it burns out. Its numbers are the caller's.
#[derive(Debug, Clone, Copy)]
pub struct Body {
    /// Heat that warms it by a kelvin; what is not positive counts as next to none.
    pub per_kelvin: Energy,
    /// Power that it gives away for each kelvin over what is around it.
    pub cooling_per_kelvin: Power,
    /// Temperature of what is around it.
    pub ambient: Temperature,
    /// Temperature at which it burns out, for good.
    pub burns_at: Temperature,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Thermal {
    /// J/K.
    capacity: f64,
    /// W/K.
    cooling: f64,
    /// °C.
    ambient: f64,
    /// K over ambient.
    rise: f64,
    /// K over ambient.
    limit: f64,
}

impl Thermal {
    pub(super) fn new(body: Body) -> Self {
        let ambient = real::celsius(body.ambient);
        Self {
            capacity: real::joules(body.per_kelvin).max(1e-3),
            cooling: real::watts(body.cooling_per_kelvin).max(0.0),
            ambient,
            rise: 0.0,
            limit: real::celsius(body.burns_at) - ambient,
        }
    }

    /// Creates what is at its limit after `heat` J at once, and stays below it for ever at less than `power` W.
    pub(super) fn melting(heat: f64, power: f64) -> Self {
        Self {
            capacity: 1.0,
            cooling: power / heat,
            ambient: 0.0,
            rise: 0.0,
            limit: heat,
        }
    }

    pub(super) fn celsius(&self) -> f64 {
        self.ambient + self.rise
    }

    pub(super) fn set_celsius(&mut self, celsius: f64) {
        self.rise = celsius - self.ambient;
    }

    /// Returns the heat that it holds, in J.
    pub(super) fn heat(&self) -> f64 {
        self.rise * self.capacity
    }

    pub(super) fn is_at_limit(&self) -> bool {
        self.rise >= self.limit
    }

    /// Lets `time` s pass with these heatings.
    pub(super) fn pass(&mut self, heatings: &[Heating], time: f64) {
        self.rise = self.after(heatings, time);
    }

    /// Returns the rise after `time` s of these heatings.
    fn after(&self, heatings: &[Heating], time: f64) -> f64 {
        let own = self.cooling / self.capacity;
        let heated =
            |heating: &Heating| heating.power / self.capacity * between(heating.rate, own, time);
        self.rise * libm::exp(-own * time) + heatings.iter().map(heated).sum::<f64>()
    }

    /// Returns when within `time` s it will be at its limit. What is beyond it only between the two ends is not seen.
    pub(super) fn reaches_limit(&self, heatings: &[Heating], time: f64) -> Option<f64> {
        if self.after(heatings, time) < self.limit {
            return None;
        }
        let (mut low, mut high) = (0.0, time);
        for _ in 0..60 {
            let middle = f64::midpoint(low, high);
            if self.after(heatings, middle) < self.limit {
                low = middle;
            } else {
                high = middle;
            }
        }
        Some(high)
    }
}

/// The convolution of two exponentials: `(exp(-a·t) - exp(-b·t)) / (b - a)`, whichever is the faster.
fn between(a: f64, b: f64, time: f64) -> f64 {
    let (slow, apart) = (a.min(b), (b - a).abs());
    libm::exp(-slow * time) * decayed(apart, time)
}

/// The integral of `exp(-rate · t)`: the time itself for a rate of zero.
pub(super) fn decayed(rate: f64, time: f64) -> f64 {
    if rate == 0.0 {
        time
    } else {
        -libm::expm1(-rate * time) / rate
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_rates_are_the_limit_of_rates_that_are_close() {
        for time in [0.1, 1.0, 10.0] {
            let (equal, close) = (between(2.0, 2.0, time), between(2.0, 2.0 + 1e-9, time));
            assert!((equal - close).abs() < 1e-9, "{equal} {close}");
            assert!((equal - time * libm::exp(-2.0 * time)).abs() < 1e-12);
        }
    }

    #[test]
    fn fast_and_slow_stay_finite() {
        for (a, b) in [(1e9, 0.0), (0.0, 1e9), (1e9, 1e-3)] {
            let found = between(a, b, 1e4);
            assert!(found.is_finite() && found >= 0.0, "{a} {b}: {found}");
        }
    }

    #[test]
    fn steady_heat_settles_where_cooling_takes_as_much() {
        let mut body = Thermal::new(Body {
            per_kelvin: Energy::from_joules(5),
            cooling_per_kelvin: Power::from_milliwatts(500),
            ambient: Temperature::from_celsius(25),
            burns_at: Temperature::from_celsius(35),
        });
        let after = |time| body.after(&[Heating::steady(10.0)], time);
        assert!((after(1e3) - 20.0).abs() < 1e-9);
        assert!((after(10.0) - 20.0 * (1.0 - libm::exp(-1.0))).abs() < 1e-9);
        let at = body.reaches_limit(&[Heating::steady(10.0)], 100.0).unwrap();
        assert!((at - 10.0 * libm::log(2.0)).abs() < 1e-6, "{at}");
        body.pass(&[Heating::steady(10.0)], at);
        assert!(body.is_at_limit() && (body.celsius() - 35.0).abs() < 1e-6);
    }
}
