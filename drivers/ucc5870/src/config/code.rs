//! Quantities and codes to fields.

use core::time::Duration;

use hal_power::{Current, Voltage};

use super::ConfigError;
use crate::Register;

/// Code of a field of `BITS` bits whose meaning could not be verified: the caller's, and not interpreted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Code<const BITS: u32>(u8);

impl<const BITS: u32> Code<BITS> {
    /// Takes a code.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Code`] for one that does not fit.
    pub const fn new(code: u8) -> Result<Self, ConfigError> {
        if BITS < u8::BITS && code >> BITS != 0 {
            return Err(ConfigError::Code { code, bits: BITS });
        }
        Ok(Self(code))
    }

    /// Returns the code.
    pub const fn get(self) -> u8 {
        self.0
    }
}

/// Dead time between the inputs of a leg.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct DeadTime(Code<6>);

impl DeadTime {
    /// Creates a dead time of 105 to 4445 ns in steps of 70 ns; `None` for any other.
    #[expect(clippy::cast_possible_truncation, reason = "63 at most")]
    pub const fn from_nanos(nanos: u32) -> Option<Self> {
        let Some(above) = nanos.checked_sub(105) else {
            return None;
        };
        let code = above / 70 + 1;
        if above % 70 != 0 || code > 63 {
            return None;
        }
        Some(Self(Code(code as u8)))
    }

    /// Takes the register's code. What code 0 means could not be verified.
    pub const fn from_code(code: Code<6>) -> Self {
        Self(code)
    }

    pub(super) const fn field(self) -> u16 {
        self.0.0 as u16
    }
}

/// Returns a bit in its place.
pub(super) const fn bit(set: bool, at: u32) -> u16 {
    (set as u16) << at
}

/// Returns the word if no bit without a meaning is set.
pub(super) const fn reserved(register: Register, word: u16) -> Result<u16, ConfigError> {
    if word & !register.mask() != 0 {
        return Err(ConfigError::Reserved(register));
    }
    Ok(word)
}

/// A field of a register that holds the place of a quantity in a table.
#[derive(Clone, Copy)]
pub(super) struct Field {
    pub(super) register: Register,
    pub(super) name: &'static str,
    pub(super) at: u32,
}

impl Field {
    /// Returns the code of the voltage in a table of mV.
    pub(super) fn voltage(self, value: Voltage, table: &[i32]) -> Result<u16, ConfigError> {
        let place = |&entry: &i32| Voltage::from_millivolts(entry) == value;
        self.place(table.iter().position(place))
    }

    /// Returns the code of the current in a table of µA.
    pub(super) fn current(self, value: Current, table: &[i32]) -> Result<u16, ConfigError> {
        let place = |&entry: &i32| Current::from_microamps(entry) == value;
        self.place(table.iter().position(place))
    }

    /// Returns the code of the time in a table of ns.
    pub(super) fn time(self, value: Duration, table: &[u64]) -> Result<u16, ConfigError> {
        let place = |&entry: &u64| Duration::from_nanos(entry) == value;
        self.place(table.iter().position(place))
    }

    fn place(self, place: Option<usize>) -> Result<u16, ConfigError> {
        let code = place.and_then(|place| u16::try_from(place).ok());
        code.map(|code| code << self.at)
            .ok_or(ConfigError::NotOffered {
                register: self.register,
                field: self.name,
            })
    }
}

/// Makes fields of one register.
pub(super) const fn field(register: Register, name: &'static str, at: u32) -> Field {
    Field { register, name, at }
}
