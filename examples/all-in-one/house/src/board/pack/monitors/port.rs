//! The string of cells that the controller sees: either driver, initialised again whenever its parts have lost their configuration.

use super::{House, ades183x, bq769x2};
use all_in_one_firmware::{
    hal_bms::{
        CellLimits, CellSet, CellString, SafetyStatus,
        asynch::{
            Balancing, CellProtection, CellTemperatures, CellVoltages, OpenWireTest, SafetyMonitor,
        },
    },
    hal_power::{Error, ErrorKind, ErrorType, Sensor, Temperature, Voltage},
    pack::MOST_CELLS,
};
use alloc::{boxed::Box, rc::Rc};
use core::time::Duration;

/// What parts report of cells' voltages, and go on reporting until they have recovered.
const OF_VOLTAGES: SafetyStatus =
    SafetyStatus::CELL_OVERVOLTAGE.union(SafetyStatus::CELL_UNDERVOLTAGE);

/// Either driver.
pub(super) enum Driver {
    Bq769x2(bq769x2::Driver),
    Ades183x(Box<ades183x::Driver>),
}

/// Asks either driver.
macro_rules! of {
    ($cells:expr, $driver:ident => $answer:expr) => {
        match &mut $cells.driver {
            Driver::Bq769x2($driver) => $answer,
            Driver::Ades183x($driver) => $answer,
        }
    };
}

/// Asks either driver without a transfer.
macro_rules! said {
    ($cells:expr, $driver:ident => $answer:expr) => {
        match &$cells.driver {
            Driver::Bq769x2($driver) => $answer,
            Driver::Ades183x($driver) => $answer,
        }
    };
}

/// Asks either driver, once its parts are configured.
macro_rules! ask {
    ($cells:ident.$method:ident($($argument:expr),*)) => {{
        $cells.configure().await?;
        let answer = of!($cells, driver => driver.$method($($argument),*).await.map_err(|error| error.kind()));
        $cells.heed(answer)
    }};
}

/// All monitors as one string.
pub(crate) struct Cells {
    house: Rc<House>,
    driver: Driver,
    is_configured: bool,
    /// Wires that the last voltages show to be open.
    wires: CellSet,
    /// What the parts report of voltages stems from an open wire.
    is_doubted: bool,
}

impl Cells {
    pub(super) const fn new(house: Rc<House>, driver: Driver) -> Self {
        Self {
            house,
            driver,
            is_configured: false,
            wires: CellSet::NONE,
            is_doubted: false,
        }
    }

    /// Where the monitors have no test, voltages tell, also those that no cell has.
    async fn look_for_wires(&mut self) -> Result<(), ErrorKind> {
        let mut cells = [Voltage::ZERO; MOST_CELLS];
        let count = self.cell_count();
        if let (Driver::Bq769x2(driver), Some(cells)) = (&mut self.driver, cells.get_mut(..count)) {
            bq769x2::read_any(driver, cells).await?;
            self.heed_wires(bq769x2::open_wires(cells));
        }
        Ok(())
    }

    fn heed_wires(&mut self, wires: CellSet) {
        self.wires = wires;
        self.is_doubted |= !wires.is_empty();
    }

    /// What is read of cells beside an open wire is no truth.
    fn trusted(&self) -> Result<(), ErrorKind> {
        if self.wires.is_empty() {
            Ok(())
        } else {
            Err(ErrorKind::Fault)
        }
    }

    /// Initialises the parts unless they are.
    async fn configure(&mut self) -> Result<(), ErrorKind> {
        if !self.is_configured {
            match &mut self.driver {
                Driver::Bq769x2(driver) => {
                    for monitor in driver.parts() {
                        monitor.init().await.map_err(|error| error.kind())?;
                    }
                }
                Driver::Ades183x(driver) => driver.init().await.map_err(|error| error.kind())?,
            }
            self.is_configured = true;
        }
        Ok(())
    }

    /// Passes an answer on. Parts that have reset, or count differently, are configured before the next question.
    fn heed<T>(&mut self, answer: Result<T, ErrorKind>) -> Result<T, ErrorKind> {
        if let Err(ErrorKind::ConfigurationLost | ErrorKind::Integrity | ErrorKind::WrongDevice) =
            answer
        {
            self.is_configured = false;
        }
        answer
    }
}

impl ErrorType for Cells {
    type Error = ErrorKind;
}

impl Sensor for Cells {
    fn latency(&self) -> Duration {
        said!(self, driver => driver.latency())
    }
}

impl CellString for Cells {
    fn cell_count(&self) -> usize {
        said!(self, driver => driver.cell_count())
    }
}

impl CellVoltages for Cells {
    async fn cell_voltages(&mut self, cells: &mut [Voltage]) -> Result<(), ErrorKind> {
        self.house.show_cells();
        let answer = ask!(self.cell_voltages(cells));
        match (&self.driver, &answer) {
            (Driver::Bq769x2(_), Ok(())) => self.heed_wires(bq769x2::open_wires(cells)),
            (_, Err(ErrorKind::OutOfRange)) => self.look_for_wires().await?,
            _ => {}
        }
        answer.and_then(|()| self.trusted())
    }
}

impl CellTemperatures for Cells {
    fn temperature_count(&self) -> usize {
        said!(self, driver => driver.temperature_count())
    }

    async fn cell_temperatures(
        &mut self,
        temperatures: &mut [Temperature],
    ) -> Result<(), ErrorKind> {
        ask!(self.cell_temperatures(temperatures))
    }
}

impl Balancing for Cells {
    fn allows_neighbours(&self) -> bool {
        said!(self, driver => driver.allows_neighbours())
    }

    fn expires_after(&self) -> Duration {
        said!(self, driver => driver.expires_after())
    }

    async fn balance(&mut self, cells: CellSet) -> Result<(), ErrorKind> {
        ask!(self.balance(cells))
    }

    async fn balanced(&mut self) -> Result<CellSet, ErrorKind> {
        ask!(self.balanced())
    }
}

impl OpenWireTest for Cells {
    /// The BQ769x2 has no test of its own: its voltages tell.
    async fn open_wires(&mut self) -> Result<CellSet, ErrorKind> {
        match &mut self.driver {
            Driver::Bq769x2(_) => Ok(self.wires),
            Driver::Ades183x(driver) => {
                let answer = driver.open_wires().await.map_err(|error| error.kind());
                self.heed(answer)
            }
        }
    }
}

impl CellProtection for Cells {
    async fn protect_cells(&mut self, limits: &CellLimits) -> Result<CellLimits, ErrorKind> {
        ask!(self.protect_cells(limits))
    }
}

impl SafetyMonitor for Cells {
    async fn safety_status(&mut self) -> Result<SafetyStatus, ErrorKind> {
        let status = ask!(self.safety_status())?;
        if status.intersects(OF_VOLTAGES) {
            self.look_for_wires().await?;
        }
        self.is_doubted &= !self.wires.is_empty() || status.intersects(OF_VOLTAGES);
        if self.is_doubted {
            return Err(ErrorKind::Fault);
        }
        Ok(status)
    }

    async fn clear_safety(&mut self) -> Result<(), ErrorKind> {
        ask!(self.clear_safety())
    }
}
