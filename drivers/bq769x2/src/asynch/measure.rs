//! Measurements, each with the proof that the part has its configuration.

use embedded_hal_async::delay::DelayNs;
use hal_power::{Current, Voltage};

use super::{BATTERY_STATUS, Bq769x2, Interface, interface::MOST_READ};
use crate::{
    BatteryStatus, Error, Pack,
    codec::{self, Off},
    part::Part,
};

pub(super) const CELLS: u8 = 0x14;
const STACK: u8 = 0x34;
const PACK: u8 = 0x36;
const LOAD: u8 = 0x38;
const CURRENT: u8 = 0x3A;

/// Names the register whose code is no value.
pub(super) fn value<T, E>(register: u8, code: i16, found: Result<T, Off>) -> Result<T, Error<E>> {
    found.map_err(|off| match off {
        Off::Saturated => Error::Saturated { register },
        Off::Implausible => Error::Implausible {
            register,
            found: code,
        },
    })
}

/// Address of a word, from that of the first.
pub(super) fn address(first: u8, index: usize) -> u8 {
    u8::try_from(index).map_or(first, |index| first.wrapping_add(2 * index))
}

impl<P: Part, B: Interface, D: DelayNs> Bq769x2<P, B, D> {
    /// Reads the voltage of every cell, the most negative one first, and Battery Status with them: one transfer over I2C.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] for a slice that has not the length of [`cell_count`](hal_bms::CellString::cell_count),
    /// [`Error::ConfigurationLost`], [`Error::Saturated`] or [`Error::Implausible`] for a code that is no voltage of a cell,
    /// [`Error::NotMeasured`], or the bus's.
    pub async fn cells(&mut self, cells: &mut [Voltage]) -> Result<(), Error<B::Error>> {
        if cells.len() != self.plan.count {
            return Err(Error::OutOfRange);
        }
        self.begin().await?;
        let mut block = [0; MOST_READ];
        let block = block
            .get_mut(..2 + 2 * self.plan.inputs())
            .unwrap_or_default();
        self.read_after_status(block).await?;
        let (_, codes) = block.split_at_checked(2).unwrap_or_default();
        self.take_cells(codes, cells)
    }

    /// Reads Battery Status and what lies behind it, and fails unless the configuration is there.
    async fn read_after_status(&mut self, block: &mut [u8]) -> Result<(), Error<B::Error>> {
        if B::HAS_BLOCKS {
            let read = self.bus.read(&mut self.delay, BATTERY_STATUS, block);
            read.await?;
        } else if let Some((status, words)) = block.split_at_mut_checked(2) {
            self.bus.then(CELLS | 1);
            self.bus
                .read(&mut self.delay, BATTERY_STATUS, status)
                .await?;
            self.bus.read_words(&mut self.delay, CELLS, words).await?;
        }
        let status = block.first_chunk().copied().unwrap_or_default();
        let status = BatteryStatus::from_bits_retain(u16::from_le_bytes(status));
        self.must_be_configured(status)
    }

    /// Makes voltages of the codes of all inputs.
    pub(super) fn take_cells(
        &self,
        codes: &[u8],
        cells: &mut [Voltage],
    ) -> Result<(), Error<B::Error>> {
        let connected = codec::words(codes)
            .enumerate()
            .filter(|(input, _)| self.plan.mask & 1 << input != 0);
        // A part with cells lives on them: nothing but zeros is no measurement.
        if connected.clone().all(|(_, code)| code == 0) {
            return Err(Error::NotMeasured { register: CELLS });
        }
        for ((input, code), cell) in connected.zip(cells) {
            *cell = value(address(CELLS, input), code, codec::cell(code))?;
        }
        Ok(())
    }

    /// Reads a word, after Battery Status.
    pub(super) async fn word(&mut self, register: u8) -> Result<i16, Error<B::Error>> {
        self.begin().await?;
        self.confirm().await?;
        let mut bytes = [0; 2];
        self.bus
            .read_words(&mut self.delay, register, &mut bytes)
            .await?;
        Ok(i16::from_le_bytes(bytes))
    }

    async fn pin_voltage(&mut self, register: u8) -> Result<Voltage, Error<B::Error>> {
        let code = self.word(register).await?;
        value(register, code, codec::pin(code))
    }

    /// Reads the voltage at the top of the stack, in steps of 10 mV.
    ///
    /// # Errors
    ///
    /// [`Error::NotInitialised`], [`Error::ConfigurationLost`], [`Error::Saturated`], [`Error::NotMeasured`] for zero, on which the
    /// part does not live, or the bus's.
    pub async fn stack_voltage(&mut self) -> Result<Voltage, Error<B::Error>> {
        let voltage = self.pin_voltage(STACK).await?;
        self.must_not_be_zero(voltage)
    }

    fn must_not_be_zero(&self, stack: Voltage) -> Result<Voltage, Error<B::Error>> {
        if stack == Voltage::ZERO {
            return Err(Error::NotMeasured { register: STACK });
        }
        Ok(stack)
    }

    /// Reads the voltage at the PACK pin, in steps of 10 mV.
    ///
    /// # Errors
    ///
    /// As of [`stack_voltage`](Self::stack_voltage), but for zero.
    pub async fn pack_voltage(&mut self) -> Result<Voltage, Error<B::Error>> {
        self.pin_voltage(PACK).await
    }

    /// Reads the voltage at the LD pin, in steps of 10 mV.
    ///
    /// # Errors
    ///
    /// As of [`pack_voltage`](Self::pack_voltage).
    pub async fn load_voltage(&mut self) -> Result<Voltage, Error<B::Error>> {
        self.pin_voltage(LOAD).await
    }

    /// Reads the current over some milliseconds (CC2), positive while discharging: the part's own sign is the opposite, for a shunt
    /// that has SRP at the cells.
    ///
    /// # Errors
    ///
    /// As of [`pack_voltage`](Self::pack_voltage).
    pub async fn current(&mut self) -> Result<Current, Error<B::Error>> {
        let code = self.word(CURRENT).await?;
        self.take_current(CURRENT, code)
    }

    /// Makes a current of a code.
    fn take_current(&self, register: u8, code: i16) -> Result<Current, Error<B::Error>> {
        if code == i16::MIN || code == i16::MAX {
            return Err(Error::Saturated { register });
        }
        let step = self.plan.unit.microamps();
        // 32767 × 100 mA is more than a current holds.
        match i32::from(code).checked_mul(-step) {
            Some(microamps) => Ok(Current::from_microamps(microamps)),
            None => Err(Error::Saturated { register }),
        }
    }

    /// Reads stack, PACK, LD and current, after Battery Status: over I2C one transfer more.
    ///
    /// # Errors
    ///
    /// As of [`stack_voltage`](Self::stack_voltage) and [`current`](Self::current).
    pub async fn pack(&mut self) -> Result<Pack, Error<B::Error>> {
        self.begin().await?;
        self.confirm().await?;
        let mut bytes = [0; 8];
        self.bus
            .read_words(&mut self.delay, STACK, &mut bytes)
            .await?;
        let mut codes = [0; 4];
        for (place, code) in codes.iter_mut().zip(codec::words(&bytes)) {
            *place = code;
        }
        let [stack, pack, load, current] = codes;
        let stack = value(STACK, stack, codec::pin(stack))?;
        Ok(Pack {
            stack: self.must_not_be_zero(stack)?,
            pack: value(PACK, pack, codec::pin(pack))?,
            load: value(LOAD, load, codec::pin(load))?,
            current: self.take_current(CURRENT, current)?,
        })
    }
}
