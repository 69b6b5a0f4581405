//! Economisers, and what their coils come to.

use super::*;
use hal_power_sim::model::contactor::{CoilHeat, Economiser, EconomiserDefect};

/// EVC135: holds with 30 to 50 % after 200 ms. The coil's heat is made up.
fn economised() -> Circuit {
    let mut circuit = CIRCUIT;
    circuit.contactor.economiser = Some(Economiser {
        pull_in: MS * 200,
        hold: 400,
    });
    circuit.contactor.coil = Some(CoilHeat {
        full: Power::from_watts(40),
        body: Body {
            per_kelvin: Energy::from_joules(100),
            cooling_per_kelvin: Power::from_milliwatts(200),
            ambient: Temperature::from_celsius(25),
            burns_at: Temperature::from_celsius(155),
        },
    });
    circuit
}

fn celsius(bench: &Bench) -> f64 {
    let mut link = bench.link.borrow_mut();
    let temperature = link.contactor(Place::Positive).coil_temperature().unwrap();
    f64::from(temperature.as_millicelsius()) / 1e3
}

#[test]
fn an_economised_coil_holds_and_stays_as_warm_as_it_may() {
    let bench = Bench::closed(economised(), &[Place::Positive]);
    bench.pass(Duration::from_secs(10_000));
    assert!(bench.is_closed(Place::Positive));
    // 40 W by 0.4² over 0.2 W/K
    assert!(
        about(celsius(&bench), 25.0 + 32.0, 1e-4),
        "{}",
        celsius(&bench)
    );
}

#[test]
fn one_that_never_reduces_burns_the_coil_and_the_contact_opens() {
    let bench = Bench::new(economised());
    let defect = Some(EconomiserDefect::StaysFull);
    bench
        .link
        .borrow_mut()
        .set_economiser(Place::Positive, defect);
    bench.drive(Place::Positive, FULL);
    // 500 s · ln(200 / (200 - 130))
    let burns = 500.0 * (200.0_f64 / 70.0).ln();
    bench.pass(Duration::from_secs_f64(burns - 0.1));
    assert!(bench.is_closed(Place::Positive) && celsius(&bench) < 155.0);
    bench.pass(MS * 200);
    assert!(!bench.is_closed(Place::Positive));
    assert!(
        bench
            .link
            .borrow_mut()
            .contactor(Place::Positive)
            .is_coil_burnt()
    );
    bench.drive(Place::Positive, 0);
    bench.pass(Duration::from_secs(1_000));
    bench.drive(Place::Positive, FULL);
    bench.pass(MS * 100);
    assert!(!bench.is_closed(Place::Positive), "burnt for good");
}

#[test]
fn one_that_drops_out_opens_after_the_release_time() {
    let bench = Bench::new(economised());
    let defect = Some(EconomiserDefect::DropsOut);
    bench
        .link
        .borrow_mut()
        .set_economiser(Place::Positive, defect);
    bench.drive(Place::Positive, FULL);
    bench.pass(MS * 211);
    assert!(bench.is_closed(Place::Positive));
    bench.pass(MS * 10);
    assert!(!bench.is_closed(Place::Positive));
}

#[test]
fn one_that_drops_out_later_opens_then_and_does_not_pull_in_again() {
    let bench = Bench::closed(economised(), &[Place::Positive]);
    bench.pass(Duration::from_secs(5));
    let set = |defect| {
        bench
            .link
            .borrow_mut()
            .set_economiser(Place::Positive, defect)
    };
    set(Some(EconomiserDefect::DropsOut));
    bench.pass(MS * 11);
    assert!(bench.is_closed(Place::Positive));
    bench.pass(MS * 9);
    assert!(!bench.is_closed(Place::Positive));
    set(None);
    bench.pass(MS * 100);
    assert!(
        !bench.is_closed(Place::Positive),
        "it holds with too little to pull in"
    );
}

#[test]
fn without_an_economiser_the_coil_gets_what_it_is_driven_with() {
    let bench = Bench::closed(CIRCUIT, &[Place::Positive]);
    for (share, closed) in [(300, true), (299, false), (749, false), (750, true)] {
        bench.drive(Place::Positive, share);
        bench.pass(MS * 40);
        assert_eq!(bench.is_closed(Place::Positive), closed, "{share}");
    }
}
