//! Registers, and what is behind their bits.

use core::time::Duration;
use hal_power::Voltage;

pub(super) const CFG1: u8 = 0x00;
pub(super) const CFG2: u8 = 0x01;
pub(super) const CFG3: u8 = 0x02;
pub(super) const CFG4: u8 = 0x03;
pub(super) const CFG5: u8 = 0x04;
pub(super) const CFG6: u8 = 0x05;
pub(super) const CFG7: u8 = 0x06;
pub(super) const CFG8: u8 = 0x07;
pub(super) const CFG9: u8 = 0x08;
pub(super) const CFG10: u8 = 0x09;
pub(super) const CFG11: u8 = 0x0A;
pub(super) const ADCDATA1: u8 = 0x0B;
pub(super) const ADCDATA8: u8 = 0x12;
pub(super) const CRCDATA: u8 = 0x13;
pub(super) const SPITEST: u8 = 0x14;
pub(super) const GD_ADDR: u8 = 0x15;
pub(super) const STATUS1: u8 = 0x16;
pub(super) const STATUS2: u8 = 0x17;
pub(super) const STATUS3: u8 = 0x18;
pub(super) const STATUS4: u8 = 0x19;
pub(super) const STATUS5: u8 = 0x1A;
pub(super) const CONTROL1: u8 = 0x1B;
pub(super) const CONTROL2: u8 = 0x1C;
pub(super) const ADCCFG: u8 = 0x1D;
pub(super) const DOUTCFG: u8 = 0x1E;

/// Registers of the configuration, and the bits that they have.
const CONFIGURATION: [(u8, u16); 13] = [
    (CFG1, 0xFD7F),
    (CFG2, 0xFFE7),
    (CFG3, 0xFBFF),
    (CFG4, 0xFFFF),
    (CFG5, 0xFFFF),
    (CFG6, 0xFFFF),
    (CFG7, 0xFFFF),
    (CFG8, 0xFF7F),
    (CFG9, 0xFFFF),
    (CFG10, 0xFBFF),
    (CFG11, 0xFFFF),
    (ADCCFG, 0xFEFE),
    (DOUTCFG, 0xFF7F),
];

/// Returns the bits that a register of the configuration has; `None` for any other.
pub(super) fn mask(register: u8) -> Option<u16> {
    let known = CONFIGURATION.iter().find(|(number, _)| *number == register);
    known.map(|(_, mask)| *mask)
}

/// Returns whether a register of the configuration is on the primary side.
pub(super) const fn is_primary(register: u8) -> bool {
    register <= CFG3
}

/// The configuration.
#[derive(Debug, Clone, Copy)]
pub(super) struct File {
    words: [u16; 32],
}

impl File {
    /// Reset values by register number; what the configuration does not have is left out.
    pub(super) fn new(values: &[(u8, u16)]) -> Self {
        let mut file = Self { words: [0; 32] };
        for &(register, value) in values {
            file.set(register, value);
        }
        file
    }

    pub(super) fn get(&self, register: u8) -> u16 {
        self.words
            .get(usize::from(register))
            .copied()
            .unwrap_or_default()
    }

    pub(super) fn set(&mut self, register: u8, value: u16) -> bool {
        let Some(mask) = mask(register) else {
            return false;
        };
        if let Some(slot) = self.words.get_mut(usize::from(register)) {
            *slot = value & mask;
        }
        true
    }

    pub(super) fn reset_secondary(&mut self, values: &[(u8, u16)]) {
        let fresh = Self::new(values);
        for (register, _) in CONFIGURATION {
            if !is_primary(register) {
                self.set(register, fresh.get(register));
            }
        }
    }

    pub(super) fn has(&self, register: u8, bit: u8) -> bool {
        self.get(register) >> bit & 1 != 0
    }

    pub(super) fn field(&self, register: u8, shift: u8, bits: u8) -> u16 {
        self.get(register) >> shift & ((1 << bits) - 1)
    }

    /// In ns.
    pub(super) fn dead_time(&self) -> u64 {
        match self.field(CFG1, 0, 6) {
            0 => 0,
            code => 105 + 70 * (u64::from(code) - 1),
        }
    }

    /// In ns.
    pub(super) fn filter(&self) -> u64 {
        70 * u64::from(self.field(CFG1, 11, 2))
    }

    /// In ns, for a capacitor in pF.
    pub(super) fn desat_delay(&self, picofarads: u32) -> u64 {
        let current = match self.field(CFG5, 9, 2) {
            3 => 1_000,
            code => 600 + 100 * u64::from(code),
        };
        let millivolts = 2_500 + 500 * u64::from(self.field(CFG5, 11, 4));
        let deglitch = if self.has(CFG4, 12) { 316 } else { 158 };
        // pF × mV / µA = ns.
        u64::from(picofarads) * millivolts / current + deglitch
    }

    pub(super) fn desat_threshold(&self) -> Voltage {
        Voltage::from_millivolts(2_500 + 500 * i32::from(self.field(CFG5, 11, 4)))
    }

    pub(super) fn over_current_threshold(&self) -> Voltage {
        Voltage::from_millivolts(200 + 50 * i32::from(self.field(CFG6, 12, 4)))
    }

    pub(super) fn short_circuit_threshold(&self) -> Voltage {
        Voltage::from_millivolts(500 + 250 * i32::from(self.field(CFG6, 10, 2)))
    }

    pub(super) fn switch_temperature_threshold(&self) -> Voltage {
        Voltage::from_millivolts(1_000 + 250 * i32::from(self.field(CFG6, 0, 3)))
    }

    /// In ns.
    pub(super) fn over_current_blanking(&self) -> u64 {
        match u64::from(self.field(CFG6, 5, 3)) {
            code @ 0..=5 => 500 * (code + 1),
            6 => 5_000,
            _ => 10_000,
        }
    }

    /// In ns.
    pub(super) fn short_circuit_blanking(&self) -> u64 {
        100 << self.field(CFG6, 8, 2)
    }

    /// In ns.
    pub(super) fn switch_temperature_deglitch(&self) -> u64 {
        250 * (u64::from(self.field(CFG4, 13, 2)) + 1)
    }

    pub(super) fn plateau(&self) -> Voltage {
        Voltage::from_volts(6 + i32::from(self.field(CFG8, 13, 3)))
    }

    /// In ns.
    pub(super) fn plateau_time(&self) -> u64 {
        match self.field(CFG8, 10, 3) {
            code @ 0..=3 => 150 * (u64::from(code) + 1),
            4 => 1_000,
            5 => 1_500,
            6 => 2_000,
            _ => 2_500,
        }
    }

    /// VCC1 below which it is too low, and above which it is too high.
    pub(super) fn vcc1_window(&self) -> (Voltage, Voltage) {
        let low = if self.has(CFG1, 14) { 4_350 } else { 2_450 };
        let high = if self.has(CFG1, 13) { 5_650 } else { 4_150 };
        (
            Voltage::from_millivolts(low),
            Voltage::from_millivolts(high),
        )
    }

    /// The same for VCC2.
    pub(super) fn vcc2_window(&self) -> (Voltage, Voltage) {
        let low = 15 - 2 * i32::from(self.field(CFG7, 14, 2));
        let high = 23 - 2 * i32::from(self.field(CFG7, 12, 2));
        (Voltage::from_volts(low), Voltage::from_volts(high))
    }

    /// VEE2 above which it is too small, and below which it is too large.
    pub(super) fn vee2_window(&self) -> (Voltage, Voltage) {
        let small = [-3, -5, -8, -10];
        let large = [-5, -7, -10, -12];
        let pick = |table: [i32; 4], code: u16| {
            let volts = table.get(usize::from(code)).copied();
            Voltage::from_volts(volts.unwrap_or_default())
        };
        (
            pick(small, self.field(CFG7, 10, 2)),
            pick(large, self.field(CFG7, 8, 2)),
        )
    }

    /// Period of DOUT.
    pub(super) fn dout_hertz(&self) -> u32 {
        match self.field(DOUTCFG, 8, 2) {
            0 => 13_900,
            1 => 27_800,
            2 => 55_700,
            _ => 111_400,
        }
    }
}

/// Filter of UVLO1 and OVLO1.
pub(super) const VCC1_FILTER: Duration = Duration::from_micros(20);
