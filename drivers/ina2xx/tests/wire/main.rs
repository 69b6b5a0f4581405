//! Exact bytes, taken by hand from the datasheets' register tables and worked examples (`docs/parts/INA2XX.md`).

mod i2c;
mod spi;

mod ina226;
mod ina228;
mod ina229_ina239;
mod ina237_ina238;

/// Calls a blocking and an async driver; the mock takes these bytes only, in this order, and all of them.
macro_rules! exchange {
    (
        $part:ident($($address:expr)?) on $bus:ident:
        $($method:ident($($argument:expr),*) => $answer:expr, [$($step:expr),* $(,)?];)+
    ) => {{
        let script = [$($($step,)*)+].concat();

        let mut mock = crate::$bus::mock(&script);
        let mut driver = ina2xx::blocking::$part::new(mock.clone() $(, $address)?);
        $(assert_eq!(driver.$method($($argument),*), $answer, stringify!($method));)+
        mock.done();

        let mut mock = crate::$bus::mock(&script);
        let mut driver = ina2xx::asynch::$part::new(mock.clone() $(, $address)?);
        hal_power_sim::World::new()
            .block_on(async {
                $(assert_eq!(driver.$method($($argument),*).await, $answer, stringify!($method));)+
            })
            .unwrap();
        mock.done();
    }};
}
pub(crate) use exchange;
