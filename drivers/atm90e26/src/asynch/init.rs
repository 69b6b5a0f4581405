//! Configuration.

use embedded_hal_async::{delay::DelayNs, spi::SpiDevice};

use super::{Atm90e26, State};
use crate::{
    Block, Config, Error, Events, checksum,
    plan::{Plan, millis},
    registers::{
        ADJ_START, CAL_START, CS1, CS2, FUNC_EN, LAST_DATA, PL_CONST_H, RESET_KEY, SAG_TH,
        SOFT_RESET, SYS_STATUS, U_GAIN, start,
    },
};

impl<S: SpiDevice, D: DelayNs> Atm90e26<S, D> {
    /// Resets the part, proves it present, writes both blocks with their checksums, reads all back and starts the metering; then
    /// waits for the first measurement. 1392 bits, and 48 with a sag threshold.
    ///
    /// The part has no identity: LastData has to repeat what was written, and CalStart to show the reset. The reset clears what
    /// the part has counted: read the energy before, where that matters. The driver's sums go on.
    ///
    /// # Errors
    ///
    /// [`Error::Config`]: nothing was transferred, and the part goes on as it was. [`Error::Bus`], [`Error::WrongDevice`],
    /// [`Error::ReadBack`], [`Error::Checksum`], [`Error::Rejected`].
    pub async fn init(&mut self, config: &Config) -> Result<(), Error<S::Error>> {
        let plan = Plan::new(config)?;
        if let Some(count) = self.pending {
            let settled = self.settle().await;
            if settled.is_err() && self.pending.take().is_some() {
                self.tally.missing.insert(count);
            }
        }
        self.state = State::New;
        self.is_marked = false;
        self.events = Events::empty();
        self.tally.settle(&self.plan);
        self.plan = plan;
        self.find().await?;
        self.calibrate().await?;
        self.compare().await?;
        self.run().await?;
        self.delay.delay_ms(millis(plan.settling)).await;
        self.state = State::Live;
        Ok(())
    }

    async fn find(&mut self) -> Result<(), Error<S::Error>> {
        self.wire.write(SOFT_RESET, RESET_KEY).await?;
        self.delay.delay_ms(millis(self.plan.reset_time)).await;
        self.wire.write(FUNC_EN, self.plan.functions).await?;
        self.must_show(LAST_DATA, self.plan.functions).await?;
        self.must_show(CAL_START, start::OFF).await
    }

    async fn must_show(&mut self, register: u8, expected: u16) -> Result<(), Error<S::Error>> {
        let found = self.wire.read(register).await?;
        if found == expected {
            return Ok(());
        }
        Err(Error::WrongDevice {
            register,
            expected,
            found,
        })
    }

    async fn calibrate(&mut self) -> Result<(), Error<S::Error>> {
        let plan = self.plan;
        if let Some(code) = plan.sag {
            self.wire.write(SAG_TH, code).await?;
        }
        self.wire.write(CAL_START, start::CALIBRATE).await?;
        for (register, word) in (PL_CONST_H..).zip(plan.metering) {
            self.wire.write(register, word).await?;
        }
        self.wire.write(CS1, checksum(&plan.metering)).await?;
        self.wire.write(ADJ_START, start::CALIBRATE).await?;
        for (register, word) in (U_GAIN..).zip(plan.measurement) {
            self.wire.write(register, word).await?;
        }
        self.wire.write(CS2, checksum(&plan.measurement)).await
    }

    async fn run(&mut self) -> Result<(), Error<S::Error>> {
        self.wire.write(CAL_START, start::RUN).await?;
        self.wire.write(ADJ_START, start::RUN).await?;
        let status = self.wire.read(SYS_STATUS).await?;
        let events = Events::from_bits_retain(status);
        if events.intersects(Events::METERING_CHECKSUM) {
            let block = Block::Metering;
            return Err(Error::Rejected { block, status });
        }
        if events.intersects(Events::MEASUREMENT_CHECKSUM) {
            let block = Block::Measurement;
            return Err(Error::Rejected { block, status });
        }
        self.events |= events;
        self.must_hold(CAL_START, start::RUN).await?;
        self.must_hold(ADJ_START, start::RUN).await
    }
}

impl<S: SpiDevice, D> Atm90e26<S, D> {
    /// Reads the whole configuration back, and whether the part runs: 624 bits, and 24 with a sag threshold.
    ///
    /// # Errors
    ///
    /// [`Error::ReadBack`], [`Error::Checksum`], [`Error::ConfigurationLost`], [`Error::NoAnswer`], [`Error::Bus`],
    /// [`Error::NotInitialised`].
    pub async fn verify(&mut self) -> Result<(), Error<S::Error>> {
        self.begin().await?;
        self.prove(CAL_START).await?;
        self.prove(ADJ_START).await?;
        self.compare().await
    }

    async fn compare(&mut self) -> Result<(), Error<S::Error>> {
        let plan = self.plan;
        self.must_hold(FUNC_EN, plan.functions).await?;
        if let Some(code) = plan.sag {
            self.must_hold(SAG_TH, code).await?;
        }
        for (register, word) in (PL_CONST_H..).zip(plan.metering) {
            self.must_hold(register, word).await?;
        }
        for (register, word) in (U_GAIN..).zip(plan.measurement) {
            self.must_hold(register, word).await?;
        }
        let written = checksum(&plan.metering);
        self.must_make(CS1, Block::Metering, written).await?;
        let written = checksum(&plan.measurement);
        self.must_make(CS2, Block::Measurement, written).await
    }

    async fn must_hold(&mut self, register: u8, written: u16) -> Result<(), Error<S::Error>> {
        let found = self.wire.read(register).await?;
        if found == written {
            return Ok(());
        }
        Err(Error::ReadBack {
            register,
            written,
            found,
        })
    }

    /// What is read where a checksum was written is the part's own.
    async fn must_make(
        &mut self,
        register: u8,
        block: Block,
        written: u16,
    ) -> Result<(), Error<S::Error>> {
        let found = self.wire.read(register).await?;
        if found == written {
            return Ok(());
        }
        Err(Error::Checksum {
            block,
            written,
            found,
        })
    }
}
