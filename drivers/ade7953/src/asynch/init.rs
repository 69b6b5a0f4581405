//! Identity, reset, configuration.

use embedded_hal_async::delay::DelayNs;

use super::{Ade7953, Interface, Lines, NOTHING, State};
use crate::{
    Config, Error, EventsA,
    counter::Marks,
    plan::{Kept, Plan, SETTLING},
    register::{
        CF1DEN, CF2DEN, CONFIG, CRC, DISNOLOAD, IRQSTATA, KEY, LAST_ADD, OPTIMUM, REQUIRED,
        RSTIRQSTATA, UNLOCK, VERSION, WRITE_PROTECT, Width, ZXTOUT, config,
    },
    status::KNOWN_A,
};

/// A reset ends within 100 ms (page 18), and until then the part does not answer; then looks at whether it has.
const RESET_US: u32 = 150_000;
const RESET_LOOK_US: u32 = 10_000;
const RESET_LOOKS: u32 = 5;
/// The checksum is made anew every 143 µs (page 58).
const CHECKSUM_US: u32 = 300;
const SETTLING_US: u32 = 1_000 * SETTLING.subsec_millis();

impl<B: Interface, D: DelayNs> Ade7953<B, D> {
    /// Proves that an ADE7953 answers, resets it, unlocks and sets the register that it needs to measure as specified, configures
    /// it, reads everything back, and waits until effective values have settled: 0.35 s in all.
    ///
    /// To be called once the part has started: when IRQ goes low after power is there, or 100 ms after. Sums of energy go on from
    /// where they were; what the part has counted since it was last read is gone with the reset.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] before anything is transferred, [`Error::WrongDevice`] before anything is written,
    /// [`Error::NotStarted`], [`Error::NotUnlocked`], [`Error::ReadBack`], [`Error::NotReady`] if the part does not sample, or the
    /// bus's. Until `init` passes, readings are refused.
    ///
    /// # Cancellation Safety
    ///
    /// A drop leaves the part half configured and the driver refusing; `init` may be called again.
    pub async fn init(&mut self, config: &Config) -> Result<(), Error<B::Error>> {
        let plan = Plan::new(config)?;
        self.state = State::New;
        self.identify().await?;
        self.restart().await?;
        self.unlock().await?;
        self.configure(&plan).await?;
        self.read_back(&plan).await?;
        if plan.protection.differs() {
            self.put(&plan.protection).await?;
        }
        self.delay.delay_us(CHECKSUM_US).await;
        let checksum = self.read(CRC).await?;
        // what it is while nothing is summed up
        if checksum == u32::MAX {
            return Err(Error::Implausible {
                register: CRC.address(),
                found: checksum,
            });
        }
        self.settle().await?;
        self.plan = Some(plan);
        self.checksum = checksum;
        self.state = State::Ready;
        Ok(())
    }

    /// LAST_ADD holds the address that was read before it (page 57): a part that has it there is no other.
    async fn identify(&mut self) -> Result<(), Error<B::Error>> {
        self.read(VERSION).await?;
        let found = self.read(LAST_ADD).await?;
        if found != VERSION.address() {
            return Err(Error::WrongDevice { found });
        }
        Ok(())
    }

    /// Resets the part, and sees that its flag of a reset was clear before and is set then.
    async fn restart(&mut self) -> Result<(), Error<B::Error>> {
        self.write(WRITE_PROTECT, 0).await?;
        self.read(RSTIRQSTATA).await?;
        self.is_torn = false;
        self.pending = NOTHING;
        self.lines = Lines::default();
        self.peaks = [0; 3];
        let reset = config::COMM_LOCK | config::HPFEN | config::SWRST;
        self.write(CONFIG, reset).await?;
        self.delay.delay_us(RESET_US).await;
        for _ in 0..RESET_LOOKS {
            let found = self.read(IRQSTATA).await?;
            if found & !KNOWN_A == 0 && found & EventsA::RESET.bits() != 0 {
                // a reset leaves all energy registers at zero
                for sums in [&mut self.a, &mut self.b] {
                    for counter in &mut sums.counters {
                        counter.go_on(0);
                    }
                    sums.marks = [Some(Marks::default()); 3];
                }
                return Ok(());
            }
            self.delay.delay_us(RESET_LOOK_US).await;
        }
        Err(Error::NotStarted)
    }

    /// The key opens the register for the very next transfer.
    async fn unlock(&mut self) -> Result<(), Error<B::Error>> {
        self.write(UNLOCK, KEY).await?;
        self.write(REQUIRED, OPTIMUM).await?;
        let found = self.read(REQUIRED).await?;
        if found != OPTIMUM {
            return Err(Error::NotUnlocked { found });
        }
        Ok(())
    }

    async fn put<W: Width>(&mut self, kept: &Kept<W>) -> Result<(), Error<B::Error>> {
        self.write(kept.register, kept.value).await
    }

    /// Writes what differs from what the reset left.
    async fn configure(&mut self, plan: &Plan) -> Result<(), Error<B::Error>> {
        self.write(DISNOLOAD, 0b111).await?;
        for kept in &plan.bytes {
            if kept.differs() {
                self.put(kept).await?;
            }
        }
        self.write(ZXTOUT, plan.timeout).await?;
        for kept in &plan.words {
            if kept.differs() {
                self.put(kept).await?;
                // these want to be written twice (table 14)
                if matches!(kept.register, CF1DEN | CF2DEN) {
                    self.put(kept).await?;
                }
            }
        }
        for kept in &plan.longs {
            if kept.differs() {
                self.put(kept).await?;
            }
        }
        self.put(&plan.no_load).await
    }

    /// Reads what was written. Not ZXTOUT: the data sheet lets it count down by itself.
    async fn read_back(&mut self, plan: &Plan) -> Result<(), Error<B::Error>> {
        for kept in plan.bytes.iter().filter(|kept| kept.differs()) {
            self.must_have_kept(kept).await?;
        }
        for kept in plan.words.iter().filter(|kept| kept.differs()) {
            self.must_have_kept(kept).await?;
        }
        for kept in plan.longs.iter().filter(|kept| kept.differs()) {
            self.must_have_kept(kept).await?;
        }
        self.must_have_kept(&plan.no_load).await
    }

    async fn must_have_kept<W: Width>(&mut self, kept: &Kept<W>) -> Result<(), Error<B::Error>> {
        let found = self.read(kept.register).await?;
        if kept.is(found) {
            return Ok(());
        }
        Err(Error::ReadBack {
            register: kept.register.address(),
            written: kept.value.into(),
            found: found.into(),
        })
    }

    /// Clears the flags of what happened until now, and sees the part sample while it settles.
    async fn settle(&mut self) -> Result<(), Error<B::Error>> {
        self.read(RSTIRQSTATA).await?;
        self.delay.delay_us(SETTLING_US).await;
        let found = self.read(RSTIRQSTATA).await?;
        let flags = EventsA::from_bits_retain(found);
        if found & !KNOWN_A != 0 {
            return Err(Error::Implausible {
                register: RSTIRQSTATA.address(),
                found,
            });
        }
        if flags.contains(EventsA::RESET) {
            return Err(Error::ConfigurationLost {
                register: RSTIRQSTATA.address(),
                found,
            });
        }
        if !flags.contains(EventsA::SAMPLE) {
            return Err(Error::NotReady);
        }
        self.note_a(flags);
        Ok(())
    }
}
