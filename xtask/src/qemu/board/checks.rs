//! What was checked, and what came of it.

use anyhow::Result;

/// Outcomes by name, each printed as it comes.
#[derive(Default)]
pub(super) struct Checks {
    count: usize,
    failed: Vec<&'static str>,
}

impl Checks {
    /// Takes an outcome in: what was seen, or why it failed.
    pub(super) fn add(&mut self, name: &'static str, outcome: Result<String>) {
        self.count += 1;
        match outcome {
            Ok(seen) => println!("passed  {name}: {seen}"),
            Err(why) => {
                println!("FAILED  {name}: {why:#}");
                self.failed.push(name);
            }
        }
    }

    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// Names of those that failed, in their order.
    pub(super) fn failed(&self) -> &[&'static str] {
        &self.failed
    }
}
