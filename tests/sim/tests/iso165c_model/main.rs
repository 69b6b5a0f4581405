//! The iso165C and the iso165C-1 of the simulator against their sheet.

mod bench;
mod faults;
mod measuring;
mod requests;
mod testing;
