//! Discharging, and its end whatever becomes of the host.

use crate::bench::{BALANCING, Bench};
use ades183x::{
    Error, Transparent,
    hal_bms::{
        CellLimits, CellSet, Limit,
        blocking::{
            Balancing as _, CellProtection as _, CellVoltages as _, OpenWireTest as _,
            SafetyMonitor as _,
        },
    },
    hal_power::{Error as _, ErrorKind, Voltage},
};
use core::time::Duration;
use hal_power_sim::model::ades183x::{Bridge, Extended, Open};

fn parts(timer_ends_discharge: bool, extended: Extended) -> Open {
    Open {
        timer_ends_discharge,
        extended,
        ..Open::default()
    }
}

#[test]
fn a_host_that_only_reads_lets_it_end() {
    for (ends, every) in [(true, 1), (false, 1), (true, 10), (false, 10)] {
        let bench = Bench::<2>::of(parts(ends, Extended::Both), Bridge::Transparent, 16);
        let mut string = bench.blocking(Transparent).unwrap();
        string.init().unwrap();
        let cells = CellSet::from_iter([0, 15, 16, 30, 31]);
        string.balance(cells).unwrap();
        let begun = bench.world.now();
        let mut lasted = Duration::ZERO;
        while lasted < BALANCING + Duration::from_secs(2 * every) {
            bench.world.clock().advance(Duration::from_secs(every));
            let _ = string.safety_status();
            lasted = bench.world.now().saturating_since(begun);
            let on = bench.discharged();
            assert!(on == cells || on.is_empty());
            if lasted < Duration::from_secs(50) {
                assert_eq!(on, cells, "after {lasted:?}");
            }
        }
        assert_eq!(bench.discharged(), CellSet::NONE, "{ends}, every {every} s");
    }
}

#[test]
fn a_host_that_is_gone_lets_it_end() {
    for extended in [Extended::Pwm, Extended::Both] {
        let bench = Bench::<2>::of(parts(false, extended), Bridge::Transparent, 16);
        let mut string = bench.blocking(Transparent).unwrap();
        string.init().unwrap();
        string.balance(CellSet::from_iter([3, 20])).unwrap();
        drop(string.free());
        bench.world.clock().advance(Duration::from_secs(30));
        assert_eq!(
            bench.discharged(),
            CellSet::from_iter([3, 20]),
            "{extended:?}"
        );
        bench.world.clock().advance(BALANCING);
        assert_eq!(bench.discharged(), CellSet::NONE, "{extended:?}");
    }
}

#[test]
fn another_init_ends_it() {
    let bench = Bench::<2>::new();
    let mut string = bench.blocking(Transparent).unwrap();
    string.init().unwrap();
    string.balance(CellSet::first(32)).unwrap();
    assert_eq!(bench.discharged(), CellSet::first(32));
    let mut again = bench.blocking(Transparent).unwrap();
    again.init().unwrap();
    assert_eq!(bench.discharged(), CellSet::NONE);
    assert_eq!(again.balanced(), Ok(CellSet::NONE));
}

#[test]
fn it_pauses_for_what_it_would_falsify_and_goes_on() {
    let bench = Bench::<2>::new();
    let mut string = bench.blocking(Transparent).unwrap();
    string.init().unwrap();
    let cells = CellSet::from_iter([1, 4, 17]);
    string.balance(cells).unwrap();
    assert_eq!(string.cell_voltages(&mut [Voltage::ZERO; 32]), Ok(()));
    assert_eq!(string.compare(), Ok(CellSet::NONE));
    bench.world.clock().advance(Duration::from_millis(50));
    assert_eq!(bench.discharged(), cells);
    assert_eq!(string.balanced(), Ok(cells));
}

#[test]
fn what_shares_a_group_with_the_timer_is_refused_meanwhile() {
    let bench = Bench::<2>::new();
    let mut string = bench.blocking(Transparent).unwrap();
    string.init().unwrap();
    let limit =
        |millivolts| Limit::new(Voltage::from_millivolts(millivolts), Duration::from_secs(1));
    let limits = CellLimits::new(limit(3_500), limit(2_700));
    string.balance(CellSet::only(9)).unwrap();
    let before = bench.part(0).map(|mut part| part.configuration());
    let told = string.protect_cells(&limits);
    assert_eq!(told, Err(Error::Balancing));
    assert_eq!(told.unwrap_err().kind(), ErrorKind::Refused);
    assert_eq!(string.open_wires(), Err(Error::Balancing));
    assert_eq!(bench.part(0).map(|mut part| part.configuration()), before);
    assert_eq!(bench.discharged(), CellSet::only(9));
    string.balance(CellSet::NONE).unwrap();
    assert!(string.protect_cells(&limits).is_ok());
    assert_eq!(string.open_wires(), Ok(CellSet::NONE));
}
