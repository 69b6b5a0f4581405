//! Transfers on I2C with the part at 0x08, without CRC.

use bq769x2::{Address, asynch, blocking};
use embedded_hal_mock::eh1::i2c::{Mock, Transaction};

use crate::plans::{Image, checksum};

const ADDRESS: u8 = 0x08;

pub(crate) type Steps = Vec<Transaction>;

pub(crate) fn mock(script: &[Transaction]) -> Mock {
    Mock::new(script)
}

pub(crate) fn blocking(mock: Mock) -> blocking::OverI2c<Mock> {
    blocking::OverI2c::new(mock, Address::DEFAULT)
}

pub(crate) fn asynch(mock: Mock) -> asynch::OverI2c<Mock> {
    asynch::OverI2c::new(mock, Address::DEFAULT)
}

/// Writes an address and reads from there on.
pub(crate) fn ask(register: u8, content: &[u8]) -> Steps {
    vec![Transaction::write_read(
        ADDRESS,
        vec![register],
        content.to_vec(),
    )]
}

/// Writes an address and what goes there.
pub(crate) fn tell(bytes: &[u8]) -> Steps {
    vec![Transaction::write(ADDRESS, bytes.to_vec())]
}

/// A subcommand without data.
pub(crate) fn command(number: u16) -> Steps {
    let [low, high] = number.to_le_bytes();
    tell(&[0x3E, low, high])
}

/// A subcommand that is done at the first look, with its checksum and length, and its data.
pub(crate) fn fetch(number: u16, data: &[u8]) -> Steps {
    let length = u8::try_from(data.len()).unwrap_or(0) + 4;
    [
        command(number),
        ask(0x3E, &number.to_le_bytes()),
        ask(0x60, &[checksum(number, data), length]),
        ask(0x40, data),
    ]
    .concat()
}

/// 32 bytes, checksum and length in one transfer.
pub(crate) fn fetch_block(number: u16, data: &[u8; 32]) -> Steps {
    let mut all = data.to_vec();
    all.extend([checksum(number, data), 0x24]);
    [
        command(number),
        ask(0x3E, &number.to_le_bytes()),
        ask(0x40, &all),
    ]
    .concat()
}

/// Data of a subcommand.
pub(crate) fn store(number: u16, data: &[u8]) -> Steps {
    let mut head = vec![0x3E];
    head.extend(number.to_le_bytes());
    head.extend(data);
    let length = u8::try_from(data.len()).unwrap_or(0) + 4;
    [tell(&head), tell(&[0x60, checksum(number, data), length])].concat()
}

/// Identity and status before anything else.
pub(crate) fn identity(number: u16, status: [u8; 2]) -> Steps {
    [fetch(0x0001, &number.to_le_bytes()), ask(0x12, &status)].concat()
}

/// The whole of `init` for a part that has its configuration: nothing is written.
pub(crate) fn warm(number: u16, image: &Image) -> Steps {
    let windows = image.iter().flat_map(|(at, bytes)| fetch_block(*at, bytes));
    [
        identity(number, [0x00, 0x01]),
        windows.collect(),
        ask(0x12, &[0x00, 0x01]),
        ask(0x34, &[0x10, 0x14]),
    ]
    .concat()
}
