//! Registers, each with the width that its address has (data sheet Rev. B tables 13 to 15).

use core::marker::PhantomData;

mod sealed {
    pub trait Sealed {}
}

/// Bits of a register.
pub trait Width: Copy + Eq + sealed::Sealed {
    /// What a register of this width holds, in the lowest bits.
    type Value: Copy + Eq + core::fmt::Debug + Into<u32>;

    /// What goes over the wire, most significant byte first.
    #[doc(hidden)]
    type Bytes: Copy + Default + AsRef<[u8]> + AsMut<[u8]>;

    /// Largest value.
    #[doc(hidden)]
    const MAX: u32;

    /// Whether a register of this width is at an address.
    #[doc(hidden)]
    fn is_at(address: u16) -> bool;

    #[doc(hidden)]
    fn value(bytes: Self::Bytes) -> Self::Value;

    #[doc(hidden)]
    fn bytes(value: Self::Value) -> Self::Bytes;
}

/// 8 bits: 0x000 to 0x0FF, 0x702 and 0x800.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Bits8 {}

/// 16 bits: 0x100 to 0x1FF.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Bits16 {}

/// 24 bits: 0x200 to 0x2FF.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Bits24 {}

/// 32 bits: 0x300 to 0x3FF, those of 24 bits again and the checksum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Bits32 {}

impl sealed::Sealed for Bits8 {}
impl sealed::Sealed for Bits16 {}
impl sealed::Sealed for Bits24 {}
impl sealed::Sealed for Bits32 {}

impl Width for Bits8 {
    type Value = u8;
    type Bytes = [u8; 1];
    const MAX: u32 = 0xFF;

    fn is_at(address: u16) -> bool {
        matches!(address, 0x000..=0x0FF | 0x702 | 0x800)
    }

    fn value([byte]: [u8; 1]) -> u8 {
        byte
    }

    fn bytes(value: u8) -> [u8; 1] {
        [value]
    }
}

impl Width for Bits16 {
    type Value = u16;
    type Bytes = [u8; 2];
    const MAX: u32 = 0xFFFF;

    fn is_at(address: u16) -> bool {
        matches!(address, 0x100..=0x1FF)
    }

    fn value(bytes: [u8; 2]) -> u16 {
        u16::from_be_bytes(bytes)
    }

    fn bytes(value: u16) -> [u8; 2] {
        value.to_be_bytes()
    }
}

impl Width for Bits24 {
    type Value = u32;
    type Bytes = [u8; 3];
    const MAX: u32 = 0xFF_FFFF;

    fn is_at(address: u16) -> bool {
        matches!(address, 0x200..=0x2FF)
    }

    fn value([high, middle, low]: [u8; 3]) -> u32 {
        u32::from_be_bytes([0, high, middle, low])
    }

    fn bytes(value: u32) -> [u8; 3] {
        let [_, high, middle, low] = value.to_be_bytes();
        [high, middle, low]
    }
}

impl Width for Bits32 {
    type Value = u32;
    type Bytes = [u8; 4];
    const MAX: u32 = u32::MAX;

    fn is_at(address: u16) -> bool {
        matches!(address, 0x300..=0x3FF)
    }

    fn value(bytes: [u8; 4]) -> u32 {
        u32::from_be_bytes(bytes)
    }

    fn bytes(value: u32) -> [u8; 4] {
        value.to_be_bytes()
    }
}

/// A register. Its type says how many bits go over the wire, so that a wrong width cannot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Register<W> {
    address: u16,
    width: PhantomData<W>,
}

impl<W> Register<W> {
    pub(crate) const fn at(address: u16) -> Self {
        Self {
            address,
            width: PhantomData,
        }
    }

    /// Returns the address.
    pub const fn address(self) -> u16 {
        self.address
    }
}

impl<W: Width> Register<W> {
    /// Names a register; `None` for an address at which registers have another width.
    pub fn new(address: u16) -> Option<Self> {
        W::is_at(address).then_some(Self::at(address))
    }
}

macro_rules! registers {
    ($($name:ident: $width:ident = $address:literal;)+) => {
        $(pub(crate) const $name: Register<$width> = Register::at($address);)+

        #[cfg(test)]
        const ALL: &[(&str, u16, fn(u16) -> bool)] =
            &[$((stringify!($name), $address, <$width as Width>::is_at),)+];
    };
}

registers! {
    SAGCYC: Bits8 = 0x000;
    DISNOLOAD: Bits8 = 0x001;
    LCYCMODE: Bits8 = 0x004;
    PGA_V: Bits8 = 0x007;
    PGA_IA: Bits8 = 0x008;
    PGA_IB: Bits8 = 0x009;
    WRITE_PROTECT: Bits8 = 0x040;
    UNLOCK: Bits8 = 0x0FE;
    VERSION: Bits8 = 0x702;
    EX_REF: Bits8 = 0x800;

    ZXTOUT: Bits16 = 0x100;
    CONFIG: Bits16 = 0x102;
    CF1DEN: Bits16 = 0x103;
    CF2DEN: Bits16 = 0x104;
    CFMODE: Bits16 = 0x107;
    PHCALA: Bits16 = 0x108;
    PHCALB: Bits16 = 0x109;
    PFA: Bits16 = 0x10A;
    PFB: Bits16 = 0x10B;
    ANGLE_A: Bits16 = 0x10C;
    ANGLE_B: Bits16 = 0x10D;
    PERIOD: Bits16 = 0x10E;
    ALT_OUTPUT: Bits16 = 0x110;
    REQUIRED: Bits16 = 0x120;
    LAST_ADD: Bits16 = 0x1FE;

    SAGLVL: Bits24 = 0x200;
    ACCMODE: Bits24 = 0x201;
    AP_NOLOAD: Bits24 = 0x203;
    VAR_NOLOAD: Bits24 = 0x204;
    VA_NOLOAD: Bits24 = 0x205;
    AVA: Bits24 = 0x210;
    BVA: Bits24 = 0x211;
    AWATT: Bits24 = 0x212;
    BWATT: Bits24 = 0x213;
    AVAR: Bits24 = 0x214;
    BVAR: Bits24 = 0x215;
    IRMSA: Bits24 = 0x21A;
    IRMSB: Bits24 = 0x21B;
    VRMS: Bits24 = 0x21C;
    AENERGYA: Bits24 = 0x21E;
    AENERGYB: Bits24 = 0x21F;
    RENERGYA: Bits24 = 0x220;
    RENERGYB: Bits24 = 0x221;
    APENERGYA: Bits24 = 0x222;
    APENERGYB: Bits24 = 0x223;
    OVLVL: Bits24 = 0x224;
    OILVL: Bits24 = 0x225;
    VPEAK: Bits24 = 0x226;
    RSTVPEAK: Bits24 = 0x227;
    IAPEAK: Bits24 = 0x228;
    RSTIAPEAK: Bits24 = 0x229;
    IBPEAK: Bits24 = 0x22A;
    RSTIBPEAK: Bits24 = 0x22B;
    IRQENA: Bits24 = 0x22C;
    IRQSTATA: Bits24 = 0x22D;
    RSTIRQSTATA: Bits24 = 0x22E;
    IRQENB: Bits24 = 0x22F;
    IRQSTATB: Bits24 = 0x230;
    RSTIRQSTATB: Bits24 = 0x231;
    AIGAIN: Bits24 = 0x280;
    AVGAIN: Bits24 = 0x281;
    AWGAIN: Bits24 = 0x282;
    AVARGAIN: Bits24 = 0x283;
    AVAGAIN: Bits24 = 0x284;
    AIRMSOS: Bits24 = 0x286;
    VRMSOS: Bits24 = 0x288;
    AWATTOS: Bits24 = 0x289;
    AVAROS: Bits24 = 0x28A;
    AVAOS: Bits24 = 0x28B;
    BIGAIN: Bits24 = 0x28C;
    BVGAIN: Bits24 = 0x28D;
    BWGAIN: Bits24 = 0x28E;
    BVARGAIN: Bits24 = 0x28F;
    BVAGAIN: Bits24 = 0x290;
    BIRMSOS: Bits24 = 0x292;
    BWATTOS: Bits24 = 0x295;
    BVAROS: Bits24 = 0x296;
    BVAOS: Bits24 = 0x297;

    CRC: Bits32 = 0x37F;
}

/// Fields of CONFIG (table 18) and what goes with them.
pub(crate) mod config {
    pub(crate) const INTENA: u16 = 1 << 0;
    pub(crate) const INTENB: u16 = 1 << 1;
    pub(crate) const HPFEN: u16 = 1 << 2;
    pub(crate) const SWRST: u16 = 1 << 7;
    pub(crate) const CRC_ENABLE: u16 = 1 << 8;
    /// Set: the interface is not locked.
    pub(crate) const COMM_LOCK: u16 = 1 << 15;
}

/// Key of [`UNLOCK`], which opens [`REQUIRED`] for the next transfer (page 18).
pub(crate) const KEY: u8 = 0xAD;
/// What [`REQUIRED`] has to hold for the part to measure as it is specified (page 18).
pub(crate) const OPTIMUM: u16 = 0x0030;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_register_has_the_width_of_its_block() {
        for (name, address, is_at) in ALL {
            assert!(is_at(*address), "{name}");
        }
    }

    #[test]
    fn a_register_is_not_named_with_another_width() {
        assert_eq!(Register::<Bits24>::new(0x21C), Some(VRMS));
        assert_eq!(Register::<Bits32>::new(0x21C), None);
        assert_eq!(Register::<Bits8>::new(0x102), None);
        assert_eq!(Register::<Bits8>::new(0x702), Some(VERSION));
        assert_eq!(Register::<Bits16>::new(0x702), None);
        assert_eq!(Register::<Bits32>::new(0x400), None);
        assert_eq!(Register::<Bits24>::new(0x31C), None);
        assert_eq!(Register::<Bits32>::new(0x37F), Some(CRC));
        assert_eq!(Register::<Bits16>::new(0x0FF), None);
        assert_eq!(Register::<Bits16>::new(0x200), None);
        assert_eq!(Register::<Bits8>::new(0x100), None);
    }

    #[test]
    fn bytes_go_most_significant_first() {
        assert_eq!(Bits24::bytes(0x12_3456), [0x12, 0x34, 0x56]);
        assert_eq!(Bits24::value([0x12, 0x34, 0x56]), 0x12_3456);
        assert_eq!(Bits16::bytes(0x1234), [0x12, 0x34]);
        assert_eq!(Bits32::value([0x48, 0x73, 0x91, 0x63]), 0x4873_9163);
    }
}
