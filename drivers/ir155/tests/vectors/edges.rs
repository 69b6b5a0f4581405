//! Edges, and the signal that they make.

use super::*;

#[test]
fn edges_make_periods() {
    let micros = Instant::from_micros;
    let mut edges = Edges::new(micros(0), false);
    assert_eq!(edges.signal(micros(200_000)), None);
    assert_eq!(edges.signal(micros(200_001)), Some(Signal::Low));
    edges.on_edge(micros(300_000), true);
    assert_eq!(edges.signal(micros(310_000)), None);
    edges.on_edge(micros(350_000), false);
    assert_eq!(edges.signal(micros(360_000)), None);
    edges.on_edge(micros(400_000), true);
    let half = Some(pwm(10_000, 500_000));
    assert_eq!(edges.signal(micros(400_000)), half);
    assert_eq!(edges.signal(micros(600_000)), half);
    assert_eq!(edges.signal(micros(600_001)), Some(Signal::High));
    // What follows a silence is a new beginning.
    edges.on_edge(micros(700_000), false);
    assert_eq!(edges.signal(micros(700_000)), None);
    edges.on_edge(micros(733_333), true);
    assert_eq!(edges.signal(micros(733_333)), None);
    edges.on_edge(micros(735_833), false);
    edges.on_edge(micros(766_666), true);
    assert_eq!(edges.signal(micros(766_666)), Some(pwm(30_000, 75_001)));
}

#[test]
fn a_missed_edge_costs_its_period() {
    let micros = Instant::from_micros;
    let mut edges = Edges::new(micros(0), false);
    for (at, is_high) in [(0, true), (50_000, false), (100_000, true)] {
        edges.on_edge(micros(at), is_high);
    }
    assert_eq!(edges.signal(micros(100_000)), Some(pwm(10_000, 500_000)));
    // The falling edge at 150 ms is missed, then the rising one at 300 ms.
    edges.on_edge(micros(200_000), true);
    assert_eq!(edges.signal(micros(200_000)), None);
    edges.on_edge(micros(250_000), false);
    edges.on_edge(micros(350_000), false);
    assert_eq!(edges.signal(micros(350_000)), None);
    edges.on_edge(micros(400_000), true);
    assert_eq!(edges.signal(micros(400_000)), None);
    edges.on_edge(micros(480_000), false);
    edges.on_edge(micros(500_000), true);
    assert_eq!(edges.signal(micros(500_000)), Some(pwm(10_000, 800_000)));
    // Time that goes back.
    edges.on_edge(micros(490_000), false);
    assert_eq!(edges.signal(micros(500_000)), None);
}
