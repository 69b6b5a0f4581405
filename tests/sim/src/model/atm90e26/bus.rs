//! Registers on the wire.

use super::{
    Atm90e26,
    registers::{
        ADJ_START, AP_ENERGY, CAL_START, CS1, CS2, EN_STATUS, FUNC_EN, LAST_DATA, LSB, M_MODE,
        PL_CONST_H, Q_OFFSET_N, RESET, RT_ENERGY, SAG_TH, SMALL_P_MOD, SOFT_RESET, SYS_STATUS,
        Start, UGAIN,
    },
};
use crate::device::SpiDevice;

const READ: u8 = 0x80;

/// A transfer under way.
#[derive(Debug, Clone, Copy, Default)]
pub(super) enum Wire {
    /// Not selected, not answering, or done.
    #[default]
    Idle,
    /// The address comes next.
    Address,
    /// The content of an address goes out, and this many bytes have gone.
    Read { address: u8, word: u16, sent: u8 },
    /// Data comes, the first byte of which may have come.
    Write { address: u8, high: Option<u8> },
}

impl Atm90e26 {
    /// Returns the content of an address without any consequence.
    pub(super) fn content(&self, address: u8) -> u16 {
        let file = &self.file;
        match address {
            SYS_STATUS => self.status(),
            FUNC_EN => file.func_en,
            SAG_TH => file.sag_th,
            SMALL_P_MOD => file.small_p_mod,
            LAST_DATA => self.last,
            LSB => self.lsb,
            CAL_START => file.metering.command(),
            PL_CONST_H..=M_MODE => file.metering.value(address - PL_CONST_H),
            CS1 => file.metering.checksum(),
            ADJ_START => file.measurement.command(),
            UGAIN..=Q_OFFSET_N => file.measurement.value(address - UGAIN),
            CS2 => file.measurement.checksum(),
            AP_ENERGY..=RT_ENERGY => self.energies.shown(address - AP_ENERGY, self.open.full),
            EN_STATUS => self.metering_status(),
            _ => match self.results.at(address) {
                Some(content) => content.word(),
                None => self.open.unlisted,
            },
        }
    }

    /// Does what reading an address does to it.
    fn consume(&mut self, address: u8) {
        match address {
            SYS_STATUS => self.flags = 0,
            AP_ENERGY..=RT_ENERGY => self.energies.clear(address - AP_ENERGY),
            _ => {}
        }
    }

    fn begin_read(&mut self, address: u8) -> Wire {
        let word = self.content(address);
        if let Some(below) = self.results.at(address).and_then(|found| found.below()) {
            self.lsb = below;
        }
        if self.open.clears_early {
            self.consume(address);
        }
        Wire::Read {
            address,
            word,
            sent: 0,
        }
    }

    fn end_read(&mut self, address: u8, word: u16) {
        if !self.open.clears_early {
            self.consume(address);
        }
        self.last = word;
    }

    fn write(&mut self, address: u8, value: u16) {
        if address == SOFT_RESET {
            if value == RESET {
                self.reset();
            } else {
                self.last = value;
            }
            return;
        }
        self.last = value;
        let locks = self.open.locks;
        let file = &mut self.file;
        match address {
            FUNC_EN => file.func_en = value,
            SAG_TH => file.sag_th = value,
            SMALL_P_MOD => file.small_p_mod = value,
            CAL_START => file.metering.set_command(value),
            ADJ_START => file.measurement.set_command(value),
            PL_CONST_H..=M_MODE if !locks || file.metering.start() == Start::Startup => {
                file.metering.set(address - PL_CONST_H, value);
            }
            UGAIN..=Q_OFFSET_N if !locks || file.measurement.start() == Start::Startup => {
                file.measurement.set(address - UGAIN, value);
            }
            CS1 => file.metering.set_checksum(value),
            CS2 => file.measurement.set_checksum(value),
            _ => {}
        }
    }
}

impl SpiDevice for Atm90e26 {
    fn select(&mut self) {
        self.settle();
        self.wire = if self.answers() {
            Wire::Address
        } else {
            Wire::Idle
        };
    }

    fn exchange(&mut self, byte: u8) -> u8 {
        self.settle();
        let idle = self.open.idle;
        match self.wire {
            Wire::Idle => idle,
            Wire::Address => {
                let address = byte & !READ;
                self.wire = if byte & READ == 0 {
                    Wire::Write {
                        address,
                        high: None,
                    }
                } else {
                    self.begin_read(address)
                };
                self.touched();
                idle
            }
            Wire::Read {
                address,
                word,
                sent,
            } => {
                let [high, low] = word.to_be_bytes();
                if sent == 0 {
                    self.wire = Wire::Read {
                        address,
                        word,
                        sent: 1,
                    };
                    return high;
                }
                self.wire = Wire::Idle;
                self.end_read(address, word);
                self.touched();
                low
            }
            Wire::Write {
                address,
                high: None,
            } => {
                self.wire = Wire::Write {
                    address,
                    high: Some(byte),
                };
                idle
            }
            Wire::Write {
                address,
                high: Some(high),
            } => {
                self.wire = Wire::Idle;
                self.write(address, u16::from_be_bytes([high, byte]));
                self.touched();
                idle
            }
        }
    }

    fn deselect(&mut self) {
        self.settle();
        self.wire = Wire::Idle;
    }

    fn brown_out(&mut self) {
        self.settle();
        if self.powered {
            self.reset();
        }
        self.touched();
    }
}
