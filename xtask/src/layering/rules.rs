//! The rules, on a graph small enough to make up in a test.

use std::collections::BTreeSet;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Normal,
    Build,
    Dev,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Edge {
    pub(crate) to: String,
    pub(crate) kind: Kind,
    pub(crate) optional: bool,
}

/// A member of the workspace.
pub(crate) struct Crate {
    pub(crate) name: String,
    pub(crate) is_driver: bool,
    pub(crate) edges: BTreeSet<Edge>,
}

const SIM: &str = "hal-power-sim";
const CONFORMANCE: &str = "hal-conformance";
const FIRMWARE: &str = "all-in-one-firmware";

/// Crates that a user of one driver builds, the driver included.
const MOST_CRATES: usize = 9;

/// What a hal crate may depend on; `defmt` only as an option.
const HAL: [(&str, &[&str]); 3] = [
    ("hal-power", &["bitflags", "defmt"]),
    ("hal-inverter", &["bitflags", "defmt", "hal-power"]),
    ("hal-bms", &["bitflags", "defmt", "hal-power"]),
];

/// One line for each arrow that should not be there.
pub(crate) fn arrows(crates: &[Crate]) -> Vec<String> {
    let mut broken = Vec::new();
    for member in crates {
        let name = &member.name;
        if let Some((_, allowed)) = HAL.iter().find(|(hal, _)| hal == name) {
            broken.extend(hal(member, allowed));
        }
        for reached in reached(crates, member) {
            let to_driver = crates.iter().any(|c| c.is_driver && c.name == reached.name);
            let to_tests = [SIM, CONFORMANCE].contains(&reached.name.as_str());
            let dev = reached.first == Kind::Dev;
            let wrong = match name.as_str() {
                SIM => to_driver,
                FIRMWARE => to_driver || (to_tests && !dev),
                _ => member.is_driver && to_tests && !dev,
            };
            if wrong {
                broken.push(format!("{name} must not depend on {}", reached.name));
            }
        }
    }
    broken
}

fn hal(member: &Crate, allowed: &[&str]) -> Vec<String> {
    let mut broken = Vec::new();
    for edge in member.edges.iter().filter(|edge| edge.kind != Kind::Dev) {
        if !allowed.contains(&edge.to.as_str()) {
            broken.push(format!("{} must not depend on {}", member.name, edge.to));
        } else if edge.to == "defmt" && !edge.optional {
            broken.push(format!("{} must make defmt optional", member.name));
        }
    }
    broken
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Reached {
    name: String,
    /// Kind of the first edge on the way.
    first: Kind,
}

/// Everything a member depends on, through members and their normal and build edges.
fn reached(crates: &[Crate], from: &Crate) -> BTreeSet<Reached> {
    let mut found = BTreeSet::new();
    let mut open: Vec<(String, Kind)> = from.edges.iter().map(|e| (e.to.clone(), e.kind)).collect();
    while let Some((name, first)) = open.pop() {
        if !found.insert(Reached {
            name: name.clone(),
            first,
        }) {
            continue;
        }
        let edges = crates
            .iter()
            .filter(|c| c.name == name)
            .flat_map(|c| &c.edges);
        let onward = edges.filter(|edge| edge.kind != Kind::Dev);
        open.extend(onward.map(|edge| (edge.to.clone(), first)));
    }
    found
}

/// Counts the crates in the output of `cargo tree --prefix none --format {p}`.
pub(crate) fn user_build(driver: &str, tree: &str) -> Option<String> {
    let crates: BTreeSet<&str> = tree
        .lines()
        .map(|line| line.trim_end_matches("(*)").trim())
        .filter(|line| !line.is_empty())
        .collect();
    if crates.is_empty() {
        return Some(format!("{driver}: cargo tree is empty"));
    }
    (crates.len() > MOST_CRATES).then(|| {
        let names: Vec<&str> = crates
            .iter()
            .filter_map(|line| line.split(' ').next())
            .collect();
        format!(
            "a user of {driver} builds {} crates, {MOST_CRATES} are allowed: {}",
            names.len(),
            names.join(", ")
        )
    })
}
