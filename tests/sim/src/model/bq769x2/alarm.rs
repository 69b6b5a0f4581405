//! Alarms and the ALERT pin.

use super::{Bq769x2, conf::bits, fets::fet, memory::at};
use crate::device::OutputLine;

/// Bits of the alarm registers.
pub(super) mod flag {
    pub(crate) const WAKE: u16 = 1 << 0;
    pub(crate) const ADSCAN: u16 = 1 << 1;
    pub(crate) const CB: u16 = 1 << 2;
    pub(crate) const SHUTV: u16 = 1 << 4;
    pub(crate) const XDSG: u16 = 1 << 5;
    pub(crate) const XCHG: u16 = 1 << 6;
    pub(crate) const FULLSCAN: u16 = 1 << 7;
    pub(crate) const INITCOMP: u16 = 1 << 9;
    pub(crate) const INITSTART: u16 = 1 << 10;
    pub(crate) const MSK_PFALERT: u16 = 1 << 11;
    pub(crate) const MSK_SFALERT: u16 = 1 << 12;
    pub(crate) const PF: u16 = 1 << 13;
    pub(crate) const SSA: u16 = 1 << 14;
    pub(crate) const SSBC: u16 = 1 << 15;
}

/// Loops in a full scan.
const LOOPS: u64 = 3;

/// What is latched.
#[derive(Debug, Clone, Default)]
pub(super) struct Alarms {
    pub(super) status: u16,
    pub(super) enable: u16,
    pub(super) raw: u16,
    /// Scans that ended later count.
    seen: u64,
}

impl Bq769x2 {
    /// Returns Safety and PF Alerts.
    pub(super) fn alerts(&self) -> u64 {
        if self.open.alert_outlasts_trip {
            self.watch.present
        } else {
            self.watch.present & !self.watch.status
        }
    }

    /// Latches what has risen.
    pub(super) fn refresh_alarms(&mut self) {
        let alerts = self.alerts();
        let status = self.watch.status;
        let safety = u64::from(self.active.u4(at::SF_MASK_A)) & bits::SAFETY;
        let failures = u64::from(self.active.u4(at::PF_MASK_A)) << 24;
        let low = self.watch.present & 1 << bits::LOW_VOLTAGE;
        let mut raw = 0;
        for (is_set, bit) in [
            (status & 0xFF_FF00 != 0, flag::SSBC),
            (status & bits::A != 0, flag::SSA),
            (status & bits::PF != 0, flag::PF),
            (alerts & safety != 0, flag::MSK_SFALERT),
            (alerts & failures != 0, flag::MSK_PFALERT),
            (self.fets & fet::CHG == 0, flag::XCHG),
            (self.fets & fet::DSG == 0, flag::XDSG),
            (low != 0, flag::SHUTV),
            (self.balance.mask != 0, flag::CB),
        ] {
            if is_set {
                raw |= bit;
            }
        }
        self.alarms.status |= raw & !self.alarms.raw & self.alarms.enable;
        self.alarms.raw = raw;
    }

    /// A flag that is high for a moment.
    pub(super) fn pulse(&mut self, flag: u16) {
        self.alarms.status |= flag & self.alarms.enable;
    }

    /// Latches the scans that have ended.
    pub(super) fn see_scans(&mut self, now: u64) {
        let from = core::mem::replace(&mut self.alarms.seen, now);
        if !self.is_measuring() || self.alarms.enable & (flag::ADSCAN | flag::FULLSCAN) == 0 {
            return;
        }
        let loops = |time: u64| time.saturating_sub(self.origin) / self.period.max(1);
        let (before, after) = (loops(from), loops(now));
        if after > before {
            self.pulse(flag::ADSCAN);
        }
        if after / LOOPS > before / LOOPS {
            self.pulse(flag::FULLSCAN);
        }
    }

    fn asserts_alert(&mut self) -> bool {
        let now = self.at;
        self.see_scans(now);
        self.alarms.status != 0
    }
}

impl OutputLine for Bq769x2 {
    fn is_high(&mut self) -> bool {
        self.settle();
        let config = self.active.u1(at::ALERT_PIN);
        if config & 0b11 != 2 || !self.is_powered() {
            return true;
        }
        self.asserts_alert() != (config & 1 << 7 != 0)
    }

    fn next_change(&mut self) -> Option<u64> {
        self.settle();
        let scans = self.alarms.enable & (flag::ADSCAN | flag::FULLSCAN) != 0;
        let scan = if scans && self.is_measuring() && self.alarms.status == 0 {
            self.boundary(self.at)
        } else {
            u64::MAX
        };
        let next = self.next.min(scan);
        (next != u64::MAX).then_some(next)
    }
}
