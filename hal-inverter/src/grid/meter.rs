//! From samples to voltage, frequency and direct current: cheap each frame, the rest at the ends of half-cycles.

use super::{
    crossings::Crossings,
    frame::UNIT_BITS,
    time::{Frames, ONE, SIGNED_ONE},
};
use hal_power::{Current, Frequency, Voltage};

/// Share of the nominal peak that arms a crossing, and that an offset may reach: a sixteenth.
const ARMING: i64 = 16;

/// What a frequency is when a window ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pace {
    /// Crossings one cycle apart.
    Cycle(Frequency),
    /// The first crossing after a time without: not known yet.
    Unknown,
    /// No crossing came in the time of the slowest cycle that is measured.
    Slow,
}

/// What a window, of a half-cycle where there are crossings, ends with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ended {
    /// RMS of this window, about the offset.
    pub(super) half: Voltage,
    /// RMS of this window and the one before.
    pub(super) whole: Option<Voltage>,
    /// Mean square of both, in the meter's unit.
    pub(super) square: u64,
    /// Mean current of both.
    pub(super) direct: Option<Current>,
    pub(super) pace: Pace,
    /// Frequency that this window alone would be half a cycle of.
    pub(super) latest: Frequency,
    /// A sample of either was beyond the scale.
    pub(super) saturated: bool,
    /// More than a quarter of the samples were not there.
    pub(super) sparse: bool,
}

/// Sums over one window. Lengths are in parts of a frame.
#[derive(Debug, Clone, Copy, Default)]
struct Window {
    length: u64,
    squares: u64,
    sum: i64,
    current: i64,
    missed: u64,
    saturated: bool,
}

impl Window {
    fn with(&self, other: &Self) -> Self {
        Self {
            length: self.length.saturating_add(other.length),
            squares: self.squares.saturating_add(other.squares),
            sum: self.sum.saturating_add(other.sum),
            current: self.current.saturating_add(other.current),
            missed: self.missed.saturating_add(other.missed),
            saturated: self.saturated || other.saturated,
        }
    }

    fn mean(&self, sum: i64) -> i64 {
        let length = i64::try_from(self.length).unwrap_or(i64::MAX);
        sum.saturating_mul(SIGNED_ONE)
            .checked_div(length)
            .unwrap_or(0)
    }

    /// Mean square about a level.
    fn square_about(&self, level: i64) -> u64 {
        let mean = i64::try_from(
            self.squares
                .saturating_mul(ONE)
                .checked_div(self.length)
                .unwrap_or(0),
        )
        .unwrap_or(i64::MAX);
        let shift = level.saturating_mul(self.mean(self.sum)).saturating_mul(2);
        let about = mean
            .saturating_sub(shift)
            .saturating_add(level.saturating_mul(level));
        u64::try_from(about).unwrap_or(0)
    }
}

/// Measures one line voltage and one current.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
pub(super) struct Meter {
    frames: Frames,
    longest: u64,
    /// Time of the last frame, in parts.
    position: u64,
    /// Where the running window began.
    begun: u64,
    crossings: Crossings,
    running: Window,
    ended: Option<Window>,
    level: i32,
    last_mean: i64,
    last_voltage: i32,
}

impl Meter {
    pub(super) fn new(frames: Frames, nominal: Voltage) -> Self {
        // peak of the nominal voltage: 1.414 in 1024 parts
        let peak = i64::from(nominal.abs().as_microvolts() >> UNIT_BITS) * 1448 / 1024;
        let arming = i32::try_from(peak / ARMING).unwrap_or(i32::MAX);
        Self {
            frames,
            // a quarter longer than the nominal half-cycle
            longest: frames.cycle().saturating_mul(5).saturating_mul(ONE) / 8,
            position: 0,
            begun: 0,
            crossings: Crossings::new(frames.smoothing(), arming),
            running: Window::default(),
            ended: None,
            level: 0,
            last_mean: 0,
            last_voltage: 0,
        }
    }

    /// Least voltage, instantaneous and in the meter's unit, that is away from zero.
    pub(super) const fn threshold(&self) -> i32 {
        self.crossings.arming()
    }

    /// Begins again, with the offset kept.
    pub(super) fn restart(&mut self) {
        self.begun = self.position;
        self.running = Window::default();
        self.ended = None;
        self.crossings.restart();
    }

    /// Takes a frame's samples after `missed` that were not there, for which it draws a line.
    #[inline]
    pub(super) fn take(
        &mut self,
        missed: u64,
        voltage: i32,
        current: i32,
        saturated: bool,
    ) -> Option<Ended> {
        let ended = if missed > 0 {
            self.bridge(missed, voltage, current, saturated)
        } else {
            None
        };
        self.last_voltage = voltage;
        // two windows do not end so close together
        self.sample(voltage, current).or(ended)
    }

    #[cold]
    fn bridge(
        &mut self,
        missed: u64,
        voltage: i32,
        current: i32,
        saturated: bool,
    ) -> Option<Ended> {
        self.running.missed = self.running.missed.saturating_add(missed);
        self.running.saturated |= saturated;
        let steps = i64::try_from(missed).unwrap_or(i64::MAX).saturating_add(1);
        let from = i64::from(self.last_voltage);
        let rise = i64::from(voltage).saturating_sub(from);
        let mut ended = None;
        for step in 1..steps {
            let on = from.saturating_add(rise.saturating_mul(step).checked_div(steps).unwrap_or(0));
            let on = i32::try_from(on).unwrap_or(voltage);
            ended = self.sample(on, current).or(ended);
        }
        ended
    }

    #[inline]
    fn sample(&mut self, voltage: i32, current: i32) -> Option<Ended> {
        self.position = self.position.saturating_add(ONE);
        let crossing = self.crossings.take(voltage, self.level);
        let square = i64::from(voltage)
            .unsigned_abs()
            .saturating_mul(i64::from(voltage).unsigned_abs());
        if crossing.is_none() && self.position.saturating_sub(self.begun) < self.longest {
            self.running.squares = self.running.squares.saturating_add(square);
            self.running.sum = self.running.sum.saturating_add(i64::from(voltage));
            self.running.current = self.running.current.saturating_add(i64::from(current));
            return None;
        }
        Some(self.end(crossing, square, voltage, current))
    }

    /// Ends the window at the crossing, or with the frame; the frame's samples are shared out between this window and the next.
    fn end(&mut self, crossing: Option<u64>, square: u64, voltage: i32, current: i32) -> Ended {
        let part = crossing.unwrap_or(ONE);
        let at = self.position.saturating_sub(ONE).saturating_add(part);
        let share = |part: u64| {
            let signed = i64::try_from(part).unwrap_or(SIGNED_ONE);
            let of = |value: i32| i64::from(value).saturating_mul(signed) / SIGNED_ONE;
            Window {
                squares: square.saturating_mul(part) / ONE,
                sum: of(voltage),
                current: of(current),
                ..Window::default()
            }
        };
        let mut window = self.running.with(&share(part));
        window.length = at.saturating_sub(self.begun);
        self.begun = at;
        self.running = share(ONE.saturating_sub(part));
        let pace = match crossing {
            Some(_) => match self.crossings.note(at) {
                Some(cycle) => Pace::Cycle(self.frames.frequency(cycle)),
                None => Pace::Unknown,
            },
            None => {
                self.crossings.forget();
                Pace::Slow
            }
        };
        let before = self.ended.replace(window);
        self.evaluate(&window, before.as_ref(), pace)
    }

    fn evaluate(&mut self, window: &Window, before: Option<&Window>, pace: Pace) -> Ended {
        let whole = before.map(|before| before.with(window));
        if let (Some(whole), Pace::Cycle(_)) = (&whole, pace) {
            self.follow(whole.mean(whole.sum));
        }
        let square = whole
            .as_ref()
            .map_or(0, |whole| whole.square_about(i64::from(self.level)));
        Ended {
            half: rms(window.square_about(i64::from(self.level))),
            whole: whole.as_ref().map(|_| rms(square)),
            square,
            direct: whole
                .as_ref()
                .map(|whole| amount(whole.mean(whole.current))),
            pace,
            latest: self.frames.frequency(window.length.saturating_mul(2)),
            saturated: whole.as_ref().unwrap_or(window).saturated,
            sparse: window.missed.saturating_mul(4).saturating_mul(ONE) > window.length,
        }
    }

    /// Lets the offset follow the mean of a cycle, slowly, and only while the mean is steady.
    fn follow(&mut self, mean: i64) {
        let steady = mean.saturating_sub(self.last_mean).unsigned_abs()
            < u64::from(self.crossings.arming().unsigned_abs() / 4);
        self.last_mean = mean;
        let arming = i64::from(self.crossings.arming());
        if steady {
            let level = i64::from(self.level);
            let next = level.saturating_add(mean.saturating_sub(level) / 16);
            self.level = i32::try_from(next.max(arming.saturating_neg()).min(arming)).unwrap_or(0);
        }
    }
}

/// Root of a mean square in the meter's unit.
pub(super) fn rms(square: u64) -> Voltage {
    let root = square.isqrt() << UNIT_BITS;
    Voltage::from_microvolts(i32::try_from(root).unwrap_or(i32::MAX))
}

/// A current in the meter's unit.
fn amount(units: i64) -> Current {
    let microamps = units.saturating_mul(1 << UNIT_BITS);
    Current::from_microamps(i32::try_from(microamps).unwrap_or(i32::MAX))
}
