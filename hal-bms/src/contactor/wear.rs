//! Contact life used up by making, weighted by the voltage across the contacts.

use hal_power::{Ratio, Voltage};

/// One row of a contactor's make life: at this share of the battery's voltage on the link, so many operations.
///
/// As an example, a data sheet gives 50,000 operations at 90 % precharge and 50 at 80 % (DEVR40).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct MakeLife {
    /// Link voltage over battery voltage, at least.
    pub precharged: Ratio,
    /// Operations that use the contact up.
    pub operations: u32,
}

/// Sum of what each make took of the contact's life.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Wear<'a> {
    table: &'a [MakeLife],
    parts_per_billion: u32,
}

/// A whole life.
const LIFE: u32 = 1_000_000_000;

impl<'a> Wear<'a> {
    /// Starts from `parts_per_billion` of life already used. A make that no row covers uses the contact up.
    pub const fn new(table: &'a [MakeLife], parts_per_billion: u32) -> Self {
        Self {
            table,
            parts_per_billion,
        }
    }

    /// Returns how much of the life is used, in parts per billion; 1,000,000,000 and more is used up.
    pub const fn parts_per_billion(&self) -> u32 {
        self.parts_per_billion
    }

    /// Returns whether the contact has reached its life.
    pub const fn is_used_up(&self) -> bool {
        self.parts_per_billion >= LIFE
    }

    /// Counts one make with this voltage on both sides.
    pub(super) fn make(&mut self, battery: Voltage, link: Voltage) {
        let gap = i64::from(battery.abs_diff(link).as_microvolts()) * 1_000_000;
        let open = gap / i64::from(battery.as_microvolts()).max(1);
        let precharged =
            Ratio::ONE.saturating_sub(Ratio::from_ppm(open.try_into().unwrap_or(i32::MAX)));
        let row = self
            .table
            .iter()
            .filter(|row| precharged >= row.precharged)
            .max_by_key(|row| row.operations);
        let used = row
            .and_then(|row| LIFE.checked_div(row.operations))
            .unwrap_or(LIFE);
        self.parts_per_billion = self.parts_per_billion.saturating_add(used);
    }
}
