//! Stand-ins for whole parts, one trait at a time: for tests of what sits above a driver.

mod contacts;
mod sensor;

pub use contacts::{Failure, FakeContacts};
pub use sensor::Fake;
