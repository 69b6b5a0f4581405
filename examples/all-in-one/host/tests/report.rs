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

/// All that a page is to show of a run that begins, ends and begins again.
#[test]
fn a_page_shows_every_quantity_contact_state_proof_and_permissive() {
    let place = tempfile::tempdir().unwrap();
    let page = page(
        place.path(),
        &["--scenario", "bus-fault", "--hours", "0.25"],
    );
    let data = data(&page);
    let series: Vec<_> = data["series"].as_array().unwrap().iter().collect();
    for (name, unit) in [
        ("link", "V"),
        ("battery", "V"),
        ("grid", "V"),
        ("backup", "V"),
        ("battery", "A"),
        ("hottest cell", "°C"),
        ("charge", "%"),
    ] {
        let of = |series: &&&serde_json::Value| series["name"] == name && series["unit"] == unit;
        assert!(series.iter().any(|one| of(&one)), "{name} in {unit}");
    }
    let lanes = data["lanes"].as_array().unwrap();
    let bars = |kind: &str, name: &str| {
        let of = |lane: &&serde_json::Value| lane["kind"] == kind && lane["name"] == name;
        let lane = lanes.iter().find(of);
        lane.unwrap_or_else(|| panic!("{kind}: {name}"))["bars"]
            .as_array()
            .unwrap()
            .clone()
    };
    for (number, name) in (0..).zip(["precharge", "battery +", "battery -", "line A"]) {
        assert!(!bars("contacts", &format!("{number} {name}")).is_empty());
    }
    for proof in [
        "Trip",
        "ResidualCurrent",
        "Insulation",
        "Precharged",
        "Relays",
    ] {
        assert!(!bars("proofs", proof).is_empty(), "{proof}");
    }
    for permissive in [
        "GridWindow",
        "BatteryLimits",
        "Cells",
        "Link",
        "ResidualCurrent",
    ] {
        assert!(!bars("permissives", permissive).is_empty(), "{permissive}");
    }
    // silent for ten seconds from 600 s on, and believed for the age limit
    let sensors = bars("permissives", "BatterySensors");
    let [before, after] = sensors.as_slice() else {
        panic!("{sensors:?}");
    };
    let (lost, back) = (before[1].as_f64().unwrap(), after[0].as_f64().unwrap());
    assert!((600.0..600.1).contains(&lost), "{lost}");
    assert!((610.0..610.1).contains(&back), "{back}");
    assert!(bars("state", "state").len() > 10);
}

/// What a user does, and what comes of it, for the browser to write into the page.
const PROBE: &str = r#"
<script>
const errors = [];
window.addEventListener("error", (event) => errors.push(event.message));
window.addEventListener("unhandledrejection", (event) => errors.push(String(event.reason)));
for (const kind of ["error", "warn"]) console[kind] = (...words) => errors.push(words.join(" "));
window.addEventListener("load", () => {
  const span = () => view.to - view.from;
  const mouse = (more) => {
    const box = canvas.getBoundingClientRect();
    const at = { clientX: box.left + LEFT + width() / 2, clientY: box.top + 60, bubbles: true, cancelable: true };
    return Object.assign(at, more);
  };
  const pixels = () => pen.getImageData(0, 0, canvas.width, canvas.height).data;
  const ink = () => pixels().reduce((sum, value, n) => sum + (n % 4 === 3 && value > 0 ? 1 : 0), 0);
  const steps = [];
  steps.push(["whole", span()], ["ink", ink()]);
  canvas.dispatchEvent(new WheelEvent("wheel", mouse({ deltaY: -1000 })));
  steps.push(["wheel", span()]);
  const before = view.from;
  show(view.from + span(), view.to + span());
  steps.push(["moved", view.from - before]);
  canvas.dispatchEvent(new MouseEvent("dblclick", mouse({})));
  steps.push(["again", span()]);
  document.getElementById("events").lastElementChild.click();
  steps.push(["row", span()]);
  canvas.dispatchEvent(new PointerEvent("pointermove", mouse({})));
  steps.push(["tip", tip.hidden ? 0 : tip.textContent.length]);
  const told = document.createElement("p");
  told.id = "probe";
  told.textContent = JSON.stringify({ errors, steps: Object.fromEntries(steps) });
  document.body.append(told);
});
</script>
"#;

/// What the browser makes of a page: the document, and what it logs.
fn shown(place: &Path, page: &str) -> (String, String) {
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
            place.join("profile").display()
        ))
        .arg(format!("file://{}", place.join(page).display()))
        .output()
        .unwrap();
    (
        String::from_utf8_lossy(&output.stdout).into_owned(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

#[test]
fn a_browser_draws_it_without_an_error_and_it_can_be_zoomed() {
    if !Path::new(BROWSER).exists() {
        println!("skipped: there is no {BROWSER}");
        return;
    }
    let place = tempfile::tempdir().unwrap();
    let page = page(place.path(), &["--hours", "0.1"]);
    let lanes = data(&page)["lanes"].as_array().unwrap().len();
    let (document, told) = shown(place.path(), "report.html");
    assert!(
        document.contains(&format!("data-drawn=\"{lanes}\"")),
        "{told}"
    );
    assert!(!told.contains("CONSOLE"), "{told}");

    let probed = page.replacen("<head>", &format!("<head>{PROBE}"), 1);
    fs::write(place.path().join("probed.html"), probed).unwrap();
    let (document, told) = shown(place.path(), "probed.html");
    let (_, found) = document
        .split_once("<p id=\"probe\">")
        .unwrap_or_else(|| panic!("{told}"));
    let (found, _) = found.split_once("</p>").unwrap();
    let found: serde_json::Value = serde_json::from_str(found).unwrap();
    assert_eq!(found["errors"], serde_json::json!([]));
    let step = |name: &str| found["steps"][name].as_f64().unwrap();
    assert!((step("whole") - 360.0).abs() < 0.1, "{found}");
    assert!(step("ink") > 10_000.0, "{found}");
    assert!(step("wheel") < 100.0, "{found}");
    assert!(step("moved") > 10.0, "{found}");
    assert!((step("again") - step("whole")).abs() < 1e-6, "{found}");
    assert!((step("row") - 2.0).abs() < 1e-6, "{found}");
    assert!(step("tip") > 0.0, "{found}");
}
