//! The coulomb counter.

use core::time::Duration;

use embedded_hal_async::delay::DelayNs;
use hal_power::Charge;

use super::{Bq769x2, Interface, init::RESET_PASSQ};
use crate::{Error, part::Part};

const DASTATUS6: u16 = 0x0076;
/// An hour of 1 µA, in 10⁻⁶ C.
const HOUR: i128 = 3_600;

impl<P: Part, B: Interface, D: DelayNs> Bq769x2<P, B, D> {
    /// Reads the charge since it was cleared, positive for what was discharged, and the time since then.
    ///
    /// # Errors
    ///
    /// [`Error::CountInterrupted`] after a session of CONFIG_UPDATE, which may let it begin anew, until
    /// [`clear_charge`](Self::clear_charge); [`Error::ConfigurationLost`], or the bus's.
    pub async fn charge_and_time(&mut self) -> Result<(Charge, Duration), Error<B::Error>> {
        self.begin().await?;
        if self.is_interrupted {
            return Err(Error::CountInterrupted);
        }
        let bytes: [u8; 32] = self.fetch(DASTATUS6).await?;
        self.confirm().await?;
        let (words, _) = bytes.as_chunks();
        let [whole, fraction, seconds, ..] = *words else {
            return Err(Error::OutOfRange);
        };
        // The fraction is of 2³² and begins at a half.
        let hours = i128::from(i32::from_le_bytes(whole)) << 32;
        let hours = hours + i128::from(u32::from_le_bytes(fraction)) - (1 << 31);
        // µC ÷ 1000
        let step = i128::from(self.plan.unit.microamps()) * HOUR;
        let millicoulombs = -((hours * step) >> 32) / 1_000;
        let millicoulombs = i64::try_from(millicoulombs).map_err(|_| Error::OutOfRange)?;
        Ok((
            Charge::from_millicoulombs(millicoulombs),
            Duration::from_secs(u32::from_le_bytes(seconds).into()),
        ))
    }

    /// Clears charge and time.
    ///
    /// # Errors
    ///
    /// [`Error::ConfigurationLost`], or the bus's: then they may have been cleared.
    pub async fn clear_charge(&mut self) -> Result<(), Error<B::Error>> {
        self.begin().await?;
        self.confirm().await?;
        self.tell(RESET_PASSQ).await?;
        self.is_interrupted = false;
        Ok(())
    }
}
