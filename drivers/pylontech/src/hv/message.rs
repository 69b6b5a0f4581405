//! Frames of batteries, and what inverters ask for.

use embedded_can::{ExtendedId, Frame, Id};

use super::Address;

/// Identifier of the inverter's request: 4200.
pub(crate) const REQUEST: u32 = 0x4200;

/// A frame of a battery; its identifier is that of address 0 with the address added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Message {
    /// 4210: voltage, current, temperature, state of charge and of health.
    Summary,
    /// 4220: limits of voltage and current.
    Limits,
    /// 4230: highest and lowest voltage of a cell.
    CellVoltages,
    /// 4240: highest and lowest temperature of a cell.
    CellTemperatures,
    /// 4250: what it does, faults, alarm and protection.
    Status,
    /// 4260: highest and lowest voltage of a module.
    ModuleVoltages,
    /// 4270: highest and lowest temperature of a module.
    ModuleTemperatures,
    /// 4280: whether it may be charged and discharged.
    Permissions,
    /// 4290: more faults, whose bits are not verified; carried uninterpreted.
    FaultExtension,
    /// 7310: versions.
    Versions,
    /// 7320: numbers of cells and modules, voltage and capacity.
    Equipment,
    /// 7330: the first eight letters of the maker's name.
    NameStart,
    /// 7340: the other eight.
    NameEnd,
}

/// What an inverter asks all batteries for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Request {
    /// The frames 42n0: byte 0 is 0.
    Data,
    /// The frames 73n0: byte 0 is 2.
    Equipment,
}

impl Message {
    /// All of them, in the order in which they are sent.
    pub const ALL: [Self; 13] = [
        Self::Summary,
        Self::Limits,
        Self::CellVoltages,
        Self::CellTemperatures,
        Self::Status,
        Self::ModuleVoltages,
        Self::ModuleTemperatures,
        Self::Permissions,
        Self::FaultExtension,
        Self::Versions,
        Self::Equipment,
        Self::NameStart,
        Self::NameEnd,
    ];

    /// Returns the identifier that a battery uses.
    #[must_use]
    pub fn id(self, address: Address) -> u32 {
        let base = match self {
            Self::Summary => 0x4210,
            Self::Limits => 0x4220,
            Self::CellVoltages => 0x4230,
            Self::CellTemperatures => 0x4240,
            Self::Status => 0x4250,
            Self::ModuleVoltages => 0x4260,
            Self::ModuleTemperatures => 0x4270,
            Self::Permissions => 0x4280,
            Self::FaultExtension => 0x4290,
            Self::Versions => 0x7310,
            Self::Equipment => 0x7320,
            Self::NameStart => 0x7330,
            Self::NameEnd => 0x7340,
        };
        base | u32::from(address.number())
    }

    pub(crate) const fn slot(self) -> usize {
        self as usize
    }

    /// Returns which frame this is, if it is one of a battery's.
    pub(crate) fn of<F: Frame>(frame: &F) -> Option<(Address, Self)> {
        let id = extended(frame)?;
        let address = Address::of(id);
        let message = Self::ALL
            .into_iter()
            .find(|message| message.id(address) == id)?;
        Some((address, message))
    }
}

impl Request {
    pub(crate) const fn byte(self) -> u8 {
        match self {
            Self::Data => 0,
            Self::Equipment => 2,
        }
    }

    pub(crate) const fn of(byte: u8) -> Option<Self> {
        match byte {
            0 => Some(Self::Data),
            2 => Some(Self::Equipment),
            _ => None,
        }
    }

    /// Slots of the frames that answer it.
    pub(crate) const fn answers(self) -> core::ops::Range<usize> {
        match self {
            Self::Data => 0..Message::Versions.slot(),
            Self::Equipment => Message::Versions.slot()..Message::ALL.len(),
        }
    }
}

/// Returns the identifier of a data frame with 29 bits.
pub(crate) fn extended<F: Frame>(frame: &F) -> Option<u32> {
    match frame.id() {
        Id::Extended(id) if frame.is_data_frame() => Some(id.as_raw()),
        Id::Extended(_) | Id::Standard(_) => None,
    }
}

/// Makes an identifier; all of this protocol's fit.
pub(crate) fn identifier(raw: u32) -> Id {
    Id::Extended(ExtendedId::new(raw).unwrap_or(ExtendedId::MAX))
}
