//! Permissives: what has to hold all the while, told when it begins and when it ends.

use crate::{Board, Event, app::App};
use hal_bms::Limits;
use hal_inverter::Transfer;

/// A condition whose loss takes a permission away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Permissive {
    /// The grid has been inside its window for the reconnect time.
    GridWindow,
    /// The drivers of all gates report nothing that stops one.
    GateDrivers,
    /// The battery's limits have been heard lately.
    BatteryLimits,
    /// Voltage and current of the battery are known.
    BatterySensors,
    /// The hottest cell is known, and is not too hot.
    Cells,
    /// The link's voltage is known, and within its range.
    Link,
    /// No residual current has tripped.
    ResidualCurrent,
    /// Protective earth is there.
    ProtectiveEarth,
    /// The backup output's bond is seen open.
    BondOpen,
}

impl Permissive {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::GridWindow,
        Self::GateDrivers,
        Self::BatteryLimits,
        Self::BatterySensors,
        Self::Cells,
        Self::Link,
        Self::ResidualCurrent,
        Self::ProtectiveEarth,
        Self::BondOpen,
    ];
}

impl<B: Board> App<B> {
    /// Tells which permissives have changed since the last time.
    pub(crate) fn tell_permissives(&mut self) {
        for (index, permissive) in Permissive::ALL.into_iter().enumerate() {
            let holds = self.permits(permissive);
            if let Some(told) = self.permissives.get_mut(index)
                && core::mem::replace(told, holds) != holds
            {
                self.record(Event::Permits(permissive, holds));
            }
        }
    }

    pub(crate) fn permits(&self, permissive: Permissive) -> bool {
        let (now, age, senses) = (self.now(), self.settings.max_age, &self.senses);
        match permissive {
            Permissive::GridWindow => self.is_grid_granted(),
            Permissive::GateDrivers => self.gate_watch.is_well(),
            Permissive::BatteryLimits => self.limits.in_force(now) != Limits::SILENT,
            Permissive::BatterySensors => {
                let voltage = senses.battery_voltage.get(now, age);
                voltage.is_ok() && senses.battery_current.get(now, age).is_ok()
            }
            Permissive::Cells => {
                let limits = &self.settings.cells;
                let cells = senses.cells.get(now, limits.max_age);
                cells.is_ok_and(|cells| cells <= limits.highest)
            }
            Permissive::Link => {
                let (lowest, highest) = self.settings.link_range;
                let link = senses.link.get(now, age);
                link.is_ok_and(|link| (lowest..=highest).contains(&link))
            }
            Permissive::ResidualCurrent => self.residual.trip().is_none(),
            Permissive::ProtectiveEarth => {
                let earth = senses.earth.get(now, age);
                earth.is_ok_and(|earth| earth <= self.settings.earth_lost)
            }
            Permissive::BondOpen => self.transfer.state() == Transfer::Grid,
        }
    }
}
