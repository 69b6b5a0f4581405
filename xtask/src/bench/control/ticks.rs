//! Pairs of ticks, and what the comparison of a pair says.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, bail};

use crate::bench::{
    emulators::Raw,
    figures::{FLASH, Figures, INSTRUCTIONS, PANICS, STACK},
    tables,
};

/// Names of the binaries, without `_traits` and `_raw`, and what they do.
pub(super) const TICKS: [(&str, &str); 4] = [
    ("float", "`f32`, each duty for itself"),
    ("float_held", "`f32`, held and released"),
    ("integer", "quantities, each duty for itself"),
    ("integer_held", "quantities, held and released"),
];

/// The firmware that does nothing.
pub(super) const NOTHING: &str = "nothing";

/// One side of a pair.
#[derive(Debug, Clone)]
pub(super) struct Side {
    pub(super) figures: Figures,
    /// Instructions of ticks one after the other.
    windows: Vec<u64>,
    /// What it left in the registers and in its regulators.
    values: BTreeMap<String, f64>,
}

/// A pair at one `opt-level`.
#[derive(Debug, Clone)]
pub(super) struct Tick {
    name: &'static str,
    title: &'static str,
    level: &'static str,
    pub(super) traits: Side,
    raw: Side,
}

impl Tick {
    /// Name in the budget.
    pub(super) fn case(&self) -> String {
        format!("{}_{}", self.name, self.level)
    }
}

pub(super) fn names() -> impl Iterator<Item = String> {
    let sides = ["traits", "raw"];
    TICKS
        .iter()
        .flat_map(move |(name, _)| sides.map(|side| format!("{name}_{side}")))
}

pub(super) fn of(level: &'static str, raw: &BTreeMap<String, Raw>) -> Result<Vec<Tick>> {
    let nothing = raw.get(NOTHING).context("nothing was not measured")?;
    let side = |name: &str, which: &str| {
        let name = format!("{name}_{which}");
        let raw = raw.get(&name);
        let raw = raw.with_context(|| format!("{name} was not measured"))?;
        side(raw, nothing).context(name)
    };
    TICKS
        .iter()
        .map(|&(name, title)| {
            Ok(Tick {
                name,
                title,
                level,
                traits: side(name, "traits")?,
                raw: side(name, "raw")?,
            })
        })
        .collect()
}

fn side(raw: &Raw, nothing: &Raw) -> Result<Side> {
    if raw.unicorn != raw.qemu {
        bail!("Unicorn counts {:?}, QEMU {:?}", raw.unicorn, raw.qemu);
    }
    let most = raw.unicorn.iter().max().context("no tick was counted")?;
    Ok(Side {
        figures: Figures::from([
            (FLASH, raw.flash.saturating_sub(nothing.flash)),
            (INSTRUCTIONS, *most),
            (PANICS, u64::from(raw.panics)),
            (STACK, raw.stack),
        ]),
        windows: raw.unicorn.clone(),
        values: raw.values.clone(),
    })
}

/// A line for each tick that takes more through the traits, does something else there, or can panic.
pub(super) fn dearer(ticks: &[Tick]) -> Vec<String> {
    let mut lines = Vec::new();
    for tick in ticks {
        let (case, traits, raw) = (tick.case(), &tick.traits, &tick.raw);
        let pairs = || traits.windows.iter().zip(&raw.windows);
        if traits.windows.len() != raw.windows.len()
            || pairs().any(|(ours, by_hand)| ours > by_hand)
        {
            let (ours, by_hand) = (&traits.windows, &raw.windows);
            lines.push(format!(
                "{case}: {ours:?} instructions, by registers {by_hand:?}"
            ));
        }
        if traits.values != raw.values || traits.values.is_empty() {
            let (ours, by_hand) = (&traits.values, &raw.values);
            lines.push(format!(
                "{case}: ends with {ours:?}, by registers {by_hand:?}"
            ));
        }
        for (side, which) in [(traits, "traits"), (raw, "registers")] {
            if side.figures.get(PANICS) != Some(&0) {
                lines.push(format!("{case}: a panic is linked, by {which}"));
            }
        }
    }
    lines
}

pub(super) fn table(ticks: &[Tick]) -> String {
    let head = [
        "tick",
        "opt-level",
        "instructions",
        "by registers",
        "flash",
        "by registers",
        "stack",
        "by registers",
        "panics",
    ];
    let rows: Vec<Vec<String>> = ticks
        .iter()
        .map(|tick| {
            let mut row = vec![tick.title.to_owned(), tick.level.to_owned()];
            for figure in [INSTRUCTIONS, FLASH, STACK] {
                for side in [&tick.traits, &tick.raw] {
                    let shown = side.figures.get(figure).map(u64::to_string);
                    row.push(shown.unwrap_or_default());
                }
            }
            let panics = tick.traits.figures.get(PANICS) != Some(&0);
            row.push(if panics { "linked" } else { "none" }.to_owned());
            row
        })
        .collect();
    tables::table(&head, &rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(counts: [u64; 3], duty: f64) -> Raw {
        Raw {
            name: String::new(),
            flash: 500,
            ram: 8,
            panics: false,
            unicorn: counts.to_vec(),
            qemu: counts.to_vec(),
            stack: 16,
            figures: BTreeMap::new(),
            values: [("a".to_owned(), duty)].into(),
        }
    }

    /// All ticks alike, the first pair as given.
    fn ticks(traits: Raw, by_hand: Raw) -> Result<Vec<Tick>> {
        let mut all: BTreeMap<_, _> = names().map(|name| (name, raw([9; 3], 1.0))).collect();
        all.insert(NOTHING.to_owned(), raw([5; 3], 0.0));
        all.insert("float_traits".to_owned(), traits);
        all.insert("float_raw".to_owned(), by_hand);
        of("s", &all)
    }

    #[test]
    fn what_takes_no_more_and_does_the_same_is_free() {
        let ticks = ticks(raw([9, 8, 9], 1.0), raw([9; 3], 1.0)).unwrap();
        assert_eq!(dearer(&ticks), Vec::<String>::new());
        assert_eq!(ticks[0].traits.figures[INSTRUCTIONS], 9);
    }

    #[test]
    fn one_instruction_more_in_any_tick_is_told() {
        let ticks = ticks(raw([9, 9, 10], 1.0), raw([9, 9, 9], 1.0)).unwrap();
        let lines = dearer(&ticks);
        assert_eq!(
            lines,
            ["float_s: [9, 9, 10] instructions, by registers [9, 9, 9]"]
        );
    }

    #[test]
    fn another_result_and_a_panic_are_told() {
        let mut panics = raw([9; 3], 2.0);
        panics.panics = true;
        let lines = dearer(&ticks(panics, raw([9; 3], 1.0)).unwrap());
        assert_eq!(lines.len(), 2, "{lines:?}");
    }

    #[test]
    fn counters_that_disagree_count_nothing() {
        let mut whole = raw([9; 3], 1.0);
        whole.qemu = vec![9, 9, 10];
        assert!(ticks(whole, raw([9; 3], 1.0)).is_err());
    }
}
