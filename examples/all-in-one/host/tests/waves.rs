//! The scenarios of the power path and of the waves of the AC side, to their ends; `docs/power-path.md` shows them.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

#[path = "../../../../tests/page.rs"]
mod page;

use std::{fs, process::Command};

/// Runs a scenario that has to end well, and returns its summary, whose ends the page shows.
fn ends_well(words: &[&str]) -> String {
    let place = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_all-in-one"));
    let output = command
        .arg("--scenario")
        .args(words)
        .arg("--out")
        .arg(place.path())
        .output()
        .unwrap();
    let summary = fs::read_to_string(place.path().join("summary.txt")).unwrap();
    assert_eq!(output.status.code(), Some(0), "{summary}");
    let (_, ends) = summary.rsplit_once("\n\n").unwrap();
    let ends = format!("```text\n{}\n```", ends.trim_end());
    page::holds(
        "power-path.md",
        &words.join(" ").replace("--load ", ""),
        &ends,
    );
    summary
}

/// The limits that a summary names, in its order, without what was measured.
fn limits(summary: &str) -> Vec<&str> {
    let lines = summary
        .lines()
        .filter_map(|line| line.split_once(", limit "));
    lines.map(|(_, limit)| limit).collect()
}

#[test]
fn a_trip_that_is_stuck_keeps_the_store_from_starting() {
    let summary = ends_well(&["trip-stuck"]);
    assert!(
        summary.contains("latched: TripPath(NeverTrips), cleared by: Service"),
        "{summary}"
    );
}

#[test]
fn a_short_circuit_is_off_before_the_switch_is_destroyed() {
    let summary = ends_well(&["desaturation"]);
    assert!(summary.contains("withstands 5µs"), "{summary}");
    assert!(
        summary.contains("repeated: true }, cleared by: Service"),
        "{summary}"
    );
}

#[test]
fn a_sag_trips_at_its_time_and_not_before() {
    let summary = ends_well(&["sag"]);
    assert_eq!(limits(&summary).len(), 2, "{summary}");
}

#[test]
fn a_frequency_that_drifts_trips_at_its_time_and_not_before() {
    let summary = ends_well(&["frequency-drift"]);
    assert_eq!(limits(&summary).len(), 2, "{summary}");
}

#[test]
fn an_island_of_any_load_is_left_within_two_seconds() {
    for load in ["100", "66", "33"] {
        let summary = ends_well(&["islanding", "--load", load]);
        assert_eq!(limits(&summary), ["2s"], "{load}: {summary}");
    }
}
