//! Every subset of the features of every published crate compiles without a warning.

use anyhow::{Result, bail};

use crate::workspace::{self, Workspace};

/// More features than this make more subsets than anybody wants to wait for.
const MOST: usize = 6;

pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    for package in workspace.members() {
        let is_library = package.targets.iter().any(|target| target.is_lib());
        if !is_library || !workspace::is_publishable(package) {
            continue;
        }
        let features: Vec<&str> = package
            .features
            .keys()
            .map(String::as_str)
            .filter(|feature| *feature != "default")
            .collect();
        if features.len() > MOST {
            bail!("{} has more than {MOST} features", package.name);
        }
        for subset in subsets(&features) {
            let mut cargo = workspace.cargo();
            // Never with `--no-deps`: what it leaves unlinted counts as done in later runs of clippy.
            cargo.args(["clippy", "--quiet", "--package", package.name.as_str()]);
            cargo.arg("--no-default-features");
            if !subset.is_empty() {
                cargo.args(["--features", &subset.join(",")]);
            }
            cargo.args(["--", "-D", "warnings"]);
            println!("{}", workspace::spelled(&cargo));
            workspace::run(&mut cargo)?;
        }
    }
    Ok(())
}

fn subsets<'a>(features: &[&'a str]) -> Vec<Vec<&'a str>> {
    features.iter().fold(vec![vec![]], |mut sets, feature| {
        let with: Vec<Vec<&str>> = sets
            .iter()
            .map(|set| set.iter().copied().chain([*feature]).collect())
            .collect();
        sets.extend(with);
        sets
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_subsets_once() {
        assert_eq!(subsets(&[]), [[""; 0]]);
        let sets = subsets(&["a", "b", "c"]);
        let unique: std::collections::BTreeSet<_> = sets.iter().collect();
        assert_eq!((sets.len(), unique.len()), (8, 8));
        assert!(sets.contains(&vec!["a", "c"]) && sets.contains(&vec![]));
    }
}
