//! Tables in Markdown, aligned so that they can be read as they are printed.

use super::figures::{
    BITS, FLASH, FUTURE, INSTRUCTIONS, Measured, PANICS, RAM, STACK, TRANSFERS, WHOLE,
};

/// Everything that is counted, a table for each target.
pub(crate) fn counts(measured: &[(&str, Vec<Measured>)], compiler: &str) -> String {
    let mut text = format!("{compiler}, opt-level \"s\", one codegen unit, fat LTO.\n");
    for (target, cases) in measured {
        text.push_str(&format!("\n### {target}\n\n{}", costs(cases)));
        text.push_str(&format!("\nAsync on {target}:\n\n{}", waits(cases)));
    }
    text
}

fn costs(cases: &[Measured]) -> String {
    let head = [
        "reading",
        "flash",
        "with init",
        "RAM",
        "stack",
        "instructions",
        "transfers",
        "bits",
        "panics",
        "values",
    ];
    let mut rows = Vec::new();
    let mut heading = "";
    for case in cases {
        if case.case.answer.heading() != heading {
            heading = case.case.answer.heading();
            let mut row = vec![String::new(); head.len()];
            if let Some(first) = row.first_mut() {
                *first = format!("**{heading}**");
            }
            rows.push(row);
        }
        let mut row = vec![case.case.title.to_owned()];
        for figure in [FLASH, WHOLE, RAM, STACK, INSTRUCTIONS, TRANSFERS, BITS] {
            row.push(shown(case, figure));
        }
        let panics = case.figures.get(PANICS) == Some(&1);
        row.push(if panics { "linked" } else { "none" }.to_owned());
        row.push(if case.wrong.is_empty() {
            "right".to_owned()
        } else {
            case.wrong.join(", ")
        });
        rows.push(row);
    }
    table(&head, &rows)
}

/// Instructions of an await and of a poll that found nothing.
fn waits(cases: &[Measured]) -> String {
    let head = [
        "reading",
        "part",
        "future",
        "0 pending",
        "1 pending",
        "5 pending",
        "an await",
        "a wasted poll",
    ];
    let mut rows = Vec::new();
    for case in cases {
        let Some(blocking) = case.case.blocking else {
            continue;
        };
        let [at_once, once, often] = case.windows[..] else {
            continue;
        };
        let transfers = case.figures.get(TRANSFERS).copied().unwrap_or(0);
        let blocking = cases.iter().find(|other| other.case.name == blocking);
        let beside = blocking
            .and_then(|other| other.figures.get(INSTRUCTIONS))
            .copied();
        rows.push(vec![
            case.case.title.to_owned(),
            case.case.answer.heading().chars().take(6).collect(),
            shown(case, FUTURE),
            at_once.to_string(),
            once.to_string(),
            often.to_string(),
            tenths(at_once.saturating_sub(beside.unwrap_or(at_once)), transfers),
            tenths(often.saturating_sub(once), 4 * transfers),
        ]);
    }
    table(&head, &rows)
}

fn shown(case: &Measured, figure: &str) -> String {
    case.figures
        .get(figure)
        .map_or_else(|| "-".to_owned(), u64::to_string)
}

/// Quotient with one decimal place.
fn tenths(dividend: u64, divisor: u64) -> String {
    match (20 * dividend + divisor).checked_div(2 * divisor) {
        Some(tenths) => format!("{}.{}", tenths / 10, tenths % 10),
        None => "-".to_owned(),
    }
}

/// The first column to the left, the others to the right.
pub(crate) fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let head: Vec<String> = head.iter().map(|&cell| cell.to_owned()).collect();
    let widths: Vec<usize> = (0..head.len())
        .map(|column| {
            let cells = rows.iter().chain([&head]).filter_map(|row| row.get(column));
            cells
                .map(|cell| cell.chars().count())
                .max()
                .unwrap_or(0)
                .max(3)
        })
        .collect();
    let line = |row: &[String]| {
        let mut line = String::from("|");
        for (column, (cell, &width)) in row.iter().zip(&widths).enumerate() {
            line.push_str(&if column == 0 {
                format!(" {cell:<width$} |")
            } else {
                format!(" {cell:>width$} |")
            });
        }
        line.push('\n');
        line
    };
    let rule: Vec<String> = widths
        .iter()
        .enumerate()
        .map(|(column, &width)| match column {
            0 => "-".repeat(width),
            _ => format!("{}:", "-".repeat(width - 1)),
        })
        .collect();
    let rows = rows.iter().map(|row| line(row));
    [line(&head), line(&rule)].into_iter().chain(rows).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let rows = [vec!["°C".to_owned(), "12345".to_owned()]];
        let text = table(&["unit", "n"], &rows);
        assert_eq!(
            text,
            "| unit |     n |\n| ---- | ----: |\n| °C   | 12345 |\n"
        );
    }

    #[test]
    fn quotients_are_rounded() {
        assert_eq!(tenths(130, 4), "32.5");
        assert_eq!(tenths(2, 3), "0.7");
        assert_eq!(tenths(1, 0), "-");
    }
}
