//! Who does not belong to the others.

use super::{Module, Stack, StackFault};
use hal_power::Voltage;

/// Returns the position of the module that is least like the others, where not all are alike; of several the farthest.
pub(super) fn odd_one(modules: &[Module]) -> Option<u8> {
    let alike = |one: &Module| modules.iter().filter(|other| one.is_like(other)).count();
    let odd = modules.iter().rev().min_by_key(|one| alike(one))?;
    (alike(odd) < modules.len()).then_some(odd.position)
}

/// Names the module whose voltage is farthest from the middle of all, where they differ by more than `within`.
pub(super) fn unmatched<const MOST: usize>(
    stack: &Stack<MOST>,
    within: Voltage,
) -> Option<StackFault> {
    let mut sorted = stack.clone();
    let sorted = sorted.by_voltage();
    let (lowest, highest) = (sorted.first()?, sorted.last()?);
    if highest.voltage.abs_diff(lowest.voltage) <= within {
        return None;
    }
    let upper = sorted.get(sorted.len() / 2)?.voltage;
    let lower = sorted.get((sorted.len() - 1) / 2)?.voltage;
    // Distances from the two in the middle compare as those from their mean do.
    let above = highest
        .voltage
        .abs_diff(upper)
        .saturating_add(highest.voltage.abs_diff(lower));
    let below = lowest
        .voltage
        .abs_diff(upper)
        .saturating_add(lowest.voltage.abs_diff(lower));
    let (odd, other) = if above > below {
        (highest, lowest)
    } else {
        (lowest, highest)
    };
    Some(StackFault::Unmatched {
        position: odd.position,
        voltage: odd.voltage,
        other: other.voltage,
    })
}
