//! Methods that break off: a pin that fails at any access, a future that is dropped at any wait.

extern crate alloc;

mod bench;

use bench::{Asynch, Bench, Blocking, CONFIG, WITH_CONTROL};
use core::{
    pin::pin,
    task::{Context, Poll, Waker},
};
use drv8860::{Error, Faults, Line};
use hal_power::{Contacts, asynch::ContactBank as _, blocking::ContactBank as _};
use hal_power_sim::fuse::Blown;

const SOME: Contacts = Contacts::from_bits_retain(0xA53C);
const OTHER: Contacts = Contacts::from_bits_retain(0x1288);

const CONTROL: [u8; 2] = [0xD9; 2];

fn is_pin<T>(result: &Result<T, Error<Blown>>) -> bool {
    matches!(result, Err(Error::Pin { cause: Blown, .. }))
}

/// Lets each access of `act` fail, after `init` and a command. Returns how many accesses there are.
fn fail_each(
    act: impl Fn(&mut Blocking<2>) -> Result<(), Error<Blown>>,
    after: impl Fn(&Bench<2>, &mut Blocking<2>),
) -> u32 {
    let passes = |&nth: &u32| {
        let bench = Bench::<2>::new();
        let mut bank = bench.blocking::<2>(WITH_CONTROL);
        assert_eq!(bank.init(), Ok(()));
        assert_eq!(bank.command(OTHER), Ok(()));
        bench.fuse.blow_at(nth);
        let done = act(&mut bank);
        if !bench.fuse.has_blown() {
            assert_eq!(done, Ok(()));
            return true;
        }
        assert!(is_pin(&done), "access {nth}: {done:?}");
        after(&bench, &mut bank);
        false
    };
    (0..).find(passes).unwrap_or_default()
}

fn commands_go_on(bench: &Bench<2>, bank: &mut Blocking<2>) {
    assert_eq!(bank.command(SOME), Ok(()));
    assert_eq!(bench.levels(), SOME);
    assert_eq!(bank.levels(), Ok(SOME));
    assert!(bank.faults().is_ok_and(Faults::is_clear));
    assert_eq!(bench.controls(), CONTROL);
}

fn only_commands_go_on(bench: &Bench<2>, bank: &mut Blocking<2>) {
    let refused = bench.cost(|| {
        assert_eq!(bank.levels(), Err(Error::Interrupted));
        assert_eq!(bank.control(), Err(Error::Interrupted));
        assert_eq!(bank.faults(), Err(Error::Interrupted));
        assert_eq!(bank.reset_faults(), Err(Error::Interrupted));
    });
    assert_eq!(refused, ([0, 0], ()));
    commands_go_on(bench, bank);
}

#[test]
fn a_pin_that_fails_in_a_command_is_told_and_the_command_again_helps() {
    let accesses = fail_each(|bank| bank.command(SOME), only_commands_go_on);
    assert!(accesses > 200, "{accesses}");
}

#[test]
fn a_pin_that_fails_in_a_reading_changes_no_output() {
    let unchanged = |bench: &Bench<2>, bank: &mut Blocking<2>| {
        assert_eq!(bench.levels(), OTHER);
        only_commands_go_on(bench, bank);
    };
    assert!(fail_each(|bank| bank.levels().map(|_| ()), unchanged) > 90);
    assert!(fail_each(|bank| bank.control().map(|_| ()), unchanged) > 90);
    assert!(fail_each(|bank| bank.faults().map(|_| ()), unchanged) > 300);
    assert!(fail_each(Blocking::reset_faults, unchanged) > 20);
}

#[test]
fn a_pin_at_nfault_that_fails_breaks_nothing_off() {
    let accesses = fail_each(
        |bank| bank.is_fault_signalled().map(|_| ()),
        |bench, bank| {
            assert_eq!(bank.levels(), Ok(OTHER));
            commands_go_on(bench, bank);
        },
    );
    assert_eq!(accesses, 1);
}

#[test]
fn a_pin_that_fails_in_init_leaves_all_off_and_init_again_helps() {
    let accesses = fail_each(Blocking::init, |bench, bank| {
        assert!(bench.levels().is_empty());
        assert_eq!(bank.command(SOME), Err(Error::Disabled));
        bank.init().unwrap();
        assert_eq!(bench.controls(), CONTROL);
        assert!(bench.levels().is_empty());
        commands_go_on(bench, bank);
    });
    assert!(accesses > 500, "{accesses}");
}

#[test]
fn the_error_names_the_line() {
    let bench = Bench::<2>::new();
    let mut bank = bench.blocking::<2>(CONFIG);
    bank.init().unwrap();
    // CLK, LATCH, DIN, DOUT: the order of the first accesses of a command.
    for (nth, line) in [Line::Clk, Line::Latch, Line::Din, Line::Dout]
        .into_iter()
        .enumerate()
    {
        bench.fuse.blow_at(nth.try_into().unwrap());
        let error = Error::Pin { line, cause: Blown };
        assert_eq!(bank.command(SOME), Err(error));
    }
    bench.fuse.blow_at(0);
    let line = Line::Fault;
    assert_eq!(
        bank.is_fault_signalled(),
        Err(Error::Pin { line, cause: Blown })
    );
}

/// Polls so often that the future is still waiting; returns whether it is.
fn waits<F: Future>(future: F, polls: u32, bench: &Bench<2>) -> bool {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    (0..polls).all(|_| {
        let waits = matches!(future.as_mut().poll(&mut context), Poll::Pending);
        bench
            .world
            .clock()
            .advance(core::time::Duration::from_micros(3));
        waits
    })
}

macro_rules! drop_at_each_wait {
    ($method:ident($($argument:expr)?), |$bench:ident, $bank:ident| $after:block) => {
        for polls in 1.. {
            let $bench = Bench::<2>::new();
            let mut bank: Asynch<2> = $bench.asynch(WITH_CONTROL);
            let ready = $bench.world.block_on(async {
                bank.init().await?;
                bank.command(OTHER).await
            });
            assert_eq!(ready, Ok(Ok(())));
            if !waits(bank.$method($($argument)?), polls, &$bench) {
                assert!(polls > 20);
                break;
            }
            let $bank = &mut bank;
            $after
            let run = &$bench.world;
            assert_eq!(run.block_on($bank.command(SOME)), Ok(Ok(())), "{polls} polls");
            assert_eq!($bench.levels(), SOME);
            assert_eq!(run.block_on($bank.levels()), Ok(Ok(SOME)));
            assert!(run.block_on($bank.faults()).unwrap().unwrap().is_clear());
            assert_eq!($bench.controls(), CONTROL);
        }
    };
}

#[test]
fn a_command_that_is_dropped_is_made_good_by_the_next() {
    drop_at_each_wait!(command(Contacts::first(16)), |bench, bank| {
        let levels = bench.world.block_on(bank.levels());
        assert_eq!(levels, Ok(Err(Error::Interrupted)));
    });
}

#[test]
fn a_reading_that_is_dropped_changes_no_output() {
    drop_at_each_wait!(faults(), |bench, bank| {
        assert_eq!(bench.levels(), OTHER);
        let faults = bench.world.block_on(bank.faults());
        assert_eq!(faults, Ok(Err(Error::Interrupted)));
    });
    drop_at_each_wait!(levels(), |bench, bank| {
        assert_eq!(bench.levels(), OTHER);
        let reset = bench.world.block_on(bank.reset_faults());
        assert_eq!(reset, Ok(Err(Error::Interrupted)));
    });
    drop_at_each_wait!(control(), |bench, bank| {
        assert_eq!(bench.levels(), OTHER);
        let control = bench.world.block_on(bank.control());
        assert_eq!(control, Ok(Err(Error::Interrupted)));
    });
    drop_at_each_wait!(reset_faults(), |bench, bank| {
        assert_eq!(bench.levels(), OTHER);
        let levels = bench.world.block_on(bank.levels());
        assert_eq!(levels, Ok(Err(Error::Interrupted)));
    });
}

#[test]
fn an_init_that_is_dropped_leaves_all_off_and_has_to_be_repeated() {
    drop_at_each_wait!(init(), |bench, bank| {
        assert!(bench.levels().is_empty());
        let commanded = bench.world.block_on(bank.command(SOME));
        assert_eq!(commanded, Ok(Err(Error::Disabled)));
        assert_eq!(bench.world.block_on(bank.init()), Ok(Ok(())));
        assert!(bench.levels().is_empty());
        assert_eq!(bench.controls(), CONTROL);
    });
}

#[test]
fn a_command_that_an_opening_overtakes_does_not_succeed() {
    for polls in 1.. {
        let bench = Bench::<2>::new();
        let mut bank: Asynch<2> = bench.asynch(CONFIG);
        assert_eq!(bench.world.block_on(bank.init()), Ok(Ok(())));
        let commanded = {
            let mut command = pin!(bank.command(SOME));
            if !waits(command.as_mut(), polls, &bench) {
                break;
            }
            bench.wires.enable.set_level(false);
            bench.world.block_on(command)
        };
        assert_eq!(commanded, Ok(Err(Error::Disabled)), "{polls} polls");
        assert!(bench.levels().is_empty());
        assert_eq!(bench.world.block_on(bank.init()), Ok(Ok(())));
        assert!(bench.levels().is_empty(), "nothing comes back");
    }
}

#[test]
fn a_controller_that_started_again_amid_a_special_command_finds_the_chain() {
    for polls in 1..400 {
        let bench = Bench::<2>::new();
        let mut before: Asynch<2> = bench.asynch(WITH_CONTROL);
        if !waits(before.init(), polls, &bench) {
            break;
        }
        let mut bank = bench.blocking::<2>(CONFIG);
        bank.init().unwrap();
        assert!(bench.levels().is_empty());
        assert_eq!(bank.command(SOME), Ok(()));
        assert_eq!(bench.levels(), SOME);
    }
}
