//! The driver on the model: what the outputs do and what each method costs.

extern crate alloc;

mod bench;

use bench::{Bench, CONFIG, POWER_UP, WITH_CONTROL};
use drv8860::{Control, Error, blocking};
use hal_power::{Contacts, asynch::ContactBank as _, blocking::ContactBank as _};
use hal_power_sim::trace::Record;

const SOME: Contacts = Contacts::from_bits_retain(0x0081_3C05);

/// Rises of CLK and LATCH of each method, in both halves.
fn budget<const N: usize>() {
    let n = N as u64;
    let init = [108 + 16 * n, 6];
    let command = [12 + 24 * n, 5];
    let levels = [12 + 8 * n, 4];
    let read = [10 + 8 * n, 4];
    let faults = [12 + 40 * n, 6];
    let with_control = [init[0] + 18 + 16 * n, init[1] + 9];
    let all = Contacts::first((0..N).fold(0, |count, _| count + 8));

    let bench = Bench::<N>::new();
    let (cost, mut bank) = bench.cost(|| bench.blocking::<N>(CONFIG));
    assert_eq!((cost, bench.fuse.accesses()), ([0, 0], 0), "new");
    assert_eq!(bench.cost(|| bank.init()), (init, Ok(())));
    assert_eq!(bench.cost(|| bank.command(all)), (command, Ok(())));
    assert_eq!(
        bench.cost(|| bank.count()),
        ([0, 0], all.bits().count_ones())
    );
    assert_eq!(bench.cost(|| bank.levels()), (levels, Ok(all)));
    assert!(matches!(bench.cost(|| bank.control()), (cost, Ok(_)) if cost == read));
    let (cost, found) = bench.cost(|| bank.faults());
    assert_eq!(
        (cost, found.map(|found| found.is_clear())),
        (faults, Ok(true))
    );
    assert_eq!(bench.cost(|| bank.reset_faults()), ([10, 4], Ok(())));
    assert_eq!(
        bench.cost(|| bank.is_fault_signalled()),
        ([0, 0], Ok(false))
    );
    assert_eq!(bench.cost(|| bank.open_all()), ([0, 0], ()));
    let (cost, _) = bench.cost(|| bank.free());
    assert_eq!(cost, [0, 0], "free");
    let mut bank = bench.blocking::<N>(WITH_CONTROL);
    assert_eq!(bench.cost(|| bank.init()), (with_control, Ok(())));

    let bench = Bench::<N>::new();
    let run = &bench.world;
    let mut bank = bench.asynch::<N>(CONFIG);
    assert_eq!(bench.cost(|| run.block_on(bank.init())), (init, Ok(Ok(()))));
    let commanded = bench.cost(|| run.block_on(bank.command(all)));
    assert_eq!(commanded, (command, Ok(Ok(()))));
    assert_eq!(
        bench.cost(|| run.block_on(bank.levels())),
        (levels, Ok(Ok(all)))
    );
    let (cost, found) = bench.cost(|| run.block_on(bank.control()));
    assert!(cost == read && matches!(found, Ok(Ok(_))));
    let (cost, found) = bench.cost(|| run.block_on(bank.faults()));
    assert!(cost == faults && matches!(found, Ok(Ok(_))));
    let reset = bench.cost(|| run.block_on(bank.reset_faults()));
    assert_eq!(reset, ([10, 4], Ok(Ok(()))));
    assert_eq!(bench.cost(|| bank.open_all()), ([0, 0], ()));
    let mut bank = bench.asynch::<N>(WITH_CONTROL);
    let again = bench.cost(|| run.block_on(bank.init()));
    assert_eq!(again, (with_control, Ok(Ok(()))));
}

#[test]
fn every_method_keeps_its_budget() {
    budget::<1>();
    budget::<2>();
    budget::<3>();
    budget::<4>();
}

#[test]
fn a_command_of_one_part_takes_a_quarter_of_a_millisecond() {
    let bench = Bench::<1>::new();
    let mut bank = bench.blocking::<1>(CONFIG);
    bank.init().unwrap();
    let before = bench.world.clock().nanos();
    bank.command(Contacts::only(3)).unwrap();
    let took = bench.world.clock().nanos() - before;
    assert_eq!(took, (16 * 2 + 3 + 12 * 2 + 4 * 2 + 8 * 2 + 1) * 3_000);
}

#[test]
fn init_turns_off_whatever_was_on_and_commands_follow() {
    let bench = Bench::<3>::new();
    assert_ne!(bench.levels(), Contacts::NONE);
    let mut bank = blocking::Drv8860::<_, _, 3>::new(bench.plain(), bench.world.delay(), CONFIG);
    assert_ne!(bench.levels(), Contacts::NONE, "new does no I/O");
    bank.init().unwrap();
    assert_eq!(bench.levels(), Contacts::NONE);
    for index in 0..24 {
        bank.command(Contacts::only(index)).unwrap();
        assert_eq!(bench.levels(), Contacts::only(index));
        assert_eq!(bank.levels(), Ok(Contacts::only(index)));
    }
    assert!(bench.parts.iter().all(|p| !p.borrow().clocked_too_fast()));
    assert_eq!(bench.controls(), [POWER_UP.1; 3], "left alone");
    let _ = bank.free();
    assert_eq!(bench.levels(), Contacts::only(23), "free leaves them");
}

#[test]
fn the_shortest_half_period_is_not_too_fast() {
    let bench = Bench::<1>::new();
    let mut bank = bench.blocking::<1>(CONFIG.with_half_period_ns(2_500).unwrap());
    bank.init().unwrap();
    bank.command(Contacts::only(0)).unwrap();
    assert_eq!(bank.config().half_period_ns(), 2_500);
    assert!(!bench.parts[0].borrow().clocked_too_fast());
}

#[test]
fn enable_goes_off_first_and_on_last() {
    let bench = Bench::<2>::new();
    let mut bank = bench.blocking::<2>(WITH_CONTROL);
    bench.world.start_trace();
    bank.init().unwrap();
    let trace = bench.world.take_trace();
    let (Some(Record::Pin(first)), Some(Record::Pin(last))) =
        (trace.records().first(), trace.records().last())
    else {
        panic!("{trace}");
    };
    assert_eq!((first.pin, first.high), (3, false));
    assert_eq!((last.pin, last.high), (3, true));
}

#[test]
fn the_control_register_of_every_part_is_written_and_read_back() {
    let bench = Bench::<3>::new();
    let control = Control::new(true, 5, 9).unwrap();
    let mut bank = bench.blocking::<3>(CONFIG.with_control(control));
    bank.init().unwrap();
    assert_eq!(bench.controls(), [0b1101_1001; 3]);
    assert_eq!(bench.levels(), Contacts::NONE);
    assert_eq!(bank.control(), Ok([control; 3]));
    bank.command(SOME).unwrap();
    assert_eq!(bank.control(), Ok([control; 3]));
    assert_eq!(bench.levels(), SOME);
}

#[test]
fn control_registers_are_told_apart() {
    let bench = Bench::<2>::new();
    let mut bank = bench.blocking::<2>(WITH_CONTROL);
    bank.init().unwrap();
    bench.parts[1].borrow_mut().brown_out();
    let [first, second] = bank.control().unwrap();
    assert_eq!((first.duty_code(), first.time_code()), (5, 9));
    assert!(first.is_enabled() && !second.is_enabled());
    assert_eq!((second.duty_code(), second.time_code()), (5, 10));
}

fn other_length<const M: usize, const N: usize>() {
    let bench = Bench::<M>::new();
    let mut bank = bench.blocking::<N>(CONFIG);
    for _ in 0..3 {
        let init = bank.init();
        assert!(
            matches!(init, Err(Error::Chain { .. })),
            "{N} in {M}: {init:?}"
        );
        assert!(bench.parts.iter().all(|part| part.borrow().data() == 0));
        assert!(!bench.wires.enable.level());
    }
}

#[test]
fn a_chain_of_another_length_is_no_chain_and_stays_off() {
    other_length::<2, 1>();
    other_length::<3, 1>();
    other_length::<4, 1>();
    other_length::<1, 2>();
    other_length::<3, 2>();
    other_length::<4, 2>();
    other_length::<1, 3>();
    other_length::<2, 3>();
    other_length::<4, 3>();
    other_length::<1, 4>();
    other_length::<2, 4>();
    other_length::<3, 4>();
    other_length::<0, 1>();
}

#[test]
fn a_dout_that_is_stuck_is_no_chain() {
    let bench = Bench::<1>::new();
    let mut bank = bench.blocking::<1>(CONFIG);
    bench.hold_dout(Some(true));
    assert!(matches!(bank.init(), Err(Error::Chain { .. })));
    bench.hold_dout(Some(false));
    assert!(matches!(bank.init(), Err(Error::Chain { .. })));
}

#[test]
fn with_dout_stuck_contacts_follow_and_the_command_fails() {
    for level in [false, true] {
        let bench = Bench::<3>::new();
        let mut bank = bench.blocking::<3>(CONFIG);
        bank.init().unwrap();
        bank.command(SOME).unwrap();
        bench.hold_dout(Some(level));
        for wanted in [Contacts::NONE, Contacts::first(24), Contacts::only(5)] {
            let commanded = bank.command(wanted);
            assert!(
                matches!(commanded, Err(Error::Chain { .. })),
                "{commanded:?}"
            );
            assert_eq!(bench.levels(), wanted);
        }
        bench.hold_dout(None);
        assert_eq!(bank.command(SOME), Ok(()), "no init needed");
        assert_eq!(bench.levels(), SOME);
    }
}

#[test]
fn what_is_refused_moves_nothing() {
    let bench = Bench::<2>::new();
    let mut bank = bench.blocking::<2>(CONFIG);
    let beyond = Contacts::only(16).with(0, true);
    let refused = bench.cost(|| {
        assert_eq!(bank.command(beyond), Err(Error::Contacts(beyond)));
        assert_eq!(
            bank.command(SOME & Contacts::first(16)),
            Err(Error::NotInitialised)
        );
        assert_eq!(bank.levels(), Err(Error::NotInitialised));
        assert_eq!(bank.control(), Err(Error::NotInitialised));
        assert_eq!(bank.faults(), Err(Error::NotInitialised));
        assert_eq!(bank.reset_faults(), Err(Error::NotInitialised));
    });
    assert_eq!((refused, bench.fuse.accesses()), (([0, 0], ()), 0));
}

#[test]
fn opening_all_is_at_once_and_nothing_closes_by_itself() {
    let bench = Bench::<3>::new();
    let mut bank = bench.blocking::<3>(CONFIG);
    bank.init().unwrap();
    bank.command(SOME).unwrap();
    let before = bench.world.clock().nanos();
    bank.open_all();
    assert_eq!(bench.levels(), Contacts::NONE);
    assert_eq!(bench.world.clock().nanos(), before);
    for wanted in [SOME, Contacts::NONE] {
        let refused = bench.cost(|| bank.command(wanted));
        assert_eq!(refused, ([0, 0], Err(Error::Disabled)));
    }
    assert_eq!(bank.faults(), Err(Error::Disabled));
    bank.init().unwrap();
    assert!(bench.wires.enable.level());
    assert_eq!(bench.levels(), Contacts::NONE);
    bank.command(Contacts::only(20)).unwrap();
    assert_eq!(bench.levels(), Contacts::only(20));
}

#[test]
fn enable_that_someone_else_turned_off_and_on_needs_an_init() {
    let bench = Bench::<3>::new();
    let mut bank = bench.blocking::<3>(CONFIG);
    bank.init().unwrap();
    bank.command(SOME).unwrap();
    bench.wires.enable.set_level(false);
    assert_eq!(bank.command(SOME), Err(Error::Disabled));
    bench.wires.enable.set_level(true);
    let refused = bench.cost(|| bank.command(SOME));
    assert_eq!(refused, ([0, 0], Err(Error::NotInitialised)));
    bank.init().unwrap();
    assert_eq!(bench.levels(), Contacts::NONE);
}

#[test]
fn an_enable_that_is_on_while_low_is_driven_so() {
    use embedded_hal::digital::PinState;
    let bench = Bench::<1>::new();
    let pins = bench.plain();
    let pins = pins.with_enable(bench.world.pin(false), PinState::Low);
    let mut bank = blocking::Drv8860::<_, _, 1>::new(pins, bench.world.delay(), CONFIG);
    bank.init().unwrap();
    bank.command(Contacts::only(1)).unwrap();
    bank.open_all();
    assert_eq!(bank.command(Contacts::NONE), Err(Error::Disabled));
    assert!(bank.free().0.enable.into_pin().level());
}

#[test]
fn a_part_that_lost_its_supply_shows_in_its_levels_and_the_command_again_helps() {
    let bench = Bench::<3>::new();
    let mut bank = bench.blocking::<3>(WITH_CONTROL);
    bank.init().unwrap();
    bank.command(SOME).unwrap();
    bench.brown_out();
    let found = bench.levels();
    let expected = SOME;
    assert_eq!(bank.levels(), Err(Error::Levels { expected, found }));
    assert_eq!(bank.faults(), Err(Error::Levels { expected, found }));
    assert_eq!(bank.command(SOME), Ok(()));
    assert_eq!(bench.levels(), SOME);
    assert_eq!(bench.controls(), [POWER_UP.1; 3]);
    bank.init().unwrap();
    assert_eq!(bench.controls(), [0xD9; 3]);
}
