//! Transfers on I2C with the part at 0x40.

use embedded_hal_mock::eh1::i2c::{Mock, Transaction};

const ADDRESS: u8 = 0x40;

pub(crate) fn mock(script: &[Transaction]) -> Mock {
    Mock::new(script)
}

/// Writes a register's address and reads it.
pub(crate) fn ask<const N: usize>(register: u8, content: [u8; N]) -> Vec<Transaction> {
    vec![Transaction::write_read(
        ADDRESS,
        vec![register],
        content.to_vec(),
    )]
}

/// Reads the register that the pointer is at.
pub(crate) fn again<const N: usize>(content: [u8; N]) -> Vec<Transaction> {
    vec![Transaction::read(ADDRESS, content.to_vec())]
}

/// Writes a register.
pub(crate) fn tell(bytes: [u8; 3]) -> Vec<Transaction> {
    vec![Transaction::write(ADDRESS, bytes.to_vec())]
}
