use super::House;
use crate::{
    plant::MODULE,
    quantity::{celsius, volts},
};
use all_in_one_firmware::{
    hal_bms::{
        CellLimits, CellSet, CellString, SafetyStatus,
        asynch::{
            Balancing, CellProtection, CellTemperatures, CellVoltages, OpenWireTest, SafetyMonitor,
        },
    },
    hal_power::{ErrorKind, ErrorType, Sensor, Temperature, Voltage},
};
use alloc::rc::Rc;
use core::time::Duration;

pub(crate) struct Cells(pub(super) Rc<House>);

impl ErrorType for Cells {
    type Error = ErrorKind;
}
impl Sensor for Cells {
    fn latency(&self) -> Duration {
        Duration::ZERO
    }
}
impl CellString for Cells {
    fn cell_count(&self) -> usize {
        self.0.plant.borrow().battery.cells()
    }
}
impl CellVoltages for Cells {
    async fn cell_voltages(&mut self, cells: &mut [Voltage]) -> Result<(), ErrorKind> {
        let plant = self.0.plant.borrow();
        for (index, cell) in cells.iter_mut().enumerate() {
            *cell = volts(plant.battery.cell_voltage(index));
        }
        Ok(())
    }
}
impl CellTemperatures for Cells {
    fn temperature_count(&self) -> usize {
        self.cell_count() / (MODULE / 4)
    }
    async fn cell_temperatures(&mut self, t: &mut [Temperature]) -> Result<(), ErrorKind> {
        let plant = self.0.plant.borrow();
        for (index, t) in t.iter_mut().enumerate() {
            *t = celsius(plant.battery.temperature(index * MODULE / 4));
        }
        Ok(())
    }
}
impl Balancing for Cells {
    fn allows_neighbours(&self) -> bool {
        false
    }
    fn expires_after(&self) -> Duration {
        Duration::from_secs(20)
    }
    async fn balance(&mut self, cells: CellSet) -> Result<(), ErrorKind> {
        let mut plant = self.0.plant.borrow_mut();
        for cell in 0..plant.battery.cells() {
            plant
                .battery
                .bleed(cell, if cells.contains(cell) { 0.03 } else { 0.0 });
        }
        self.0.pack.bled.set(cells);
        Ok(())
    }
    async fn balanced(&mut self) -> Result<CellSet, ErrorKind> {
        Ok(self.0.pack.bled.get())
    }
}
impl OpenWireTest for Cells {
    async fn open_wires(&mut self) -> Result<CellSet, ErrorKind> {
        Ok(self.0.pack.broken_wire.get().into_iter().collect())
    }
}
impl CellProtection for Cells {
    async fn protect_cells(&mut self, limits: &CellLimits) -> Result<CellLimits, ErrorKind> {
        Ok(*limits)
    }
}
impl SafetyMonitor for Cells {
    async fn safety_status(&mut self) -> Result<SafetyStatus, ErrorKind> {
        Ok(SafetyStatus::empty())
    }
    async fn clear_safety(&mut self) -> Result<(), ErrorKind> {
        Ok(())
    }
}
