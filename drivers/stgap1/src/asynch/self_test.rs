//! Tests that the parts make of themselves.

use embedded_hal_async::{delay::DelayNs, spi::SpiDevice};
use hal_inverter::Disarmed;

use super::Stgap1;
use crate::{
    Error, Register, SelfTest, Verdict, Wiring,
    chain::{PROVEN, must_be, read_back},
    codec::Command,
    pins::Released,
};

/// How long a test is given, in µs: what the maker's own source waits after the write and for the check.
const TEST_US: u32 = 870;

impl<S: SpiDevice, D: DelayNs, const N: usize, W: Wiring> Stgap1<S, D, N, W> {
    /// Makes all devices test themselves, and returns what each found; SD is low afterwards.
    ///
    /// As in the maker's own source SD is high meanwhile, and inputs are low, which the disarmed stage sees to. What a test leaves
    /// in the STATUS registers is reset, and the configuration read again.
    ///
    /// # Errors
    ///
    /// [`Error::Faults`] while something stops a gate: a test would erase it, and was not begun. Others as of `init`, and
    /// [`Error::Contradiction`].
    ///
    /// # Cancellation Safety
    ///
    /// SD is low, and `init` has to follow.
    pub async fn self_test(
        &mut self,
        _disarmed: &Disarmed<'_>,
        test: SelfTest,
    ) -> Result<[Verdict; N], Error<S::Error>> {
        self.must_be_initialised()?;
        self.pins.shut_down();
        let read = self.read_clear_status().await;
        self.ended(read)?;
        self.is_initialised = false;
        let tested = self.run(test).await;
        let verdicts = self.ended(tested)?;
        self.is_initialised = true;
        Ok(verdicts)
    }

    async fn run(&mut self, test: SelfTest) -> Result<[Verdict; N], Error<S::Error>> {
        let [test1, status1, status2, status3] = self.run_released(test).await?;
        let statuses = self.chain.judge_tested([status1, status2, status3])?;
        must_be(Register::TEST1, [test.bit(); N], test1)?;
        self.wire.command(Command::RESET_STATUS).await?;
        let words = self.wire.read(PROVEN, Command::NOP).await?;
        self.chain.prove(words, read_back)?;
        Ok(statuses.map(|status| test.verdict(status)))
    }

    /// Sets the bit of TEST1, reads it and what was found, and clears it again.
    async fn run_released(&mut self, test: SelfTest) -> Result<[[u16; N]; 4], Error<S::Error>> {
        let _released = Released::new(&mut self.pins);
        self.wire.write(Register::TEST1, [test.bit(); N]).await?;
        self.wire.owe(TEST_US);
        let registers = [
            Register::TEST1,
            Register::STATUS1,
            Register::STATUS2,
            Register::STATUS3,
        ];
        let words = self
            .wire
            .read(registers, Command::write(Register::TEST1))
            .await?;
        self.wire.data(Register::TEST1, [0; N]).await?;
        Ok(words)
    }
}
