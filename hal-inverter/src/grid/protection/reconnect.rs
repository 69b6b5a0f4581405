//! The reconnection window and its time.

use super::{GridProtection, Phase};
use crate::grid::{
    meter::{Ended, Pace},
    stages::Stages,
};
use core::time::Duration;

impl GridProtection {
    /// Time that the grid still has to stay inside.
    pub(super) fn remaining(&self) -> Duration {
        let inside = self
            .inside
            .map_or(0, |inside| self.frames.saturating_sub(inside));
        self.config.frames.after(self.after, inside)
    }

    /// Counts the time inside of the reconnection window.
    pub(super) fn reconnect(&mut self, ended: &Ended) {
        if !self.is_inside(ended) {
            self.inside = None;
            if matches!(self.phase, Phase::Granted) && !self.connected {
                self.wait();
            }
            return;
        }
        if self.inside.is_none() {
            self.inside = Some(self.frames);
            self.after = self.time_to_reconnect();
        }
        if !matches!(self.phase, Phase::Granted) && self.remaining() == Duration::ZERO {
            self.phase = Phase::Granted;
            self.stages = Stages::new();
        }
    }

    fn is_inside(&self, ended: &Ended) -> bool {
        let (Some(window), Some(voltage), Pace::Cycle(frequency)) =
            (&self.config.profile.reconnect, ended.whole, ended.pace)
        else {
            return false;
        };
        let (low, high) = window.voltage;
        let (slow, fast) = window.frequency;
        let zeroed = self.offset.is_some() || self.config.profile.direct.stated().is_none();
        let agreed = self.agreed.is_some() || self.config.agreement.is_none();
        (low..=high).contains(&voltage)
            && (slow..=fast).contains(&frequency)
            && !ended.saturated
            && !self.high_average
            && zeroed
            && agreed
    }

    /// The shorter time after a short interruption, where the profile has one.
    fn time_to_reconnect(&self) -> Duration {
        let Some(reconnect) = &self.config.profile.reconnect else {
            return Duration::MAX;
        };
        match (self.phase, reconnect.short) {
            (Phase::Tripped { onset, .. }, Some(short))
                if self.config.frames.time(self.frames.saturating_sub(onset)) <= short.within =>
            {
                short.after
            }
            _ => reconnect.after,
        }
    }
}
