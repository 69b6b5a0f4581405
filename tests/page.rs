//! Blocks of the documentation that tests print, compared by every run of them.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use std::{
    env, fs,
    path::{Path, PathBuf},
    sync::Mutex,
};

/// Set to have blocks written instead of compared.
const WRITE: &str = "WRITE_DOCS";

/// Tests of one program write one after the other.
static WRITING: Mutex<()> = Mutex::new(());

/// Compares the block `name` of a page of `docs` with what it should be; a package that has no `docs` above it skips that.
pub(crate) fn holds(page: &str, name: &str, block: &str) {
    let Some(path) = find(page) else {
        println!("skipped: docs/{page} is not here");
        return;
    };
    let _writing = WRITING.lock();
    let text = fs::read_to_string(&path).unwrap();
    let (begin, end) = (
        format!("<!-- {name} -->\n"),
        format!("<!-- end of {name} -->"),
    );
    let (before, rest) = text.split_once(&begin).unwrap();
    let (old, after) = rest.split_once(&end).unwrap();
    let new = format!("\n{}\n\n", block.trim_end());
    if env::var_os(WRITE).is_some() {
        fs::write(&path, format!("{before}{begin}{new}{end}{after}")).unwrap();
    } else {
        let mut lines = old.lines().zip(new.lines());
        let differs = lines.find(|(old, new)| old != new);
        assert!(
            old == new,
            "docs/{page} is stale, {WRITE}=1 has it written anew: {differs:#?}"
        );
    }
}

fn find(page: &str) -> Option<PathBuf> {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package
        .ancestors()
        .map(|folder| folder.join("docs").join(page))
        .find(|path| path.exists())
}
