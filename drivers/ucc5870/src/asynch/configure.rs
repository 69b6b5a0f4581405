//! Writing the configuration, and reading it.

use embedded_hal_async::{delay::DelayNs, spi::SpiDevice};

use super::{State, Ucc5870};
use crate::{Config, Error, Mode, OffPath, Register};

impl<S: SpiDevice, D: DelayNs, const N: usize, A: OffPath> Ucc5870<S, D, N, A> {
    /// Writes another configuration and reads it back, after a look at the faults, which this clears in the chips.
    ///
    /// # Errors
    ///
    /// [`Error::Active`] while chips are active, and [`Error::NotInitialised`]: nothing was transferred. Those of
    /// [`init`](Self::init) otherwise, and `init` has to follow.
    pub async fn configure(&mut self, configs: [Config; N]) -> Result<(), Error<S::Error>> {
        self.must_be_configurable()?;
        let written = self.replace(configs).await;
        self.settle(written)
    }

    async fn replace(&mut self, configs: [Config; N]) -> Result<(), Error<S::Error>> {
        self.observe(Mode::Configuration).await?;
        self.state = State::Unknown;
        self.configs = configs;
        self.write_all().await?;
        self.state = State::Configured;
        Ok(())
    }

    /// Reads every configuration register and compares: thirteen frames for each chip, and one. Chips may be active.
    ///
    /// # Errors
    ///
    /// [`Error::Changed`], [`Error::Bus`], [`Error::NotInitialised`]; [`Error::Unsteady`] where a second reading says again
    /// something else.
    pub async fn verify(&mut self) -> Result<(), Error<S::Error>> {
        self.known()?;
        let verified = self.compare_all().await;
        self.settle(verified)
    }

    pub(super) async fn compare_all(&mut self) -> Result<(), Error<S::Error>> {
        let all: [_; N] = self.wire.read_all(Register::CONFIGURATION).await?;
        let configs = self.configs;
        for (chip, (config, words)) in configs.iter().zip(all).enumerate() {
            for ((register, expected), first) in config.registers().zip(words) {
                if (first ^ expected) & register.mask() == 0 {
                    continue;
                }
                let [found] = self.wire.read(Self::address(chip)?, [register]).await?;
                if found != first {
                    return Err(Error::Unsteady { chip, register });
                }
                return Err(Error::Changed {
                    chip,
                    register,
                    expected,
                    found,
                });
            }
        }
        Ok(())
    }

    /// Writes every chip, one after the other: whether frames to others count for a chip's checksum was not verified.
    pub(super) async fn write_all(&mut self) -> Result<(), Error<S::Error>> {
        let configs = self.configs;
        for (chip, config) in configs.iter().enumerate() {
            self.write_chip(chip, config).await?;
        }
        Ok(())
    }

    async fn write_chip(&mut self, chip: usize, config: &Config) -> Result<(), Error<S::Error>> {
        let address = Self::address(chip)?;
        self.wire.begin_checksums(address).await?;
        for (register, value) in config.registers() {
            self.wire.write(address, register, value).await?;
        }
        // What the comparison before it has set, and what stood by another configuration.
        self.wire.clear_status(address).await?;
        // Before the read-back: a comparison that went to another register shows there.
        self.wire.compare(address).await?;
        let found = self.wire.read(address, Register::CONFIGURATION).await?;
        for ((register, expected), found) in config.registers().zip(found) {
            if (found ^ expected) & register.mask() != 0 {
                return Err(Error::ReadBack {
                    chip,
                    register,
                    expected,
                    found,
                });
            }
        }
        let (expected, found, status2) = self.wire.end_checksums(address).await?;
        if expected != found {
            return Err(Error::Checksum {
                chip,
                expected,
                found,
            });
        }
        if status2 & 1 << 9 != 0 {
            return Err(Error::Rejected { chip });
        }
        Ok(())
    }
}
