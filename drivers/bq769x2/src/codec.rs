//! Checksums, frames, and codes to quantities. Pure and total.

mod float;

use crc::{CRC_8_SMBUS, Crc, NoTable};
pub(crate) use float::single;
use hal_power::{Temperature, Voltage};

/// x⁸ + x² + x + 1, from zero (SLUAAQ5).
const CRC: Crc<u8, NoTable> = Crc::<u8, NoTable>::new(&CRC_8_SMBUS);

/// Returns each byte with its CRC: the first one's covers `lead` too, every other one's the byte alone (SLUAA11B section 4).
pub(crate) fn protected(
    lead: &[u8],
    bytes: impl IntoIterator<Item = u8>,
) -> impl Iterator<Item = (u8, u8)> {
    let mut digest = CRC.digest();
    digest.update(lead);
    let mut first = Some(digest);
    bytes.into_iter().map(move |byte| {
        let mut digest = first.take().unwrap_or_else(|| CRC.digest());
        digest.update(&[byte]);
        (byte, digest.finalize())
    })
}

/// Checksum of a subcommand and its data (SLUUBY2B section 12.3).
pub(crate) fn checksum(number: u16, data: &[u8]) -> u8 {
    let all = number.to_le_bytes().into_iter().chain(data.iter().copied());
    !all.fold(0u8, u8::wrapping_add)
}

/// One SPI transaction: read or write and address, data, CRC over both (SLUSFC9).
pub(crate) const fn frame(command: u8, data: u8) -> [u8; 3] {
    [command, data, CRC.checksum(&[command, data])]
}

/// What comes out of the part during one SPI transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// The transaction before is done: its command, and its data or what was read.
    Done(u8, u8),
    /// Nothing is done since the last transaction.
    Busy,
    /// The CRC of the transaction before was wrong.
    Rejected,
    /// The CRC of this answer is wrong.
    Damaged,
}

impl Answer {
    pub(crate) const fn from_frame(bytes: [u8; 3]) -> Self {
        let [command, data, crc] = bytes;
        match bytes {
            [0xFF, 0xFF, 0x00] => Self::Busy,
            [0xFF, 0xFF, 0xAA] => Self::Rejected,
            _ if frame(command, data)[2] == crc => Self::Done(command, data),
            _ => Self::Damaged,
        }
    }
}

/// Why a code is no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Off {
    /// The end of a scale.
    Saturated,
    /// Nothing that the part can measure.
    Implausible,
}

/// Ends of the range in which a cell is measured, in mV (SLUSE13B section 7.3).
const LOWEST_CELL: i16 = -200;
const HIGHEST_CELL: i16 = 5_500;

/// Voltage of a cell, in mV.
pub(crate) const fn cell(code: i16) -> Result<Voltage, Off> {
    if code == i16::MIN || code > HIGHEST_CELL {
        return Err(Off::Saturated);
    }
    if code < LOWEST_CELL {
        return Err(Off::Implausible);
    }
    Ok(Voltage::from_millivolts(code as i32))
}

/// Voltage at the stack or a pin, in 10 mV.
pub(crate) const fn pin(code: i16) -> Result<Voltage, Off> {
    if code == i16::MIN || code == i16::MAX {
        return Err(Off::Saturated);
    }
    Ok(Voltage::from_millivolts(code as i32 * 10))
}

/// What a code in 0.1 K would be as a temperature.
pub(crate) const fn any_temperature(code: i16) -> Temperature {
    Temperature::from_millicelsius(code as i32 * 100 - 273_150)
}

/// Temperature, in 0.1 K. Nothing is measured outside of -100 to 200 °C; of a code beyond, what it stands for is not known.
pub(crate) const fn temperature(code: i16) -> Result<Temperature, Off> {
    if code == i16::MIN || code == i16::MAX {
        return Err(Off::Saturated);
    }
    let found = any_temperature(code);
    if found.as_millicelsius() < -100_000 || found.as_millicelsius() > 200_000 {
        return Err(Off::Implausible);
    }
    Ok(found)
}

/// Signed words of a block, little-endian.
pub(crate) fn words(bytes: &[u8]) -> impl Iterator<Item = i16> + Clone {
    let (pairs, _) = bytes.as_chunks();
    pairs.iter().map(|&pair| i16::from_le_bytes(pair))
}

/// Counts of a thermistor that hangs on nothing: 1.8 V at 5/3 × 1.8 V ÷ 2²³ each (SLUUBY2B section 4.6).
const FULL_THERMISTOR: i64 = (1 << 23) * 3 / 5;

/// Returns a thermistor's share of the voltage over itself and its pull-up, in ppm.
pub(crate) fn share(counts: i32) -> i32 {
    let ppm = i64::from(counts) * 1_000_000 / FULL_THERMISTOR;
    i32::try_from(ppm).unwrap_or(if counts < 0 { i32::MIN } else { i32::MAX })
}

#[cfg(test)]
mod tests;
