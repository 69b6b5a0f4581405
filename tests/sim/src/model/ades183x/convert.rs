//! C and S at work, and what follows from their results.

use super::{
    Ades183x, CELLS,
    physics::Adc,
    results::{health, supply},
    sampler::{BLOCK, Blocks, Run},
};

/// Fraction of the filter in bits.
const FRACTION: u32 = 16;
/// Good supplies in µV: VD, VA.
const DIGITAL: [i32; 2] = [2_700_000, 3_600_000];
const ANALOG: [i32; 2] = [4_500_000, 5_500_000];

/// State of C and S.
#[derive(Debug, Clone, Default)]
pub(super) struct Engine {
    pub(super) c: super::sampler::Sampler,
    pub(super) s: super::sampler::Sampler,
    pub(super) c_run: Option<Run>,
    pub(super) s_run: Option<Run>,
    /// Cells whose switch is closed for C and for S.
    pub(super) c_switches: u16,
    pub(super) s_switches: u16,
    /// S was started with C and stops with it.
    pub(super) s_follows: bool,
    /// PWM waits for S.
    pub(super) pauses_pwm: bool,
    filter: [i64; CELLS],
    /// The filter has taken a sample.
    filter_has_begun: bool,
    /// What the samples give is old.
    pub(super) stale: bool,
    /// Another sample of C changes nothing but counters.
    pub(super) quiet: bool,
}

impl Engine {
    /// Expects that something changed on which results depend.
    pub(super) const fn disturb(&mut self) {
        self.stale = true;
        self.quiet = false;
    }

    pub(super) const fn empty_filter(&mut self) {
        self.filter_has_begun = false;
        self.quiet = false;
    }

    /// Takes samples into the filter until nothing moves; returns whether nothing does.
    fn filter(&mut self, samples: u64, parameter: Option<i64>) -> bool {
        let mut settled = true;
        let first = !self.filter_has_begun;
        for (state, code) in self.filter.iter_mut().zip(self.c.now()) {
            let target = i64::from(*code) << FRACTION;
            let Some(parameter) = parameter.filter(|_| !first) else {
                *state = target;
                continue;
            };
            let mut left = samples;
            loop {
                let step = (target - *state) / parameter;
                if step == 0 {
                    break;
                }
                if left == 0 {
                    settled = false;
                    break;
                }
                *state += step;
                left -= 1;
            }
        }
        self.filter_has_begun = true;
        settled
    }
}

impl Ades183x {
    pub(super) fn measure_cells(
        &mut self,
        redundant: bool,
        continuous: bool,
        discharge: bool,
        reset_filter: bool,
        switches: u16,
    ) {
        let began = self.reference_from();
        let limit = match (continuous, redundant) {
            (true, _) => None,
            (false, true) => Some(BLOCK),
            (false, false) => Some(1),
        };
        let engine = &mut self.engine;
        engine.c_run = Some(Run::new(began, limit));
        engine.c.restart();
        engine.c_switches = if redundant { 0 } else { switches };
        if reset_filter {
            engine.empty_filter();
        }
        if redundant {
            engine.s_run = Some(Run::new(began, limit));
            engine.s.restart();
            engine.s_switches = 0;
            engine.s_follows = true;
            engine.pauses_pwm = !discharge;
        } else if engine.s_follows {
            engine.s_run = None;
            engine.s_follows = false;
        }
        engine.disturb();
        self.results.count = 0;
        self.set_comparing(redundant);
        self.rebalance(self.clock.nanos());
    }

    pub(super) fn measure_redundant(&mut self, continuous: bool, discharge: bool, switches: u16) {
        let began = self.reference_from();
        let synchronous = match &self.engine.c_run {
            Some(c) if continuous && c.limit.is_none() => Some(c.next_block(began)),
            _ => None,
        };
        let engine = &mut self.engine;
        let limit = (!continuous).then_some(BLOCK);
        engine.s_run = Some(Run::new(synchronous.unwrap_or(began), limit));
        engine.s.restart();
        engine.s_switches = switches;
        engine.s_follows = false;
        engine.pauses_pwm = !discharge;
        engine.disturb();
        self.set_comparing(synchronous.is_some());
        self.rebalance(self.clock.nanos());
    }

    fn set_comparing(&mut self, on: bool) {
        if on {
            self.results.health |= health::COMP;
        } else {
            self.results.health &= !health::COMP;
        }
    }

    /// Returns when the next conversion of C or S ends that is the last.
    pub(super) fn next_stop(&self) -> Option<u64> {
        let ends =
            [&self.engine.c_run, &self.engine.s_run].map(|run| run.as_ref().and_then(Run::end));
        ends.into_iter().flatten().min()
    }

    /// Does all samples that end until a time; none but the last may be the last one of its converter.
    pub(super) fn convert_cells(&mut self, until: u64) {
        if self.engine.c_run.is_none() && self.engine.s_run.is_none() {
            return;
        }
        if self.engine.stale {
            let discharging = self.balance.cells();
            let c = self
                .physics
                .codes(Adc::C, self.engine.c_switches, discharging, &self.open);
            let s = self
                .physics
                .codes(Adc::S, self.engine.s_switches, discharging, &self.open);
            self.engine.c.aim(c);
            self.engine.s.aim(s);
            self.engine.stale = false;
        }
        if let Some(run) = &self.engine.c_run {
            self.results.count = run.quarters(until);
        }
        let c = self.engine.c_run.as_mut().map_or(0, |run| run.take(until));
        let s = self.engine.s_run.as_mut().map_or(0, |run| run.take(until));
        let c_blocks = if c == 0 {
            Blocks::default()
        } else {
            self.engine.c.run(c)
        };
        let s_blocks = if s == 0 {
            Blocks::default()
        } else {
            self.engine.s.run(s)
        };
        if c > 0 {
            self.take_samples(c, &c_blocks);
        }
        if let Some(last) = &s_blocks.last {
            self.results.redundant = last.map(i16::cast_unsigned);
        }
        if self.results.health & health::COMP != 0 {
            let firsts = if c == s {
                c_blocks.first
            } else {
                c_blocks.last
            };
            self.compare(firsts, s_blocks.first);
            self.compare(c_blocks.last, s_blocks.last);
        }
        if c > 0 || s_blocks.last.is_some() {
            self.judge_supplies();
        }
        self.stop_runs(until);
    }

    fn take_samples(&mut self, samples: u64, blocks: &Blocks) {
        if let Some(last) = &blocks.last {
            self.results.averages = last.map(i16::cast_unsigned);
        }
        if self.engine.quiet {
            return;
        }
        let now = *self.engine.c.now();
        self.results.measured = now.map(i16::cast_unsigned);
        let settled = self.engine.filter(samples, self.file.filter());
        for (slot, state) in self.results.filtered.iter_mut().zip(self.engine.filter) {
            let code = (state + (1 << (FRACTION - 1))) >> FRACTION;
            *slot = i16::try_from(code).unwrap_or(i16::MAX).cast_unsigned();
        }
        self.judge_limits(&now);
        self.engine.quiet = settled;
    }

    fn judge_limits(&mut self, codes: &[i16; CELLS]) {
        let (under, over) = self.file.limits();
        let mut flags = 0;
        for (index, code) in codes.iter().enumerate() {
            flags |= u32::from(*code < under) << (2 * index);
            flags |= u32::from(*code > over) << (2 * index + 1);
        }
        if self.open.limits_stay {
            flags |= self.results.limits;
        }
        self.results.limits = flags;
    }

    fn compare(&mut self, c: Option<[i16; CELLS]>, s: Option<[i16; CELLS]>) {
        let (Some(c), Some(s)) = (c, s) else { return };
        let threshold = self.file.threshold();
        for (index, (c, s)) in c.into_iter().zip(s).enumerate() {
            if (i32::from(c) - i32::from(s)).abs() > threshold {
                self.results.mismatches |= 1 << index;
            }
        }
    }

    /// Sets the flags of supplies and oscillator, those that are forced too.
    pub(super) fn judge_supplies(&mut self) {
        let mut flags = 0;
        let [lowest, highest] = DIGITAL;
        let digital = self.physics.digital.as_microvolts();
        flags |= if digital < lowest { supply::VD_UV } else { 0 };
        flags |= if digital > highest { supply::VD_OV } else { 0 };
        let [lowest, highest] = ANALOG;
        let analog = self.physics.analog.as_microvolts();
        flags |= if analog < lowest { supply::VA_UV } else { 0 };
        flags |= if analog > highest { supply::VA_OV } else { 0 };
        if self.file.forces(2) && self.file.forces(3) {
            flags |= supply::VD_OV | supply::VA_OV;
            self.results.health |= health::VDE | health::VDEL;
        } else if self.file.forces(2) {
            flags |= supply::VD_UV | supply::VA_UV;
        }
        self.results.supply |= flags;
        self.results.oscillator = self.file.oscillator(&self.open);
        if !(52..=71).contains(&self.results.oscillator) {
            self.results.health |= health::OSCCHK;
        }
    }

    fn stop_runs(&mut self, at: u64) {
        let has_ended = |run: &mut Run| run.limit.is_some_and(|limit| run.done >= limit);
        self.engine.c_run.take_if(has_ended);
        if self.engine.s_run.take_if(has_ended).is_some() {
            self.set_comparing(false);
        }
        if self.engine.s_run.is_none() && self.engine.pauses_pwm {
            self.engine.pauses_pwm = false;
            self.rebalance(at);
        }
    }
}
