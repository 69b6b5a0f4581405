//! From power-up to configured.

use super::*;

#[test]
fn each_input_is_raised_for_the_frame_of_its_address_alone() {
    let bench = Bench::<4>::new();
    let mut bank = bench.blocking();
    let (trace, said) = traced(&bench, || bank.init(&mut bench.inputs.clone()));
    assert_eq!(said, Ok(()));
    let records = trace.records();
    let assigned: Vec<_> = records
        .iter()
        .enumerate()
        .filter(|(_, record)| {
            matches!(record, Record::Spi(transfer)
                if matches!(transfer.symbols[0], SpiSymbol::Word { out: 0xFD, .. }))
        })
        .map(|(index, _)| index)
        .collect();
    assert_eq!(assigned.len(), 4);
    for index in assigned {
        let (Record::Pin(up), Record::Pin(down)) = (&records[index - 1], &records[index + 1])
        else {
            panic!("{trace}");
        };
        assert!(up.high && !down.high && up.pin == down.pin);
    }
    for (part, address) in bench.parts.iter().zip(1..) {
        assert_eq!(part.borrow_mut().register(0x15), address);
    }
    assert!(bench.inputs.iter().all(|input| !input.level()));
}

#[test]
fn a_controller_that_restarts_turns_no_gate_on() {
    for bare in [false, true] {
        let bench = Bench::<2>::new();
        bench.enabled().unwrap();
        bench.set_input(0, true);
        bench.pass(SETTLE);
        assert!(bench.is_on(0));
        bench.set_input(0, false);
        bench.pass(SETTLE);
        let before = bench.world.clock().nanos();
        if bare {
            bench.bare().init(&mut bench.inputs.clone()).unwrap();
        } else {
            bench.blocking().init(&mut bench.inputs.clone()).unwrap();
        }
        for gate in 0..2 {
            let edges = bench.part(gate).unwrap().course().edges_from(before);
            assert!(
                edges.iter().all(|edge| edge.drive != Drive::On),
                "{edges:?}"
            );
        }
        for gate in 0..2 {
            bench.set_input(gate, true);
            bench.pass(SETTLE);
            assert!(!bench.is_on(gate), "off until enable");
            bench.set_input(gate, false);
        }
        assert_eq!(bench.part(0).unwrap().mode(), ModelMode::Configuration2);
    }
}

#[test]
fn what_no_source_tells_does_not_matter() {
    for floating in [0x00, 0xFF] {
        for other_reply in [OtherReply::Zeros, OtherReply::Echo] {
            for counts_frames_to_others in [false, true] {
                for after_disable in [
                    ModelMode::Configuration1,
                    ModelMode::Configuration2,
                    ModelMode::Active,
                ] {
                    let open = Open {
                        other_reply,
                        counts_frames_to_others,
                        after_disable,
                        hears_before_ready: floating == 0,
                        takes_crc_while_active: floating == 0,
                        reset: (0..0x1F).map(|register| (register, 0x5A5A)).collect(),
                        ..Open::default()
                    };
                    let bench = Bench::<2>::with(open, floating);
                    let mut bank = bench.enabled().unwrap();
                    let mut gates = [GateFaults::empty(); 2];
                    assert_eq!(bank.faults(&mut gates), Ok(GateFaults::empty()));
                    bank.verify().unwrap();
                    bank.disable().unwrap();
                    clear(&mut bank).unwrap();
                    enable(&mut bank).unwrap();
                    bank.init_addressed().unwrap();
                    enable(&mut bank).unwrap();
                    assert_eq!(bench.select.borrow().collisions(), 0);
                }
            }
        }
    }
}

#[test]
fn every_configuration_register_arrives() {
    let bench = Bench::<2>::new();
    bench.blocking().init(&mut bench.inputs.clone()).unwrap();
    for part in &bench.parts {
        for (register, word) in config().registers() {
            let found = part.borrow_mut().register(register.number());
            assert_eq!(found, word, "{register:?}");
        }
    }
}

#[test]
fn a_chip_that_is_missing_is_named() {
    for floating in [0x00, 0xFF] {
        for missing in 0..3 {
            let bench = Bench::<3>::with(Open::default(), floating);
            bench.part(missing).unwrap().set_silent(true);
            let mut bank = bench.blocking();
            let found = u16::from_be_bytes([floating; 2]);
            let error = Error::Missing {
                chip: missing,
                found,
            };
            assert_eq!(bank.init(&mut bench.inputs.clone()), Err(error));
            assert_eq!(error.kind(), ErrorKind::WrongDevice);
            bench.part(missing).unwrap().set_silent(false);
            bank.init(&mut bench.inputs.clone()).unwrap();
            enable(&mut bank).unwrap();
        }
    }
}

#[test]
fn inputs_that_are_tied_together_are_a_missing_chip() {
    let bench = Bench::<2>::new();
    let mut inputs = [bench.inputs[0].clone(), bench.inputs[0].clone()];
    let done = bench.blocking().init(&mut inputs);
    assert!(
        matches!(done, Err(Error::Missing { chip: 0, .. })),
        "{done:?}"
    );
}

#[test]
fn a_side_that_has_not_started_is_not_ready() {
    let bench = Bench::<2>::new();
    let mut bank = bench.blocking();
    bench.part(1).unwrap().set_vcc2(Voltage::from_volts(0));
    let error = Error::NotReady {
        chip: 1,
        register: Register::Status4,
    };
    assert_eq!(bank.init(&mut bench.inputs.clone()), Err(error));
    bench.part(1).unwrap().set_vcc2(Voltage::from_volts(18));
    bank.init(&mut bench.inputs.clone()).unwrap();
}

#[test]
fn an_init_that_is_dropped_lowers_the_input() {
    for polls in 1..200 {
        let bench = Bench::<2>::new();
        let mut bank = bench.asynch();
        let mut inputs = bench.inputs.clone();
        let ended = {
            let mut init = pin!(bank.init(&mut inputs));
            (0..polls).any(|_| {
                bench.pass(Duration::from_millis(1));
                init.as_mut()
                    .poll(&mut Context::from_waker(Waker::noop()))
                    .is_ready()
            })
        };
        assert!(
            !bench.inputs[0].level() && !bench.inputs[1].level(),
            "{polls} polls"
        );
        if !ended {
            assert!(bench.asc_en.level());
            let mut gates = [GateFaults::empty(); 2];
            let read = bench.world.block_on(bank.faults(&mut gates));
            assert_eq!(read, Ok(Err(Error::NotInitialised)));
        }
    }
}
