//! Status words of the part. Bits without a name are kept.

use bitflags::bitflags;

use crate::Line;

macro_rules! word {
    ($name:ident) => {
        #[cfg(feature = "defmt")]
        impl defmt::Format for $name {
            fn format(&self, f: defmt::Formatter<'_>) {
                defmt::write!(f, "{=str}({=u16:#06x})", stringify!($name), self.bits());
            }
        }
    };
}

bitflags! {
    /// What has happened since it was last asked: SysStatus, 0x01.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub struct Events: u16 {
        /// SagWarn: the voltage was below the sag threshold.
        const SAG = 1 << 1;
        /// RevPchg: active energy has changed its direction.
        const ACTIVE_DIRECTION = 1 << 5;
        /// RevQchg: reactive energy has changed its direction.
        const REACTIVE_DIRECTION = 1 << 6;
        /// LNchange: another line is metered.
        const LINE = 1 << 7;
        /// AdjErr: the checksum of the measurement block is wrong.
        const MEASUREMENT_CHECKSUM = 3 << 12;
        /// CalErr: the checksum of the metering block is wrong.
        const METERING_CHECKSUM = 3 << 14;
        const _ = !0;
    }
}
word!(Events);

impl Events {
    /// Returns whether a checksum is wrong: either bit of a pair says so.
    pub(crate) const fn is_spoiled(self) -> bool {
        self.intersects(Self::METERING_CHECKSUM.union(Self::MEASUREMENT_CHECKSUM))
    }
}

bitflags! {
    /// What the part reports: FuncEn, 0x02.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub struct Functions: u16 {
        /// RevPEn: a change of active energy's direction.
        const ACTIVE_DIRECTION = 1 << 2;
        /// RevQEn: a change of reactive energy's direction.
        const REACTIVE_DIRECTION = 1 << 3;
        /// SagWo: a sag shows on WarnOut.
        const SAG_ON_WARN_OUT = 1 << 4;
        /// SagEn: a sag.
        const SAG = 1 << 5;
        const _ = !0;
    }
}
word!(Functions);

impl Functions {
    /// As after a reset: both directions.
    pub const RESET: Self = Self::ACTIVE_DIRECTION.union(Self::REACTIVE_DIRECTION);
}

/// What the part's pins MMD1 and MMD0 make it meter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum LineMode {
    /// The line with the larger power, against tampering.
    Larger,
    /// The L line.
    L,
    /// The sum of both lines.
    Sum,
    /// The line that MMode selects.
    Selected,
}

/// State of the metering: EnStatus, 0x46.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct MeteringStatus(pub(crate) u16);

impl MeteringStatus {
    /// Returns the register's contents.
    pub const fn bits(self) -> u16 {
        self.0
    }

    /// Returns what is metered.
    pub const fn mode(self) -> LineMode {
        match self.0 & 0b11 {
            0 => LineMode::Larger,
            1 => LineMode::L,
            2 => LineMode::Sum,
            _ => LineMode::Selected,
        }
    }

    /// Returns the line that is metered in [`LineMode::Larger`].
    pub const fn line(self) -> Line {
        if self.0 & 1 << 11 != 0 {
            Line::L
        } else {
            Line::N
        }
    }

    /// Returns whether active energy is counted as reverse.
    pub const fn is_active_reversed(self) -> bool {
        self.0 & 1 << 12 != 0
    }

    /// Returns whether reactive energy is counted as reverse.
    pub const fn is_reactive_reversed(self) -> bool {
        self.0 & 1 << 13 != 0
    }

    /// Returns whether there is no load in active power, so that no active energy is counted.
    pub const fn has_no_active_load(self) -> bool {
        self.0 & 1 << 14 != 0
    }

    /// Returns whether there is no load in reactive power, so that no reactive energy is counted.
    pub const fn has_no_reactive_load(self) -> bool {
        self.0 & 1 << 15 != 0
    }
}
