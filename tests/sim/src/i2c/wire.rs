//! One transfer, symbol by symbol.

use super::{Bus, I2cError, observed, parts::Nobody};
use crate::device::I2cDevice;
use core::cell::Cell;
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
pub(super) struct Unwatched;

impl Probe for Unwatched {}

impl Bus {
    /// Does one transfer; `awaited` if a task waits for its end. No operations are no transfer.
    #[inline]
    pub(super) fn transfer(
        &self,
        address: u8,
        operations: &mut [Operation<'_>],
        awaited: bool,
    ) -> Result<(), I2cError> {
        if operations.is_empty() {
            return Ok(());
        }
        self.counters.transfer();
        if self.shared.watched.get() {
            return observed::transfer(self, address, operations, awaited);
        }
        let mut parts = &self.parts;
        while let Some((part, rest)) = parts.split_first() {
            if let Some(result) = part.drive(self, address, operations) {
                return result;
            }
            parts = rest;
        }
        let nobody = None::<&mut Nobody>;
        drive(self, nobody, address, operations, &mut Unwatched)
    }

    /// As [`transfer`](Self::transfer) with a writing and a reading operation.
    #[inline(always)]
    pub(super) fn write_read(
        &self,
        address: u8,
        write: &[u8],
        read: &mut [u8],
        awaited: bool,
    ) -> Result<(), I2cError> {
        if !self.shared.watched.get() {
            let mut parts = &self.parts;
            while let Some((part, rest)) = parts.split_first() {
                if let Some(result) = part.write_read(self, address, write, read) {
                    self.counters.transfer();
                    return result;
                }
                parts = rest;
            }
        }
        self.write_read_slowly(address, write, read, awaited)
    }

    #[cold]
    #[inline(never)]
    fn write_read_slowly(
        &self,
        address: u8,
        write: &[u8],
        read: &mut [u8],
        awaited: bool,
    ) -> Result<(), I2cError> {
        let operations = &mut [Operation::Write(write), Operation::Read(read)];
        self.transfer(address, operations, awaited)
    }
}

/// Moves the symbols of one transfer to `part`, if there is one.
#[inline]
pub(super) fn drive<D: I2cDevice + ?Sized, P: Probe>(
    bus: &Bus,
    part: Option<&mut D>,
    address: u8,
    operations: &mut [Operation<'_>],
    probe: &mut P,
) -> Result<(), I2cError> {
    Wire::new(bus, part, address, probe).run(bus, |wire| wire.exchange(operations))
}

/// As [`drive`] with a writing and a reading operation.
#[inline]
pub(super) fn write_read<D: I2cDevice>(
    bus: &Bus,
    part: &mut D,
    address: u8,
    write: &[u8],
    read: &mut [u8],
) -> Result<(), I2cError> {
    Wire::new(bus, Some(part), address, &mut Unwatched).run(bus, |wire| {
        wire.start(false)?;
        wire.write(write)?;
        wire.start(true)?;
        wire.read(read);
        Ok(())
    })
}

/// Passes time. The clock ends long before the number does.
fn pass(clock: &Cell<u64>, nanos: u64) {
    clock.set(clock.get().wrapping_add(nanos));
}

/// A transfer under way.
struct Wire<'a, D: ?Sized, P> {
    clock: &'a Cell<u64>,
    bit_time: u64,
    address: u8,
    part: Option<&'a mut D>,
    probe: &'a mut P,
    starts: u64,
    bytes: u64,
    /// The part has seen a START and shall see the STOP.
    begun: bool,
}

impl<'a, D: I2cDevice + ?Sized, P: Probe> Wire<'a, D, P> {
    #[inline(always)]
    fn new(bus: &'a Bus, part: Option<&'a mut D>, address: u8, probe: &'a mut P) -> Self {
        Self {
            clock: bus.clock.cell(),
            bit_time: bus.pace.passing(),
            address,
            part,
            probe,
            starts: 0,
            bytes: 0,
            begun: false,
        }
    }

    /// Does `exchange`, then the STOP, and counts.
    #[inline(always)]
    fn run(
        mut self,
        bus: &Bus,
        exchange: impl FnOnce(&mut Self) -> Result<(), NoAcknowledgeSource>,
    ) -> Result<(), I2cError> {
        let result = exchange(&mut self);
        self.stop();
        let bits = 10 * self.starts + 9 * self.bytes + 1;
        bus.counters.moved(bits, self.bytes);
        let address = self.address;
        result.map_err(|source| I2cError {
            address,
            kind: ErrorKind::NoAcknowledge(source),
        })
    }

    /// Everything before the STOP. Operations of one direction follow each other without a START.
    #[inline(always)]
    fn exchange(&mut self, operations: &mut [Operation<'_>]) -> Result<(), NoAcknowledgeSource> {
        let (mut writing, mut reading) = (false, false);
        for operation in operations {
            match operation {
                Operation::Write(bytes) => {
                    if !writing {
                        self.start(false)?;
                        (writing, reading) = (true, false);
                    }
                    self.write(bytes)?;
                }
                Operation::Read(bytes) => {
                    if !reading {
                        self.start(true)?;
                        (writing, reading) = (false, true);
                    }
                    self.read(bytes);
                }
            }
        }
        Ok(())
    }

    #[inline(always)]
    fn start(&mut self, read: bool) -> Result<(), NoAcknowledgeSource> {
        pass(self.clock, 10 * self.bit_time);
        self.starts += 1;
        let acked = self.part.is_some() && self.probe.lets_start();
        let hold = self.probe.started(self.address, read, acked);
        match &mut self.part {
            Some(part) if acked => part.start(self.address, read),
            _ => return Err(NoAcknowledgeSource::Address),
        }
        self.begun = true;
        pass(self.clock, hold);
        Ok(())
    }

    #[inline(always)]
    fn write(&mut self, bytes: &[u8]) -> Result<(), NoAcknowledgeSource> {
        let Some(part) = &mut self.part else {
            return Ok(());
        };
        for &byte in bytes {
            pass(self.clock, 9 * self.bit_time);
            self.bytes += 1;
            let acked = self.probe.lets_write() && part.write(byte);
            self.probe.written(byte, acked);
            if !acked {
                return Err(NoAcknowledgeSource::Data);
            }
        }
        Ok(())
    }

    #[inline(always)]
    fn read(&mut self, bytes: &mut [u8]) {
        let Some(part) = &mut self.part else {
            return;
        };
        self.bytes += bytes.len() as u64;
        for byte in bytes {
            *byte = self.probe.received(part.read());
            pass(self.clock, 9 * self.bit_time);
        }
    }

    #[inline(always)]
    fn stop(&mut self) {
        pass(self.clock, self.bit_time);
        match &mut self.part {
            Some(part) if self.begun => part.stop(),
            _ => {}
        }
        self.probe.stopped();
    }
}
