//! Public methods of a driver, and whether a text calls them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};

/// Folders of a driver's sources that are not its own interface: the generated twin, and register files.
const GENERATED: [&str; 2] = ["blocking", "registers"];

/// Names of public functions in `sources`, files and folders, that `firmware` does not call.
pub(super) fn uncalled(sources: &[PathBuf], firmware: &str) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for path in sources {
        collect(path, &mut names)?;
    }
    names.sort();
    names.dedup();
    names.retain(|name| !is_called(firmware, name));
    Ok(names)
}

fn collect(path: &Path, names: &mut Vec<String>) -> Result<()> {
    let shown = || format!("cannot read {}", path.display());
    if path.is_dir() {
        for entry in fs::read_dir(path).with_context(shown)? {
            let path = entry.with_context(shown)?.path();
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            if !GENERATED.contains(&&*stem) && stem != "tests" {
                collect(&path, names)?;
            }
        }
    } else if path.extension().is_some_and(|end| end == "rs") {
        let text = fs::read_to_string(path).with_context(shown)?;
        names.extend(public_functions(&text));
    }
    Ok(())
}

/// Names after `pub fn`, `pub const fn` and `pub async fn`, up to the unit tests.
fn public_functions(text: &str) -> Vec<String> {
    let text = text.split("#[cfg(test)]").next().unwrap_or(text);
    text.lines()
        .filter_map(|line| {
            let rest = line.trim().strip_prefix("pub ")?;
            let rest = ["const ", "async "]
                .iter()
                .find_map(|word| rest.strip_prefix(word))
                .unwrap_or(rest);
            let rest = rest.strip_prefix("fn ")?;
            let end = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_')?;
            rest.get(..end).map(str::to_owned)
        })
        .collect()
}

fn is_called(firmware: &str, name: &str) -> bool {
    ["(", "::<"].iter().any(|after| {
        [".", "::"]
            .iter()
            .any(|before| firmware.contains(&format!("{before}{name}{after}")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_functions_of_every_kind_are_found_and_others_are_not() {
        let text = "pub fn a() {}\n    pub const fn b<T>(x: T) {}\npub async fn c(\n\
                    pub(crate) fn d() {}\nfn e() {}\n#[cfg(test)]\npub fn f() {}\n";
        assert_eq!(public_functions(text), ["a", "b", "c"]);
    }

    #[test]
    fn a_call_is_the_whole_name() {
        assert!(is_called("meter.power()", "power"));
        assert!(is_called("Config::new(x)", "new"));
        assert!(!is_called("meter.power_up()", "power"));
        assert!(!is_called("let power = 1;", "power"));
    }
}
