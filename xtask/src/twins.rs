//! Finds the async halves of the workspace and makes their blocking twins.

use std::{
    ffi::OsStr,
    fs,
    path::{Component, Path, PathBuf},
};

use anyhow::{Context as _, Result, anyhow};

use crate::{
    product::{MARK, Product},
    rustfmt, transform,
    workspace::Workspace,
};

/// The twins of all async halves, one product or one error each.
pub(crate) fn products(workspace: &Workspace) -> Result<Vec<Result<Product>>> {
    let mut products = Vec::new();
    for package in workspace.members() {
        let source = workspace.folder(package).join("src");
        for path in rust_files(workspace.root(), &source)? {
            if let Some(twin) = twin_path(&path) {
                products.push(twin_of(workspace.root(), &path, twin));
            }
        }
    }
    Ok(products)
}

/// Every Rust file under `folder`, both relative to `root`, in order.
pub(crate) fn rust_files(root: &Path, folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let absolute = root.join(folder);
    if !absolute.is_dir() {
        return Ok(files);
    }
    let entries =
        fs::read_dir(&absolute).with_context(|| format!("cannot list {}", folder.display()))?;
    for entry in entries {
        let name = entry?.file_name();
        let path = folder.join(&name);
        if root.join(&path).is_dir() {
            files.extend(rust_files(root, &path)?);
        } else if path.extension() == Some(OsStr::new("rs")) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The path with `asynch` replaced by `blocking`, if it belongs to an async half.
fn twin_path(path: &Path) -> Option<PathBuf> {
    let twin: PathBuf = path
        .components()
        .map(|component| match component {
            Component::Normal(name) if name == "asynch" => OsStr::new("blocking"),
            Component::Normal(name) if name == "asynch.rs" => OsStr::new("blocking.rs"),
            other => other.as_os_str(),
        })
        .collect();
    (twin != path).then_some(twin)
}

fn twin_of(root: &Path, source: &Path, path: PathBuf) -> Result<Product> {
    let shown = source.display();
    let text =
        fs::read_to_string(root.join(source)).with_context(|| format!("cannot read {shown}"))?;
    let twin = transform::blocking(&text, 1)
        .map_err(|problem| anyhow!("{shown}:{}: {}", problem.line, problem.message))?;
    let formatted = rustfmt::format(root, twin.text())?.map_err(|refusal| {
        anyhow!(
            "{shown}:{}: its blocking twin does not parse: {}",
            twin.source_line(refusal.line),
            refusal.message
        )
    })?;
    Ok(Product {
        path,
        text: header(&from(source)) + formatted.trim_start(),
    })
}

/// The top of a twin.
pub(crate) fn header(source: &str) -> String {
    format!("{MARK}{source}; do not edit.\n\n")
}

/// The source as its twin's header names it: from the folder of the twin's module on.
fn from(source: &Path) -> String {
    let mut names: Vec<String> = Vec::new();
    let mut inside = false;
    for component in source.components() {
        let name = component.as_os_str().to_string_lossy().into_owned();
        inside |= name == "asynch";
        if inside {
            names.push(name);
        }
    }
    if names.is_empty() {
        "asynch.rs".to_owned()
    } else {
        names.join("/")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn twin(path: &str) -> Option<String> {
        twin_path(Path::new(path)).map(|twin| twin.to_string_lossy().into_owned())
    }

    #[test]
    fn a_file_a_folder_and_a_nested_file_have_twins() {
        assert_eq!(
            twin("drivers/x/src/asynch.rs").unwrap(),
            "drivers/x/src/blocking.rs"
        );
        assert_eq!(
            twin("hal/src/asynch/a.rs").unwrap(),
            "hal/src/blocking/a.rs"
        );
        assert_eq!(
            twin("hal/src/grid/asynch.rs").unwrap(),
            "hal/src/grid/blocking.rs"
        );
        assert_eq!(twin("hal/src/lib.rs"), None);
        assert_eq!(twin("hal/src/asynchrony.rs"), None);
    }

    #[test]
    fn the_header_names_the_source() {
        assert_eq!(from(Path::new("x/src/asynch.rs")), "asynch.rs");
        assert_eq!(from(Path::new("x/src/asynch/a.rs")), "asynch/a.rs");
    }
}
