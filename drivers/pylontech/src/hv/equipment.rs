//! 7310 and 7320: versions, and what a battery is made of.

use hal_power::{Charge, Voltage};

use crate::{Field, FrameError, Raw, ValueError};

/// Versions, as 7310 shows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Versions {
    /// Kind of hardware: 1 is A, 2 is B.
    pub kind: u8,
    /// Version and revision of the hardware.
    pub hardware: [u8; 2],
    /// Version of the software, from its major number on.
    pub software: [u8; 4],
}

impl Versions {
    /// Creates versions.
    #[must_use]
    pub const fn new(kind: u8, hardware: [u8; 2], software: [u8; 4]) -> Self {
        Self {
            kind,
            hardware,
            software,
        }
    }

    pub(super) const fn decode(raw: &Raw) -> Self {
        let [kind, _, v, r, s0, s1, s2, s3] = raw.padded();
        Self::new(kind, [v, r], [s0, s1, s2, s3])
    }

    pub(super) const fn encode(self) -> Raw {
        let ([v, r], [s0, s1, s2, s3]) = (self.hardware, self.software);
        Raw::first(8, [self.kind, 0, v, r, s0, s1, s2, s3])
    }
}

/// What a battery is made of, as 7320 shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Equipment {
    /// Cells in series, of all modules.
    pub cells: u16,
    /// Modules in series.
    pub modules: u8,
    /// Cells in series in each module.
    pub cells_per_module: u8,
    /// Voltage that it is built for, in steps of 1 V.
    pub voltage: Voltage,
    /// Capacity, in steps of 1 Ah.
    pub capacity: Charge,
}

impl Equipment {
    /// Creates a description. The frame has whole volts and ampere-hours.
    #[must_use]
    pub const fn new(
        cells: u16,
        modules: u8,
        cells_per_module: u8,
        voltage: Voltage,
        capacity: Charge,
    ) -> Self {
        Self {
            cells,
            modules,
            cells_per_module,
            voltage,
            capacity,
        }
    }

    pub(super) fn decode(id: u32, raw: &Raw) -> Result<Self, FrameError> {
        let [c0, c1, modules, cells_per_module, v0, v1, q0, q1] = raw.padded();
        let field = Field::VoltageLevel;
        let microvolts = i32::from(u16::from_le_bytes([v0, v1]))
            .checked_mul(1_000_000)
            .ok_or(FrameError::OutOfRange { id, field })?;
        Ok(Self {
            cells: u16::from_le_bytes([c0, c1]),
            modules,
            cells_per_module,
            voltage: Voltage::from_microvolts(microvolts),
            capacity: Charge::from_amp_hours(u16::from_le_bytes([q0, q1]).into()),
        })
    }

    pub(super) fn encode(&self) -> Result<Raw, ValueError> {
        let volts = u16::try_from(self.voltage.as_volts())
            .map_err(|_| ValueError::OutOfRange(Field::VoltageLevel))?;
        let amp_hours = u16::try_from(self.capacity.as_amp_hours())
            .map_err(|_| ValueError::OutOfRange(Field::Capacity))?;
        let [c0, c1] = self.cells.to_le_bytes();
        let [v0, v1] = volts.to_le_bytes();
        let [q0, q1] = amp_hours.to_le_bytes();
        let (modules, each) = (self.modules, self.cells_per_module);
        Ok(Raw::first(8, [c0, c1, modules, each, v0, v1, q0, q1]))
    }
}
