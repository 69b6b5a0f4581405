//! What the application wants of the part.

use crate::{Item, Relay, RelayState, Scenario, Settings};

/// What is sent where a request sets something.
#[derive(Debug, Clone)]
pub(crate) struct Orders {
    settings: Settings,
    pub(crate) is_measuring: bool,
    pub(crate) scenario: Scenario,
    relays: [RelayState; 2],
}

impl Orders {
    pub(crate) const fn new(settings: Settings) -> Self {
        Self {
            settings,
            is_measuring: true,
            scenario: Scenario::Overall,
            relays: [RelayState::Open; 2],
        }
    }

    pub(crate) const fn move_relay(&mut self, relay: Relay, to: RelayState) {
        match relay {
            Relay::Negative => self.relays[0] = to,
            Relay::Positive => self.relays[1] = to,
        }
    }

    /// Returns what a request sets; `None` where it sets nothing.
    pub(crate) const fn value(&self, item: Item) -> Option<u16> {
        let [negative, positive] = self.relays;
        Some(match item {
            Item::SelfTest => self.scenario.word(),
            Item::Measurement => self.is_measuring as u16,
            Item::SetErrorThreshold => self.settings.error,
            Item::SetWarningThreshold => self.settings.warning,
            Item::SetMeanFactor => self.settings.mean_factor as u16,
            Item::SetRelay(Relay::Negative) => negative.word(),
            Item::SetRelay(Relay::Positive) => positive.word(),
            _ => return None,
        })
    }
}

/// Returns what sets what is read.
pub(crate) const fn setter(item: Item) -> Option<Item> {
    Some(match item {
        Item::ErrorThreshold => Item::SetErrorThreshold,
        Item::WarningThreshold => Item::SetWarningThreshold,
        Item::MeanFactor => Item::SetMeanFactor,
        _ => return None,
    })
}

/// Returns what shows what an order has done.
pub(crate) const fn proof(item: Item) -> Option<Item> {
    Some(match item {
        Item::SetErrorThreshold => Item::ErrorThreshold,
        Item::SetWarningThreshold => Item::WarningThreshold,
        Item::SetMeanFactor => Item::MeanFactor,
        Item::SetRelay(relay) => Item::Relay(relay),
        Item::Measurement => Item::VifcStatus,
        Item::SelfTest => Item::Status,
        Item::Lock => Item::LockState,
        _ => return None,
    })
}
