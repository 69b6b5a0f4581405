//! A path cannot be copied, so that no older history can be shown to a proof.

fn copy(path: &hal_power::Path) -> hal_power::Path {
    path.clone()
}

fn main() {}
