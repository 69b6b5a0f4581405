//! Frames on SPI.

use embedded_hal_mock::eh1::spi::{Mock, Transaction};

pub(crate) fn mock(script: &[Transaction<u8>]) -> Mock<u8> {
    Mock::new(script)
}

/// One select: a command byte, then what the part shifts out.
pub(crate) fn ask<const N: usize>(command: u8, content: [u8; N]) -> Vec<Transaction<u8>> {
    vec![
        Transaction::transaction_start(),
        Transaction::write(command),
        Transaction::read_vec(content.to_vec()),
        Transaction::transaction_end(),
    ]
}

/// One select: a command byte and 16 bits.
pub(crate) fn tell(bytes: [u8; 3]) -> Vec<Transaction<u8>> {
    vec![
        Transaction::transaction_start(),
        Transaction::write_vec(bytes.to_vec()),
        Transaction::transaction_end(),
    ]
}
