//! Work that ends in time: a race of futures, or a port that is looked at again and again.

pub(crate) mod polled;
pub(crate) mod raced;
