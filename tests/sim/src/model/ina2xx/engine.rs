//! Conversions in virtual time, and what the part calculates from them.

use super::{
    Ina2xx,
    alerts::{self, Codes, Flags},
    part::Map,
    physics::{nearest, signed},
    plan::{Channel, Plan, Run},
    registers::File,
};

/// Temperature that SHUNT_TEMPCO counts from, in n°C.
const REFERENCE_NANOCELSIUS: i128 = 25_000_000_000;
/// ppm × n°C.
const TEMPCO_SCALE: i128 = 1_000_000_000_000_000;
/// ns in one count of CHARGE.
const CHARGE_NANOS: i128 = 1_000_000_000;
/// ns in one count of ENERGY: power LSB × 16 (SLYS021A equation 6).
const ENERGY_NANOS: i128 = 16 * CHARGE_NANOS;
/// Where ENERGY, unsigned, rolls over.
const ENERGY_END: i128 = ENERGY_NANOS << 40;
/// Where CHARGE, signed, rolls over.
const CHARGE_END: i128 = CHARGE_NANOS << 39;

/// Sums of the codes of one cycle.
#[derive(Debug, Clone, Default)]
pub(super) struct Sums {
    codes: Codes,
    /// A calculation of this cycle went beyond its register.
    overflow: bool,
}

impl Ina2xx {
    /// Goes to the reset values and begins converting.
    pub(super) fn reset(&mut self) {
        self.file = File::reset(&self.facts);
        self.flags = Flags::default();
        self.results = Codes::default();
        self.samples = Codes::default();
        self.clear_accumulators();
        self.wire = super::bus::Wire::default();
        self.begin(self.start_up);
    }

    /// Clears ENERGY and CHARGE.
    pub(super) fn clear_accumulators(&mut self) {
        self.charge = 0;
        self.energy = 0;
    }

    /// Drops what is under way and begins as configured, after a wait and the conversion delay.
    pub(super) fn begin(&mut self, wait: u64) {
        self.sums = Sums::default();
        let delay = self.file.conversion_delay(&self.facts);
        let begins = self
            .clock
            .nanos()
            .saturating_add(wait)
            .saturating_add(delay);
        self.run = Plan::from(&self.file, &self.facts).map(|plan| Run::new(plan, begins));
    }

    /// Catches up, and expects that what follows changes something.
    pub(super) fn touch(&mut self) {
        self.advance(self.clock.nanos());
        if let Some(run) = &mut self.run {
            run.steady_cycles = 0;
        }
    }

    /// Does all conversions that end until a time. While nothing is touched the passes of a cycle are alike, and so are the
    /// cycles once steady: all but the last are done at once.
    pub(super) fn advance(&mut self, until: u64) {
        while let Some(mut run) = self.run.take() {
            let whole = run.whole_passes(until);
            let cycles = whole / run.plan.averages;
            let alike = if run.passes == 0 && run.steady_cycles >= 3 && cycles > 1 {
                (cycles - 1) * run.plan.averages
            } else {
                whole.min(run.plan.averages - run.passes).saturating_sub(1)
            };
            if alike > 0 {
                for (channel, _) in run.plan.steps() {
                    self.convert(channel, &run.plan, alike);
                }
                run.skip(alike);
                if run.passes == 0 && alike >= run.plan.averages {
                    self.sums = Sums::default();
                } else {
                    run.passes += alike;
                }
            }
            let goes_on = match run.next() {
                Some((channel, end)) if end <= until => self.step(&mut run, channel, end),
                _ => {
                    self.run = Some(run);
                    return;
                }
            };
            self.run = goes_on.then_some(run);
        }
    }

    /// Ends one conversion, and with the last one the pass and the cycle; returns whether another follows.
    fn step(&mut self, run: &mut Run, channel: Channel, end: u64) -> bool {
        self.convert(channel, &run.plan, 1);
        if run.plan.averages == 1 {
            self.publish(channel, 1);
        }
        if !alerts::judges_averages(&self.file, &self.facts) {
            self.flags
                .judge(channel, &self.samples, &self.file, &self.facts);
        }
        run.step += 1;
        if run.step < run.plan.steps().count() {
            return true;
        }
        run.step = 0;
        run.pass_began = end;
        run.passes += 1;
        if run.passes < run.plan.averages {
            return true;
        }
        run.passes = 0;
        run.steady_cycles += 1;
        self.end_cycle(&run.plan, end);
        run.plan.continuous
    }

    /// Loads the averages, judges them where that waited, and sets the ready flag.
    fn end_cycle(&mut self, plan: &Plan, end: u64) {
        for (channel, _) in plan.steps() {
            if plan.averages > 1 {
                self.publish(channel, i128::from(plan.averages));
            }
            if alerts::judges_averages(&self.file, &self.facts) {
                self.flags
                    .judge(channel, &self.results, &self.file, &self.facts);
            }
        }
        if self.facts.map == Map::Legacy {
            self.flags.math_overflow = self.sums.overflow;
        }
        self.sums = Sums::default();
        self.flags.ready = true;
        self.flags.ready_since = end;
    }

    /// Converts one channel as often as told and accumulates.
    fn convert(&mut self, channel: Channel, plan: &Plan, times: u64) {
        let count = i128::from(times);
        let span = count * i128::from(plan.pass());
        match channel {
            Channel::Shunt => {
                let fine = self.file.fine_range(&self.facts);
                let code = self.world.shunt_code(&self.facts, fine);
                self.samples.shunt = code;
                self.sums.codes.shunt += code * count;
                self.samples.current = self.current_from(code);
                self.sums.codes.current += self.samples.current * count;
                if plan.continuous {
                    self.gather_charge(self.samples.current * span);
                }
            }
            Channel::Bus => {
                let code = self.world.bus_code(&self.facts);
                self.samples.bus = code;
                self.sums.codes.bus += code * count;
                self.samples.power = self.power_from(self.samples.current, code);
                self.sums.codes.power += self.samples.power * count;
                if plan.continuous {
                    self.gather_energy(self.samples.power * span);
                }
            }
            Channel::Temperature => {
                let code = self.world.temperature_code(&self.facts);
                self.samples.temperature = code;
                self.sums.codes.temperature += code * count;
            }
        }
    }

    /// Loads a result register and what goes with it. The INA226 averages the power, the others multiply averages (SBOS547B
    /// section 6.3.1.1, SLYS023A section 7.3.2).
    fn publish(&mut self, channel: Channel, averages: i128) {
        let average = |sum: i128| nearest(sum, averages);
        let sums = &self.sums.codes;
        match channel {
            Channel::Shunt => {
                self.results.shunt = average(sums.shunt);
                self.results.current = average(sums.current);
            }
            Channel::Bus => {
                self.results.bus = average(sums.bus);
                self.results.power = match self.facts.map {
                    Map::Legacy => average(sums.power),
                    Map::Modern => self.power_from(self.results.current, self.results.bus),
                };
            }
            Channel::Temperature => self.results.temperature = average(sums.temperature),
        }
    }

    /// Calculates the current from the shunt voltage and the calibration (SBOS547B equation 3; SLYS021A equations 1 to 4:
    /// shunt LSB × 13107.2·10⁶ = 4096).
    fn current_from(&mut self, shunt: i128) -> i128 {
        let calibration = i128::from(self.file.calibration);
        if calibration == 0 {
            return 0;
        }
        let exact = match self.facts.map {
            Map::Legacy => shunt * calibration / 2_048,
            Map::Modern => {
                let scale = if self.file.compensates(&self.facts) {
                    let temperature = self.results.temperature * self.facts.temperature_lsb;
                    TEMPCO_SCALE
                        + (temperature - REFERENCE_NANOCELSIUS) * i128::from(self.file.tempco)
                } else {
                    TEMPCO_SCALE
                };
                let divisor = calibration * scale.max(1);
                shunt * 4_096 * TEMPCO_SCALE / divisor
            }
        };
        let code = signed(exact, self.facts.result_bits);
        self.sums.overflow |= code != exact;
        self.flags.math_overflow |= code != exact;
        code
    }

    /// Calculates the power, which has no sign; no code of current and voltage goes beyond its register.
    fn power_from(&self, current: i128, bus: i128) -> i128 {
        current.abs() * bus / self.facts.power_divisor
    }

    /// Rolls over to zero, as the datasheet has it for both accumulators (SLYS021A section 8.1.2).
    fn gather_charge(&mut self, amount: i128) {
        let sum = self.charge + amount;
        self.flags.charge_overflow |= sum.abs() >= CHARGE_END;
        self.charge = sum % CHARGE_END;
    }

    fn gather_energy(&mut self, amount: i128) {
        let sum = self.energy + amount;
        self.flags.energy_overflow |= sum >= ENERGY_END;
        self.energy = sum % ENERGY_END;
    }

    /// Returns ENERGY.
    pub(super) fn energy_count(&self) -> i128 {
        self.energy / ENERGY_NANOS
    }

    /// Returns CHARGE.
    pub(super) fn charge_count(&self) -> i128 {
        self.charge / CHARGE_NANOS
    }

    /// Returns the level of the ALERT line at a time that has been caught up with.
    pub(super) fn line_at(&self, now: u64) -> bool {
        !self.powered
            || self
                .flags
                .line(&self.file, &self.facts, self.ready_pulse, now)
    }

    /// Returns when the ALERT line changes if nothing is touched: within three passes or three cycles, or never.
    pub(super) fn next_line_change(&self, now: u64) -> Option<u64> {
        let mut ahead = self.clone();
        let level = ahead.line_at(now);
        let mut at = now;
        loop {
            let ends = self.run.iter().flat_map(Run::coming_ends);
            let pulse_end = ahead.flags.pulse_end(ahead.ready_pulse);
            let next = ends
                .chain(core::iter::once(pulse_end))
                .filter(|&end| end > at)
                .min()?;
            ahead.advance(next);
            if ahead.line_at(next) != level {
                return Some(next);
            }
            at = next;
        }
    }
}
