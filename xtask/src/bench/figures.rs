//! From what the emulators saw to what the table shows.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, bail};

use super::{
    cases::{CASES, Case, EMPTY},
    emulators::{Pairs, Raw},
};

/// Figures by their names; smaller is better.
pub(crate) type Figures = BTreeMap<&'static str, u64>;

/// A row of the table.
#[derive(Debug, Clone)]
pub(crate) struct Measured {
    pub(crate) case: Case,
    pub(crate) figures: Figures,
    /// Instructions with 0, 1 and 5 pending polls a transfer.
    pub(crate) windows: Vec<u64>,
    /// Values that are not what the model measures.
    pub(crate) wrong: Vec<String>,
}

pub(crate) const FLASH: &str = "flash";
pub(crate) const WHOLE: &str = "flash-with-init";
pub(crate) const RAM: &str = "ram";
pub(crate) const STACK: &str = "stack";
pub(crate) const INSTRUCTIONS: &str = "instructions";
pub(crate) const TRANSFERS: &str = "transfers";
pub(crate) const BITS: &str = "bits";
pub(crate) const PANICS: &str = "panics";
pub(crate) const FUTURE: &str = "future";
pub(crate) const WAITING: &str = "instructions-5-pending";

/// Relative; the peers round their calibration.
const TOLERANCE: f64 = 1e-3;

/// What the model's 36.5 °C are in the unit of those that report an absolute temperature.
const KELVIN: f64 = 309.65;

pub(crate) fn of(pairs: &Pairs) -> Result<Vec<Measured>> {
    let pair = |name: &str| pairs.get(name).with_context(|| format!("no {name}"));
    let (empty, _) = pair(EMPTY)?;
    CASES
        .iter()
        .map(|case| {
            let (whole, setup) = pair(case.name)?;
            measured(*case, whole, setup, empty).context(case.name)
        })
        .collect()
}

fn measured(case: Case, whole: &Raw, setup: &Raw, empty: &Raw) -> Result<Measured> {
    if whole.unicorn != whole.qemu {
        bail!("Unicorn counts {:?}, QEMU {:?}", whole.unicorn, whole.qemu);
    }
    let [at_once, _, waiting] = whole.unicorn[..] else {
        bail!("{} readings instead of three", whole.unicorn.len());
    };
    let figure = |name| {
        let figure = whole.figures.get(name);
        figure.copied().with_context(|| format!("no {name}"))
    };
    let mut figures = Figures::from([
        (FLASH, whole.flash.saturating_sub(setup.flash)),
        (WHOLE, whole.flash.saturating_sub(empty.flash)),
        (RAM, whole.ram.saturating_sub(empty.ram)),
        (STACK, whole.stack),
        (INSTRUCTIONS, at_once),
        (TRANSFERS, figure(TRANSFERS)?),
        (BITS, figure(BITS)?),
        (PANICS, u64::from(whole.panics)),
    ]);
    if let Ok(size) = figure(FUTURE) {
        figures.insert(FUTURE, size);
        figures.insert(WAITING, waiting);
    } else if waiting != at_once {
        bail!("a blocking reading that waits: {:?}", whole.unicorn);
    }
    Ok(Measured {
        case,
        figures,
        windows: whole.unicorn.clone(),
        wrong: wrong(case, &whole.values),
    })
}

/// Values that differ, or are missing. Whether a power has a sign is left to the driver.
fn wrong(case: Case, values: &BTreeMap<String, f64>) -> Vec<String> {
    let mut wrong = Vec::new();
    for &(name, truth) in case.answer.truth() {
        let (found, truth) = match (name, values.get(name)) {
            ("P", Some(power)) => (Some(power.abs()), truth),
            ("T", None) => (values.get("K").copied(), KELVIN),
            (_, found) => (found.copied(), truth),
        };
        match found {
            Some(found) if ((found - truth) / truth).abs() <= TOLERANCE => {}
            Some(found) => wrong.push(format!("{name} = {found:.3} for {truth}")),
            None => wrong.push(format!("no {name}")),
        }
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case() -> Case {
        CASES[0]
    }

    fn raw(flash: u64, counts: [u64; 3]) -> Raw {
        Raw {
            name: String::new(),
            flash,
            ram: 8,
            panics: false,
            unicorn: counts.to_vec(),
            qemu: counts.to_vec(),
            stack: 40,
            figures: [("bits", 144), ("transfers", 3)]
                .map(|(name, n)| (name.to_owned(), n))
                .into(),
            values: [("V", 24.0), ("I", -15.0), ("P", -360.0)]
                .map(|(n, v)| (n.to_owned(), v))
                .into(),
        }
    }

    #[test]
    fn flash_is_what_the_reading_adds() {
        let row = measured(
            case(),
            &raw(500, [9; 3]),
            &raw(400, [0; 3]),
            &raw(12, [3; 3]),
        )
        .unwrap();
        assert_eq!((row.figures[FLASH], row.figures[WHOLE]), (100, 488));
        assert_eq!(row.figures[INSTRUCTIONS], 9);
        assert!(!row.figures.contains_key(FUTURE));
        assert!(row.wrong.is_empty());
    }

    #[test]
    fn counters_that_disagree_count_nothing() {
        let mut whole = raw(500, [9; 3]);
        whole.qemu = vec![9, 9, 10];
        assert!(measured(case(), &whole, &raw(400, [0; 3]), &raw(12, [3; 3])).is_err());
    }

    #[test]
    fn only_a_future_may_wait() {
        let mut whole = raw(500, [9, 10, 14]);
        let [setup, empty] = [raw(400, [0; 3]), raw(12, [3; 3])];
        assert!(measured(case(), &whole, &setup, &empty).is_err());
        whole.figures.insert(FUTURE.to_owned(), 72);
        let row = measured(case(), &whole, &setup, &empty).unwrap();
        assert_eq!((row.figures[FUTURE], row.figures[WAITING]), (72, 14));
    }

    #[test]
    fn a_lost_sign_is_a_wrong_current_and_no_wrong_power() {
        let mut whole = raw(500, [9; 3]);
        whole.values.insert("I".to_owned(), 15.0);
        whole.values.insert("P".to_owned(), 360.0);
        assert_eq!(wrong(case(), &whole.values), ["I = 15.000 for -15"]);
        whole.values.remove("V");
        assert_eq!(wrong(case(), &whole.values).len(), 2);
    }
}
