//! The budget: what our figures may come to. It only ever goes down.

use std::{collections::BTreeMap, fmt::Write as _};

use anyhow::{Context as _, Result};
use serde::Deserialize;

use super::figures::Figures;

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct Budget {
    /// Version of the compiler that it holds for.
    pub(crate) compiler: String,
    /// By target, case and name of the figure.
    #[serde(flatten)]
    most: BTreeMap<String, BTreeMap<String, BTreeMap<String, u64>>>,
}

/// Target, case and figures.
type Row = (String, String, Figures);

impl Budget {
    pub(crate) fn parse(text: &str) -> Result<Self> {
        toml::from_str(text).context("not a budget")
    }

    fn most(&self, target: &str, case: &str, figure: &str) -> Option<u64> {
        let case = self.most.get(target)?.get(case)?;
        case.get(figure).copied()
    }

    /// A line for each figure above its budget.
    pub(crate) fn excess(&self, rows: &[Row]) -> Vec<String> {
        let mut lines = Vec::new();
        for (target, case, figures) in rows {
            for (figure, &found) in figures {
                let most = self.most(target, case, figure);
                if let Some(most) = most.filter(|&most| found > most) {
                    lines.push(format!("{target} {case}: {figure} {found}, budget {most}"));
                }
            }
        }
        lines
    }

    /// A line for each figure without a budget, and each budget of a figure that is no longer measured.
    pub(crate) fn unmatched(&self, rows: &[Row]) -> Vec<String> {
        let mut lines = Vec::new();
        for (target, case, figures) in rows {
            let new = figures.keys();
            let new = new.filter(|figure| self.most(target, case, figure).is_none());
            lines.extend(new.map(|figure| format!("{target} {case}: {figure} has no budget")));
        }
        for (target, cases) in &self.most {
            for (case, figures) in cases {
                let row = rows.iter().find(|row| row.0 == *target && row.1 == *case);
                let gone = figures
                    .keys()
                    .filter(|figure| row.is_none_or(|row| !row.2.contains_key(figure.as_str())));
                lines.extend(
                    gone.map(|figure| format!("{target} {case}: {figure} is not measured")),
                );
            }
        }
        lines
    }

    /// The budget after a measurement: lower where the figure is, new where there was none, never higher.
    pub(crate) fn lowered(&self, rows: &[Row], compiler: &str) -> Self {
        let mut lowered = Self {
            compiler: compiler.to_owned(),
            most: self.most.clone(),
        };
        for (target, case, figures) in rows {
            let cases = lowered.most.entry(target.clone()).or_default();
            let budget = cases.entry(case.clone()).or_default();
            for (figure, &found) in figures {
                let most = budget.entry((*figure).to_owned()).or_insert(found);
                *most = found.min(*most);
            }
        }
        lowered
    }

    pub(crate) fn text(&self) -> String {
        let mut text = "# Most that our readings may cost. `cargo xtask bench` lowers it, `cargo xtask bench --check` holds it.\n\
             # Another compiler makes other code: change its name and the figures together.\n"
            .to_owned();
        let _ = writeln!(text, "compiler = {:?}", self.compiler);
        for (target, cases) in &self.most {
            for (case, figures) in cases {
                let _ = writeln!(text, "\n[{target}.{case}]");
                for (figure, most) in figures {
                    let _ = writeln!(text, "{figure} = {most}");
                }
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "compiler = \"rustc 1\"\n[t.a]\nbits = 144\nstack = 40\n";

    fn row(figures: &[(&'static str, u64)]) -> Row {
        let figures = figures.iter().copied().collect();
        ("t".to_owned(), "a".to_owned(), figures)
    }

    #[test]
    fn what_rises_is_in_excess() {
        let budget = Budget::parse(TEXT).unwrap();
        assert!(
            budget
                .excess(&[row(&[("bits", 144), ("stack", 39)])])
                .is_empty()
        );
        let lines = budget.excess(&[row(&[("bits", 145), ("flash", 1), ("stack", 40)])]);
        assert_eq!(lines, ["t a: bits 145, budget 144"]);
    }

    #[test]
    fn a_new_figure_and_one_that_is_gone_are_noticed() {
        let budget = Budget::parse(TEXT).unwrap();
        let lines = budget.unmatched(&[row(&[("bits", 1), ("flash", 1)])]);
        assert_eq!(
            lines,
            ["t a: flash has no budget", "t a: stack is not measured"]
        );
        assert_eq!(budget.unmatched(&[]).len(), 2);
        assert!(
            budget
                .unmatched(&[row(&[("bits", 999), ("stack", 0)])])
                .is_empty()
        );
    }

    #[test]
    fn a_budget_goes_down_and_never_up() {
        let budget = Budget::parse(TEXT).unwrap();
        let lowered = budget.lowered(
            &[row(&[("bits", 96), ("flash", 7), ("stack", 41)])],
            "rustc 1",
        );
        let text = lowered.text();
        assert!(
            text.ends_with("[t.a]\nbits = 96\nflash = 7\nstack = 40\n"),
            "{text}"
        );
        assert_eq!(Budget::parse(&text).unwrap(), lowered);
    }

    #[test]
    fn no_file_is_no_budget_and_nonsense_is_an_error() {
        assert_eq!(Budget::parse("").unwrap(), Budget::default());
        for text in [
            "compiler = 1",
            "[t.a]\nbits = -1",
            "[t.a]\nbits = \"1\"",
            "[t",
        ] {
            assert!(Budget::parse(text).is_err(), "{text}");
        }
    }
}
