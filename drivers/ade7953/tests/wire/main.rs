//! Exact bytes, taken by hand from the data sheet's register tables (Rev. B, tables 13 to 25) and figures 68 to 71.
#![allow(
    clippy::redundant_pattern_matching,
    reason = "answers are compared as patterns"
)]

mod budgets;
mod energy;
mod events;
mod faults;
mod frames;
mod init;
mod measurements;
mod proof;
mod script;

/// Calls a blocking and an async driver over I2C and over SPI; the mocks take these bytes only, in this order, and all of them.
macro_rules! exchange {
    ($config:expr; $($method:ident($($argument:expr),*) => $answer:pat $(if $guard:expr)?, [$($step:expr),* $(,)?];)+) => {{
        let steps: Vec<crate::script::Step> =
            [crate::script::warm(&$config), $($($step,)*)+].concat();
        crate::exchange_bare! { i2c, steps; init(&$config) => Ok(()), $($method($($argument),*) => $answer $(if $guard)?,)+ }
        if steps.iter().all(crate::script::Step::is_on_spi) {
            crate::exchange_bare! { spi, steps; init(&$config) => Ok(()), $($method($($argument),*) => $answer $(if $guard)?,)+ }
        }
    }};
}

/// The same over one bus, without `init` before it.
macro_rules! exchange_bare {
    ($bus:ident, $steps:expr; $($method:ident($($argument:expr),*) => $answer:pat $(if $guard:expr)?,)+) => {{
        let mut mock = crate::script::$bus::mock(&$steps);
        let bus = crate::script::$bus::blocking(mock.clone());
        let delay = embedded_hal_mock::eh1::delay::NoopDelay::new();
        let mut driver = ade7953::blocking::Ade7953::new(bus, delay);
        $(
            let answer = driver.$method($($argument),*);
            assert!(matches!(answer, $answer $(if $guard)?), "{}: {answer:x?}", stringify!($method));
        )+
        mock.done();

        let mut mock = crate::script::$bus::mock(&$steps);
        let bus = crate::script::$bus::asynch(mock.clone());
        let world = hal_power_sim::World::new();
        let mut driver = ade7953::asynch::Ade7953::new(bus, world.delay());
        world
            .block_on(async {
                $(
                    let answer = driver.$method($($argument),*).await;
                    assert!(matches!(answer, $answer $(if $guard)?), "{}: {answer:x?}", stringify!($method));
                )+
            })
            .unwrap();
        mock.done();
    }};
}
pub(crate) use {exchange, exchange_bare};
