//! Steps on a distorted grid, and none where there is none. The tables are in `docs/residual-current.md`.
#![expect(clippy::panic, reason = "helpers of tests fail like tests")]

#[path = "common/grid.rs"]
mod grid;
#[path = "../../../tests/page.rs"]
mod page;
#[path = "common/rig.rs"]
mod rig;
#[path = "common/watch.rs"]
mod watch;

use core::fmt::Write as _;

use grid::{SHAPES, Shape};
use hal_power::{
    Ratio,
    check::{ResidualLimit, ResidualTrip},
};
use rcm::UP_TO_30_KVA;
use rig::{Rig, WIDE, milliamps, resistance};
use watch::{MS, NOISE, RELEASE, Watch};

const PLACES: i32 = 24;
const HERTZ: [i32; 3] = [47, 50, 52];
const CAPACITIVE: f64 = 250.0;

fn watch(shape: Shape, hertz: i32, seed: i32) -> Watch {
    let mut rig = Rig::of(&WIDE, u64::from(seed.unsigned_abs()));
    shape.truth(hertz.into(), CAPACITIVE).lay(&mut rig.model);
    Watch::new(rig)
}

/// When the monitor trips after an onset, in ms.
fn tripped(shape: Shape, hertz: i32, limit: &ResidualLimit, place: i32) -> f64 {
    let mut watch = watch(shape, hertz, place);
    assert_eq!(watch.watch(MS * 60), None);
    watch
        .rig
        .run_to(Ratio::from_ppm(place * (1_000_000 / PLACES)));
    let step = f64::from(limit.current.as_milliamps());
    watch.rig.model.leakage.set_resistance(resistance(step));
    let begun = watch.rig.now;
    let found = watch.watch(limit.within * 2);
    let (trip, now) = found.unwrap_or_else(|| panic!("no trip: {limit:?} {hertz} Hz {place}"));
    assert!(matches!(trip, ResidualTrip::Step(_)), "{trip:?}");
    now.saturating_since(begun).as_secs_f64() * 1e3
}

#[test]
fn steps_on_a_distorted_grid_are_cut_off_in_time() {
    let mut table = String::from(
        "| step | frequency | harmonics | trips after | limit less relay |\n| --: | --: | --- | --: | --: |\n",
    );
    for limit in &UP_TO_30_KVA.steps {
        let within = limit.within.saturating_sub(RELEASE).as_secs_f64() * 1e3;
        for hertz in HERTZ {
            for shape in SHAPES {
                let (mut first, mut last) = (f64::MAX, 0.0_f64);
                for place in 0..PLACES {
                    let after = tripped(shape, hertz, limit, place);
                    (first, last) = (first.min(after), last.max(after));
                }
                let name = shape.name;
                assert!(last <= within, "{limit:?} {hertz} Hz, {name}: {last}");
                writeln!(
                    table,
                    "| {} | {hertz} Hz | {name} | {first:.0} to {last:.0} ms | {within} ms |",
                    limit.current,
                )
                .unwrap();
            }
        }
    }
    page::holds("residual-current.md", "distorted steps", &table);
}

#[test]
fn a_distorted_grid_alone_is_no_step() {
    let mut table = String::from(
        "| frequency | harmonics | in phase, from | to | readings apart, at most |\n| --: | --- | --: | --: | --: |\n",
    );
    for hertz in HERTZ {
        for shape in SHAPES {
            let mut watch = watch(shape, hertz, hertz);
            let mut shadow = watch.rig.evaluator.clone();
            let (mut least, mut most) = ([f64::MAX; 2], [f64::MIN; 2]);
            for _ in 0..10_000 {
                assert_eq!(watch.period(), Ok(()), "{hertz} Hz, {}", shape.name);
                if let Ok(found) = shadow.evaluate(watch.rig.sampler.window()) {
                    let parts = [found.in_phase, found.direct].map(milliamps);
                    for ((part, least), most) in parts.iter().zip(&mut least).zip(&mut most) {
                        *least = least.min(*part);
                        *most = most.max(*part);
                    }
                }
            }
            let ([low, _], [high, _]) = (least, most);
            let apart: f64 = most
                .iter()
                .zip(least)
                .map(|(most, least)| most - least)
                .sum();
            // as the monitor is told
            let noise = f64::from(NOISE);
            assert!(apart <= noise, "{hertz} Hz, {}: {apart}", shape.name);
            writeln!(
                table,
                "| {hertz} Hz | {} | {:.1} mA | {:.1} mA | {apart:.1} mA |",
                shape.name, low, high,
            )
            .unwrap();
        }
    }
    page::holds("residual-current.md", "distorted alone", &table);
}
