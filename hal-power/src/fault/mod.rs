//! Faults as data: a table says what sets one, how fast, what follows, and who may clear it.

mod history;
mod spec;
mod table;

pub use history::{Entry, History, Kind};
pub use spec::{
    Condition, FaultId, FaultSpec, LatchClass, Level, Reaction, Severity, Timing, VariantId,
};
pub use table::{Authority, FaultTable, Observation, SpecError, SpecProblem};

#[cfg(test)]
mod tests;
