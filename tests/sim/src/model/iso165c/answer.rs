//! Answers to requests.

use super::{
    Fault, Iso165c, Kind, Relayless,
    imc::Scenario,
    vifc::{Vifc, error},
};

const LOCKED: u16 = 1000;
const NO_RESPONSE: u16 = 1038;
const UNKNOWN_COMMAND: u16 = 1035;
/// A parameter that the VIFC does not take.
const INVALID: u16 = 1034;
/// A parameter that the IMC does not take.
const IMC_INVALID: u16 = 34;

/// What is unknown.
const UNKNOWN: u16 = 100;

impl Vifc {
    /// Carries a request out; returns the response.
    pub(super) fn carry_out(&mut self, request: [u8; 5], at: u64, part: &Iso165c) -> [u8; 5] {
        let [command, a, b, c, d] = request;
        let words = (u16::from_le_bytes([a, b]), u16::from_le_bytes([c, d]));
        let outcome = match command {
            0x28 | 0x29 | 0x2B if self.lock != 0 => Err(LOCKED),
            0xD2 if self.lock != 0 && part.open.locks_relays => Err(LOCKED),
            0x21..=0x5A => self.measure(command, words.0, at, part),
            _ => self.manage(command, words, at, part),
        };
        match outcome {
            Ok((first, second)) => {
                let ([a, b], [c, d]) = (first.to_le_bytes(), second.to_le_bytes());
                [command, a, b, c, d]
            }
            Err(code) => error(code, command),
        }
    }

    /// Commands that the IMC carries out.
    fn measure(
        &mut self,
        command: u8,
        word: u16,
        at: u64,
        part: &Iso165c,
    ) -> Result<(u16, u16), u16> {
        if !matches!(
            command,
            0x21 | 0x28 | 0x29 | 0x2B | 0x32 | 0x33 | 0x35
                ..=0x37 | 0x39 | 0x3A | 0x3C | 0x3D | 0x5A
        ) {
            return Err(UNKNOWN_COMMAND);
        }
        if part.fault == Some(Fault::Dead) || !self.imc.answers() {
            return Err(NO_RESPONSE);
        }
        let within = |least: u16, most: u16| {
            let fits = (least..=most).contains(&word);
            fits.then_some(word).ok_or(IMC_INVALID)
        };
        let [first, second] = self.volts(part);
        match command {
            0x21 => self.test(word, at, part)?,
            0x28 => self.imc.settings.error = within(30, 1000)?,
            0x29 => self.imc.settings.warning = within(40, 2000)?,
            0x2B => self.imc.settings.factor = within(1, part.open.most_factor)?,
            0x32 => return Ok((self.imc.settings.error, 0)),
            0x33 => {
                let version = part.open.imc_versions.get(usize::from(word));
                return version
                    .map(|own| (word, u16::from_le_bytes(*own)))
                    .ok_or(IMC_INVALID);
            }
            0x35 => {
                let place = u16::from_le_bytes([self.imc.bias, self.imc.count]);
                return Ok((self.imc.mean, place));
            }
            0x36 => return Ok((first, 0)),
            0x37 => return Ok((self.imc.status, self.imc.findings)),
            0x39 => return Ok((self.imc.settings.warning, 0)),
            0x3A => return Ok((second, 0)),
            0x3C => return Ok((self.imc.settings.factor, 0)),
            0x3D => {
                let index = usize::from(within(0, 60)?);
                let letter = part.open.manufacturer.as_bytes().get(index);
                return Ok((word, letter.copied().map_or(0, u16::from)));
            }
            _ => {
                self.imc.asked = self.imc.asked.wrapping_add(1);
                return Ok((self.imc.asked, 0));
            }
        }
        Ok((word, 0))
    }

    /// Starts a self-test. It needs open relays.
    fn test(&mut self, word: u16, at: u64, part: &Iso165c) -> Result<(), u16> {
        let scenario = match word {
            0 => return Ok(()),
            1 => Scenario::Overall,
            2 => Scenario::Parameters,
            _ => return Err(IMC_INVALID),
        };
        if self.shown(part).contains(&true) || !self.imc.is_free() {
            return Err(part.open.refused);
        }
        self.imc.test(scenario, at, &part.open);
        Ok(())
    }

    /// Commands that the VIFC carries out.
    fn manage(
        &mut self,
        command: u8,
        (first, second): (u16, u16),
        at: u64,
        part: &Iso165c,
    ) -> Result<(u16, u16), u16> {
        let has_relays = part.kind == Kind::Iso165c;
        match command {
            0x00 => Ok((0, 0)),
            0xC8 => {
                self.reset(at, part);
                Ok((0, 0))
            }
            0xCA => self.lock((first, second), part),
            0xCB => {
                if first > 1 {
                    return Err(INVALID);
                }
                self.measures = first == part.open.activates;
                let around = self.around(part);
                self.imc.resume(at, &around);
                Ok((first, 0))
            }
            0xD2 | 0xDD if !has_relays => match part.open.relayless {
                Relayless::Refuses => Err(UNKNOWN_COMMAND),
                Relayless::Unknown => Ok((first, UNKNOWN)),
            },
            0xD2 => {
                let told = self.told.get_mut(usize::from(first)).ok_or(INVALID)?;
                *told = match second {
                    0 => false,
                    1 => true,
                    _ => return Err(INVALID),
                };
                Ok((first, second))
            }
            0xDC => Ok((self.status(at, part), 0)),
            0xDD => {
                let shown = self.shown(part);
                let state = shown.get(usize::from(first)).ok_or(INVALID)?;
                Ok((first, u16::from(*state)))
            }
            0xDE => {
                let version = part.open.vifc_versions.get(usize::from(first));
                let version = version.ok_or(INVALID)?;
                Ok((first, u16::from_le_bytes(*version)))
            }
            0xE0 => Ok((self.lock, 0)),
            0xE2 => Ok((self.alive(part), 0)),
            _ => Err(UNKNOWN_COMMAND),
        }
    }

    fn lock(&mut self, words: (u16, u16), part: &Iso165c) -> Result<(u16, u16), u16> {
        match words {
            (0, 0) if self.lock < 2 => self.lock = 0,
            (1, 0xFFFF) if self.lock < 2 => self.lock = 1,
            _ => {
                self.wrong = self.wrong.saturating_add(1);
                if part.open.retries.is_some_and(|most| self.wrong >= most) {
                    self.lock = 2;
                }
                return Err(part.open.wrong_password);
            }
        }
        Ok((self.lock, 0))
    }

    /// Returns which relays the part takes for closed.
    fn shown(&self, part: &Iso165c) -> [bool; 2] {
        if part.open.reads_back {
            self.closed(part)
        } else {
            self.told
        }
    }

    /// Returns both voltages: the first is behind the relays.
    fn volts(&self, part: &Iso165c) -> [u16; 2] {
        let [first, second] = part.net.volts();
        let through = part.kind == Kind::Iso165c1 || self.closed(part) == [true; 2];
        [if through { first } else { 0 }, second]
    }

    /// Returns D_VIFC_IMC_ALIVE.
    fn alive(&self, part: &Iso165c) -> u16 {
        match part.fault {
            Some(Fault::Dead) => UNKNOWN,
            Some(Fault::Unclear) => 2,
            _ => u16::from(self.imc.status & 0b111 != 0),
        }
    }
}
