//! What blocks of a chain mean.

use crate::{
    Error, Group, Part,
    codec::{self, Block, Data},
};

/// Judges what every part has answered: first whether the chain is whole, then checks, then counters.
pub(crate) fn judge<E>(frame: &[Block], group: Group, expected: u8) -> Result<(), Error<E>> {
    let answering = frame.iter().rposition(|block| !codec::is_silent(*block));
    let whole = answering.map_or(0, |last| last + 1);
    let mut counters = Ok(());
    for (part, block) in frame.iter().take(whole).enumerate() {
        let Some((_, found)) = codec::checked(*block) else {
            return Err(Error::Pec { part, group });
        };
        if found != expected {
            counters = counters.and(Err(Error::Counter {
                part,
                expected,
                found,
            }));
        }
    }
    if whole < frame.len() {
        return Err(Error::Broken { part: whole });
    }
    counters
}

/// Returns the data of every part whose blocks were judged.
pub(crate) fn data(frame: &[Block]) -> impl Iterator<Item = Data> {
    let checked = frame.iter().map(|block| codec::checked(*block));
    checked.map_while(|checked| checked.map(|(data, _)| data))
}

/// Returns what each part is told, by its place: `data` gets the part and the number of its lowest cell.
pub(crate) fn each(parts: &[Part], data: impl Fn(&Part, usize) -> Data) -> impl Fn(usize) -> Data {
    move |place| {
        let below = parts.iter().take(place).map(Part::cells).sum();
        let part = parts.get(place);
        part.map_or_else(Data::default, |part| data(part, below))
    }
}

/// Returns the first part whose data is not as it was written, of the bits in `mask`.
pub(crate) fn differs(
    frame: &[Block],
    mask: u64,
    written: impl Fn(usize) -> Data,
) -> Option<usize> {
    let mut parts = data(frame).enumerate();
    let found = parts.find(|(part, data)| (bits(*data) ^ bits(written(*part))) & mask != 0);
    found.map(|(part, _)| part)
}

const fn bits(data: Data) -> u64 {
    let [b0, b1, b2, b3, b4, b5] = data;
    u64::from_be_bytes([0, 0, b0, b1, b2, b3, b4, b5])
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::convert::Infallible;

    const SOUND: Block = codec::block([1, 2, 3, 4, 5, 6]);
    const DAMAGED: Block = [1, 2, 3, 4, 5, 7, SOUND[6], SOUND[7]];
    const SILENT: Block = [0xFF; 8];

    fn judged(frame: &[Block]) -> Result<(), Error<Infallible>> {
        judge(frame, Group::PwmA, 0)
    }

    #[test]
    fn a_broken_chain_says_where() {
        assert_eq!(judged(&[SOUND; 3]), Ok(()));
        for broken in 0..3 {
            let mut frame = [SOUND; 3];
            frame[broken..].fill(SILENT);
            assert_eq!(judged(&frame), Err(Error::Broken { part: broken }));
            frame[broken..].fill([0x00; 8]);
            assert_eq!(judged(&frame), Err(Error::Broken { part: broken }));
        }
    }

    #[test]
    fn damage_is_told_from_silence() {
        let group = Group::PwmA;
        let part = 1;
        assert_eq!(
            judged(&[SOUND, DAMAGED, SOUND]),
            Err(Error::Pec { part, group })
        );
        // one that is silent between two that are not has been damaged
        assert_eq!(
            judged(&[SOUND, SILENT, SOUND]),
            Err(Error::Pec { part, group })
        );
        assert_eq!(
            judged(&[SOUND, DAMAGED, SILENT]),
            Err(Error::Pec { part, group })
        );
    }

    #[test]
    fn a_counter_is_told_last() {
        let (part, expected, found) = (0, 5, 0);
        let counter = Error::<Infallible>::Counter {
            part,
            expected,
            found,
        };
        assert_eq!(judge(&[SOUND; 2], Group::PwmA, 5), Err(counter));
        let broken = Error::<Infallible>::Broken { part: 1 };
        assert_eq!(judge(&[SOUND, SILENT], Group::PwmA, 5), Err(broken));
    }

    #[test]
    fn parts_are_told_by_their_place_and_their_lowest_cell() {
        let parts = [16, 3, 12].map(|cells| Part::new(cells).unwrap());
        let told = each(&parts, |part, below| {
            let number = |cells: usize| u8::try_from(cells).unwrap();
            [number(part.cells()), number(below), 0, 0, 0, 0]
        });
        assert_eq!(
            [told(0), told(2)].map(|data| (data[0], data[1])),
            [(16, 0), (12, 19)]
        );
    }

    #[test]
    fn only_what_reads_back_is_compared() {
        let written = |_| [0x81, 0, 0, 0xFF, 0x03, 0x05];
        let read = |data| [codec::block(data)];
        // reserved bits, and results that are frozen
        let frame = read([0xF9, 0, 0x07, 0xFF, 0xFF, 0xE5]);
        assert_eq!(differs(&frame, Group::ConfigA.mask(), written), None);
        // muted
        let frame = read([0x81, 0, 0, 0xFF, 0x03, 0x15]);
        assert_eq!(differs(&frame, Group::ConfigA.mask(), written), Some(0));
        // time that has run
        let frame = read([0, 0xF8, 0x7F, 0x02, 0, 0]);
        let written = |_| [0, 0xF8, 0x7F, 0x05, 0, 0];
        assert_eq!(differs(&frame, Group::ConfigB.mask(), written), None);
        let frame = read([0, 0xF8, 0x7F, 0x45, 0, 0]);
        assert_eq!(differs(&frame, Group::ConfigB.mask(), written), Some(0));
    }
}
