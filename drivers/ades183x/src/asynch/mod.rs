//! Asynchronous driver.
//!
//! # Cancellation Safety
//!
//! Whatever was dropped, the next call finds out what the parts have counted, and whether they still have their configuration.
//! After a self-test or a change of limits that was dropped it is for `init` to write it again.

mod balance;
mod init;
mod link;
mod measure;
mod protect;
mod raw;
mod scan;
mod self_test;
mod temperatures;
mod wake;
mod wire;
mod wires;

use embedded_hal_async::spi::SpiDevice;
use hal_bms::CellString;
use hal_power::ErrorType;

use crate::{
    Config, ConfigError, Error, Part, SelfTest, codec::Block, error::Standing, limits::Limits,
};
pub use wake::Wake;
use wire::Wire;

/// Most parts of a chain.
const LONGEST: usize = 16;

/// A daisy chain of 1 to 16 ADES1830 or ADES1831 as one string of cells.
///
/// Part 0 is the one nearest to the host, and at the most negative end of the string. `parts` and `frame` are arrays or slices of
/// the caller's, one element for each part: the driver itself is as large for any chain.
#[derive(Debug)]
pub struct Ades183x<S, D, W, P, F> {
    wire: Wire<S, D, W>,
    parts: P,
    frame: F,
    config: Config,
    limits: Limits,
    /// A test whose faults parts may have.
    testing: Option<SelfTest>,
    standing: Standing,
    /// Parts have had their configuration.
    is_configured: bool,
    /// Cells may be being discharged.
    is_balancing: bool,
}

impl<S, D, W, P, F> Ades183x<S, D, W, P, F>
where
    P: AsRef<[Part]>,
    F: AsMut<[[u8; 8]]>,
{
    /// Creates the driver; nothing is transferred. The device runs in SPI mode 3, at most 2 MHz.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Parts`] for none or more than 16, [`ConfigError::Frame`] for fewer blocks than parts,
    /// [`ConfigError::Curve`] for thermistors without one.
    pub fn new(
        spi: S,
        delay: D,
        wake: W,
        parts: P,
        mut frame: F,
        config: Config,
    ) -> Result<Self, ConfigError> {
        let (count, blocks) = (parts.as_ref().len(), frame.as_mut().len());
        if count == 0 || count > LONGEST {
            return Err(ConfigError::Parts(count));
        }
        if blocks < count {
            return Err(ConfigError::Frame(blocks));
        }
        let mut thermistors = parts.as_ref().iter().map(Part::thermistors);
        if thermistors.any(|count| count > 0) && config.curve().is_none() {
            return Err(ConfigError::Curve);
        }
        Ok(Self {
            wire: Wire {
                spi,
                delay,
                wake,
                counter: 0,
            },
            parts,
            frame,
            config,
            limits: config.limits(),
            testing: None,
            standing: Standing::Lost,
            is_configured: false,
            is_balancing: false,
        })
    }

    /// Gives bus, delay, way of waking, parts and frame back.
    pub fn free(self) -> (S, D, W, P, F) {
        let Wire {
            spi, delay, wake, ..
        } = self.wire;
        (spi, delay, wake, self.parts, self.frame)
    }

    /// Returns the parts.
    pub fn parts(&self) -> &[Part] {
        self.parts.as_ref()
    }

    /// Returns the configuration.
    pub const fn config(&self) -> &Config {
        &self.config
    }
}

impl<S, D, W, P, F> ErrorType for Ades183x<S, D, W, P, F>
where
    S: SpiDevice,
{
    type Error = Error<S::Error>;
}

impl<S, D, W, P, F> CellString for Ades183x<S, D, W, P, F>
where
    S: SpiDevice,
    P: AsRef<[Part]>,
{
    fn cell_count(&self) -> usize {
        self.parts.as_ref().iter().map(Part::cells).sum()
    }
}

/// What of a frame belongs to the chain.
fn blocks<F: AsMut<[Block]>>(frame: &mut F, parts: usize) -> &mut [Block] {
    frame.as_mut().get_mut(..parts).unwrap_or_default()
}
