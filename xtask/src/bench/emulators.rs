//! The two emulators that count.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result};
use serde::Deserialize;

use super::{
    PEERS,
    cases::{CASES, EMPTY},
    firmware::Folders,
};
use crate::workspace::{self, Workspace};

/// What one firmware came to, as `measure.py` prints it.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Raw {
    pub(crate) name: String,
    pub(crate) flash: u64,
    pub(crate) ram: u64,
    pub(crate) panics: bool,
    /// Instructions of each window, by Unicorn.
    pub(crate) unicorn: Vec<u64>,
    /// The same by QEMU.
    pub(crate) qemu: Vec<u64>,
    pub(crate) stack: u64,
    pub(crate) figures: BTreeMap<String, u64>,
    pub(crate) values: BTreeMap<String, f64>,
}

/// Firmware with and without its reading, by the case's name.
pub(crate) type Pairs = BTreeMap<String, (Raw, Raw)>;

pub(crate) struct Emulators {
    python: PathBuf,
    plugin: PathBuf,
}

impl Emulators {
    /// Installs Unicorn beside the build, and compiles QEMU's plugin.
    pub(crate) fn prepare(workspace: &Workspace) -> Result<Self> {
        let folder = workspace.target_folder().join("bench");
        fs::create_dir_all(&folder)?;
        let scripts = workspace.root().join(PEERS).join("measure");
        let requirements = scripts.join("requirements.txt");
        let environment = folder.join("python");
        let python = environment.join("bin").join("python");
        let stamp = environment.join("installed.txt");
        let wanted = fs::read(&requirements).context("no requirements.txt")?;
        if fs::read(&stamp).ok().as_ref() != Some(&wanted) {
            let mut venv = Command::new("python3");
            workspace::run(venv.args(["-m", "venv", "--clear"]).arg(&environment))
                .context("no environment for Python (Debian: python3-venv)")?;
            let mut pip = Command::new(&python);
            pip.args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
            ]);
            workspace::run(pip.arg("--requirement").arg(&requirements))?;
            fs::write(&stamp, &wanted)?;
        }
        let plugin = folder.join("plugin.so");
        let mut compiler = Command::new("cc");
        compiler.args([
            "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o",
        ]);
        workspace::run(compiler.arg(&plugin).arg(scripts.join("plugin.c")))?;
        Ok(Self { python, plugin })
    }

    /// Runs every firmware of a target.
    pub(crate) fn measure(
        &self,
        workspace: &Workspace,
        folders: &Folders,
        machine: &str,
    ) -> Result<Pairs> {
        let mut whole = self.run(workspace, &folders.whole, machine)?;
        let mut setup = self.run(workspace, &folders.setup, machine)?;
        let names = CASES.iter().map(|case| case.name).chain([EMPTY]);
        names
            .map(|name| {
                let pair = whole.remove(name).zip(setup.remove(name));
                let pair = pair.with_context(|| format!("{name} was not measured"))?;
                Ok((name.to_owned(), pair))
            })
            .collect()
    }

    fn run(
        &self,
        workspace: &Workspace,
        folder: &Path,
        machine: &str,
    ) -> Result<BTreeMap<String, Raw>> {
        let names = CASES.iter().map(|case| case.name).chain([EMPTY]);
        let firmware: Vec<PathBuf> = names.map(|name| folder.join(name)).collect();
        self.count(workspace, &firmware, machine)
    }

    /// Runs firmware, by the names of its files.
    pub(crate) fn count(
        &self,
        workspace: &Workspace,
        firmware: &[PathBuf],
        machine: &str,
    ) -> Result<BTreeMap<String, Raw>> {
        let script = workspace
            .root()
            .join(PEERS)
            .join("measure")
            .join("measure.py");
        let mut python = Command::new(&self.python);
        python.arg(script).arg(&self.plugin).arg(machine);
        python.args(firmware);
        parse(&workspace::output(&mut python)?)
    }
}

/// One JSON object a line.
fn parse(text: &str) -> Result<BTreeMap<String, Raw>> {
    text.lines()
        .map(|line| {
            let raw: Raw =
                serde_json::from_str(line).with_context(|| format!("not a result: {line}"))?;
            Ok((raw.name.clone(), raw))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_result_and_anything_else_an_error() {
        let line = r#"{"name": "a", "flash": 12, "ram": 8, "panics": true, "unicorn": [3, 4], "qemu": [3, 4],
            "stack": 40, "figures": {"bits": 57}, "values": {"V": -1.5}, "where": {"b": 3}}"#;
        let results = parse(&line.replace('\n', " ")).unwrap();
        let raw = &results["a"];
        assert_eq!(
            (raw.flash, raw.ram, raw.panics, raw.stack),
            (12, 8, true, 40)
        );
        assert_eq!(raw.unicorn, [3, 4]);
        assert_eq!(raw.figures["bits"], 57);
        assert_eq!(raw.values["V"], -1.5);
        assert!(parse("Traceback").is_err());
        assert!(parse(r#"{"name": "a"}"#).is_err());
    }
}
