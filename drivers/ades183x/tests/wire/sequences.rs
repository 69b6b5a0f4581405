//! What each method sends, how long it waits, and what it makes of the answer.

use ades183x::{
    Cells, Config, Error, Mismatch, SelfTest, SerialId, Transparent, asynch,
    blocking::{self, Ades183x},
    hal_bms::{CellLimits, CellSet, CellString as _, Limit, SafetyStatus},
    hal_power::{Sensor as _, Temperature, Voltage},
};
use core::time::Duration;

use crate::rig::{Pauses, Window, asynch, blocking, bus, done, done_async, parts, run};
use crate::words::{
    BALANCE, CELLS, CLEAR, COMPARE, INIT, PROTECT, SAFETY, SELF_TEST, SLEEP, STOP, TEMPERATURES,
    WIRES,
};

/// Runs both halves over the same windows, after `init`, and checks what they return and how long they wait.
macro_rules! both {
    ($windows:expr, $string:ident, $act:expr, $act_async:expr, $expected:expr, $pauses:expr) => {
        let windows: Vec<Window<'_>> = [INIT, $windows].concat();
        let mut $string = blocking(&windows).unwrap();
        $string.init().unwrap();
        {
            #[allow(unused_imports, reason = "inherent methods need none")]
            use ades183x::hal_bms::blocking::*;
            assert_eq!($act, $expected);
        }
        let pauses = done($string);
        assert_eq!(pauses[..INIT_PAUSES.len()], *INIT_PAUSES);
        assert_eq!(pauses[INIT_PAUSES.len()..], *$pauses);

        let mut $string = asynch(&windows).unwrap();
        run($string.init()).unwrap().unwrap();
        {
            #[allow(unused_imports, reason = "inherent methods need none")]
            use ades183x::hal_bms::asynch::*;
            assert_eq!(run($act_async).unwrap(), $expected);
        }
        assert_eq!(done_async($string)[INIT_PAUSES.len()..], *$pauses);
    };
}

/// From sleep, from idle; the references; the first conversion.
const INIT_PAUSES: &[u32] = &[500, 500, 500, 5_000, 10, 10, 10, 2_000, 10, 10, 10];

#[test]
fn new_and_free_move_nothing() {
    assert_eq!(done(blocking(&[]).unwrap()), []);
    assert_eq!(done_async(asynch(&[]).unwrap()), []);
    let string = blocking(&[]).unwrap();
    assert_eq!(string.cell_count(), 20);
    assert_eq!(string.parts(), &parts().unwrap());
    assert_eq!(string.latency(), Duration::ZERO);
    done(string);
}

#[test]
fn init_configures_and_reads_back() {
    let mut string = blocking(INIT).unwrap();
    assert_eq!(string.init(), Ok(()));
    assert_eq!(done(string), INIT_PAUSES);
    let mut string = asynch(INIT).unwrap();
    assert_eq!(run(string.init()), Some(Ok(())));
    assert_eq!(done_async(string), INIT_PAUSES);
}

#[test]
fn buffers_may_be_slices() {
    let mut parts = parts().unwrap().to_vec();
    let mut frame = vec![[0; 8]; 2];
    let config = crate::rig::config().unwrap();
    let delay = Pauses::default();
    let (parts, frame) = (parts.as_mut_slice(), frame.as_mut_slice());
    let mut string = Ades183x::new(bus(INIT), delay, Transparent, parts, frame, config).unwrap();
    assert_eq!(string.init(), Ok(()));
    string.free().0.done();
}

#[test]
fn the_driver_is_as_large_for_any_chain() {
    type Long = blocking::Ades183x<(), (), (), &'static [ades183x::Part], &'static mut [[u8; 8]]>;
    // with two slices of 16 bytes
    assert!(size_of::<Long>() <= 128, "{}", size_of::<Long>());
    assert_eq!(size_of::<ades183x::Part>(), 12);
}

#[test]
fn cells_are_of_one_moment_and_newer_than_the_call() {
    let mut cells = [Voltage::ZERO; 20];
    both!(
        CELLS,
        string,
        string.cell_voltages(&mut cells),
        string.cell_voltages(&mut cells),
        Ok(()),
        &[10, 10, 10, 2_000, 10, 10, 10]
    );
    for (cell, voltage) in (0..).zip(&cells[..16]) {
        assert_eq!(*voltage, Voltage::from_microvolts(3_300_000 + 1_500 * cell));
    }
    for (cell, voltage) in (0..).zip(&cells[16..]) {
        assert_eq!(*voltage, Voltage::from_microvolts(3_450_000 + 150 * cell));
    }
}

#[test]
fn thermistors_are_measured_against_the_reference() {
    let mut temperatures = [Temperature::ZERO; 2];
    both!(
        TEMPERATURES,
        string,
        string.cell_temperatures(&mut temperatures),
        string.cell_temperatures(&mut temperatures),
        Ok(()),
        &[10, 10, 10, 18_000, 10, 10, 10]
    );
    assert_eq!(temperatures, [50, 25].map(Temperature::from_celsius));
}

#[test]
fn a_status_is_two_groups() {
    both!(
        SAFETY,
        string,
        string.safety_status(),
        string.safety_status(),
        Ok(SafetyStatus::empty()),
        &[10, 10, 10]
    );
}

#[test]
fn the_timer_runs_before_any_cell_is_discharged() {
    let windows = [BALANCE, STOP].concat();
    let cells = CellSet::from_iter([1, 16]);
    both!(
        &windows,
        string,
        (string.balance(cells), string.balance(CellSet::NONE)),
        async {
            (
                string.balance(cells).await,
                string.balance(CellSet::NONE).await,
            )
        },
        (Ok(()), Ok(())),
        &[10, 10, 10, 10, 10, 10]
    );
}

#[test]
fn open_wires_are_told_from_cells_that_collapse() {
    both!(
        WIRES,
        string,
        string.open_wires(),
        string.open_wires(),
        Ok(CellSet::from_iter([5, 20])),
        &[10, 10, 10, 9_000, 10, 10, 10, 9_000, 10, 10, 10]
    );
}

#[test]
fn parts_compare_their_converters() {
    both!(
        COMPARE,
        string,
        string.compare(),
        string.compare(),
        Ok(CellSet::from_iter([0, 15, 16])),
        &[10, 10, 10, 9_000, 10, 10, 10, 2_000, 10, 10, 10]
    );
}

#[test]
fn limits_are_never_looser_than_asked() {
    let limit = |microvolts, millis| {
        Limit::new(
            Voltage::from_microvolts(microvolts),
            Duration::from_millis(millis),
        )
    };
    let asked = CellLimits::new(limit(3_650_000, 50), limit(2_500_000, 50));
    let applied = CellLimits::new(limit(3_648_000, 1), limit(2_500_800, 1));
    both!(
        PROTECT,
        string,
        string.protect_cells(&asked),
        string.protect_cells(&asked),
        Ok(applied),
        &[10, 10, 10]
    );
    assert!(applied.are_within(&asked));
}

#[test]
fn clearing_lets_parts_find_again_what_persists() {
    both!(
        CLEAR,
        string,
        string.clear_safety(),
        string.clear_safety(),
        Ok(()),
        &[10, 10, 10, 2_000, 10, 10, 10]
    );
}

#[test]
fn a_self_test_forces_a_fault_and_takes_it_back() {
    both!(
        SELF_TEST,
        string,
        string.self_test(SelfTest::Overvoltage),
        string.self_test(SelfTest::Overvoltage),
        Ok(()),
        &[
            10, 10, 10, 9_000, 10, 10, 10, 2_000, 10, 10, 10, 2_000, 10, 10, 10
        ]
    );
}

#[test]
fn after_sleep_only_init_helps() {
    both!(
        SLEEP,
        string,
        (string.sleep(), string.safety_status()),
        async { (string.sleep().await, string.safety_status().await) },
        (Ok(()), Err(Error::NotInitialised)),
        &[500, 500, 500, 50_000]
    );
}

#[test]
fn a_serial_number_may_be_asked_for() {
    let [first, second] = parts().unwrap();
    let serials = [
        SerialId([1, 2, 3, 4, 5, 0x0A]),
        SerialId([1, 2, 3, 4, 5, 0x0B]),
    ];
    let config = crate::rig::config().unwrap();
    let init = |serials: [SerialId; 2], windows: &[Window<'_>]| {
        let parts = [
            first.with_serial(serials[0]),
            second.with_serial(serials[1]),
        ];
        let delay = Pauses::default();
        let frame = [[0; 8]; 2];
        let mut string =
            Ades183x::new(bus(windows), delay, Transparent, parts, frame, config).unwrap();
        let done = string.init();
        string.free().0.done();
        done
    };
    assert_eq!(init(serials, INIT), Ok(()));
    let found = serials[1];
    let swapped = [serials[0], serials[0]];
    // nothing is written to another part
    let refused = init(swapped, &INIT[..5]);
    assert_eq!(refused, Err(Error::Serial { part: 1, found }));
}

#[test]
fn a_driver_without_figures_for_it_does_not_balance() {
    let config = Config::new(Mismatch::Uv5100).with_curve(|_| None);
    let delay = Pauses::default();
    let mut string = asynch::Ades183x::new(
        bus(&[]),
        delay,
        Transparent,
        parts().unwrap(),
        [[0; 8]; 2],
        config,
    )
    .unwrap();
    {
        use ades183x::hal_bms::asynch::{Balancing as _, OpenWireTest as _};
        assert_eq!(string.expires_after(), Duration::ZERO);
        let told = run(string.balance(CellSet::only(3)));
        assert_eq!(told, Some(Err(Error::NotConfigured)));
        assert_eq!(run(string.open_wires()), Some(Err(Error::NotConfigured)));
    }
    let mut cells = [Voltage::ZERO; 20];
    let read = run(string.read_cells(Cells::Averaged, &mut cells));
    assert_eq!(read, Some(Err(Error::NotInitialised)));
    string.free().0.done();
}
