//! A module as it announces itself, and a stack of them.

use hal_power::{Charge, Voltage};

/// A module as it announces itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Module {
    /// Place in the stack, from 0 next to the controller.
    pub position: u8,
    /// Serial number.
    pub serial: u64,
    /// Type code of its maker: modules of one stack have the same.
    pub kind: u16,
    /// Cells in series.
    pub cells: u16,
    /// Voltage across it, measured within the time of the announcement.
    pub voltage: Voltage,
    /// Rated capacity.
    pub capacity: Charge,
}

impl Module {
    /// Returns whether both are of one kind, whatever their places, serial numbers and voltages.
    pub fn is_like(&self, other: &Self) -> bool {
        (self.kind, self.cells, self.capacity) == (other.kind, other.cells, other.capacity)
    }
}

/// Modules in series that belong together, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Stack<const MOST: usize> {
    modules: [Module; MOST],
    count: usize,
}

impl<const MOST: usize> Stack<MOST> {
    pub(super) const EMPTY: Self = Self {
        modules: [Module {
            position: 0,
            serial: 0,
            kind: 0,
            cells: 0,
            voltage: Voltage::ZERO,
            capacity: Charge::ZERO,
        }; MOST],
        count: 0,
    };

    pub(super) fn push(&mut self, module: Module) {
        if let Some(place) = self.modules.get_mut(self.count) {
            *place = module;
            self.count += 1;
        }
    }

    /// Sorts the modules by voltage.
    pub(super) fn by_voltage(&mut self) -> &[Module] {
        if let Some(modules) = self.modules.get_mut(..self.count) {
            modules.sort_unstable_by_key(|own| own.voltage);
        }
        self.modules()
    }

    /// Returns the modules from position 0 up.
    pub fn modules(&self) -> &[Module] {
        self.modules.get(..self.count).unwrap_or_default()
    }

    /// Returns the cells of all modules, in series.
    pub fn cells(&self) -> u32 {
        self.modules().iter().map(|own| u32::from(own.cells)).sum()
    }

    /// Returns the voltage of all modules in series: their sum.
    pub fn voltage(&self) -> Voltage {
        let voltages = self.modules().iter().map(|own| own.voltage);
        voltages.fold(Voltage::ZERO, Voltage::saturating_add)
    }

    /// Returns the capacity of the stack: that of its least module.
    pub fn capacity(&self) -> Charge {
        let capacities = self.modules().iter().map(|own| own.capacity);
        capacities.min().unwrap_or(Charge::ZERO)
    }

    /// Returns whether the stack may be connected in parallel to others that hold the bus at `bus`: its voltage must be `within`
    /// that, or the difference drives a current that only wires limit.
    pub fn may_join(&self, bus: Voltage, within: Voltage) -> bool {
        self.count > 0 && self.voltage().abs_diff(bus) <= within
    }
}
