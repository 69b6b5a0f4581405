//! What a command's 16 bits say.

/// Which results of the cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Measured,
    Average,
    Redundant,
    Filtered,
}

/// Register groups that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Read {
    ConfigA,
    ConfigB,
    PwmA,
    PwmB,
    /// Three cells, from a group's number.
    Cells(Kind, u8),
    AllCells(Kind),
    /// All cells of this kind, then all redundant ones.
    WithRedundant(Kind),
    Aux(u8),
    RedundantAux(u8),
    StatusA,
    StatusB,
    StatusC {
        spoiled: bool,
    },
    StatusD,
    StatusE,
    Serial,
    Retention,
}

/// Commands that six bytes for each part follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Write {
    ConfigA,
    ConfigB,
    PwmA,
    PwmB,
    ClearFlags,
    ClearLimits,
    Retention,
}

/// Converters that can be polled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Poll {
    Any,
    Cells,
    Redundant,
    Aux,
    Aux2,
}

/// Commands without data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    MeasureCells {
        redundant: bool,
        continuous: bool,
        discharge: bool,
        reset_filter: bool,
        open_wire: u16,
    },
    MeasureRedundant {
        continuous: bool,
        discharge: bool,
        open_wire: u16,
    },
    MeasureAux {
        open_wire: bool,
        pull_up: bool,
        channel: u16,
    },
    MeasureAux2 {
        channel: u16,
    },
    Poll(Poll),
    ClearCells,
    ClearAux,
    ClearFiltered,
    ClearRedundant,
    Mute(bool),
    Snap(bool),
    ResetCounter,
    SoftReset,
    UnlockRetention,
}

impl Order {
    /// Returns what the part tells while clocks follow.
    pub(super) const fn poll(self) -> Option<Poll> {
        match self {
            Self::MeasureCells { .. } => Some(Poll::Cells),
            Self::MeasureRedundant { .. } => Some(Poll::Redundant),
            Self::MeasureAux { .. } => Some(Poll::Aux),
            Self::MeasureAux2 { .. } => Some(Poll::Aux2),
            Self::Poll(poll) => Some(poll),
            _ => None,
        }
    }

    /// Returns whether the counter of commands goes on.
    pub(super) const fn counts(self) -> bool {
        !matches!(self, Self::ResetCounter | Self::SoftReset)
    }
}

/// One command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Command {
    Read(Read),
    Write(Write),
    Order(Order),
}

/// Odd cells of a mask of cells, counted from 1.
const ODD: u16 = 0x5555;

/// Returns the cells whose open-wire switch OW closes.
const fn open_wire(word: u16) -> u16 {
    match word & 0b11 {
        0b01 => !ODD,
        0b10 => ODD,
        0b11 => 0xFFFF,
        _ => 0,
    }
}

const fn bit(word: u16, number: u16) -> bool {
    word >> number & 1 == 1
}

/// Returns the command, `None` for one that means nothing.
pub(super) const fn decode(word: u16) -> Option<Command> {
    if let Some(read) = read(word) {
        return Some(Command::Read(read));
    }
    if let Some(write) = write(word) {
        return Some(Command::Write(write));
    }
    match order(word) {
        Some(order) => Some(Command::Order(order)),
        None => None,
    }
}

const fn read(word: u16) -> Option<Read> {
    use Kind::{Average, Filtered, Measured, Redundant};
    Some(match word {
        0x002 => Read::ConfigA,
        0x026 => Read::ConfigB,
        0x022 => Read::PwmA,
        0x023 => Read::PwmB,
        0x004 => Read::Cells(Measured, 0),
        0x006 => Read::Cells(Measured, 1),
        0x008 => Read::Cells(Measured, 2),
        0x00A => Read::Cells(Measured, 3),
        0x009 => Read::Cells(Measured, 4),
        0x00B => Read::Cells(Measured, 5),
        0x00C => Read::AllCells(Measured),
        0x044 => Read::Cells(Average, 0),
        0x046 => Read::Cells(Average, 1),
        0x048 => Read::Cells(Average, 2),
        0x04A => Read::Cells(Average, 3),
        0x049 => Read::Cells(Average, 4),
        0x04B => Read::Cells(Average, 5),
        0x04C => Read::AllCells(Average),
        0x003 => Read::Cells(Redundant, 0),
        0x005 => Read::Cells(Redundant, 1),
        0x007 => Read::Cells(Redundant, 2),
        0x00D => Read::Cells(Redundant, 3),
        0x00E => Read::Cells(Redundant, 4),
        0x00F => Read::Cells(Redundant, 5),
        0x010 => Read::AllCells(Redundant),
        0x012 => Read::Cells(Filtered, 0),
        0x013 => Read::Cells(Filtered, 1),
        0x014 => Read::Cells(Filtered, 2),
        0x015 => Read::Cells(Filtered, 3),
        0x016 => Read::Cells(Filtered, 4),
        0x017 => Read::Cells(Filtered, 5),
        0x018 => Read::AllCells(Filtered),
        0x011 => Read::WithRedundant(Measured),
        0x051 => Read::WithRedundant(Average),
        0x019 => Read::Aux(0),
        0x01A => Read::Aux(1),
        0x01B => Read::Aux(2),
        0x01F => Read::Aux(3),
        0x01C => Read::RedundantAux(0),
        0x01D => Read::RedundantAux(1),
        0x01E => Read::RedundantAux(2),
        0x025 => Read::RedundantAux(3),
        0x030 => Read::StatusA,
        0x031 => Read::StatusB,
        0x032 => Read::StatusC { spoiled: false },
        0x072 => Read::StatusC { spoiled: true },
        0x033 => Read::StatusD,
        0x034 => Read::StatusE,
        0x02C => Read::Serial,
        0x03A => Read::Retention,
        _ => return None,
    })
}

const fn write(word: u16) -> Option<Write> {
    Some(match word {
        0x001 => Write::ConfigA,
        0x024 => Write::ConfigB,
        0x020 => Write::PwmA,
        0x021 => Write::PwmB,
        0x717 => Write::ClearFlags,
        0x715 => Write::ClearLimits,
        0x039 => Write::Retention,
        _ => return None,
    })
}

const fn order(word: u16) -> Option<Order> {
    Some(match word {
        0x711 => Order::ClearCells,
        0x712 => Order::ClearAux,
        0x714 => Order::ClearFiltered,
        0x716 => Order::ClearRedundant,
        0x718 => Order::Poll(Poll::Any),
        0x71C => Order::Poll(Poll::Cells),
        0x71D => Order::Poll(Poll::Redundant),
        0x71E => Order::Poll(Poll::Aux),
        0x71F => Order::Poll(Poll::Aux2),
        0x028 => Order::Mute(true),
        0x029 => Order::Mute(false),
        0x02D => Order::Snap(true),
        0x02F => Order::Snap(false),
        0x02E => Order::ResetCounter,
        0x027 => Order::SoftReset,
        0x038 => Order::UnlockRetention,
        _ if word & !0x197 == 0x260 => Order::MeasureCells {
            redundant: bit(word, 8),
            continuous: bit(word, 7),
            discharge: bit(word, 4),
            reset_filter: bit(word, 2),
            open_wire: open_wire(word),
        },
        _ if word & !0x093 == 0x168 => Order::MeasureRedundant {
            continuous: bit(word, 7),
            discharge: bit(word, 4),
            open_wire: open_wire(word),
        },
        _ if word & !0x1CF == 0x410 => Order::MeasureAux {
            open_wire: bit(word, 8),
            pull_up: bit(word, 7),
            channel: word & 0x0F | (word >> 6 & 1) << 4,
        },
        _ if word & !0x00F == 0x400 => Order::MeasureAux2 {
            channel: word & 0x0F,
        },
        _ => return None,
    })
}
