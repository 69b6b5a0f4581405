//! FETs, and what toggles.

use embedded_hal_async::delay::DelayNs;

use super::{Bq769x2, Interface};
use crate::{Error, FetStatus, FetsOff, ManufacturingStatus, part::Part};

const FET_STATUS: u8 = 0x7F;
const FET_ENABLE: u16 = 0x0022;
const PF_ENABLE: u16 = 0x0024;
const MANUFACTURING_STATUS: u16 = 0x0057;
const ALL_FETS_OFF: u16 = 0x0095;
const ALL_FETS_ON: u16 = 0x0096;
const FET_CONTROL: u16 = 0x0097;

impl<P: Part, B: Interface, D: DelayNs> Bq769x2<P, B, D> {
    /// Reads which FETs are on.
    ///
    /// # Errors
    ///
    /// [`Error::NotInitialised`], or the bus's.
    pub async fn fet_status(&mut self) -> Result<FetStatus, Error<B::Error>> {
        self.begin().await?;
        let [byte] = self.read(FET_STATUS).await?;
        Ok(FetStatus::from_bits_retain(byte))
    }

    /// Reads the manufacturing status.
    ///
    /// # Errors
    ///
    /// [`Error::NotInitialised`], or the bus's.
    pub async fn manufacturing_status(&mut self) -> Result<ManufacturingStatus, Error<B::Error>> {
        self.begin().await?;
        let bytes = self.fetch(MANUFACTURING_STATUS).await?;
        Ok(ManufacturingStatus::from_bits_retain(u16::from_le_bytes(
            bytes,
        )))
    }

    /// Gives the FETs to the part, which turns them on where nothing speaks against it, or takes them from it: then they are off, in
    /// FET test mode. The command toggles, so the status is looked at before and after.
    ///
    /// # Errors
    ///
    /// [`Error::NotFollowed`], [`Error::ConfigurationLost`], or the bus's: may be repeated.
    pub async fn enable_fets(&mut self, enabled: bool) -> Result<(), Error<B::Error>> {
        self.toggle(FET_ENABLE, ManufacturingStatus::FETS_ENABLED, enabled)
            .await
    }

    /// Lets the part look for permanent failures or not; as [`enable_fets`](Self::enable_fets).
    ///
    /// # Errors
    ///
    /// As of [`enable_fets`](Self::enable_fets).
    pub async fn enable_permanent_fail(&mut self, enabled: bool) -> Result<(), Error<B::Error>> {
        let bit = ManufacturingStatus::PERMANENT_FAIL_ENABLED;
        self.toggle(PF_ENABLE, bit, enabled).await
    }

    async fn toggle(
        &mut self,
        number: u16,
        bit: ManufacturingStatus,
        wanted: bool,
    ) -> Result<(), Error<B::Error>> {
        if self.manufacturing_status().await?.contains(bit) == wanted {
            self.confirm().await?;
            return Ok(());
        }
        self.confirm().await?;
        self.tell(number).await?;
        let found = self.manufacturing_status().await?;
        if found.contains(bit) == wanted {
            Ok(())
        } else {
            Err(Error::NotFollowed(found))
        }
    }

    /// Holds all FETs off, until [`release_fets`](Self::release_fets). Needs no state: also before `init`, and when the configuration
    /// is lost.
    ///
    /// # Errors
    ///
    /// The bus's: any of them may still be on.
    pub async fn turn_fets_off(&mut self) -> Result<(), Error<B::Error>> {
        self.tell(ALL_FETS_OFF).await
    }

    /// Lets the part turn all FETs on where nothing else speaks against it.
    ///
    /// # Errors
    ///
    /// [`Error::ConfigurationLost`], or the bus's.
    pub async fn release_fets(&mut self) -> Result<(), Error<B::Error>> {
        self.begin().await?;
        self.confirm().await?;
        self.tell(ALL_FETS_ON).await
    }

    /// Holds these FETs off, and lets the part turn the others on where nothing else speaks against it.
    ///
    /// # Errors
    ///
    /// [`Error::ConfigurationLost`], or the bus's.
    pub async fn hold_fets_off(&mut self, off: FetsOff) -> Result<(), Error<B::Error>> {
        self.begin().await?;
        self.confirm().await?;
        self.store(FET_CONTROL, &[off.bits()]).await
    }
}
