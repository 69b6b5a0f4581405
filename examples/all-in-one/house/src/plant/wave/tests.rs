use super::*;
use crate::plant::Paths;

const LINK: f64 = 480.0;

const JOINED: Paths = Paths {
    precharge: false,
    battery: false,
    line: true,
    neutral: true,
    bond: false,
};

fn net() -> Net {
    Net::new(LINK, 0.0, &Outside::QUIET)
}

fn orders(paths: Paths, modulation: Option<f64>) -> Orders {
    Orders {
        paths,
        modulation,
        ..Orders::default()
    }
}

/// Lets periods of 50 µs pass under a modulation, and returns what the meters show at the end and the energy balance in J.
fn run(
    wave: &mut Wave,
    seconds: f64,
    outside: &Outside,
    paths: Paths,
    mut modulation: impl FnMut(&Wave, f64) -> Option<f64>,
) -> (AcSide, f64) {
    let dt = 50e-6;
    let (mut time, mut balance) = (0.0, 0.0);
    let mut shown = AcSide::default();
    while time < seconds {
        let order = orders(paths, modulation(wave, time));
        let (ac, flow) = wave.step(dt, outside, &order, LINK, &net());
        balance += (flow.bridge + flow.imported - flow.house - flow.backup) * dt;
        shown = ac;
        time += dt;
    }
    (shown, balance)
}

/// Bridge current that follows the house's voltage, in A for each V.
fn feeds(conductance: f64) -> impl FnMut(&Wave, f64) -> Option<f64> {
    move |wave, _| {
        let error = conductance * wave.house - wave.bridge;
        Some((wave.house + 12.0 * error) / LINK)
    }
}

#[test]
fn the_house_has_the_grid_s_voltage_less_its_impedance_s() {
    let outside = Outside {
        house: 2_000.0,
        ..Outside::QUIET
    };
    let (ac, balance) = run(&mut Wave::default(), 0.2, &outside, JOINED, |_, _| None);
    let expected = 230.0 / (1.0 + GRID_RESISTANCE * 2_000.0 / 52_900.0);
    assert!((ac.grid - expected).abs() < 0.3, "{ac:?}");
    assert!(balance.abs() < 2.0, "capacitors hold the rest: {balance} J");
    assert_eq!(ac.grid, ac.line_probe);
}

#[test]
fn what_the_bridge_feeds_is_exported() {
    let mut wave = Wave::default();
    let (ac, balance) = run(
        &mut wave,
        0.5,
        &Outside::QUIET,
        JOINED,
        feeds(3_000.0 / 52_900.0),
    );
    assert!((2_800.0..3_200.0).contains(&ac.bridge), "{ac:?}");
    assert!((ac.imported + ac.bridge).abs() < 10.0, "{ac:?}");
    assert!(ac.grid > 233.0, "{ac:?}");
    assert!(balance.abs() < 3.0, "capacitors hold the rest: {balance} J");
}

#[test]
fn below_the_peak_of_the_grid_the_diodes_conduct_with_every_gate_off() {
    let mut wave = Wave::default();
    let mut drawn = 0.0;
    for _ in 0..4_000 {
        let (_, flow) = wave.step(50e-6, &Outside::QUIET, &orders(JOINED, None), 200.0, &net());
        drawn += flow.drawn * 50e-6;
    }
    assert!(drawn < -100.0, "{drawn} J");
    let mut still = Wave::default();
    run(&mut still, 0.2, &Outside::QUIET, JOINED, |_, _| None);
    assert_eq!(still.bridge, 0.0, "a link above the peak draws nothing");
}

#[test]
fn gates_off_free_the_current_into_the_link_within_a_millisecond() {
    let mut wave = Wave::default();
    run(
        &mut wave,
        0.105,
        &Outside::QUIET,
        JOINED,
        feeds(5_000.0 / 52_900.0),
    );
    assert!(wave.bridge.abs() > 10.0, "{}", wave.bridge);
    let mut freed = 0.0;
    for _ in 0..20 {
        let (_, flow) = wave.step(50e-6, &Outside::QUIET, &orders(JOINED, None), LINK, &net());
        freed -= flow.drawn * 50e-6;
    }
    assert_eq!(wave.bridge, 0.0);
    assert!(freed > 0.0, "{freed} J");
}

#[test]
fn a_load_that_resonates_rings_on_where_others_die() {
    let ring = |resonant| {
        let outside = Outside {
            house: 1_000.0,
            resonant,
            ..Outside::QUIET
        };
        let mut wave = Wave::default();
        run(&mut wave, 0.1, &outside, Paths::default(), |_, _| None);
        let cut = Outside {
            is_cut: true,
            ..outside
        };
        let (ac, _) = run(&mut wave, 0.02, &cut, Paths::default(), |_, _| None);
        ac.grid
    };
    assert!(ring(0.0) < 10.0);
    assert!(ring(5_000.0) > 60.0, "{}", ring(5_000.0));
}

#[test]
fn apart_the_backup_output_is_the_bridge_s_alone() {
    let outside = Outside {
        house: 1_000.0,
        backup: 500.0,
        ..Outside::QUIET
    };
    let bonded = Paths {
        bond: true,
        ..Paths::default()
    };
    let mut wave = Wave::default();
    let sine = |_: &Wave, time: f64| {
        Some(230.0 * SQRT_2 * libm::sin(2.0 * PI * NOMINAL_FREQUENCY * time) / LINK)
    };
    let (ac, _) = run(&mut wave, 0.2, &outside, bonded, sine);
    assert!((ac.inverter - 230.0).abs() < 5.0, "{ac:?}");
    assert!((ac.backup - 500.0).abs() < 25.0, "{ac:?}");
    assert!(ac.line_probe < 10.0, "{ac:?}");
    let (dead, _) = run(&mut wave, 0.3, &outside, bonded, |_, _| None);
    assert!(dead.inverter < 1.0, "{dead:?}");
}

#[test]
fn the_frequency_is_the_source_s() {
    let outside = Outside {
        frequency: 51.0,
        ..Outside::QUIET
    };
    let mut wave = Wave::default();
    let mut crossings = 0;
    let mut before = 0.0;
    for _ in 0..20_000 {
        wave.step(50e-6, &outside, &orders(JOINED, None), LINK, &net());
        let now = wave.now().grid;
        crossings += u32::from(before < 0.0 && now >= 0.0);
        before = now;
    }
    assert!((50..=51).contains(&crossings), "{crossings}");
}
