//! A proof cannot be copied.

fn copy(proof: &hal_power::RelaysProven) -> hal_power::RelaysProven {
    proof.clone()
}

fn main() {}
