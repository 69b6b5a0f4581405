//! Self-tests, the ADC, and single registers.

use embedded_hal::digital::PinState;
use embedded_hal_async::{delay::DelayNs, spi::SpiDevice};
use hal_inverter::Disarmed;

use super::{State, Ucc5870};
use crate::{
    AdcInput, AdcResult, Error, Judgement, Mode, OffPath, Register, SelfTest, codec::Command,
};

/// Pairs of results before the driver gives up.
const PAIRS: usize = 3;

impl<S: SpiDevice, D: DelayNs, const N: usize, A: OffPath> Ucc5870<S, D, N, A> {
    /// Runs one self-test of one chip: starts it, waits, and judges the flag, which is cleared again.
    ///
    /// Where ASC is fitted it keeps the gate off meanwhile, and [`SelfTest::GateOn`] cannot pass. A test that breaks off leaves its
    /// flag, which the next `init` takes for a fault.
    ///
    /// # Errors
    ///
    /// [`Error::SelfTest`] where the flag is not at the level of one that passes. [`Error::Fault`] where the flag is set before the
    /// test; clear faults first. [`Error::Active`], [`Error::NotInitialised`], [`Error::Chips`]: nothing was transferred.
    /// [`Error::Bus`], [`Error::Silent`], [`Error::Mode`], [`Error::Unsteady`]; `init` has to follow.
    pub async fn self_test(
        &mut self,
        chip: usize,
        test: SelfTest,
        judgement: Judgement,
        _disarmed: &Disarmed<'_>,
    ) -> Result<(), Error<S::Error>> {
        let address = Self::address(chip)?;
        self.must_be_configurable()?;
        let tested = self.test(chip, address, test, judgement).await;
        self.settle(tested)
    }

    async fn test(
        &mut self,
        chip: usize,
        address: u8,
        test: SelfTest,
        judgement: Judgement,
    ) -> Result<(), Error<S::Error>> {
        self.observe(Mode::Configuration).await?;
        let (register, flag) = test.flag();
        let before = self.read_flag(chip, register).await?;
        if before & flag != 0 {
            let faults = self.reported().nth(chip).unwrap_or_default();
            return Err(Error::Fault { chip, faults });
        }
        self.state = State::Unknown;
        let (control, start) = test.start();
        self.wire.write(address, control, start).await?;
        self.pause(judgement.wait).await;
        let found = self.read_flag(chip, register).await?;
        self.wire.write(address, control, 0).await?;
        self.wire.clear_status(address).await?;
        self.state = State::Configured;
        if PinState::from(found & flag != 0) != judgement.passes {
            return Err(Error::SelfTest { chip, test, found });
        }
        Ok(())
    }

    /// Reads a status register twice.
    async fn read_flag(&mut self, chip: usize, register: Register) -> Result<u16, Error<S::Error>> {
        let [one, two] = self
            .read_of(chip, [register, register], Mode::Configuration)
            .await?;
        if one != two {
            return Err(Error::Unsteady { chip, register });
        }
        Ok(two)
    }

    /// Reads a result of the ADC, which runs while chips are active, twice until both are within `tolerance` codes of one another:
    /// nothing else covers an answer.
    ///
    /// # Errors
    ///
    /// [`Error::Unsteady`] after three pairs that lie apart. [`Error::NotActive`], [`Error::NotInitialised`],
    /// [`Error::Chips`]: nothing was transferred. [`Error::Bus`], [`Error::Silent`], [`Error::Mode`].
    pub async fn adc(
        &mut self,
        chip: usize,
        input: AdcInput,
        tolerance: u16,
    ) -> Result<AdcResult, Error<S::Error>> {
        Self::address(chip)?;
        if self.known()? != State::Active {
            return Err(Error::NotActive);
        }
        let read = self.convert(chip, input, tolerance).await;
        self.settle(read)
    }

    async fn convert(
        &mut self,
        chip: usize,
        input: AdcInput,
        tolerance: u16,
    ) -> Result<AdcResult, Error<S::Error>> {
        let register = input.register();
        for _ in 0..PAIRS {
            let [one, two] = self
                .read_of(chip, [register, register], Mode::Active)
                .await?;
            let [one, two] = [one, two].map(AdcResult);
            if one.code().abs_diff(two.code()) <= tolerance {
                return Ok(two);
            }
        }
        Err(Error::Unsteady { chip, register })
    }

    /// Takes every chip out of the active mode; ASC, where it is fitted, keeps the outputs off from before on.
    ///
    /// # Errors
    ///
    /// Those of [`faults`](hal_inverter::asynch::GateDriver::faults).
    pub async fn disable(&mut self) -> Result<(), Error<S::Error>> {
        self.known()?;
        let stopped = self.stop().await;
        self.settle(stopped)?;
        let seen = self.observe(Mode::Configuration).await;
        self.settle(seen)
    }

    /// Resets every chip; `init_addressed` or `init` has to follow.
    ///
    /// # Errors
    ///
    /// [`Error::Bus`].
    pub async fn reset_chips(&mut self) -> Result<(), Error<S::Error>> {
        self.state = State::Unknown;
        self.off.hold();
        self.wire.command(Command::Disable).await?;
        self.wire.command(Command::Reset).await
    }

    /// Reads one register, as it comes: nothing tells whether the chip answered.
    ///
    /// # Errors
    ///
    /// [`Error::Bus`], and [`Error::Chips`].
    pub async fn read_register(
        &mut self,
        chip: usize,
        register: Register,
    ) -> Result<u16, Error<S::Error>> {
        let address = Self::address(chip)?;
        let read = self.wire.read(address, [register]).await;
        let [word] = self.settle(read)?;
        Ok(word)
    }

    /// Writes one register, and reads nothing back. A configuration register that then differs from the configuration, but for
    /// reserved bits, fails the next `enable`.
    ///
    /// # Errors
    ///
    /// [`Error::Active`] while chips are active, which ignore it, but for CONTROL2. [`Error::Chips`]. [`Error::Bus`].
    pub async fn write_register(
        &mut self,
        chip: usize,
        register: Register,
        value: u16,
    ) -> Result<(), Error<S::Error>> {
        let address = Self::address(chip)?;
        if self.state == State::Active && register != Register::Control2 {
            return Err(Error::Active);
        }
        let written = self.wire.write(address, register, value).await;
        self.settle(written)
    }
}
