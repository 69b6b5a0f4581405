//! What the part does by itself in virtual time.

use super::{
    Atm90e26,
    bus::Wire,
    energy::{self, Energies, Metered, Rates},
    nanos,
    open::Stopped,
    registers::{File, func, sys},
    results::Results,
};

impl Atm90e26 {
    /// Goes to the reset values; the part answers once the reset time is over.
    pub(super) fn reset(&mut self) {
        let now = self.clock.nanos();
        self.file = File::reset();
        self.flags = 0;
        self.last = 0;
        self.lsb = 0;
        self.results = Results::default();
        self.energies = Energies::default();
        self.wire = Wire::Idle;
        self.ready = now.saturating_add(nanos(self.open.reset_time));
        self.settled = now;
        self.renewal = None;
        self.low_since = None;
        self.is_sagging = false;
        self.meters_line = true;
        self.rates = Rates::default();
        self.is_reverse = [false; 2];
    }

    /// Returns whether the part is there to answer.
    pub(super) fn answers(&self) -> bool {
        self.powered && self.clock.nanos() >= self.ready
    }

    /// Does everything that has happened since the last touch, with the world as it was.
    pub(super) fn settle(&mut self) {
        let now = self.clock.nanos();
        if !self.answers() {
            self.settled = now;
            return;
        }
        let from = self.settled.max(self.ready);
        if self.settled < self.ready {
            self.settled = from;
            self.touched();
        }
        if now <= from {
            return;
        }
        self.settled = now;
        if !self.frozen && self.file.metering.works() {
            self.energies.count(self.rates, now - from);
        }
        self.watch_sag(now);
        self.renew(now);
    }

    /// Sees what a touch has changed.
    pub(super) fn touched(&mut self) {
        if !self.answers() {
            return;
        }
        let now = self.settled;
        if self.is_low() {
            self.low_since.get_or_insert(now);
        } else {
            self.low_since = None;
            self.is_sagging = false;
        }
        self.watch_sag(now);
        self.meter();
        if !self.file.measurement.works() {
            self.renewal = None;
            if self.open.stopped == Stopped::Zero {
                self.results = Results::default();
            }
        } else if self.renewal.is_none() {
            self.renewal = Some(now.saturating_add(nanos(self.open.period)));
        }
        self.renew(now);
    }

    /// Returns whether the peaks stay below SagTh, which counts them before Ugain.
    fn is_low(&self) -> bool {
        let peak = self.world.volts * 1e2 * core::f64::consts::SQRT_2;
        let raw = peak * 32_768.0 / (4.0 * f64::from(self.board.ugain.max(1)));
        raw < f64::from(self.file.sag_th)
    }

    fn watch_sag(&mut self, now: u64) {
        let over = self
            .sag_due()
            .is_some_and(|due| now >= due && !self.is_sagging);
        if over {
            self.is_sagging = true;
            self.note(sys::SAG_WARN);
        }
    }

    /// Returns when a low voltage becomes a sag.
    pub(super) fn sag_due(&self) -> Option<u64> {
        self.low_since
            .map(|since| since.saturating_add(nanos(self.open.sag_delay)))
    }

    /// Renews the measurement registers if that is due.
    fn renew(&mut self, now: u64) {
        let Some(due) = self.renewal.filter(|due| now >= *due) else {
            return;
        };
        let period = nanos(self.open.period);
        self.renewal = Some(match (now - due).checked_div(period) {
            Some(periods) => due.saturating_add((periods + 1).saturating_mul(period)),
            None => now,
        });
        if !self.frozen {
            self.results = Results::measure(&self.world, &self.board, &self.file, &self.open);
        }
    }

    /// Chooses the line and the rate of counting, and notes what has turned.
    fn meter(&mut self) {
        if !self.file.metering.works() || self.frozen {
            return;
        }
        let prefers = energy::prefers_line(&self.world, &self.file, self.meters_line);
        let lines = energy::metered(self.mode, self.file.selects_line(), prefers);
        let is_line = lines != Metered::Neutral;
        if self.meters_line != is_line {
            self.meters_line = is_line;
            self.note(sys::LN_CHANGE);
        }
        self.rates = Rates::of(lines, &self.world, &self.board, &self.file, &self.open);
        let turns = [
            (self.rates.active, sys::REV_P_CHG),
            (self.rates.reactive, sys::REV_Q_CHG),
        ];
        for (index, (rate, flag)) in turns.into_iter().enumerate() {
            let was = self.is_reverse.get(index).copied().unwrap_or_default();
            let is = if rate == 0.0 { was } else { rate < 0.0 };
            if let Some(slot) = self.is_reverse.get_mut(index) {
                *slot = is;
            }
            if was != is {
                self.note(flag);
            }
        }
    }

    /// Flags that FuncEn enables; nothing there governs the change of line.
    fn enabled(&self) -> u16 {
        let pairs = [
            (func::SAG_EN, sys::SAG_WARN),
            (func::REV_P_EN, sys::REV_P_CHG),
            (func::REV_Q_EN, sys::REV_Q_CHG),
        ];
        pairs
            .into_iter()
            .filter(|(enable, _)| self.file.func_en & enable != 0)
            .fold(sys::LN_CHANGE, |all, (_, flag)| all | flag)
    }

    fn note(&mut self, flag: u16) {
        if !self.open.notes_enabled_only || self.enabled() & flag != 0 {
            self.flags |= flag;
        }
    }

    fn checksum_errors(&self) -> u16 {
        let calibration = if self.file.metering.is_wrong() {
            sys::CAL_ERR
        } else {
            0
        };
        let adjustment = if self.file.measurement.is_wrong() {
            sys::ADJ_ERR
        } else {
            0
        };
        calibration | adjustment
    }

    /// SysStatus.
    pub(super) fn status(&self) -> u16 {
        self.flags | self.checksum_errors()
    }

    /// EnStatus.
    pub(super) fn metering_status(&self) -> u16 {
        let [reverse_p, reverse_q] = self.is_reverse;
        let bits = [
            (11, self.meters_line),
            (12, reverse_p && !self.file.counts_active_absolute()),
            (13, reverse_q && !self.file.counts_reactive_absolute()),
            (14, self.rates.active == 0.0),
            (15, self.rates.reactive == 0.0),
        ];
        bits.into_iter()
            .filter(|(_, set)| *set)
            .fold(self.mode.code(), |word, (bit, _)| word | 1 << bit)
    }

    fn warns_of_checksum(&self) -> bool {
        self.open.checksum_warns && self.checksum_errors() != 0
    }

    /// Returns whether WarnOut is asserted.
    pub(super) fn warns(&self) -> bool {
        let shows_sag = self.file.func_en & func::SAG_WO != 0;
        self.answers() && (shows_sag && self.is_sagging || self.warns_of_checksum())
    }

    /// Returns whether IRQ is asserted.
    pub(super) fn interrupts(&self) -> bool {
        self.answers() && (self.flags & self.enabled() != 0 || self.warns_of_checksum())
    }
}
