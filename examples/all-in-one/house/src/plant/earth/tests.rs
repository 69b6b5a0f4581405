use super::*;
use core::f64::consts::SQRT_2;

const LINK: f64 = 480.0;
const STRING: f64 = 250.0;

const GRID: Paths = Paths {
    precharge: false,
    battery: false,
    line: true,
    neutral: true,
    bond: false,
};

fn net(place: Place, ohms: f64, farads: f64) -> Net {
    let outside = Outside {
        leak: Leak {
            place,
            siemens: 1.0 / ohms,
        },
        capacitance: farads,
        ..Outside::QUIET
    };
    Net::new(LINK, STRING, &outside)
}

fn averaged(net: &Net) -> Leakage {
    let ac = AcSide {
        inverter: 230.0,
        ..AcSide::default()
    };
    net.averaged(&ac, GRID)
}

/// A cycle after another under a sine of 230 V; returns what the last one comes to.
fn cycles(net: &Net, is_driven: bool) -> Leakage {
    let (mut earth, h) = (Earth::default(), 5e-6);
    let (mut sum, mut squares, mut product) = (0.0, 0.0, 0.0);
    for step in 0..20_000_u32 {
        let line = 230.0 * SQRT_2 * libm::sin(2.0 * PI * 50.0 * h * f64::from(step));
        let terminals = Terminals {
            line,
            neutral: 0.0,
            is_driven,
        };
        let current = earth.step(h, net, Some(&terminals));
        if step >= 16_000 {
            sum += current * h;
            squares += current * current * h;
            product += current * line * h;
        }
    }
    Leakage {
        in_phase: product / 0.02 / 230.0,
        direct: sum / 0.02,
        total: libm::sqrt(squares / 0.02),
    }
}

fn near(found: f64, expected: f64) {
    let within = expected.abs() * 0.01 + 2e-4;
    assert!((found - expected).abs() < within, "{found} for {expected}");
}

/// By hand: half of 230 V alternating and half of 480 V direct through 1 kΩ, at either pole; the middle of the string is
/// (480 - 250) / 2 V below the link's.
#[test]
fn a_fault_carries_half_the_line_s_voltage_and_its_own_distance_from_the_link_s_middle() {
    for (place, direct, total) in [
        (Place::Negative, -0.240, 0.26613),
        (Place::Positive, 0.240, 0.26613),
        (Place::Middle, -0.115, 0.16263),
        (Place::Between, 0.0, 0.115),
    ] {
        let net = net(place, 1_000.0, 0.0);
        for leakage in [averaged(&net), cycles(&net, true)] {
            near(leakage.in_phase, 0.115);
            near(leakage.direct, direct);
            near(leakage.total, total);
        }
    }
}

/// By hand: 115 V across 6.92 µF at 50 Hz are 250 mA; 10 Ω of earth turn them by 1.2 degrees, 5.4 mA in phase.
#[test]
fn the_array_s_capacitance_carries_what_its_reactance_lets_through() {
    let net = net(Place::Between, 1e12, 6.92e-6);
    let leakage = averaged(&net);
    near(leakage.total, 0.250);
    assert!(leakage.in_phase < 1e-4, "{leakage:?}");
    let leakage = cycles(&net, true);
    near(leakage.total, 0.250);
    let in_phase = leakage.in_phase;
    assert!((in_phase - 0.0054).abs() < 4e-4, "{in_phase}");
    near(leakage.direct, 0.0);
}

#[test]
fn insulation_is_all_of_it_in_parallel() {
    near(net(Place::Middle, 1e15, 0.0).insulation(), 2e6);
    near(net(Place::Middle, 2e6, 0.0).insulation(), 1e6);
}

#[test]
fn nothing_flows_while_no_contact_leads_to_earth() {
    let net = net(Place::Negative, 100.0, 6.92e-6);
    let leakage = net.averaged(&AcSide::default(), Paths::default());
    assert_eq!(leakage.total, 0.0);
    let orders = Orders {
        modulation: Some(0.5),
        ..Orders::default()
    };
    assert!(Terminals::of(&orders, 300.0, 300.0).is_none());
    let mut earth = Earth::default();
    for _ in 0..20_000 {
        assert_eq!(earth.step(5e-6, &net, None), 0.0);
    }
    // floats until its negative pole is at earth
    assert!((earth.middle - 240.0).abs() < 0.1, "{}", earth.middle);
}

#[test]
fn neutral_or_bond_or_line_lead_to_earth() {
    let of = |paths| {
        let orders = Orders {
            paths,
            ..Orders::default()
        };
        Terminals::of(&orders, 300.0, 100.0).map(|found| (found.line, found.neutral))
    };
    let none = Paths::default();
    let bond = Paths { bond: true, ..none };
    assert_eq!(of(bond), Some((100.0, 0.0)));
    let neutral = Paths {
        neutral: true,
        ..none
    };
    assert_eq!(of(neutral), Some((100.0, 0.0)));
    let line = Paths { line: true, ..none };
    assert_eq!(
        of(line),
        Some((300.0, 200.0)),
        "the line stands at the grid's"
    );
    assert_eq!(of(none), None);
}

/// With every gate off the link's diodes let its negative pole above neither line nor neutral. By hand: through 1 kΩ at that pole
/// flows what the line has below earth, half a cycle of 230 V: 230 V / √2 / 1 kΩ effective, 230 V · √2 / π / 1 kΩ direct.
#[test]
fn with_every_gate_off_a_fault_conducts_through_the_diodes_of_half_a_cycle() {
    let net = net(Place::Negative, 1_000.0, 0.0);
    let leakage = cycles(&net, false);
    near(leakage.total, 0.1626 * 1_000.0 / 1_010.0);
    near(leakage.direct, -0.10354 * 1_000.0 / 1_010.0);
    let sound = cycles(&self::net(Place::Between, 1e12, 0.0), false);
    assert!(sound.total < 0.1e-3, "{sound:?}");
}
