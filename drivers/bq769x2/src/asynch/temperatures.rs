//! Temperatures, and the counts that prove thermistors.

use embedded_hal_async::delay::DelayNs;
use hal_power::Temperature;

use super::{
    Bq769x2, Interface,
    measure::{address, value},
};
use crate::{Error, Pin, ThermistorFault, codec, config::Proof, part::Part};

pub(super) const DIE: u8 = 0x68;
/// Of the first pin.
pub(super) const THERMISTORS: u8 = 0x6A;

const DASTATUS6: u16 = 0x0076;
const DASTATUS7: u16 = 0x0077;
/// Counts before those of thermistors in DASTATUS6: charge, fraction and time.
const BEFORE_COUNTS: usize = 12;

impl<P: Part, B: Interface, D: DelayNs> Bq769x2<P, B, D> {
    /// Reads the temperature of the die.
    ///
    /// # Errors
    ///
    /// As of [`pack_voltage`](Self::pack_voltage), and [`Error::Implausible`].
    pub async fn die_temperature(&mut self) -> Result<Temperature, Error<B::Error>> {
        let code = self.word(DIE).await?;
        value(DIE, code, codec::temperature(code))
    }

    /// Reads the temperature of every thermistor at a cell, in the order of [`Pin`]. What the part makes of an open or shorted one is in
    /// no source, so the counts behind the temperatures are read too, unless
    /// [`with_thermistor_range`](crate::Config::with_thermistor_range) is configured.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] for a slice that has not the length of
    /// [`temperature_count`](hal_bms::asynch::CellTemperatures::temperature_count), [`Error::Thermistor`] for one that is open or
    /// shorted, and as of [`die_temperature`](Self::die_temperature).
    pub async fn temperatures(
        &mut self,
        temperatures: &mut [Temperature],
    ) -> Result<(), Error<B::Error>> {
        if temperatures.len() != self.plan.cell_thermistors() {
            return Err(Error::OutOfRange);
        }
        self.begin().await?;
        let mut codes = [0; 2 * Pin::COUNT];
        self.read_thermistors(&mut codes).await?;
        self.must_have_thermistors().await?;
        self.confirm().await?;
        self.take_temperatures(&codes, temperatures)
    }

    /// Reads the codes of all pins between the first and the last thermistor at a cell.
    pub(super) async fn read_thermistors(
        &mut self,
        codes: &mut [u8; 2 * Pin::COUNT],
    ) -> Result<(), Error<B::Error>> {
        let (first, count) = self.cell_pins();
        let place = codes.get_mut(2 * first..2 * (first + count));
        let place = place.unwrap_or_default();
        let register = address(THERMISTORS, first);
        self.bus.read_words(&mut self.delay, register, place).await
    }

    /// First pin with a thermistor at a cell, and how many lie between it and the last one, both counted.
    pub(super) fn cell_pins(&self) -> (usize, usize) {
        let at_a_cell = |pin: &Pin| {
            let thermistor = self.plan.thermistors.get(pin.index()).copied().flatten();
            thermistor.is_some_and(|thermistor| thermistor.is_at_a_cell())
        };
        let mut pins = Pin::ALL.into_iter().filter(at_a_cell).map(Pin::index);
        let first = pins.next().unwrap_or_default();
        let last = pins.next_back().unwrap_or(first);
        (first, last - first + 1)
    }

    /// Makes temperatures of the codes of all pins.
    pub(super) fn take_temperatures(
        &self,
        codes: &[u8; 2 * Pin::COUNT],
        temperatures: &mut [Temperature],
    ) -> Result<(), Error<B::Error>> {
        let all = codec::words(codes).zip(self.plan.thermistors).enumerate();
        let cells = all.filter(|(_, (_, it))| it.is_some_and(|it| it.is_at_a_cell()));
        for ((index, (code, _)), place) in cells.zip(temperatures) {
            if let Some(fault) = self.judge_by_range(code)
                && let Some(&pin) = Pin::ALL.get(index)
            {
                return Err(Error::Thermistor { pin, fault });
            }
            *place = value(address(THERMISTORS, index), code, codec::temperature(code))?;
        }
        Ok(())
    }

    /// Tells whether a code is beyond the range of temperatures, where that is to show what is broken.
    fn judge_by_range(&self, code: i16) -> Option<ThermistorFault> {
        let Proof::Range { lowest, highest } = self.plan.proof else {
            return None;
        };
        let found = codec::any_temperature(code);
        if found < lowest {
            Some(ThermistorFault::Open)
        } else if found > highest {
            Some(ThermistorFault::Shorted)
        } else {
            None
        }
    }

    /// Reads the counts of all thermistors at cells, where they are to prove them, and fails for one that is open or shorted.
    pub(super) async fn must_have_thermistors(&mut self) -> Result<(), Error<B::Error>> {
        const FIRST_OF_7: usize = Pin::Ts3 as usize;
        let Proof::Counts { shorted, open } = self.plan.proof else {
            return Ok(());
        };
        let shares = (shorted.as_ppm(), open.as_ppm());
        let (first, count) = self.cell_pins();
        if first < FIRST_OF_7 {
            let bytes: [u8; 32] = self.fetch(DASTATUS6).await?;
            let counts = bytes.get(BEFORE_COUNTS..).unwrap_or_default();
            self.judge(counts, 0, shares)?;
        }
        if first + count > FIRST_OF_7 {
            let bytes: [u8; 16] = self.fetch(DASTATUS7).await?;
            self.judge(&bytes, FIRST_OF_7, shares)?;
        }
        Ok(())
    }

    fn judge(
        &self,
        counts: &[u8],
        first: usize,
        (shorted, open): (i32, i32),
    ) -> Result<(), Error<B::Error>> {
        let (counts, _) = counts.as_chunks();
        let pins = Pin::ALL.into_iter().zip(self.plan.thermistors).skip(first);
        for ((pin, thermistor), &counts) in pins.zip(counts) {
            if !thermistor.is_some_and(|thermistor| thermistor.is_at_a_cell()) {
                continue;
            }
            let share = codec::share(i32::from_le_bytes(counts));
            let fault = if share < shorted {
                ThermistorFault::Shorted
            } else if share > open {
                ThermistorFault::Open
            } else {
                continue;
            };
            return Err(Error::Thermistor { pin, fault });
        }
        Ok(())
    }

    /// Reads the temperature of one thermistor, whatever it measures. Its counts are not looked at: an open or shorted one may look
    /// like a temperature.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] for a pin without a thermistor, and as of [`die_temperature`](Self::die_temperature).
    pub async fn unproven_temperature(&mut self, pin: Pin) -> Result<Temperature, Error<B::Error>> {
        let index = pin.index();
        if self
            .plan
            .thermistors
            .get(index)
            .copied()
            .flatten()
            .is_none()
        {
            return Err(Error::OutOfRange);
        }
        let register = address(THERMISTORS, index);
        let code = self.word(register).await?;
        value(register, code, codec::temperature(code))
    }
}
