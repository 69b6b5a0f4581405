//! Levels and registers to bits and back. What comes first on the wire is the highest bit.

use hal_power::Contacts;

use crate::Control;

/// What `init` shifts through the chain: no two bytes alike, and zeros at the end of each.
const PATTERN: u32 = 0xB4C2_D868;

/// Bits of zeros around the pattern: more than any chain holds.
pub(crate) const CLEAR_BITS: u32 = 32;

/// Returns the contacts of `N` parts in a chain; more than [`Contacts`] holds does not compile.
pub(crate) const fn count<const N: usize>() -> u32 {
    const { assert!(N >= 1 && N <= 4, "a chain has 1 to 4 parts") };
    match N {
        1 => 8,
        2 => 16,
        3 => 24,
        _ => 32,
    }
}

/// A word for the chain, and what has to come out of it meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Echo {
    /// What is shifted in.
    pub(crate) word: u64,
    /// How many bits, 64 at most.
    pub(crate) bits: u32,
    /// What comes out, in the bits of `mask`.
    pub(crate) expected: u64,
    /// The bits that tell.
    pub(crate) mask: u64,
}

/// Returns the pattern and zeros for a chain that is full of zeros: a chain of another length delays them otherwise.
pub(crate) fn pattern<const N: usize>() -> Echo {
    let count = count::<N>();
    let pattern = u64::from(PATTERN & Contacts::first(count).bits());
    let bits = count + CLEAR_BITS;
    Echo {
        word: pattern << CLEAR_BITS,
        bits,
        expected: pattern << (CLEAR_BITS - count),
        mask: u64::MAX >> (u64::BITS - bits),
    }
}

/// Returns the frame that brings `closed` to the outputs, after one set bit for each chain that comes out again before them;
/// `None` where a contact lies beyond the chain.
///
/// Zeros lie between the set bit and the levels, so that a lost clock brings no more than the levels' own bits to outputs.
pub(crate) fn frame<const N: usize>(closed: Contacts) -> Option<Echo> {
    let count = count::<N>();
    let all = Contacts::first(count);
    if !all.contains(closed) {
        return None;
    }
    let mark = 1_u64 << (count - 1);
    Some(Echo {
        word: mark << count | u64::from(closed.bits()),
        bits: 2 * count,
        expected: mark,
        mask: u64::from(all.bits()),
    })
}

/// Returns the levels in a reading of all data registers.
pub(crate) fn levels<const N: usize>(word: u64) -> Contacts {
    Contacts::from_bits_retain(low(word)) & Contacts::first(count::<N>())
}

/// Returns the word that sets all control registers alike.
pub(crate) fn control_word<const N: usize>(control: Control) -> u32 {
    u32::from_be_bytes([control.bits(); 4]) & Contacts::first(count::<N>()).bits()
}

/// Returns the control registers in a reading, the first part's first.
pub(crate) fn controls<const N: usize>(word: u32) -> [Control; N] {
    let mut bytes = word.to_le_bytes().into_iter();
    core::array::from_fn(|_| Control::from_bits(bytes.next().unwrap_or_default()))
}

/// Returns over-current and open load in a reading of all fault registers: of each part, one byte of either.
pub(crate) fn faults(word: u64) -> (Contacts, Contacts) {
    let mut over_current = [0; 4];
    let mut open_load = [0; 4];
    let parts = over_current.iter_mut().zip(open_load.iter_mut());
    for ((over_current, open_load), bytes) in parts.zip(word.to_le_bytes().chunks_exact(2)) {
        if let [low, high] = *bytes {
            (*over_current, *open_load) = (high, low);
        }
    }
    let contacts = |bytes| Contacts::from_bits_retain(u32::from_le_bytes(bytes));
    (contacts(over_current), contacts(open_load))
}

/// Returns the lower half of a word.
pub(crate) const fn low(word: u64) -> u32 {
    (word & 0xFFFF_FFFF) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn out8_of_the_last_part_comes_first() {
        let frame = frame::<3>(Contacts::from_bits_retain(0x12_34A6)).unwrap();
        assert_eq!(frame.word, 0x8000_0012_34A6);
        assert_eq!((frame.bits, frame.mask), (48, 0xFF_FFFF));
        assert_eq!(frame.expected, 0x80_0000);
    }

    #[test]
    fn levels_beyond_the_chain_have_no_frame() {
        assert_eq!(frame::<1>(Contacts::only(8)), None);
        assert_eq!(frame::<2>(Contacts::only(16).with(0, true)), None);
        assert_eq!(frame::<3>(Contacts::only(24)), None);
        assert_eq!(frame::<4>(Contacts::all()).unwrap().bits, 64);
    }

    #[test]
    fn the_pattern_comes_out_after_the_length_of_the_chain() {
        assert_eq!(
            pattern::<1>(),
            Echo {
                word: 0x68_0000_0000,
                bits: 40,
                expected: 0x6800_0000,
                mask: 0xFF_FFFF_FFFF,
            }
        );
        let longest = pattern::<4>();
        assert_eq!(longest.word, u64::from(PATTERN) << 32);
        assert_eq!(
            (longest.expected, longest.mask),
            (u64::from(PATTERN), u64::MAX)
        );
    }

    #[test]
    fn faults_are_two_bytes_for_each_part() {
        let (over_current, open_load) = faults(0x1122_3344_5566_7788);
        assert_eq!(over_current.bits(), 0x1133_5577);
        assert_eq!(open_load.bits(), 0x2244_6688);
    }

    #[test]
    fn control_registers_are_told_apart() {
        let control = Control::new(true, 2, 3).unwrap();
        assert_eq!(control_word::<2>(control), 0xA3A3);
        let [first, second] = controls::<2>(0xA3_7F);
        assert_eq!((first.bits(), second.bits()), (0x7F, 0xA3));
    }
}
