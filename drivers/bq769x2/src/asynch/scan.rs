//! Everything at once.

use embedded_hal_async::delay::DelayNs;
use hal_power::{Temperature, Voltage};

use super::{
    Bq769x2, Interface,
    interface::MOST_READ,
    measure::{CELLS, CURRENT, STACK, value},
    temperatures::DIE,
};
use crate::{
    BatteryStatus, Error, Pin, Safety, Scan, codec,
    part::Part,
    safety::{self, LENGTH},
};

/// Bytes of stack, PACK, LD and current.
const PINS: usize = 8;
/// Bytes between two registers from which on two transfers are less than one: the second takes 30 bit times, a byte 9.
const WIDE: u8 = 4;
/// Bytes from the first fault to the first cell.
const FAULTS: usize = LENGTH + 2;

impl<P: Part, B: Interface, D: DelayNs> Bq769x2<P, B, D> {
    /// Reads faults, state, cells, stack, PACK, LD, current, die and the thermistors at cells, with the fewest bits that the bus allows:
    /// over I2C two transfers, or three where many inputs are not used, and the counts that prove the thermistors.
    ///
    /// # Errors
    ///
    /// As of [`cells`](Self::cells), [`temperatures`](Self::temperatures) and [`current`](Self::current): of what is in the slices nothing
    /// is right then.
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
        let (die, codes) = self.read_temperatures().await?;
        self.must_have_thermistors().await?;
        let (safety, battery, pins) = self.read_faults_and_voltages(cells).await?;
        self.take_temperatures(&codes, temperatures)?;
        let [stack, pack, load, current] = pins;
        Ok(Scan {
            safety,
            battery,
            voltages: self.take_voltages([stack, pack, load])?,
            current: self.take_current(CURRENT, current)?,
            die: value(DIE, die, codec::temperature(die))?,
        })
    }

    /// Reads die and thermistors, at once where they are near one another.
    async fn read_temperatures(&mut self) -> Result<(i16, [u8; 2 * Pin::COUNT]), Error<B::Error>> {
        let mut codes = [0; 2 * Pin::COUNT];
        let (first, count) = self.cell_pins();
        if B::HAS_BLOCKS && 2 * first < usize::from(WIDE) {
            let mut block = [0; 2 + 2 * Pin::COUNT];
            let used = block.get_mut(..2 + 2 * (first + count)).unwrap_or_default();
            self.bus.read(&mut self.delay, DIE, used).await?;
            let [low, high, thermistors @ ..] = block;
            return Ok((i16::from_le_bytes([low, high]), thermistors));
        }
        let mut die = [0; 2];
        self.bus.read_words(&mut self.delay, DIE, &mut die).await?;
        self.read_thermistors(&mut codes).await?;
        Ok((i16::from_le_bytes(die), codes))
    }

    /// Reads from the first fault to the current, and makes voltages of what belongs to cells.
    async fn read_faults_and_voltages(
        &mut self,
        cells: &mut [Voltage],
    ) -> Result<(Safety, BatteryStatus, [i16; 4]), Error<B::Error>> {
        let mut block = [0; MOST_READ];
        let inputs = 2 * self.plan.inputs();
        let used = FAULTS + inputs;
        let gap = usize::from(STACK - CELLS) - inputs;
        if B::HAS_BLOCKS && gap < usize::from(WIDE) {
            self.bus
                .read(&mut self.delay, safety::FIRST, &mut block)
                .await?;
        } else {
            let (front, pins) = block.split_at_mut(MOST_READ - PINS);
            let front = front.get_mut(..used).unwrap_or_default();
            if B::HAS_BLOCKS {
                self.bus.read(&mut self.delay, safety::FIRST, front).await?;
            } else if let Some((faults, words)) = front.split_at_mut_checked(FAULTS) {
                self.bus
                    .read(&mut self.delay, safety::FIRST, faults)
                    .await?;
                self.bus.read_words(&mut self.delay, CELLS, words).await?;
            }
            self.bus.read_words(&mut self.delay, STACK, pins).await?;
        }
        let (faults, rest) = block
            .split_first_chunk::<LENGTH>()
            .ok_or(Error::OutOfRange)?;
        let (status, rest) = rest.split_first_chunk().ok_or(Error::OutOfRange)?;
        let battery = BatteryStatus::from_bits_retain(u16::from_le_bytes(*status));
        self.must_be_configured(battery)?;
        let (codes, _) = rest.split_at_checked(inputs).ok_or(Error::OutOfRange)?;
        self.take_cells(codes, cells)?;
        let mut pins = [0; 4];
        let all = codec::words(rest).skip(usize::from(STACK - CELLS) / 2);
        for (place, code) in pins.iter_mut().zip(all) {
            *place = code;
        }
        Ok((Safety::from_bytes(*faults), battery, pins))
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
