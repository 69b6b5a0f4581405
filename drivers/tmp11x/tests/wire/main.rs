//! Exact bytes, taken by hand from the tables of registers (`docs/parts/TMP11X.md`).

mod tmp116;
mod tmp117;

use embedded_hal_mock::eh1::i2c::Transaction;

const ADDRESS: u8 = 0x48;

/// Writes a register's address and reads it.
fn ask(register: u8, content: [u8; 2]) -> Transaction {
    Transaction::write_read(ADDRESS, vec![register], content.to_vec())
}

/// Reads the register that the pointer is at.
fn again(content: [u8; 2]) -> Transaction {
    Transaction::read(ADDRESS, content.to_vec())
}

/// Writes a register.
fn tell(bytes: [u8; 3]) -> Transaction {
    Transaction::write(ADDRESS, bytes.to_vec())
}

/// Calls a blocking and an async driver; the mock takes these bytes only, in this order, and all of them.
macro_rules! exchange {
    (
        $part:ident: $($method:ident($($argument:expr),*) => $answer:expr, [$($step:expr),* $(,)?];)+
    ) => {{
        let script = [$($($step,)*)+];

        let mut mock = embedded_hal_mock::eh1::i2c::Mock::new(&script);
        let mut driver = tmp11x::blocking::$part::new(mock.clone(), tmp11x::Address::DEFAULT);
        $(assert_eq!(driver.$method($($argument),*), $answer, stringify!($method));)+
        mock.done();

        let mut mock = embedded_hal_mock::eh1::i2c::Mock::new(&script);
        let mut driver = tmp11x::asynch::$part::new(mock.clone(), tmp11x::Address::DEFAULT);
        hal_power_sim::World::new()
            .block_on(async {
                $(assert_eq!(driver.$method($($argument),*).await, $answer, stringify!($method));)+
            })
            .unwrap();
        mock.done();
    }};
}
pub(crate) use exchange;
