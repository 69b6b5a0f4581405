//! A bus whose answers can be tampered with, their checks made to fit.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its share")]

use alloc::rc::Rc;
use core::cell::Cell;

use embedded_hal::spi::{ErrorType, Operation};
use hal_power_sim::{SimSpi, spi::SpiError};

/// A cell whose code is replaced, in every read of the C converters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Withheld {
    pub part: usize,
    pub cell: usize,
    pub code: u16,
}

/// A bus device with somebody between it and the chain.
#[derive(Clone)]
pub struct Tap {
    spi: SimSpi,
    withheld: Rc<Cell<Option<Withheld>>>,
    /// A command that is lost, once so many others have passed.
    lost: Rc<Cell<Option<u32>>>,
}

impl Tap {
    pub fn new(spi: SimSpi) -> Self {
        let (withheld, lost) = (Rc::default(), Rc::default());
        Self {
            spi,
            withheld,
            lost,
        }
    }

    pub fn withhold(&self, withheld: Option<Withheld>) {
        self.withheld.set(withheld);
    }

    /// Loses one command or write, after so many others; reads are not counted.
    pub fn lose(&self, after: u32) {
        self.lost.set(Some(after));
    }

    /// Returns whether this command is lost: its check is spoiled.
    fn is_lost(&self) -> bool {
        let left = self.lost.take();
        self.lost.set(left.and_then(|left| left.checked_sub(1)));
        left == Some(0)
    }

    fn tamper(&self, command: [u8; 4], answer: &mut [u8]) {
        const GROUPS: [u8; 6] = [0x04, 0x06, 0x08, 0x0A, 0x09, 0x0B];
        let Some(withheld) = self.withheld.get() else {
            return;
        };
        if command.get(..2) != Some(&[0, GROUPS.get(withheld.cell / 3).copied().unwrap_or(0)]) {
            return;
        }
        let block = answer.chunks_exact_mut(8).nth(withheld.part);
        let Some([data @ .., high, low]) = block else {
            return;
        };
        let counter = *high >> 2;
        let code = withheld.code.to_le_bytes();
        for (slot, byte) in data.iter_mut().skip(2 * (withheld.cell % 3)).zip(code) {
            *slot = byte;
        }
        let [check_high, check_low] = pec10(data, counter).to_be_bytes();
        (*high, *low) = (counter << 2 | check_high, check_low);
    }

    fn before(&self, operations: &mut [Operation<'_, u8>], spoiled: &mut [u8; 4]) -> bool {
        if operations
            .iter()
            .any(|operation| matches!(operation, Operation::Read(_)))
        {
            return false;
        }
        let Some(Operation::Write(command)) = operations.first_mut() else {
            return false;
        };
        let is_command = command.len() == 4;
        if is_command && self.is_lost() {
            spoiled.copy_from_slice(command);
            if let Some(check) = spoiled.last_mut() {
                *check ^= 0x02;
            }
            return true;
        }
        false
    }

    fn after(&self, operations: &mut [Operation<'_, u8>]) {
        if let [Operation::Write(command), Operation::Read(answer), ..] = operations
            && let Ok(command) = <[u8; 4]>::try_from(*command)
        {
            self.tamper(command, answer);
        }
    }
}

/// The sheet's PEC10, bit by bit.
fn pec10(data: &[u8], counter: u8) -> u16 {
    let bits = |byte: u8, count: u32| (0..count).rev().map(move |bit| byte >> bit & 1);
    let data = data.iter().flat_map(|byte| bits(*byte, 8));
    data.chain(bits(counter, 6)).fold(0x010, |check, bit| {
        let carry = check >> 9 ^ u16::from(bit);
        let shifted = check << 1 & 0x3FF;
        if carry == 0 { shifted } else { shifted ^ 0x08F }
    })
}

impl ErrorType for Tap {
    type Error = SpiError;
}

impl embedded_hal::spi::SpiDevice for Tap {
    fn transaction(&mut self, operations: &mut [Operation<'_, u8>]) -> Result<(), SpiError> {
        let mut spoiled = [0; 4];
        if self.before(operations, &mut spoiled) {
            let mut lost = [Operation::Write(&spoiled)];
            return embedded_hal::spi::SpiDevice::transaction(&mut self.spi, &mut lost);
        }
        embedded_hal::spi::SpiDevice::transaction(&mut self.spi, operations)?;
        self.after(operations);
        Ok(())
    }
}

impl embedded_hal_async::spi::SpiDevice for Tap {
    async fn transaction(&mut self, operations: &mut [Operation<'_, u8>]) -> Result<(), SpiError> {
        let mut spoiled = [0; 4];
        if self.before(operations, &mut spoiled) {
            let mut lost = [Operation::Write(&spoiled)];
            return embedded_hal_async::spi::SpiDevice::transaction(&mut self.spi, &mut lost).await;
        }
        embedded_hal_async::spi::SpiDevice::transaction(&mut self.spi, operations).await?;
        self.after(operations);
        Ok(())
    }
}
