//! Only a check mints.

fn main() {
    let path = hal_power::Path::new(hal_power::PathId(1), hal_power::Contacts::NONE);
    let _ = hal_power::InsulationProven::mint(
        hal_power::Instant::ORIGIN,
        core::time::Duration::MAX,
        &path,
    );
}
