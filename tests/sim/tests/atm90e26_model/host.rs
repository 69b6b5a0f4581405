//! A host in front of one part.

use core::time::Duration;
use hal_power::{Current, Voltage};
use hal_power_sim::{
    clock::Clock,
    device::SpiDevice,
    model::atm90e26::{Atm90e26, Board, Open, Sensor},
};

pub(crate) const SYS_STATUS: u8 = 0x01;
pub(crate) const FUNC_EN: u8 = 0x02;
pub(crate) const SAG_TH: u8 = 0x03;
pub(crate) const LAST_DATA: u8 = 0x06;
pub(crate) const LSB: u8 = 0x08;
pub(crate) const CAL_START: u8 = 0x20;
pub(crate) const PL_CONST_H: u8 = 0x21;
pub(crate) const PL_CONST_L: u8 = 0x22;
pub(crate) const LGAIN: u8 = 0x23;
pub(crate) const NGAIN: u8 = 0x25;
pub(crate) const M_MODE: u8 = 0x2B;
pub(crate) const CS1: u8 = 0x2C;
pub(crate) const ADJ_START: u8 = 0x30;
pub(crate) const UGAIN: u8 = 0x31;
pub(crate) const IGAIN_L: u8 = 0x32;
pub(crate) const CS2: u8 = 0x3B;
pub(crate) const AP_ENERGY: u8 = 0x40;
pub(crate) const AN_ENERGY: u8 = 0x41;
pub(crate) const AT_ENERGY: u8 = 0x42;
pub(crate) const EN_STATUS: u8 = 0x46;
pub(crate) const IRMS: u8 = 0x48;
pub(crate) const URMS: u8 = 0x49;

/// From power-up to the answer, in [`Open::default`].
pub(crate) const RESET: Duration = Duration::from_millis(5);
/// Between two results, in [`Open::default`].
pub(crate) const PERIOD: Duration = Duration::from_millis(500);

/// The circuit of source P: 529 mV at 230 V, 167 mV at 10 A; the N line's sensor gives nine tenths of that.
pub(crate) const BOARD: Board = Board {
    microvolts_per_volt: 2_300,
    ugain: 0x6720,
    line: Sensor {
        microvolts_per_ampere: 16_700,
        gain: 1,
        igain: 0x7A13,
    },
    neutral: Sensor {
        microvolts_per_ampere: 15_030,
        gain: 1,
        igain: 0x7530,
    },
};

/// 838860800 × 167 mV × 529 mV ÷ (1000 × 230 V × 10 A) = 32220643.3: 1000 pulses for each kWh.
pub(crate) const PL_CONSTANT: [u16; 2] = [0x01EB, 0xA5E3];

pub(crate) struct Host {
    pub(crate) part: Atm90e26,
    pub(crate) clock: Clock,
}

impl Host {
    /// A part that answers, on a dead line.
    pub(crate) fn new(open: Open) -> Self {
        let clock = Clock::new();
        let part = Atm90e26::new(clock.clone(), BOARD, open);
        clock.advance(open.reset_time);
        Self { part, clock }
    }

    /// One that meters and measures 230 V with 10 A that lag by an angle.
    pub(crate) fn running(open: Open, lag_millidegrees: i32) -> Self {
        let mut host = Self::new(open);
        host.part.set_voltage(Voltage::from_volts(230));
        host.amperes(10, lag_millidegrees);
        host.meter(&[]);
        host.measure(&[]);
        host
    }

    /// Writes PL_Constant and more, takes the part's checksum, and starts the metering.
    pub(crate) fn meter(&mut self, values: &[(u8, u16)]) {
        let [high, low] = PL_CONSTANT;
        self.write(CAL_START, 0x5678);
        self.write(PL_CONST_H, high);
        self.write(PL_CONST_L, low);
        for &(address, value) in values {
            self.write(address, value);
        }
        let sum = self.read(CS1);
        self.write(CS1, sum);
        self.write(CAL_START, 0x8765);
    }

    /// Writes gains, takes the part's checksum, and starts the measurement.
    pub(crate) fn measure(&mut self, values: &[(u8, u16)]) {
        self.write(ADJ_START, 0x5678);
        for &(address, value) in values {
            self.write(address, value);
        }
        let sum = self.read(CS2);
        self.write(CS2, sum);
        self.write(ADJ_START, 0x8765);
    }

    pub(crate) fn amperes(&mut self, amperes: i32, lag_millidegrees: i32) {
        let current = Current::from_amps(amperes);
        self.part.set_line_current(current, lag_millidegrees);
    }

    pub(crate) fn wait(&self, time: Duration) {
        self.clock.advance(time);
    }

    /// Sends bytes in one window.
    pub(crate) fn window(&mut self, bytes: &[u8]) -> Vec<u8> {
        self.part.select();
        let back = bytes.iter().map(|&byte| self.part.exchange(byte)).collect();
        self.part.deselect();
        back
    }

    pub(crate) fn read(&mut self, address: u8) -> u16 {
        let back = self.window(&[address | 0x80, 0, 0]);
        back.iter()
            .skip(1)
            .fold(0, |word, &byte| word << 8 | u16::from(byte))
    }

    pub(crate) fn write(&mut self, address: u8, value: u16) {
        let [high, low] = value.to_be_bytes();
        self.window(&[address, high, low]);
    }

    pub(crate) fn reads(&mut self, addresses: &[u8]) -> Vec<u16> {
        addresses
            .iter()
            .map(|&address| self.read(address))
            .collect()
    }
}
