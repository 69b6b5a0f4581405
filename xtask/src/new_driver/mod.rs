//! `cargo xtask new-driver`: a driver crate that compiles, passes its lints and promises nothing yet.

mod name;
mod templates;
#[cfg(test)]
mod tests;
pub(crate) mod trial;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, anyhow, bail};
use clap::Args;

use crate::{rustfmt, transform, twins, workspace::Workspace};
use name::Name;
use templates::{File, Shape};

#[derive(Args)]
pub(crate) struct Options {
    /// Name of the crate and of its folder, the part's in lower case.
    part: String,
    #[command(flatten)]
    shape: ShapeOptions,
}

#[derive(Args)]
#[group(multiple = false)]
struct ShapeOptions {
    /// A part with registers on I2C (the default).
    #[arg(long)]
    i2c: bool,
    /// A part on SPI, with registers or as a plain shift register.
    #[arg(long)]
    spi: bool,
    /// A part on pins.
    #[arg(long)]
    pins: bool,
    /// A part behind a protocol: codec and session without I/O.
    #[arg(long)]
    protocol: bool,
}

impl ShapeOptions {
    const fn shape(&self) -> Shape {
        if self.spi {
            Shape::Spi
        } else if self.pins {
            Shape::Pins
        } else if self.protocol {
            Shape::Protocol
        } else {
            Shape::I2c
        }
    }
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let name = Name::new(&options.part)?;
    let folder = Path::new("drivers").join(&options.part);
    if workspace.root().join(&folder).exists() {
        bail!("{} exists", folder.display());
    }
    let taken = |package: &&cargo_metadata::Package| package.name.as_str() == options.part;
    if let Some(other) = workspace.members().into_iter().find(taken) {
        let at = workspace.folder(other);
        bail!("{} has the name {} already", at.display(), options.part);
    }
    let shape = options.shape.shape();
    let files = render(workspace.root(), shape, &name)?;
    let absolute = workspace.root().join(&folder);
    if let Err(error) = write(&absolute, &files) {
        // Half a crate would break the whole workspace.
        let _ = fs::remove_dir_all(&absolute);
        return Err(error);
    }
    println!("made {}", folder.display());
    println!("{}", name.fill(shape.next_steps()).trim_end());
    Ok(())
}

/// All files of the new crate, formatted, with the twin.
fn render(root: &Path, shape: Shape, name: &Name) -> Result<Vec<(PathBuf, String)>> {
    let mut files = Vec::new();
    for File { path, template } in shape.files() {
        let path = PathBuf::from(name.fill(path));
        let mut text = name.fill(&shape.fill(template));
        if path.ends_with("asynch.rs") {
            let twin = transform::blocking(&text, 1).map_err(|problem| anyhow!("{problem}"))?;
            let twin = format!("{}{}", twins::header("asynch.rs"), twin.text());
            let to = path.with_file_name("blocking.rs");
            files.push((to.clone(), formatted(root, &to, &twin)?));
        }
        if path.extension().is_some_and(|extension| extension == "rs") {
            text = formatted(root, &path, &text)?;
        }
        files.push((path, text));
    }
    Ok(files)
}

fn formatted(root: &Path, path: &Path, text: &str) -> Result<String> {
    rustfmt::format(root, text)?
        .map_err(|why| anyhow!("{}:{}: {}", path.display(), why.line, why.message))
}

fn write(folder: &Path, files: &[(PathBuf, String)]) -> Result<()> {
    for (path, text) in files {
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}
