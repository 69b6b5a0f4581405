//! When a balancer begins and ends.

use crate::CellSet;
use core::{fmt, time::Duration};
use hal_power::{Current, Temperature, Voltage};

/// Levels at which balancing begins and ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct BalancerLevels {
    /// Begins when cells are further apart than this.
    pub start: Voltage,
    /// Is done when they are no further apart than this.
    pub target: Voltage,
    /// No cell at or below this.
    pub floor: Voltage,
    /// Nothing as hot as this.
    pub hot: Temperature,
    /// Does not begin before everything is colder than this.
    pub cooled: Temperature,
}

impl BalancerLevels {
    /// Creates levels without a hysteresis of heat.
    pub const fn new(start: Voltage, target: Voltage, floor: Voltage, hot: Temperature) -> Self {
        Self {
            start,
            target,
            floor,
            hot,
            cooled: hot,
        }
    }

    /// Sets below which temperature another run may begin.
    #[must_use]
    pub const fn with_cooled(mut self, cooled: Temperature) -> Self {
        self.cooled = cooled;
        self
    }
}

/// What a balancer is built for.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct BalancerConfig {
    pub(super) cells: usize,
    pub(super) allows_neighbours: bool,
    pub(super) most_cells: usize,
    pub(super) renewal: Duration,
    pub(super) levels: BalancerLevels,
    pub(super) most_current: Current,
    pub(super) rest: Duration,
    pub(super) settle: Duration,
    pub(super) stretch: Duration,
    pub(super) timeout: Duration,
    pub(super) pause: Duration,
    pub(super) max_age: Duration,
}

/// A balancer that would never begin, or never end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum BalancerError {
    /// No cell, or more than a [`CellSet`] has room for.
    Count,
    /// The target is negative or not below the start, or it would begin at a heat that ends it.
    Levels,
    /// The time-out is zero.
    Times,
    /// The part ends by itself at once.
    Expiry,
}

impl BalancerConfig {
    /// Takes how many cells there are, after which time the part ends by itself, and the levels. A run is given up after `timeout`;
    /// readings are taken up to `max_age`.
    ///
    /// Until set, neighbours are forbidden and all else may be discharged at once; a stretch lasts a tenth of the time-out; cells
    /// need no time to settle; any current ends a run, and none needs to have rested; a run that failed is followed by a pause as
    /// long as the time-out.
    ///
    /// # Errors
    ///
    /// [`BalancerError`] for a balancer that would never begin or never end.
    pub fn new(
        cells: usize,
        expires_after: Duration,
        levels: BalancerLevels,
        timeout: Duration,
        max_age: Duration,
    ) -> Result<Self, BalancerError> {
        if !(1..=CellSet::MOST).contains(&cells) {
            return Err(BalancerError::Count);
        }
        if levels.target < Voltage::ZERO
            || levels.target >= levels.start
            || levels.cooled > levels.hot
        {
            return Err(BalancerError::Levels);
        }
        if timeout.is_zero() {
            return Err(BalancerError::Times);
        }
        if expires_after.is_zero() {
            return Err(BalancerError::Expiry);
        }
        Ok(Self {
            cells,
            allows_neighbours: false,
            most_cells: cells,
            renewal: expires_after / 2,
            levels,
            most_current: Current::ZERO,
            rest: Duration::ZERO,
            settle: Duration::ZERO,
            stretch: timeout / 10,
            timeout,
            pause: timeout,
            max_age,
        })
    }

    /// Sets whether the part allows neighbours, and how many cells it bears at once; at least one.
    #[must_use]
    pub fn with_cells(mut self, allows_neighbours: bool, most: usize) -> Self {
        self.allows_neighbours = allows_neighbours;
        self.most_cells = most.max(1);
        self
    }

    /// Sets up to which magnitude of current the battery counts as resting, and for how long it has to before cells are judged.
    #[must_use]
    pub const fn with_rest(mut self, most: Current, rest: Duration) -> Self {
        self.most_current = most;
        self.rest = rest;
        self
    }

    /// Sets how long cells are discharged between two measurements, and how long they settle before one.
    #[must_use]
    pub const fn with_stretch(mut self, stretch: Duration, settle: Duration) -> Self {
        self.stretch = stretch;
        self.settle = settle;
        self
    }

    /// Sets how long no run begins after one that failed.
    #[must_use]
    pub const fn with_pause(mut self, pause: Duration) -> Self {
        self.pause = pause;
        self
    }
}

impl fmt::Display for BalancerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Count => "no cell, or too many",
            Self::Levels => "levels in the wrong order",
            Self::Times => "no time to balance in",
            Self::Expiry => "the part ends balancing at once",
        })
    }
}

impl core::error::Error for BalancerError {}
