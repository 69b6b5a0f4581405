//! The page's parts that are written by the program.

use anyhow::{Context as _, Result};

/// Replaces what lies between the marks `<!-- name -->` and `<!-- end of name -->`.
pub(crate) fn replaced(page: &str, name: &str, part: &str) -> Result<String> {
    let begin = format!("<!-- {name} -->\n");
    let end = format!("<!-- end of {name} -->");
    let missing = || format!("no marks of \"{name}\"");
    let (before, rest) = page.split_once(&begin).with_context(missing)?;
    let (_, after) = rest.split_once(&end).with_context(missing)?;
    Ok(format!("{before}{begin}\n{part}\n{end}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Workspace;
    use std::fs;

    #[test]
    fn every_test_that_a_page_names_is_there() {
        let workspace = Workspace::load().unwrap();
        let page = fs::read_to_string(workspace.root().join("docs/power-path.md")).unwrap();
        let (_, rest) = page.split_once("<!-- vectors -->").unwrap();
        let (table, _) = rest.split_once("<!-- end of vectors -->").unwrap();
        let mut named = 0;
        for row in table.lines() {
            let cells: Vec<&str> = row.split(" | ").collect();
            let Some([test, file]) = cells.last_chunk() else {
                continue;
            };
            let (test, file) = (test.trim_matches('`'), file.trim_matches(['`', '|', ' ']));
            if !file.ends_with(".rs") {
                continue;
            }
            let source = fs::read_to_string(workspace.root().join(file)).unwrap();
            let lines: Vec<&str> = source.lines().map(str::trim).collect();
            let head = format!("fn {test}() {{");
            assert!(
                lines.windows(2).any(|pair| pair == ["#[test]", &head]),
                "{row}"
            );
            named += 1;
        }
        assert!(named > 0, "{table}");
    }

    #[test]
    fn only_the_part_changes_and_a_second_time_nothing() {
        let page = "a\n<!-- x -->\nold\n<!-- end of x -->\nb\n";
        let once = replaced(page, "x", "new\n").unwrap();
        assert_eq!(once, "a\n<!-- x -->\n\nnew\n\n<!-- end of x -->\nb\n");
        assert_eq!(replaced(&once, "x", "new\n").unwrap(), once);
        assert!(replaced(page, "y", "").is_err());
    }
}
