//! The master half of I2C0 as an embedded-hal bus.

mod command;
mod status;
mod transaction;

pub use status::Error;

use crate::{pins, registers::Block};
use command::{Direction, Step};
use embedded_hal::i2c::{ErrorType, I2c, Operation, SevenBitAddress};
use transaction::Controller;

const SLAVE_ADDRESS: usize = 0x00;
/// Written: a command. Read: the status.
const CONTROL: usize = 0x04;
const DATA: usize = 0x08;
const TIMER_PERIOD: usize = 0x0C;
const CONFIGURATION: usize = 0x20;

const MASTER_ENABLE: u32 = 1 << 4;

/// How often the status is read before the controller is taken for stuck: above 100 ms at every clock the part has.
const PATIENCE: u32 = 500_000;

/// How a transaction turns from writing to reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turnaround {
    /// By a repeated START, as embedded-hal asks for and the part does it.
    RepeatedStart,
    /// By a STOP and a START, which is the same to a part as long as there is no second master.
    ///
    /// QEMU's model needs this: while it holds the bus, it takes no notice of a START.
    StopAndStart,
}

/// I2C0 as the bus's only master.
#[derive(Debug)]
pub struct I2c0 {
    turnaround: Turnaround,
}

impl I2c0 {
    /// Sets I2C0 up. A `clock` is the system clock in Hz, `rate` the bus's, which is never exceeded unless the clock is out of
    /// the divider's reach.
    #[must_use]
    pub fn new(clock: u32, rate: u32, turnaround: Turnaround) -> Self {
        pins::enable_i2c0();
        Block::I2C0.write(CONFIGURATION, MASTER_ENABLE);
        Block::I2C0.write(TIMER_PERIOD, command::timer_period(clock, rate));
        Self { turnaround }
    }
}

impl Controller for I2c0 {
    fn aim(&mut self, address_byte: u32) {
        Block::I2C0.write(SLAVE_ADDRESS, address_byte);
    }

    fn step(&mut self, step: Step, byte: &mut u8) -> Result<(), Error> {
        if step.direction == Direction::Write {
            Block::I2C0.write(DATA, u32::from(*byte));
        }
        Block::I2C0.write(CONTROL, step.command());
        let status = wait()?;
        if let Err(error) = status::judge(status, step.starts) {
            // A command with STOP in it has released the bus already, and a bus that is another's is not ours to release.
            if !step.stops && error != Error::ArbitrationLost {
                Block::I2C0.write(CONTROL, command::STOP);
                wait()?;
            }
            return Err(error);
        }
        if step.direction == Direction::Read {
            *byte = Block::I2C0.read(DATA).to_le_bytes()[0];
        }
        Ok(())
    }
}

/// Waits until the controller has done its command, and returns the status.
fn wait() -> Result<u32, Error> {
    for _ in 0..PATIENCE {
        let status = Block::I2C0.read(CONTROL);
        if status & status::BUSY == 0 {
            return Ok(status);
        }
    }
    Err(Error::Stuck)
}

impl ErrorType for I2c0 {
    type Error = Error;
}

impl I2c<SevenBitAddress> for I2c0 {
    /// The controller sends an address only together with a byte: a transaction without any is [`Error::NothingToMove`].
    fn transaction(
        &mut self,
        address: SevenBitAddress,
        operations: &mut [Operation<'_>],
    ) -> Result<(), Error> {
        let turnaround = self.turnaround;
        transaction::run(self, turnaround, address, operations)
    }
}
