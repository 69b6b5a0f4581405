//! Limits of the cells, and what is latched.

use embedded_hal_async::delay::DelayNs;
use hal_bms::CellLimits;

use super::{Bq769x2, Interface};
use crate::{Error, Protection, Safety, part::Part};

const OCDL_RECOVER: u16 = 0x009B;
const SCDL_RECOVER: u16 = 0x009C;
const PTO_RECOVER: u16 = 0x008A;

/// Fields of the cells' limits, from Enabled Protections A on.
const CELL_FIELDS: (u16, u16) = (0x9261, 0x927A);

impl<P: Part, B: Interface, D: DelayNs> Bq769x2<P, B, D> {
    /// Sets the limits of the cells, and returns what the part applies: rounded to its steps, and never looser.
    ///
    /// Where something has to be written the part is in CONFIG_UPDATE for some 10 ms: it protects nothing, balancing ends, and the
    /// count of charge is [interrupted](Error::CountInterrupted).
    ///
    /// # Errors
    ///
    /// [`Error::Config`] for limits that the part cannot keep, before anything is transferred; [`Error::ReadBack`],
    /// [`Error::ConfigurationLost`], or the bus's: any of the limits may be the old or the new one.
    ///
    /// # Cancellation Safety
    ///
    /// As after an error; the next call leaves CONFIG_UPDATE.
    pub async fn limit_cells(
        &mut self,
        limits: &CellLimits,
    ) -> Result<CellLimits, Error<B::Error>> {
        let plan = self.plan.with_cell_limits(limits)?;
        let applied = plan.protections().cells.ok_or(Error::OutOfRange)?;
        self.begin().await?;
        self.confirm().await?;
        // From here on either may be in the part, and this is what `verify` shall find.
        self.plan = plan;
        if self.apply(&plan, CELL_FIELDS, false).await? {
            self.balanced = 0;
        }
        self.confirm().await?;
        Ok(applied)
    }

    /// Ends what is latched and can be ended: precharge timeouts, and latches of discharge current and short circuit. All else ends by
    /// itself, once its cause is over for the recovery time.
    ///
    /// # Errors
    ///
    /// [`Error::Persists`] while something is reported, [`Error::ConfigurationLost`], or the bus's.
    pub async fn recover(&mut self) -> Result<(), Error<B::Error>> {
        let before = self.safety().await?;
        let mut is_told = false;
        for (protection, number) in [
            (Protection::OVERCURRENT_DISCHARGE_LATCH, OCDL_RECOVER),
            (Protection::SHORT_CIRCUIT_LATCH, SCDL_RECOVER),
            (Protection::PRECHARGE_TIMEOUT, PTO_RECOVER),
        ] {
            if before.status.contains(protection) {
                self.tell(number).await?;
                is_told = true;
            }
        }
        let after: Safety = if is_told {
            self.safety().await?
        } else {
            before
        };
        let reported = after.reported();
        if reported.is_empty() {
            Ok(())
        } else {
            Err(Error::Persists(reported))
        }
    }
}
