//! Cells, temperatures and faults at once.

use embedded_hal_async::delay::DelayNs;
use hal_power::{Temperature, Voltage};

use super::{Bq769x2, Interface, interface::MOST_READ, measure::CELLS};
use crate::{
    BatteryStatus, Error, Pin, Safety, Scan,
    part::Part,
    safety::{self, LENGTH},
};

/// Bytes from the first fault to the first cell.
const FAULTS: usize = LENGTH + 2;

impl<P: Part, B: Interface, D: DelayNs> Bq769x2<P, B, D> {
    /// Reads faults, state, cells and the thermistors at cells, with the fewest bits that the bus allows: over I2C two transfers, and
    /// the counts that prove the thermistors.
    ///
    /// # Errors
    ///
    /// As of [`cells`](Self::cells) and [`temperatures`](Self::temperatures): of what is in the slices nothing is right then.
    pub async fn scan(
        &mut self,
        cells: &mut [Voltage],
        temperatures: &mut [Temperature],
    ) -> Result<Scan, Error<B::Error>> {
        if cells.len() != self.plan.count || temperatures.len() != self.plan.cell_thermistors() {
            return Err(Error::OutOfRange);
        }
        self.begin().await?;
        // First the temperatures: the status that comes with all else speaks for them too.
        let mut codes = [0; 2 * Pin::COUNT];
        if !temperatures.is_empty() {
            self.must_have_thermistors().await?;
            self.bus.then(safety::FIRST);
            self.read_thermistors(&mut codes).await?;
        }
        let scan = self.read_faults_and_cells(cells).await?;
        self.take_temperatures(&codes, temperatures)?;
        Ok(scan)
    }

    /// Reads from the first fault to the last cell.
    async fn read_faults_and_cells(
        &mut self,
        cells: &mut [Voltage],
    ) -> Result<Scan, Error<B::Error>> {
        let mut block = [0; MOST_READ];
        let used = FAULTS + 2 * self.plan.inputs();
        let block = block.get_mut(..used).unwrap_or_default();
        if B::HAS_BLOCKS {
            self.bus.read(&mut self.delay, safety::FIRST, block).await?;
        } else if let Some((faults, words)) = block.split_at_mut_checked(FAULTS) {
            self.bus.then(CELLS | 1);
            self.bus
                .read(&mut self.delay, safety::FIRST, faults)
                .await?;
            self.bus.read_words(&mut self.delay, CELLS, words).await?;
        }
        let (faults, rest) = block
            .split_first_chunk::<LENGTH>()
            .ok_or(Error::OutOfRange)?;
        let (status, codes) = rest.split_first_chunk().ok_or(Error::OutOfRange)?;
        let battery = BatteryStatus::from_bits_retain(u16::from_le_bytes(*status));
        self.must_be_configured(battery)?;
        self.take_cells(codes, cells)?;
        Ok(Scan {
            safety: Safety::from_bytes(*faults),
            battery,
        })
    }

    /// Reads what is reported, and Battery Status behind it: one transfer over I2C.
    ///
    /// # Errors
    ///
    /// [`Error::NotInitialised`], [`Error::ConfigurationLost`], or the bus's.
    pub async fn safety(&mut self) -> Result<Safety, Error<B::Error>> {
        self.begin().await?;
        let block: [u8; FAULTS] = self.read(safety::FIRST).await?;
        let [faults @ .., low, high] = block;
        let status = BatteryStatus::from_bits_retain(u16::from_le_bytes([low, high]));
        self.must_be_configured(status)?;
        Ok(Safety::from_bytes(faults))
    }
}
