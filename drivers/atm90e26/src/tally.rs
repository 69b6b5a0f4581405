//! Sums of what registers hold that a reading clears.

use bitflags::bitflags;
use hal_inverter::MeteredEnergy;
use hal_power::{Energy, ReactiveEnergy};

use crate::{Forward, ReactiveEnergies, plan::Plan, registers as at};

bitflags! {
    /// Registers that a reading clears.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(crate) struct Counts: u8 {
        const EVENTS = 1 << 0;
        const ACTIVE_FORWARD = 1 << 1;
        const ACTIVE_REVERSE = 1 << 2;
        const REACTIVE_FORWARD = 1 << 3;
        const REACTIVE_REVERSE = 1 << 4;
        const ACTIVE_TOTAL = 1 << 5;
        const REACTIVE_TOTAL = 1 << 6;
    }
}

impl Counts {
    pub(crate) const ACTIVE: Self = Self::ACTIVE_FORWARD.union(Self::ACTIVE_REVERSE);
    pub(crate) const REACTIVE: Self = Self::REACTIVE_FORWARD.union(Self::REACTIVE_REVERSE);

    /// Returns the register at an address, if a reading clears it.
    pub(crate) const fn at(register: u8) -> Option<Self> {
        Some(match register {
            at::SYS_STATUS => Self::EVENTS,
            at::AP_ENERGY => Self::ACTIVE_FORWARD,
            at::AN_ENERGY => Self::ACTIVE_REVERSE,
            at::AT_ENERGY => Self::ACTIVE_TOTAL,
            at::RP_ENERGY => Self::REACTIVE_FORWARD,
            at::RN_ENERGY => Self::REACTIVE_REVERSE,
            at::RT_ENERGY => Self::REACTIVE_TOTAL,
            _ => return None,
        })
    }

    /// Returns the address of the first register.
    pub(crate) const fn register(self) -> u8 {
        if self.contains(Self::EVENTS) {
            at::SYS_STATUS
        } else if self.contains(Self::ACTIVE_FORWARD) {
            at::AP_ENERGY
        } else if self.contains(Self::ACTIVE_REVERSE) {
            at::AN_ENERGY
        } else if self.contains(Self::REACTIVE_FORWARD) {
            at::RP_ENERGY
        } else if self.contains(Self::REACTIVE_REVERSE) {
            at::RN_ENERGY
        } else if self.contains(Self::ACTIVE_TOTAL) {
            at::AT_ENERGY
        } else {
            at::RT_ENERGY
        }
    }
}

/// Sums in tenths of a pulse since the last `init`, those from before it, and what is amiss with them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tally {
    active_forward: u64,
    active_reverse: u64,
    reactive_forward: u64,
    reactive_reverse: u64,
    active_before: MeteredEnergy,
    reactive_before: ReactiveEnergies,
    /// Registers that were cleared by a reading whose answer is lost.
    pub(crate) missing: Counts,
    /// Registers that were at their end.
    pub(crate) full: Counts,
}

impl Tally {
    pub(crate) const EMPTY: Self = Self {
        active_forward: 0,
        active_reverse: 0,
        reactive_forward: 0,
        reactive_reverse: 0,
        active_before: MeteredEnergy::new(Energy::ZERO, Energy::ZERO),
        reactive_before: ReactiveEnergies {
            positive: ReactiveEnergy::ZERO,
            negative: ReactiveEnergy::ZERO,
        },
        missing: Counts::empty(),
        full: Counts::empty(),
    };

    /// Adds what a register of energy held. The totals are not summed: they count what the others do.
    pub(crate) fn add(&mut self, count: Counts, tenths: u16) {
        let sum = match count {
            Counts::ACTIVE_FORWARD => &mut self.active_forward,
            Counts::ACTIVE_REVERSE => &mut self.active_reverse,
            Counts::REACTIVE_FORWARD => &mut self.reactive_forward,
            Counts::REACTIVE_REVERSE => &mut self.reactive_reverse,
            _ => return,
        };
        *sum = sum.saturating_add(tenths.into());
        if tenths == u16::MAX {
            self.full.insert(count);
        }
    }

    /// What a configuration has counted keeps its worth and its side under the next.
    pub(crate) fn settle(&mut self, plan: &Plan) {
        *self = Self {
            active_before: self.active(plan.pulses_per_kwh, plan.forward),
            reactive_before: self.reactive(plan.pulses_per_kwh, plan.forward),
            missing: self.missing,
            full: self.full,
            ..Self::EMPTY
        };
    }

    pub(crate) fn active(&self, pulses_per_kwh: u32, forward: Forward) -> MeteredEnergy {
        let [with, against] = [self.active_forward, self.active_reverse]
            .map(|tenths| Energy::from_millijoules(milli_unit_seconds(tenths, pulses_per_kwh)));
        let (imported, exported) = match forward {
            Forward::Export => (against, with),
            Forward::Import => (with, against),
        };
        let before = self.active_before;
        MeteredEnergy::new(
            before.imported.saturating_add(imported),
            before.exported.saturating_add(exported),
        )
    }

    pub(crate) fn reactive(&self, pulses_per_kwh: u32, forward: Forward) -> ReactiveEnergies {
        let [with, against] = [self.reactive_forward, self.reactive_reverse].map(|tenths| {
            ReactiveEnergy::from_millivar_seconds(milli_unit_seconds(tenths, pulses_per_kwh))
        });
        let (positive, negative) = match forward {
            Forward::Export => (with, against),
            Forward::Import => (against, with),
        };
        let before = self.reactive_before;
        ReactiveEnergies {
            positive: before.positive.saturating_add(positive),
            negative: before.negative.saturating_add(negative),
        }
    }
}

/// Tenths of a pulse in mWs or mvars, towards zero; no remainder is lost, since it is the sum that is converted. 1 kWh has
/// 3.6 × 10⁹ mWs.
fn milli_unit_seconds(tenths: u64, pulses_per_kwh: u32) -> i64 {
    const PER_KWH_TENTH: u64 = 360_000_000;
    let constant = u64::from(pulses_per_kwh);
    let (Some(whole), Some(rest)) = (tenths.checked_div(constant), tenths.checked_rem(constant))
    else {
        return 0;
    };
    let whole = whole.saturating_mul(PER_KWH_TENTH);
    // `rest` is below 2³², so the product is below 2⁶¹.
    let part = (rest * PER_KWH_TENTH).checked_div(constant).unwrap_or(0);
    i64::try_from(whole.saturating_add(part)).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenth_of_a_pulse() {
        assert_eq!(milli_unit_seconds(32_000, 3_200), 3_600_000_000);
        assert_eq!(milli_unit_seconds(1, 3_200), 112_500);
        assert_eq!(milli_unit_seconds(1, 1_000), 360_000);
        assert_eq!(milli_unit_seconds(2, 7), 102_857_142);
        assert_eq!(milli_unit_seconds(u64::MAX, 1), i64::MAX);
        assert_eq!(milli_unit_seconds(u32::MAX.into(), u32::MAX), 360_000_000);
        assert_eq!(
            milli_unit_seconds(u64::from(u32::MAX) - 1, u32::MAX),
            359_999_999
        );
    }

    #[test]
    fn each_register_has_its_own_sum_and_side() {
        let mut tally = Tally::EMPTY;
        for (count, tenths) in [
            (Counts::ACTIVE_FORWARD, 1),
            (Counts::ACTIVE_REVERSE, 20),
            (Counts::REACTIVE_FORWARD, 300),
            (Counts::REACTIVE_REVERSE, 4_000),
            (Counts::ACTIVE_TOTAL, 21),
        ] {
            tally.add(count, tenths);
        }
        let energy = Energy::from_watt_hours;
        assert_eq!(
            tally.active(100, Forward::Export),
            MeteredEnergy::new(energy(20), energy(1))
        );
        assert_eq!(
            tally.active(100, Forward::Import),
            MeteredEnergy::new(energy(1), energy(20))
        );
        let export = tally.reactive(100, Forward::Export);
        assert_eq!(export.positive, ReactiveEnergy::from_var_hours(300));
        assert_eq!(export.negative, ReactiveEnergy::from_var_hours(4_000));
        let import = tally.reactive(100, Forward::Import);
        assert_eq!(
            (import.positive, import.negative),
            (export.negative, export.positive)
        );
        assert!(tally.full.is_empty());
    }

    #[test]
    fn addresses_and_counts_belong_together() {
        for register in 0..=u8::MAX {
            if let Some(count) = Counts::at(register) {
                assert_eq!(count.register(), register);
            }
        }
        assert_eq!((0..=u8::MAX).filter_map(Counts::at).count(), 7);
    }
}
