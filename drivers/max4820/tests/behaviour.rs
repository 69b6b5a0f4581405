//! The driver on the model: what the outputs do, what each method costs, and what faults leave behind.

extern crate alloc;

mod bench;

use bench::Bench;
use core::{
    pin::pin,
    task::{Context, Poll, Waker},
};
use embedded_hal::spi::MODE_0;
use hal_power::Contacts;
use hal_power::{asynch::ContactBank as _, blocking::ContactBank as _};
use hal_power_sim::{
    Fault, Injection, Trace,
    model::max4820::{ControlLine, Controls},
    spi::SpiError,
    trace::Record,
};
use max4820::{Error, asynch, blocking};

const BOTH: [Controls; 2] = [Controls::Change, Controls::Cover];

const SOME: Contacts = Contacts::from_bits_retain(0x0081_3C05);

type Blocking<const N: usize> = blocking::Max4820<hal_power_sim::SimSpi, N, ControlLine>;
type Asynch<const N: usize> = asynch::Max4820<hal_power_sim::SimSpi, N, ControlLine>;

fn blocking<const N: usize>(bench: &Bench<N>) -> Blocking<N> {
    blocking::Max4820::with_reset(bench.spi.clone(), bench.reset.clone())
}

fn asynch<const N: usize>(bench: &Bench<N>) -> Asynch<N> {
    asynch::Max4820::with_reset(bench.spi.clone(), bench.reset.clone())
}

/// What `act` moves, and what it returns.
fn traced<const N: usize, T>(bench: &Bench<N>, act: impl FnOnce() -> T) -> (Trace, T) {
    bench.world.start_trace();
    let result = act();
    (bench.world.take_trace(), result)
}

/// Polls once; the future goes on waiting.
fn poll_once<F: Future>(future: core::pin::Pin<&mut F>) {
    let poll = future.poll(&mut Context::from_waker(Waker::noop()));
    assert!(matches!(poll, Poll::Pending));
}

fn budget<const N: usize>(bits: u64) {
    let bench = Bench::<N>::new(Controls::Change);
    let (trace, mut bank) = traced(&bench, || blocking(&bench));
    assert_eq!((trace.transfers(), trace.bits()), (0, 0), "with_reset");
    let (trace, done) = traced(&bench, || bank.init());
    assert_eq!((trace.transfers(), trace.bits(), done), (1, bits, Ok(())));
    let wanted = Contacts::first(bank.count());
    let (trace, done) = traced(&bench, || bank.command(wanted));
    assert_eq!((trace.transfers(), trace.bits(), done), (1, bits, Ok(())));
    let (trace, count) = traced(&bench, || bank.count());
    assert_eq!((trace.bits(), u64::from(count)), (0, bits), "count");
    let (trace, ()) = traced(&bench, || bank.open_all());
    assert_eq!((trace.transfers(), trace.bits()), (0, 0), "open_all");
    let (trace, _) = traced(&bench, || bank.free());
    assert_eq!((trace.transfers(), trace.bits()), (0, 0), "free");

    let bench = Bench::<N>::new(Controls::Change);
    let (trace, mut bank) = traced(&bench, || asynch(&bench));
    assert_eq!((trace.transfers(), trace.bits()), (0, 0), "with_reset");
    let (trace, done) = traced(&bench, || bench.world.block_on(bank.init()));
    assert_eq!(
        (trace.transfers(), trace.bits(), done),
        (1, bits, Ok(Ok(())))
    );
    let (trace, done) = traced(&bench, || bench.world.block_on(bank.command(wanted)));
    assert_eq!(
        (trace.transfers(), trace.bits(), done),
        (1, bits, Ok(Ok(())))
    );
    let (trace, ()) = traced(&bench, || bank.open_all());
    assert_eq!((trace.transfers(), trace.bits()), (0, 0), "open_all");
    let (trace, _) = traced(&bench, || bank.free());
    assert_eq!((trace.transfers(), trace.bits()), (0, 0), "free");
}

#[test]
fn a_method_costs_eight_bits_a_part_or_none() {
    budget::<1>(8);
    budget::<2>(16);
    budget::<3>(24);
    budget::<4>(32);
}

#[test]
fn without_a_pin_the_budget_is_the_same() {
    let bench = Bench::<2>::new(Controls::Change);
    let (trace, bank) = traced(&bench, || blocking::Max4820::<_, 2>::new(bench.spi.clone()));
    assert_eq!(trace.transfers(), 0);
    let mut bank = bank;
    let (trace, done) = traced(&bench, || bank.init());
    assert_eq!((trace.bits(), done), (16, Ok(())));
    assert_eq!(bench.levels(), Contacts::NONE);
    let (trace, done) = traced(&bench, || bank.command(Contacts::only(11)));
    assert_eq!((trace.bits(), done), (16, Ok(())));
    assert_eq!(bench.levels(), Contacts::only(11));
    let (trace, _) = traced(&bench, || bank.free());
    assert_eq!(trace.transfers(), 0);
    assert_eq!(bench.levels(), Contacts::only(11), "free leaves them");
}

#[test]
fn init_turns_off_whatever_was_on_and_commands_follow() {
    for controls in BOTH {
        let bench = Bench::<3>::new(controls);
        assert_ne!(bench.levels(), Contacts::NONE);
        let mut bank = blocking(&bench);
        assert_ne!(bench.levels(), Contacts::NONE, "new does no I/O");
        bank.init().unwrap();
        assert_eq!(bench.levels(), Contacts::NONE);
        for index in 0..24 {
            bank.command(Contacts::only(index)).unwrap();
            assert_eq!(bench.levels(), Contacts::only(index));
        }
        assert!(bench.parts.iter().all(|p| !p.borrow().clocked_too_fast()));
    }
}

#[test]
fn reset_is_low_for_70_ns_around_the_frame_of_init() {
    let bench = Bench::<1>::new(Controls::Change);
    let mut bank = blocking(&bench);
    let (trace, done) = traced(&bench, || bank.init());
    assert_eq!(done, Ok(()));
    let [Record::Pin(low), Record::Spi(frame), Record::Pin(high)] = trace.records() else {
        panic!("{trace}");
    };
    assert!(!low.high && high.high);
    assert!(high.at - low.at >= 70);
    assert_eq!(frame.mode, MODE_0);
}

#[test]
fn opening_all_is_at_once_and_nothing_closes_by_itself() {
    for controls in BOTH {
        let bench = Bench::<3>::new(controls);
        let mut bank = blocking(&bench);
        bank.init().unwrap();
        bank.command(SOME).unwrap();
        assert_eq!(bench.levels(), SOME);
        let before = bench.world.clock().nanos();
        bank.open_all();
        assert_eq!(bench.levels(), Contacts::NONE);
        assert_eq!(bench.world.clock().nanos(), before);

        for wanted in [SOME, Contacts::NONE] {
            let (trace, done) = traced(&bench, || bank.command(wanted));
            assert_eq!((trace.transfers(), done), (0, Err(Error::InReset)));
            assert!(!bench.reset.level());
        }
        bank.init().unwrap();
        assert!(bench.reset.level());
        assert_eq!(bench.levels(), Contacts::NONE);
        bank.command(Contacts::only(20)).unwrap();
        assert_eq!(bench.levels(), Contacts::only(20));
    }
}

#[test]
fn opening_all_needs_no_init_and_no_bus() {
    let bench = Bench::<1>::new(Controls::Change);
    bench.world.inject(Injection::from(0, Fault::BusBusy));
    let mut bank = asynch(&bench);
    bank.open_all();
    bank.open_all();
    assert_eq!(bench.levels(), Contacts::NONE);
    let again = bench.world.block_on(bank.init());
    assert!(matches!(again, Ok(Err(Error::Bus(_)))));
    assert_eq!(bench.levels(), Contacts::NONE, "RESET stays low");
    assert!(!bench.reset.level());
}

#[test]
fn a_reset_by_someone_else_is_noticed() {
    for controls in BOTH {
        let bench = Bench::<3>::new(controls);
        let mut bank = blocking(&bench);
        bank.init().unwrap();
        bank.command(SOME).unwrap();
        bench.reset.set_level(false);
        assert_eq!(bank.command(SOME), Err(Error::InReset));
        // Even where RESET was then raised by someone, against the rule, the driver sends nothing before `init`.
        bench.reset.set_level(true);
        let (trace, done) = traced(&bench, || bank.command(SOME));
        assert_eq!((trace.transfers(), done), (0, Err(Error::NotInitialised)));
        bank.init().unwrap();
        assert_eq!(bench.levels(), Contacts::NONE);
    }
}

#[test]
fn a_command_that_a_reset_overtakes_does_not_succeed() {
    for controls in BOTH {
        for polls in 1..=2 {
            let bench = Bench::<3>::new(controls);
            let mut bank = asynch(&bench);
            assert_eq!(bench.world.block_on(bank.init()), Ok(Ok(())));
            let result = {
                let mut command = pin!(bank.command(SOME));
                for _ in 0..polls {
                    poll_once(command.as_mut());
                }
                bench.reset.set_level(false);
                bench.world.block_on(command)
            };
            assert_eq!(result, Ok(Err(Error::InReset)), "{polls} polls");
            assert_eq!(bench.levels(), Contacts::NONE);
            assert_eq!(bench.world.block_on(bank.init()), Ok(Ok(())));
            assert_eq!(bench.levels(), Contacts::NONE, "nothing comes back");
        }
    }
}

#[test]
fn an_init_that_is_dropped_leaves_all_off_and_has_to_be_repeated() {
    for controls in BOTH {
        for polls in 1..=2 {
            let bench = Bench::<3>::new(controls);
            let mut bank = asynch(&bench);
            {
                let mut init = pin!(bank.init());
                for _ in 0..polls {
                    poll_once(init.as_mut());
                }
            }
            assert_eq!(bench.levels(), Contacts::NONE);
            let command = bench.world.block_on(bank.command(SOME));
            assert_eq!(command, Ok(Err(Error::InReset)));
            assert_eq!(bench.world.block_on(bank.init()), Ok(Ok(())));
            assert_eq!(bench.world.block_on(bank.command(SOME)), Ok(Ok(())));
            assert_eq!(bench.levels(), SOME);
        }
    }
}

#[test]
fn after_opening_all_a_raised_pin_alone_lets_nothing_close() {
    for controls in BOTH {
        let bench = Bench::<3>::new(controls);
        let mut bank = blocking(&bench);
        bank.init().unwrap();
        bank.command(SOME).unwrap();
        bank.open_all();
        bench.reset.set_level(true);
        let (trace, done) = traced(&bench, || bank.command(SOME));
        assert_eq!((trace.transfers(), done), (0, Err(Error::NotInitialised)));
    }
}

#[test]
fn an_init_that_fails_takes_the_one_before_it_back() {
    let bench = Bench::<3>::new(Controls::Change);
    let mut bank = blocking::Max4820::<_, 3>::new(bench.spi.clone());
    bank.init().unwrap();
    bench.world.inject(Injection::nth(0, Fault::BusBusy));
    assert_eq!(bank.init(), expected(Fault::BusBusy));
    assert_eq!(bank.command(SOME), Err(Error::NotInitialised));
    bank.init().unwrap();
    bank.command(SOME).unwrap();
    assert_eq!(bench.levels(), SOME);
}

/// What the controller reports is the cause of the error; the rest goes unseen, as the part does not talk.
fn expected(fault: Fault) -> Result<(), Error<SpiError>> {
    match fault.spi_error() {
        Some(kind) => Err(Error::Bus(SpiError { select: 0, kind })),
        None => Ok(()),
    }
}

#[test]
fn a_fault_at_the_transfer_of_init() {
    for controls in BOTH {
        for &fault in Fault::SPI {
            let bench = Bench::<3>::new(controls);
            let mut bank = blocking(&bench);
            bench.world.inject(Injection::nth(0, fault));
            let done = bank.init();
            assert_eq!(done, expected(fault), "{fault:?}");
            assert_eq!(bench.levels(), Contacts::NONE, "{fault:?}");
            assert_eq!(bench.reset.level(), done.is_ok(), "{fault:?}");
            if done.is_err() {
                assert_eq!(bank.command(SOME), Err(Error::InReset), "{fault:?}");
                assert_eq!(bank.init(), Ok(()));
            }
            assert_eq!(bank.command(SOME), Ok(()));
            assert_eq!(bench.levels(), SOME, "{fault:?}");
        }
    }
}

#[test]
fn a_fault_at_the_transfer_of_init_without_a_pin() {
    for &fault in Fault::SPI {
        let bench = Bench::<3>::new(Controls::Change);
        let mut bank = blocking::Max4820::<_, 3>::new(bench.spi.clone());
        bench.world.inject(Injection::nth(0, fault));
        let done = bank.init();
        assert_eq!(done, expected(fault), "{fault:?}");
        let command = bank.command(SOME);
        if done.is_err() {
            assert_eq!(command, Err(Error::NotInitialised), "{fault:?}");
        } else {
            assert_eq!((command, bench.levels()), (Ok(()), SOME), "{fault:?}");
        }
    }
}

#[test]
fn a_fault_at_the_transfer_of_a_command() {
    for &fault in Fault::SPI {
        let bench = Bench::<3>::new(Controls::Change);
        let mut bank = blocking(&bench);
        bank.init().unwrap();
        bench.world.inject(Injection::nth(0, fault));
        let done = bank.command(SOME);
        assert_eq!(done, expected(fault), "{fault:?}");
        if done.is_ok() {
            assert_eq!(bench.levels(), SOME, "{fault:?}");
        }
        assert_eq!(bank.command(SOME), Ok(()), "no init needed");
        assert_eq!(bench.levels(), SOME, "{fault:?}");
    }
}

#[test]
fn a_fault_at_each_transfer_of_the_async_half() {
    for nth in 0..2 {
        for &fault in Fault::SPI {
            let bench = Bench::<3>::new(Controls::Change);
            let mut bank = asynch(&bench);
            bench.world.inject(Injection::nth(nth, fault));
            let done = bench.world.block_on(async {
                bank.init().await?;
                bank.command(SOME).await
            });
            if fault == Fault::LostWakeUp {
                assert!(done.is_err(), "the future never wakes");
            } else {
                assert_eq!(done, Ok(expected(fault)), "{fault:?} at {nth}");
            }
            if nth == 0 && done != Ok(Ok(())) {
                assert_eq!(bench.levels(), Contacts::NONE, "{fault:?}");
                assert_eq!(bench.world.block_on(bank.init()), Ok(Ok(())));
            }
            let again = bench.world.block_on(bank.command(SOME));
            assert_eq!((again, bench.levels()), (Ok(Ok(())), SOME), "{fault:?}");
        }
    }
}

#[test]
fn a_part_that_lost_its_supply_says_nothing_and_the_command_again_helps() {
    let bench = Bench::<3>::new(Controls::Change);
    let mut bank = blocking(&bench);
    bank.init().unwrap();
    bank.command(SOME).unwrap();
    bench.brown_out();
    assert_ne!(bench.levels(), SOME);
    assert_eq!(bank.command(SOME), Ok(()));
    assert_eq!(bench.levels(), SOME);
}
