//! The meter on the simulated net.

mod bounds;
mod failures;
mod machine;
mod rig;
mod stuck;
mod suite;
mod values;
