//! Proof that the part has its configuration and samples.

use embedded_hal_async::delay::DelayNs;

use super::{Ade7953, Interface, State};
use crate::{
    Error, EventsA, EventsB,
    counter::Marks,
    plan::Kept,
    register::{CRC, OPTIMUM, REQUIRED, RSTIRQSTATA, RSTIRQSTATB, Register, WRITE_PROTECT, Width},
    status::{KNOWN_A, KNOWN_B},
};

/// Samples come every 143 µs (page 37).
pub(super) const SAMPLE_US: u32 = 150;

impl<B: Interface, D: DelayNs> Ade7953<B, D> {
    /// Refuses unless `init` has passed and nothing was lost since, and proves anew what a lost look at the flags left open.
    pub(super) async fn begin(&mut self) -> Result<(), Error<B::Error>> {
        self.must_be_ready()?;
        if self.is_torn {
            self.prove().await?;
        }
        Ok(())
    }

    pub(super) fn must_be_ready(&self) -> Result<(), Error<B::Error>> {
        match self.state {
            State::New => Err(Error::NotInitialised),
            State::Lost { register, found } => Err(Error::ConfigurationLost { register, found }),
            State::Ready => Ok(()),
        }
    }

    /// Fails, now and from now on.
    pub(super) fn lost<T>(&mut self, register: u16, found: u32) -> Result<T, Error<B::Error>> {
        self.state = State::Lost { register, found };
        Err(Error::ConfigurationLost { register, found })
    }

    /// Proves, behind a value, that the part has not reset, keeps its checksum and has taken a sample since the look before. What
    /// it finds beside that waits for `take_events`.
    pub(super) async fn confirm(&mut self) -> Result<(), Error<B::Error>> {
        if self.collect_a().await? {
            return Ok(());
        }
        // the look before may have been just now
        self.delay.delay_us(SAMPLE_US).await;
        if !self.collect_a().await? {
            return Err(Error::NotReady);
        }
        self.prove().await
    }

    /// Reads and clears the flags of A, and returns whether there was a sample. Without one, nobody knows whether the part or only
    /// an idle line said so.
    async fn collect_a(&mut self) -> Result<bool, Error<B::Error>> {
        let register = RSTIRQSTATA.address();
        let was_torn = core::mem::replace(&mut self.is_torn, true);
        let was_complete = core::mem::take(&mut self.pending.is_complete);
        let marks = core::mem::take(&mut self.a.marks);
        let found = self.read(RSTIRQSTATA).await?;
        if found & !KNOWN_A != 0 {
            return Err(Error::Implausible { register, found });
        }
        let flags = EventsA::from_bits_retain(found);
        if flags.contains(EventsA::RESET) {
            return self.lost(register, found);
        }
        self.pending.is_complete = was_complete;
        self.a.marks = marks;
        self.note_a(flags);
        if !flags.contains(EventsA::SAMPLE) {
            return Ok(false);
        }
        // until then, since the flag does not come again
        if flags.contains(EventsA::CHECKSUM) {
            self.prove_checksum().await?;
        }
        self.is_torn = was_torn;
        Ok(true)
    }

    /// Reads and clears the flags of B.
    pub(super) async fn collect_b(&mut self) -> Result<(), Error<B::Error>> {
        let was_complete = core::mem::take(&mut self.pending.is_complete);
        let marks = core::mem::take(&mut self.b.marks);
        let found = self.read(RSTIRQSTATB).await?;
        if found & !KNOWN_B != 0 {
            return Err(Error::Implausible {
                register: RSTIRQSTATB.address(),
                found,
            });
        }
        self.pending.is_complete = was_complete;
        self.b.marks = marks;
        self.note_b(EventsB::from_bits_retain(found));
        Ok(())
    }

    /// Keeps flags that were read.
    pub(super) fn note_a(&mut self, flags: EventsA) {
        self.pending.a |= flags;
        crosses(
            &mut self.lines.voltage,
            flags.contains(EventsA::VOLTAGE_ZERO_CROSSING),
            flags.contains(EventsA::VOLTAGE_ZERO_CROSSING_TIMEOUT),
        );
        crosses(
            &mut self.lines.a,
            flags.contains(EventsA::CURRENT_ZERO_CROSSING),
            flags.contains(EventsA::CURRENT_ZERO_CROSSING_TIMEOUT),
        );
        note_marks(&mut self.a.marks, flags.bits());
    }

    fn note_b(&mut self, flags: EventsB) {
        self.pending.b |= flags;
        crosses(
            &mut self.lines.b,
            flags.contains(EventsB::CURRENT_ZERO_CROSSING),
            flags.contains(EventsB::CURRENT_ZERO_CROSSING_TIMEOUT),
        );
        note_marks(&mut self.b.marks, flags.bits());
    }

    async fn prove_checksum(&mut self) -> Result<(), Error<B::Error>> {
        let found = self.read(CRC).await?;
        if found != self.checksum {
            return self.lost(CRC.address(), found);
        }
        Ok(())
    }

    /// Proves from registers that the part has its configuration: what flags would have told may be lost.
    async fn prove(&mut self) -> Result<(), Error<B::Error>> {
        self.is_torn = true;
        self.prove_checksum().await?;
        let found = self.read(REQUIRED).await?;
        if found != OPTIMUM {
            return self.lost(REQUIRED.address(), found.into());
        }
        self.is_torn = false;
        Ok(())
    }

    /// Proves that the part keeps its configuration, by its checksum and register 0x120, and that it samples. I2C: 198 bit times,
    /// SPI: 144 clocks.
    ///
    /// The checksum is over table 12, which lacks levels, SAGCYC, ZXTOUT, DISNOLOAD and EX_REF; [`verify`](Self::verify) reads
    /// those too.
    ///
    /// # Errors
    ///
    /// [`Error::ConfigurationLost`], now and from now on; [`Error::NotReady`], [`Error::NotInitialised`], or the bus's.
    pub async fn check(&mut self) -> Result<(), Error<B::Error>> {
        self.must_be_ready()?;
        self.prove().await?;
        self.confirm().await
    }

    /// Reads every register of the configuration but ZXTOUT, which may count, and compares.
    ///
    /// # Errors
    ///
    /// As of [`check`](Self::check): the first register that differs.
    pub async fn verify(&mut self) -> Result<(), Error<B::Error>> {
        self.must_be_ready()?;
        let plan = *self.plan()?;
        self.must_keep(REQUIRED, &|found| found == OPTIMUM).await?;
        for kept in &plan.bytes {
            self.must_be_kept(kept).await?;
        }
        for kept in &plan.words {
            self.must_be_kept(kept).await?;
        }
        for kept in &plan.longs {
            self.must_be_kept(kept).await?;
        }
        self.must_be_kept(&plan.no_load).await?;
        let protection = plan.protection;
        self.must_keep(WRITE_PROTECT, &|found| protection.is(found))
            .await?;
        self.check().await
    }

    async fn must_be_kept<W: Width>(&mut self, kept: &Kept<W>) -> Result<(), Error<B::Error>> {
        self.must_keep(kept.register, &|found| kept.is(found)).await
    }

    async fn must_keep<W: Width>(
        &mut self,
        register: Register<W>,
        is_kept: &dyn Fn(W::Value) -> bool,
    ) -> Result<(), Error<B::Error>> {
        let found = self.read(register).await?;
        if is_kept(found) {
            return Ok(());
        }
        self.lost(register.address(), found.into())
    }
}

/// An input crosses zero from the first crossing on that no timeout came with.
fn crosses(line: &mut bool, has_crossed: bool, is_gone: bool) {
    if is_gone {
        *line = false;
    } else if has_crossed {
        *line = true;
    }
}

/// Half full are bits 0, 1 and 2 in both groups, overflows 3, 4 and 5.
fn note_marks(marks: &mut [Option<Marks>; 3], flags: u32) {
    for (flag, marks) in (0..).zip(marks) {
        if let Some(marks) = marks {
            marks.half |= flags & 1 << flag != 0;
            marks.over |= flags & 1 << (flag + 3) != 0;
        }
    }
}
