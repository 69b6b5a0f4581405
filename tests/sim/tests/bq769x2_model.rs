//! The BQ769x2 models against the facts of `docs/parts/BQ769X2.md`, at the bus and at the pins.

#[path = "bq769x2/bench.rs"]
mod bench;

#[path = "bq769x2/balancing.rs"]
mod balancing;
#[path = "bq769x2/bus.rs"]
mod bus;
#[path = "bq769x2/measuring.rs"]
mod measuring;
#[path = "bq769x2/modes.rs"]
mod modes;
#[path = "bq769x2/protecting.rs"]
mod protecting;
