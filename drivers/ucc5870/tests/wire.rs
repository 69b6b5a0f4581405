//! Exact frames on the bus, in both halves, and what comes back with each.

mod pages;
mod stage;

use core::{
    pin::pin,
    task::{Context, Poll, Waker},
    time::Duration,
};

use embedded_hal::digital::PinState;
use embedded_hal_mock::eh1::{
    delay::NoopDelay,
    digital::{Mock as PinMock, State, Transaction as PinTransaction},
    spi::{Mock, Transaction},
};
use hal_inverter::{GateFaults, asynch::GateDriver as _, blocking::GateDriver as _};
use hal_power::{Error as _, ErrorKind};
use pages::config;
use stage::Idle;
use ucc5870::{
    AdcInput, Asc, Error, Judgement, Mode, NoAsc, Register, SelfTest, Settings, UNNAMED_FAULT,
    asynch, blocking,
};

/// Frames out and what comes meanwhile.
type Script = [(u16, u16)];

const SETTINGS: Settings = Settings::new(Duration::from_millis(3));

/// Chip 1 after a reset, which keeps its address. The checksums were worked out apart from the driver: A2 over the frames before,
/// which none compares; 0D over those of the configuration; 7C over the answers from 30A5 on.
#[rustfmt::skip]
const INIT: &Script = &[
    (0x111A, 0xFFFF), (0x1118, 0xFFFF), (0x1117, 0xFFFF), (0x1119, 0xFFFF),
    (0x1116, 0xFFFF), (0x1542, 0xFFFF), (0xF00A, 0xFFFF), (0xF708, 0xFFFF),
    (0xF222, 0xFFFF), (0x1115, 0xFFFF), (0x1117, 0x0001), (0x1119, 0x4000),
    (0x1116, 0x0001), (0x1542, 0x0080), (0x1113, 0x1542), (0x1C13, 0x30A5),
    (0x1AA2, 0x1C13), (0x1C1C, 0x1AA2), (0x1B00, 0x1C1C), (0x1A80, 0x1B00),
    (0x1A00, 0x1A80), (0x1C01, 0x1A00), (0x1A80, 0x1C01), (0x1B04, 0x1A80),
    (0x1C02, 0x1B04), (0x1A1A, 0x1C02), (0x1B2D, 0x1A1A), (0x1C05, 0x1B2D),
    (0x1A6A, 0x1C05), (0x1B71, 0x1A6A), (0x1C06, 0x1B71), (0x1A84, 0x1C06),
    (0x1B83, 0x1A84), (0x1C08, 0x1B83), (0x1A01, 0x1C08), (0x1B00, 0x1A01),
    (0x1C0A, 0x1B00), (0x1A00, 0x1C0A), (0x1B05, 0x1A00), (0x1C1D, 0x1B05),
    (0x1A02, 0x1C1D), (0x1B80, 0x1A02), (0x1C1E, 0x1B80), (0x1A03, 0x1C1E),
    (0x1B40, 0x1A03), (0x1C00, 0x1B40), (0x1A48, 0x1C00), (0x1B03, 0x1A48),
    (0x1C03, 0x1B03), (0x1A12, 0x1C03), (0x1B33, 0x1A12), (0x1C04, 0x1B33),
    (0x1A6A, 0x1C04), (0x1BA4, 0x1A6A), (0x1C07, 0x1BA4), (0x1A41, 0x1C07),
    (0x1B00, 0x1A41), (0x1C09, 0x1B00), (0x1A80, 0x1C09), (0x1BC0, 0x1A80),
    (0x1101, 0x1BC0), (0x1102, 0x8004), (0x1105, 0x1A2D), (0x1106, 0x6A71),
    (0x1108, 0x8483), (0x110A, 0x0100), (0x111D, 0x0005), (0x111E, 0x0280),
    (0x1100, 0x0340), (0x1103, 0x4803), (0x1104, 0x1233), (0x1107, 0x6AA4),
    (0x1109, 0x4100), (0x1542, 0x80C0), (0x1C13, 0x1542), (0x1A0D, 0x1C13),
    (0x1113, 0x1A0D), (0x1117, 0x0D7C), (0x1542, 0x4000), (0x111A, 0x1542),
    (0x1118, 0x0000), (0x1117, 0x0000), (0x1119, 0x4000), (0x1116, 0x0001),
    (0x1542, 0x0080),
];

/// Status of a chip that waits for configuration, and of one that is active: the answers.
const CONFIGURED: [u16; 5] = [0x0000, 0x0000, 0x4000, 0x0001, 0x0080];
const ACTIVE: [u16; 5] = [0x0000, 0x0000, 0x4004, 0x0001, 0x00C0];

/// A reading of STATUS5, 3, 2, 4 and 1.
fn status([five, three, two, four, one]: [u16; 5]) -> Vec<(u16, u16)> {
    vec![
        (0x111A, 0x0000),
        (0x1118, five),
        (0x1117, three),
        (0x1119, two),
        (0x1116, four),
        (0x1542, one),
    ]
}

fn enabling() -> Vec<(u16, u16)> {
    [status(CONFIGURED), vec![(0xF009, 0xFFFF)], status(ACTIVE)].concat()
}

/// A bus that expects each frame in a chip select of its own.
fn bus(script: &Script) -> Mock<u8> {
    let frame = |(out, back): &(u16, u16)| {
        let (out, back) = (out.to_be_bytes(), back.to_be_bytes());
        [
            Transaction::transaction_start(),
            Transaction::transfer_in_place(out.to_vec(), back.to_vec()),
            Transaction::transaction_end(),
        ]
    };
    Mock::new(&script.iter().flat_map(frame).collect::<Vec<_>>())
}

/// Runs a future that never waits.
fn run<F: Future>(future: F) -> Option<F::Output> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}

type Failure = Error<embedded_hal::spi::ErrorKind>;

/// Runs `init_addressed` and what follows in both halves: these frames and no others.
macro_rules! expect {
    ($script:expr, |$bank:ident, $proof:ident| $blocking:block, $asynch:block) => {{
        let script: Vec<(u16, u16)> = [INIT, &$script].concat();
        let config = config().unwrap();
        let mut stage = Idle;
        let $proof = stage.proof();
        let mut $bank = blocking::Ucc5870::<_, _, 1>::new(
            bus(&script),
            NoopDelay::new(),
            SETTINGS,
            [config],
        );
        assert_eq!($bank.init_addressed(), Ok(()));
        $blocking
        let (mut spi, _, NoAsc) = $bank.free();
        spi.done();

        let mut $bank =
            asynch::Ucc5870::<_, _, 1>::new(bus(&script), NoopDelay::new(), SETTINGS, [config]);
        assert_eq!(run($bank.init_addressed()), Some(Ok(())));
        $asynch
        let (mut spi, _, NoAsc) = $bank.free();
        spi.done();
    }};
}

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
    expect!(
        [],
        |bank, _proof| {
            assert_eq!(bank.statuses()[0].mode(), Mode::Configuration);
        },
        {
            assert_eq!(bank.statuses()[0].words(), [0x0080, 0x4000, 0, 1, 0]);
        }
    );
}

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
    let cases: [(&[(usize, u16)], usize, Failure); 9] = [
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
            &[(61, 0x8005)],
            73,
            Error::ReadBack {
                chip: 0,
                register: Register::Cfg2,
                expected: 0x8004,
                found: 0x8005,
            },
        ),
        (
            &[(77, 0x0D7D)],
            78,
            Error::Checksum {
                chip: 0,
                expected: 0x7C,
                found: 0x7D,
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
    script[77].1 = 0x0D79;
    let config = config().unwrap();
    let mut bank =
        blocking::Ucc5870::<_, _, 1>::new(bus(&script), NoopDelay::new(), SETTINGS, [config]);
    assert_eq!(bank.init_addressed(), Ok(()));
    bank.free().0.done();
}

#[test]
fn faults_cost_five_frames_and_one() {
    expect!(
        status(CONFIGURED),
        |bank, _proof| {
            let mut gates = [GateFaults::all()];
            assert_eq!(bank.faults(&mut gates), Ok(GateFaults::empty()));
            assert_eq!(gates, [GateFaults::empty()]);
        },
        {
            let mut gates = [GateFaults::all()];
            assert_eq!(run(bank.faults(&mut gates)), Some(Ok(GateFaults::empty())));
            assert_eq!(gates, [GateFaults::empty()]);
        }
    );
}

#[test]
fn what_is_new_is_read_again_and_desaturation_ends_the_active_mode() {
    let desaturated = [0x0000, 0x0001, 0x4004, 0x0401, 0x80C0];
    let after = [0x0000, 0x0000, 0x4000, 0x0001, 0x0080];
    let script = [
        enabling(),
        status(desaturated),
        status(desaturated),
        vec![(0xF00A, 0xFFFF), (0xF222, 0xFFFF)],
        status(after),
    ]
    .concat();
    let fault = GateFaults::DESATURATION;
    expect!(
        script,
        |bank, proof| {
            bank.enable(&proof).unwrap();
            let mut gates = [GateFaults::empty()];
            assert_eq!(bank.faults(&mut gates), Ok(fault));
            // Kept, though the part shows it no more, and not retried.
            assert_eq!(bank.faults(&mut gates), Ok(fault));
            assert_eq!(gates, [fault]);
        },
        {
            run(bank.enable(&proof)).unwrap().unwrap();
            let mut gates = [GateFaults::empty()];
            assert_eq!(run(bank.faults(&mut gates)), Some(Ok(fault)));
            assert_eq!(run(bank.faults(&mut gates)), Some(Ok(fault)));
            assert_eq!(gates, [fault]);
        }
    );
}

#[test]
fn a_fault_that_the_second_and_third_reading_do_not_show_was_none() {
    let flipped = [0x0000, 0x0100, 0x4004, 0x0001, 0x00C0];
    let script = [enabling(), status(flipped), status(ACTIVE), status(ACTIVE)].concat();
    expect!(
        script,
        |bank, proof| {
            bank.enable(&proof).unwrap();
            let mut gates = [GateFaults::empty()];
            assert_eq!(bank.faults(&mut gates), Ok(GateFaults::empty()));
        },
        {
            run(bank.enable(&proof)).unwrap().unwrap();
            let mut gates = [GateFaults::empty()];
            assert_eq!(run(bank.faults(&mut gates)), Some(Ok(GateFaults::empty())));
        }
    );
}

#[test]
fn a_fault_that_is_signalled_without_a_name_is_told() {
    let unnamed = [0x0000, 0x0000, 0x4004, 0x0401, 0x00C0];
    let script = [enabling(), status(unnamed), status(unnamed)].concat();
    expect!(
        script,
        |bank, proof| {
            bank.enable(&proof).unwrap();
            let mut gates = [GateFaults::empty()];
            assert_eq!(bank.faults(&mut gates), Ok(UNNAMED_FAULT));
        },
        {
            run(bank.enable(&proof)).unwrap().unwrap();
            let mut gates = [GateFaults::empty()];
            assert_eq!(run(bank.faults(&mut gates)), Some(Ok(UNNAMED_FAULT)));
        }
    );
}

#[test]
fn a_chip_that_never_says_the_same_is_unsteady() {
    let one = |bit: u16| status([0x0000, 1 << bit, 0x4004, 0x0001, 0x00C0]);
    let script = [enabling(), one(0), one(1), one(2), one(7), one(8)].concat();
    let error: Failure = Error::Unsteady {
        chip: 0,
        register: Register::Status5,
    };
    expect!(
        script,
        |bank, proof| {
            bank.enable(&proof).unwrap();
            let mut gates = [GateFaults::empty()];
            assert_eq!(bank.faults(&mut gates), Err(error));
            assert_eq!(bank.faults(&mut gates), Err(Error::NotInitialised));
        },
        {
            run(bank.enable(&proof)).unwrap().unwrap();
            let mut gates = [GateFaults::empty()];
            assert_eq!(run(bank.faults(&mut gates)), Some(Err(error)));
        }
    );
}

#[test]
fn clearing_is_the_bit_set_and_taken_back() {
    let script = [
        vec![
            (0xF00A, 0xFFFF),
            (0xF222, 0xFFFF),
            (0xFC1C, 0xFFFF),
            (0xFB00, 0xFFFF),
            (0xFA80, 0xFFFF),
            (0xFA00, 0xFFFF),
        ],
        status(CONFIGURED),
    ]
    .concat();
    expect!(
        script,
        |bank, proof| {
            assert_eq!(bank.clear_faults(&proof), Ok(()));
        },
        {
            assert_eq!(run(bank.clear_faults(&proof)), Some(Ok(())));
        }
    );
}

#[test]
fn disabling_leads_to_configuration() {
    let script = [
        enabling(),
        vec![(0xF00A, 0xFFFF), (0xF222, 0xFFFF)],
        status(CONFIGURED),
        vec![(0xF00A, 0xFFFF), (0xF708, 0xFFFF)],
    ]
    .concat();
    expect!(
        script,
        |bank, proof| {
            bank.enable(&proof).unwrap();
            assert_eq!(bank.disable(), Ok(()));
            assert_eq!(bank.reset_chips(), Ok(()));
            assert_eq!(bank.disable(), Err(Error::NotInitialised));
        },
        {
            run(bank.enable(&proof)).unwrap().unwrap();
            assert_eq!(run(bank.disable()), Some(Ok(())));
            assert_eq!(run(bank.reset_chips()), Some(Ok(())));
            assert_eq!(run(bank.disable()), Some(Err(Error::NotInitialised)));
        }
    );
}

#[test]
fn an_input_that_is_high_though_the_stage_is_disarmed_refuses() {
    for bit in [0x8000, 0x4000] {
        let high = [0x0000, 0x0000, 0x4000, 0x0001, 0x0080 | bit];
        let error: Failure = Error::Pins {
            chip: 0,
            found: 0x0080 | bit,
        };
        expect!(
            status(high),
            |bank, proof| {
                assert_eq!(bank.enable(&proof), Err(error));
                assert_eq!(bank.enable(&proof), Err(Error::NotInitialised));
            },
            {
                assert_eq!(run(bank.enable(&proof)), Some(Err(error)));
            }
        );
    }
}

#[test]
fn chips_that_are_active_are_not_configured() {
    let config = config().unwrap();
    let judgement = Judgement {
        wait: Duration::ZERO,
        passes: PinState::High,
    };
    expect!(
        enabling(),
        |bank, proof| {
            bank.enable(&proof).unwrap();
            assert_eq!(bank.configure([config]), Err(Error::Active));
            let tested = bank.self_test(0, SelfTest::Desaturation, judgement, &proof);
            assert_eq!(tested, Err(Error::Active));
            for register in Register::CONFIGURATION {
                assert_eq!(bank.write_register(0, register, 0), Err(Error::Active));
            }
        },
        {
            run(bank.enable(&proof)).unwrap().unwrap();
            assert_eq!(run(bank.configure([config])), Some(Err(Error::Active)));
            let tested = run(bank.self_test(0, SelfTest::Desaturation, judgement, &proof));
            assert_eq!(tested, Some(Err(Error::Active)));
        }
    );
}

#[test]
fn verifying_reads_every_register_and_a_difference_again() {
    let reading = |cfg4: u16| {
        let words = [
            0x8004, 0x1A2D, 0x6A71, 0x8483, 0x0100, 0x0005, 0x0280, 0x0340, 0x4803, cfg4, 0x6AA4,
            0x4100, 0x80C0,
        ];
        let frames = [
            0x1101, 0x1102, 0x1105, 0x1106, 0x1108, 0x110A, 0x111D, 0x111E, 0x1100, 0x1103, 0x1104,
            0x1107, 0x1109, 0x1542,
        ];
        let answers = [0].into_iter().chain(words);
        frames.into_iter().zip(answers).collect::<Vec<_>>()
    };
    let again = vec![(0x1103, 0x0000), (0x1542, 0x1223)];
    let script = [reading(0x1233), reading(0x1223), again].concat();
    let error: Failure = Error::Changed {
        chip: 0,
        register: Register::Cfg4,
        expected: 0x1233,
        found: 0x1223,
    };
    expect!(
        script,
        |bank, _proof| {
            assert_eq!(bank.verify(), Ok(()));
            assert_eq!(bank.verify(), Err(error));
            assert_eq!(bank.verify(), Err(Error::NotInitialised));
        },
        {
            assert_eq!(run(bank.verify()), Some(Ok(())));
            assert_eq!(run(bank.verify()), Some(Err(error)));
        }
    );
}

#[test]
fn a_self_test_is_started_judged_and_cleared() {
    let flag = |word: u16| {
        vec![
            (0x1118, 0),
            (0x1118, word),
            (0x1116, word),
            (0x1542, 0x0080),
        ]
    };
    let tested = |found: u16| {
        [
            status(CONFIGURED),
            flag(0x0000),
            vec![(0x1C1C, 0), (0x1A02, 0), (0x1B00, 0)],
            flag(found),
            vec![(0x1C1C, 0), (0x1A00, 0), (0x1B00, 0)],
            vec![(0x1C1C, 0), (0x1B00, 0), (0x1A80, 0), (0x1A00, 0)],
        ]
        .concat()
    };
    assert_eq!(tested(0).len(), 5 + 19);
    let judgement = Judgement {
        wait: Duration::from_micros(10),
        passes: PinState::High,
    };
    let test = SelfTest::Desaturation;
    let error: Failure = Error::SelfTest {
        chip: 0,
        test,
        found: 0x0002,
    };
    expect!(
        [tested(0x0001), tested(0x0002)].concat(),
        |bank, proof| {
            assert_eq!(bank.self_test(0, test, judgement, &proof), Ok(()));
            assert_eq!(bank.self_test(0, test, judgement, &proof), Err(error));
            assert_eq!(
                bank.self_test(1, test, judgement, &proof),
                Err(Error::Chips(1))
            );
        },
        {
            assert_eq!(
                run(bank.self_test(0, test, judgement, &proof)),
                Some(Ok(()))
            );
            assert_eq!(
                run(bank.self_test(0, test, judgement, &proof)),
                Some(Err(error))
            );
        }
    );
}

#[test]
fn an_adc_result_is_read_twice_and_with_the_mode() {
    let pair =
        |one: u16, two: u16| vec![(0x110B, 0), (0x110B, one), (0x1116, two), (0x1542, 0x00C0)];
    let script = [
        enabling(),
        pair(0x0500, 0x0901),
        pair(0x0500, 0x0504),
        pair(0x0504, 0x0502),
        pair(0x0000, 0x0003),
        pair(0x0000, 0x0003),
        pair(0x0000, 0x0003),
    ]
    .concat();
    let error: Failure = Error::Unsteady {
        chip: 0,
        register: Register::AdcData1,
    };
    expect!(
        script,
        |bank, proof| {
            assert_eq!(bank.adc(0, AdcInput::Ai1, 2), Err(Error::NotActive));
            bank.enable(&proof).unwrap();
            let result = bank.adc(0, AdcInput::Ai1, 2).unwrap();
            assert_eq!((result.code(), result.time_stamp()), (0x101, 2));
            assert_eq!(bank.adc(0, AdcInput::Ai1, 2).unwrap().code(), 0x102);
            assert_eq!(bank.adc(0, AdcInput::Ai1, 2), Err(error));
        },
        {
            run(bank.enable(&proof)).unwrap().unwrap();
            assert_eq!(
                run(bank.adc(0, AdcInput::Ai1, 2)).unwrap().unwrap().code(),
                0x101
            );
            assert_eq!(
                run(bank.adc(0, AdcInput::Ai1, 2)).unwrap().unwrap().code(),
                0x102
            );
            assert_eq!(run(bank.adc(0, AdcInput::Ai1, 2)), Some(Err(error)));
        }
    );
}

#[test]
fn single_registers_are_read_and_written() {
    let script = [
        (0x1114, 0xFFFF),
        (0x1542, 0x1234),
        (0x1C14, 0),
        (0x1A56, 0),
        (0x1B78, 0),
    ];
    expect!(
        script,
        |bank, _proof| {
            assert_eq!(bank.read_register(0, Register::SpiTest), Ok(0x1234));
            assert_eq!(bank.write_register(0, Register::SpiTest, 0x5678), Ok(()));
            assert_eq!(
                bank.read_register(1, Register::SpiTest),
                Err(Error::Chips(1))
            );
            assert_eq!(
                bank.write_register(1, Register::SpiTest, 0),
                Err(Error::Chips(1))
            );
        },
        {
            assert_eq!(
                run(bank.read_register(0, Register::SpiTest)),
                Some(Ok(0x1234))
            );
            assert_eq!(
                run(bank.write_register(0, Register::SpiTest, 0x5678)),
                Some(Ok(()))
            );
        }
    );
}

#[test]
fn asc_goes_before_asc_en_and_is_held_until_enable() {
    let held = |words: [u16; 5]| {
        words.map(|word| {
            if word & 0x01C0 > 1 {
                word | 0x0800
            } else {
                word
            }
        })
    };
    let mut script = INIT.to_vec();
    script[84].1 |= 0x0800;
    let config = config().unwrap();
    let script = [
        script,
        status(held(CONFIGURED)),
        vec![(0xF009, 0xFFFF)],
        status(held(ACTIVE)),
        status(ACTIVE),
    ]
    .concat();
    let high = || PinTransaction::set(State::High);
    let low = || PinTransaction::set(State::Low);
    let mut stage = Idle;
    let proof = stage.proof();
    let asc_en = PinMock::new(&[high(), high(), low(), high()]);
    let asc = PinMock::new(&[low(), low(), low()]);
    let mut bank = blocking::Ucc5870::<_, _, 1, _>::with_asc(
        bus(&script),
        NoopDelay::new(),
        SETTINGS,
        [config],
        Asc::new(Sure(asc_en), Sure(asc)),
    );
    assert_eq!(bank.init_addressed(), Ok(()));
    assert_eq!(bank.enable(&proof), Ok(()));
    hal_power::SafeState::make_safe(&mut bank);
    let (mut spi, _, asc) = bank.free();
    spi.done();
    let (mut asc_en, mut asc) = asc.into_pins();
    asc_en.0.done();
    asc.0.done();
}

/// A pin that cannot fail.
struct Sure(PinMock);

impl embedded_hal::digital::ErrorType for Sure {
    type Error = core::convert::Infallible;
}

impl embedded_hal::digital::OutputPin for Sure {
    fn set_low(&mut self) -> Result<(), core::convert::Infallible> {
        assert!(embedded_hal::digital::OutputPin::set_low(&mut self.0).is_ok());
        Ok(())
    }

    fn set_high(&mut self) -> Result<(), core::convert::Infallible> {
        assert!(embedded_hal::digital::OutputPin::set_high(&mut self.0).is_ok());
        Ok(())
    }
}

#[test]
fn an_asc_en_that_the_chip_does_not_see_fails_init() {
    // The last reading of `init` says that ASC_EN is low; a second one says so too.
    let script = [INIT.to_vec(), status(CONFIGURED)].concat();
    let config = config().unwrap();
    let high = || PinTransaction::set(State::High);
    let low = || PinTransaction::set(State::Low);
    let pins = Asc::new(
        Sure(PinMock::new(&[high(), high()])),
        Sure(PinMock::new(&[low(), low()])),
    );
    let mut bank = blocking::Ucc5870::<_, _, 1, _>::with_asc(
        bus(&script),
        NoopDelay::new(),
        SETTINGS,
        [config],
        pins,
    );
    assert_eq!(
        bank.init_addressed(),
        Err(Error::Pins {
            chip: 0,
            found: 0x0080
        })
    );
    let (mut spi, _, asc) = bank.free();
    spi.done();
    let (mut asc_en, mut asc) = asc.into_pins();
    asc_en.0.done();
    asc.0.done();
}

#[test]
fn an_error_keeps_its_cause_and_its_kind() {
    let cause = embedded_hal::spi::ErrorKind::Overrun;
    let test = SelfTest::GateOff;
    let register = Register::Cfg4;
    let faults = GateFaults::DESATURATION;
    for (error, kind, text) in [
        (
            Error::Bus {
                frame: 0x1116,
                cause,
            },
            ErrorKind::Bus,
            "frame 0x1116 failed: Overrun",
        ),
        (
            Error::Missing {
                chip: 2,
                found: 0xFFFF,
            },
            ErrorKind::WrongDevice,
            "chip 2 does not answer: address 0xffff",
        ),
        (
            Error::NotReady {
                chip: 1,
                register: Register::Status4,
            },
            ErrorKind::NotReady,
            "chip 1 is not ready by Status4",
        ),
        (
            Error::ReadBack {
                chip: 1,
                register,
                expected: 1,
                found: 2,
            },
            ErrorKind::Integrity,
            "Cfg4 of chip 1 has 0x0002, 0x0001 was written",
        ),
        (
            Error::Rejected { chip: 3 },
            ErrorKind::Integrity,
            "chip 3 received other frames",
        ),
        (
            Error::Checksum {
                chip: 3,
                expected: 0x1F,
                found: 2,
            },
            ErrorKind::Integrity,
            "chip 3 sent 0x02 by CRC_RX, 0x1f came",
        ),
        (
            Error::Silent { chip: 0 },
            ErrorKind::ConfigurationLost,
            "chip 0 does not answer",
        ),
        (
            Error::Mode {
                chip: 0,
                expected: Mode::Active,
                found: Mode::Other(5),
            },
            ErrorKind::ConfigurationLost,
            "chip 0 is in Other(5), not in Active",
        ),
        (
            Error::Changed {
                chip: 0,
                register,
                expected: 1,
                found: 2,
            },
            ErrorKind::ConfigurationLost,
            "Cfg4 of chip 0 went from 0x0001 to 0x0002",
        ),
        (
            Error::Pins {
                chip: 0,
                found: 0x80C0,
            },
            ErrorKind::Integrity,
            "chip 0 contradicts its pins: STATUS1 0x80c0",
        ),
        (
            Error::Unsteady { chip: 0, register },
            ErrorKind::Integrity,
            "Cfg4 of chip 0 differs each time",
        ),
        (
            Error::Fault { chip: 5, faults },
            ErrorKind::Fault,
            "chip 5 reports DESATURATION",
        ),
        (
            Error::SelfTest {
                chip: 0,
                test,
                found: 1,
            },
            ErrorKind::Fault,
            "GateOff of chip 0 failed: 0x0001",
        ),
        (
            Error::Chips(7),
            ErrorKind::OutOfRange,
            "7 is not of this bank",
        ),
        (Error::Active, ErrorKind::Refused, "ignored while active"),
        (Error::NotActive, ErrorKind::Refused, "not active"),
        (Error::NotInitialised, ErrorKind::Refused, "not initialised"),
    ] {
        assert_eq!(error.kind(), kind);
        assert_eq!(error.to_string(), text);
    }
}
