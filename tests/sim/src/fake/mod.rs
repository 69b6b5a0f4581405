//! Stand-ins for whole parts, one trait at a time: for tests of what sits above a driver.

mod cells;
mod contacts;
mod meter;
mod sensor;

pub use cells::FakeCells;
pub use contacts::{Failure, FakeContacts};
pub use meter::FakeMeter;
pub use sensor::Fake;
