//! What is in the EEPROM and on the card, before and after.

use std::{fs, ops::Range, path::Path};

use anyhow::{Context as _, Result, bail};

/// A memory with a file behind it.
pub(super) struct Memory {
    pub(super) file: &'static str,
    pub(super) size: usize,
    /// What the firmware writes: the complement of what was there.
    written: &'static [Range<usize>],
}

/// QEMU's 24C32. The firmware writes its first and last byte, a page, a run over four pages, and a joined write.
pub(super) const EEPROM: Memory = Memory {
    file: "eeprom",
    size: 4_096,
    written: &[
        0..1,
        0x20..0x40,
        0x8D..0x8D + 70,
        0x200..0x204,
        4_095..4_096,
    ],
};

/// QEMU's SD card. The firmware writes two pairs of blocks.
pub(super) const CARD: Memory = Memory {
    file: "card",
    size: 1 << 20,
    written: &[5 * 512..7 * 512, 2_046 * 512..2_048 * 512],
};

impl Memory {
    /// Makes the file that the emulation starts with; a byte of it is damaged where that is asked for.
    pub(super) fn fill(&self, folder: &Path, damaged: Option<usize>) -> Result<()> {
        let bytes: Vec<u8> = (0..self.size)
            .map(|place| pattern(place) ^ u8::from(damaged == Some(place)))
            .collect();
        fs::write(folder.join(self.file), bytes).context("cannot write a memory's file")
    }

    /// Compares the file that the emulation has left with what the firmware should have written.
    pub(super) fn verify(&self, folder: &Path) -> Result<String> {
        let bytes = fs::read(folder.join(self.file)).context("cannot read a memory's file")?;
        self.compare(&bytes)
    }

    fn compare(&self, bytes: &[u8]) -> Result<String> {
        if bytes.len() != self.size {
            bail!("{} bytes instead of {}", bytes.len(), self.size);
        }
        for (place, &found) in bytes.iter().enumerate() {
            let expected = self.expected(place);
            if found != expected {
                bail!("{found:#04x} instead of {expected:#04x} at {place:#x}");
            }
        }
        let written: usize = self.written.iter().map(ExactSizeIterator::len).sum();
        let kept = self.size - written;
        Ok(format!(
            "{written} bytes written as they should be, {kept} untouched"
        ))
    }

    fn expected(&self, place: usize) -> u8 {
        let is_written = self.written.iter().any(|range| range.contains(&place));
        if is_written {
            !pattern(place)
        } else {
            pattern(place)
        }
    }
}

/// The byte at a place before the firmware runs: neighbours, pages and blocks all differ. The firmware knows it too.
fn pattern(place: usize) -> u8 {
    let [low, middle, high, ..] = place.to_le_bytes();
    let middle = middle.wrapping_mul(7);
    let high = high.wrapping_mul(13);
    low.wrapping_add(middle).wrapping_add(high)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left_by_a_good_run(memory: &Memory) -> Vec<u8> {
        (0..memory.size)
            .map(|place| memory.expected(place))
            .collect()
    }

    #[test]
    fn a_good_run_is_taken() {
        for memory in [EEPROM, CARD] {
            memory.compare(&left_by_a_good_run(&memory)).unwrap();
        }
    }

    #[test]
    fn a_byte_too_many_or_too_few_is_noticed() {
        let mut bytes = left_by_a_good_run(&EEPROM);
        for place in [0, 1, 0x1F, 0x20, 0x3F, 0x40, 0x203, 0x204, 4_095] {
            bytes[place] = !bytes[place];
            EEPROM.compare(&bytes).unwrap_err();
            bytes[place] = !bytes[place];
        }
        bytes.pop();
        EEPROM.compare(&bytes).unwrap_err();
    }

    #[test]
    fn neighbours_and_pages_differ() {
        for distance in [1, 32, 256, 512, 4_096, 65_536] {
            for place in 0..CARD.size - distance {
                assert_ne!(pattern(place), pattern(place + distance));
            }
        }
    }

    #[test]
    fn a_file_is_filled_and_damaged() {
        let folder = tempfile::tempdir().unwrap();
        EEPROM.fill(folder.path(), Some(7)).unwrap();
        let bytes = fs::read(folder.path().join(EEPROM.file)).unwrap();
        let damaged = |(place, byte): (usize, &u8)| (*byte != pattern(place)).then_some(place);
        let places: Vec<usize> = bytes.iter().enumerate().filter_map(damaged).collect();
        assert_eq!(places, [7]);
        EEPROM.verify(folder.path()).unwrap_err();
    }
}
