//! The family as a table: what differs from part to part.

use crate::time::{ConversionTime, Ina226ConversionTime, TimeCode};

/// Figures of one part.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Facts {
    /// The INA226: other registers, other scaling.
    pub(crate) is_ina226: bool,
    /// 20-bit results, energy, charge and temperature compensation.
    pub(crate) is_wide: bool,
    /// Upper 12 bits of the device or die register.
    pub(crate) device: Option<u16>,
    /// µA × µΩ per code of the shunt voltage in the wide range: the LSB in units of 1 pV.
    pub(crate) shunt_lsb: u32,
    /// µV per code of the bus voltage, times 2³².
    pub(crate) bus_lsb: u64,
    /// Right shift that makes 24 bits of the product of a current and a bus voltage code.
    pub(crate) product_shift: u32,
    /// Addresses of registers.
    pub(crate) manufacturer: u8,
    pub(crate) identity: u8,
    pub(crate) calibration: u8,
    pub(crate) flags: u8,
    pub(crate) shunt: u8,
    pub(crate) bus: u8,
    pub(crate) current: u8,
    pub(crate) power: u8,
    /// What CONFIG, register 0, reads after a reset.
    pub(crate) config_reset: u16,
    /// How much longer than typical a conversion may take, in per cent.
    pub(crate) slack: u32,
}

impl Facts {
    /// Largest code of the shunt voltage, the bus voltage and the current.
    pub(crate) const fn full_code(self) -> u32 {
        if self.is_wide { 0x7_FFFF } else { 0x7FFF }
    }

    /// Bytes of the bus voltage and the current.
    pub(crate) const fn width(self) -> usize {
        if self.is_wide { 3 } else { 2 }
    }

    /// Bytes of the power.
    pub(crate) const fn power_width(self) -> usize {
        if self.is_ina226 { 2 } else { 3 }
    }

    /// SLYS021A and SLYS023A: tables 7-3 and 8-1; oscillator section 6.5.
    const fn wide(device: u16) -> Self {
        Self {
            is_ina226: false,
            is_wide: true,
            device: Some(device),
            shunt_lsb: 312_500,
            bus_lsb: 3_125 << 28,
            product_shift: 14,
            manufacturer: 0x3E,
            identity: 0x3F,
            calibration: 0x02,
            flags: 0x0B,
            shunt: 0x04,
            bus: 0x05,
            current: 0x07,
            power: 0x08,
            config_reset: 0x0000,
            slack: 1,
        }
    }

    /// SLYS025A, SBOSA20A.
    const fn narrow(device: Option<u16>) -> Self {
        Self {
            is_wide: false,
            device,
            shunt_lsb: 5_000_000,
            bus_lsb: 3_125 << 32,
            product_shift: 6,
            ..Self::wide(0)
        }
    }

    /// SBOS547: pages 18 to 22; conversion times section 6.5.
    const fn ina226() -> Self {
        Self {
            is_ina226: true,
            is_wide: false,
            device: Some(0x226),
            shunt_lsb: 2_500_000,
            bus_lsb: 1_250 << 32,
            product_shift: 6,
            manufacturer: 0xFE,
            identity: 0xFF,
            calibration: 0x05,
            flags: 0x06,
            shunt: 0x01,
            bus: 0x02,
            current: 0x04,
            power: 0x03,
            config_reset: 0x4127,
            slack: 10,
        }
    }
}

mod sealed {
    pub trait Sealed {}
}

/// A part of the family.
pub trait Part: sealed::Sealed + core::fmt::Debug + Copy + PartialEq + 'static {
    /// Conversion times that the part offers.
    type ConversionTime: TimeCode;
    /// Its figures.
    #[doc(hidden)]
    const FACTS: Facts;
}

/// All but the INA226: die temperature, two shunt ranges, a limit for each quantity.
pub trait Diagnostic: Part {}

/// INA228 and INA229: energy, charge, compensation of the shunt's temperature.
pub trait Accumulating: Diagnostic {}

/// A part on I2C.
pub trait OnI2c: Part {}

/// A part on SPI.
pub trait OnSpi: Part {}

macro_rules! parts {
    ($($(#[$meta:meta])* $name:ident: $bus:ident, $time:ty, $facts:expr $(, $more:ident)*;)+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name {}
        impl sealed::Sealed for $name {}
        impl Part for $name {
            type ConversionTime = $time;
            const FACTS: Facts = $facts;
        }
        impl $bus for $name {}
        $(impl $more for $name {})*
    )+};
}

parts! {
    /// 36 V, 16 bits, I2C.
    Ina226: OnI2c, Ina226ConversionTime, Facts::ina226();
    /// 85 V, 20 bits, I2C.
    Ina228: OnI2c, ConversionTime, Facts::wide(0x228), Diagnostic, Accumulating;
    /// 85 V, 20 bits, SPI.
    Ina229: OnSpi, ConversionTime, Facts::wide(0x229), Diagnostic, Accumulating;
    /// 85 V, 16 bits, I2C, without a device register (SBOSA20A table 7-1).
    Ina237: OnI2c, ConversionTime, Facts::narrow(None), Diagnostic;
    /// 85 V, 16 bits, I2C.
    Ina238: OnI2c, ConversionTime, Facts::narrow(Some(0x238)), Diagnostic;
    /// 85 V, 16 bits, SPI.
    Ina239: OnSpi, ConversionTime, Facts::narrow(Some(0x239)), Diagnostic;
}
