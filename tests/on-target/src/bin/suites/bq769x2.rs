//! Two suites of `bq769x2`: its `init` reads so much that the emulator takes minutes for more.

#[path = "../../../../../drivers/bq769x2/tests/bench/mod.rs"]
mod bench;
#[path = "../../../../../drivers/bq769x2/tests/conformance/monitor.rs"]
mod monitor;

use bench::{I2c, I2cCrc};
use monitor::Monitor;

pub(crate) fn run(tally: &mut super::Tally) {
    let result = hal_conformance::cells::temperatures::<Monitor<I2cCrc>>();
    tally.add("bq769x2", "i2c_crc_temperatures", result);
    let result = hal_conformance::cells::balancing::<Monitor<I2c>>();
    tally.add("bq769x2", "i2c_balancing", result);
}
