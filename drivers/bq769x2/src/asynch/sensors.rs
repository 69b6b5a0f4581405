//! The traits that the parts can honour.

use core::{fmt::Debug, time::Duration};

use embedded_hal_async::delay::DelayNs;
use hal_bms::{
    CellLimits, CellSet, CellString, SafetyStatus,
    asynch::{Balancing, CellProtection, CellTemperatures, CellVoltages, SafetyMonitor},
};
use hal_power::{
    Charge, Current, Sensor, Temperature, Voltage,
    asynch::{ChargeCounter, CurrentSensor, VoltageSensor},
};

use super::{Bq769x2, Interface};
use crate::part::Part;

impl<P: Part, B: Interface, D> CellString for Bq769x2<P, B, D>
where
    B::Error: Debug,
{
    /// Inputs with a cell.
    fn cell_count(&self) -> usize {
        self.plan.count
    }
}

impl<P: Part, B: Interface, D> Sensor for Bq769x2<P, B, D>
where
    B::Error: Debug,
{
    /// Two full scans, and where the part may sleep twice its interval.
    fn latency(&self) -> Duration {
        self.plan.latency
    }
}

impl<P: Part, B: Interface, D: DelayNs> CellVoltages for Bq769x2<P, B, D> {
    async fn cell_voltages(&mut self, cells: &mut [Voltage]) -> Result<(), Self::Error> {
        self.cells(cells).await
    }
}

impl<P: Part, B: Interface, D: DelayNs> CellTemperatures for Bq769x2<P, B, D> {
    /// Thermistors at cells.
    fn temperature_count(&self) -> usize {
        self.plan.cell_thermistors()
    }

    async fn cell_temperatures(
        &mut self,
        temperatures: &mut [Temperature],
    ) -> Result<(), Self::Error> {
        self.temperatures(temperatures).await
    }
}

impl<P: Part, B: Interface, D: DelayNs> Balancing for Bq769x2<P, B, D> {
    /// Never.
    fn allows_neighbours(&self) -> bool {
        false
    }

    /// The balancing interval.
    fn expires_after(&self) -> Duration {
        self.plan.interval
    }

    async fn balance(&mut self, cells: CellSet) -> Result<(), Self::Error> {
        self.balance_cells(cells).await
    }

    async fn balanced(&mut self) -> Result<CellSet, Self::Error> {
        self.balanced_cells().await
    }
}

impl<P: Part, B: Interface, D: DelayNs> CellProtection for Bq769x2<P, B, D> {
    async fn protect_cells(&mut self, limits: &CellLimits) -> Result<CellLimits, Self::Error> {
        self.limit_cells(limits).await
    }
}

impl<P: Part, B: Interface, D: DelayNs> SafetyMonitor for Bq769x2<P, B, D> {
    async fn safety_status(&mut self) -> Result<SafetyStatus, Self::Error> {
        Ok(self.safety().await?.reported())
    }

    async fn clear_safety(&mut self) -> Result<(), Self::Error> {
        self.recover().await
    }
}

impl<P: Part, B: Interface, D: DelayNs> VoltageSensor for Bq769x2<P, B, D> {
    /// The stack.
    async fn voltage(&mut self) -> Result<Voltage, Self::Error> {
        self.stack_voltage().await
    }
}

impl<P: Part, B: Interface, D: DelayNs> CurrentSensor for Bq769x2<P, B, D> {
    async fn current(&mut self) -> Result<Current, Self::Error> {
        self.current().await
    }
}

impl<P: Part, B: Interface, D: DelayNs> ChargeCounter for Bq769x2<P, B, D> {
    async fn charge(&mut self) -> Result<Charge, Self::Error> {
        Ok(self.charge_and_time().await?.0)
    }
}
