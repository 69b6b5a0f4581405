//! The parts, as types.

mod sealed {
    pub trait Sealed {}
}

/// A part of the family.
pub trait Part: sealed::Sealed + core::fmt::Debug + 'static {
    /// Words of the EEPROM that are free.
    type Word: Copy + core::fmt::Debug + PartialEq;

    #[doc(hidden)]
    const FACTS: Facts;

    #[doc(hidden)]
    fn register(word: Self::Word) -> u8;
}

/// What differs between parts.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Facts {
    /// Bits 11:0 of Device_ID.
    pub(crate) device: u16,
    /// Whether register 7 is the offset.
    pub(crate) has_offset: bool,
}

/// Words of the EEPROM of a TMP117 or TMP119. They come with an identity; see [`unique_id`](crate::blocking::Tmp11x::unique_id).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Word {
    /// EEPROM1, which the maker traces the part by and asks not to program.
    One,
    /// EEPROM2.
    Two,
    /// EEPROM3.
    Three,
}

/// Words of the EEPROM of a TMP116, which come empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Tmp116Word {
    /// EEPROM1.
    One,
    /// EEPROM2.
    Two,
    /// EEPROM3.
    Three,
    /// EEPROM4.
    Four,
}

/// TMP116 and TMP116N.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Tmp116 {}

/// TMP117 and TMP119, whose registers and device field are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Tmp117 {}

impl sealed::Sealed for Tmp116 {}
impl sealed::Sealed for Tmp117 {}

impl Part for Tmp116 {
    type Word = Tmp116Word;

    const FACTS: Facts = Facts {
        device: 0x116,
        has_offset: false,
    };

    fn register(word: Tmp116Word) -> u8 {
        match word {
            Tmp116Word::One => 0x05,
            Tmp116Word::Two => 0x06,
            Tmp116Word::Three => 0x07,
            Tmp116Word::Four => 0x08,
        }
    }
}

impl Part for Tmp117 {
    type Word = Word;

    const FACTS: Facts = Facts {
        device: 0x117,
        has_offset: true,
    };

    fn register(word: Word) -> u8 {
        match word {
            Word::One => 0x05,
            Word::Two => 0x06,
            Word::Three => 0x08,
        }
    }
}
