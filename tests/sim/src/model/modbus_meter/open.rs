//! What the sheet leaves open.

use super::Kind;
use core::time::Duration;
use hal_power::Energy;

/// What is read where no parameter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    /// Zeros, wherever it is.
    Zero,
    /// Zeros beside parameters that are asked for with it, else exception 02.
    Between,
    /// Exception 02.
    Illegal,
}

/// What the sources leave open or differ in. What [`new`](Self::new) gives is one possible part, and no figure of it is a fact.
#[derive(Debug, Clone, Copy)]
pub struct Open {
    /// Function code by which measured values are read: 3 or 4.
    pub function: u8,
    /// Most registers in one request.
    pub most_registers: u16,
    /// Exception code for more.
    pub too_many: u8,
    /// What is read where no parameter is.
    pub gap: Gap,
    /// Whether a request may begin or end within a parameter; else exception 02.
    pub splits: bool,
    /// Whether a pause of more than 1.5 characters within a request spoils it.
    pub strict: bool,
    /// From the end of a request, silence included, to the reply.
    pub turnaround: Duration,
    /// Whether a meter of three phases sums the energy of each phase by itself; else that of all together.
    pub each_phase: bool,
    /// Sums of active energy at the start: imported and exported. Those of each phase start with nothing.
    pub energies: [Energy; 2],
    /// What an SDM says that it is.
    pub plate: Plate,
}

/// What an SDM says that it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plate {
    /// Serial number.
    pub serial: u32,
    /// Code of the model; `None` where it has no such register.
    pub code: Option<u16>,
}

impl Open {
    /// Returns a possible part of a kind: an SDM answers function 04, a DDSU666 03 and parts of parameters.
    pub const fn new(kind: Kind) -> Self {
        Self {
            function: super::map::function(kind),
            most_registers: 80,
            too_many: super::frame::ILLEGAL_ADDRESS,
            gap: Gap::Between,
            splits: matches!(kind, Kind::Ddsu666),
            strict: true,
            turnaround: Duration::from_millis(5),
            each_phase: false,
            energies: [Energy::ZERO; 2],
            plate: Plate {
                serial: 0,
                code: None,
            },
        }
    }
}
