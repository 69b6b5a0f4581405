//! `cargo xtask generate`: blocking twins and register files.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};

use crate::{
    product::{MARK, Product},
    registers, twins,
    workspace::Workspace,
};

/// Writes every generated file, or with `check` compares and writes nothing.
pub(crate) fn run(workspace: &Workspace, check: bool) -> Result<()> {
    let mut problems = Vec::new();
    let mut products = Vec::new();
    let mut keep = |product: Result<Product>| match product {
        Ok(product) => products.push(product),
        Err(error) => problems.push(format!("{error:#}")),
    };
    twins::products(workspace)?.into_iter().for_each(&mut keep);

    let descriptions = registers::descriptions(workspace)?;
    let mut no_compiler = None;
    if !descriptions.is_empty() {
        match registers::compiler() {
            Ok(ddc) => descriptions
                .iter()
                .map(|description| registers::product(workspace.root(), &ddc, description))
                .for_each(&mut keep),
            Err(reason) => no_compiler = Some(reason),
        }
    }

    // A file whose source has a mistake is no orphan, so a mistake keeps all of them.
    let orphans = if problems.is_empty() {
        let known = products.iter().map(|product| product.path.as_path());
        let described = descriptions.iter().map(registers::Description::target);
        orphans(workspace, &known.chain(described).collect())?
    } else {
        Vec::new()
    };
    if check {
        problems.extend(differences(workspace.root(), &products, &orphans)?);
    } else {
        write(workspace.root(), &products, &orphans)?;
    }
    match no_compiler {
        Some(reason) if check => eprintln!("note: registers not checked: {reason:#}"),
        Some(reason) if are_there(workspace, &descriptions) => {
            eprintln!("note: registers left as they are: {reason:#}");
        }
        Some(reason) => problems.push(format!("registers not generated: {reason:#}")),
        None => {}
    }
    if problems.is_empty() {
        return Ok(());
    }
    if check {
        problems.push("run `cargo xtask generate`".to_owned());
    }
    bail!("generated files\n  {}", problems.join("\n  "))
}

/// Whether every description has a register file, stale or not.
fn are_there(workspace: &Workspace, descriptions: &[registers::Description]) -> bool {
    let mut targets = descriptions.iter().map(registers::Description::target);
    targets.all(|target| workspace.root().join(target).exists())
}

/// Generated files that nothing generates any more.
fn orphans(workspace: &Workspace, expected: &BTreeSet<&Path>) -> Result<Vec<PathBuf>> {
    let mut orphans = Vec::new();
    for package in workspace.members() {
        let source = workspace.folder(package).join("src");
        for path in twins::rust_files(workspace.root(), &source)? {
            let text = fs::read_to_string(workspace.root().join(&path))
                .with_context(|| format!("cannot read {}", path.display()))?;
            if text.starts_with(MARK) && !expected.contains(path.as_path()) {
                orphans.push(path);
            }
        }
    }
    Ok(orphans)
}

/// A line for each file that is not as it should be.
fn differences(root: &Path, products: &[Product], orphans: &[PathBuf]) -> Result<Vec<String>> {
    let mut lines = Vec::new();
    for product in products {
        let shown = product.path.display();
        match current(root, &product.path)? {
            Some(text) if text == product.text => {}
            Some(_) => lines.push(format!("{shown} is stale")),
            None => lines.push(format!("{shown} is missing")),
        }
    }
    let lost = |path: &PathBuf| format!("{} has lost its source", path.display());
    lines.extend(orphans.iter().map(lost));
    Ok(lines)
}

fn write(root: &Path, products: &[Product], orphans: &[PathBuf]) -> Result<()> {
    for product in products {
        if current(root, &product.path)?.as_deref() == Some(&product.text) {
            continue;
        }
        let path = root.join(&product.path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&path, &product.text)
            .with_context(|| format!("cannot write {}", product.path.display()))?;
        println!("wrote {}", product.path.display());
    }
    for path in orphans {
        fs::remove_file(root.join(path))
            .with_context(|| format!("cannot remove {}", path.display()))?;
        println!("removed {}", path.display());
    }
    Ok(())
}

fn current(root: &Path, path: &Path) -> Result<Option<String>> {
    let absolute = root.join(path);
    if !absolute.exists() {
        return Ok(None);
    }
    let text =
        fs::read_to_string(absolute).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(Some(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn product(path: &str, text: &str) -> Product {
        Product {
            path: PathBuf::from(path),
            text: text.to_owned(),
        }
    }

    #[test]
    fn every_difference_is_named_and_writing_mends_it() {
        let root = std::env::temp_dir().join(format!("xtask-generate-{}", std::process::id()));
        fs::create_dir_all(&root).unwrap();
        for (name, text) in [("same.rs", "a"), ("other.rs", "b"), ("orphan.rs", "c")] {
            fs::write(root.join(name), text).unwrap();
        }
        let products = [
            product("same.rs", "a"),
            product("other.rs", "changed"),
            product("new/absent.rs", "d"),
        ];
        let orphans = [PathBuf::from("orphan.rs")];

        let lines = differences(&root, &products, &orphans).unwrap();
        let expected = [
            "other.rs is stale",
            "new/absent.rs is missing",
            "orphan.rs has lost its source",
        ];
        assert_eq!(lines, expected);

        write(&root, &products, &orphans).unwrap();
        assert!(differences(&root, &products, &[]).unwrap().is_empty());
        assert!(!root.join("orphan.rs").exists());
        fs::remove_dir_all(&root).unwrap();
    }
}
