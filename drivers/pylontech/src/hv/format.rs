//! How values stand in frames; sources differ, so there is no default.

use crate::DischargeSign;

/// Order of the two bytes of a value in 42n0 frames. Numbers of cells and modules, 4250, 4260 and 73n0 are little-endian in
/// every source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum ByteOrder {
    /// The lower byte first, as real batteries were seen to send.
    Little,
    /// The higher byte first, as some inverters want it.
    Big,
}

/// How a current, in steps of 0.1 A and positive while charging, stands in its word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum CurrentCode {
    /// In two's complement.
    Signed,
    /// With this added to it, as in 30,000 for -3000 A to 3553.5 A.
    Offset(u16),
}

/// How values stand in 42n0 frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Format {
    order: ByteOrder,
    current: CurrentCode,
    discharge: DischargeSign,
}

impl Format {
    /// Creates a format.
    #[must_use]
    pub const fn new(order: ByteOrder, current: CurrentCode, discharge: DischargeSign) -> Self {
        Self {
            order,
            current,
            discharge,
        }
    }

    pub(crate) const fn word(self, bytes: [u8; 2]) -> u16 {
        match self.order {
            ByteOrder::Little => u16::from_le_bytes(bytes),
            ByteOrder::Big => u16::from_be_bytes(bytes),
        }
    }

    pub(crate) const fn bytes(self, word: u16) -> [u8; 2] {
        match self.order {
            ByteOrder::Little => word.to_le_bytes(),
            ByteOrder::Big => word.to_be_bytes(),
        }
    }

    /// Steps of 0.1 A, positive while charging.
    pub(crate) fn current(self, word: u16) -> i32 {
        match self.current {
            CurrentCode::Signed => i32::from(word.cast_signed()),
            CurrentCode::Offset(offset) => i32::from(word) - i32::from(offset),
        }
    }

    /// The word for so many steps of 0.1 A, positive while charging; `None` where they do not fit.
    pub(crate) fn code(self, steps: i32) -> Option<u16> {
        match self.current {
            CurrentCode::Signed => i16::try_from(steps).ok().map(i16::cast_unsigned),
            CurrentCode::Offset(offset) => {
                u16::try_from(i32::from(offset).checked_add(steps)?).ok()
            }
        }
    }

    /// The discharge limit in steps of 0.1 A, as a magnitude.
    pub(crate) fn discharge(self, word: u16) -> i32 {
        self.discharge.turned(self.current(word))
    }

    /// The word for a discharge limit.
    pub(crate) fn discharge_code(self, steps: i32) -> Option<u16> {
        self.code(self.discharge.turned(steps))
    }

    /// The largest charge limit that fits, in steps of 0.1 A.
    pub(crate) fn most_charge(self) -> i32 {
        match self.current {
            CurrentCode::Signed => i32::from(i16::MAX),
            CurrentCode::Offset(offset) => i32::from(u16::MAX - offset),
        }
    }

    /// The largest discharge limit that fits, in steps of 0.1 A.
    pub(crate) fn most_discharge(self) -> i32 {
        match (self.discharge, self.current) {
            (DischargeSign::Negative, CurrentCode::Offset(offset)) => i32::from(offset),
            (DischargeSign::Negative | DischargeSign::Positive, _) => self.most_charge(),
        }
    }
}
