//! Figures 68 to 71, byte by byte.

use ade7953::{Bits8, Bits16, Bits24, Bits32, Error, Register, blocking};
use embedded_hal_mock::eh1::{delay::NoopDelay, i2c, spi};

#[test]
fn i2c_sends_address_and_data_most_significant_byte_first() {
    let mut mock = i2c::Mock::new(&[
        i2c::Transaction::write_read(0x38, vec![0x07, 0x02], vec![0x05]),
        i2c::Transaction::write_read(0x38, vec![0x01, 0x02], vec![0x80, 0x04]),
        i2c::Transaction::write_read(0x38, vec![0x02, 0x1C], vec![0x12, 0x34, 0x56]),
        i2c::Transaction::write_read(0x38, vec![0x03, 0x7F], vec![0x48, 0x73, 0x91, 0x63]),
        i2c::Transaction::write(0x38, vec![0x00, 0xFE, 0xAD]),
        i2c::Transaction::write(0x38, vec![0x01, 0x20, 0x00, 0x30]),
        i2c::Transaction::write(0x38, vec![0x02, 0x80, 0x40, 0x00, 0x01]),
        i2c::Transaction::write(0x38, vec![0x03, 0x80, 0x00, 0x40, 0x00, 0x02]),
    ]);
    let mut meter = blocking::Ade7953::new(blocking::OverI2c::new(mock.clone()), NoopDelay);
    assert_eq!(meter.version(), Ok(0x05));
    assert_eq!(
        meter.read_register(Register::<Bits16>::new(0x102).unwrap()),
        Ok(0x8004)
    );
    assert_eq!(
        meter.read_register(Register::<Bits24>::new(0x21C).unwrap()),
        Ok(0x12_3456)
    );
    assert_eq!(
        meter.read_register(Register::<Bits32>::new(0x37F).unwrap()),
        Ok(0x4873_9163)
    );
    assert_eq!(
        meter.write_register(Register::<Bits8>::new(0x0FE).unwrap(), 0xAD),
        Ok(())
    );
    assert_eq!(
        meter.write_register(Register::<Bits16>::new(0x120).unwrap(), 0x30),
        Ok(())
    );
    assert_eq!(
        meter.write_register(Register::<Bits24>::new(0x280).unwrap(), 0x40_0001),
        Ok(())
    );
    assert_eq!(
        meter.write_register(Register::<Bits32>::new(0x380).unwrap(), 0x40_0002),
        Ok(())
    );
    let too_wide = meter.write_register(Register::<Bits24>::new(0x280).unwrap(), 1 << 24);
    assert_eq!(too_wide, Err(Error::OutOfRange { register: 0x280 }));
    mock.done();
}

#[test]
fn spi_sends_the_address_then_whether_it_reads() {
    let mut mock = spi::Mock::new(&[
        spi::Transaction::transaction_start(),
        spi::Transaction::write_vec(vec![0x02, 0x1C, 0x80]),
        spi::Transaction::read_vec(vec![0x12, 0x34, 0x56]),
        spi::Transaction::transaction_end(),
        spi::Transaction::transaction_start(),
        spi::Transaction::write_vec(vec![0x00, 0xFE, 0x00, 0xAD]),
        spi::Transaction::transaction_end(),
        spi::Transaction::transaction_start(),
        spi::Transaction::write_vec(vec![0x03, 0x80, 0x00, 0x00, 0x40, 0x00, 0x02]),
        spi::Transaction::transaction_end(),
        // what locks the interface stays selected (table 2, tSFS_LK)
        spi::Transaction::transaction_start(),
        spi::Transaction::write_vec(vec![0x01, 0x02, 0x00, 0x00, 0x04]),
        spi::Transaction::delay(1_200),
        spi::Transaction::transaction_end(),
    ]);
    let mut meter = blocking::Ade7953::new(blocking::OverSpi::new(mock.clone()), NoopDelay);
    assert_eq!(
        meter.read_register(Register::<Bits24>::new(0x21C).unwrap()),
        Ok(0x12_3456)
    );
    assert_eq!(
        meter.write_register(Register::<Bits8>::new(0x0FE).unwrap(), 0xAD),
        Ok(())
    );
    assert_eq!(
        meter.write_register(Register::<Bits32>::new(0x380).unwrap(), 0x40_0002),
        Ok(())
    );
    assert_eq!(
        meter.write_register(Register::<Bits16>::new(0x102).unwrap(), 0x0004),
        Ok(())
    );
    mock.done();
}
