use super::*;
use hal_inverter::{CycleLimit as _, TripCauses};
use hal_power::Current;
use hal_power_sim::stage::Gates;

const LIMIT: Current = Current::from_amps(30);

fn limited() -> Lab {
    let sheet = sheet().with_cycle_limit(LIMIT, Duration::from_nanos(200), 5);
    let mut lab = Lab::armed(sheet);
    lab.run(2, 500, 500);
    lab
}

#[test]
fn too_much_current_cuts_the_pulse_until_the_next_reload_and_is_counted() {
    let mut lab = limited();
    let timer = lab.stage.timer();
    lab.pass(20_000);
    timer.set_current(0, LIMIT);
    assert!(timer.gates(0).high, "the limit itself is allowed");
    timer.set_current(0, Current::from_amps(-31));
    assert_eq!(timer.gates(0), Gates::OFF);
    assert!(timer.gates(1).high, "the other leg goes on");
    timer.set_current(0, Current::from_amps(10));
    lab.pass(20_000);
    assert_eq!(timer.gates(0), Gates::OFF);
    lab.write(500, 500);
    lab.pass(15_000);
    assert!(timer.gates(0).low);
    assert_eq!(lab.stage.limited_periods(), 1);
    assert_eq!(lab.stage.state(), StageState::Armed);
}

#[test]
fn limiting_that_goes_on_trips_and_an_interrupted_one_does_not() {
    let mut lab = limited();
    let timer = lab.stage.timer();
    for _ in 0..3 {
        timer.set_current(1, Current::from_amps(40));
        lab.run(4, 500, 500);
        timer.set_current(1, Current::ZERO);
        lab.run(2, 500, 500);
    }
    assert_eq!(lab.stage.state(), StageState::Armed);
    let before = lab.stage.limited_periods();
    timer.set_current(1, Current::from_amps(40));
    lab.run(4, 500, 500);
    assert_eq!(lab.stage.state(), StageState::Armed);
    lab.run(1, 500, 500);
    let StageState::Tripped(trip) = lab.stage.state() else {
        panic!("{:?}", lab.stage.state());
    };
    assert_eq!(trip.first, TripCauses::LIMITING);
    assert_eq!(lab.stage.limited_periods() - before, 5);
}

#[test]
fn a_gate_is_on_for_the_blanking_time_at_least() {
    let mut lab = limited();
    let timer = lab.stage.timer();
    timer.set_current(0, Current::from_amps(40));
    lab.to_reload();
    timer.record_edges();
    lab.run(2, 500, 500);
    let edges = timer.take_edges();
    let first: Vec<_> = edges
        .iter()
        .filter(|e| e.leg == 0)
        .skip_while(|e| !e.on)
        .take(2)
        .collect();
    assert!(
        first[0].on && !first[1].on && first[1].at - first[0].at == 200,
        "{first:?}"
    );
}
