//! The page that a run leaves.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use std::{fs, path::Path, process::Command};

/// Debian's browser.
const BROWSER: &str = "/usr/bin/chromium";

fn page(place: &Path, words: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_all-in-one"));
    let status = command
        .args(words)
        .arg("--out")
        .arg(place)
        .output()
        .unwrap();
    assert_eq!(status.status.code(), Some(0));
    fs::read_to_string(place.join("report.html")).unwrap()
}

fn data(page: &str) -> serde_json::Value {
    let (_, after) = page.split_once("type=\"application/json\">").unwrap();
    let (data, _) = after.split_once("</script>").unwrap();
    serde_json::from_str(data).unwrap()
}

#[test]
fn a_page_holds_curves_bars_and_events_and_needs_no_other_file() {
    let place = tempfile::tempdir().unwrap();
    let page = page(
        place.path(),
        &["--scenario", "bus-fault", "--hours", "0.25"],
    );
    for outward in ["http:", "https:", "src=", "href=", "@import", "url("] {
        assert!(!page.contains(outward), "{outward}");
    }
    assert!(!page.contains("{{"), "a place was not filled");

    let data = data(&page);
    let count = data["times"].as_array().unwrap().len();
    assert!(count > 1_000, "{count} samples");
    for series in data["series"].as_array().unwrap() {
        assert_eq!(
            series["values"].as_array().unwrap().len(),
            count,
            "{series}"
        );
    }
    let lanes = data["lanes"].as_array().unwrap();
    for (kind, name) in [
        ("state", "state"),
        ("gates", "Bridge"),
        ("contacts", "1 battery +"),
        ("proofs", "Relays"),
        ("conditions", "BusDead"),
    ] {
        let lane = lanes.iter().find(|lane| lane["name"] == name).unwrap();
        assert_eq!(lane["kind"], kind);
    }
    let dead = lanes.iter().find(|lane| lane["name"] == "BusDead").unwrap();
    assert_eq!(dead["bars"], serde_json::json!([[600.0, 610.0, "BusDead"]]));
    let events = data["events"].as_array().unwrap();
    assert!(
        events
            .iter()
            .any(|event| event[1].as_str().unwrap().contains("stops"))
    );
}

/// Where there is no browser there is nothing to see.
#[test]
fn a_browser_draws_it_without_an_error() {
    if !Path::new(BROWSER).exists() {
        return;
    }
    let place = tempfile::tempdir().unwrap();
    let lanes = data(&page(place.path(), &["--hours", "0.1"]))["lanes"]
        .as_array()
        .unwrap()
        .len();
    let output = Command::new(BROWSER)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
        ])
        .args(["--no-first-run", "--disable-background-networking"])
        .args(["--disable-component-update", "--disable-sync"])
        .args(["--enable-logging=stderr", "--dump-dom"])
        .arg(format!(
            "--user-data-dir={}",
            place.path().join("profile").display()
        ))
        .arg(format!(
            "file://{}",
            place.path().join("report.html").display()
        ))
        .output()
        .unwrap();
    let (shown, told) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(shown.contains(&format!("data-drawn=\"{lanes}\"")), "{told}");
    assert!(!told.contains("Uncaught"), "{told}");
}
