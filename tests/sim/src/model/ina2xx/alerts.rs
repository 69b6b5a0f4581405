//! Flags, limits and the ALERT pin.

use super::{
    part::{Facts, Map},
    plan::Channel,
    registers::File,
};

/// Bits of DIAG_ALRT (SLYS021A table 7-16).
mod diag {
    pub(super) const LATCH: u16 = 1 << 15;
    pub(super) const READY_ON_PIN: u16 = 1 << 14;
    pub(super) const SLOW: u16 = 1 << 13;
    pub(super) const ACTIVE_HIGH: u16 = 1 << 12;
    pub(super) const ENERGY_OVERFLOW: u16 = 1 << 11;
    pub(super) const CHARGE_OVERFLOW: u16 = 1 << 10;
    pub(super) const MATH_OVERFLOW: u16 = 1 << 9;
    pub(super) const TEMPERATURE: u16 = 1 << 7;
    pub(super) const SHUNT_OVER: u16 = 1 << 6;
    pub(super) const SHUNT_UNDER: u16 = 1 << 5;
    pub(super) const BUS_OVER: u16 = 1 << 4;
    pub(super) const BUS_UNDER: u16 = 1 << 3;
    pub(super) const POWER: u16 = 1 << 2;
    pub(super) const READY: u16 = 1 << 1;
    pub(super) const MEMORY: u16 = 1 << 0;
}

/// Bits of the INA226's Mask/Enable register (SBOS547B section 7.1.7).
mod mask {
    pub(super) const SHUNT_OVER: u16 = 1 << 15;
    pub(super) const SHUNT_UNDER: u16 = 1 << 14;
    pub(super) const BUS_OVER: u16 = 1 << 13;
    pub(super) const BUS_UNDER: u16 = 1 << 12;
    pub(super) const POWER: u16 = 1 << 11;
    pub(super) const READY_ON_PIN: u16 = 1 << 10;
    pub(super) const ALERT: u16 = 1 << 4;
    pub(super) const READY: u16 = 1 << 3;
    pub(super) const MATH_OVERFLOW: u16 = 1 << 2;
    pub(super) const ACTIVE_HIGH: u16 = 1 << 1;
    pub(super) const LATCH: u16 = 1 << 0;
}

/// Codes that limits are compared with.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Codes {
    pub(super) shunt: i128,
    pub(super) bus: i128,
    pub(super) temperature: i128,
    pub(super) current: i128,
    pub(super) power: i128,
}

/// Flags as they stand.
#[derive(Debug, Clone, Default)]
pub(super) struct Flags {
    /// Limit flags at their places in DIAG_ALRT; the INA226 has one, whose place does not matter.
    limits: u16,
    pub(super) ready: bool,
    /// ns on the clock when the last cycle ended.
    pub(super) ready_since: u64,
    pub(super) math_overflow: bool,
    pub(super) energy_overflow: bool,
    pub(super) charge_overflow: bool,
}

impl Flags {
    /// Judges what one channel's new result changes, or on the INA226 a whole new set of results.
    pub(super) fn judge(&mut self, channel: Channel, codes: &Codes, file: &File, facts: &Facts) {
        match facts.map {
            Map::Legacy => self.judge_legacy(codes, file),
            Map::Modern => self.judge_modern(channel, codes, file, facts),
        }
    }

    /// Compares with the top 16 bits of each result, as wide as its limit.
    fn judge_modern(&mut self, channel: Channel, codes: &Codes, file: &File, facts: &Facts) {
        let surplus = facts.result_bits - 16;
        let (shunt, bus) = (codes.shunt >> surplus, codes.bus >> surplus);
        let power = codes.power >> (facts.power_bits - 16);
        let temperature = codes.temperature << (16 - facts.temperature_bits);
        let verdicts = [
            (
                Channel::Shunt,
                diag::SHUNT_OVER,
                shunt > two(file.shunt_over),
            ),
            (
                Channel::Shunt,
                diag::SHUNT_UNDER,
                shunt < two(file.shunt_under),
            ),
            (Channel::Bus, diag::BUS_OVER, bus > file.bus_over.into()),
            (Channel::Bus, diag::BUS_UNDER, bus < file.bus_under.into()),
            (Channel::Bus, diag::POWER, power > file.power_limit.into()),
            (
                Channel::Temperature,
                diag::TEMPERATURE,
                temperature > two(file.temperature_limit),
            ),
        ];
        let latched = file.diagnostics & diag::LATCH != 0;
        for (_, flag, beyond) in verdicts.into_iter().filter(|verdict| verdict.0 == channel) {
            if beyond {
                self.limits |= flag;
            } else if !latched {
                self.limits &= !flag;
            }
        }
    }

    /// Compares the one function that is enabled, the highest bit first.
    fn judge_legacy(&mut self, codes: &Codes, file: &File) {
        let limit = file.alert_limit;
        let functions = [
            (mask::SHUNT_OVER, codes.shunt > two(limit)),
            (mask::SHUNT_UNDER, codes.shunt < two(limit)),
            (mask::BUS_OVER, codes.bus > limit.into()),
            (mask::BUS_UNDER, codes.bus < limit.into()),
            (mask::POWER, codes.power > limit.into()),
        ];
        let beyond = functions
            .into_iter()
            .find(|(function, _)| file.diagnostics & function != 0)
            .is_some_and(|(_, beyond)| beyond);
        if beyond {
            self.limits = mask::ALERT;
        } else if file.diagnostics & mask::LATCH == 0 {
            self.limits = 0;
        }
    }

    /// Returns DIAG_ALRT or Mask/Enable.
    pub(super) fn word(&self, file: &File, facts: &Facts, memory_good: bool) -> u16 {
        let bit = |is: bool, bit: u16| if is { bit } else { 0 };
        file.diagnostics
            | self.limits
            | match facts.map {
                Map::Legacy => {
                    bit(self.ready, mask::READY) | bit(self.math_overflow, mask::MATH_OVERFLOW)
                }
                Map::Modern => {
                    bit(self.ready, diag::READY)
                        | bit(self.math_overflow, diag::MATH_OVERFLOW)
                        | bit(self.energy_overflow, diag::ENERGY_OVERFLOW)
                        | bit(self.charge_overflow, diag::CHARGE_OVERFLOW)
                        | bit(memory_good, diag::MEMORY)
                }
            }
    }

    /// Does what reading DIAG_ALRT or Mask/Enable clears (SLYS021A section 7.3.4.2 and table 7-16, SBOS547B 7.1.7).
    pub(super) fn acknowledge(&mut self, file: &File, facts: &Facts) {
        self.ready = false;
        let latch = match facts.map {
            Map::Legacy => mask::LATCH,
            Map::Modern => diag::LATCH,
        };
        if file.diagnostics & latch != 0 {
            self.limits = 0;
        }
    }

    /// Returns until when a conversion that has ended shows at the pin by itself.
    pub(super) fn pulse_end(&self, pulse: u64) -> u64 {
        self.ready_since.saturating_add(pulse)
    }

    /// Returns whether the ALERT line is high at a time.
    pub(super) fn line(&self, file: &File, facts: &Facts, pulse: u64, now: u64) -> bool {
        let control = |bit: u16| file.diagnostics & bit != 0;
        let (ready, active_high) = match facts.map {
            Map::Legacy => (
                control(mask::READY_ON_PIN) && self.ready,
                control(mask::ACTIVE_HIGH),
            ),
            Map::Modern => (
                control(diag::READY_ON_PIN)
                    && self.ready
                    && (control(diag::LATCH) || now < self.pulse_end(pulse)),
                control(diag::ACTIVE_HIGH),
            ),
        };
        (self.limits != 0 || ready) == active_high
    }
}

/// Returns whether limits wait for averages.
pub(super) fn judges_averages(file: &File, facts: &Facts) -> bool {
    facts.map == Map::Legacy || file.diagnostics & diag::SLOW != 0
}

/// Reads two's complement.
fn two(word: u16) -> i128 {
    i128::from(word.cast_signed())
}
