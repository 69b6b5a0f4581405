//! What differs between parts, pins and ways to talk.

/// Most inputs of the family.
pub(super) const CELLS: usize = 16;

/// Parts of the family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// Up to 16 cells.
    Bq76952,
    /// Up to 10 cells.
    Bq76942,
}

impl Part {
    /// Returns the number of cell inputs.
    pub const fn cells(self) -> usize {
        match self {
            Self::Bq76952 => 16,
            Self::Bq76942 => 10,
        }
    }

    /// Returns a bit for each cell input.
    pub(super) const fn mask(self) -> u16 {
        match self {
            Self::Bq76952 => 0xFFFF,
            Self::Bq76942 => 0x03FF,
        }
    }

    pub(super) const fn device_number(self) -> u16 {
        match self {
            Self::Bq76952 => 0x7695,
            Self::Bq76942 => 0x7694,
        }
    }
}

/// How the part talks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comm {
    /// I2C without CRC.
    I2c,
    /// I2C with a CRC after every data byte.
    I2cCrc,
    /// SPI, two bytes a window.
    Spi,
    /// SPI with CRC, three bytes a window.
    SpiCrc,
}

impl Comm {
    /// Returns what Comm Type asks for; `None` where that is the ordering variant's own.
    pub(super) const fn from_type(byte: u8) -> Option<Self> {
        match byte {
            0x07..=0x09 | 0x1E => Some(Self::I2c),
            0x11 | 0x12 => Some(Self::I2cCrc),
            0x0F => Some(Self::Spi),
            0x10 => Some(Self::SpiCrc),
            _ => None,
        }
    }

    pub(super) const fn is_i2c(self) -> bool {
        matches!(self, Self::I2c | Self::I2cCrc)
    }

    pub(super) const fn has_crc(self) -> bool {
        matches!(self, Self::I2cCrc | Self::SpiCrc)
    }
}

/// A pin that can have a thermistor, in the order of its registers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(usize)]
pub enum Pin {
    /// CFETOFF.
    Cfetoff,
    /// DFETOFF.
    Dfetoff,
    /// ALERT.
    Alert,
    /// TS1.
    Ts1,
    /// TS2.
    Ts2,
    /// TS3.
    Ts3,
    /// HDQ.
    Hdq,
    /// DCHG.
    Dchg,
    /// DDSG.
    Ddsg,
}

/// What is at such a pin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thermistor {
    /// A thermistor at this temperature, of the kind that the pin is configured for.
    At(hal_power::Temperature),
    /// Nothing.
    Open,
    /// A short to VSS.
    Shorted,
}
