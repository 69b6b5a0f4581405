//! What the host writes, and what stands there after a reset.

pub(super) const SOFT_RESET: u8 = 0x00;
pub(super) const SYS_STATUS: u8 = 0x01;
pub(super) const FUNC_EN: u8 = 0x02;
pub(super) const SAG_TH: u8 = 0x03;
pub(super) const SMALL_P_MOD: u8 = 0x04;
pub(super) const LAST_DATA: u8 = 0x06;
pub(super) const LSB: u8 = 0x08;
pub(super) const CAL_START: u8 = 0x20;
pub(super) const PL_CONST_H: u8 = 0x21;
pub(super) const M_MODE: u8 = 0x2B;
pub(super) const CS1: u8 = 0x2C;
pub(super) const ADJ_START: u8 = 0x30;
pub(super) const UGAIN: u8 = 0x31;
pub(super) const Q_OFFSET_N: u8 = 0x3A;
pub(super) const CS2: u8 = 0x3B;
pub(super) const AP_ENERGY: u8 = 0x40;
pub(super) const RT_ENERGY: u8 = 0x45;
pub(super) const EN_STATUS: u8 = 0x46;

/// What SoftReset takes.
pub(super) const RESET: u16 = 0x789A;

/// Bits of SysStatus.
pub(super) mod sys {
    pub(crate) const SAG_WARN: u16 = 1 << 1;
    pub(crate) const REV_P_CHG: u16 = 1 << 5;
    pub(crate) const REV_Q_CHG: u16 = 1 << 6;
    pub(crate) const LN_CHANGE: u16 = 1 << 7;
    pub(crate) const ADJ_ERR: u16 = 3 << 12;
    pub(crate) const CAL_ERR: u16 = 3 << 14;
}

/// Bits of FuncEn.
pub(super) mod func {
    pub(crate) const REV_P_EN: u16 = 1 << 2;
    pub(crate) const REV_Q_EN: u16 = 1 << 3;
    pub(crate) const SAG_WO: u16 = 1 << 4;
    pub(crate) const SAG_EN: u16 = 1 << 5;
}

/// Bits of MMode.
mod mode {
    pub(super) const THRESHOLD: u16 = 0x000F;
    pub(super) const REACTIVE_ABSOLUTE: u16 = 1 << 6;
    pub(super) const ACTIVE_ABSOLUTE: u16 = 1 << 7;
    pub(super) const LINE_SELECTED: u16 = 1 << 10;
}

/// Thresholds of anti-tampering in ppm, by Pthresh.
const THRESHOLDS: [u32; 16] = [
    125_000, 62_500, 31_250, 15_625, 10_000, 20_000, 30_000, 40_000, 50_000, 60_000, 70_000,
    80_000, 90_000, 100_000, 110_000, 120_000,
];

/// State of one block of calibration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    /// 5678: the block is being written, and works.
    Startup,
    /// 8765: the block works if its checksum is right.
    Checked,
    /// 6886, or anything else: it does not work.
    Disabled,
}

/// One block of calibration: its command, its registers and the checksum written for them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block<const N: usize> {
    command: u16,
    values: [u16; N],
    reset: [u16; N],
    written: u16,
}

impl<const N: usize> Block<N> {
    const fn new(reset: [u16; N]) -> Self {
        Self {
            command: 0x6886,
            values: reset,
            reset,
            written: 0,
        }
    }

    pub(super) const fn command(&self) -> u16 {
        self.command
    }

    pub(super) const fn start(&self) -> Start {
        match self.command {
            0x5678 => Start::Startup,
            0x8765 => Start::Checked,
            _ => Start::Disabled,
        }
    }

    /// Takes a command; that to start up brings back the reset values.
    pub(super) fn set_command(&mut self, command: u16) {
        self.command = command;
        if self.start() == Start::Startup {
            self.values = self.reset;
        }
    }

    pub(super) fn value(&self, index: u8) -> u16 {
        self.values
            .get(usize::from(index))
            .copied()
            .unwrap_or_default()
    }

    pub(super) fn set(&mut self, index: u8, value: u16) {
        if let Some(slot) = self.values.get_mut(usize::from(index)) {
            *slot = value;
        }
    }

    pub(super) const fn set_checksum(&mut self, value: u16) {
        self.written = value;
    }

    /// Calculates the checksum: the sum of all bytes below, their exclusive or above.
    pub(super) fn checksum(&self) -> u16 {
        let bytes = || self.values.iter().flat_map(|value| value.to_be_bytes());
        let sum = bytes().fold(0, u8::wrapping_add);
        let parity = bytes().fold(0, |all, byte| all ^ byte);
        u16::from_be_bytes([parity, sum])
    }

    pub(super) fn is_wrong(&self) -> bool {
        self.start() == Start::Checked && self.checksum() != self.written
    }

    pub(super) fn works(&self) -> bool {
        match self.start() {
            Start::Startup => true,
            Start::Checked => !self.is_wrong(),
            Start::Disabled => false,
        }
    }
}

/// Registers that the host writes.
#[derive(Debug, Clone)]
pub(super) struct File {
    pub(super) func_en: u16,
    pub(super) sag_th: u16,
    pub(super) small_p_mod: u16,
    /// 21 to 2B.
    pub(super) metering: Block<11>,
    /// 31 to 3A.
    pub(super) measurement: Block<10>,
}

impl File {
    pub(super) const fn reset() -> Self {
        Self {
            func_en: 0x000C,
            sag_th: 0x1D6A,
            small_p_mod: 0x0000,
            metering: Block::new([0x0015, 0xD174, 0, 0, 0, 0, 0x08BD, 0, 0x0AEC, 0, 0x9422]),
            measurement: Block::new([0x6720, 0x7A13, 0x7530, 0, 0, 0, 0, 0, 0, 0]),
        }
    }

    pub(super) fn pl_constant(&self) -> u32 {
        let [high, low] = [0, 1].map(|index| u32::from(self.metering.value(index)));
        high << 16 | low
    }

    /// Energy gain of the L line, in 1/32768 above one.
    pub(super) fn lgain(&self) -> i16 {
        self.metering.value(2).cast_signed()
    }

    pub(super) fn ngain(&self) -> i16 {
        self.metering.value(4).cast_signed()
    }

    fn mode(&self) -> u16 {
        self.metering.value(M_MODE - PL_CONST_H)
    }

    /// Analog gain of the L line; the codes that no source lists amplify by 1, as 4 does.
    pub(super) fn line_gain(&self) -> u8 {
        match self.mode() >> 13 {
            0 => 4,
            1 => 8,
            2 => 16,
            3 => 24,
            _ => 1,
        }
    }

    pub(super) fn neutral_gain(&self) -> u8 {
        match (self.mode() >> 11) & 3 {
            0 => 2,
            1 => 4,
            _ => 1,
        }
    }

    pub(super) fn selects_line(&self) -> bool {
        self.mode() & mode::LINE_SELECTED != 0
    }

    pub(super) fn counts_active_absolute(&self) -> bool {
        self.mode() & mode::ACTIVE_ABSOLUTE != 0
    }

    pub(super) fn counts_reactive_absolute(&self) -> bool {
        self.mode() & mode::REACTIVE_ABSOLUTE != 0
    }

    /// By how much one line must exceed the other, in ppm.
    pub(super) fn threshold_ppm(&self) -> u32 {
        let code = usize::from(self.mode() & mode::THRESHOLD);
        THRESHOLDS.get(code).copied().unwrap_or_default()
    }
}
