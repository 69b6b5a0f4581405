//! What a timer and its legs are built with.

use core::time::Duration;
use hal_inverter::Duty;
use hal_power::Current;

/// The triangle that duties are compared with: up and down once in a period, from nothing to `ticks`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Carrier {
    /// Time from one reload to the next.
    pub period: Duration,
    /// Duty of a leg that is high throughout.
    pub ticks: u16,
}

/// What the timer does with its trip input. A sound port asks for the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TripInput {
    /// Mid-pulse, without the clock.
    Asynchronous,
    /// At the next reload.
    AtReload,
    /// Nothing.
    Disabled,
}

/// What the legs are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Two switches: the high one follows the duty, the low one its complement.
    HalfBridge,
    /// A low switch that follows the duty, and a diode above.
    Boost,
}

/// Cycle-by-cycle limiting of the current.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limit {
    pub(crate) most: Current,
    pub(crate) blanking: u64,
    pub(crate) escalate: u32,
}

/// Everything that is set once, when the timer is set up, and then locked. Times within are whole nanoseconds.
#[derive(Debug, Clone, Copy)]
pub struct Sheet {
    pub(crate) period: u64,
    pub(crate) ticks: u16,
    pub(crate) neutral: u16,
    pub(crate) lowest: u16,
    pub(crate) highest: u16,
    pub(crate) dead: u64,
    pub(crate) turn_off: u64,
    pub(crate) response: u64,
    pub(crate) monitor: u64,
    pub(crate) stale: u32,
    pub(crate) limit: Option<Limit>,
    pub(crate) input: TripInput,
    pub(crate) kind: Kind,
}

impl Sheet {
    /// Describes half bridges whose duty has a sign: neutral is half of the carrier.
    ///
    /// `dead_time` lies between one gate's off and the other's on; a duty that is not refreshed for `stale` periods trips.
    pub fn signed(carrier: Carrier, dead_time: Duration, stale: u32) -> Self {
        Self::new(carrier, dead_time, stale, Kind::HalfBridge)
    }

    /// Describes boost legs, whose duty is the share of time in which the low switch conducts: neutral is nothing.
    pub fn unsigned(carrier: Carrier, dead_time: Duration, stale: u32) -> Self {
        Self::new(carrier, dead_time, stale, Kind::Boost)
    }

    fn new(carrier: Carrier, dead_time: Duration, stale: u32, kind: Kind) -> Self {
        let ticks = carrier.ticks.max(1);
        Self {
            period: nanos(carrier.period).max(2),
            ticks,
            neutral: match kind {
                Kind::HalfBridge => ticks / 2,
                Kind::Boost => 0,
            },
            lowest: 0,
            highest: ticks,
            dead: nanos(dead_time),
            turn_off: 1,
            response: 100,
            monitor: 500,
            stale,
            limit: None,
            input: TripInput::Asynchronous,
            kind,
        }
    }

    /// Sets the ends of the duty; all of the carrier unless set.
    #[must_use]
    pub fn with_limits(mut self, lowest: Duty, highest: Duty) -> Self {
        self.highest = highest.ticks().min(self.ticks);
        self.lowest = lowest.ticks().min(self.highest);
        self
    }

    /// Sets how long a gate takes to turn off; where the other one goes on sooner, both conduct, which is counted. 1 ns unless
    /// set.
    #[must_use]
    pub fn with_turn_off(mut self, turn_off: Duration) -> Self {
        self.turn_off = nanos(turn_off);
        self
    }

    /// Sets the time from the trip input to the gates; 100 ns unless set.
    #[must_use]
    pub fn with_response(mut self, response: Duration) -> Self {
        self.response = nanos(response);
        self
    }

    /// Sets how long the clock monitor takes to see that the carrier stands; 500 ns unless set.
    #[must_use]
    pub fn with_clock_monitor(mut self, monitor: Duration) -> Self {
        self.monitor = nanos(monitor);
        self
    }

    /// Cuts the rest of a pulse whose leg carries more than `most` in either direction, `blanking` after the gate went on, and
    /// trips after `escalate` such periods in a row. Not fitted unless set.
    #[must_use]
    pub fn with_cycle_limit(mut self, most: Current, blanking: Duration, escalate: u32) -> Self {
        self.limit = Some(Limit {
            most,
            blanking: nanos(blanking),
            escalate: escalate.max(1),
        });
        self
    }

    /// Sets what becomes of the trip input.
    #[must_use]
    pub const fn with_trip_input(mut self, input: TripInput) -> Self {
        self.input = input;
        self
    }

    /// Returns the duty that moves nothing.
    pub const fn neutral(&self) -> Duty {
        Duty::from_ticks(self.neutral)
    }

    /// Returns the time from one reload to the next.
    pub const fn period(&self) -> Duration {
        Duration::from_nanos(self.period)
    }

    /// Returns the dead time.
    pub const fn dead_time(&self) -> Duration {
        Duration::from_nanos(self.dead)
    }

    /// Start of the period that holds this time.
    pub(crate) const fn start(&self, at: u64) -> u64 {
        at / self.period * self.period
    }

    /// The reload after this time.
    pub(crate) const fn next_reload(&self, at: u64) -> u64 {
        self.start(at) + self.period
    }

    pub(crate) const fn middle(&self) -> u64 {
        self.period / 2
    }

    /// Distance of both edges of a pulse from the middle of the period; `None` for a leg without edges.
    pub(crate) fn spread(&self, duty: u16) -> Option<u64> {
        (duty > 0 && duty < self.ticks)
            .then(|| self.middle() * u64::from(duty) / u64::from(self.ticks))
    }
}

fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX / 4)
}
