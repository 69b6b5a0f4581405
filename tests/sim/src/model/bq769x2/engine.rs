//! What happens in virtual time.

use super::{
    Bq769x2, Mode,
    alarm::flag,
    conf::{Conf, NEVER, SECOND, bits},
    memory::at,
    nanos,
    part::Comm,
};

impl Bq769x2 {
    pub(super) fn is_powered(&self) -> bool {
        !matches!(self.mode, Mode::Off | Mode::Shutdown)
    }

    pub(super) fn is_measuring(&self) -> bool {
        self.is_initialised && matches!(self.mode, Mode::Normal | Mode::Sleep)
    }

    /// Does all that has happened until now.
    #[inline]
    pub(super) fn settle(&mut self) {
        let now = self.clock.nanos();
        if !self.is_stale && now < self.next {
            self.at = now;
        } else {
            self.run(now);
        }
    }

    #[inline(never)]
    fn run(&mut self, now: u64) {
        if self.is_stale {
            self.look(self.at);
        }
        while self.next <= now {
            self.at = self.at.max(self.next);
            self.step(self.at);
        }
        self.at = now;
    }

    /// Lets time pass up to a change of the world at this instant; what the part makes of it comes later.
    pub(super) fn change(&mut self) {
        let now = self.clock.nanos();
        if now > self.at {
            self.settle();
            self.accrue(now);
            self.count_charge(now);
        }
        self.is_stale = true;
    }

    /// Looks at the world after a change.
    fn look(&mut self, now: u64) {
        self.is_stale = false;
        self.report_current();
        if self.mode == Mode::Shutdown && (self.pins.ts2_is_low || self.wakes()) {
            let power_up = nanos(self.open.power_up);
            self.reset(now, power_up);
            return;
        }
        if self.mode == Mode::Deep && self.wakes() {
            self.leave_deep_sleep(now);
        }
        if self.is_measuring() {
            self.judge_comparators(self.balance.mask == 0, now);
            self.mark_dirty(now);
        }
        self.refresh(now);
    }

    /// Whether a charger is at LD.
    pub(super) fn wakes(&self) -> bool {
        self.pins.load >= self.open.wake_on_load.as_microvolts()
    }

    /// Results will be other ones from the next loop on.
    pub(super) fn mark_dirty(&mut self, now: u64) {
        if self.sample == NEVER {
            self.sample = self.boundary(now);
        }
    }

    /// Returns the end of the loop of measurements under way.
    pub(super) fn boundary(&self, now: u64) -> u64 {
        let period = self.period.max(1);
        self.origin + (now.saturating_sub(self.origin) / period + 1) * period
    }

    fn step(&mut self, now: u64) {
        if self.first <= now {
            self.initialise(now);
        }
        if self.shutdown_due <= now {
            self.shut_down(now);
        }
        if self.window.due <= now {
            self.process_window();
        }
        if self.buffer.due <= now {
            self.finish_subcommand(now);
        }
        if self.is_measuring() {
            if self.check <= now {
                self.check_wires(now);
            }
            if self.sample <= now {
                self.sample = NEVER;
                self.measure();
                self.judge_results(now);
            }
            self.step_balancing(now);
            if self.sleep_due <= now {
                self.fall_asleep();
            }
            let (tripped, recovered) = self.watch.due(&self.conf, now);
            if tripped != 0 {
                self.trip(tripped, now);
            }
            if recovered & bits::A != 0 {
                self.recovered_at = now;
            }
        }
        self.refresh(now);
    }

    /// Brings everything that follows from something else up to date.
    pub(super) fn refresh(&mut self, now: u64) {
        if self.is_measuring() {
            self.refresh_sleep(now);
        } else {
            self.sleep_due = NEVER;
        }
        self.refresh_balancing(now);
        self.refresh_period(now);
        self.refresh_fets();
        self.refresh_alarms();
        self.watch.schedule(&self.conf);
        let bus = self.window.due.min(self.buffer.due);
        self.next = self.first.min(self.shutdown_due).min(bus);
        if self.is_measuring() {
            self.next = self
                .next
                .min(self.check)
                .min(self.sample)
                .min(self.sleep_due)
                .min(self.balance.next())
                .min(self.watch.next);
        }
    }

    /// Starts loops anew when their time changes.
    fn refresh_period(&mut self, now: u64) {
        let period = match self.mode {
            Mode::Sleep => u64::from(self.active.u1(at::VOLTAGE_TIME).max(1)) * SECOND,
            _ if self.balance.mask != 0 => self.conf.balancing_cycle,
            _ => self.conf.cycle,
        };
        if period == self.period {
            return;
        }
        self.see_scans(now);
        self.period = period;
        self.origin = now;
        if self.sample != NEVER {
            self.sample = self.boundary(now);
        }
    }

    /// Everything that a reset does; the part answers after `delay`.
    pub(super) fn reset(&mut self, now: u64, delay: u64) {
        self.accrue(now);
        self.memory = self.otp.clone();
        self.comm = Comm::from_type(self.memory.u1(at::COMM_TYPE)).unwrap_or(self.variant);
        self.address = match self.memory.u1(at::I2C_ADDRESS) {
            0 => 0x08,
            address => address >> 1,
        };
        self.mode = Mode::Normal;
        self.is_initialised = false;
        self.hears_from = now.saturating_add(delay);
        self.shutdown_due = NEVER;
        self.first = self
            .hears_from
            .saturating_add(nanos(self.open.first_result));
        self.watch.forget(0);
        self.sample = NEVER;
        self.check = NEVER;
        self.counts = [0; 3];
        self.snapshots = [[0; 16]; 2];
        self.balance.mask = 0;
        self.balance.level = 0;
        self.balance.times = [0; 16];
        self.buffer = super::subcommands::Buffer::default();
        self.wire.clear();
        self.window.clear();
        self.results = super::judge::Results::default();
        let cells = self.results.cells.iter_mut().take(self.part.cells());
        cells.for_each(|cell| *cell = self.open.before_first_result);
        self.was_reset = true;
        self.is_sealed = false;
        self.scratch = [0; 32];
        self.apply(now);
        self.regulators = self.active.u1(at::REG12_CONFIG);
        self.manufacturing = self.active.u2(at::MFG_STATUS_INIT) & 0x00D0;
        self.init_fets();
        self.run_charge(now);
        self.clear_charge(now);
        self.alarms.status = 0;
        self.alarms.raw = 0;
        self.refresh(now);
    }

    /// Puts data memory into effect.
    pub(super) fn apply(&mut self, now: u64) {
        self.count_charge(now);
        self.active = self.memory.clone();
        self.conf = Conf::new(&self.active, self.part, self.open.unset_cells_count);
        self.may_sleep = self.active.u2(at::POWER_CONFIG) & 1 << 8 != 0;
        self.alarms.enable = self.active.u2(at::ALARM_MASK);
        self.report_current();
    }

    /// The first results are there.
    fn initialise(&mut self, now: u64) {
        self.first = NEVER;
        if !matches!(self.mode, Mode::Normal | Mode::Sleep) {
            return;
        }
        self.is_initialised = true;
        self.origin = now;
        self.origin_of_checks = now;
        self.period = 0;
        self.is_stale = false;
        self.report_current();
        self.measure();
        self.judge_comparators(true, now);
        self.judge_results(now);
        let dog = self.conf.enabled & 1 << bits::HWDF;
        self.watch.judge(1 << bits::HWDF, dog, 0, now);
        self.watch
            .restart(bits::HWDF, self.hears_from.max(self.heard));
        self.schedule_check(now);
        self.run_charge(now);
        self.pulse(flag::INITCOMP);
    }

    fn schedule_check(&mut self, now: u64) {
        self.check = match self.conf.open_wire {
            interval if interval == 0 || self.pins.open == 0 => NEVER,
            interval => {
                let passed = now.saturating_sub(self.origin_of_checks);
                self.origin_of_checks + (passed / interval + 1) * interval
            }
        };
    }

    fn check_wires(&mut self, now: u64) {
        let floor = self.open.open_wire_floor.as_microvolts();
        self.pins.check(floor, self.conf.is_fast);
        self.judge_comparators(self.balance.mask == 0, now);
        self.mark_dirty(now);
        self.schedule_check(now);
    }

    /// A wire was opened or mended.
    pub(super) fn rewire(&mut self) {
        if self.is_measuring() {
            self.schedule_check(self.at);
            self.next = self.next.min(self.check);
        }
    }
}
