//! Exact bytes: worked examples of SLUAA11B and SLUUBY2B, and the rest by hand from their tables (`docs/parts/BQ769X2.md`).
#![allow(
    clippy::redundant_pattern_matching,
    reason = "answers are compared as patterns"
)]

mod configuration;
mod i2c;
mod measurements;
mod plans;
mod spi;

/// Calls a blocking and an async driver; the mock takes these bytes only, in this order, and all of them.
macro_rules! exchange {
    (
        $part:ident over $bus:ident, $plan:ident():
        $($method:ident($($argument:expr),*) => $answer:pat, [$($step:expr),* $(,)?];)+
    ) => {{
        let script = [$($($step,)*)+].concat();
        let mut mock = crate::$bus::mock(&script);
        let bus = crate::$bus::blocking(mock.clone());
        let delay = embedded_hal_mock::eh1::delay::NoopDelay::new();
        let mut driver = bq769x2::blocking::$part::new(bus, delay, crate::plans::$plan().unwrap());
        $(
            let answer = driver.$method($($argument),*);
            assert!(matches!(answer, $answer), "{}: {answer:x?}", stringify!($method));
        )+
        mock.done();

        let mut mock = crate::$bus::mock(&script);
        let bus = crate::$bus::asynch(mock.clone());
        let world = hal_power_sim::World::new();
        let mut driver = bq769x2::asynch::$part::new(bus, world.delay(), crate::plans::$plan().unwrap());
        world
            .block_on(async {
                $(
                    let answer = driver.$method($($argument),*).await;
                    assert!(matches!(answer, $answer), "{}: {answer:x?}", stringify!($method));
                )+
            })
            .unwrap();
        mock.done();
    }};
}
pub(crate) use exchange;
