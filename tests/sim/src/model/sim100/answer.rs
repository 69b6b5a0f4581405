//! Answers to requests of one byte.

use super::{Memory, Net, Newness, Sim100, identifier};
use crate::SimFrame;
use embedded_can::Frame;

/// Battery voltage under which it is low, in V.
const LOW: u16 = 15;

pub(super) fn frame(data: &[u8]) -> Option<SimFrame> {
    SimFrame::new(identifier(), data)
}

impl Sim100 {
    /// Answers, and takes the newness of what is shown.
    pub(super) fn tell(&self, memory: &mut Memory, kind: u8) -> Option<SimFrame> {
        let chunk = |text: &[u8], first: u8| {
            let at = usize::from(kind - first) * 4;
            let &[a, b, c, d] = text.get(at..at + 4)? else {
                return None;
            };
            frame(&[kind, a, b, c, d])
        };
        let shown = memory.estimate.unwrap_or(Net {
            kilohms: [self.open.before.0; 2],
            ..self.net
        });
        let pair = |[first, second]: [u16; 2], status| {
            let ([a, b], [c, d]) = (first.to_be_bytes(), second.to_be_bytes());
            let uncertainty = shown.uncertainty;
            frame(&[kind, status, a, b, uncertainty, c, d, uncertainty])
        };
        match kind {
            0x01..=0x04 => chunk(&self.open.name, 0x01),
            0x05..=0x07 => chunk(&self.open.version, 0x05),
            0x08..=0x0B => chunk(&self.open.serial, 0x08),
            0x80 => {
                let [a, b, c, d] = self.temperature;
                frame(&[kind, a, b, c, d])
            }
            0xE0..=0xE5 => {
                let status = self.status(memory, kind, &shown);
                match kind {
                    0xE0 => pair(shown.state, status),
                    0xE1 => pair(shown.kilohms, status),
                    0xE2 => pair(shown.nanofarads, status),
                    0xE3 => pair(shown.volts, status),
                    0xE4 => pair([shown.battery, memory.most], status),
                    _ => {
                        let data = [kind, status, self.errors, 0, 0, 0, 0, 0];
                        frame(data.get(..self.open.error_length)?)
                    }
                }
            }
            _ => None,
        }
    }

    fn status(&self, memory: &mut Memory, kind: u8, shown: &Net) -> u8 {
        let own = 1_u8 << (kind & 0x07);
        let taken = match self.open.newness {
            Newness::Each => own,
            Newness::All => 0xFF,
        };
        let is_old = memory.new & own == 0;
        memory.new &= !taken;
        let is_high = memory.maximum != 0 && shown.battery > memory.maximum;
        [
            (7, self.errors != 0),
            (6, is_old),
            (5, shown.uncertainty >= self.open.high_uncertainty),
            (3, is_high),
            (2, shown.battery < LOW),
        ]
        .iter()
        .filter(|(_, set)| *set)
        .fold(self.isolation, |status, (bit, _)| status | 1 << bit)
    }
}
