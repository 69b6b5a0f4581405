//! The traits, blocking and async.

use super::FakeCells;
use crate::executor::pend_once;
use core::time::Duration;
use hal_bms::{CellLimits, CellSet, SafetyStatus, asynch, blocking};
use hal_power::{ErrorKind, Temperature, Voltage};

macro_rules! half {
    ($half:ident, [$($async_:tt)?], [$($pend:tt)*]) => {
        impl $half::CellVoltages for FakeCells {
            $($async_)? fn cell_voltages(&mut self, cells: &mut [Voltage]) -> Result<(), ErrorKind> {
                $($pend)*
                self.read_cells(cells)
            }
        }

        impl $half::CellTemperatures for FakeCells {
            fn temperature_count(&self) -> usize {
                self.0.temperatures.borrow().len()
            }

            $($async_)? fn cell_temperatures(
                &mut self,
                temperatures: &mut [Temperature],
            ) -> Result<(), ErrorKind> {
                $($pend)*
                self.read_temperatures(temperatures)
            }
        }

        impl $half::Balancing for FakeCells {
            fn allows_neighbours(&self) -> bool {
                self.0.neighbours.get()
            }

            fn expires_after(&self) -> Duration {
                self.0.expires.get()
            }

            $($async_)? fn balance(&mut self, cells: CellSet) -> Result<(), ErrorKind> {
                $($pend)*
                self.discharge(cells)
            }

            $($async_)? fn balanced(&mut self) -> Result<CellSet, ErrorKind> {
                $($pend)*
                self.act(|| Ok(self.discharged()))
            }
        }

        impl $half::OpenWireTest for FakeCells {
            $($async_)? fn open_wires(&mut self) -> Result<CellSet, ErrorKind> {
                $($pend)*
                self.act(|| Ok(self.0.open.get()))
            }
        }

        impl $half::CellProtection for FakeCells {
            $($async_)? fn protect_cells(
                &mut self,
                limits: &CellLimits,
            ) -> Result<CellLimits, ErrorKind> {
                $($pend)*
                self.protect(limits)
            }
        }

        impl $half::SafetyMonitor for FakeCells {
            $($async_)? fn safety_status(&mut self) -> Result<SafetyStatus, ErrorKind> {
                $($pend)*
                self.act(|| Ok(self.findings()))
            }

            $($async_)? fn clear_safety(&mut self) -> Result<(), ErrorKind> {
                $($pend)*
                self.clear()
            }
        }
    };
}

half!(blocking, [], []);
half!(asynch, [async], [pend_once(false).await;]);
