//! Balancing by command.

use core::time::Duration;

use embedded_hal_async::delay::DelayNs;
use hal_bms::CellSet;
use hal_power::Voltage;

use super::{Bq769x2, Interface};
use crate::{Error, part::Part};

const CB_ACTIVE_CELLS: u16 = 0x0083;
const CB_SET_LVL: u16 = 0x0084;
const CBSTATUS1: u16 = 0x0085;
const CBSTATUS2: u16 = 0x0086;
const CBSTATUS3: u16 = 0x0087;

impl<P: Part, B, D> Bq769x2<P, B, D> {
    /// Inputs of cells.
    fn inputs_of(&self, cells: CellSet) -> u16 {
        let inputs = (0..u16::BITS).filter(|input| self.plan.mask & 1 << input != 0);
        let chosen = inputs.enumerate().filter(|(cell, _)| cells.contains(*cell));
        chosen.fold(0, |all, (_, input)| all | 1 << input)
    }

    /// Cells at inputs.
    fn cells_at(&self, inputs: u16) -> CellSet {
        let connected = (0..u16::BITS).filter(|input| self.plan.mask & 1 << input != 0);
        let chosen = connected.enumerate();
        chosen
            .filter(|(_, input)| inputs & 1 << input != 0)
            .map(|(cell, _)| cell)
            .collect()
    }
}

impl<P: Part, B: Interface, D: DelayNs> Bq769x2<P, B, D> {
    /// Discharges these cells and no others, for the balancing interval at most; none ends it. It takes the part up to a second.
    ///
    /// Neighbours are refused: the part would discharge them, but their current is that of both in series (E2E 1505209), and other
    /// sources say that it cannot. The same cells again are switched off first: on boards the same command did not prolong it.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] for cells that are not there, [`Error::Neighbours`]; nothing was transferred then.
    /// [`Error::ConfigurationLost`], or the bus's.
    pub async fn balance_cells(&mut self, cells: CellSet) -> Result<(), Error<B::Error>> {
        if cells.highest().is_some_and(|cell| cell >= self.plan.count) {
            return Err(Error::OutOfRange);
        }
        if cells.has_neighbours() {
            return Err(Error::Neighbours);
        }
        self.begin().await?;
        // A part that reset balances for another time, and perhaps other cells.
        self.confirm().await?;
        let inputs = self.inputs_of(cells);
        if inputs != 0 && inputs == self.balanced {
            self.balanced = 0;
            self.store(CB_ACTIVE_CELLS, &[0; 2]).await?;
        }
        self.balanced = inputs;
        self.store(CB_ACTIVE_CELLS, &inputs.to_le_bytes()).await
    }

    /// Reads which cells are being discharged.
    ///
    /// # Errors
    ///
    /// [`Error::ConfigurationLost`], or the bus's.
    pub async fn balanced_cells(&mut self) -> Result<CellSet, Error<B::Error>> {
        self.begin().await?;
        let inputs = u16::from_le_bytes(self.fetch(CB_ACTIVE_CELLS).await?);
        self.confirm().await?;
        Ok(self.cells_at(inputs))
    }

    /// Has the part discharge the highest cells above a voltage, for the balancing interval at most.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] unless the voltage is 0 to 32.767 V, and as of [`balance_cells`](Self::balance_cells).
    pub async fn balance_above(&mut self, voltage: Voltage) -> Result<(), Error<B::Error>> {
        let millivolts = voltage.as_microvolts().div_euclid(1_000);
        let code = i16::try_from(millivolts).ok().filter(|&code| code >= 0);
        let code = code.ok_or(Error::OutOfRange)?;
        self.begin().await?;
        self.confirm().await?;
        self.balanced = 0;
        self.store(CB_SET_LVL, &code.to_le_bytes()).await
    }

    /// Reads for how long cells have been discharged without a pause.
    ///
    /// # Errors
    ///
    /// As of [`balanced_cells`](Self::balanced_cells).
    pub async fn balanced_for(&mut self) -> Result<Duration, Error<B::Error>> {
        self.begin().await?;
        let seconds = u16::from_le_bytes(self.fetch(CBSTATUS1).await?);
        self.confirm().await?;
        Ok(Duration::from_secs(seconds.into()))
    }

    /// Reads for how long each cell has been discharged since the last reset or session.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] for a slice that has not the length of [`cell_count`](hal_bms::CellString::cell_count), and as of
    /// [`balanced_cells`](Self::balanced_cells).
    pub async fn balanced_times(&mut self, times: &mut [Duration]) -> Result<(), Error<B::Error>> {
        if times.len() != self.plan.count {
            return Err(Error::OutOfRange);
        }
        self.begin().await?;
        let low: [u8; 32] = self.fetch(CBSTATUS2).await?;
        let (mut high, mut length) = ([0; 32], 0);
        if self.plan.inputs() > 8 {
            (high, length) = self.fetch_all(CBSTATUS3, 32).await?;
        }
        self.confirm().await?;
        if length < 4 * self.plan.inputs().saturating_sub(8) {
            let [found, ..] = length.to_le_bytes();
            return Err(Error::Length {
                number: CBSTATUS3,
                found: found.saturating_add(4),
            });
        }
        let ((low, _), (high, _)) = (low.as_chunks(), high.as_chunks());
        let all = low.iter().chain(high).enumerate();
        let connected = all.filter(|(input, _)| self.plan.mask & 1 << input != 0);
        for ((_, &seconds), time) in connected.zip(times) {
            *time = Duration::from_secs(u32::from_le_bytes(seconds).into());
        }
        Ok(())
    }
}
