//! Sessions that are interrupted: by the bus, and by a future that is dropped.

use core::{
    pin::pin,
    task::{Context, Poll, Waker},
    time::Duration,
};

use bq769x2::hal_bms::CellLimits;
use hal_power_sim::{
    Injection,
    model::bq769x2::{Mode, Part},
};

use crate::bench::{Bench, I2cCrc, Spi, Wire, limits, open, sixteen};

fn other() -> CellLimits {
    limits(4_100, 2_500, 200)
}

/// The session is left, at the latest with the next call, and limits can be set again.
fn after<W: Wire>(bench: &Bench<W>, when: &str) {
    bench.settle();
    let mode = bench.model().mode();
    assert_eq!(mode, Mode::Normal, "{when}");
}

#[test]
fn a_fault_at_every_transfer_of_a_session_leaves_it() {
    let bench = Bench::<I2cCrc>::new(Part::Bq76952, open());
    let mut driver = bench.blocking(sixteen().unwrap());
    driver.init().unwrap();
    bench.world.start_trace();
    driver.limit_cells(&other()).unwrap();
    let transfers = u32::try_from(bench.world.take_trace().transfers()).unwrap();
    assert!(transfers > 15, "{transfers}");
    for &fault in I2cCrc::FAULTS {
        if fault.i2c_error().is_none() {
            continue;
        }
        for transfer in 0..transfers {
            let bench = Bench::<I2cCrc>::new(Part::Bq76952, open());
            let mut driver = bench.blocking(sixteen().unwrap());
            driver.init().unwrap();
            bench.world.inject(Injection::nth(transfer, fault));
            let told = driver.limit_cells(&other());
            bench.world.clear_faults();
            let when = format!("{fault:?} at transfer {transfer}");
            assert!(told.is_err(), "{when}: {told:?}");
            driver.stack_voltage().ok();
            after(&bench, &when);
            let applied = driver.limit_cells(&other()).unwrap();
            assert!(applied.are_within(&other()), "{when}");
            driver.verify().unwrap();
        }
    }
}

fn dropped<W: Wire>(step: usize) {
    let mut sessions = 0;
    for polls in (1..).step_by(step) {
        let bench = Bench::<W>::new(Part::Bq76952, open());
        let mut driver = bench.asynch(sixteen().unwrap());
        bench.world.block_on(driver.init()).unwrap().unwrap();
        let is_over = {
            let limits = other();
            let mut limiting = pin!(driver.limit_cells(&limits));
            let mut context = Context::from_waker(Waker::noop());
            (0..polls).any(|_| {
                bench.world.clock().advance(Duration::from_millis(1));
                matches!(limiting.as_mut().poll(&mut context), Poll::Ready(_))
            })
        };
        if is_over {
            break;
        }
        sessions += usize::from(bench.model().mode() == Mode::Config);
        bench
            .world
            .block_on(driver.battery_status())
            .unwrap()
            .unwrap();
        bench.settle();
        bench.world.block_on(driver.stack_voltage()).unwrap().ok();
        after(&bench, &format!("a drop after {polls} polls"));
        let applied = bench.world.block_on(driver.limit_cells(&other()));
        assert!(applied.unwrap().unwrap().are_within(&other()));
        bench.world.block_on(driver.verify()).unwrap().unwrap();
    }
    assert!(sessions > 10, "{sessions} drops in a session");
}

#[test]
fn a_session_that_is_dropped_is_left_by_the_next_call() {
    dropped::<I2cCrc>(1);
    dropped::<Spi>(7);
}
