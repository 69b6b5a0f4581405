//! The program as a user meets it.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail like tests"
)]

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

fn run(words: &[&str], out: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_all-in-one"));
    command.args(words).arg("--out").arg(out);
    command.output().unwrap()
}

fn files(place: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(place)
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            (name, fs::read(entry.path()).unwrap())
        })
        .collect();
    files.sort();
    files
}

fn text(place: &Path, name: &str) -> String {
    fs::read_to_string(place.join(name)).unwrap()
}

/// Runs a scenario that has to end well, and returns log and summary.
fn ends_well(words: &[&str]) -> (String, String) {
    let place = tempfile::tempdir().unwrap();
    let output = run(words, place.path());
    let log = text(place.path(), "events.log");
    let summary = text(place.path(), "summary.txt");
    assert_eq!(output.status.code(), Some(0), "{summary}");
    assert!(summary.ends_with("ends as it has to\n"), "{summary}");
    (log, summary)
}

/// That `words` come in the log, one after the other.
fn in_order(log: &str, words: &[&str]) {
    let mut rest = log;
    for word in words {
        match rest.split_once(word) {
            Some((_, after)) => rest = after,
            None => panic!("{word} does not follow in\n{log}"),
        }
    }
}

#[test]
fn a_day_begins_with_proofs_and_has_no_trip() {
    let (log, summary) = ends_well(&["--scenario", "day", "--hours", "0.1"]);
    in_order(
        &log,
        &[
            "enters SelfTest",
            "proves Trip",
            "proves ResidualCurrent",
            "proves Insulation",
            "proves Precharged",
            "uses Precharged",
            "coils on: 0,1,2",
            "proves Relays",
            "enters GridWindow",
            "uses Relays",
            "uses Insulation",
            "coils on: 1,2,3,4,5,6",
            "enters Running",
            "gates on: Bridge",
        ],
    );
    assert!(!log.contains("stops"), "{log}");
    assert!(summary.contains("balance is open by"), "{summary}");
    assert!(summary.contains("transfers"), "{summary}");
}

#[test]
fn an_ac_coupled_model_has_no_boost() {
    let (log, _) = ends_well(&["--model", "AS2-3K-S", "--hours", "0.1"]);
    assert!(
        log.contains("gates on: Bridge") && !log.contains("Boost"),
        "{log}"
    );
}

#[test]
fn after_the_grid_the_backup_output_starts_on_a_proof_and_the_grid_is_taken_again() {
    let (log, _) = ends_well(&["--scenario", "grid-loss", "--hours", "0.5"]);
    in_order(
        &log,
        &[
            "GridDead",
            "gates off: Bridge",
            "coils on: 1,2",
            "enters GridLost",
            "proves Relays",
            "uses Relays",
            "coils on: 1,2,7",
            "BackupSupplied",
            "no longer GridDead",
            "BackupDead",
            "no longer BackupSupplied",
            "coils on: 1,2\n",
            "enters Running",
        ],
    );
}

#[test]
fn a_bond_that_does_not_move_leaves_no_backup_or_no_grid() {
    let (log, _) = ends_well(&["--scenario", "bond-stuck", "--bond", "open"]);
    in_order(&log, &["awaits: GridWindow in", "BondOpen", "SafeStop"]);
    let (log, _) = ends_well(&["--scenario", "bond-stuck", "--bond", "closed"]);
    in_order(&log, &["enters Island", "contact 7 welds", "BondClosed"]);
}

#[test]
fn a_hot_battery_waits_for_its_cooling_and_for_the_user() {
    let (log, summary) = ends_well(&["--scenario", "hot-battery", "--hours", "1.25"]);
    in_order(
        &log,
        &[
            "CellHot",
            "stops: CellsHot",
            "enters SafeStop",
            "grid relays isolate within",
            "Discharging",
            "LinkSafe",
            // the PV input, whose sensor nobody has seen live since the sun set
            "discharge: Unknown { node: 1 }",
            "CellRecovered",
            "presses the button",
            "cleared: CellsHot",
            "enters Running",
        ],
    );
    assert!(summary.contains("cleared by: User"), "{summary}");
}

#[test]
fn a_dead_bus_stops_at_the_age_limit_and_clears_itself() {
    let (log, summary) = ends_well(&["--scenario", "bus-fault", "--hours", "0.25"]);
    in_order(
        &log,
        &[
            "BusDead",
            "stops: BatterySensor(Stale)",
            "TimedOut",
            "no longer BusDead",
            "cleared: BatterySensor(Stale)",
            "enters Running",
        ],
    );
    assert!(summary.contains("cleared by: ClearsItself"), "{summary}");
}

#[test]
fn each_relay_that_is_welded_is_named_and_nothing_is_connected() {
    for (number, welded) in [("1", "0x8"), ("2", "0x10"), ("3", "0x20"), ("4", "0x40")] {
        let words = [
            "--scenario",
            "welded-relay",
            "--contact",
            number,
            "--hours",
            "0.1",
        ];
        let (log, summary) = ends_well(&words);
        in_order(&log, &["welds", &format!("Welded(Contacts({welded}))")]);
        assert!(summary.contains("cleared by: Service"), "{summary}");
        assert!(!log.contains("gates on: Bridge"), "{log}");
    }
}

#[test]
fn each_relay_that_sticks_open_is_named_with_its_pole_and_nothing_is_connected() {
    for (number, stuck, pole) in [
        ("1", 3, "0x18"),
        ("2", 4, "0x18"),
        ("3", 5, "0x60"),
        ("4", 6, "0x60"),
    ] {
        let words = [
            "--scenario",
            "stuck-relay",
            "--contact",
            number,
            "--hours",
            "0.1",
        ];
        let (log, summary) = ends_well(&words);
        in_order(
            &log,
            &[
                &format!("contact {stuck} sticks open"),
                "proves Relays",
                "uses Relays",
                "coils on: 1,2,3,4,5,6",
                &format!("stops: Relays(Relays(StuckOpen(Contacts({pole}))))"),
                "enters SafeStop",
                "grid relays isolate within",
                "enters Discharge",
            ],
        );
        assert!(summary.contains("named "), "{summary}");
        assert!(summary.contains("cleared by: Service"), "{summary}");
        assert!(!log.contains("gates on: Bridge"), "{log}");
        let closed = log
            .lines()
            .filter(|line| line.contains("plant     closed contacts"));
        let stuck = stuck.to_string();
        for line in closed {
            let (_, contacts) = line.rsplit_once(": ").unwrap();
            assert!(
                contacts.split(',').all(|contact| contact != stuck),
                "{line}"
            );
        }
    }
}

#[test]
fn a_part_is_swapped_without_touching_the_firmware() {
    let hours = ["--scenario", "bus-fault", "--hours", "0.25"];
    let coils = |words: &[&str]| {
        let (log, _) = ends_well(&[&hours[..], words].concat());
        let lines = log.lines().filter(|line| line.contains("coils on"));
        let coils = lines.filter_map(|line| Some(line.split_once("coils on")?.1.to_owned()));
        coils.collect::<Vec<_>>()
    };
    let one = coils(&[]);
    assert!(one.len() > 10);
    assert_eq!(one, coils(&["--relays", "max4820"]));
    assert_eq!(one, coils(&["--relays", "pins", "--board", "shared-bus"]));
}

#[test]
fn the_same_seed_makes_the_same_files_and_another_seed_others() {
    let places = [(); 3].map(|()| tempfile::tempdir().unwrap());
    for (place, seed) in places.iter().zip(["7", "7", "8"]) {
        let output = run(&["--hours", "0.2", "--seed", seed], place.path());
        assert_eq!(output.status.code(), Some(0));
    }
    let [first, again, other] = places.each_ref().map(|place| files(place.path()));
    let names: Vec<_> = first.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        ["bus.vcd", "events.log", "report.html", "summary.txt"]
    );
    assert!(first == again, "the same seed made other files");
    assert!(first != other, "another seed made the same files");
}

#[test]
fn the_waves_hold_the_first_second_of_the_bus() {
    let place = tempfile::tempdir().unwrap();
    run(&["--hours", "0.1"], place.path());
    let waves = text(place.path(), "bus.vcd");
    assert!(waves.contains("i2c0_scl") && waves.contains("i2c0_sda"));
    let last = waves.lines().rev().find_map(|line| line.strip_prefix('#'));
    let last: u64 = last.unwrap().parse().unwrap();
    // what is on a bus when the second ends is there to its end
    assert!((990_000_000..=1_002_000_000).contains(&last), "{last} ns");
}

#[test]
fn whatever_is_wrong_is_one_line_and_leaves_nothing() {
    for words in [
        &["--model", "HS2-7K-S2"] as &[&str],
        &["--scenario", "thunderstorm"],
        &["--battery", "lead"],
        &["--contact", "1"],
        &["--seed", "x"],
        &["--hours", "-1"],
        &["--hours", "many"],
        &["--hours", "0.01"],
        &["--colour"],
    ] {
        let place = tempfile::tempdir().unwrap();
        let out = place.path().join("out");
        let output = run(words, &out);
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{words:?}: {told}");
        assert_eq!(told.lines().count(), 1, "{words:?}: {told}");
        assert!(output.stdout.is_empty(), "{words:?}");
        assert!(!out.exists(), "{words:?}");
    }
}

#[test]
fn a_place_that_cannot_be_written_to_is_one_line() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("file");
    fs::write(&file, "mine").unwrap();
    for out in [file.clone(), file.join("below"), "/proc/all-in-one".into()] {
        let output = run(&["--hours", "0.1"], &out);
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert_eq!(told.lines().count(), 1, "{told}");
        assert!(told.contains(&*out.to_string_lossy()), "{told}");
    }
    assert_eq!(fs::read_to_string(file).unwrap(), "mine");
}

#[test]
fn a_trip_that_is_stuck_arms_nothing() {
    let (log, _) = ends_well(&["--scenario", "trip-stuck"]);
    assert!(!log.contains("gates on"), "{log}");
}
