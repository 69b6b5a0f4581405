//! Words, their CRC, and their order in a chain. Arrays are in the order of devices, frames in the order of the wire.

use crc::{Algorithm, Crc, NoTable};

use crate::Register;

/// Most parts that a chain has.
pub(crate) const LONGEST: usize = 12;

/// CRC of what a part sends.
const RECEIVED: Algorithm<u8> = Algorithm {
    width: 8,
    poly: 0x07,
    init: 0xFF,
    refin: false,
    refout: false,
    xorout: 0x00,
    check: 0xFB,
    residue: 0x00,
};

/// CRC of what a part is sent: inverted.
const SENT: Algorithm<u8> = Algorithm {
    xorout: 0xFF,
    check: 0x04,
    residue: 0xF3,
    ..RECEIVED
};

const fn crc(algorithm: &'static Algorithm<u8>, bytes: &[u8]) -> u8 {
    Crc::<u8, NoTable>::new(algorithm).checksum(bytes)
}

/// What all parts are told in one window, and how long it keeps them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Command {
    code: u8,
    /// Least time to the next window, in µs (`docs/parts/STGAP1.md`, Timing).
    pub(crate) pause_us: u32,
}

impl Command {
    pub(crate) const NOP: Self = Self::new(0x00, 1);
    pub(crate) const START_CONFIG: Self = Self::new(0x2A, 22);
    pub(crate) const STOP_CONFIG: Self = Self::new(0x3A, 5);
    pub(crate) const RESET_STATUS: Self = Self::new(0xD0, 50);
    /// Its pause is not known: the longest.
    pub(crate) const GLOBAL_RESET: Self = Self::new(0xEA, 50);
    pub(crate) const SLEEP: Self = Self::new(0xF5, 1);

    const fn new(code: u8, pause_us: u32) -> Self {
        Self { code, pause_us }
    }

    pub(crate) const fn read(register: Register) -> Self {
        let pause_us = if register.is_remote() { 30 } else { 1 };
        Self::new(0xA0 | register.number(), pause_us)
    }

    /// The data follow in the next window.
    pub(crate) const fn write(register: Register) -> Self {
        Self::new(0x80 | register.number(), 1)
    }

    pub(crate) const fn word(self) -> u16 {
        u16::from_be_bytes([self.code, crc(&SENT, &[self.code])])
    }

    /// The data of a write: their CRC covers the command too.
    pub(crate) const fn data(self, byte: u8) -> u16 {
        u16::from_be_bytes([byte, crc(&SENT, &[self.code, byte])])
    }
}

/// Returns the byte of a word that came back, unless its CRC is wrong.
pub(crate) const fn reply(word: u16) -> Option<u8> {
    let [byte, check] = word.to_be_bytes();
    if crc(&RECEIVED, &[byte]) == check {
        Some(byte)
    } else {
        None
    }
}

/// Returns whether a word is what a line shows that nobody drives, or that is stuck. Neither is a word of a part's.
pub(crate) const fn is_silent(word: u16) -> bool {
    matches!(word, 0x0000 | 0xFFFF)
}

/// Returns what goes out: the last device's word first.
pub(crate) fn frame<const N: usize>(words: [u16; N]) -> [[u8; 2]; N] {
    let mut frame = words.map(u16::to_be_bytes);
    frame.reverse();
    frame
}

/// Returns what came back: the last device's word came first.
pub(crate) fn words<const N: usize>(frame: [[u8; 2]; N]) -> [u16; N] {
    let mut words = frame.map(u16::from_be_bytes);
    words.reverse();
    words
}

/// A window that finds out how long a chain is: one mark, and a NOP for each part of the longest chain.
///
/// Every part passes on what it does not keep, so the mark comes out after as many words as the chain has parts. A chain that is
/// too long keeps it: the mark is a read, which does no harm.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Probe(pub(crate) [[u8; 2]; LONGEST + 1]);

const MARK: [u8; 2] = Command::read(Register::TEST1).word().to_be_bytes();
const FILL: [u8; 2] = Command::NOP.word().to_be_bytes();

impl Probe {
    pub(crate) const fn new() -> Self {
        let mut frame = [FILL; LONGEST + 1];
        if let Some(first) = frame.first_mut() {
            *first = MARK;
        }
        Self(frame)
    }

    /// Returns the number of parts; `None` where the mark did not come out, with what followed it.
    pub(crate) fn length(&self) -> Option<usize> {
        let at = self.0.iter().position(|word| *word == MARK)?;
        let mut rest = self.0.iter().skip(at + 1);
        rest.all(|word| *word == FILL).then_some(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_sheet() {
        assert_eq!(Command::STOP_CONFIG.word(), 0x3AAA);
        assert_eq!(Command::RESET_STATUS.word(), 0xD032);
        assert_eq!(Command::START_CONFIG.word(), 0x2ADA);
        assert_eq!(Command::GLOBAL_RESET.word(), 0xEA94);
        assert_eq!(Command::SLEEP.word(), 0xF5C9);
        assert_eq!(Command::NOP.word(), 0x000C);
        assert_eq!(Command::read(Register::CFG3).word(), 0xBE3F);
        assert_eq!(Command::read(Register::CFG1).word(), 0xAC41);
        assert_eq!(Command::read(Register::CFG2).word(), 0xBD36);
        assert_eq!(Command::read(Register::STATUS1).word(), 0xA26B);
        let cfg1 = Command::write(Register::CFG1);
        assert_eq!((cfg1.word(), cfg1.data(0x20)), (0x8CA1, 0x2082));
        let cfg5 = Command::write(Register::CFG5);
        assert_eq!((cfg5.word(), cfg5.data(0x06)), (0x99CA, 0x0666));
    }

    #[test]
    fn the_algorithms_give_their_check_values() {
        for algorithm in [&RECEIVED, &SENT] {
            assert_eq!(crc(algorithm, b"123456789"), algorithm.check);
        }
        assert_eq!(!crc(&SENT, &[0x3A, 0xAA]), SENT.residue);
        assert_eq!(crc(&RECEIVED, &[0x20, 0x13]), RECEIVED.residue);
    }

    #[test]
    fn replies_are_not_inverted() {
        assert_eq!(reply(0x00F3), Some(0x00));
        assert_eq!(reply(0x2013), Some(0x20));
        assert_eq!(reply(0x04EF), Some(0x04));
        assert_eq!(reply(0x000C), None);
        assert!((0..16).all(|bit| reply(0x2013 ^ 1 << bit).is_none()));
        for silent in [0x0000, 0xFFFF] {
            assert_eq!((reply(silent), is_silent(silent)), (None, true));
        }
    }

    #[test]
    fn the_last_device_comes_first_both_ways() {
        let devices = [0x1122, 0x3344, 0x5566];
        let wire = [[0x55, 0x66], [0x33, 0x44], [0x11, 0x22]];
        assert_eq!(frame(devices), wire);
        assert_eq!(words(wire), devices);
    }

    #[test]
    fn the_mark_comes_out_after_as_many_words_as_there_are_parts() {
        let sent = Probe::new();
        for parts in 0..=LONGEST {
            let mut back = Probe([[0x00, 0xF3]; LONGEST + 1]);
            for (slot, word) in back.0.iter_mut().skip(parts).zip(sent.0) {
                *slot = word;
            }
            assert_eq!(back.length(), Some(parts));
        }
        for stuck in [[0, 0], [0xFF, 0xFF], FILL] {
            assert_eq!(Probe([stuck; LONGEST + 1]).length(), None);
        }
        let mut damaged = sent;
        damaged.0[LONGEST] = [0x00, 0x0D];
        assert_eq!(damaged.length(), None);
    }
}
