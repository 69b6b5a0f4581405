//! The net at the part.

use hal_power::{Resistance, Voltage};

/// Most that a resistance and a voltage read, in kΩ and V.
const MOST: (u64, i64) = (50_000, 600);

/// The net at the part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Net {
    /// Insulation of the negative and of the positive pole to chassis.
    pub insulation: [Resistance; 2],
    /// Voltage at the first and at the second pair of terminals.
    pub voltages: [Voltage; 2],
    /// Whether the part is connected to chassis.
    pub chassis: bool,
}

impl Net {
    /// Both insulations in parallel, in kΩ as the part shows it.
    pub(super) fn kilohms(&self) -> u16 {
        let [a, b] = self.insulation.map(|pole| u128::from(pole.as_microohms()));
        let parallel = (a * b).checked_div(a + b).unwrap_or(0) / 1_000_000_000;
        u16::try_from(parallel.min(u128::from(MOST.0))).unwrap_or(u16::MAX)
    }

    /// Both voltages in V, as the part shows them.
    pub(super) fn volts(&self) -> [u16; 2] {
        self.voltages.map(|voltage| {
            let volts = (i64::from(voltage.as_microvolts()) / 1_000_000).clamp(0, MOST.1);
            u16::try_from(volts).unwrap_or(0)
        })
    }

    /// Where the fault tends to be: 1 at the negative pole, 2 at the positive one, 0 at neither.
    pub(super) fn bias(&self) -> u8 {
        let [negative, positive] = self.insulation;
        match negative.cmp(&positive) {
            core::cmp::Ordering::Less => 1,
            core::cmp::Ordering::Greater => 2,
            core::cmp::Ordering::Equal => 0,
        }
    }
}
