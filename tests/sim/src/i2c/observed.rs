//! A transfer with a trace or a fault on it.

use super::{
    Bus, I2cError,
    parts::Nobody,
    wire::{self, Probe},
};
use crate::{
    fault::Fault,
    trace::{I2cSymbol, I2cTransfer, Record},
};
use alloc::vec::Vec;
use embedded_hal::i2c::Operation;

/// Records symbols, and spoils them where the fault says so.
pub(super) struct Observer {
    fault: Option<Fault>,
    /// Whether the fault met anything to spoil.
    struck: bool,
    starts: u32,
    written: u32,
    received: u32,
    symbols: Vec<I2cSymbol>,
}

#[cold]
pub(super) fn transfer(
    bus: &Bus,
    address: u8,
    operations: &mut [Operation<'_>],
    awaited: bool,
) -> Result<(), I2cError> {
    let start = bus.clock.nanos();
    let fault = bus.shared.next_fault(bus.target(address));
    let mut observer = Observer {
        fault,
        struck: false,
        starts: 0,
        written: 0,
        received: 0,
        symbols: Vec::new(),
    };
    let result = attempt(bus, address, operations, &mut observer, awaited);
    if observer.struck {
        bus.shared.struck();
    }
    if bus.shared.is_traced() {
        bus.shared.record(Record::I2c(I2cTransfer {
            bus: bus.number,
            start,
            bit_time: bus.pace.bit_time(),
            symbols: observer.symbols,
            error: result.err().map(|error| error.kind),
        }));
    }
    result
}

/// Does the transfer as far as the fault lets it.
fn attempt(
    bus: &Bus,
    address: u8,
    operations: &mut [Operation<'_>],
    observer: &mut Observer,
    awaited: bool,
) -> Result<(), I2cError> {
    let reported = |fault: Fault| {
        fault
            .i2c_error()
            .map_or(Ok(()), |kind| Err(I2cError { address, kind }))
    };
    match observer.fault {
        Some(fault @ Fault::BusBusy) => {
            observer.struck = true;
            reported(fault)
        }
        Some(fault @ Fault::ArbitrationLoss) => {
            let read = matches!(operations.first(), Some(Operation::Read(_)));
            observer.struck = true;
            observer.started(address, read, false);
            bus.clock.advance_nanos(10 * bus.pace.passing());
            bus.counters.moved(10, 0);
            reported(fault)
        }
        Some(fault @ Fault::Overrun) => {
            bus.drive_observed(address, operations, observer)?;
            observer.struck = true;
            reported(fault)
        }
        Some(Fault::BrownOut) => {
            if let Some(part) = bus.parts.find(address) {
                part.brown_out();
                observer.struck = true;
            }
            bus.drive_observed(address, operations, observer)
        }
        Some(Fault::LostWakeUp) => {
            observer.struck = awaited;
            bus.shared.wake_up_lost.set(awaited);
            bus.drive_observed(address, operations, observer)
        }
        _ => bus.drive_observed(address, operations, observer),
    }
}

impl Bus {
    fn drive_observed(
        &self,
        address: u8,
        operations: &mut [Operation<'_>],
        observer: &mut Observer,
    ) -> Result<(), I2cError> {
        match self.parts.find(address) {
            Some(part) => part.drive_observed(self, address, operations, observer),
            None => wire::drive(self, None::<&mut Nobody>, address, operations, observer),
        }
    }
}

impl Observer {
    /// The byte before a START or STOP was the last of its direction: a controller does not acknowledge it if it was read.
    fn end_of_reading(&mut self) {
        let reading = self.symbols.iter().rev().find_map(|symbol| match symbol {
            I2cSymbol::Start { read, .. } => Some(*read),
            _ => None,
        });
        if reading == Some(true)
            && let Some(I2cSymbol::Byte { acked, .. }) = self.symbols.last_mut()
        {
            *acked = false;
        }
    }
}

impl Probe for Observer {
    fn lets_start(&mut self) -> bool {
        let lets = self.fault != Some(Fault::NackAddress);
        self.struck |= !lets;
        lets
    }

    fn lets_write(&mut self) -> bool {
        let lets = self.fault != Some(Fault::NackData { byte: self.written });
        self.struck |= !lets;
        lets
    }

    fn started(&mut self, address: u8, read: bool, acked: bool) -> u64 {
        self.end_of_reading();
        self.symbols.push(I2cSymbol::Start {
            address,
            read,
            acked,
        });
        self.starts += 1;
        match self.fault {
            Some(Fault::Late(by)) if acked && self.starts == 1 => {
                let nanos = u64::try_from(by.as_nanos()).unwrap_or(u64::MAX);
                self.struck = true;
                self.symbols.push(I2cSymbol::Stretch(nanos));
                nanos
            }
            _ => 0,
        }
    }

    fn written(&mut self, byte: u8, acked: bool) {
        self.written = self.written.saturating_add(1);
        self.symbols.push(I2cSymbol::Byte { value: byte, acked });
    }

    fn received(&mut self, byte: u8) -> u8 {
        let value = match self.fault {
            Some(fault) => fault.distort(self.received, byte),
            None => byte,
        };
        self.struck |= value != byte;
        self.received = self.received.saturating_add(1);
        self.symbols.push(I2cSymbol::Byte { value, acked: true });
        value
    }

    fn stopped(&mut self) {
        self.end_of_reading();
        self.symbols.push(I2cSymbol::Stop);
    }
}
