//! One transfer, symbol by symbol.

use super::{Bus, I2cError, observed};
use crate::device::I2cDevice;
use core::cell::RefMut;
use embedded_hal::i2c::{ErrorKind, NoAcknowledgeSource, Operation};

/// Stands between controller and part: sees every symbol and may spoil it.
pub(super) trait Probe {
    /// Returns whether an address reaches the part.
    fn lets_start(&mut self) -> bool {
        true
    }

    /// Returns whether a written byte reaches the part.
    fn lets_write(&mut self) -> bool {
        true
    }

    /// A START went out. Returns for how long, in ns, the part then holds the clock.
    fn started(&mut self, _address: u8, _read: bool, _acked: bool) -> u64 {
        0
    }

    /// A byte went to the part.
    fn written(&mut self, _byte: u8, _acked: bool) {}

    /// A byte came from the part. Returns what the controller receives.
    fn received(&mut self, byte: u8) -> u8 {
        byte
    }

    /// The STOP went out.
    fn stopped(&mut self) {}
}

/// Looks at nothing and costs nothing.
struct Unwatched;

impl Probe for Unwatched {}

/// What has moved so far.
#[derive(Default)]
struct Moved {
    bits: u64,
    bytes: u64,
    /// The part has seen a START and shall see the STOP.
    begun: bool,
}

impl Bus {
    /// Does one transfer; `awaited` if a task waits for its end.
    #[inline]
    pub(super) fn transfer(
        &self,
        address: u8,
        operations: &mut [Operation<'_>],
        awaited: bool,
    ) -> Result<(), I2cError> {
        if self.shared.watched.get() {
            return observed::transfer(self, address, operations, awaited);
        }
        self.drive(address, operations, &mut Unwatched)
    }

    /// Moves the symbols of one transfer. No operations are no transfer.
    #[inline]
    pub(super) fn drive<P: Probe>(
        &self,
        address: u8,
        operations: &mut [Operation<'_>],
        probe: &mut P,
    ) -> Result<(), I2cError> {
        if operations.is_empty() {
            return Ok(());
        }
        let devices = self.devices.borrow();
        let mut part = devices
            .iter()
            .map(|device| device.borrow_mut())
            .find(|device| device.answers_to(address));
        let mut moved = Moved::default();
        let result = self.exchange(address, part.as_mut(), operations, &mut moved, probe);
        self.tick(1);
        if let Some(part) = part.filter(|_| moved.begun).as_mut() {
            part.stop();
        }
        probe.stopped();
        self.counters.add(moved.bits + 1, moved.bytes);
        result.map_err(|source| I2cError {
            address,
            kind: ErrorKind::NoAcknowledge(source),
        })
    }

    /// Everything before the STOP. Operations of one direction follow each other without a START.
    #[inline]
    fn exchange<P: Probe>(
        &self,
        address: u8,
        mut part: Option<&mut RefMut<'_, dyn I2cDevice + 'static>>,
        operations: &mut [Operation<'_>],
        moved: &mut Moved,
        probe: &mut P,
    ) -> Result<(), NoAcknowledgeSource> {
        let mut direction = None;
        for operation in operations {
            let read = matches!(operation, Operation::Read(_));
            if direction != Some(read) {
                direction = Some(read);
                self.tick(10);
                moved.bits += 10;
                let answering = part.as_mut().filter(|_| probe.lets_start());
                let hold = probe.started(address, read, answering.is_some());
                let answering = answering.ok_or(NoAcknowledgeSource::Address)?;
                moved.begun = true;
                answering.start(address, read);
                self.shared.clock.advance_nanos(hold);
            }
            let Some(part) = part.as_mut() else {
                return Err(NoAcknowledgeSource::Address);
            };
            match operation {
                Operation::Write(bytes) => {
                    for &byte in bytes.iter() {
                        self.tick(9);
                        moved.bits += 9;
                        moved.bytes += 1;
                        let acked = probe.lets_write() && part.write(byte);
                        probe.written(byte, acked);
                        if !acked {
                            return Err(NoAcknowledgeSource::Data);
                        }
                    }
                }
                Operation::Read(bytes) => {
                    for byte in bytes.iter_mut() {
                        *byte = probe.received(part.read());
                        self.tick(9);
                        moved.bits += 9;
                        moved.bytes += 1;
                    }
                }
            }
        }
        Ok(())
    }
}
