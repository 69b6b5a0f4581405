//! Cells, temperatures and faults at once.

use embedded_hal_async::{delay::DelayNs, spi::SpiDevice};
use hal_bms::{CellString as _, SafetyStatus, asynch::CellTemperatures as _};
use hal_power::{Temperature, Voltage};

use super::{Ades183x, Wake};
use crate::{Cells, Error, Part, command::Command};

impl<S, D, W, P, F> Ades183x<S, D, W, P, F>
where
    S: SpiDevice,
    D: DelayNs,
    W: Wake,
    P: AsRef<[Part]>,
    F: AsMut<[[u8; 8]]>,
{
    /// Reads cells of one moment, thermistors and what parts report, with the fewest bits that the framing allows. Clears no fault.
    ///
    /// # Errors
    ///
    /// As of [`read_cells`](Self::read_cells) and `cell_temperatures`: of what is in the slices nothing is right then.
    pub async fn scan(
        &mut self,
        cells: &mut [Voltage],
        temperatures: &mut [Temperature],
    ) -> Result<SafetyStatus, Error<S::Error>> {
        let wanted = [
            (self.cell_count(), cells.len()),
            (self.temperature_count(), temperatures.len()),
        ];
        for (expected, found) in wanted {
            if found != expected {
                return Err(Error::Length { expected, found });
            }
        }
        self.begin().await?;
        let scanned = self.measure_all(cells, temperatures).await;
        self.ended(scanned)
    }

    /// Cells renew themselves while the inputs of AUX are being measured.
    async fn measure_all(
        &mut self,
        cells: &mut [Voltage],
        temperatures: &mut [Temperature],
    ) -> Result<SafetyStatus, Error<S::Error>> {
        self.wire.command(Command::CLEAR_CELLS).await?;
        self.measure_aux().await?;
        self.wire.command(Command::SNAP).await?;
        self.take_frozen(Cells::Latest, cells).await?;
        if let Some(curve) = self.config.curve() {
            self.take_thermistors(curve, temperatures).await?;
        }
        self.read_safety().await
    }
}
