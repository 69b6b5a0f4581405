//! A proof has no public fields.

fn main() {
    let _ = hal_power::Precharged {
        at: hal_power::Instant::ORIGIN,
        life: core::time::Duration::MAX,
    };
}
