//! Field sets of the configuration registers.

pub(crate) mod ina226;
pub(crate) mod ina228;
