//! What reads and writes do.

use super::{
    Ade7953,
    bus::Bus,
    number,
    registers::{File, RSTREAD, at, config, locate},
};

/// LAST_OP.
const READ: u32 = 0x35;
const WRITE: u32 = 0xCA;
/// What UNLOCK takes.
const KEY: u32 = 0xAD;

/// What communication leaves behind.
#[derive(Debug, Clone, Default)]
pub(super) struct State {
    operation: u32,
    address: u16,
    /// Data of 1, 2 and 3 or 4 bytes.
    data: [u32; 3],
    /// What was written immediately before.
    pub(super) previous: Option<(u16, u32)>,
    /// The only bus that is heard.
    pub(super) lock: Option<Bus>,
    /// CRC, when it was computed last.
    pub(super) checksum: Option<u32>,
}

impl Ade7953 {
    /// Returns what an address reads now, and in how many bytes.
    pub(super) fn read_register(&self, wire: u16) -> (u32, usize) {
        let (address, width) = locate(wire);
        let energy = usize::from(address.wrapping_sub(at::AENERGYA));
        let value = match address {
            at::LAST_OP => self.access.operation,
            at::LAST_ADD => self.access.address.into(),
            at::LAST_RWDATA_8 => self.data(1),
            at::LAST_RWDATA_16 => self.data(2),
            at::LAST_RWDATA_24 => self.data(3),
            at::UNLOCK => 0,
            at::VERSION => self.open.version.into(),
            at::CRC => self.checksum(),
            at::ACCMODE => self.file.get(address) | self.conditions(),
            at::AENERGYA..=at::APENERGYB => self.energies.count(energy).cast_unsigned(),
            at::VPEAK..=at::RSTIBPEAK => self.events.peak(peak(address)),
            at::IRQSTATA | at::RSTIRQSTATA => self.events.status(0),
            at::IRQSTATB | at::RSTIRQSTATB => self.events.status(1),
            _ => match self.result(address) {
                Some(result) => result.cast_unsigned(),
                None if File::has(address) => self.file.get(address),
                None => u32::from_be_bytes([self.open.unlisted; 4]),
            },
        };
        let value = match width {
            4 if matches!(address, at::CRC | at::LAST_RWDATA_24) => value,
            4 => self.widened(address, value),
            _ => value & ((1 << (8 * width)) - 1),
        };
        (value, width)
    }

    /// Returns what the view of 32 bits makes of a register of 24.
    fn widened(&self, address: u16, value: u32) -> u32 {
        let is_signed = matches!(address, at::AVA..=at::V | at::AENERGYA..=at::APENERGYB)
            || matches!(address, 0x285..=0x28B | 0x291..=0x297);
        if is_signed || self.open.extends_unsigned {
            number::extended(value & 0x00FF_FFFF, 24).cast_unsigned()
        } else {
            value & 0x00FF_FFFF
        }
    }

    fn data(&self, width: usize) -> u32 {
        let index = width.min(3).saturating_sub(1);
        self.access.data.get(index).copied().unwrap_or_default()
    }

    /// A read of an address has ended, and gave that value.
    pub(super) fn end_read(&mut self, wire: u16, value: u32) {
        let (address, _) = locate(wire);
        let energy = usize::from(address.wrapping_sub(at::AENERGYA));
        match address {
            at::AENERGYA..=at::APENERGYB if self.file.get(at::LCYCMODE) & RSTREAD != 0 => {
                self.energies
                    .take(energy, number::extended(value & 0x00FF_FFFF, 24));
            }
            0x227 | 0x229 | at::RSTIBPEAK => self.events.clear_peak(peak(address)),
            at::RSTIRQSTATA => self.events.take(0, value),
            at::RSTIRQSTATB => self.events.take(1, value),
            _ => {}
        }
        self.record(READ, wire, value);
    }

    /// A write has ended: so many bytes to an address, after `previous`.
    pub(super) fn end_write(&mut self, wire: u16, bytes: &[u8], bus: Bus) {
        let previous = self.access.previous.take();
        let (address, width) = locate(wire);
        let is_known = File::has(address) || address == at::UNLOCK;
        if bytes.len() != width || !is_known || self.is_protected(address, width) {
            return;
        }
        let value = bytes
            .iter()
            .fold(0, |value, byte| value << 8 | u32::from(*byte));
        self.access.previous = Some((address, value));
        self.record(WRITE, wire, value);
        match address {
            at::UNLOCK => return,
            at::OPTIMUM if previous != Some((at::UNLOCK, KEY)) => return,
            // They want the same write twice.
            at::CF1DEN | at::CF2DEN if previous != Some((address, value)) => return,
            at::CONFIG if value & config::SWRST != 0 => {
                self.software_reset();
                return;
            }
            at::CONFIG => self.access.lock = (value & config::COMM_LOCK == 0).then_some(bus),
            _ => {}
        }
        self.file.write(address, value);
        self.reconfigure();
    }

    /// The configuration is another one.
    pub(super) fn reconfigure(&mut self) {
        self.enter_lines();
        self.judge();
        self.check_configuration();
    }

    fn is_protected(&self, address: u16, width: usize) -> bool {
        let bit = width.clamp(1, 3) - 1;
        address != at::WRITE_PROTECT && self.file.get(at::WRITE_PROTECT) & 1 << bit != 0
    }

    fn record(&mut self, operation: u32, wire: u16, value: u32) {
        let (address, width) = locate(wire);
        let is_record = matches!(address, at::LAST_OP | at::LAST_RWDATA_8)
            || matches!(
                address,
                at::LAST_ADD | at::LAST_RWDATA_16 | at::LAST_RWDATA_24
            );
        if is_record {
            return;
        }
        self.access.operation = operation;
        self.access.address = wire;
        let index = width.min(3).saturating_sub(1);
        if let Some(slot) = self.access.data.get_mut(index) {
            *slot = value;
        }
    }
}

/// Returns the wave whose peak is there.
fn peak(address: u16) -> usize {
    usize::from(address.wrapping_sub(at::VPEAK) / 2)
}
