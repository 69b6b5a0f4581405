//! When and where a fault strikes.

use super::{Fault, Target};
use crate::random::Random;
use alloc::vec::Vec;

/// When a fault strikes, counted over the transfers that the injection concerns since it was armed, from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
enum When {
    Nth(u32),
    From(u32),
    Seeded { one_in: u32, random: Random },
}

/// A fault with its time and place.
///
/// ```
/// use hal_power_sim::fault::{Fault, Injection, Target};
/// // The third transfer with the part at 0x40 is not acknowledged.
/// let injection = Injection::nth(2, Fault::NackAddress).at(Target::I2c { bus: 0, address: 0x40 });
/// # let _ = injection;
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Injection {
    fault: Fault,
    when: When,
    target: Option<Target>,
    seen: u32,
}

impl Injection {
    const fn new(fault: Fault, when: When) -> Self {
        Self {
            fault,
            when,
            target: None,
            seen: 0,
        }
    }

    /// Strikes transfer `n` (0 is the next one), once.
    pub const fn nth(n: u32, fault: Fault) -> Self {
        Self::new(fault, When::Nth(n))
    }

    /// Strikes transfer `n` and all that follow.
    pub const fn from(n: u32, fault: Fault) -> Self {
        Self::new(fault, When::From(n))
    }

    /// Strikes one transfer in `one_in` on average, the same ones for the same `seed`; for 0 none.
    pub const fn seeded(seed: u64, one_in: u32, fault: Fault) -> Self {
        Self::new(
            fault,
            When::Seeded {
                one_in,
                random: Random::new(seed),
            },
        )
    }

    /// Strikes, and counts, only transfers with `target`.
    #[must_use]
    pub const fn at(mut self, target: Target) -> Self {
        self.target = Some(target);
        self
    }

    /// Counts a transfer and returns whether it is struck.
    fn strikes(&mut self, target: Target) -> bool {
        if !self.fault.concerns(target) || self.target.is_some_and(|only| only != target) {
            return false;
        }
        let n = self.seen;
        self.seen = n.saturating_add(1);
        match &mut self.when {
            When::Nth(at) => *at == n,
            When::From(at) => *at <= n,
            When::Seeded { one_in, random } => random.one_in(*one_in),
        }
    }

    /// Returns whether it will never strike again.
    const fn is_spent(&self) -> bool {
        matches!(self.when, When::Nth(at) if self.seen > at)
    }
}

/// The injections in force, and how many faults made a difference.
#[derive(Debug, Default)]
pub(crate) struct Schedule {
    injections: Vec<Injection>,
    pub(crate) struck: u64,
}

impl Schedule {
    pub(crate) fn arm(&mut self, injection: Injection) {
        self.injections.push(injection);
    }

    pub(crate) fn clear(&mut self) {
        self.injections.clear();
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.injections.is_empty()
    }

    /// Counts a transfer in every injection and returns the fault of the first that strikes.
    pub(crate) fn next(&mut self, target: Target) -> Option<Fault> {
        let mut fault = None;
        for injection in &mut self.injections {
            if injection.strikes(target) {
                fault = fault.or(Some(injection.fault));
            }
        }
        self.injections.retain(|injection| !injection.is_spent());
        fault
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHUNT: Target = Target::I2c {
        bus: 0,
        address: 0x40,
    };
    const OTHER: Target = Target::I2c {
        bus: 0,
        address: 0x41,
    };

    #[test]
    fn counts_only_what_it_concerns() {
        let mut schedule = Schedule::default();
        schedule.arm(Injection::nth(1, Fault::NackAddress).at(SHUNT));
        assert_eq!(schedule.next(SHUNT), None);
        assert_eq!(schedule.next(OTHER), None);
        assert_eq!(schedule.next(SHUNT), Some(Fault::NackAddress));
        assert!(schedule.is_empty());
    }

    #[test]
    fn an_i2c_fault_waits_for_i2c() {
        let mut schedule = Schedule::default();
        schedule.arm(Injection::nth(0, Fault::NackAddress));
        assert_eq!(schedule.next(Target::Spi { bus: 0, select: 0 }), None);
        assert_eq!(schedule.next(SHUNT), Some(Fault::NackAddress));
    }

    #[test]
    fn a_seed_repeats() {
        let strikes = |seed| {
            let mut schedule = Schedule::default();
            schedule.arm(Injection::seeded(seed, 4, Fault::BusBusy));
            (0..1_000)
                .map(|_| schedule.next(SHUNT).is_some())
                .collect::<Vec<_>>()
        };
        assert_eq!(strikes(7), strikes(7));
        assert_ne!(strikes(7), strikes(8));
        let struck = strikes(7).iter().filter(|&&struck| struck).count();
        assert!((200..300).contains(&struck), "{struck}");
    }
}
