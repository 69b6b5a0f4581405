//! 4230, 4240, 4260 and 4270: the highest and the lowest of many.

use hal_power::{Temperature, Voltage};

use super::{
    Format,
    summary::{celsius, temperature},
};
use crate::{Field, FrameError, Raw, ValueError};

/// The highest and the lowest value, and which cells or modules have them. From where these are counted was not verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Extremes<T> {
    /// The highest value.
    pub highest: T,
    /// The lowest value.
    pub lowest: T,
    /// Number of the cell or module with the highest.
    pub highest_at: u16,
    /// Number of the cell or module with the lowest.
    pub lowest_at: u16,
}

impl<T: Copy + PartialOrd> Extremes<T> {
    /// Creates extremes. Frames have the nearest steps, of 1 mV or 0.1 °C.
    pub const fn new(highest: T, lowest: T, highest_at: u16, lowest_at: u16) -> Self {
        Self {
            highest,
            lowest,
            highest_at,
            lowest_at,
        }
    }

    /// Reads the words with `word`, but the numbers always from the lower byte on.
    fn decode(
        id: u32,
        raw: &Raw,
        field: Field,
        value: impl Fn([u8; 2]) -> T,
    ) -> Result<Self, FrameError> {
        let [h0, h1, l0, l1, m0, m1, n0, n1] = raw.padded();
        let (highest, lowest) = (value([h0, h1]), value([l0, l1]));
        if highest < lowest {
            return Err(FrameError::Crossed { id, field });
        }
        Ok(Self {
            highest,
            lowest,
            highest_at: u16::from_le_bytes([m0, m1]),
            lowest_at: u16::from_le_bytes([n0, n1]),
        })
    }

    fn encode(
        &self,
        field: Field,
        bytes: impl Fn(T) -> Result<[u8; 2], ValueError>,
    ) -> Result<Raw, ValueError> {
        if self.highest < self.lowest {
            return Err(ValueError::Crossed(field));
        }
        let ([h0, h1], [l0, l1]) = (bytes(self.highest)?, bytes(self.lowest)?);
        let [m0, m1] = self.highest_at.to_le_bytes();
        let [n0, n1] = self.lowest_at.to_le_bytes();
        Ok(Raw::first(8, [h0, h1, l0, l1, m0, m1, n0, n1]))
    }
}

impl Extremes<Voltage> {
    pub(super) fn decode_cells(id: u32, raw: &Raw, format: Format) -> Result<Self, FrameError> {
        Self::decode(id, raw, Field::CellVoltage, |word| {
            millivolts(format.word(word))
        })
    }

    pub(super) fn encode_cells(&self, format: Format) -> Result<Raw, ValueError> {
        let field = Field::CellVoltage;
        self.encode(field, |voltage| Ok(format.bytes(steps(voltage, field)?)))
    }

    pub(super) fn decode_modules(id: u32, raw: &Raw) -> Result<Self, FrameError> {
        Self::decode(id, raw, Field::ModuleVoltage, |word| {
            millivolts(u16::from_le_bytes(word))
        })
    }

    pub(super) fn encode_modules(&self) -> Result<Raw, ValueError> {
        let field = Field::ModuleVoltage;
        self.encode(field, |voltage| Ok(steps(voltage, field)?.to_le_bytes()))
    }
}

impl Extremes<Temperature> {
    pub(super) fn decode_celsius(
        id: u32,
        raw: &Raw,
        field: Field,
        format: Format,
    ) -> Result<Self, FrameError> {
        Self::decode(id, raw, field, |word| temperature(format.word(word)))
    }

    pub(super) fn encode_celsius(&self, field: Field, format: Format) -> Result<Raw, ValueError> {
        self.encode(field, |value| Ok(format.bytes(celsius(value, field)?)))
    }
}

fn millivolts(word: u16) -> Voltage {
    Voltage::from_millivolts(word.into())
}

fn steps(voltage: Voltage, field: Field) -> Result<u16, ValueError> {
    u16::try_from(voltage.as_millivolts()).map_err(|_| ValueError::OutOfRange(field))
}
