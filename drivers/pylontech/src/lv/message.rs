//! Frames of the battery.

use embedded_can::{Frame, Id, StandardId};

/// Identifier of the inverter's keep-alive frame: 305.
pub(crate) const KEEP_ALIVE: u16 = 0x305;

/// A frame of the battery. Older packs leave out 35A and 35F, newer ones 359 and 35C.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Message {
    /// 351: limits of voltage and current.
    Limits,
    /// 355: state of charge and of health.
    State,
    /// 356: voltage, current, temperature.
    Measurement,
    /// 359: protection and alarm.
    Alarms,
    /// 35A: alarms and warnings in pairs of bits, whose meaning differs between sources; carried uninterpreted.
    ExtendedAlarms,
    /// 35C: what the battery asks for.
    Requests,
    /// 35E: the maker's name in ASCII.
    Manufacturer,
    /// 35F: type, versions and capacity, whose meaning differs between sources; carried uninterpreted.
    Info,
}

impl Message {
    /// All of them, in the order in which they are sent.
    pub const ALL: [Self; 8] = [
        Self::Limits,
        Self::State,
        Self::Measurement,
        Self::Alarms,
        Self::ExtendedAlarms,
        Self::Requests,
        Self::Manufacturer,
        Self::Info,
    ];

    /// Returns the identifier.
    #[must_use]
    pub const fn id(self) -> u16 {
        match self {
            Self::Limits => 0x351,
            Self::State => 0x355,
            Self::Measurement => 0x356,
            Self::Alarms => 0x359,
            Self::ExtendedAlarms => 0x35A,
            Self::Requests => 0x35C,
            Self::Manufacturer => 0x35E,
            Self::Info => 0x35F,
        }
    }

    /// Lengths that public captures and implementations show.
    pub(crate) const fn lengths(self) -> &'static [usize] {
        match self {
            Self::Limits => &[6, 8],
            Self::State => &[4, 6, 8],
            Self::Measurement => &[6, 8],
            Self::Alarms => &[7, 8],
            Self::ExtendedAlarms | Self::Info => &[8],
            Self::Requests => &[1, 2, 8],
            Self::Manufacturer => &[1, 2, 3, 4, 5, 6, 7, 8],
        }
    }

    pub(crate) const fn slot(self) -> usize {
        self as usize
    }

    /// Returns which frame this is, if it is one of the battery's.
    pub(crate) fn of<F: Frame>(frame: &F) -> Option<Self> {
        let raw = standard(frame)?;
        Self::ALL.into_iter().find(|message| message.id() == raw)
    }
}

/// Returns the identifier of a data frame with 11 bits.
pub(crate) fn standard<F: Frame>(frame: &F) -> Option<u16> {
    match frame.id() {
        Id::Standard(id) if frame.is_data_frame() => Some(id.as_raw()),
        Id::Standard(_) | Id::Extended(_) => None,
    }
}

/// Makes an identifier; all of this protocol's fit.
pub(crate) fn identifier(raw: u16) -> Id {
    Id::Standard(StandardId::new(raw).unwrap_or(StandardId::MAX))
}
