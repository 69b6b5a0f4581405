//! Register files from `.ddsl` descriptions, through `ddc`.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result, anyhow, bail};
use cargo_metadata::Package;

use crate::{
    product::{MARK, Product},
    rustfmt, workspace,
    workspace::Workspace,
};

/// The only version of `device-driver-cli` whose output is checked in.
pub(crate) const VERSION: &str = "2.2.0";

fn hint() -> String {
    format!("`cargo install device-driver-cli --version {VERSION} --locked`")
}

/// A description and the file made from it, relative to the root.
pub(crate) struct Description {
    source: PathBuf,
    target: PathBuf,
    has_defmt: bool,
}

impl Description {
    pub(crate) fn target(&self) -> &Path {
        &self.target
    }
}

/// The descriptions of all drivers.
pub(crate) fn descriptions(workspace: &Workspace) -> Result<Vec<Description>> {
    let mut all = Vec::new();
    for package in workspace.members() {
        if workspace.is_driver(package) {
            all.extend(of_driver(workspace, package)?);
        }
    }
    Ok(all)
}

fn of_driver(workspace: &Workspace, package: &Package) -> Result<Vec<Description>> {
    let folder = workspace.folder(package);
    let mut names = Vec::new();
    for entry in fs::read_dir(workspace.root().join(&folder))? {
        let name = PathBuf::from(entry?.file_name());
        if name.extension() == Some(OsStr::new("ddsl")) {
            names.push(name);
        }
    }
    names.sort();
    let alone = names.len() == 1;
    let describe = |name: PathBuf| Description {
        target: if alone {
            folder.join("src/registers.rs")
        } else {
            let file = name.with_extension("rs");
            folder.join("src/registers").join(file)
        },
        source: folder.join(name),
        has_defmt: package.features.contains_key("defmt"),
    };
    Ok(names.into_iter().map(describe).collect())
}

/// Finds `ddc` at the pinned version: `$DDC`, or `ddc` on the path.
pub(crate) fn compiler() -> Result<PathBuf> {
    let ddc = std::env::var_os("DDC").map_or_else(|| PathBuf::from("ddc"), PathBuf::from);
    let Ok(output) = Command::new(&ddc).arg("--version").output() else {
        bail!("`ddc` is missing, get it with {}", hint());
    };
    let version = String::from_utf8_lossy(&output.stdout);
    if !is_pinned(&version) {
        bail!(
            "`ddc` is `{}`, get {VERSION} with {}",
            version.trim(),
            hint()
        );
    }
    Ok(ddc)
}

fn is_pinned(version: &str) -> bool {
    version.split_whitespace().last() == Some(VERSION)
}

/// Compiles one description.
pub(crate) fn product(root: &Path, ddc: &Path, description: &Description) -> Result<Product> {
    let shown = description.source.display();
    let mut command = Command::new(ddc);
    command
        .current_dir(root)
        .args(["build", "rust", "--source"]);
    command.arg(&description.source);
    if description.has_defmt {
        command.arg("--rust-defmt-feature=defmt");
    }
    let output = command
        .output()
        .with_context(|| format!("cannot start `{}`", workspace::spelled(&command)))?;
    // ddc writes diagnostics of every severity to stderr and is silent otherwise.
    let diagnostics = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() || !diagnostics.trim().is_empty() {
        bail!(
            "{shown}: ddc is not silent, and its warnings are errors here\n{}",
            diagnostics.trim()
        );
    }
    let text = String::from_utf8(output.stdout).with_context(|| format!("{shown}: no text"))?;
    let formatted = rustfmt::format(root, without_preamble(&text))?.map_err(|refusal| {
        anyhow!(
            "{shown}: what ddc made of it does not parse: {}",
            refusal.message
        )
    })?;
    let name = description
        .source
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let header = format!("{MARK}{name} with device-driver-cli {VERSION}; do not edit.\n\n");
    Ok(Product {
        path: description.target.clone(),
        text: header + formatted.trim_start(),
    })
}

/// Drops ddc's own comment at the top, which depends on how it was built.
fn without_preamble(text: &str) -> &str {
    let mut rest = text;
    while let Some((line, after)) = rest.split_once('\n') {
        let is_preamble = line.starts_with("//") && !line.starts_with("///");
        if !is_preamble {
            break;
        }
        rest = after;
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_pinned_version_passes() {
        assert!(is_pinned("device-driver-cli 2.2.0\n"));
        assert!(!is_pinned("device-driver-cli 2.2.01\n"));
        assert!(!is_pinned("device-driver-cli 2.1.0\n"));
        assert!(!is_pinned(""));
    }

    #[test]
    fn the_preamble_goes_and_docs_stay() {
        let text = "// made by\n// \n\n/// A part.\nstruct A;\n";
        assert_eq!(without_preamble(text), "\n/// A part.\nstruct A;\n");
        assert_eq!(
            without_preamble("// made by\n/// A part.\n"),
            "/// A part.\n"
        );
    }
}
