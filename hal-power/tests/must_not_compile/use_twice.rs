//! A proof is used up.

fn twice(proof: hal_power::TripProven, path: &hal_power::Path) {
    let now = hal_power::Instant::ORIGIN;
    let _ = proof.redeem(now, path);
    let _ = proof.redeem(now, path);
}

fn main() {}
