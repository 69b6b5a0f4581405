//! The drivers on the model: what they say against the physical truth, and what they notice.

#![expect(clippy::unwrap_used, reason = "what the tests share fails with them")]

mod rig;

mod alert_pin;
mod budgets;
mod dropped;
mod faults;
mod limits;
mod measurements;
mod memory;
mod one_shot;
mod resets;
mod tmp117_3_0_0;
