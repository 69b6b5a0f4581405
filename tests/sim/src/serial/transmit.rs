//! How a UART's characters get onto the line, and what a fault makes of them.

use super::{
    medium::{Bus, Medium},
    uart::Burst,
    wire::Character,
};
use crate::{
    Fault,
    trace::{Record, SerialSymbol, SerialTransfer},
};
use alloc::vec::Vec;
use core::time::Duration;

impl Bus {
    /// Puts characters behind what a port has still to send, at a time up to now.
    pub(super) fn transmit(&self, medium: &mut Medium, port: usize, at: u64, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        let Medium { uarts, wire, .. } = medium;
        let Some(uart) = uarts.get_mut(port) else {
            return;
        };
        for &byte in bytes {
            let burst = uart.burst.get_or_insert_with(|| {
                let fault = if self.shared.watched.get() {
                    self.shared.next_fault(self.target(port))
                } else {
                    None
                };
                let start = at + delay(fault);
                Burst {
                    start,
                    end: start,
                    format: uart.format,
                    symbols: Vec::new(),
                    fault,
                    struck: delay(fault) > 0,
                }
            });
            let (format, fault) = (burst.format, burst.fault);
            let index = u32::try_from(burst.symbols.len()).unwrap_or(u32::MAX);
            let plain = SerialSymbol::plain(byte);
            let symbol = fault.map_or(plain, |fault| spoil(fault, index, byte, format));
            let echoes = fault == Some(Fault::Echo);
            burst.struck |= symbol != plain || (echoes && !uart.echo);
            burst.symbols.push(symbol);
            let character = Character {
                port,
                start: burst.end,
                bit_time: format.bit_time(),
                bits: format.bits(),
                levels: symbol.levels(format),
                deaf: !uart.echo && !echoes,
            };
            burst.end = character.end();
            uart.ends.push_back(burst.end);
            wire.drive(character);
        }
        medium.line_changed();
    }

    /// Notes what has been sent.
    pub(super) fn sent(&self, port: usize, burst: Burst) {
        let characters = u64::try_from(burst.symbols.len()).unwrap_or(u64::MAX);
        self.counters.transfer();
        let bits = characters.saturating_mul(burst.format.bits());
        self.counters.moved(bits, characters);
        if burst.struck {
            self.shared.struck();
        }
        if self.shared.is_traced() {
            self.shared.record(Record::Serial(SerialTransfer {
                bus: self.number,
                port: u8::try_from(port).unwrap_or(u8::MAX),
                start: burst.start,
                format: burst.format,
                symbols: burst.symbols,
            }));
        }
    }
}

fn delay(fault: Option<Fault>) -> u64 {
    match fault {
        // Far enough from the end of the number that what follows cannot wrap it.
        Some(Fault::Late(by)) => nanos(by).min(u64::MAX / 4),
        _ => 0,
    }
}

pub(super) fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

/// Returns what goes out for a byte.
fn spoil(fault: Fault, index: u32, byte: u8, format: super::Format) -> SerialSymbol {
    let plain = SerialSymbol::plain(byte);
    match fault {
        Fault::LostByte { byte: at } if at == index => SerialSymbol::Rest,
        Fault::LetsGo { after } if index >= after => SerialSymbol::Rest,
        Fault::ReadsOnes => SerialSymbol::Rest,
        Fault::ReadsZeros => SerialSymbol::Character {
            value: 0,
            bad_parity: format.parity_of(0) == Some(true),
            bad_stop: true,
        },
        Fault::BadParity { byte: at } if at == index => SerialSymbol::Character {
            value: byte,
            bad_parity: format.parity_of(byte).is_some(),
            bad_stop: false,
        },
        Fault::BadStop { byte: at } if at == index => SerialSymbol::Character {
            value: byte,
            bad_parity: false,
            bad_stop: true,
        },
        // The parity bit is of the byte as it should be.
        Fault::FlippedBit { .. } => {
            let value = fault.distort(index, byte);
            SerialSymbol::Character {
                value,
                bad_parity: format.parity_of(value) != format.parity_of(byte),
                bad_stop: false,
            }
        }
        _ => plain,
    }
}
