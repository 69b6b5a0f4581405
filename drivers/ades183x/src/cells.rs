//! Which of a part's ways of measuring a cell.

use hal_power::Voltage;

use crate::{
    Error, Group, Part,
    codec::Data,
    convert::{codes, is_beyond, voltage},
};

/// One of the results that parts have for each cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Cells {
    /// The last one of the C converters, 1 ms.
    Latest,
    /// Average of the last eight of these.
    Averaged,
    /// Filtered: as old as the filter makes it, and not renewed by reading.
    Filtered,
    /// One of the S converters, 8 ms, which is made for it. Balancing pauses meanwhile.
    Redundant,
}

impl Cells {
    /// Returns a group of three cells, 0 to 5.
    pub(crate) const fn group(self, number: u8) -> Group {
        match self {
            Self::Latest => Group::Cells(number),
            Self::Averaged => Group::Averaged(number),
            Self::Filtered => Group::Filtered(number),
            Self::Redundant => Group::Redundant(number),
        }
    }

    /// Returns how long the C converters take for a result of which no sample is older, in ms.
    pub(crate) const fn renewed_after_ms(self) -> u32 {
        match self {
            Self::Latest | Self::Filtered => 2,
            Self::Averaged => 16,
            Self::Redundant => S_MS,
        }
    }
}

/// How long the S converters take, in ms: 8, and what a clock may be off.
pub(crate) const S_MS: u32 = 9;

/// Takes a group's three cells of every part into the string's cells, and returns the first that is no voltage.
pub(crate) fn take<'a, E>(
    parts: impl Iterator<Item = (&'a Part, Data)>,
    group: Group,
    number: u8,
    cells: &mut [Voltage],
) -> Result<(), Error<E>> {
    let mut taken = Ok(());
    let mut below = 0;
    for (place, (part, data)) in parts.enumerate() {
        for (cell, code) in (3 * usize::from(number)..part.cells()).zip(codes(data)) {
            let found = match voltage(code) {
                None => Err(Error::NotReady { part: place, group }),
                Some(voltage) if is_beyond(voltage) => Err(Error::Saturated { part: place, cell }),
                Some(voltage) => Ok(voltage),
            };
            match (found, cells.get_mut(below + cell)) {
                (Ok(voltage), Some(slot)) => *slot = voltage,
                (Err(error), _) => taken = taken.and(Err(error)),
                (Ok(_), None) => {}
            }
        }
        below += part.cells();
    }
    taken
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::convert::Infallible;

    fn taken(number: u8, data: [Data; 2], cells: &mut [Voltage]) -> Result<(), Error<Infallible>> {
        let parts = [4, 6].map(|cells| Part::new(cells).unwrap());
        take(parts.iter().zip(data), Group::Cells(number), number, cells)
    }

    #[test]
    fn cells_that_are_not_there_are_passed_over() {
        let mut cells = [Voltage::ZERO; 10];
        // 3.3 V, 3.45 V, 3.6 V; beyond a part's cells all ones
        let full = [0xE0, 0x2E, 0xC8, 0x32, 0xB0, 0x36];
        assert_eq!(taken(0, [full; 2], &mut cells), Ok(()));
        let one = [0xE0, 0x2E, 0xFF, 0x7F, 0x00, 0x80];
        assert_eq!(taken(1, [one, full], &mut cells), Ok(()));
        let volts = cells.map(|cell| cell.as_millivolts());
        let expected = [3300, 3450, 3600, 3300, 3300, 3450, 3600, 3300, 3450, 3600];
        assert_eq!(volts, expected);
        assert_eq!(taken(2, [[0xFF; 6]; 2], &mut cells), Ok(()));
    }

    #[test]
    fn no_result_is_no_voltage() {
        let sound = [0xE0, 0x2E, 0xE0, 0x2E, 0xE0, 0x2E];
        for (bytes, error) in [
            (
                [0xFF, 0x7F],
                Error::NotReady {
                    part: 1,
                    group: Group::Cells(0),
                },
            ),
            (
                [0x00, 0x80],
                Error::NotReady {
                    part: 1,
                    group: Group::Cells(0),
                },
            ),
            // 5.5 V and -2 V, as near as codes come
            ([0x2A, 0x68], Error::Saturated { part: 1, cell: 2 }),
            ([0xDB, 0xA4], Error::Saturated { part: 1, cell: 2 }),
        ] {
            let mut cells = [Voltage::ZERO; 10];
            let data = [0xE0, 0x2E, 0xE0, 0x2E, bytes[0], bytes[1]];
            assert_eq!(taken(0, [sound, data], &mut cells), Err(error));
        }
    }
}
