//! A check cannot be copied and stepped to a second proof.

fn copy(check: &hal_power::check::Precharge) -> hal_power::check::Precharge {
    check.clone()
}

fn main() {}
