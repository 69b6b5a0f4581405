//! Clock gates and pins, as this board wires them.

use crate::registers::Block;
use core::convert::Infallible;
use embedded_hal::digital::{ErrorType, OutputPin};

/// Run-mode clock gates of peripherals and of ports.
const RCGC1: usize = 0x104;
const RCGC2: usize = 0x108;
const I2C0_CLOCK: u32 = 1 << 12;
const UART0_CLOCK: u32 = 1 << 0;
const SSI0_CLOCK: u32 = 1 << 4;
const PORT_A_CLOCK: u32 = 1 << 0;
const PORT_B_CLOCK: u32 = 1 << 1;
const PORT_D_CLOCK: u32 = 1 << 3;

const DIRECTION: usize = 0x400;
const ALTERNATE_FUNCTION: usize = 0x420;
const OPEN_DRAIN: usize = 0x50C;
const DIGITAL_ENABLE: usize = 0x51C;

/// PB2 and PB3.
const I2C0_PINS: u32 = 0b1100;
/// PA2, PA4 and PA5: clock, data in, data out. The frame signal, PA3, selects the display and is not used.
const SSI0_PINS: u32 = 0b11_0100;

/// PA0.
const UART0_RECEIVE_PIN: u32 = 1 << 0;

/// Gives I2C0 its clock and its pins.
pub(crate) fn enable_i2c0() {
    Block::SYSTEM.set(RCGC1, I2C0_CLOCK);
    enable_port(PORT_B_CLOCK);
    Block::PORT_B.set(ALTERNATE_FUNCTION, I2C0_PINS);
    Block::PORT_B.set(OPEN_DRAIN, I2C0_PINS);
    Block::PORT_B.set(DIGITAL_ENABLE, I2C0_PINS);
}

/// Gives SSI0 its clock and its pins.
pub(crate) fn enable_ssi0() {
    Block::SYSTEM.set(RCGC1, SSI0_CLOCK);
    enable_port(PORT_A_CLOCK);
    Block::PORT_A.set(ALTERNATE_FUNCTION, SSI0_PINS);
    Block::PORT_A.set(DIGITAL_ENABLE, SSI0_PINS);
}

/// Gives UART0 its clock and the pin that it receives on.
pub(crate) fn enable_uart0_receiver() {
    Block::SYSTEM.set(RCGC1, UART0_CLOCK);
    enable_port(PORT_A_CLOCK);
    Block::PORT_A.set(ALTERNATE_FUNCTION, UART0_RECEIVE_PIN);
    Block::PORT_A.set(DIGITAL_ENABLE, UART0_RECEIVE_PIN);
}

fn enable_port(clock: u32) {
    Block::SYSTEM.set(RCGC2, clock);
    // A peripheral may be touched three clocks after its gate was opened; these reads take longer.
    for _ in 0..3 {
        let _ = Block::SYSTEM.read(RCGC2);
    }
}

/// PD0, which selects the memory card when it is low.
#[derive(Debug)]
pub struct CardSelect(());

impl CardSelect {
    const PIN: u32 = 1 << 0;

    /// Makes the pin an output and leaves the card unselected.
    #[must_use]
    pub fn new() -> Self {
        enable_port(PORT_D_CLOCK);
        let mut pin = Self(());
        pin.drive(true);
        Block::PORT_D.clear(ALTERNATE_FUNCTION, Self::PIN);
        Block::PORT_D.set(DIRECTION, Self::PIN);
        Block::PORT_D.set(DIGITAL_ENABLE, Self::PIN);
        pin.drive(true);
        pin
    }

    /// The data register takes the pins to be written from bits 9:2 of the address.
    fn drive(&mut self, high: bool) {
        Block::PORT_D.write((Self::PIN << 2) as usize, if high { Self::PIN } else { 0 });
    }
}

impl Default for CardSelect {
    fn default() -> Self {
        Self::new()
    }
}

impl ErrorType for CardSelect {
    type Error = Infallible;
}

impl OutputPin for CardSelect {
    fn set_low(&mut self) -> Result<(), Infallible> {
        self.drive(false);
        Ok(())
    }

    fn set_high(&mut self) -> Result<(), Infallible> {
        self.drive(true);
        Ok(())
    }
}
