//! What is asked next.

use hal_power::{Instant, Pace};

use crate::{Item, Relay, Version, config::Times, orders::Orders};

/// Everything that is asked but locks and text, the most urgent first.
const ORDER: [Item; 28] = [
    Item::Resistance,
    // What is locked.
    Item::Reset,
    Item::SetRelay(Relay::Negative),
    Item::SetRelay(Relay::Positive),
    Item::Measurement,
    Item::SetErrorThreshold,
    Item::SetWarningThreshold,
    Item::SetMeanFactor,
    Item::SelfTest,
    // What is free to be read.
    Item::Relay(Relay::Negative),
    Item::Relay(Relay::Positive),
    Item::ErrorThreshold,
    Item::WarningThreshold,
    Item::MeanFactor,
    Item::Status,
    Item::VifcStatus,
    Item::LockState,
    Item::Voltage1,
    Item::Voltage2,
    Item::Alive,
    Item::TestCount,
    Item::Ping,
    // Once.
    Item::Version(Version::ImcBootloader),
    Item::Version(Version::ImcFirmware),
    Item::Version(Version::ImcFirmwareId),
    Item::Version(Version::ImcFirmwareHash),
    Item::Version(Version::VifcBootloader),
    Item::Version(Version::VifcFirmware),
];
const RESISTANCE: u32 = 1;
const WRITES: u32 = 0xFF << 1;
const RELAYS: u32 = 0b11 << 9;
const ROUND: u32 = 0x3FF << 11 | RESISTANCE;
const VERSIONS: u32 = 0b11_1111 << 22;
/// Characters of the manufacturer's string (manual D00154_03, 7.3.10).
pub(crate) const CHARACTERS: u8 = 61;

/// A question that waits for its answer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked {
    pub(crate) item: Item,
    /// What it sets.
    pub(crate) value: Option<u16>,
    pub(crate) first: Instant,
    last: Instant,
    count: u8,
}

/// What comes of looking at the time.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Next {
    /// Nothing is to be asked now.
    Wait,
    /// This is.
    Ask(Asked),
    /// The part did not answer.
    Unanswered(Item),
}

/// Questions that wait to be asked, and the one that waits for its answer.
#[derive(Debug, Clone)]
pub(crate) struct Schedule {
    times: Times,
    round: u32,
    pace: Pace,
    /// Bits of [`ORDER`].
    waiting: u32,
    /// Bits of what may be set without an order, once each period.
    corrections: u32,
    asked: Option<Asked>,
    is_unlocked: bool,
    is_lock_due: bool,
    is_identity_due: bool,
    /// Next character of the manufacturer's string.
    character: u8,
}

impl Schedule {
    pub(crate) const fn new(times: Times, has_relays: bool) -> Self {
        Self {
            times,
            round: if has_relays { ROUND | RELAYS } else { ROUND },
            pace: Pace::new(times.period),
            waiting: 0,
            corrections: 0,
            asked: None,
            is_unlocked: false,
            is_lock_due: false,
            is_identity_due: true,
            character: CHARACTERS,
        }
    }

    /// Asks for something.
    pub(crate) fn ask(&mut self, item: Item) {
        self.waiting |= bit(item);
    }

    /// Sets something that is not as it should be; again not before the next period.
    pub(crate) fn correct(&mut self, item: Item) {
        let bit = bit(item) & self.corrections;
        self.corrections &= !bit;
        self.waiting |= bit;
    }

    /// Asks for what does not change, once.
    pub(crate) fn identify(&mut self) {
        if core::mem::take(&mut self.is_identity_due) {
            self.waiting |= VERSIONS;
            self.character = 0;
        }
    }

    /// Leaves the rest of the manufacturer's string.
    pub(crate) const fn skip_text(&mut self) {
        self.character = CHARACTERS;
    }

    /// Begins anew. What this side has unlocked it still has to lock.
    pub(crate) const fn restart(&mut self) {
        self.waiting = 0;
        self.asked = None;
        self.is_identity_due = true;
        self.character = CHARACTERS;
    }

    /// The part has taken, or lost, what this side has unlocked.
    pub(crate) const fn set_unlocked(&mut self, is_unlocked: bool) {
        self.is_unlocked = is_unlocked;
        self.is_lock_due = is_unlocked;
    }

    /// Forgets orders that wait.
    pub(crate) const fn drop_writes(&mut self) {
        self.waiting &= !WRITES;
    }

    /// Returns the first order that waits, or was sent and is not answered.
    pub(crate) fn write(&self) -> Option<Item> {
        let asked = self.asked.map(|asked| asked.item);
        asked
            .filter(|item| bit(*item) & WRITES != 0)
            .or_else(|| item(self.waiting & WRITES))
    }

    pub(crate) const fn asked(&self) -> Option<Asked> {
        self.asked
    }

    /// What was asked waits no longer.
    pub(crate) const fn done(&mut self) {
        self.asked = None;
    }

    pub(crate) fn next(&mut self, now: Instant, orders: &Orders) -> Next {
        if let Some(asked) = &mut self.asked {
            if now.saturating_since(asked.last) < self.times.timeout {
                return Next::Wait;
            }
            if asked.count < self.times.tries {
                asked.count += 1;
                asked.last = now;
                return Next::Ask(*asked);
            }
            let item = asked.item;
            self.asked = None;
            return Next::Unanswered(item);
        }
        if self.pace.tick(now) {
            self.waiting |= self.round;
            self.corrections = WRITES;
            self.is_lock_due = self.is_unlocked;
        }
        let Some(item) = self.pick() else {
            return Next::Wait;
        };
        let asked = Asked {
            item,
            value: orders.value(item),
            first: now,
            last: now,
            count: 1,
        };
        self.asked = Some(asked);
        Next::Ask(asked)
    }

    /// Takes what is most urgent.
    fn pick(&mut self) -> Option<Item> {
        if self.waiting & RESISTANCE == 0 {
            let is_writing = self.waiting & WRITES != 0;
            if is_writing && !self.is_unlocked {
                return Some(Item::Unlock);
            }
            if !is_writing && core::mem::take(&mut self.is_lock_due) {
                return Some(Item::Lock);
            }
        }
        if let Some(item) = item(self.waiting) {
            self.waiting &= self.waiting.wrapping_sub(1);
            return Some(item);
        }
        let character = self.character;
        (character < CHARACTERS).then(|| {
            self.character += 1;
            Item::Manufacturer(character)
        })
    }

    /// Returns when there may be something to ask.
    pub(crate) fn due(&self) -> Instant {
        let is_waiting = self.waiting != 0 || self.is_lock_due || self.character < CHARACTERS;
        match self.asked {
            Some(asked) => asked.last.saturating_add(self.times.timeout),
            None if is_waiting => Instant::ORIGIN,
            None => self.pace.due(),
        }
    }
}

/// Bit of an item; none for one that is not in [`ORDER`].
fn bit(item: Item) -> u32 {
    let place = ORDER.iter().position(|own| *own == item);
    let place = place.and_then(|place| u32::try_from(place).ok());
    place
        .and_then(|place| 1_u32.checked_shl(place))
        .unwrap_or(0)
}

/// The most urgent item of these bits.
fn item(bits: u32) -> Option<Item> {
    let place = usize::try_from(bits.trailing_zeros()).ok()?;
    ORDER.get(place).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_where_their_names_say() {
        let of = |bits: u32| {
            (0..32)
                .filter(move |place| bits >> place & 1 == 1)
                .map(|place| ORDER[place])
        };
        let count = |bits| of(bits).count();
        assert_eq!(of(RESISTANCE).next(), Some(Item::Resistance));
        assert_eq!(
            (of(WRITES).next(), of(WRITES).next_back()),
            (Some(Item::Reset), Some(Item::SelfTest))
        );
        assert!(of(RELAYS).all(|item| matches!(item, Item::Relay(_))));
        assert!(of(VERSIONS).all(|item| matches!(item, Item::Version(_))));
        assert_eq!((count(WRITES), count(RELAYS), count(VERSIONS)), (8, 2, 6));
        assert_eq!(of(ROUND).next_back(), Some(Item::TestCount));
        assert_eq!(WRITES & ROUND | RELAYS & ROUND | VERSIONS & ROUND, 0);
        for (place, own) in ORDER.iter().enumerate() {
            assert_eq!(bit(*own), 1 << place);
        }
        assert_eq!(bit(Item::Unlock), 0);
    }
}
