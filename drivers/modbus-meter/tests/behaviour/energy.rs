//! Sums of energy against what has flowed.

use core::time::Duration;

use hal_power_sim::model::modbus_meter::{Kind, Open};
use modbus_meter::{
    Config, Direction, Line, Phase, hal_inverter::MeteredEnergy, hal_power::Energy,
};

use crate::{HOLDING, IDLE, LIVE, bench::Bench, both, config, format, open};

fn wh(imported: i64, exported: i64) -> MeteredEnergy {
    let energy = Energy::from_watt_hours;
    MeteredEnergy::new(energy(imported), energy(exported))
}

/// What flows for two hours, and no longer.
fn flow(bench: &Bench) {
    bench.meter.set_circuit(LIVE);
    bench.pass(Duration::from_hours(2));
    bench.meter.set_circuit(IDLE);
}

/// A single has 24 bits.
fn near(found: MeteredEnergy, truth: MeteredEnergy) {
    let off = |found: Energy, truth: Energy| found.abs_diff(truth) <= Energy::from_joules(3);
    assert!(
        off(found.imported, truth.imported) && off(found.exported, truth.exported),
        "{found:?} {truth:?}"
    );
}

fn idle(kind: Kind, each_phase: bool) -> Bench {
    let part = Open {
        each_phase,
        ..Open::new(kind)
    };
    let bench = open(part, kind);
    bench.meter.set_circuit(IDLE);
    // Of the time since the last line.
    assert_eq!(bench.meter.energies(), (Energy::ZERO, Energy::ZERO));
    bench
}

#[test]
fn each_direction_has_its_sum() {
    let config = config(format()).unwrap();
    let found = both!(
        idle(Kind::Sdm120, false),
        Sdm120(config),
        |bench| flow(&bench),
        active_energy()
    );
    near(found.0.unwrap(), wh(2_760, 0));
    let found = both!(
        idle(Kind::Ddsu666, false),
        Ddsu666(config, HOLDING),
        |bench| flow(&bench),
        active_energy()
    );
    near(found.0.unwrap(), wh(2_760, 0));
    for (each_phase, all) in [(false, wh(0, 4_440)), (true, wh(2_760, 7_200))] {
        let bench = || idle(Kind::Sdm630, each_phase);
        let found = both!(
            bench(),
            Sdm630(config),
            |bench| flow(&bench),
            active_energy()
        );
        near(found.0.unwrap(), all);
        for (phase, truth) in [
            (Phase::L1, wh(2_760, 0)),
            (Phase::L2, wh(0, 1_920)),
            (Phase::L3, wh(0, 5_280)),
        ] {
            let found = both!(
                bench(),
                Sdm630(config),
                |bench| flow(&bench),
                phase(phase).active_energy()
            );
            near(found.0.unwrap(), truth);
        }
        let found = both!(bench(), Sdm630(config), |bench| flow(&bench), snapshot());
        near(found.0.unwrap().energy, all);
    }
}

#[test]
fn a_meter_that_is_turned_around_has_them_exchanged() {
    let line = Line::new(9_600, crate::bench::RESPONSE).unwrap();
    let config = Config::new(line, 1, 80, Direction::ExportPositive, Duration::ZERO).unwrap();
    let found = both!(
        idle(Kind::Sdm120, false),
        Sdm120(config),
        |bench| flow(&bench),
        active_energy()
    );
    near(found.0.unwrap(), wh(0, 2_760));
    let found = both!(
        idle(Kind::Sdm120, false),
        Sdm120(config),
        |bench| flow(&bench),
        snapshot()
    );
    near(found.0.unwrap().energy, wh(0, 2_760));
    let found = both!(
        idle(Kind::Sdm630, true),
        Sdm630(config),
        |bench| flow(&bench),
        phase(Phase::L3).active_energy()
    );
    near(found.0.unwrap(), wh(5_280, 0));
    let found = both!(
        idle(Kind::Ddsu666, false),
        Ddsu666(config, HOLDING),
        |bench| flow(&bench),
        active_energy()
    );
    near(found.0.unwrap(), wh(0, 2_760));
}

#[test]
fn a_meter_of_some_years_counts_on() {
    let config = config(format()).unwrap();
    let old = |kind| Open {
        energies: [
            Energy::from_watt_hours(12_345_000),
            Energy::from_watt_hours(678_000),
        ],
        ..Open::new(kind)
    };
    // A single of 12 MWh has steps of 1 Wh.
    for found in [
        both!(
            open(old(Kind::Sdm120), Kind::Sdm120),
            Sdm120(config),
            active_energy()
        )
        .0,
        both!(
            open(old(Kind::Ddsu666), Kind::Ddsu666),
            Ddsu666(config, HOLDING),
            active_energy()
        )
        .0,
    ] {
        let found = found.unwrap();
        let off = found.imported.abs_diff(Energy::from_watt_hours(12_345_000));
        assert!(off <= Energy::from_watt_hours(1), "{off:?}");
        assert_eq!(found.exported, Energy::from_watt_hours(678_000));
    }
}
