//! The drivers on the model: what they say against the physical truth, and what they notice.

#![expect(clippy::unwrap_used, reason = "what the tests share fails with them")]

mod rig;

mod alert_pin;
mod budgets;
mod configuration;
mod counters;
mod faults;
mod ina226_0_3_0;
mod limits;
mod measurements;
mod overflow;
mod resets;
mod shunts;
mod triggered;
