//! What the application decides.

use core::{fmt, time::Duration};

use hal_power::ErrorKind;

use crate::{codec::MOST_REGISTERS, register::Signs};

/// What the meter counts as positive, which its wiring decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Direction {
    /// Power from the grid: the meter is connected as its manual shows.
    ImportPositive,
    /// Power to the grid: line and load are exchanged, or the current transformer is turned around.
    ExportPositive,
}

/// Times on the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Line {
    /// µs of one character.
    character: u32,
    response: Duration,
    silence: Duration,
    has_echo: bool,
}

impl Line {
    /// Characters have eleven bits (MODBUS over Serial Line V1.02, 2.5.1).
    const BITS: u32 = 11;
    /// Above 19200 baud the silence no longer follows the baud rate (the same, 2.5.1.1).
    const FASTEST: u32 = 19_200;
    const SHORTEST: Duration = Duration::from_micros(1_750);
    const SLOWEST: u32 = 300;

    /// Takes the baud rate, which the port has to be set to, and the longest time from the end of a request until a reply begins.
    ///
    /// Frames are kept apart by 3.5 characters of eleven bits, from 19200 baud on by 1750 µs.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Baud`] below 300, [`ConfigError::Response`] for zero.
    pub const fn new(baud: u32, response: Duration) -> Result<Self, ConfigError> {
        if baud < Self::SLOWEST {
            return Err(ConfigError::Baud);
        }
        if response.is_zero() {
            return Err(ConfigError::Response);
        }
        let character = (Self::BITS * 1_000_000).div_ceil(baud);
        let silence = if baud > Self::FASTEST {
            Self::SHORTEST
        } else {
            // Seven half characters, rounded up.
            Duration::from_micros((Self::BITS as u64 * 7_000_000).div_ceil(2 * baud as u64))
        };
        Ok(Self {
            character,
            response,
            silence,
            has_echo: false,
        })
    }

    /// Sets the silence before each request. Some meters need more than the standard asks for.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Silence`] for zero.
    pub const fn with_silence(mut self, silence: Duration) -> Result<Self, ConfigError> {
        if silence.is_zero() {
            return Err(ConfigError::Silence);
        }
        self.silence = silence;
        Ok(self)
    }

    /// Has every request read back first, for a transceiver that hears itself.
    #[must_use]
    pub const fn with_echo(mut self) -> Self {
        self.has_echo = true;
        self
    }

    /// Returns the silence before each request.
    pub const fn silence(&self) -> Duration {
        self.silence
    }

    /// Returns how long a reply may take to begin.
    pub const fn response(&self) -> Duration {
        self.response
    }

    pub(crate) const fn has_echo(&self) -> bool {
        self.has_echo
    }

    /// How long a blocking port is left alone between two looks.
    pub(crate) const fn step(&self) -> Duration {
        Duration::from_micros(self.character as u64)
    }

    /// The response time, and what so many characters take.
    pub(crate) fn limit(&self, characters: usize) -> Duration {
        let characters = u32::try_from(characters).unwrap_or(u32::MAX);
        let moving = self.step().saturating_mul(characters);
        self.response.saturating_add(moving)
    }
}

/// One meter, and how it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Config {
    pub(crate) line: Line,
    pub(crate) address: u8,
    pub(crate) registers: u8,
    pub(crate) latency: Duration,
    pub(crate) retries: u8,
    pub(crate) code: Option<u16>,
    active: Direction,
    reactive: Direction,
}

impl Config {
    /// Most registers that an SDM630 takes in one request: 40 values (manual of the SDM630 Modbus MID V2, part Modbus protocol, 1.1).
    pub const SDM630_REGISTERS: u8 = 80;

    /// Takes the meter's address, 1 to 247; the most registers that it takes in one request, 2 to 125; what it counts as positive; and
    /// how old its values may be, for [`Sensor::latency`](hal_power::Sensor::latency). None of it has a default: no source tells all of
    /// them for every meter.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Address`], [`ConfigError::Registers`].
    pub const fn new(
        line: Line,
        address: u8,
        registers: u8,
        direction: Direction,
        latency: Duration,
    ) -> Result<Self, ConfigError> {
        if address == 0 || address > 247 {
            return Err(ConfigError::Address);
        }
        if registers < 2 || registers > MOST_REGISTERS {
            return Err(ConfigError::Registers);
        }
        Ok(Self {
            line,
            address,
            registers,
            latency,
            retries: 0,
            code: None,
            active: direction,
            reactive: direction,
        })
    }

    /// Sets what counts as positive in reactive power, where it is not as in active power: the sheets do not tell.
    #[must_use]
    pub const fn with_reactive(mut self, direction: Direction) -> Self {
        self.reactive = direction;
        self
    }

    /// Sets how often a request is repeated that was lost or came through damaged; never, until set.
    #[must_use]
    pub const fn with_retries(mut self, retries: u8) -> Self {
        self.retries = retries;
        self
    }

    /// Has `init` compare the code of the model, where the meter is an Eastron. Codes are known to be there and not which is whose: read
    /// it of one meter by `model_code`.
    #[must_use]
    pub const fn with_code(mut self, code: u16) -> Self {
        self.code = Some(code);
        self
    }

    pub(crate) const fn signs(&self) -> Signs {
        Signs {
            active: self.active,
            reactive: self.reactive,
        }
    }

    pub(crate) const fn direction(&self) -> Direction {
        self.active
    }
}

/// Why a configuration cannot be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ConfigError {
    /// Slower than 300 baud.
    Baud,
    /// No time to reply.
    Response,
    /// No silence between frames.
    Silence,
    /// The address is not within 1 to 247.
    Address,
    /// The registers of one request are not within 2 to 125.
    Registers,
}

impl hal_power::Error for ConfigError {
    fn kind(&self) -> ErrorKind {
        ErrorKind::OutOfRange
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Baud => "slower than 300 baud",
            Self::Response => "no time to reply",
            Self::Silence => "no silence between frames",
            Self::Address => "address not within 1 to 247",
            Self::Registers => "registers of a request not within 2 to 125",
        })
    }
}

impl core::error::Error for ConfigError {}
