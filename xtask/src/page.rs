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

    #[test]
    fn only_the_part_changes_and_a_second_time_nothing() {
        let page = "a\n<!-- x -->\nold\n<!-- end of x -->\nb\n";
        let once = replaced(page, "x", "new\n").unwrap();
        assert_eq!(once, "a\n<!-- x -->\n\nnew\n\n<!-- end of x -->\nb\n");
        assert_eq!(replaced(&once, "x", "new\n").unwrap(), once);
        assert!(replaced(page, "y", "").is_err());
    }
}
