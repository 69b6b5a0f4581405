//! CONFIG_UPDATE, SLEEP, DEEPSLEEP and SHUTDOWN.

use super::{
    Bq769x2, Mode,
    alarm::flag,
    conf::{MILLISECOND, NEVER, SECOND, bits},
    memory::at,
    nanos,
};

impl Bq769x2 {
    /// Enters CONFIG_UPDATE.
    pub(super) fn enter_config(&mut self, now: u64) {
        if !matches!(self.mode, Mode::Normal | Mode::Sleep) {
            return;
        }
        self.stop_balancing(now);
        self.mode = Mode::Config;
        self.stop(now);
        self.balance.times = [0; 16];
    }

    /// Leaves CONFIG_UPDATE.
    pub(super) fn leave_config(&mut self, now: u64) {
        if self.mode != Mode::Config {
            return;
        }
        self.mode = Mode::Normal;
        self.was_reset = false;
        self.apply(now);
        self.first = now.saturating_add(nanos(self.open.first_result));
        self.pulse(flag::INITSTART);
    }

    /// Stops measurements and protections.
    fn stop(&mut self, now: u64) {
        self.is_initialised = false;
        self.run_charge(now);
        self.first = NEVER;
        self.sample = NEVER;
        self.check = NEVER;
        let keep = if self.open.trips_survive_config {
            u64::MAX
        } else {
            bits::PF
        };
        self.watch.forget(keep);
    }

    pub(super) fn enter_deep_sleep(&mut self, now: u64) {
        self.stop_balancing(now);
        self.mode = Mode::Deep;
        self.stop(now);
    }

    pub(super) fn leave_deep_sleep(&mut self, now: u64) {
        if self.mode != Mode::Deep {
            return;
        }
        self.mode = Mode::Normal;
        self.first = now.saturating_add(250 * MILLISECOND + self.conf.cycle);
    }

    /// SHUTDOWN was commanded, or is needed.
    pub(super) fn want_shutdown(&mut self, delay: u64, now: u64) {
        if self.shutdown_due == NEVER {
            self.shutdown_due = now.saturating_add(delay);
        }
    }

    pub(super) fn shut_down(&mut self, now: u64) {
        if self.pins.ts2_is_low || self.wakes() {
            self.shutdown_due = now.saturating_add(SECOND);
            return;
        }
        self.stop_balancing(now);
        self.shutdown_due = NEVER;
        self.mode = Mode::Shutdown;
        self.stop(now);
        self.watch.forget(0);
    }

    fn is_small(&self) -> bool {
        let current = self.current().abs();
        let pack = i64::from(self.pins.pack);
        let threshold = i64::from(self.active.i2(at::SLEEP_CURRENT + 6)) * 10_000;
        let delta = i64::from(self.active.i2(at::SLEEP_CURRENT + 8)) * 10_000;
        let charger = pack > threshold && pack > i64::from(self.pins.stack()) + delta;
        current < i64::from(self.active.i2(at::SLEEP_CURRENT)) * 1_000 && !charger
    }

    /// Sees to it that the part falls asleep, or wakes up.
    pub(super) fn refresh_sleep(&mut self, now: u64) {
        let keeps = self.balancing_keeps_awake() || !self.may_sleep;
        if self.mode == Mode::Sleep {
            let wake = i64::from(self.active.i2(at::WAKE_CURRENT)) * 1_000;
            let alerts = self.watch.present & !self.watch.status & bits::A;
            if keeps || self.current().abs() >= wake || alerts != 0 {
                self.wake_up(now);
            }
        } else if keeps || !self.is_small() {
            self.sleep_due = NEVER;
        } else if self.sleep_due == NEVER {
            let due = now.saturating_add(nanos(self.open.sleep_entry));
            self.sleep_due = due.max(self.awake_until);
        }
    }

    pub(super) fn fall_asleep(&mut self) {
        self.sleep_due = NEVER;
        self.mode = Mode::Sleep;
    }

    pub(super) fn wake_up(&mut self, now: u64) {
        let hysteresis = u64::from(self.active.u1(at::SLEEP_HYSTERESIS)) * SECOND;
        self.mode = Mode::Normal;
        self.awake_until = now.saturating_add(hysteresis);
        self.mark_dirty(now);
        self.pulse(flag::WAKE);
    }
}
