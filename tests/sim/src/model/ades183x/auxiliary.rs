//! The auxiliary converters.

use super::{Ades183x, GPIOS, physics::code_of};

/// One channel, in ns.
const AUX: u64 = 1_000_000;
const AUX2: u64 = 8_000_000;
/// How many channels all take.
const ALL: u64 = 18;

const REFERENCE: u16 = 0x10;
const DIGITAL: u16 = 0x11;
const ANALOG: u16 = 0x12;
const TEMPERATURE: u16 = 0x13;
const STACK: u16 = 0x14;
const NEGATIVE: u16 = 0x15;
const RESISTOR: u16 = 0x16;

/// A conversion under way.
#[derive(Debug, Clone)]
pub(super) struct Conversion {
    pub(super) ends: u64,
    /// 0 is all.
    channel: u16,
    /// Up or down.
    pull: Option<bool>,
}

impl Conversion {
    const fn converts(&self, channel: u16) -> bool {
        self.channel == 0 || self.channel == channel
    }

    /// Returns the GPIOs that it converts.
    fn gpios(&self) -> impl Iterator<Item = usize> {
        let (channel, all) = (usize::from(self.channel), self.channel == 0);
        (0..GPIOS).filter(move |index| all || index + 1 == channel)
    }
}

impl Ades183x {
    pub(super) fn begin_aux(&mut self, channel: u16, pull: Option<bool>) {
        let channels = if channel == 0 { ALL } else { 1 };
        let began = self.reference_from();
        self.aux = Some(Conversion {
            ends: began + channels * (AUX + self.file.soak()),
            channel,
            pull,
        });
    }

    pub(super) fn begin_aux2(&mut self, channel: u16) {
        let channels = if channel == 0 { 10 } else { 1 };
        let began = self.reference_from();
        self.aux2 = Some(Conversion {
            ends: began + channels * (AUX2 + self.file.soak()),
            channel,
            pull: None,
        });
    }

    /// Ends what has ended until a time.
    pub(super) fn convert_aux(&mut self, until: u64) {
        if let Some(aux) = self.aux.take_if(|aux| aux.ends <= until) {
            for index in aux.gpios() {
                if let Some(slot) = self.results.aux.get_mut(index) {
                    *slot = self.physics.gpio(index, aux.pull, &self.open);
                }
            }
            let [.., negative, stack] = &mut self.results.aux;
            for (channel, slot, code) in [
                (
                    REFERENCE,
                    &mut self.results.reference,
                    code_of(self.physics.reference),
                ),
                (
                    DIGITAL,
                    &mut self.results.digital,
                    code_of(self.physics.digital),
                ),
                (
                    ANALOG,
                    &mut self.results.analog,
                    code_of(self.physics.analog),
                ),
                (
                    TEMPERATURE,
                    &mut self.results.temperature,
                    self.physics.temperature(),
                ),
                (STACK, stack, self.physics.stack()),
                (NEGATIVE, negative, code_of(self.physics.negative)),
                (
                    RESISTOR,
                    &mut self.results.resistor,
                    code_of(self.physics.resistor),
                ),
            ] {
                if aux.converts(channel) {
                    *slot = code;
                }
            }
            self.judge_supplies();
        }
        if let Some(aux) = self.aux2.take_if(|aux| aux.ends <= until) {
            for index in aux.gpios() {
                if let Some(slot) = self.results.redundant_aux.get_mut(index) {
                    *slot = self.physics.gpio(index, None, &self.open);
                }
            }
            self.judge_supplies();
        }
    }
}
