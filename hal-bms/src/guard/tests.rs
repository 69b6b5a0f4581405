mod explore;
mod faults;
mod tapers;

use super::*;
use crate::{CellLimits, Limit};
use core::time::Duration;
use hal_power::{ErrorKind, Unusable};

const MS: Duration = Duration::from_millis(1);
const START: Instant = Instant::from_micros(1_000_000);
const CELLS: usize = 4;
const SENSORS: usize = 2;
const MAX_AGE: Duration = Duration::from_millis(200);
const PATIENCE: Duration = Duration::from_millis(1_000);

const fn mv(millivolts: i32) -> Voltage {
    Voltage::from_millivolts(millivolts)
}

const fn celsius(degrees: i32) -> Temperature {
    Temperature::from_celsius(degrees)
}

const fn limits() -> CellGuardLimits {
    let cells = CellLimits::new(
        Limit::new(mv(3_650), Duration::from_millis(500)),
        Limit::new(mv(2_500), Duration::from_millis(800)),
    );
    let hot = Limit::new(celsius(55), Duration::from_millis(300));
    let cold = Limit::new(celsius(-20), Duration::from_millis(400));
    CellGuardLimits::new(cells, hot, cold).with_hysteresis(mv(50), celsius(5))
}

const CHARGE: CurrentTapers = CurrentTapers::new(
    Taper::new(mv(3_450), mv(3_600)),
    Taper::new(celsius(10), celsius(0)),
    Taper::new(celsius(40), celsius(50)),
);
const DISCHARGE: CurrentTapers = CurrentTapers::new(
    Taper::new(mv(3_000), mv(2_800)),
    Taper::new(celsius(-5), celsius(-15)),
    Taper::new(celsius(45), celsius(55)),
);

fn config() -> CellGuardConfig {
    CellGuardConfig::new(
        CELLS,
        SENSORS,
        limits(),
        CHARGE,
        DISCHARGE,
        MAX_AGE,
        PATIENCE,
    )
    .unwrap()
}

fn guard() -> CellGuard {
    CellGuard::new(config(), START)
}

fn at(millis: u32) -> Instant {
    START.saturating_add(MS * millis)
}

const CALM: [Temperature; SENSORS] = [celsius(25); SENSORS];

/// Cells at 3.3 V but one, and nothing wrong otherwise.
struct Truth {
    cells: [Voltage; CELLS],
    temperatures: [Temperature; SENSORS],
    status: SafetyStatus,
}

impl Truth {
    fn well() -> Self {
        Self {
            cells: [mv(3_300); CELLS],
            temperatures: CALM,
            status: SafetyStatus::empty(),
        }
    }

    fn cell(cell: usize, millivolts: i32) -> Self {
        let mut truth = Self::well();
        truth.cells[cell] = mv(millivolts);
        truth
    }

    fn sensor(sensor: usize, degrees: i32) -> Self {
        let mut truth = Self::well();
        truth.temperatures[sensor] = celsius(degrees);
        truth
    }

    fn status(status: SafetyStatus) -> Self {
        Self {
            status,
            ..Self::well()
        }
    }

    fn at(&self, at: Instant) -> CellInputs<'_> {
        CellInputs::new(
            Ok(Reading::new(&self.cells, at)),
            Ok(Reading::new(&self.temperatures, at)),
            Ok(Reading::new(self.status, at)),
        )
    }
}

/// Steps every 100 ms from `from` on, up to `until`; returns the first fault and when it came.
fn first_fault(
    guard: &mut CellGuard,
    truth: &Truth,
    from: u32,
    until: u32,
) -> Option<(CellFault, u32)> {
    (from..=until).step_by(100).find_map(|millis| {
        let now = at(millis);
        let verdict = guard.step(now, truth.at(now));
        verdict.fault.map(|fault| {
            assert_eq!(
                (verdict.charge, verdict.discharge),
                (Ratio::ZERO, Ratio::ZERO)
            );
            (fault, millis)
        })
    })
}

#[test]
fn all_of_the_current_where_all_is_well() {
    let now = at(10);
    let verdict = guard().step(now, Truth::well().at(now));
    assert_eq!(
        (verdict.charge, verdict.discharge),
        (Ratio::ONE, Ratio::ONE)
    );
    assert_eq!(verdict.fault, None);
}

#[test]
fn limits_that_protect_nothing_are_no_configuration() {
    use CellGuardError::*;
    let build = |cells, limits, charge, discharge, patience| {
        CellGuardConfig::new(cells, 1, limits, charge, discharge, MAX_AGE, patience)
    };
    let with = |change: fn(&mut CellGuardLimits, &mut CurrentTapers, &mut CurrentTapers)| {
        let (mut hard, mut charge, mut discharge) = (limits(), CHARGE, DISCHARGE);
        change(&mut hard, &mut charge, &mut discharge);
        build(4, hard, charge, discharge, PATIENCE).err()
    };
    assert_eq!(with(|_, _, _| ()), None);
    assert_eq!(
        build(0, limits(), CHARGE, DISCHARGE, PATIENCE).err(),
        Some(Count)
    );
    assert_eq!(
        build(257, limits(), CHARGE, DISCHARGE, PATIENCE).err(),
        Some(Count)
    );
    let none = CellGuardConfig::new(1, 0, limits(), CHARGE, DISCHARGE, MAX_AGE, PATIENCE);
    assert_eq!(none.err(), Some(Count));
    assert_eq!(
        build(4, limits(), CHARGE, DISCHARGE, MS).err(),
        Some(Patience)
    );
    assert_eq!(
        with(|_, charge, _| charge.voltage.full = mv(3_601)),
        Some(Order)
    );
    assert_eq!(
        with(|_, charge, _| charge.cold.full = celsius(-1)),
        Some(Order)
    );
    assert_eq!(
        with(|_, charge, _| charge.hot.full = celsius(51)),
        Some(Order)
    );
    assert_eq!(
        with(|_, _, discharge| discharge.voltage.full = mv(2_799)),
        Some(Order)
    );
    assert_eq!(
        with(|hard, _, _| hard.cells.undervoltage.threshold = mv(3_650)),
        Some(Order)
    );
    assert_eq!(
        with(|hard, _, _| hard.cold.threshold = celsius(55)),
        Some(Order)
    );
    assert_eq!(
        with(|_, charge, _| charge.voltage.zero = mv(3_651)),
        Some(BeyondLimit)
    );
    assert_eq!(
        with(|_, _, discharge| discharge.voltage.zero = mv(2_499)),
        Some(BeyondLimit)
    );
    assert_eq!(
        with(|_, _, discharge| discharge.hot.zero = celsius(56)),
        Some(BeyondLimit)
    );
    assert_eq!(
        with(|_, _, discharge| discharge.cold.zero = celsius(-21)),
        Some(BeyondLimit)
    );
    assert_eq!(with(|hard, _, _| hard.back = mv(-1)), Some(Hysteresis));
    assert_eq!(with(|hard, _, _| hard.back = mv(575)), Some(Hysteresis));
    assert_eq!(
        with(|hard, _, _| hard.cooled = celsius(38)),
        Some(Hysteresis)
    );
}
