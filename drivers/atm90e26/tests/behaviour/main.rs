//! The drivers on the model: what they say against the physical truth, and what they notice.

#![expect(clippy::unwrap_used, reason = "what the tests share fails with them")]

mod rig;
mod tampered;

mod budgets;
mod checksums;

mod cut;
mod dropped;
mod energy;
mod events;
mod faults;
mod limits;
mod measurements;
mod proof;
mod properties;
mod resets;
