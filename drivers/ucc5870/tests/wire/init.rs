//! Bringing a chip up.

use super::*;

#[test]
fn new_and_free_move_nothing() {
    let config = config().unwrap();
    let bank = blocking::Ucc5870::<_, _, 2>::new(bus(&[]), NoopDelay::new(), SETTINGS, [config; 2]);
    assert_eq!(bank.count(), 2);
    assert_eq!(bank.configs(), &[config; 2]);
    bank.free().0.done();
    let pins = || Asc::new(PinMock::new(&[]), PinMock::new(&[]));
    let bank = blocking::Ucc5870::<_, _, 14, _>::with_asc(
        bus(&[]),
        NoopDelay::new(),
        SETTINGS,
        [config; 14],
        pins(),
    );
    let (mut spi, _, asc) = bank.free();
    spi.done();
    let (mut asc_en, mut asc) = asc.into_pins();
    asc_en.done();
    asc.done();
}

#[test]
fn init_writes_reads_back_and_compares_both_checksums() {
    assert_eq!(INIT.len(), 79 + 6);
    in_both!(
        [],
        |bank, _proof| {
            assert_eq!(bank.statuses()[0].mode(), Mode::Configuration);
        },
        {
            assert_eq!(bank.statuses()[0].words(), [0x0080, 0x4000, 0, 1, 0]);
        }
    );
}

/// Answers that are others, by the place of their frame.
type Changes = &'static [(usize, u16)];

#[test]
fn each_answer_that_tells_of_a_mistake_ends_init() {
    let identity = 13; // all four answers are there
    let script = |changes: &[(usize, u16)]| {
        let mut script = INIT.to_vec();
        for &(index, answer) in changes {
            script[index].1 = answer;
        }
        script
    };
    let cases: [(Changes, usize, Failure); 9] = [
        (
            &[(10, 0xFFFF)],
            identity,
            Error::Missing {
                chip: 0,
                found: 0xFFFF,
            },
        ),
        (
            &[(10, 0x0002)],
            identity,
            Error::Missing { chip: 0, found: 2 },
        ),
        (&[(13, 0xFFFF)], identity, Error::Silent { chip: 0 }),
        (
            &[(13, 0x0040)],
            identity,
            Error::Mode {
                chip: 0,
                expected: Mode::Configuration,
                found: Mode::Addressing,
            },
        ),
        (
            &[(11, 0x0000)],
            identity,
            Error::NotReady {
                chip: 0,
                register: Register::Status2,
            },
        ),
        (
            &[(12, 0x0000)],
            identity,
            Error::NotReady {
                chip: 0,
                register: Register::Status4,
            },
        ),
        (
            &[(63, 0x8005)],
            75,
            Error::ReadBack {
                chip: 0,
                register: Register::Cfg2,
                expected: 0x8004,
                found: 0x8005,
            },
        ),
        (
            &[(77, 0x7F96)],
            78,
            Error::Checksum {
                chip: 0,
                expected: 0x97,
                found: 0x96,
            },
        ),
        (&[(78, 0x4200)], 78, Error::Rejected { chip: 0 }),
    ];
    for (changes, last, error) in cases {
        let mut frames = script(changes);
        frames.truncate(last + 1);
        let config = config().unwrap();
        let mut bank =
            blocking::Ucc5870::<_, _, 1>::new(bus(&frames), NoopDelay::new(), SETTINGS, [config]);
        assert_eq!(bank.init_addressed(), Err(error));
        let mut gates = [GateFaults::empty()];
        assert_eq!(bank.faults(&mut gates), Err(Error::NotInitialised));
        bank.free().0.done();
    }
}

#[test]
fn reserved_bits_are_not_compared() {
    let mut script = INIT.to_vec();
    // CFG1 with bits 7 and 9; CRC_RX over the answers changes with it, and the frames do not.
    let cfg1 = INIT
        .iter()
        .position(|&(_, answer)| answer == 0x4803)
        .unwrap();
    script[cfg1].1 = 0x4803 | 0x0280;
    script[77].1 = 0x7F80;
    let config = config().unwrap();
    let mut bank =
        blocking::Ucc5870::<_, _, 1>::new(bus(&script), NoopDelay::new(), SETTINGS, [config]);
    assert_eq!(bank.init_addressed(), Ok(()));
    bank.free().0.done();
}
