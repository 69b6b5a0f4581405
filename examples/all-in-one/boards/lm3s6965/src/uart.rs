//! UART0, an Arm PL011, as far as characters come in.

use crate::{pins, registers::Block};

const DATA: usize = 0x00;
const FLAGS: usize = 0x18;
const INTEGER_DIVISOR: usize = 0x24;
const FRACTIONAL_DIVISOR: usize = 0x28;
const LINE_CONTROL: usize = 0x2C;
const CONTROL: usize = 0x30;

const RECEIVE_EMPTY: u32 = 1 << 4;
/// Eight bits, no parity, one stop bit, queue of 16.
const EIGHT_BITS: u32 = (0b11 << 5) | (1 << 4);
const ENABLE_RECEIVER: u32 = (1 << 9) | (1 << 0);
/// Framing, parity, break and overrun, beside the character.
const ERRORS: u32 = 0xF00;

/// UART0 as a receiver.
#[derive(Debug)]
pub struct Receiver(());

impl Receiver {
    /// Sets UART0 up for a rate, with the system clock in Hz.
    #[must_use]
    pub fn new(clock: u32, rate: u32) -> Self {
        pins::enable_uart0_receiver();
        let (integer, fraction) = divisor(clock, rate);
        Block::UART0.write(CONTROL, 0);
        Block::UART0.write(INTEGER_DIVISOR, integer);
        Block::UART0.write(FRACTIONAL_DIVISOR, fraction);
        // Takes over the divisor too, and so comes after it.
        Block::UART0.write(LINE_CONTROL, EIGHT_BITS);
        Block::UART0.write(CONTROL, ENABLE_RECEIVER);
        Self(())
    }

    /// Waits for a character that came through undamaged.
    pub fn character(&mut self) -> u8 {
        loop {
            if Block::UART0.read(FLAGS) & RECEIVE_EMPTY == 0 {
                let data = Block::UART0.read(DATA);
                if data & ERRORS == 0 {
                    return data.to_le_bytes()[0];
                }
            }
        }
    }
}

/// A bit takes 16 × (integer + fraction / 64) system clocks.
fn divisor(clock: u32, rate: u32) -> (u32, u32) {
    let sixty_fourths = clock.saturating_mul(4) / rate.max(1);
    ((sixty_fourths / 64).clamp(1, 0xFFFF), sixty_fourths % 64)
}

#[cfg(test)]
mod tests {
    use super::divisor;

    #[test]
    fn the_divisor_is_in_sixty_fourths() {
        // 12.5 MHz / (16 × 115200) = 6.7817
        assert_eq!(divisor(12_500_000, 115_200), (6, 50));
        assert_eq!(divisor(16_000_000, 1_000_000), (1, 0));
        assert_eq!(divisor(1, 0), (1, 4));
    }
}
