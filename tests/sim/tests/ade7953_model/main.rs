//! The ADE7953 model against the facts of `docs/parts/ADE7953.md`, at the bus and at the pins.

mod bench;

mod accumulating;
mod bus;
mod configuring;
mod detecting;
mod hostile;
mod measuring;
mod starting;
