//! Periods that are passed over end where they would have ended.

use super::*;
use hal_inverter::{FrameSource as _, FrameStatus, Trip, TripCauses};
use hal_power::{Current, Voltage};
use hal_power_sim::stage::{Channel, Gates, Sampling, SimFrames};
use proptest::prelude::*;

#[derive(Debug, Clone)]
enum Step {
    Write(u16, u16),
    Hold,
    Pass(u64),
    Arm,
    Pull(bool),
    Current(i32),
    Clear,
    Clock(bool),
}

fn duty() -> impl Strategy<Value = u16> {
    prop_oneof![2 => 0..=1_000_u16, 1 => Just(0), 1 => Just(1_000)]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (duty(), duty()).prop_map(|(a, b)| Step::Write(a, b)),
        1 => Just(Step::Hold),
        6 => prop_oneof![1..2 * PERIOD, 1..40 * PERIOD].prop_map(Step::Pass),
        3 => Just(Step::Arm),
        1 => any::<bool>().prop_map(Step::Pull),
        1 => (-40..40).prop_map(Step::Current),
        2 => Just(Step::Clear),
        1 => any::<bool>().prop_map(Step::Clock),
    ]
}

type Seen = (
    Option<Trip>,
    [Gates; 2],
    Option<i32>,
    bool,
    u32,
    Option<FrameStatus>,
);

fn look(lab: &Lab, frames: Option<&SimFrames<1>>) -> Seen {
    let timer = lab.stage.timer();
    (
        timer.trip(),
        [timer.gates(0), timer.gates(1)],
        timer.drives().map(|share| share.as_ppm()),
        timer.is_enabled(),
        timer.limited_periods(),
        frames.map(SimFrames::status),
    )
}

fn run(steps: &[Step], sampled: bool, recorded: bool) -> Vec<Seen> {
    let stale = Sheet::signed(CARRIER, Duration::from_nanos(DEAD), 30);
    let limit = Current::from_amps(35);
    let mut lab = Lab::new(stale.with_cycle_limit(limit, Duration::from_nanos(200), 6));
    let nanos = Duration::from_nanos;
    let channel = Channel::voltage(0, 4_095, 0, Voltage::from_volts(600));
    let sampling = Sampling::new(nanos(800), nanos(300), nanos(1_200));
    let frames = sampled.then(|| lab.stage.timer().frames(sampling, [channel]));
    let timer = lab.stage.timer();
    if recorded {
        timer.record_edges();
    }
    steps
        .iter()
        .map(|step| {
            match *step {
                Step::Write(first, second) => lab.write(first, second),
                Step::Hold => timer.hold(),
                Step::Pass(time) => lab.pass(time),
                Step::Arm => {
                    if timer.trip().is_none() {
                        timer.write_neutral(0);
                        timer.enable();
                    }
                }
                Step::Pull(true) => lab.line.pull(TripCauses::EXTERNAL),
                Step::Pull(false) => lab.line.let_go(TripCauses::EXTERNAL),
                Step::Current(amps) => timer.set_current(1, Current::from_amps(amps)),
                Step::Clear => drop(lab.stage.clear_trip()),
                Step::Clock(failed) => timer.set_clock_failed(failed),
            }
            look(&lab, frames.as_ref())
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn watched_or_not_it_is_the_same(steps in proptest::collection::vec(step(), 1..60)) {
        for sampled in [false, true] {
            prop_assert_eq!(run(&steps, sampled, false), run(&steps, sampled, true));
        }
    }
}

#[test]
fn a_year_passes_at_once() {
    let lab = Lab::armed(Sheet::signed(CARRIER, Duration::from_nanos(DEAD), u32::MAX));
    lab.pass(365 * 24 * 3_600 * 1_000_000_000);
    let StageState::Tripped(trip) = lab.stage.state() else {
        panic!("{:?}", lab.stage.state());
    };
    assert_eq!(trip.first, TripCauses::STALE_DUTY);
}
