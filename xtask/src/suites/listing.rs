//! What tests print of suites, and the tables made of it.

use std::fmt::Write as _;

/// One run of a suite.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Row {
    of: String,
    /// Checks that were passed, each with its number of cases.
    passed: Vec<(String, u32)>,
    /// The check that was not.
    fails: Option<String>,
}

/// Reads the runs out of what tests print one after the other.
pub(super) fn rows(of: &str, told: &str) -> Vec<Row> {
    let row = |test: &str| format!("{of}: {}", test.replace('_', " "));
    let mut rows: Vec<Row> = Vec::new();
    for line in told.lines() {
        if let Some((test, rest)) = line
            .strip_prefix("test ")
            .and_then(|l| l.split_once(" ... "))
        {
            let passed = checks(rest);
            if !passed.is_empty() {
                rows.push(Row {
                    of: row(test),
                    passed,
                    fails: None,
                });
            }
        } else if let Some((_, check)) = line.split_once("Failure { check: ") {
            let check = check.split(',').next().unwrap_or(check);
            rows.push(Row {
                of: row(&panicked(told, line)),
                passed: Vec::new(),
                fails: Some(check.to_owned()),
            });
        }
    }
    rows
}

/// The test that panicked with this line.
fn panicked(told: &str, with: &str) -> String {
    let before = told.lines().take_while(|line| *line != with);
    let thread = before
        .filter_map(|line| line.strip_prefix("thread '"))
        .last();
    let name = thread.and_then(|line| line.split('\'').next());
    name.unwrap_or("?").to_owned()
}

/// `Range (33), Saturation (2)`, or nothing.
fn checks(text: &str) -> Vec<(String, u32)> {
    let each = text.split(", ").map(|check| {
        let (name, rest) = check.split_once(" (")?;
        let cases = rest.strip_suffix(')')?.parse().ok()?;
        Some((name.to_owned(), cases))
    });
    each.collect::<Option<_>>().unwrap_or_default()
}

/// One table for each kind of suite, which is told by its first check.
pub(super) fn tables(rows: &[Row]) -> String {
    let mut text = String::new();
    for (title, mark) in [
        ("`sensor::suite`", "Latency"),
        ("`contacts::suite`", "Levels"),
        ("`feedback::suite`", "Known"),
        ("`weld::suite`", "Isolates"),
        ("`gate_driver::suite`", "Undriven"),
        ("`power_stage::suite`", "TripProof"),
        ("`power_stage::limiting`", "Limited"),
        ("`frames::suite`", "Sequence"),
        ("`cells::suite`", "Order"),
        ("`cells::temperatures`", "Range"),
        ("`cells::balancing`", "Discharges"),
        ("`cells::open_wires`", "Wires"),
        ("`cells::protection`", "Applied"),
        ("`cells::safety`", "FaultShown"),
        ("`meter::voltage` to `meter::frequency`", "Sign"),
        ("`meter::energy`", "Directions"),
        ("`meter::coherence`", "Coherent"),
        ("`insulation::suite`", "NeverBetter"),
    ] {
        let is_of = |row: &&Row| row.passed.first().is_some_and(|(check, _)| check == mark);
        let of: Vec<&Row> = rows.iter().filter(is_of).collect();
        if !of.is_empty() {
            // writing to a string does not fail
            let _ = write!(text, "### {title}\n\n{}\n", table(&of));
        }
    }
    let failed: Vec<_> = rows.iter().filter(|row| row.fails.is_some()).collect();
    let _ = writeln!(text, "### What fails\n");
    if failed.is_empty() {
        let _ = writeln!(text, "Nothing.");
    }
    for row in failed {
        let fails = row.fails.as_deref().unwrap_or_default();
        let _ = writeln!(text, "- {}: `{fails}`", row.of);
    }
    text.trim_end().to_owned()
}

/// A column for each check, a row for each run; the number of cases where they meet.
fn table(rows: &[&Row]) -> String {
    let mut columns: Vec<&str> = Vec::new();
    for (check, _) in rows.iter().flat_map(|row| &row.passed) {
        if !columns.contains(&check.as_str()) {
            columns.push(check);
        }
    }
    let mut text = format!("| passed by | {} |\n", columns.join(" | "));
    let _ = writeln!(text, "| --- |{}", " --: |".repeat(columns.len()));
    for row in rows {
        let _ = write!(text, "| {} |", row.of);
        for column in &columns {
            let cases = row.passed.iter().find(|(check, _)| check == column);
            let cases = cases.map_or("-".to_owned(), |(_, cases)| cases.to_string());
            let _ = write!(text, " {cases} |");
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOLD: &str = "\
running 3 tests
test one_relay ... Levels (4), BeyondCount (31)
ok
test other ... FAILED
test slow ... ok

thread 'other' (17) panicked at tests/conformance.rs:97:5:
called `Result::unwrap()` on an `Err` value: Failure { check: Recovery, detail: \"no, never\" }
";

    #[test]
    fn what_is_passed_and_what_fails_is_read() {
        let rows = rows("bank", TOLD);
        let [one, other] = rows.as_slice() else {
            panic!("{rows:?}");
        };
        assert_eq!(one.of, "bank: one relay");
        assert_eq!(
            one.passed,
            [("Levels".to_owned(), 4), ("BeyondCount".to_owned(), 31)]
        );
        assert_eq!(other.of, "bank: other");
        assert_eq!(other.fails.as_deref(), Some("Recovery"));
    }

    #[test]
    fn a_suite_is_told_by_its_first_check() {
        let row = |of: &str, passed| Row {
            of: of.to_owned(),
            passed: checks(passed),
            fails: None,
        };
        let text = tables(&[
            row("sensor", "Latency (1), Range (2)"),
            row("cells", "Order (3), Range (4), Latency (5)"),
        ]);
        let (sensors, cells) = text.split_once("### `cells::suite`").unwrap();
        assert!(sensors.contains("| sensor | 1 | 2 |"), "{text}");
        assert!(cells.contains("| cells | 3 | 4 | 5 |"), "{text}");
    }

    #[test]
    fn a_check_that_one_run_has_not_is_a_dash() {
        let short = Row {
            of: "short".to_owned(),
            passed: checks("Levels (1)"),
            fails: None,
        };
        let long = Row {
            of: "long".to_owned(),
            passed: checks("Levels (2), Recovery (3)"),
            fails: Some("Reset".to_owned()),
        };
        let text = tables(&[short, long]);
        assert!(
            text.contains("| short | 1 | - |\n| long | 2 | 3 |"),
            "{text}"
        );
        assert!(text.ends_with("- long: `Reset`"), "{text}");
    }
}
