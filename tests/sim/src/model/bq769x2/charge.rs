//! The coulomb counter.

use super::{
    Bq769x2,
    conf::{MILLISECOND, SECOND},
    judge::nearest,
};

/// ns between results of CC1, from which charge is summed.
const CC1: u64 = 250 * MILLISECOND;
/// nV of a code, times 128.
const CODE: i64 = 968_750;

/// Sum of the reported current over time.
#[derive(Debug, Clone, Default)]
pub(super) struct Charge {
    is_running: bool,
    /// When the sum began, and until when it goes.
    origin: u64,
    until: u64,
    /// Before `origin`, in ns.
    before: u64,
    /// µA × ns, positive while charging.
    sum: i128,
    /// Sum and time at the latest result.
    shown: i128,
    shown_time: u64,
}

impl Charge {
    fn advance(&mut self, current: i64, now: u64) {
        if !self.is_running {
            return;
        }
        let results = (now - self.origin.min(now)) / CC1;
        let latest = self.origin + results * CC1;
        let over = |time: u64| i128::from(current) * i128::from(time);
        if latest > self.until {
            self.shown = self.sum + over(latest - self.until);
            self.shown_time = self.before + (latest - self.origin);
        }
        self.sum += over(now.saturating_sub(self.until));
        self.until = now;
    }

    fn run(&mut self, is_running: bool, now: u64) {
        if self.is_running && !is_running {
            self.before += now - self.origin.min(now);
        }
        if is_running && !self.is_running {
            self.origin = now;
            self.until = now;
        }
        self.is_running = is_running;
    }

    /// RESET_PASSQ.
    fn clear(&mut self, now: u64) {
        *self = Self {
            is_running: self.is_running,
            origin: now,
            until: now,
            ..Self::default()
        };
    }

    /// Returns whole userAh, the fraction in 2^32, and s; the fraction starts at a half.
    fn parts(&self, user_amp: i64) -> (i32, u32, u32) {
        let hour = i128::from(user_amp) * 3_600 * i128::from(SECOND);
        let scaled = (self.shown << 32) / hour.max(1) + (1 << 31);
        let whole = i32::try_from(scaled >> 32).unwrap_or(i32::MAX);
        let fraction = u32::try_from(scaled & 0xFFFF_FFFF).unwrap_or_default();
        let seconds = u32::try_from(self.shown_time / SECOND).unwrap_or(u32::MAX);
        (whole, fraction, seconds)
    }
}

impl Bq769x2 {
    /// Returns the current that the part reports, in µA, positive while charging.
    pub(super) fn current(&self) -> i64 {
        self.reported
    }

    /// Calculates it anew.
    pub(super) fn report_current(&mut self) {
        let scaled = i128::from(self.pins.sense()) * i128::from(self.conf.gain) * 128_000;
        let current = scaled / (i128::from(CODE) << 20);
        self.reported = i64::try_from(current).unwrap_or_default();
    }

    /// Returns the current in userA.
    pub(super) fn user_current(&self) -> i64 {
        nearest(self.reported, self.conf.amps)
    }

    pub(super) fn count_charge(&mut self, now: u64) {
        self.charge.advance(self.reported, now);
    }

    pub(super) fn run_charge(&mut self, now: u64) {
        self.count_charge(now);
        let is_running = self.is_measuring();
        self.charge.run(is_running, now);
    }

    pub(super) fn clear_charge(&mut self, now: u64) {
        self.charge.clear(now);
    }

    /// Returns whole userAh, their fraction, and s.
    pub(super) fn passed_charge(&mut self, now: u64) -> (i32, u32, u32) {
        self.count_charge(now);
        self.charge.parts(self.conf.amps)
    }
}
