//! Voltages of cells.

use core::time::Duration;

use embedded_hal_async::{delay::DelayNs, spi::SpiDevice};
use hal_bms::{CellSet, CellString as _, asynch::CellVoltages};
use hal_power::{Sensor, Voltage};

use super::{Ades183x, Wake};
use crate::{
    Cells, Error, Group, Part, Status,
    cells::{S_MS, take},
    command::{Command, Excited},
    status::fitted,
};

impl<S, D, W, P, F> Sensor for Ades183x<S, D, W, P, F>
where
    S: SpiDevice,
{
    /// Zero: cells and temperatures are measured during the call.
    fn latency(&self) -> Duration {
        Duration::ZERO
    }
}

/// Those of [`Cells::Latest`], all of one moment.
impl<S, D, W, P, F> CellVoltages for Ades183x<S, D, W, P, F>
where
    S: SpiDevice,
    D: DelayNs,
    W: Wake,
    P: AsRef<[Part]>,
    F: AsMut<[[u8; 8]]>,
{
    async fn cell_voltages(&mut self, cells: &mut [Voltage]) -> Result<(), Error<S::Error>> {
        self.read_cells(Cells::Latest, cells).await
    }
}

impl<S, D, W, P, F> Ades183x<S, D, W, P, F>
where
    S: SpiDevice,
    D: DelayNs,
    W: Wake,
    P: AsRef<[Part]>,
    F: AsMut<[[u8; 8]]>,
{
    /// Reads one of the results that parts have for each cell, all of one moment.
    ///
    /// # Errors
    ///
    /// As of every call; [`Error::Length`] unless there is a place for each cell, [`Error::NotReady`], [`Error::Saturated`].
    pub async fn read_cells(
        &mut self,
        which: Cells,
        cells: &mut [Voltage],
    ) -> Result<(), Error<S::Error>> {
        let (expected, found) = (self.cell_count(), cells.len());
        if found != expected {
            return Err(Error::Length { expected, found });
        }
        self.begin().await?;
        let measured = match which {
            Cells::Redundant => self.measure_s(Excited::None).await,
            _ => self.freeze(which).await,
        };
        let read = match measured {
            Ok(()) => self.take_frozen(which, cells).await,
            Err(error) => Err(error),
        };
        self.ended(read)
    }

    /// Measures every cell with both converters, lets parts compare them, and returns the cells that differ, also those that
    /// differed since flags were last cleared. Balancing pauses meanwhile.
    ///
    /// # Errors
    ///
    /// As of every call.
    pub async fn compare(&mut self) -> Result<CellSet, Error<S::Error>> {
        self.begin().await?;
        let compared = self.measure_both().await;
        self.ended(compared)
    }

    async fn measure_both(&mut self) -> Result<CellSet, Error<S::Error>> {
        self.wire.command(Command::COMPARE).await?;
        self.wire.pause(S_MS, self.count()).await?;
        self.read(Group::STATUS_C).await?;
        let (mut all, mut below) = (CellSet::NONE, 0);
        for (part, data) in self.data() {
            let found = Status::default().with_c(data).mismatched & fitted(part.cells());
            let cells = (0..part.cells()).filter(|cell| found >> cell & 1 != 0);
            all = all.union(cells.map(|cell| below + cell).collect());
            below += part.cells();
        }
        self.start_cells(false).await?;
        Ok(all)
    }

    /// Measures every cell with the S converters.
    pub(super) async fn measure_s(&mut self, excited: Excited) -> Result<(), Error<S::Error>> {
        self.wire.command(Command::CLEAR_S).await?;
        self.wire.command(Command::start_s(excited)).await?;
        self.wire.pause(S_MS, self.count()).await
    }

    /// Waits for results that are newer than the call, and keeps them as they are.
    async fn freeze(&mut self, which: Cells) -> Result<(), Error<S::Error>> {
        if which != Cells::Filtered {
            self.wire.command(Command::CLEAR_CELLS).await?;
        }
        let wait = which.renewed_after_ms();
        self.wire.pause(wait, self.count()).await?;
        self.wire.command(Command::SNAP).await
    }

    pub(super) async fn take_frozen(
        &mut self,
        which: Cells,
        cells: &mut [Voltage],
    ) -> Result<(), Error<S::Error>> {
        let mut taken = Ok(());
        for number in (0..6).take(self.most_cells().div_ceil(3)) {
            let group = which.group(number);
            self.read(group).await?;
            taken = taken.and(take(self.data(), group, number, cells));
        }
        if which != Cells::Redundant {
            self.wire.command(Command::UNSNAP).await?;
        }
        taken
    }
}
