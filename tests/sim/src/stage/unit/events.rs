//! From event to event.

use super::Unit;
use crate::stage::leg::Leg;
use hal_inverter::TripCauses;

impl Unit {
    /// Lets everything happen up to `to`.
    pub(crate) fn advance(&mut self, to: u64) {
        while self.at < to {
            if self.glide(to) {
                return;
            }
            self.skip(to);
            self.at = self.next_event().min(to);
            self.happen();
        }
    }

    /// Whether nothing but pulses happens from here on: the outputs stay as they are, and nobody looks at a pulse.
    fn is_steady(&self) -> bool {
        let settled = |power| self.at >= power + self.sheet.dead + self.sheet.period;
        self.stopped.is_none()
            && self.off_at.is_none()
            && self.power.is_none_or(settled)
            && self.log.is_none()
            && self.sheet.dead >= self.sheet.turn_off
            && !self.limits()
    }

    /// Stands at once where the legs are at `to`, a whole period or more after the next reload. Not where a converter samples.
    fn glide(&mut self, to: u64) -> bool {
        let (reload, start) = (self.sheet.next_reload(self.at), self.sheet.start(to));
        if start < reload + self.sheet.period || self.sampler.is_some() || !self.is_steady() {
            return false;
        }
        for leg in &mut self.legs {
            if !self.held {
                leg.active = leg.preload;
            }
            leg.stand(&self.sheet, reload, to, self.power);
        }
        self.at = to;
        self.last_edge = Some(start);
        true
    }

    /// Passes over whole periods that are all alike: at each of their reloads a leg stands as it does at this one. The period
    /// before `to` is lived through, so that its sample is taken, and what lasts beyond a reload is as it was.
    fn skip(&mut self, to: u64) {
        let period = self.sheet.period;
        let target = self.sheet.start(to).saturating_sub(period);
        let far = target.saturating_sub(self.at) > 2 * period;
        let at_reload = self.at == self.sheet.start(self.at);
        let taken = |leg: &Leg| self.held || leg.preload == leg.active;
        if far && at_reload && self.is_steady() && self.legs.iter().all(taken) {
            self.at = target;
            self.drive();
        }
    }

    fn next_event(&self) -> u64 {
        let (sheet, start) = (&self.sheet, self.sheet.start(self.at));
        let mut next = u64::MAX;
        let mut consider = |time: u64| {
            if time > self.at {
                next = next.min(time);
            }
        };
        if let Some(off) = self.off_at {
            consider(off);
        }
        if let Some(power) = self.power {
            consider(power);
            for leg in &self.legs {
                consider(leg.settled(sheet, power));
                if let Some(limit) = sheet.limit.filter(|_| self.exceeds(leg))
                    && let Some(since) = leg.on_since()
                {
                    consider(since + limit.blanking);
                }
            }
        }
        if let Some(sampler) = &self.sampler {
            sampler.next_events(sheet, self.at, self.stopped.is_some(), &mut consider);
        }
        if self.stopped.is_none() {
            consider(start + sheet.period);
            for (rise, fall) in self.legs.iter().filter_map(|leg| leg.edges(sheet, start)) {
                consider(rise);
                consider(fall);
            }
        }
        next
    }

    fn happen(&mut self) {
        if self.off_at.is_some_and(|off| off <= self.at) {
            self.disable();
        }
        if self.power == Some(self.at) {
            self.switched.push((self.at, true));
        }
        if self.stopped.is_none() {
            if self.at == self.sheet.start(self.at) {
                self.reload();
            }
            for leg in &mut self.legs {
                leg.compare(&self.sheet, self.at);
            }
        }
        self.drive();
        self.cut();
        if let Some(sampler) = &mut self.sampler {
            sampler.happen(&self.sheet, self.at, self.last_edge, self.stopped.is_some());
        }
    }

    fn reload(&mut self) {
        let cut = self.legs.iter().any(|leg| leg.cut);
        self.limited_in_row = if cut { self.limited_in_row + 1 } else { 0 };
        let most = self.sheet.limit.map_or(u32::MAX, |limit| limit.escalate);
        if self.limited_in_row >= most {
            self.raised |= TripCauses::LIMITING;
            self.limited_in_row = 0;
        }
        for leg in &mut self.legs {
            leg.cut = false;
            if !self.held {
                leg.active = leg.preload;
            }
        }
    }
}
