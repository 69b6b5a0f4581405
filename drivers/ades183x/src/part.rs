//! What the caller says about each part.

use core::fmt::{self, Display};

use crate::ConfigError;

/// Most cells of a part.
pub(crate) const CELLS: usize = 16;
/// Most GPIOs of a part.
pub(crate) const GPIOS: usize = 10;

/// One part of the chain: what is connected to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Part {
    cells: u8,
    thermistors: u16,
    pulled_down: u16,
    serial: Option<SerialId>,
}

impl Part {
    /// Describes a part with this many cells, 1 to 16, at its lowest inputs.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Cells`] for another number.
    pub const fn new(cells: u8) -> Result<Self, ConfigError> {
        if cells == 0 || cells as usize > CELLS {
            return Err(ConfigError::Cells(cells));
        }
        Ok(Self {
            cells,
            thermistors: 0,
            pulled_down: 0,
            serial: None,
        })
    }

    /// Has thermistors at these GPIOs, GPIO1 in bit 0.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Gpios`] beyond GPIO10, and for one that is pulled down.
    pub const fn with_thermistors(mut self, gpios: u16) -> Result<Self, ConfigError> {
        if gpios >> GPIOS != 0 || gpios & self.pulled_down != 0 {
            return Err(ConfigError::Gpios(gpios));
        }
        self.thermistors = gpios;
        Ok(self)
    }

    /// Pulls these GPIOs down, GPIO1 in bit 0.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Gpios`] beyond GPIO10, and for one with a thermistor.
    pub const fn with_pulled_down(mut self, gpios: u16) -> Result<Self, ConfigError> {
        if gpios >> GPIOS != 0 || gpios & self.thermistors != 0 {
            return Err(ConfigError::Gpios(gpios));
        }
        self.pulled_down = gpios;
        Ok(self)
    }

    /// Has to be this very part.
    #[must_use]
    pub const fn with_serial(mut self, serial: SerialId) -> Self {
        self.serial = Some(serial);
        self
    }

    /// Returns the number of cells.
    #[must_use]
    pub fn cells(&self) -> usize {
        self.cells.into()
    }

    /// Returns the number of thermistors.
    #[must_use]
    pub fn thermistors(&self) -> usize {
        usize::try_from(self.thermistors.count_ones()).unwrap_or(GPIOS)
    }

    /// Returns the serial number that it has to have.
    #[must_use]
    pub const fn serial(&self) -> Option<SerialId> {
        self.serial
    }

    pub(crate) const fn thermistor_bits(&self) -> u16 {
        self.thermistors
    }

    /// Returns the bits of GPO: 1 is off.
    pub(crate) const fn outputs(&self) -> u16 {
        !self.pulled_down & 0x03FF
    }
}

/// Serial number of a part, 6 bytes as they are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct SerialId(pub [u8; 6]);

impl SerialId {
    /// Returns whether a part has one at all.
    pub(crate) const fn is_none(self) -> bool {
        matches!(self.0, [0x00, 0x00, 0x00, 0x00, 0x00, 0x00])
            || matches!(self.0, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF])
    }
}

impl Display for SerialId {
    /// Prints twelve digits, the first byte last: it is the lowest.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .rev()
            .try_for_each(|byte| write!(f, "{byte:02X}"))
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::string::ToString;

    #[test]
    fn what_is_connected_has_to_be_there() {
        assert_eq!(Part::new(0), Err(ConfigError::Cells(0)));
        assert_eq!(Part::new(17), Err(ConfigError::Cells(17)));
        let part = Part::new(16).unwrap();
        assert_eq!(part.with_thermistors(0x400), Err(ConfigError::Gpios(0x400)));
        let part = part.with_thermistors(0x201).unwrap();
        assert_eq!((part.cells(), part.thermistors()), (16, 2));
        assert_eq!(part.with_pulled_down(0x201), Err(ConfigError::Gpios(0x201)));
        let part = part.with_pulled_down(0x102).unwrap();
        assert_eq!(part.outputs(), 0x2FD);
        assert_eq!(part.with_thermistors(0x002), Err(ConfigError::Gpios(0x002)));
    }

    #[test]
    fn a_serial_number_is_printed_from_its_highest_byte() {
        assert_eq!(SerialId([1, 2, 3, 4, 5, 0xAB]).to_string(), "AB0504030201");
        assert!(SerialId([0xFF; 6]).is_none() && SerialId([0; 6]).is_none());
        assert!(!SerialId([0, 0, 0, 0, 0, 1]).is_none());
    }
}
