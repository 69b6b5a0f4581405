//! Configuration, self-tests, the ADC, and a fault at each of their transfers.

use super::*;

#[test]
fn a_register_that_changed_is_a_fault_and_named_by_verify() {
    let bench = Bench::<2>::new();
    let mut bank = bench.enabled().unwrap();
    bank.verify().unwrap();
    bench.part(1).unwrap().corrupt(0x06, 0x0001);
    let mut gates = [GateFaults::empty(); 2];
    assert_eq!(bank.faults(&mut gates), Ok(GateFaults::REGISTER));
    assert_eq!(gates[1], GateFaults::REGISTER);
    let error = Error::Changed {
        chip: 1,
        register: Register::Cfg7,
        expected: bench::pages::WORDS[6] & !0x0C00,
        found: bench::pages::WORDS[6] & !0x0C00 ^ 1,
    };
    assert_eq!(bank.verify(), Err(error));
    assert!(bench.asc_en.level());
    bank.init_addressed().unwrap();
    clear(&mut bank).unwrap();
    enable(&mut bank).unwrap();
    bank.verify().unwrap();
}

#[test]
fn another_configuration_is_written_while_off() {
    let bench = Bench::<2>::new();
    let mut bank = bench.enabled().unwrap();
    let mut other = bench::pages().unwrap();
    other.desaturation.threshold = Voltage::from_volts(6);
    let other = ucc5870::Config::new(&other).unwrap();
    let (trace, said) = traced(&bench, || bank.configure([other; 2]));
    assert_eq!((trace.transfers(), said), (0, Err(Error::Active)));
    assert_eq!(bank.configs(), &[config(); 2]);
    bank.disable().unwrap();
    bank.configure([other; 2]).unwrap();
    enable(&mut bank).unwrap();
    bank.verify().unwrap();
    assert_eq!(bench.part(1).unwrap().register(0x04) >> 11 & 0xF, 7);
}

#[test]
fn self_tests_are_judged_by_the_callers_level() {
    let tests = [
        (SelfTest::LogicClock, 1 << 0, 0),
        (SelfTest::ShootThrough, 1 << 5, 0),
        (SelfTest::PwmComparison, 1 << 7, 0),
        (SelfTest::LogicConfiguration, 1 << 8, 0),
        (SelfTest::SwitchTemperature, 0, 1 << 1),
        (SelfTest::GateConfiguration, 0, 1 << 2),
        (SelfTest::GateClock, 0, 1 << 3),
        (SelfTest::Overcurrent, 0, 1 << 7),
        (SelfTest::ShortCircuit, 0, 1 << 8),
        (SelfTest::Desaturation, 0, 1 << 9),
        (SelfTest::VoltageClamp, 0, 1 << 11),
        (SelfTest::GateOn, 0, 1 << 12),
        (SelfTest::GateOff, 0, 1 << 13),
    ];
    for passed_check_sets_bit in [false, true] {
        let open = Open {
            passed_check_sets_bit,
            ..Open::default()
        };
        let bench = Bench::<2>::with(open, 0xFF);
        let mut bank = bench.blocking();
        let mut stage = IdleStage;
        let proof = proof(&mut stage);
        bank.init(&mut bench.inputs.clone()).unwrap();
        let judgement = Judgement {
            wait: Duration::from_millis(1),
            passes: PinState::from(passed_check_sets_bit),
        };
        for (test, control1, control2) in tests {
            let before = bench.world.clock().nanos();
            assert_eq!(
                bank.self_test(1, test, judgement, &proof),
                Ok(()),
                "{test:?}"
            );
            assert!(
                bench.world.clock().nanos() - before >= 1_000_000,
                "it waits"
            );
            bench
                .part(1)
                .unwrap()
                .set_failing_checks(control1, control2);
            let failed = bank.self_test(1, test, judgement, &proof);
            assert!(matches!(failed, Err(Error::SelfTest { chip: 1, test: of, .. }) if of == test));
            bench.part(1).unwrap().set_failing_checks(0, 0);
        }
        let mut gates = [GateFaults::empty(); 2];
        assert_eq!(
            bank.faults(&mut gates),
            Ok(GateFaults::empty()),
            "flags are cleared"
        );
        enable(&mut bank).unwrap();
    }
}

#[test]
fn adc_results_are_codes_for_the_callers_scale() {
    let bench = Bench::<2>::new();
    let mut bank = bench.enabled().unwrap();
    bench
        .part(1)
        .unwrap()
        .set_analog(Input::Ai1, Voltage::from_millivolts(2_500));
    bench.set_input(1, true); // the configuration samples AI1 while on
    let result = bank.adc(1, AdcInput::Ai1, 2).unwrap();
    let span = Voltage::from_millivolts(4_000); // the model's, for 1024 codes
    let voltage = result.voltage(span, 1_024).unwrap();
    assert!(voltage.abs_diff(Voltage::from_millivolts(2_500)) <= Voltage::from_millivolts(8));
    assert_eq!(bank.adc(2, AdcInput::Ai1, 2), Err(Error::Chips(2)));
    bench.part(1).unwrap().brown_out();
    assert_eq!(
        bank.adc(1, AdcInput::Ai1, 2),
        Err(Error::Silent { chip: 1 })
    );
    assert_eq!(bank.adc(1, AdcInput::Ai1, 2), Err(Error::NotInitialised));
}

/// What the suite does not call: each fault at each transfer of each other method is an error or does no harm, and `init` recovers.
#[test]
fn a_fault_at_each_transfer_of_every_other_method() {
    type Call = fn(&mut bench::Blocking<1>) -> Result<(), bench::Failure>;
    let judgement = Judgement {
        wait: Duration::ZERO,
        passes: PinState::High,
    };
    let calls: [(bool, Call); 7] = [
        (false, |bank| bank.init_addressed()),
        (false, |bank| bank.configure([config(); 1])),
        (true, |bank| bank.verify()),
        (true, |bank| bank.adc(0, AdcInput::Outh, 0).map(drop)),
        (true, |bank| bank.disable()),
        (true, |bank| bank.reset_chips()),
        (true, |bank| bank.write_register(0, Register::Control2, 0)),
    ];
    for (index, (active, call)) in calls.into_iter().enumerate() {
        for &fault in Fault::SPI {
            for nth in 0.. {
                let bench = Bench::<1>::new();
                let mut bank = bench.blocking();
                bank.init(&mut bench.inputs.clone()).unwrap();
                if active {
                    enable(&mut bank).unwrap();
                }
                bench.world.inject(Injection::nth(nth, fault));
                let (trace, done) = traced(&bench, || call(&mut bank));
                bench.world.clear_faults();
                let when = format!("call {index}, {fault:?} at {nth}: {done:?}");
                if fault.spi_error().is_some() && u64::from(nth) < trace.transfers() {
                    assert!(matches!(done, Err(Error::Bus { .. })), "{when}");
                }
                if done.is_err() {
                    assert!(bench.asc_en.level() && !bench.asc.level(), "{when}");
                    let again = bank.faults(&mut [GateFaults::empty(); 1]);
                    assert_eq!(again, Err(Error::NotInitialised), "{when}");
                }
                bench.pass(bench::RESET_TIME);
                bank.init(&mut bench.inputs.clone()).expect(&when);
                clear(&mut bank).expect(&when);
                enable(&mut bank).expect(&when);
                if u64::from(nth) >= trace.transfers() {
                    break;
                }
            }
        }
    }
    let bench = Bench::<1>::new();
    let mut bank = bench.blocking();
    let mut stage = IdleStage;
    for nth in 0..24 {
        bank.init(&mut bench.inputs.clone()).unwrap();
        clear(&mut bank).unwrap(); // the flag of a test that broke off
        bench.world.inject(Injection::nth(nth, Fault::ReadsOnes));
        let tested = bank.self_test(0, SelfTest::Desaturation, judgement, &proof(&mut stage));
        bench.world.clear_faults();
        let read = bank.faults(&mut [GateFaults::empty()]);
        assert!(
            tested.is_err() || read == Ok(GateFaults::empty()),
            "{nth}: {tested:?} {read:?}"
        );
    }
}
