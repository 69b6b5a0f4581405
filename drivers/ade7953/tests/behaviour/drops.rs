//! Futures that are dropped at every await.

use core::{
    pin::pin,
    task::{Context, Poll, Waker},
};
use std::time::Duration;

use ade7953::{
    Channel,
    hal_power::{ErrorKind, Power},
};

use crate::bench::{Asynch, Bench, SETTLED, START_UP, Wire, config, kind};

on_both_buses! {
    a_dropped_reading_leaves_a_driver_that_reads;
    a_dropped_reading_of_a_part_that_has_reset_hides_nothing;
    a_dropped_reading_of_a_changed_part_hides_nothing;
    a_dropped_init_leaves_readings_refused;
}

/// More polls than any call needs.
const POLLS: u32 = 400;

/// Polls so many times and drops; returns whether the call was unfinished.
fn is_dropped<W: Wire, T>(bench: &Bench<W>, polls: u32, call: impl Future<Output = T>) -> bool {
    let mut call = pin!(call);
    let mut context = Context::from_waker(Waker::noop());
    (0..polls).all(|_| {
        let pends = matches!(call.as_mut().poll(&mut context), Poll::Pending);
        bench.wait(Duration::from_millis(1));
        pends
    })
}

fn ready<W: Wire>() -> (Bench<W>, Asynch<W>) {
    let bench = Bench::<W>::new();
    let mut driver = bench.asynch();
    bench
        .world
        .block_on(driver.init(&config()))
        .unwrap()
        .unwrap();
    bench.draw_both(10_000, 60);
    bench.wait(SETTLED);
    (bench, driver)
}

fn power<W: Wire>(bench: &Bench<W>, driver: &mut Asynch<W>) -> Result<Power, ErrorKind> {
    kind(
        bench
            .world
            .block_on(driver.active_power(Channel::B))
            .unwrap(),
    )
}

/// Each method at each of its awaits.
macro_rules! at_every_await {
    ($prepare:expr, $judge:expr; $($method:ident($($argument:expr),*);)+) => {$({
        let mut awaits = 0;
        for polls in 1..POLLS {
            let (bench, mut driver) = ready::<W>();
            $prepare(&bench);
            if !is_dropped(&bench, polls, driver.$method($($argument),*)) {
                break;
            }
            $judge(&bench, &mut driver, &format!("{} dropped after {polls} polls", stringify!($method)));
            awaits += 1;
        }
        assert!(awaits >= 2, "{}: {awaits}", stringify!($method));
    })+};
}

fn a_dropped_reading_leaves_a_driver_that_reads<W: Wire>() {
    at_every_await! {
        |_: &Bench<W>| {},
        |bench: &Bench<W>, driver: &mut Asynch<W>, when: &str| {
            bench.draw_both(5_000, 180);
            bench.wait(SETTLED);
            let found = power(bench, driver).unwrap_or_else(|kind| panic!("{when}: {kind:?}"));
            let off = found.as_milliwatts() - 1_150_000;
            assert!(off.abs() <= 3, "{when}: {found}");
        };
        rms_voltage(); readings(Channel::A); power_factor(Channel::A); frequency(); phase_delay(Channel::B);
        active_energy(Channel::B); clear_energy(Channel::B); take_peak_voltage(); conditions(); events();
        take_events(); check(); verify();
    }
}

fn a_dropped_reading_of_a_part_that_has_reset_hides_nothing<W: Wire>() {
    at_every_await! {
        |bench: &Bench<W>| {
            bench.model().brown_out();
            bench.wait(START_UP * 2);
        },
        |bench: &Bench<W>, driver: &mut Asynch<W>, when: &str| {
            bench.wait(SETTLED);
            assert_eq!(power(bench, driver), Err(ErrorKind::ConfigurationLost), "{when}");
        };
        rms_voltage(); readings(Channel::A); active_energy(Channel::B); take_events(); check();
    }
}

fn a_dropped_reading_of_a_changed_part_hides_nothing<W: Wire>() {
    at_every_await! {
        |bench: &Bench<W>| bench.model().upset(0x28E, 0x41_0000),
        |bench: &Bench<W>, driver: &mut Asynch<W>, when: &str| {
            bench.wait(SETTLED);
            assert_eq!(power(bench, driver), Err(ErrorKind::ConfigurationLost), "{when}");
        };
        rms_voltage(); readings(Channel::A); active_energy(Channel::B); take_events(); check();
    }
}

fn a_dropped_init_leaves_readings_refused<W: Wire>() {
    let mut drops = 0;
    for polls in 1..POLLS {
        let (bench, mut driver) = ready::<W>();
        if !is_dropped(&bench, polls, driver.init(&config())) {
            break;
        }
        drops += 1;
        bench.wait(SETTLED);
        assert_eq!(
            power(&bench, &mut driver),
            Err(ErrorKind::Refused),
            "{polls}"
        );
        bench
            .world
            .block_on(driver.init(&config()))
            .unwrap()
            .unwrap();
        bench.wait(SETTLED);
        assert_eq!(
            power(&bench, &mut driver).unwrap().as_watts(),
            -1_150,
            "{polls}"
        );
    }
    assert!(drops > 20, "{drops}");
}
