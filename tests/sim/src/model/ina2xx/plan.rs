//! What the configuration tells the converter to do, and when each conversion ends.

use super::{
    part::{AVERAGES, Facts, Map},
    registers::File,
};

/// An input of the converter. One pass converts what is enabled in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Channel {
    Shunt,
    Bus,
    Temperature,
}

/// What is converted, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Plan {
    /// ns that each channel takes, where it is enabled.
    shunt: Option<u64>,
    bus: Option<u64>,
    temperature: Option<u64>,
    /// Passes that make one result.
    pub(super) averages: u64,
    pub(super) continuous: bool,
}

impl Plan {
    /// Reads the plan from MODE, the conversion times and AVG; `None` in shutdown.
    pub(super) fn from(file: &File, facts: &Facts) -> Option<Self> {
        let time = |field: u16| pick(&facts.conversion_times, field) * 1_000;
        let plan = match facts.map {
            Map::Legacy => {
                let config = file.config;
                Self {
                    shunt: (config & 1 != 0).then(|| time(config >> 3)),
                    bus: (config & 2 != 0).then(|| time(config >> 6)),
                    temperature: None,
                    averages: pick(&AVERAGES, config >> 9),
                    continuous: config & 4 != 0,
                }
            }
            Map::Modern => {
                let config = file.adc_config;
                Self {
                    bus: (config & 1 << 12 != 0).then(|| time(config >> 9)),
                    shunt: (config & 1 << 13 != 0).then(|| time(config >> 6)),
                    temperature: (config & 1 << 14 != 0).then(|| time(config >> 3)),
                    averages: pick(&AVERAGES, config),
                    continuous: config & 1 << 15 != 0,
                }
            }
        };
        (plan.pass() > 0).then_some(plan)
    }

    /// Returns the conversions of one pass, each with its length in ns.
    pub(super) fn steps(&self) -> impl Iterator<Item = (Channel, u64)> {
        [
            (Channel::Shunt, self.shunt),
            (Channel::Bus, self.bus),
            (Channel::Temperature, self.temperature),
        ]
        .into_iter()
        .filter_map(|(channel, length)| length.map(|length| (channel, length)))
    }

    /// Returns the length of one pass in ns.
    pub(super) fn pass(&self) -> u64 {
        self.steps().map(|(_, length)| length).sum()
    }
}

/// Looks up a field of three bits.
fn pick(table: &[u64; 8], field: u16) -> u64 {
    table
        .get(usize::from(field & 7))
        .copied()
        .unwrap_or_default()
}

/// Conversions under way.
#[derive(Debug, Clone)]
pub(super) struct Run {
    pub(super) plan: Plan,
    /// ns on the clock when the pass under way began; ahead of now during a conversion delay.
    pub(super) pass_began: u64,
    /// Conversions of this pass that have ended.
    pub(super) step: usize,
    /// Passes of this cycle that have ended.
    pub(super) passes: u64,
    /// Ends of cycles since something was touched. The temperature takes one cycle to be averaged and one to change the
    /// current; from the third on all are alike.
    pub(super) steady_cycles: u64,
}

impl Run {
    pub(super) fn new(plan: Plan, begins: u64) -> Self {
        Self {
            plan,
            pass_began: begins,
            step: 0,
            passes: 0,
            steady_cycles: 0,
        }
    }

    /// Returns the conversion under way and when it ends.
    pub(super) fn next(&self) -> Option<(Channel, u64)> {
        let mut end = self.pass_began;
        for (index, (channel, length)) in self.plan.steps().enumerate() {
            end = end.saturating_add(length);
            if index == self.step {
                return Some((channel, end));
            }
        }
        None
    }

    /// Returns how many whole passes end until a time, from here.
    pub(super) fn whole_passes(&self, until: u64) -> u64 {
        if self.step > 0 {
            return 0;
        }
        until.saturating_sub(self.pass_began) / self.plan.pass().max(1)
    }

    /// Passes over whole passes.
    pub(super) fn skip(&mut self, passes: u64) {
        self.pass_began = self
            .pass_began
            .saturating_add(self.plan.pass().saturating_mul(passes));
    }

    /// Returns the times at which results or flags can change in the next passes and cycles, until all are alike.
    pub(super) fn coming_ends(&self) -> impl Iterator<Item = u64> {
        let pass = self.plan.pass();
        let cycle = pass.saturating_mul(self.plan.averages);
        let rest = (self.plan.averages - self.passes).saturating_mul(pass);
        let cycle_end = self.pass_began.saturating_add(rest);
        let passes = (0..3).map(move |ahead| self.pass_began.saturating_add(pass * ahead));
        let cycles = (0..3).map(move |ahead| cycle_end.saturating_add(cycle.saturating_mul(ahead)));
        // What a cycle's average of the temperature changes shows in the pass after it.
        passes.chain(cycles).flat_map(move |began| {
            let ends = self.plan.steps().scan(began, |end, (_, length)| {
                *end = end.saturating_add(length);
                Some(*end)
            });
            core::iter::once(began).chain(ends)
        })
    }
}
