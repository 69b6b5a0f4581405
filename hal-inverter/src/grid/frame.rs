//! What one frame tells, and what is made of the samples it lacks.

use hal_power::{Current, ErrorKind, Voltage};

/// One sample, or why it cannot be used. [`ErrorKind::Saturated`] says that the truth lies beyond the scale.
pub type Sample<T> = Result<T, ErrorKind>;

/// The samples of one frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct GridFrame {
    /// Counts the frames, also those that got lost. Wraps.
    pub sequence: u32,
    /// Line to neutral on the grid's side of the relays, instantaneous.
    pub voltage: Sample<Voltage>,
    /// Current from the bridge to the grid, instantaneous. Judged where direct current is supervised.
    pub current: Sample<Current>,
    /// Whether the relays are known to be closed. While they are not, leaving the reconnection window withdraws the grant.
    pub connected: bool,
}

impl GridFrame {
    /// Creates a frame with relays that are not closed.
    pub const fn new(sequence: u32, voltage: Sample<Voltage>, current: Sample<Current>) -> Self {
        Self {
            sequence,
            voltage,
            current,
            connected: false,
        }
    }

    /// Says whether the relays are closed.
    #[must_use]
    pub const fn connected(mut self, connected: bool) -> Self {
        self.connected = connected;
        self
    }
}

/// Why the grid cannot be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Blind {
    /// The voltage's sample was unusable for too long; the last cause.
    Voltage(ErrorKind),
    /// The current's sample was.
    Current(ErrorKind),
    /// The voltage's sample repeats away from zero.
    Stuck,
    /// Too many frames are missing in a row, or the sequence went back.
    Missing,
    /// More than a quarter of the samples of a half-cycle were unusable.
    Sparse,
    /// No frame came in time.
    Silent,
}

/// What the meter is fed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fed {
    /// Samples, after so many that were unusable.
    Samples {
        /// Unusable frames before this one.
        missed: u64,
        /// In the meter's unit.
        voltage: i32,
        /// In the meter's unit.
        current: i32,
        /// One of the unusable was saturated.
        saturated: bool,
    },
    /// Nothing yet, this many frames in a row.
    Nothing,
    /// It is over.
    Blind(Blind),
}

/// Takes frames in order and holds the line over those that are unusable.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
pub(super) struct Feed {
    gap: u64,
    stuck: u64,
    threshold: i32,
    with_current: bool,
    sequence: Option<u32>,
    /// Frames to draw a line over.
    missed: u64,
    /// Frames in a row that gave nothing, repeated ones too.
    idle: u64,
    saturated: bool,
    repeats: u64,
    last: i32,
    current: i32,
    current_missed: u64,
}

/// A quantity's base unit, in the meter's: 1024 of them make one.
pub(super) const UNIT_BITS: u32 = 10;

impl Feed {
    pub(super) const fn new(gap: u64, stuck: u64, threshold: i32, with_current: bool) -> Self {
        Self {
            gap,
            stuck,
            threshold,
            with_current,
            sequence: None,
            missed: 0,
            idle: 0,
            saturated: false,
            repeats: 0,
            last: 0,
            current: 0,
            current_missed: 0,
        }
    }

    /// Forgets what was, but not the sequence.
    pub(super) const fn restart(&mut self) {
        self.missed = 0;
        self.idle = 0;
        self.saturated = false;
        self.repeats = 0;
        self.current_missed = 0;
    }

    /// Returns how many frames have passed, and what they give.
    #[inline]
    pub(super) fn take(&mut self, frame: &GridFrame) -> (u64, Fed) {
        let passed = match self.sequence {
            Some(last) => frame.sequence.wrapping_sub(last),
            None => 1,
        };
        if passed != 1 {
            return self.out_of_order(frame, passed);
        }
        self.sequence = Some(frame.sequence);
        (1, self.judge(frame))
    }

    /// A frame again is no frame; more than the gap are too many.
    #[cold]
    fn out_of_order(&mut self, frame: &GridFrame, passed: u32) -> (u64, Fed) {
        if passed == 0 {
            return (0, self.idle(Blind::Missing));
        }
        self.sequence = Some(frame.sequence);
        let lost = u64::from(passed).saturating_sub(1);
        self.missed = self.missed.saturating_add(lost);
        self.idle = self.idle.saturating_add(lost);
        self.current_missed = self.current_missed.saturating_add(lost);
        if passed > u32::MAX / 2 || self.idle > self.gap {
            return (1, Fed::Blind(Blind::Missing));
        }
        (u64::from(passed), self.judge(frame))
    }

    #[inline]
    fn judge(&mut self, frame: &GridFrame) -> Fed {
        if self.with_current {
            match frame.current {
                Ok(current) => {
                    self.current = current.as_microamps() >> UNIT_BITS;
                    self.current_missed = 0;
                }
                Err(kind) => {
                    self.current_missed = self.current_missed.saturating_add(1);
                    if self.current_missed > self.gap {
                        return Fed::Blind(Blind::Current(kind));
                    }
                }
            }
        }
        let voltage = match frame.voltage {
            Ok(voltage) => voltage.as_microvolts() >> UNIT_BITS,
            Err(kind) => {
                self.saturated |= kind == ErrorKind::Saturated;
                return self.unusable(Blind::Voltage(kind));
            }
        };
        if voltage == self.last && voltage.unsigned_abs() > self.threshold.unsigned_abs() {
            self.repeats = self.repeats.saturating_add(1);
            if self.repeats > self.stuck {
                return self.unusable(Blind::Stuck);
            }
        } else {
            self.repeats = 0;
        }
        self.last = voltage;
        let fed = Fed::Samples {
            missed: self.missed,
            voltage,
            current: self.current,
            saturated: self.saturated,
        };
        self.missed = 0;
        self.idle = 0;
        self.saturated = false;
        fed
    }

    const fn unusable(&mut self, why: Blind) -> Fed {
        self.missed = self.missed.saturating_add(1);
        self.idle(why)
    }

    const fn idle(&mut self, why: Blind) -> Fed {
        self.idle = self.idle.saturating_add(1);
        if self.idle > self.gap {
            Fed::Blind(why)
        } else {
            Fed::Nothing
        }
    }
}
