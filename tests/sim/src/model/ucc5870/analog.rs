//! The converter, and DOUT.

use super::{
    Ucc5870,
    registers::{ADCCFG, ADCDATA1, CFG1, CFG7, DOUTCFG},
};
use crate::model::gate::Drive;
use hal_power::{Frequency, Ratio, Voltage};

/// An analogue input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// AI1, for the temperature of the switch.
    Ai1,
    /// AI2, for a shunt.
    Ai2,
    /// AI3, for the temperature of the switch.
    Ai3,
    /// AI4, for a shunt.
    Ai4,
    /// AI5, for the temperature of the switch.
    Ai5,
    /// AI6, for a shunt.
    Ai6,
}

/// What DOUT shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dout {
    /// Its frequency.
    pub frequency: Frequency,
    /// Share of the time for which it is high.
    pub duty: Ratio,
}

/// State of the converter.
#[derive(Debug, Clone, Default)]
pub(super) struct Converter {
    /// In the order of the inputs' names.
    inputs: [Voltage; 6],
    /// In the order of the result registers.
    results: [u16; 8],
    stamp: u16,
}

impl Converter {
    pub(super) fn set(&mut self, input: Input, voltage: Voltage) {
        if let Some(slot) = self.inputs.get_mut(input as usize) {
            *slot = voltage;
        }
    }

    /// Forgets the results.
    pub(super) fn forget(&mut self) {
        self.results = [0; 8];
        self.stamp = 0;
    }

    pub(super) fn get(&self, input: Input) -> Voltage {
        let voltage = self.inputs.get(input as usize).copied();
        voltage.unwrap_or_default()
    }
}

/// Inputs in the order of the result registers; the seventh is the die.
const ORDER: [Input; 6] = [
    Input::Ai1,
    Input::Ai3,
    Input::Ai5,
    Input::Ai2,
    Input::Ai4,
    Input::Ai6,
];

impl Ucc5870 {
    /// Returns the code of a channel, counted from 0.
    fn code(&self, channel: usize) -> u16 {
        let full = i64::from(self.open.full_scale.as_microvolts()).max(1);
        let code = match ORDER.get(channel) {
            Some(&input) => i64::from(self.converter.get(input).as_microvolts()) * 1_024 / full,
            None if channel == ORDER.len() => {
                let (zero, slope) = self.open.die_code;
                let milli = i64::from(self.junction.as_millicelsius()) * i64::from(slope);
                i64::from(zero) + milli / 1_000_000
            }
            None => return 0,
        };
        u16::try_from(code.clamp(0, 1_023)).unwrap_or_default()
    }

    /// Converts the channel of a result register, if it is selected for what the gate does.
    pub(super) fn convert(&mut self, register: u8) {
        let channel = register - ADCDATA1;
        let on = self.stage.wave.at(self.clock.nanos()) == Drive::On;
        let highest = if on { 7 } else { 15 };
        let selected = channel < 7 && self.file.has(ADCCFG, highest - channel);
        if !self.file.has(CFG7, 7) || !selected || !self.is_secondary_ready() {
            return;
        }
        self.converter.stamp = (self.converter.stamp + 1) & 0x3F;
        let code = self.code(usize::from(channel));
        let result = self.converter.stamp << 10 | code;
        if let Some(slot) = self.converter.results.get_mut(usize::from(channel)) {
            *slot = result;
        }
    }

    pub(super) fn result(&self, register: u8) -> u16 {
        let result = self.converter.results.get(usize::from(register - ADCDATA1));
        result.copied().unwrap_or_default()
    }

    /// Returns what DOUT shows; `None` where its pin is nFLT2, or no channel is on it.
    pub fn dout(&mut self) -> Option<Dout> {
        self.settle();
        if !self.file.has(CFG1, 6) || !self.is_secondary_ready() {
            return None;
        }
        let channel = (0..7).find(|&channel| self.file.has(DOUTCFG, channel))?;
        let code = i32::from(self.code(usize::from(channel)));
        Some(Dout {
            frequency: Frequency::from_hertz(self.file.dout_hertz()),
            duty: Ratio::from_ppm(code * 1_000_000 / 1_024),
        })
    }
}
