//! What the datasheets say of each part, as data.

/// A part of the family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// 16 bit, I2C, 36 V, its own register map (SBOS547B).
    Ina226,
    /// 20 bit, I2C, 85 V (SLYS021A).
    Ina228,
    /// 20 bit, SPI, 85 V (SLYS023A).
    Ina229,
    /// 16 bit, I2C, 85 V, without a device identity (SBOSA20A).
    Ina237,
    /// 16 bit, I2C, 85 V (SLYS025B).
    Ina238,
    /// 16 bit, SPI, 85 V.
    Ina239,
}

/// Register map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Map {
    /// INA226.
    Legacy,
    /// All others.
    Modern,
}

/// Facts of one part.
#[derive(Debug, Clone, Copy)]
pub(super) struct Facts {
    pub(super) map: Map,
    pub(super) spi: bool,
    /// Width of shunt voltage, bus voltage and current.
    pub(super) result_bits: u32,
    /// pV, with ADCRANGE clear and set.
    pub(super) shunt_lsb: (i128, i128),
    /// pV.
    pub(super) bus_lsb: i128,
    /// n°C.
    pub(super) temperature_lsb: i128,
    /// 12 bits stand in bits 15:4 of their register.
    pub(super) temperature_bits: u32,
    /// POWER = |CURRENT| × VBUS ÷ this, in codes.
    pub(super) power_divisor: i128,
    pub(super) power_bits: u32,
    /// Has ENERGY, CHARGE, SHUNT_TEMPCO and what belongs to them.
    pub(super) accumulates: bool,
    /// DIEID, with room for the revision.
    pub(super) device_id: Option<u16>,
    /// µs, by the three bits of a conversion time field.
    pub(super) conversion_times: [u64; 8],
    /// CONFIG bits that keep what is written.
    pub(super) config_writable: u16,
    pub(super) config_reset: u16,
    pub(super) temperature_limit_writable: u16,
}

/// Number of averages by the three bits of AVG, on every part (SBOS547B table 7-3, SLYS021A table 7-6).
pub(super) const AVERAGES: [u64; 8] = [1, 4, 16, 64, 128, 256, 512, 1024];

/// SLYS021A tables 7-5, 7-6, 8-1.
const TWENTY_BITS: Facts = Facts {
    map: Map::Modern,
    spi: false,
    result_bits: 20,
    shunt_lsb: (312_500, 78_125),
    bus_lsb: 195_312_500,
    temperature_lsb: 7_812_500,
    temperature_bits: 16,
    power_divisor: 16_384,
    power_bits: 24,
    accumulates: true,
    device_id: Some(0x2280),
    conversion_times: [50, 84, 150, 280, 540, 1052, 2074, 4120],
    config_writable: 0x3FF0,
    config_reset: 0x0000,
    temperature_limit_writable: 0xFFFF,
};

/// SLYS025B.
const SIXTEEN_BITS: Facts = Facts {
    result_bits: 16,
    shunt_lsb: (5_000_000, 1_250_000),
    bus_lsb: 3_125_000_000,
    temperature_lsb: 125_000_000,
    temperature_bits: 12,
    power_divisor: 64,
    accumulates: false,
    device_id: Some(0x2380),
    config_writable: 0x3FD0,
    temperature_limit_writable: 0xFFF0,
    ..TWENTY_BITS
};

/// SBOS547B tables 7-1, 7-3 to 7-6; it measures no temperature.
const LEGACY: Facts = Facts {
    map: Map::Legacy,
    spi: false,
    result_bits: 16,
    shunt_lsb: (2_500_000, 2_500_000),
    bus_lsb: 1_250_000_000,
    power_divisor: 20_000,
    power_bits: 16,
    accumulates: false,
    device_id: Some(0x2260),
    conversion_times: [140, 204, 332, 588, 1100, 2116, 4156, 8244],
    config_writable: 0x0FFF,
    config_reset: 0x4127,
    ..TWENTY_BITS
};

impl Part {
    pub(super) const fn facts(self) -> Facts {
        match self {
            Self::Ina226 => LEGACY,
            Self::Ina228 => TWENTY_BITS,
            Self::Ina229 => Facts {
                spi: true,
                device_id: Some(0x2290),
                ..TWENTY_BITS
            },
            Self::Ina237 => Facts {
                device_id: None,
                ..SIXTEEN_BITS
            },
            Self::Ina238 => SIXTEEN_BITS,
            Self::Ina239 => Facts {
                spi: true,
                device_id: Some(0x2390),
                ..SIXTEEN_BITS
            },
        }
    }

    /// Revision in the low nibble of the device identity, where the datasheet gives one.
    pub(super) const fn revision(self) -> u16 {
        match self {
            Self::Ina226 | Self::Ina237 => 0,
            _ => 1,
        }
    }
}
