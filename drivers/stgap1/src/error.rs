//! What can go wrong.

use core::{
    fmt::{self, Debug, Display},
    time::Duration,
};

use hal_inverter::GateFaults;
use hal_power::{Current, ErrorKind, Voltage};

use crate::{Output, Register};

/// Failure of a driver's method. Devices count from the controller's output, from 0.
///
/// All but [`Faults`](Self::Faults), [`Gates`](Self::Gates) and [`NotInitialised`](Self::NotInitialised) leave the chain in doubt:
/// SD is low where the driver has it, and only `init` goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Error<E> {
    /// A transfer failed.
    Bus(E),
    /// The chain has another length, or does not pass words on.
    Chain {
        /// How many devices it should have.
        expected: usize,
        /// How many it has; `None` where nothing came out that went in.
        found: Option<usize>,
    },
    /// A device's words are all zeros or ones, as of an open or stuck line.
    NoAnswer {
        /// The device next to the controller's input of those that are silent.
        device: usize,
        /// What was to be read.
        register: Register,
        /// What was read.
        word: u16,
    },
    /// A word that came back has a wrong CRC.
    Crc {
        /// The device that sent it.
        device: usize,
        /// What was to be read.
        register: Register,
        /// What was read.
        word: u16,
    },
    /// A device received a frame with a wrong CRC, a wrong length, or at a wrong time (SPI_ERR).
    Rejected {
        /// The device that says so.
        device: usize,
    },
    /// A register does not have what was just written: no such part, SD not low, or no supply.
    ReadBack {
        /// The device that was read.
        device: usize,
        /// The register.
        register: Register,
        /// What was written.
        expected: u8,
        /// What was read.
        found: u8,
    },
    /// A device has reset, or a side of it has: a register says so, or is no longer what `init` has written.
    ConfigurationLost {
        /// The device.
        device: usize,
        /// The register that tells.
        register: Register,
        /// What was read.
        found: u8,
    },
    /// An output says otherwise than the STATUS registers, before and after they were read.
    Contradiction {
        /// The output.
        output: Output,
        /// Whether it signals.
        is_signalled: bool,
    },
    /// What stops a gate is latched or present.
    Faults {
        /// The first device that has it.
        device: usize,
        /// What it has, warnings left out.
        faults: GateFaults,
    },
    /// There is not one place for each gate. Nothing was transferred.
    Gates {
        /// How many gates there are.
        expected: usize,
        /// How many places.
        found: usize,
    },
    /// `init` has not passed since the driver was made, or since the chain was last in doubt. Nothing was transferred.
    NotInitialised,
}

impl<E> Error<E> {
    /// Returns whether only `init` helps.
    pub(crate) const fn is_doubt(&self) -> bool {
        match self {
            Self::Bus(_)
            | Self::Chain { .. }
            | Self::NoAnswer { .. }
            | Self::Crc { .. }
            | Self::Rejected { .. }
            | Self::ReadBack { .. }
            | Self::ConfigurationLost { .. }
            | Self::Contradiction { .. } => true,
            Self::Faults { .. } | Self::Gates { .. } | Self::NotInitialised => false,
        }
    }
}

impl<E: Debug> hal_power::Error for Error<E> {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Bus(_) | Self::NoAnswer { .. } => ErrorKind::Bus,
            Self::Chain { .. }
            | Self::Crc { .. }
            | Self::Rejected { .. }
            | Self::ReadBack { .. }
            | Self::Contradiction { .. } => ErrorKind::Integrity,
            Self::ConfigurationLost { .. } => ErrorKind::ConfigurationLost,
            Self::Faults { .. } => ErrorKind::Fault,
            Self::Gates { .. } => ErrorKind::OutOfRange,
            Self::NotInitialised => ErrorKind::Refused,
        }
    }
}

impl<E: Debug> Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bus(cause) => write!(f, "transfer failed: {cause:?}"),
            Self::Chain {
                expected,
                found: Some(found),
            } => write!(f, "chain has {found} devices instead of {expected}"),
            Self::Chain {
                expected,
                found: None,
            } => write!(f, "chain of {expected} devices passes nothing on"),
            Self::NoAnswer {
                device,
                register,
                word,
            } => write!(
                f,
                "device {device}: {word:#06x} for {register} is no answer"
            ),
            Self::Crc {
                device,
                register,
                word,
            } => write!(
                f,
                "device {device}: wrong CRC in {word:#06x} for {register}"
            ),
            Self::Rejected { device } => write!(f, "device {device}: frame refused"),
            Self::ReadBack {
                device,
                register,
                expected,
                found,
            } => write!(
                f,
                "device {device}: {register} has {found:#04x}, was set to {expected:#04x}"
            ),
            Self::ConfigurationLost {
                device,
                register,
                found,
            } => write!(
                f,
                "device {device}: configuration lost, {register} has {found:#04x}"
            ),
            Self::Contradiction {
                output,
                is_signalled: true,
            } => write!(f, "{output:?} signals what no device reports"),
            Self::Contradiction {
                output,
                is_signalled: false,
            } => write!(f, "{output:?} does not signal what a device reports"),
            Self::Faults { device, faults } => write!(f, "device {device}: {faults}"),
            Self::Gates { expected, found } => write!(f, "{found} places for {expected} gates"),
            Self::NotInitialised => f.write_str("not initialised"),
        }
    }
}

impl<E: Debug> core::error::Error for Error<E> {}

/// What cannot be configured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ConfigError {
    /// No such threshold of SENSE.
    Sense(Voltage),
    /// No such threshold of DESAT.
    Desaturation(Voltage),
    /// No such current of DESAT.
    DesaturationCurrent(Current),
    /// No such plateau.
    Plateau(Voltage),
    /// No plateau lasts as long.
    PlateauTime(Duration),
    /// No such threshold of VH.
    PositiveUndervoltage(Voltage),
    /// No such threshold of VL.
    NegativeUndervoltage(Voltage),
    /// SD would reset the STATUS registers of a device, and the driver has SD.
    StatusReset {
        /// The first such device.
        device: usize,
    },
    /// No device drives an output that the driver reads.
    NoOutput(Output),
}

impl Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sense(voltage) => write!(f, "no SENSE threshold of {voltage}"),
            Self::Desaturation(voltage) => write!(f, "no DESAT threshold of {voltage}"),
            Self::DesaturationCurrent(current) => write!(f, "no DESAT current of {current}"),
            Self::Plateau(voltage) => write!(f, "no plateau of {voltage}"),
            Self::PlateauTime(time) => write!(f, "no plateau of {time:?}"),
            Self::PositiveUndervoltage(voltage) => write!(f, "no threshold of VH at {voltage}"),
            Self::NegativeUndervoltage(voltage) => write!(f, "no threshold of VL at {voltage}"),
            Self::StatusReset { device } => {
                write!(f, "SD would reset the status of device {device}")
            }
            Self::NoOutput(output) => write!(f, "no device drives {output:?}"),
        }
    }
}

impl core::error::Error for ConfigError {}
