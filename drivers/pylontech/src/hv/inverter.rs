//! The inverter's side.

use embedded_can::Frame;
use hal_power::{Instant, Pace};

use super::{
    Address, InverterConfig, Message, Pack, Request,
    message::{REQUEST, identifier},
};
use crate::{ConfigError, FrameError, Raw, raw};

/// An inverter that asks up to 16 batteries and listens to each.
#[derive(Debug, Clone)]
pub struct Inverter<const N: usize> {
    packs: [Pack; N],
    data: Pace,
    equipment: Option<Pace>,
}

impl<const N: usize> Inverter<N> {
    /// Creates an inverter that has heard nothing of the batteries with these addresses.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Address`] where there is none, or one twice.
    pub fn new(config: InverterConfig, addresses: [Address; N]) -> Result<Self, ConfigError> {
        let mut seen = 0_u16;
        for address in addresses {
            let bit = 1 << (address.number() & 0x0F);
            if seen & bit != 0 {
                return Err(ConfigError::Address);
            }
            seen |= bit;
        }
        if seen == 0 {
            return Err(ConfigError::Address);
        }
        Ok(Self {
            packs: addresses.map(|address| Pack::new(address, config)),
            data: Pace::new(config.period),
            equipment: config.equipment.map(Pace::new),
        })
    }

    /// Takes a frame from the bus, and returns which battery's it was and which of its frames; `None` for every other, which is
    /// ignored, as are frames of batteries with other addresses.
    ///
    /// # Errors
    ///
    /// [`FrameError::Length`]: what was heard before goes on ageing. [`FrameError::OutOfRange`], [`FrameError::Sign`],
    /// [`FrameError::Crossed`]: what was heard before no longer holds, and is void.
    pub fn on_frame<F: Frame>(
        &mut self,
        now: Instant,
        frame: &F,
    ) -> Result<Option<(Address, Message)>, FrameError> {
        let Some((address, message)) = Message::of(frame) else {
            return Ok(None);
        };
        let Some(pack) = self.packs.iter_mut().find(|pack| pack.address() == address) else {
            return Ok(None);
        };
        let raw = Raw::of(message.id(address), frame.data(), &[8])?;
        pack.take(now, message, raw)?;
        Ok(Some((address, message)))
    }

    /// Returns the next request that is due, to be called until there is none: `None` too where `F` cannot be made.
    pub fn poll<F: Frame>(&mut self, now: Instant) -> Option<F> {
        let request = if self.data.tick(now) {
            Request::Data
        } else if self.equipment.as_mut().is_some_and(|pace| pace.tick(now)) {
            Request::Equipment
        } else {
            return None;
        };
        let raw = Raw::first(8, [request.byte(), 0, 0, 0, 0, 0, 0, 0]);
        raw::frame(identifier(REQUEST), raw)
    }

    /// Returns when [`poll`](Self::poll) has to be called next, at the latest.
    #[must_use]
    pub fn due(&self) -> Instant {
        let data = self.data.due();
        let equipment = self.equipment.as_ref().map(Pace::due);
        equipment.map_or(data, |equipment| equipment.min(data))
    }

    /// Returns what was heard of a battery; `None` for an address that was not given.
    #[must_use]
    pub fn pack(&self, address: Address) -> Option<&Pack> {
        self.packs().find(|pack| pack.address() == address)
    }

    /// Returns what was heard of each battery.
    pub fn packs(&self) -> impl Iterator<Item = &Pack> {
        self.packs.iter()
    }
}
