//! Levels to frame.

use hal_power::Contacts;

/// Returns the contacts of `N` parts in a cascade; more than [`Contacts`] holds does not compile.
pub(crate) const fn count<const N: usize>() -> u32 {
    const { assert!(N >= 1 && N <= 4, "a cascade has 1 to 4 parts") };
    match N {
        1 => 8,
        2 => 16,
        3 => 24,
        _ => 32,
    }
}

/// Returns the frame that brings `closed` to the outputs; `None` where a contact lies beyond the cascade.
///
/// A part takes D7 for OUT8 first and D0 for OUT1 last, and what is sent first travels to the last part: the most significant
/// bit of the word comes first.
pub(crate) fn frame<const N: usize>(closed: Contacts) -> Option<[u8; N]> {
    if !Contacts::first(count::<N>()).contains(closed) {
        return None;
    }
    closed.bits().to_be_bytes().last_chunk().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn out8_of_the_last_part_comes_first() {
        assert_eq!(frame(Contacts::only(7)), Some([0x80]));
        assert_eq!(frame(Contacts::only(15)), Some([0x80, 0x00]));
        assert_eq!(frame(Contacts::only(31)), Some([0x80, 0, 0, 0]));
        assert_eq!(frame(Contacts::only(0)), Some([0, 0, 0x01]));
        assert_eq!(
            frame(Contacts::from_bits_retain(0x1234_5678)),
            Some([0x12, 0x34, 0x56, 0x78])
        );
    }

    #[test]
    fn nothing_is_cut_off() {
        assert_eq!(frame::<1>(Contacts::only(8)), None);
        assert_eq!(frame::<2>(Contacts::only(16)), None);
        assert_eq!(frame::<3>(Contacts::only(24).with(0, true)), None);
        assert_eq!(frame::<4>(Contacts::all()), Some([0xFF; 4]));
    }
}
