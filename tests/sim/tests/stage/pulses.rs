use super::*;
use hal_power::{Ratio, SafeState as _};
use hal_power_sim::stage::{Gates, Side};
use proptest::prelude::*;

fn edge(at: u64, leg: usize, side: Side, on: bool) -> Edge {
    Edge { at, leg, side, on }
}

#[test]
fn a_pulse_lies_about_the_middle_of_its_period_with_dead_time_at_both_ends() {
    let mut lab = Lab::armed(sheet());
    lab.run(1, 200, 1_000);
    lab.stage.timer().record_edges();
    let start = lab.now();
    lab.run(1, 200, 1_000);
    let (rise, fall) = (start + 20_000, start + 30_000);
    let edges: Vec<_> = lab.edges().into_iter().filter(|e| e.leg == 0).collect();
    assert_eq!(
        edges,
        [
            edge(rise, 0, Side::Low, false),
            edge(rise + DEAD, 0, Side::High, true),
            edge(fall, 0, Side::High, false),
            edge(fall + DEAD, 0, Side::Low, true),
        ]
    );
    let high = Gates {
        high: true,
        low: false,
    };
    assert_eq!(lab.stage.timer().gates(1), high, "without edges");
}

#[test]
fn a_pulse_shorter_than_the_dead_time_is_lost() {
    let mut lab = Lab::armed(sheet());
    lab.run(1, 9, 9);
    lab.stage.timer().record_edges();
    lab.run(3, 9, 9);
    let sides: Vec<_> = lab.edges().into_iter().map(|e| e.side).collect();
    assert!(!sides.is_empty() && sides.iter().all(|side| *side == Side::Low));
}

#[test]
fn all_legs_change_at_one_reload_and_none_while_held() {
    let mut lab = Lab::armed(sheet());
    lab.run(1, 500, 500);
    let before = lab.now();
    lab.stage.timer().record_edges();
    lab.stage.hold();
    lab.stage.set_duty::<0>(Duty::from_ticks(100));
    lab.pass(PERIOD + 7);
    lab.stage.set_duty::<1>(Duty::from_ticks(900));
    lab.pass(PERIOD);
    lab.stage.release();
    let released = lab.now();
    lab.pass(2 * PERIOD);
    let taken = released / PERIOD * PERIOD + PERIOD;
    let edges = lab.edges();
    for (leg, old, new) in [(0, 12_500, 22_500), (1, 12_500, 2_500)] {
        let rises = edges
            .iter()
            .filter(|e| (e.leg, e.side, e.on) == (leg, Side::Low, false));
        assert_eq!(
            rises.map(|e| e.at).collect::<Vec<_>>(),
            [
                before + old,
                before + PERIOD + old,
                before + 2 * PERIOD + old,
                taken + new
            ]
        );
    }
}

#[test]
fn arming_starts_from_neutral_at_the_next_reload() {
    let mut lab = Lab::new(sheet());
    lab.write(900, 100);
    lab.pass(3 * PERIOD);
    lab.stage.timer().record_edges();
    lab.arm().unwrap();
    assert_eq!(lab.stage.state(), StageState::Armed);
    assert!(lab.stage.timer().gates_are_off(), "before the reload");
    assert_eq!(lab.stage.timer().drives(), None);
    lab.to_reload();
    let start = lab.now();
    assert_eq!(lab.stage.timer().drives(), Some(Ratio::ZERO));
    lab.pass(PERIOD);
    let edges = lab.edges();
    let high: Vec<_> = edges
        .iter()
        .filter(|e| e.side == Side::High && e.on)
        .map(|e| e.at)
        .collect();
    assert_eq!(high, [start + 12_500 + DEAD; 2]);
    assert!(edges.iter().all(|e| e.at >= start + DEAD), "{edges:?}");
}

#[test]
fn a_duty_written_while_disarmed_drives_nothing() {
    let mut lab = Lab::new(sheet());
    lab.stage.timer().record_edges();
    lab.run(5, 700, 300);
    assert_eq!(lab.edges(), []);
    assert_eq!(lab.stage.timer().drives(), None);
}

#[test]
fn a_duty_ends_at_the_limits() {
    let limits = sheet().with_limits(Duty::from_ticks(50), Duty::from_ticks(900));
    let mut lab = Lab::armed(limits);
    let drives = |lab: &mut Lab, duty| {
        lab.run(1, duty, 0);
        lab.write(500, 500);
        lab.pass(1);
        let ppm = lab.stage.timer().drives().unwrap().as_ppm();
        lab.pass(PERIOD - 1);
        ppm
    };
    assert_eq!(drives(&mut lab, u16::MAX), 800_000);
    assert_eq!(drives(&mut lab, 0), -900_000);
    assert_eq!(drives(&mut lab, 750), 500_000);
}

#[test]
fn off_is_at_once_and_no_trip() {
    let mut lab = Lab::armed(sheet());
    lab.run(2, 500, 500);
    lab.pass(20_000);
    assert!(lab.stage.timer().gates(0).high);
    lab.stage.make_safe();
    assert!(lab.stage.timer().gates_are_off());
    assert_eq!(lab.stage.state(), StageState::Disarmed);
}

#[test]
fn both_switches_forced_on_stay_off_and_are_counted() {
    let lab = Lab::armed(sheet());
    lab.pass(20_000);
    let timer = lab.stage.timer();
    let both = Gates {
        high: true,
        low: true,
    };
    timer.force(0, Some(both));
    assert_eq!((timer.gates(0), timer.overlaps()), (Gates::OFF, 1));
    lab.pass(100);
    timer.force(
        0,
        Some(Gates {
            high: false,
            low: true,
        }),
    );
    assert!(timer.gates(0).low, "one of them may");
    timer.force(0, None);
    lab.pass(PERIOD);
    assert_eq!(timer.overlaps(), 1);
}

#[test]
fn dead_time_shorter_than_the_switches_need_is_counted_at_each_edge() {
    let short = Sheet::signed(CARRIER, Duration::from_nanos(20), 100);
    let mut lab = Lab::armed(short.with_turn_off(Duration::from_nanos(50)));
    let before = lab.stage.timer().overlaps();
    lab.run(10, 500, 500);
    assert_eq!(lab.stage.timer().overlaps() - before, 2 * 2 * 10);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn whatever_is_written_both_switches_never_conduct(
        steps in proptest::collection::vec((0..=1_000_u16, 0..=1_000_u16, 1..120_000_u64, any::<bool>()), 1..40),
    ) {
        let mut lab = Lab::armed(sheet());
        lab.stage.timer().record_edges();
        for (first, second, wait, now) in steps {
            if now {
                lab.stage.timer().write_now(0, Duty::from_ticks(first));
            }
            lab.write(first, second);
            lab.pass(wait);
        }
        for leg in 0..2 {
            let mut gates = Gates::OFF;
            let mut off = [0; 2];
            for e in lab.edges().into_iter().filter(|e| e.leg == leg) {
                let (gate, other, me) = match e.side {
                    Side::High => (&mut gates.high, off[1], 0),
                    Side::Low => (&mut gates.low, off[0], 1),
                };
                prop_assert_ne!(*gate, e.on);
                *gate = e.on;
                if e.on {
                    prop_assert!(e.at >= other + DEAD || other == 0);
                } else {
                    off[me] = e.at;
                }
                prop_assert!(!(gates.high && gates.low));
            }
            lab.stage.timer().record_edges();
        }
        prop_assert_eq!(lab.stage.timer().overlaps(), 0);
    }
}
