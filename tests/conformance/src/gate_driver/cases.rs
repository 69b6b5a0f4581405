//! What can be raised where.

use super::GateBench;
use hal_inverter::{GateFaults, blocking::GateDriver as _};

/// Each named fault of `among` at each gate.
pub(super) fn all<B: GateBench>(among: GateFaults) -> impl Iterator<Item = (usize, GateFaults)> {
    let count = B::new().blocking().count();
    named(among).flat_map(move |fault| (0..count).map(move |gate| (gate, fault)))
}

/// Each named fault of `among` once, at the last gate.
pub(super) fn at_last<B: GateBench>(
    among: GateFaults,
) -> impl Iterator<Item = (usize, GateFaults)> {
    let count = B::new().blocking().count();
    named(among).map(move |fault| (count.saturating_sub(1), fault))
}

fn named(among: GateFaults) -> impl Iterator<Item = GateFaults> {
    GateFaults::all()
        .iter_names()
        .map(|(_, fault)| fault)
        .filter(move |&fault| among.contains(fault))
}

/// What holds a gate off until it is cleared.
pub(super) fn holding<B: GateBench>() -> GateFaults {
    B::LATCHED.difference(B::LEAVES_ON)
}
