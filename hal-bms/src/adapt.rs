//! A blocking monitor where an asynchronous one is asked for.

use crate::{
    CellLimits, CellSet, CellString, SafetyStatus,
    asynch::{
        Balancing, CellProtection, CellTemperatures, CellVoltages, OpenWireTest, SafetyMonitor,
    },
    blocking,
};
use core::time::Duration;
use hal_power::{Temperature, Voltage, adapt::Blocking};

impl<T: CellString> CellString for Blocking<T> {
    fn cell_count(&self) -> usize {
        self.get().cell_count()
    }
}

impl<T: blocking::CellVoltages> CellVoltages for Blocking<T> {
    async fn cell_voltages(&mut self, cells: &mut [Voltage]) -> Result<(), Self::Error> {
        self.get_mut().cell_voltages(cells)
    }
}

impl<T: blocking::CellTemperatures> CellTemperatures for Blocking<T> {
    fn temperature_count(&self) -> usize {
        self.get().temperature_count()
    }

    async fn cell_temperatures(
        &mut self,
        temperatures: &mut [Temperature],
    ) -> Result<(), Self::Error> {
        self.get_mut().cell_temperatures(temperatures)
    }
}

impl<T: blocking::Balancing> Balancing for Blocking<T> {
    fn allows_neighbours(&self) -> bool {
        self.get().allows_neighbours()
    }

    fn expires_after(&self) -> Duration {
        self.get().expires_after()
    }

    async fn balance(&mut self, cells: CellSet) -> Result<(), Self::Error> {
        self.get_mut().balance(cells)
    }

    async fn balanced(&mut self) -> Result<CellSet, Self::Error> {
        self.get_mut().balanced()
    }
}

impl<T: blocking::OpenWireTest> OpenWireTest for Blocking<T> {
    async fn open_wires(&mut self) -> Result<CellSet, Self::Error> {
        self.get_mut().open_wires()
    }
}

impl<T: blocking::CellProtection> CellProtection for Blocking<T> {
    async fn protect_cells(&mut self, limits: &CellLimits) -> Result<CellLimits, Self::Error> {
        self.get_mut().protect_cells(limits)
    }
}

impl<T: blocking::SafetyMonitor> SafetyMonitor for Blocking<T> {
    async fn safety_status(&mut self) -> Result<SafetyStatus, Self::Error> {
        self.get_mut().safety_status()
    }

    async fn clear_safety(&mut self) -> Result<(), Self::Error> {
        self.get_mut().clear_safety()
    }
}
