//! Frames on the bus: 24 clocks each.

use embedded_hal_async::spi::{Operation, SpiDevice};

use crate::Error;

const READ: u8 = 1 << 7;

#[derive(Debug)]
pub(super) struct Wire<S> {
    pub(super) spi: S,
    /// Nanoseconds after the select and after the address.
    pub(super) gap: u32,
}

impl<S: SpiDevice> Wire<S> {
    pub(super) async fn read(&mut self, register: u8) -> Result<u16, Error<S::Error>> {
        let address = [register | READ];
        let mut bytes = [0; 2];
        let moved = if self.gap == 0 {
            let operations = &mut [Operation::Write(&address), Operation::Read(&mut bytes)];
            self.spi.transaction(operations).await
        } else {
            let operations = &mut [
                Operation::DelayNs(self.gap),
                Operation::Write(&address),
                Operation::DelayNs(self.gap),
                Operation::Read(&mut bytes),
            ];
            self.spi.transaction(operations).await
        };
        match moved {
            Ok(()) => Ok(u16::from_be_bytes(bytes)),
            Err(cause) => Err(Error::Bus { register, cause }),
        }
    }

    pub(super) async fn write(&mut self, register: u8, value: u16) -> Result<(), Error<S::Error>> {
        let register = register & !READ;
        let [high, low] = value.to_be_bytes();
        let moved = if self.gap == 0 {
            self.spi.write(&[register, high, low]).await
        } else {
            let operations = &mut [
                Operation::DelayNs(self.gap),
                Operation::Write(&[register]),
                Operation::DelayNs(self.gap),
                Operation::Write(&[high, low]),
            ];
            self.spi.transaction(operations).await
        };
        moved.map_err(|cause| Error::Bus { register, cause })
    }
}
