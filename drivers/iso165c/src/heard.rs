//! What was last heard in answers.

use hal_power::{Instant, Reading, Voltage};

use crate::{
    Alive, Item, LockState, Relay, RelayState, Sample, Status, Version, VifcStatus, codec::Answer,
    schedule::CHARACTERS,
};

/// The last answer of each kind.
#[derive(Debug, Clone)]
pub(crate) struct Heard {
    pub(crate) sample: Option<Reading<Sample>>,
    pub(crate) status: Option<Reading<Status>>,
    pub(crate) vifc: Option<Reading<VifcStatus>>,
    pub(crate) voltages: [Option<Reading<Voltage>>; 2],
    pub(crate) relays: [Option<Reading<RelayState>>; 2],
    pub(crate) alive: Option<Reading<Alive>>,
    pub(crate) lock: Option<Reading<LockState>>,
    pub(crate) test_count: Option<Reading<u16>>,
    /// Error threshold, warning threshold, mean factor.
    pub(crate) settings: [Option<Reading<u16>>; 3],
    versions: [Option<[u8; 2]>; 6],
    text: [Option<u8>; CHARACTERS as usize],
}

impl Default for Heard {
    fn default() -> Self {
        Self {
            sample: None,
            status: None,
            vifc: None,
            voltages: [None; 2],
            relays: [None; 2],
            alive: None,
            lock: None,
            test_count: None,
            settings: [None; 3],
            versions: [None; 6],
            text: [None; CHARACTERS as usize],
        }
    }
}

impl Heard {
    /// Takes an answer that was asked for at `asked`.
    pub(crate) fn take(&mut self, answer: Answer, asked: Instant) {
        match answer {
            Answer::Resistance(own) => self.sample = Some(Reading::new(own, asked)),
            Answer::Status(own) => self.status = Some(Reading::new(own, asked)),
            Answer::VifcStatus(own) => self.vifc = Some(Reading::new(own, asked)),
            Answer::Alive(own) => self.alive = Some(Reading::new(own, asked)),
            Answer::LockState(own) => self.lock = Some(Reading::new(own, asked)),
            Answer::TestCount(own) => self.test_count = Some(Reading::new(own, asked)),
            Answer::Voltage(item, own) => {
                if let Some(to) = self.voltage(item) {
                    *to = Some(Reading::new(own, asked));
                }
            }
            Answer::Setting(item, own) => {
                if let Some(to) = self.setting(item) {
                    *to = Some(Reading::new(own, asked));
                }
            }
            Answer::Relay(relay, own) => *self.relay(relay) = Some(Reading::new(own, asked)),
            Answer::Version(version, own) => {
                for (to, of) in self.versions.iter_mut().zip(Version::ALL) {
                    if of == version {
                        *to = Some(own);
                    }
                }
            }
            Answer::Manufacturer(place, own) => {
                if let Some(to) = self.text.get_mut(usize::from(place)) {
                    *to = Some(own);
                }
            }
            Answer::Info(_) | Answer::Rejected { .. } | Answer::Taken(..) => {}
        }
    }

    /// Forgets what was not answered, where something rests on it.
    pub(crate) fn forget(&mut self, item: Item) {
        match item {
            Item::Relay(relay) => *self.relay(relay) = None,
            _ => {
                if let Some(own) = self.setting(item) {
                    *own = None;
                }
            }
        }
    }

    fn relay(&mut self, relay: Relay) -> &mut Option<Reading<RelayState>> {
        let [negative, positive] = &mut self.relays;
        match relay {
            Relay::Negative => negative,
            Relay::Positive => positive,
        }
    }

    fn voltage(&mut self, item: Item) -> Option<&mut Option<Reading<Voltage>>> {
        let [first, second] = &mut self.voltages;
        match item {
            Item::Voltage1 => Some(first),
            Item::Voltage2 => Some(second),
            _ => None,
        }
    }

    fn setting(&mut self, item: Item) -> Option<&mut Option<Reading<u16>>> {
        let [error, warning, mean_factor] = &mut self.settings;
        match item {
            Item::ErrorThreshold => Some(error),
            Item::WarningThreshold => Some(warning),
            Item::MeanFactor => Some(mean_factor),
            _ => None,
        }
    }

    /// Returns where a relay is known to be.
    pub(crate) fn state(&self, relay: Relay) -> Option<RelayState> {
        let [negative, positive] = self.relays;
        let own = match relay {
            Relay::Negative => negative,
            Relay::Positive => positive,
        };
        own.map(|own| own.value)
    }

    /// Returns whether both relays are known to be there.
    pub(crate) fn are_relays(&self, state: RelayState) -> bool {
        let is_there =
            |own: &Option<Reading<RelayState>>| own.is_some_and(|own| own.value == state);
        self.relays.iter().all(is_there)
    }

    pub(crate) fn version(&self, version: Version) -> Option<[u8; 2]> {
        let own = Version::ALL.iter().position(|own| *own == version)?;
        self.versions.get(own).copied().flatten()
    }

    /// Returns the whole string; `None` while a character is missing.
    pub(crate) fn text(&self) -> Option<[u8; CHARACTERS as usize]> {
        let mut text = [0; CHARACTERS as usize];
        for (to, from) in text.iter_mut().zip(&self.text) {
            *to = (*from)?;
        }
        Some(text)
    }
}
