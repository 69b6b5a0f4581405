//! Configuration, self-tests, the ADC, and single registers.

use super::*;

#[test]
fn chips_that_are_active_are_not_configured() {
    let config = config().unwrap();
    let judgement = Judgement {
        wait: Duration::ZERO,
        passes: PinState::High,
    };
    in_both!(
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
    let again = vec![(0x1103, 0x0000), (0x1542, 0x1223)];
    let script = [configuration(0x1233), configuration(0x1223), again].concat();
    let error: Failure = Error::Changed {
        chip: 0,
        register: Register::Cfg4,
        expected: 0x1233,
        found: 0x1223,
    };
    in_both!(
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
    in_both!(
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
    in_both!(
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
    in_both!(
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
