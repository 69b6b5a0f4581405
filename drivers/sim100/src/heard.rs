//! What was last heard beside the resistances.

use hal_power::{Instant, Reading, Voltage};

use crate::{Battery, Capacitance, Errors, Item, Poles, State, codec::Answer};

/// The last answer of each kind.
#[derive(Debug, Clone, Default)]
pub(crate) struct Heard {
    pub(crate) state: Option<Reading<State>>,
    pub(crate) capacitances: Option<Reading<Poles<Capacitance>>>,
    pub(crate) voltages: Option<Reading<Poles<u16>>>,
    pub(crate) battery: Option<Reading<Battery>>,
    pub(crate) errors: Option<Reading<Errors>>,
    pub(crate) max_voltage: Option<Reading<Voltage>>,
    pub(crate) temperature: Option<Reading<[u8; 4]>>,
    pub(crate) name: Chunks<4>,
    pub(crate) version: Chunks<3>,
    pub(crate) serial: Chunks<4>,
}

impl Heard {
    /// Takes an answer that was asked for at `asked`, and whose estimate, if it holds one, is of `at`.
    pub(crate) fn take(&mut self, answer: Answer, asked: Instant, at: Instant) {
        match answer {
            Answer::Raw(Item::PartName(place), bytes) => self.name.put(place, bytes),
            Answer::Raw(Item::Version(place), bytes) => self.version.put(place, bytes),
            Answer::Raw(Item::SerialNumber(place), bytes) => self.serial.put(place, bytes),
            Answer::Raw(_, bytes) => self.temperature = Some(Reading::new(bytes, at)),
            Answer::State(own) => self.state = Some(Reading::new(own, at)),
            Answer::Resistances(_) => {}
            Answer::Capacitances(own) => self.capacitances = Some(Reading::new(own, at)),
            Answer::Voltages(own) => self.voltages = Some(Reading::new(own, at)),
            Answer::Battery(own) => self.battery = Some(Reading::new(own, at)),
            Answer::Errors(own) => self.errors = Some(Reading::new(own, asked)),
            Answer::MaxVoltage(own) => self.max_voltage = Some(Reading::new(own, asked)),
        }
    }
}

/// A text that comes in pieces of four bytes.
#[derive(Debug, Clone)]
pub(crate) struct Chunks<const N: usize>([Option<[u8; 4]>; N]);

impl<const N: usize> Default for Chunks<N> {
    fn default() -> Self {
        Self([None; N])
    }
}

impl<const N: usize> Chunks<N> {
    fn put(&mut self, place: u8, bytes: [u8; 4]) {
        if let Some(own) = self.0.get_mut(usize::from(place)) {
            *own = Some(bytes);
        }
    }

    /// Returns the whole text; `None` while a piece is missing. `LENGTH` is four times `N`.
    pub(crate) fn text<const LENGTH: usize>(&self) -> Option<[u8; LENGTH]> {
        let mut text = [0; LENGTH];
        for (to, from) in text.chunks_mut(4).zip(&self.0) {
            for (to, from) in to.iter_mut().zip((*from)?) {
                *to = from;
            }
        }
        Some(text)
    }
}
