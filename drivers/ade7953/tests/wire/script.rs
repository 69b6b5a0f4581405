//! Transfers as registers, and what they are on each bus.

use ade7953::{
    Config, CurrentInput, Direction, VoltageInput,
    hal_power::{Current, Voltage},
};

/// 350 V, 50 A and 25 A; a positive power is imported.
pub(crate) fn config() -> Config {
    Config::new(
        Direction::PositiveImports,
        VoltageInput::new(Voltage::from_volts(350)),
        CurrentInput::new(Current::from_amps(50)),
        CurrentInput::new(Current::from_amps(25)),
    )
}

#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// A register is read.
    Ask(u16, Vec<u8>),
    /// A register is written.
    Tell(u16, Vec<u8>),
    /// Nobody acknowledges the reading of a register.
    Lose(u16, usize),
    /// Nobody acknowledges the writing of a register.
    Refuse(u16, Vec<u8>),
}

impl Step {
    /// The mock of SPI has no errors.
    pub(crate) fn is_on_spi(&self) -> bool {
        !matches!(self, Self::Lose(..) | Self::Refuse(..))
    }

    /// START, address and acknowledgements, STOP.
    pub(crate) fn i2c_bits(&self) -> usize {
        match self {
            Self::Ask(_, data) => 1 + 9 * 3 + 1 + 9 * (1 + data.len()) + 1,
            Self::Tell(_, data) => 1 + 9 * (3 + data.len()) + 1,
            Self::Lose(..) | Self::Refuse(..) => 0,
        }
    }

    pub(crate) fn spi_clocks(&self) -> usize {
        match self {
            Self::Ask(_, data) | Self::Tell(_, data) => 8 * (3 + data.len()),
            Self::Lose(..) | Self::Refuse(..) => 0,
        }
    }
}

pub(crate) fn ask<const N: usize>(register: u16, data: [u8; N]) -> Vec<Step> {
    vec![Step::Ask(register, data.to_vec())]
}

pub(crate) fn tell<const N: usize>(register: u16, data: [u8; N]) -> Vec<Step> {
    vec![Step::Tell(register, data.to_vec())]
}

pub(crate) fn lose(register: u16, length: usize) -> Vec<Step> {
    vec![Step::Lose(register, length)]
}

/// The look at the flags behind a value: a sample, and a crossing of zero.
pub(crate) fn good() -> Vec<Step> {
    ask(0x22E, [0x02, 0x80, 0x00])
}

/// The part's own checksum in these tests.
pub(crate) const CHECKSUM: [u8; 4] = [0x12, 0x34, 0x56, 0x78];

/// Proof from registers.
pub(crate) fn proof() -> Vec<Step> {
    [ask(0x37F, CHECKSUM), ask(0x120, [0x00, 0x30])].concat()
}

/// Identity, reset and unlocking.
pub(crate) fn start() -> Vec<Step> {
    [
        ask(0x702, [0x02]),
        ask(0x1FE, [0x07, 0x02]),
        tell(0x040, [0x00]),
        ask(0x22E, [0x10, 0x00, 0x00]),
        // COMM_LOCK, SWRST and HPFEN
        tell(0x102, [0x80, 0x84]),
        ask(0x22D, [0x10, 0x00, 0x00]),
        tell(0x0FE, [0xAD]),
        tell(0x120, [0x00, 0x30]),
        ask(0x120, [0x00, 0x30]),
    ]
    .concat()
}

/// Checksum and settling.
pub(crate) fn settle() -> Vec<Step> {
    [
        ask(0x37F, CHECKSUM),
        ask(0x22E, [0x30, 0x00, 0x00]),
        ask(0x22E, [0x02, 0x90, 0x00]),
    ]
    .concat()
}

/// What every configuration writes before its own.
pub(crate) fn common() -> Vec<Step> {
    [
        tell(0x001, [0x07]),
        // RSTREAD off
        tell(0x004, [0x00]),
        // 100 ms
        tell(0x100, [0x05, 0x76]),
        // locked, checksum on, high-pass filter on
        tell(0x102, [0x01, 0x04]),
    ]
    .concat()
}

/// The whole of `init` for what is not configured further.
pub(crate) fn warm(config: &Config) -> Vec<Step> {
    let fails = "another configuration has another script";
    assert!(
        *config == self::config() || *config == exporting(),
        "{fails}"
    );
    [
        start(),
        common(),
        tell(0x001, [0x00]),
        ask(0x004, [0x00]),
        ask(0x102, [0x01, 0x04]),
        ask(0x001, [0x00]),
        settle(),
    ]
    .concat()
}

/// The same board with its sensors turned.
pub(crate) fn exporting() -> Config {
    Config::new(
        Direction::PositiveExports,
        VoltageInput::new(Voltage::from_volts(350)),
        CurrentInput::new(Current::from_amps(50)),
        CurrentInput::new(Current::from_amps(25)),
    )
}

/// Transfers with the part at 0x38.
pub(crate) mod i2c {
    use ade7953::{asynch, blocking};
    use embedded_hal::i2c::{ErrorKind, NoAcknowledgeSource};
    use embedded_hal_mock::eh1::i2c::{Mock, Transaction};

    use super::Step;

    const ADDRESS: u8 = 0x38;
    const NOBODY: ErrorKind = ErrorKind::NoAcknowledge(NoAcknowledgeSource::Address);

    pub(crate) fn mock(steps: &[Step]) -> Mock {
        let transactions = steps.iter().map(|step| match step {
            Step::Ask(register, data) => {
                Transaction::write_read(ADDRESS, register.to_be_bytes().to_vec(), data.clone())
            }
            Step::Tell(register, data) => {
                let frame = [&register.to_be_bytes(), data.as_slice()].concat();
                Transaction::write(ADDRESS, frame)
            }
            Step::Refuse(register, data) => {
                let frame = [&register.to_be_bytes(), data.as_slice()].concat();
                Transaction::write(ADDRESS, frame).with_error(NOBODY)
            }
            Step::Lose(register, length) => {
                let register = register.to_be_bytes().to_vec();
                Transaction::write_read(ADDRESS, register, vec![0; *length]).with_error(NOBODY)
            }
        });
        Mock::new(&transactions.collect::<Vec<_>>())
    }

    pub(crate) fn blocking(mock: Mock) -> blocking::OverI2c<Mock> {
        blocking::OverI2c::new(mock)
    }

    pub(crate) fn asynch(mock: Mock) -> asynch::OverI2c<Mock> {
        asynch::OverI2c::new(mock)
    }
}

/// Frames on SPI.
pub(crate) mod spi {
    use ade7953::{asynch, blocking};
    use embedded_hal_mock::eh1::spi::{Mock, Transaction};

    use super::Step;

    pub(crate) fn mock(steps: &[Step]) -> Mock<u8> {
        let mut transactions = Vec::new();
        for step in steps {
            transactions.push(Transaction::transaction_start());
            match step {
                Step::Ask(register, data) => {
                    let [high, low] = register.to_be_bytes();
                    transactions.push(Transaction::write_vec(vec![high, low, 0x80]));
                    transactions.push(Transaction::read_vec(data.clone()));
                }
                Step::Tell(register, data) => {
                    let [high, low] = register.to_be_bytes();
                    let frame = [&[high, low, 0x00], data.as_slice()].concat();
                    transactions.push(Transaction::write_vec(frame));
                    // CONFIG locks: selected for another 1.2 µs
                    if *register == 0x102 {
                        transactions.push(Transaction::delay(1_200));
                    }
                }
                Step::Lose(..) | Step::Refuse(..) => {}
            }
            transactions.push(Transaction::transaction_end());
        }
        Mock::new(&transactions)
    }

    pub(crate) fn blocking(mock: Mock<u8>) -> blocking::OverSpi<Mock<u8>> {
        blocking::OverSpi::new(mock)
    }

    pub(crate) fn asynch(mock: Mock<u8>) -> asynch::OverSpi<Mock<u8>> {
        asynch::OverSpi::new(mock)
    }
}
