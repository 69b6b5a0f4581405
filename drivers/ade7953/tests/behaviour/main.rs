//! The drivers on the model: what they say against the physical truth, and what they notice.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "what the tests share fails with them"
)]

#[path = "../bench/mod.rs"]
mod bench;

/// A test over each bus.
macro_rules! on_both_buses {
    ($($test:ident;)+) => {$(
        mod $test {
            #[test]
            fn over_i2c() {
                super::$test::<crate::bench::I2c>();
            }

            #[test]
            fn over_spi() {
                super::$test::<crate::bench::Spi>();
            }
        }
    )+};
}

mod configuration;
mod drops;
mod energy;
mod events;
mod faults;
mod halves;
mod hour;
mod lines;
mod peaks;
mod properties;
mod resets;
mod scale;
mod turns;
mod values;
