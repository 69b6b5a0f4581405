//! What the driver makes of faults, on the model.

extern crate alloc;

mod bench;

use bench::{Asynch, Bench, Blocking, CONFIG};
use core::cell::Cell;
use drv8860::{Config, Control, Error, Faults, Part, blocking};
use embedded_hal::delay::DelayNs;
use hal_power::{
    Contacts, Error as _, ErrorKind, asynch::ContactBank as _, blocking::ContactBank as _,
};
use hal_power_sim::{SimDelay, model::drv8860::Variant};

fn ready<const N: usize>() -> (Bench<N>, Blocking<N>) {
    let bench = Bench::new();
    let mut bank = bench.blocking(CONFIG);
    assert_eq!(bank.init(), Ok(()));
    (bench, bank)
}

/// Over-current, open load, and where open load is looked for.
fn told(faults: Faults) -> (u32, u32, u32) {
    (
        faults.over_current().bits(),
        faults.open_load().bits(),
        faults.watched().bits(),
    )
}

#[test]
fn a_chain_with_all_its_loads_has_no_faults() {
    let (bench, mut bank) = ready::<3>();
    assert_eq!(bank.is_fault_signalled(), Ok(false));
    assert_eq!(bank.faults().map(told), Ok((0, 0, 0xFF_FFFF)));
    bank.command(Contacts::first(24)).unwrap();
    let faults = bank.faults().unwrap();
    assert!(faults.is_clear());
    assert_eq!(told(faults), (0, 0, 0));
    assert_eq!(bench.levels(), Contacts::first(24));
}

#[test]
fn a_missing_load_shows_while_its_contact_is_off() {
    let (bench, mut bank) = ready::<3>();
    bench.parts[0].borrow_mut().set_loads(0b1111_1110);
    bench.parts[2].borrow_mut().set_loads(0b0111_1111);
    assert_eq!(bank.is_fault_signalled(), Ok(true));
    assert_eq!(bank.faults().map(told), Ok((0, 0x80_0001, 0xFF_FFFF)));
    bank.command(Contacts::only(0)).unwrap();
    assert_eq!(bank.faults().map(told), Ok((0, 0x80_0000, 0xFF_FFFE)));
    bank.command(Contacts::only(0).with(23, true)).unwrap();
    assert_eq!(bank.faults().map(told), Ok((0, 0, 0x7F_FFFE)));
    assert_eq!(bank.is_fault_signalled(), Ok(false));
    bank.command(Contacts::NONE).unwrap();
    assert_eq!(bank.faults().map(told), Ok((0, 0x80_0001, 0xFF_FFFF)));
}

#[test]
fn every_contact_is_named_by_its_number() {
    for index in 0..32 {
        let (bench, mut bank) = ready::<4>();
        let part = &bench.parts[index / 8];
        part.borrow_mut().set_loads(!(1 << (index % 8)));
        assert_eq!(bank.faults().map(told), Ok((0, 1 << index, !0)));
        part.borrow_mut().set_loads(0xFF);
        bank.reset_faults().unwrap();
        bank.command(Contacts::all()).unwrap();
        part.borrow_mut().set_shorts(1 << (index % 8));
        assert_eq!(bank.faults().map(told), Ok((1 << index, 0, 0)));
    }
}

#[test]
fn a_part_without_open_load_detection_knows_nothing_of_loads() {
    let bench = Bench::<2>::of(Variant::Drv8860A);
    let mut bank = bench.blocking::<2>(Config::new(Part::Drv8860A));
    bank.init().unwrap();
    bench.parts[0].borrow_mut().set_loads(0);
    assert_eq!(bank.faults().map(told), Ok((0, 0, 0)));
    bank.command(Contacts::only(9)).unwrap();
    bench.parts[1].borrow_mut().set_shorts(0b10);
    assert_eq!(bank.faults().map(told), Ok((1 << 9, 0, 0)));
}

#[test]
fn open_load_bits_of_what_is_said_to_be_a_drv8860a_are_not_looked_at() {
    let bench = Bench::<1>::new();
    let mut bank = bench.blocking::<1>(Config::new(Part::Drv8860A));
    bank.init().unwrap();
    bench.parts[0].borrow_mut().set_loads(0);
    assert_eq!(bank.faults().map(told), Ok((0, 0, 0)));
}

#[test]
fn an_over_current_stands_until_it_is_reset() {
    let (bench, mut bank) = ready::<2>();
    bank.command(Contacts::only(4).with(10, true)).unwrap();
    bench.parts[1].borrow_mut().set_shorts(0b100);
    assert_eq!(bench.levels(), Contacts::only(4), "shut down");
    assert_eq!(bank.is_fault_signalled(), Ok(true));
    let watched = 0xFFFF & !(1 << 4 | 1 << 10);
    for _ in 0..2 {
        assert_eq!(bank.faults().map(told), Ok((1 << 10, 0, watched)));
    }
    let shown = Contacts::only(4).with(10, true);
    assert_eq!(bank.levels(), Ok(shown), "a register, not an output");
    bench.parts[1].borrow_mut().set_shorts(0);
    bank.reset_faults().unwrap();
    assert_eq!(bank.faults().map(told), Ok((0, 0, watched)));
    assert_eq!(bank.is_fault_signalled(), Ok(false));
}

#[test]
fn what_is_still_wrong_comes_back_after_a_reset() {
    let (bench, mut bank) = ready::<1>();
    bench.parts[0].borrow_mut().set_loads(0b1011_1111);
    bank.reset_faults().unwrap();
    assert_eq!(bank.faults().map(told), Ok((0, 0x40, 0xFF)));
}

#[test]
fn a_first_reading_that_is_shifted_costs_one_reading_more() {
    let (bench, mut bank) = ready::<1>();
    bench.parts[0].borrow_mut().set_loads(0b0111_1110);
    let (cost, faults) = bench.cost(|| bank.faults().map(told));
    assert_eq!((cost, faults), ([20 + 3 * 16, 7], Ok((0, 0x81, 0xFF))));
    let (cost, faults) = bench.cost(|| bank.faults().map(told));
    assert_eq!((cost, faults), ([20 + 2 * 16, 6], Ok((0, 0x81, 0xFF))));
}

#[test]
fn a_first_reading_shifted_into_the_bit_of_another_fault_is_not_believed() {
    let (bench, mut bank) = ready::<1>();
    bench.parts[0].borrow_mut().set_loads(0b0111_1111);
    assert_eq!(
        bank.faults().map(told),
        Ok((0, 0x80, 0xFF)),
        "no over-current"
    );
}

#[test]
fn the_async_half_reads_the_same() {
    let bench = Bench::<2>::new();
    let mut bank: Asynch<2> = bench.asynch(CONFIG);
    bench.parts[1].borrow_mut().set_loads(0b1110_1111);
    let read = bench.world.block_on(async {
        bank.init().await?;
        bank.command(Contacts::only(0)).await?;
        bank.reset_faults().await?;
        bank.faults().await
    });
    assert_eq!(read.unwrap().map(told), Ok((0, 1 << 12, 0xFFFE)));
    assert_eq!(bank.is_fault_signalled(), Ok(true));
}

/// A delay during which something happens.
struct Meddler<F>(SimDelay, F);

impl<F: FnMut()> DelayNs for Meddler<F> {
    fn delay_ns(&mut self, ns: u32) {
        self.0.delay_ns(ns);
        self.1();
    }
}

#[test]
fn faults_that_differ_in_each_reading_are_an_error_after_five() {
    let bench = Bench::<1>::new();
    let mut windows = bench.chain.borrow().windows();
    let meddle = || {
        let now = bench.chain.borrow().windows();
        if now > 10 && now > windows {
            windows = now;
            let more = u8::try_from(now - 11).unwrap();
            bench.parts[0].borrow_mut().set_loads(!(1 << (more % 8)));
        }
    };
    let delay = Meddler(bench.world.delay(), meddle);
    let mut bank = blocking::Drv8860::<_, _, 1>::new(bench.plain(), delay, CONFIG);
    bank.init().unwrap();
    let (cost, faults) = bench.cost(|| bank.faults());
    assert_eq!((cost, faults), ([20 + 5 * 16, 9], Err(Error::Unsteady)));
    assert_eq!(faults.unwrap_err().kind(), ErrorKind::Integrity);
    assert!(!matches!(bank.levels(), Err(Error::Interrupted)));
}

#[test]
fn a_read_back_that_differs_is_an_error_and_the_command_again_helps() {
    let bench = Bench::<1>::new();
    let stuck = Cell::new(true);
    let meddle = || {
        let windows = bench.chain.borrow().windows();
        bench.hold_dout((windows == 11 && stuck.get()).then_some(true));
    };
    let delay = Meddler(bench.world.delay(), meddle);
    let mut bank = blocking::Drv8860::<_, _, 1>::new(bench.plain(), delay, CONFIG);
    bank.init().unwrap();
    let wanted = Contacts::only(2);
    let error = bank.command(wanted).unwrap_err();
    let (expected, found) = (wanted, Contacts::first(8));
    assert_eq!(error, Error::Levels { expected, found });
    assert_eq!(error.kind(), ErrorKind::Integrity);
    assert_eq!(bench.levels(), wanted);
    stuck.set(false);
    assert_eq!(bank.command(wanted), Ok(()), "no init needed");
    assert_eq!(bank.levels(), Ok(wanted));
}

#[test]
fn data_registers_that_init_cannot_clear_are_an_error() {
    let bench = Bench::<1>::new();
    let meddle = || {
        let windows = bench.chain.borrow().windows();
        bench.hold_dout((windows == 6).then_some(true));
    };
    let delay = Meddler(bench.world.delay(), meddle);
    let mut bank = blocking::Drv8860::<_, _, 1>::new(bench.plain(), delay, CONFIG);
    let (expected, found) = (Contacts::NONE, Contacts::first(8));
    assert_eq!(bank.init(), Err(Error::Levels { expected, found }));
    assert_eq!(bank.command(expected), Err(Error::NotInitialised));
    assert_eq!(bench.levels(), Contacts::NONE);
}

#[test]
fn control_registers_that_read_otherwise_are_an_error_of_init() {
    let bench = Bench::<2>::new();
    let meddle = || {
        let windows = bench.chain.borrow().windows();
        bench.hold_dout((windows == 15).then_some(false));
    };
    let delay = Meddler(bench.world.delay(), meddle);
    let config = CONFIG.with_control(Control::new(true, 2, 3).unwrap());
    let mut bank = blocking::Drv8860::<_, _, 2>::new(bench.plain(), delay, config);
    let (expected, found) = (0xA3A3, 0);
    assert_eq!(bank.init(), Err(Error::Control { expected, found }));
    assert_eq!(bank.command(Contacts::NONE), Err(Error::NotInitialised));
    assert_eq!(bench.levels(), Contacts::NONE);
}

#[test]
fn a_dout_stuck_high_contradicts_contacts_that_are_on() {
    let (bench, mut bank) = ready::<2>();
    bench.hold_dout(Some(true));
    let (expected, found) = (Contacts::NONE, Contacts::first(16));
    assert_eq!(bank.faults(), Err(Error::Levels { expected, found }));
    bench.hold_dout(None);
    bank.command(Contacts::first(16)).unwrap();
    bench.hold_dout(Some(true));
    assert_eq!(
        bank.faults(),
        Err(Error::Contradiction(Contacts::first(16)))
    );
}

#[test]
fn a_dout_stuck_low_shows_where_a_contact_is_on_and_with_the_next_command() {
    let (bench, mut bank) = ready::<2>();
    bank.command(Contacts::only(9)).unwrap();
    bench.hold_dout(Some(false));
    let (expected, found) = (Contacts::only(9), Contacts::NONE);
    assert_eq!(bank.faults(), Err(Error::Levels { expected, found }));
    bench.hold_dout(None);
    bank.command(Contacts::NONE).unwrap();
    bench.parts[0].borrow_mut().set_loads(0);
    bench.hold_dout(Some(false));
    assert!(bank.faults().unwrap().is_clear(), "nothing to tell it by");
    assert_eq!(bank.is_fault_signalled(), Ok(true), "but nFAULT");
    assert!(matches!(
        bank.command(Contacts::NONE),
        Err(Error::Chain { .. })
    ));
}
