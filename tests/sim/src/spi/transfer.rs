//! One transfer, word by word.

use super::{Bus, Part, SpiError};
use crate::{
    fault::Fault,
    trace::{Record, SpiSymbol, SpiTransfer},
};
use alloc::vec::Vec;
use embedded_hal::spi::{Mode, Operation};

/// A transfer under way.
struct Transfer<'a> {
    bus: &'a Bus,
    part: Option<Part>,
    fault: Option<Fault>,
    /// Whether the fault met anything to spoil.
    struck: bool,
    words: u32,
    /// What was moved, if anyone keeps it.
    symbols: Option<Vec<SpiSymbol>>,
}

impl Bus {
    /// Does one transfer; `awaited` if a task waits for its end.
    pub(super) fn transfer(
        &self,
        select: u8,
        mode: Mode,
        operations: &mut [Operation<'_, u8>],
        awaited: bool,
    ) -> Result<(), SpiError> {
        let shared = &*self.shared;
        let start = shared.clock.nanos();
        let fault = if shared.watched.get() {
            shared.next_fault(self.target(select))
        } else {
            None
        };
        let traced = shared.watched.get() && shared.is_traced();
        let parts = self.parts.borrow();
        let part = parts.iter().find(|(own, _)| *own == select);
        let mut transfer = Transfer {
            bus: self,
            part: part.map(|(_, part)| part.clone()),
            fault,
            struck: false,
            words: 0,
            symbols: traced.then(Vec::new),
        };
        let error = transfer.run(operations, awaited);
        if transfer.struck {
            shared.struck();
        }
        let words = u64::from(transfer.words);
        self.counters.transfer();
        self.counters.moved(8 * words, words);
        if let Some(symbols) = transfer.symbols {
            shared.record(Record::Spi(SpiTransfer {
                bus: self.number,
                select,
                mode,
                start,
                bit_time: self.pace.bit_time(),
                symbols,
                error,
            }));
        }
        error.map_or(Ok(()), |kind| Err(SpiError { select, kind }))
    }
}

impl Transfer<'_> {
    /// Returns what the controller reports.
    fn run(
        &mut self,
        operations: &mut [Operation<'_, u8>],
        awaited: bool,
    ) -> Option<embedded_hal::spi::ErrorKind> {
        let fault = self.fault;
        let error = fault.and_then(Fault::spi_error);
        self.struck = error.is_some();
        match fault {
            Some(Fault::BusBusy) => return error,
            Some(Fault::BrownOut) => {
                if let Some(part) = &self.part {
                    part.borrow_mut().brown_out();
                    self.struck = true;
                }
            }
            Some(Fault::LostWakeUp) => {
                self.struck = awaited;
                self.bus.shared.wake_up_lost.set(awaited);
            }
            _ => {}
        }
        if let Some(part) = &self.part {
            part.borrow_mut().select();
        }
        let bit_time = self.bus.pace.passing();
        self.bus.shared.clock.advance_nanos(bit_time / 2);
        if let Some(Fault::Late(by)) = fault {
            self.struck = true;
            self.delay(u64::try_from(by.as_nanos()).unwrap_or(u64::MAX));
        }
        for operation in operations {
            self.operate(operation);
        }
        self.bus.shared.clock.advance_nanos(bit_time - bit_time / 2);
        if let Some(part) = &self.part {
            part.borrow_mut().deselect();
        }
        error
    }

    fn operate(&mut self, operation: &mut Operation<'_, u8>) {
        match operation {
            Operation::Read(bytes) => bytes.fill_with(|| self.word(0)),
            Operation::Write(bytes) => {
                for &byte in bytes.iter() {
                    self.word(byte);
                }
            }
            Operation::Transfer(back, out) => {
                for i in 0..back.len().max(out.len()) {
                    let received = self.word(out.get(i).copied().unwrap_or(0));
                    if let Some(slot) = back.get_mut(i) {
                        *slot = received;
                    }
                }
            }
            Operation::TransferInPlace(bytes) => {
                for byte in bytes.iter_mut() {
                    *byte = self.word(*byte);
                }
            }
            Operation::DelayNs(nanos) => self.delay(u64::from(*nanos)),
        }
    }

    /// Moves one byte each way.
    fn word(&mut self, out: u8) -> u8 {
        let sent = match &self.part {
            Some(part) => part.borrow_mut().exchange(out),
            None => 0xFF,
        };
        let back = match self.fault {
            Some(fault) => fault.distort(self.words, sent),
            None => sent,
        };
        self.struck |= back != sent;
        self.words = self.words.saturating_add(1);
        self.bus
            .shared
            .clock
            .advance_nanos(8 * self.bus.pace.passing());
        if let Some(symbols) = &mut self.symbols {
            symbols.push(SpiSymbol::Word { out, back });
        }
        back
    }

    fn delay(&mut self, nanos: u64) {
        self.bus.shared.clock.advance_nanos(nanos);
        if let Some(symbols) = &mut self.symbols {
            symbols.push(SpiSymbol::Delay(nanos));
        }
    }
}
