//! Registers, and what is behind their bits.

use hal_power::{ShuntVoltage, Voltage};

pub(super) const STATUS2: u8 = 0x01;
pub(super) const STATUS1: u8 = 0x02;
pub(super) const DIAG1CFG: u8 = 0x05;
pub(super) const DIAG2CFG: u8 = 0x06;
pub(super) const STATUS3: u8 = 0x0A;
pub(super) const CFG1: u8 = 0x0C;
pub(super) const TEST1: u8 = 0x11;
pub(super) const CFG5: u8 = 0x19;
pub(super) const CFG2: u8 = 0x1D;
pub(super) const CFG3: u8 = 0x1E;
pub(super) const CFG4: u8 = 0x1F;

pub(super) mod status1 {
    pub(in crate::model::stgap1) const OVLOH: u8 = 1 << 7;
    pub(in crate::model::stgap1) const OVLOL: u8 = 1 << 6;
    pub(in crate::model::stgap1) const DESAT: u8 = 1 << 5;
    pub(in crate::model::stgap1) const SENSE: u8 = 1 << 4;
    pub(in crate::model::stgap1) const UVLOH: u8 = 1 << 3;
    pub(in crate::model::stgap1) const UVLOL: u8 = 1 << 2;
    pub(in crate::model::stgap1) const TSD: u8 = 1 << 1;
    pub(in crate::model::stgap1) const TWN: u8 = 1 << 0;
}

pub(super) mod status2 {
    pub(in crate::model::stgap1) const REGERRR: u8 = 1 << 2;
    pub(in crate::model::stgap1) const ASC: u8 = 1 << 1;
    pub(in crate::model::stgap1) const GATE: u8 = 1 << 0;
}

pub(super) mod status3 {
    pub(in crate::model::stgap1) const DT_ERR: u8 = 1 << 4;
    pub(in crate::model::stgap1) const SPI_ERR: u8 = 1 << 3;
    pub(in crate::model::stgap1) const REGERRL: u8 = 1 << 2;
    pub(in crate::model::stgap1) const OVLOD: u8 = 1 << 1;
    pub(in crate::model::stgap1) const UVLOD: u8 = 1 << 0;
}

/// Reset values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ResetValues {
    /// CFG1.
    pub cfg1: u8,
    /// CFG2.
    pub cfg2: u8,
    /// CFG3.
    pub cfg3: u8,
    /// CFG4.
    pub cfg4: u8,
    /// CFG5.
    pub cfg5: u8,
    /// DIAG1CFG.
    pub diag1: u8,
    /// DIAG2CFG.
    pub diag2: u8,
}

/// The registers that can be written in the configuration, by number.
const WRITABLE: [(u8, u8); 7] = [
    (CFG1, 0xFF),
    (CFG2, 0xFF),
    (CFG3, 0xFF),
    (CFG4, 0x3F),
    (CFG5, 0x0F),
    (DIAG1CFG, 0xFF),
    (DIAG2CFG, 0xFF),
];

/// Returns the bits that a register of the configuration has; `None` for any other.
pub(super) fn mask(register: u8) -> Option<u8> {
    let known = WRITABLE.iter().find(|(number, _)| *number == register);
    known.map(|(_, mask)| *mask)
}

/// Returns whether a register is on the isolated side.
pub(super) const fn is_isolated(register: u8) -> bool {
    matches!(register, CFG2 | CFG3 | CFG4 | CFG5 | TEST1)
}

/// The configuration.
#[derive(Debug, Clone, Copy)]
pub(super) struct File {
    bytes: [u8; 32],
}

impl File {
    pub(super) fn new(values: &ResetValues) -> Self {
        let mut file = Self { bytes: [0; 32] };
        for (register, value) in [
            (CFG1, values.cfg1),
            (CFG2, values.cfg2),
            (CFG3, values.cfg3),
            (CFG4, values.cfg4),
            (CFG5, values.cfg5),
            (DIAG1CFG, values.diag1),
            (DIAG2CFG, values.diag2),
        ] {
            file.set(register, value);
        }
        file
    }

    pub(super) fn get(&self, register: u8) -> u8 {
        self.bytes
            .get(usize::from(register))
            .copied()
            .unwrap_or_default()
    }

    /// Writes the bits that the register has; returns whether there is such a register.
    pub(super) fn set(&mut self, register: u8, value: u8) -> bool {
        let Some(mask) = mask(register) else {
            return false;
        };
        if let Some(slot) = self.bytes.get_mut(usize::from(register)) {
            *slot = value & mask;
        }
        true
    }

    /// Brings the isolated side to its reset values.
    pub(super) fn reset_isolated(&mut self, values: &ResetValues) {
        let fresh = Self::new(values);
        for (register, _) in WRITABLE {
            if is_isolated(register) {
                self.set(register, fresh.get(register));
            }
        }
    }

    pub(super) fn has(&self, register: u8, bit: u8) -> bool {
        self.get(register) >> bit & 1 != 0
    }

    fn field(&self, register: u8, shift: u8, bits: u8) -> u8 {
        self.get(register) >> shift & ((1 << bits) - 1)
    }

    pub(super) fn checks_crc(&self) -> bool {
        self.has(CFG1, 7)
    }

    pub(super) fn shutdown_resets_status(&self) -> bool {
        self.has(CFG1, 5)
    }

    pub(super) fn drives_diag2(&self) -> bool {
        self.has(CFG1, 4)
    }

    /// In ns.
    pub(super) fn dead_time(&self) -> u64 {
        match self.field(CFG1, 2, 2) {
            0 => 0,
            1 => 250,
            2 => 800,
            _ => 1_200,
        }
    }

    /// Code of the input filter.
    pub(super) fn filter(&self) -> u8 {
        self.field(CFG1, 0, 2)
    }

    pub(super) fn sense_threshold(&self) -> ShuntVoltage {
        let millivolts = match self.field(CFG2, 5, 3) {
            0 => 100,
            1 => 125,
            2 => 150,
            3 => 175,
            4 => 200,
            5 => 250,
            6 => 300,
            _ => 400,
        };
        ShuntVoltage::from_millivolts(millivolts)
    }

    /// In µA.
    pub(super) fn desat_current(&self) -> u64 {
        250 * (u64::from(self.field(CFG2, 3, 2)) + 1)
    }

    /// In V.
    pub(super) fn desat_threshold(&self) -> u64 {
        3 + u64::from(self.field(CFG2, 0, 3))
    }

    pub(super) fn plateau(&self) -> Voltage {
        Voltage::from_millivolts(7_000 + 500 * i32::from(self.field(CFG3, 4, 4)))
    }

    /// In ns; zero is off.
    pub(super) fn plateau_time(&self) -> u64 {
        match u64::from(self.field(CFG3, 0, 4)) {
            0 => 0,
            1 => 750,
            code @ 2..=7 => 500 * code,
            code => 3_750 + 250 * (code - 8),
        }
    }

    /// Undervoltage of VL; `None` is off.
    pub(super) fn vl_threshold(&self) -> Option<Voltage> {
        let volts = match self.field(CFG4, 2, 2) {
            0 => return None,
            1 => -3,
            2 => -5,
            _ => -7,
        };
        Some(Voltage::from_volts(volts))
    }

    /// Undervoltage of VH; `None` is off.
    pub(super) fn vh_threshold(&self) -> Option<Voltage> {
        let volts = match self.field(CFG4, 0, 2) {
            0 => return None,
            1 => 10,
            2 => 12,
            _ => 14,
        };
        Some(Voltage::from_volts(volts))
    }
}
