//! Who refers to whom in a linked firmware, from the relocations that the linker left in it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use anyhow::{Context as _, Result, bail};
use object::{
    Object as _, ObjectSection as _, ObjectSymbol as _, RelocationTarget, SymbolKind,
    read::elf::ElfFile32,
};

/// Where the firmware begins.
const ENTRY: &str = "_start";

/// References between functions; what is no function, such as a table of pointers, counts by its section.
pub(super) struct Calls {
    references: BTreeMap<String, BTreeSet<String>>,
}

/// A function and the addresses that it takes.
struct Function {
    name: String,
    begin: u64,
    end: u64,
}

impl Calls {
    /// Reads a 32-bit ELF file with its relocations.
    pub(super) fn read(elf: &[u8]) -> Result<Self> {
        let file: ElfFile32 = ElfFile32::parse(elf).context("no 32-bit ELF file")?;
        let functions: Vec<Function> = file
            .symbols()
            .filter(|symbol| symbol.kind() == SymbolKind::Text && symbol.name() != Ok(""))
            .map(|symbol| {
                // the lowest bit of an address says that the code is Thumb
                let begin = symbol.address() & !1;
                Function {
                    name: demangled(symbol.name().unwrap_or_default()),
                    begin,
                    end: begin + symbol.size().max(1),
                }
            })
            .collect();
        let mut references: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut found = 0;
        for section in file.sections() {
            let section_name = section.name().unwrap_or_default().to_owned();
            for (address, relocation) in section.relocations() {
                found += 1;
                let within =
                    |function: &&Function| (function.begin..function.end).contains(&address);
                let from = functions
                    .iter()
                    .find(within)
                    .map_or_else(|| section_name.clone(), |function| function.name.clone());
                let RelocationTarget::Symbol(index) = relocation.target() else {
                    continue;
                };
                let symbol = file.symbol_by_index(index).context("no such symbol")?;
                let to = match symbol.kind() {
                    SymbolKind::Section => symbol
                        .section_index()
                        .and_then(|index| file.section_by_index(index).ok())
                        .and_then(|section| section.name().ok().map(str::to_owned))
                        .unwrap_or_default(),
                    _ => demangled(symbol.name().unwrap_or_default()),
                };
                references.entry(from).or_default().insert(to);
            }
        }
        if found == 0 {
            bail!("the linker left no relocations");
        }
        let calls = Self { references };
        if !calls.references.contains_key(ENTRY) {
            bail!("`{ENTRY}` calls nobody");
        }
        Ok(calls)
    }

    /// The shortest way from the entry to a function, without passing through functions that have `allowed` in their name.
    pub(super) fn way(&self, to: &str, allowed: &str) -> Option<Vec<String>> {
        let mut before: BTreeMap<&str, &str> = BTreeMap::new();
        let mut open = VecDeque::from([ENTRY]);
        while let Some(at) = open.pop_front() {
            if at == to {
                return Some(trail(&before, to));
            }
            for next in self.references.get(at).into_iter().flatten() {
                let passes = allowed.is_empty() || !next.contains(allowed);
                if passes && next != ENTRY && !before.contains_key(next.as_str()) {
                    before.insert(next, at);
                    open.push_back(next);
                }
            }
        }
        None
    }

    /// How many functions refer to one that has `part` in its name.
    pub(super) fn callers(&self, part: &str) -> usize {
        let referring = |to: &BTreeSet<String>| to.iter().any(|name| name.contains(part));
        self.references.values().filter(|to| referring(to)).count()
    }
}

fn trail(before: &BTreeMap<&str, &str>, to: &str) -> Vec<String> {
    let mut way = vec![to.to_owned()];
    let mut at = to;
    while let Some(caller) = before.get(at) {
        way.push((*caller).to_owned());
        at = caller;
    }
    way.reverse();
    way
}

fn demangled(name: &str) -> String {
    format!("{:#}", rustc_demangle::demangle(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calls(edges: &[(&str, &str)]) -> Calls {
        let mut references: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (from, to) in edges {
            let to = (*to).to_owned();
            references.entry((*from).to_owned()).or_default().insert(to);
        }
        Calls { references }
    }

    #[test]
    fn a_way_is_the_shortest_and_none_where_there_is_none() {
        let calls = calls(&[
            (ENTRY, "a"),
            ("a", "b"),
            ("b", "end"),
            (ENTRY, "c"),
            ("c", "c"),
            ("d", "end"),
        ]);
        assert_eq!(
            calls.way("end", ""),
            Some([ENTRY, "a", "b", "end"].map(str::to_owned).into())
        );
        assert_eq!(calls.way("d", ""), None);
    }

    #[test]
    fn what_is_allowed_is_no_way() {
        let calls = calls(&[(ENTRY, "core::resumed_17"), ("core::resumed_17", "end")]);
        assert!(calls.way("end", "").is_some());
        assert_eq!(calls.way("end", "resumed"), None);
        assert_eq!(calls.callers("resumed"), 1);
    }
}
