//! From edges to frequency and duty.

use core::time::Duration;

use hal_power::{Frequency, Instant, Ratio};

use crate::Signal;

/// Without an edge for longer than this there is no period: twice the longest.
const SILENCE: Duration = Duration::from_millis(200);

/// Makes a [`Signal`] of the edges at M_HS, for who captures times of edges and not duties.
#[derive(Debug, Clone)]
pub struct Edges {
    is_high: bool,
    /// Last edge, or the begin.
    last: Instant,
    /// Rising edge with which the running period began.
    rise: Option<Instant>,
    /// Falling edge in it.
    fall: Option<Instant>,
    signal: Option<Signal>,
}

impl Edges {
    /// Begins at a level.
    #[must_use]
    pub const fn new(now: Instant, is_high: bool) -> Self {
        Self {
            is_high,
            last: now,
            rise: None,
            fall: None,
            signal: None,
        }
    }

    /// Takes an edge, and the level after it. Two to the same level, and one that comes before the last, show that some were
    /// missed: the period does not count.
    pub fn on_edge(&mut self, at: Instant, is_high: bool) {
        let is_torn = is_high == self.is_high || at < self.last;
        let was_silent = self.is_silent(at);
        if is_torn || was_silent {
            (self.rise, self.fall, self.signal) = (None, None, None);
        }
        (self.is_high, self.last) = (is_high, at);
        if !is_high {
            self.fall = Some(at);
            return;
        }
        if let (Some(rise), Some(fall)) = (self.rise, self.fall) {
            self.signal = period(rise, fall, at);
        }
        (self.rise, self.fall) = (Some(at), None);
    }

    /// Returns what M_HS shows; `None` before a whole period has passed, and not longer than 200 ms.
    #[must_use]
    pub fn signal(&self, now: Instant) -> Option<Signal> {
        if !self.is_silent(now) {
            return self.signal;
        }
        Some(if self.is_high {
            Signal::High
        } else {
            Signal::Low
        })
    }

    fn is_silent(&self, now: Instant) -> bool {
        now.saturating_since(self.last) > SILENCE
    }
}

/// Frequency and duty, to nearest.
fn period(rise: Instant, fall: Instant, next: Instant) -> Option<Signal> {
    let micros = |from, to: Instant| Some(to.checked_since(from)?.as_micros());
    let (high, whole) = (micros(rise, fall)?, micros(rise, next)?);
    let half = whole / 2;
    let millihertz = (1_000_000_000 + half).checked_div(whole)?;
    let ppm = (high * 1_000_000 + half).checked_div(whole)?;
    Some(Signal::Pwm {
        frequency: Frequency::from_millihertz(u32::try_from(millihertz).ok()?),
        duty: Ratio::from_ppm(i32::try_from(ppm).ok()?),
    })
}
