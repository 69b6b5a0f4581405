//! What a timer trips on by itself: a stale duty, a carrier that stands, current that has to be limited for too long.

use super::Unit;
use crate::stage::leg::Leg;
use alloc::vec::Vec;
use hal_inverter::TripCauses;
use hal_power::Current;

impl Unit {
    /// The time after which this unit's own protection may trip it.
    pub(crate) fn next_trip(&self) -> Option<u64> {
        let reload = self.limits().then(|| self.sheet.next_reload(self.at));
        [self.stale_at(), self.clock_trip_at(), reload]
            .into_iter()
            .flatten()
            .min()
    }

    /// When something happens next that others see: own protection, or outputs that go on or off. The end of time if nothing.
    pub(crate) fn due(&self) -> u64 {
        let power = self.power.filter(|&power| power > self.at);
        let due = [self.next_trip(), power, self.off_at];
        due.into_iter().flatten().min().unwrap_or(u64::MAX)
    }

    /// Causes of the latched trip.
    pub(crate) fn latched(&self) -> TripCauses {
        self.trip.map_or(TripCauses::empty(), |trip| trip.all)
    }

    /// Takes the causes of this unit's own protection up to now.
    pub(crate) fn take_raised(&mut self) -> TripCauses {
        let mut raised = core::mem::take(&mut self.raised);
        let due = |at: Option<u64>| at.is_some_and(|at| at <= self.at);
        raised.set(TripCauses::STALE_DUTY, due(self.stale_at()));
        raised.set(TripCauses::CLOCK, due(self.clock_trip_at()));
        raised
    }

    fn stale_at(&self) -> Option<u64> {
        let waits = self.is_enabled() && self.stopped.is_none() && self.trip.is_none();
        let periods = u64::from(self.sheet.stale) * self.sheet.period;
        waits.then(|| self.sheet.next_reload(self.refreshed) + periods)
    }

    fn clock_trip_at(&self) -> Option<u64> {
        let seen = self.trip.is_some_and(|t| t.all.contains(TripCauses::CLOCK));
        let stopped = self.stopped.filter(|_| !seen);
        stopped.map(|stopped| stopped + self.sheet.monitor)
    }

    pub(super) fn exceeds(&self, leg: &Leg) -> bool {
        let magnitude = |current: Current| i64::from(current.as_microamps()).abs();
        let limit = self.sheet.limit;
        limit.is_some_and(|limit| magnitude(leg.current) > magnitude(limit.most))
    }

    /// Whether periods count one by one.
    pub(super) fn limits(&self) -> bool {
        let busy = self.limited_in_row > 0 || self.legs.iter().any(|leg| leg.cut);
        self.power.is_some() && (busy || self.legs.iter().any(|leg| self.exceeds(leg)))
    }

    /// Cuts the pulses of legs that carry too much.
    pub(crate) fn cut(&mut self) {
        let Some(limit) = self.sheet.limit else {
            return;
        };
        let before = self.legs.iter().any(|leg| leg.cut);
        let over = |leg: &Leg| {
            let since = leg.on_since().filter(|_| self.exceeds(leg));
            since.is_some_and(|since| self.at >= since + limit.blanking)
        };
        let cut: Vec<bool> = self.legs.iter().map(over).collect();
        for (leg, cut) in self.legs.iter_mut().zip(cut) {
            leg.cut |= cut;
        }
        if !before && self.legs.iter().any(|leg| leg.cut) {
            self.limited = self.limited.wrapping_add(1);
        }
        self.drive();
    }
}
