//! What is asked next.

use hal_power::{Instant, Pace};

use crate::{Item, config::Times};

/// Everything that is asked, the most urgent first.
const ORDER: [Item; 19] = [
    Item::Resistances,
    Item::MaxVoltage,
    // What estimates come with.
    Item::State,
    Item::Capacitances,
    Item::Voltages,
    Item::Battery,
    Item::Errors,
    Item::Temperature,
    // Once.
    Item::PartName(0),
    Item::PartName(1),
    Item::PartName(2),
    Item::PartName(3),
    Item::Version(0),
    Item::Version(1),
    Item::Version(2),
    Item::SerialNumber(0),
    Item::SerialNumber(1),
    Item::SerialNumber(2),
    Item::SerialNumber(3),
];
const RESISTANCES: u32 = 1;
const MAX_VOLTAGE: u32 = 1 << 1;
const DETAILS: u32 = 0b11_1111 << 2;
const ERRORS: u32 = 1 << 6;
const NAME: u32 = 0b1111 << 8;
const IDENTITY: u32 = 0b111_1111 << 12 | NAME;

/// A question that waits for its answer.
#[derive(Debug, Clone, Copy)]
struct Asked {
    item: Item,
    first: Instant,
    last: Instant,
    count: u8,
}

/// What comes of looking at the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// Nothing is to be asked now.
    Wait,
    /// This is.
    Ask(Item),
    /// The part did not answer a question that it has to answer.
    Silent,
}

/// Questions that wait to be asked, and the one that waits for its answer.
#[derive(Debug, Clone)]
pub(crate) struct Schedule {
    times: Times,
    is_name_needed: bool,
    pace: Pace,
    /// Bits of [`ORDER`].
    waiting: u32,
    asked: Option<Asked>,
    is_identity_due: bool,
}

impl Schedule {
    pub(crate) const fn new(times: Times, is_name_needed: bool) -> Self {
        Self {
            times,
            is_name_needed,
            pace: Pace::new(times.period),
            waiting: Self::first(is_name_needed),
            asked: None,
            is_identity_due: true,
        }
    }

    const fn first(is_name_needed: bool) -> u32 {
        if is_name_needed { NAME } else { 0 }
    }

    /// Asks to set the most that the battery may have.
    pub(crate) const fn ask_max_voltage(&mut self) {
        self.waiting |= MAX_VOLTAGE;
    }

    /// Asks what is broken.
    pub(crate) const fn ask_errors(&mut self) {
        self.waiting |= ERRORS;
    }

    /// Begins anew.
    pub(crate) fn restart(&mut self) {
        self.waiting = Self::first(self.is_name_needed);
        self.asked = None;
        self.is_identity_due = true;
    }

    /// Asks for all that comes with an estimate.
    pub(crate) fn ask_details(&mut self) {
        self.waiting |= DETAILS;
        if core::mem::take(&mut self.is_identity_due) {
            self.waiting |= IDENTITY;
        }
    }

    pub(crate) fn next(&mut self, now: Instant) -> Next {
        if let Some(asked) = &mut self.asked {
            if now.saturating_since(asked.last) < self.times.timeout {
                return Next::Wait;
            }
            let (tries, is_needed) = match asked.item {
                Item::Resistances => (self.times.tries, true),
                Item::PartName(_) if self.is_name_needed => (self.times.tries, true),
                Item::MaxVoltage => (self.times.tries, false),
                _ => (1, false),
            };
            if asked.count < tries {
                asked.count += 1;
                asked.last = now;
                return Next::Ask(asked.item);
            }
            self.asked = None;
            if is_needed {
                self.restart();
                return Next::Silent;
            }
        }
        if self.pace.tick(now) {
            self.waiting |= RESISTANCES;
        }
        let place = usize::try_from(self.waiting.trailing_zeros()).ok();
        let Some(&item) = place.and_then(|place| ORDER.get(place)) else {
            return Next::Wait;
        };
        self.waiting &= self.waiting.wrapping_sub(1);
        self.asked = Some(Asked {
            item,
            first: now,
            last: now,
            count: 1,
        });
        Next::Ask(item)
    }

    /// Returns when a question that is now answered was first asked; `None` where nobody has asked.
    pub(crate) fn answered(&mut self, item: Item) -> Option<Instant> {
        let asked = self.asked.take_if(|asked| asked.item == item)?;
        Some(asked.first)
    }

    /// Returns when there may be something to ask.
    pub(crate) fn due(&self) -> Instant {
        match self.asked {
            Some(asked) => asked.last.saturating_add(self.times.timeout),
            None if self.waiting != 0 => Instant::ORIGIN,
            None => self.pace.due(),
        }
    }
}
