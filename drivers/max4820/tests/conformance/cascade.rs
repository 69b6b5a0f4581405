//! Cascades of every length, with and without a pin at RESET.

use super::bench;
use hal_conformance::ContactBench;
use hal_power::{Contacts, Error as _, ErrorKind};
use hal_power_sim::{
    Fault, SimSpi, World,
    model::max4820::{ControlLine, Controls},
};
use max4820::{NoReset, asynch, blocking};

macro_rules! bench {
    ($bench:ident, $controls:ident, $reset:ty, $half:ident => $driver:expr) => {
        pub(crate) struct $bench<const N: usize>(bench::Bench<N>);

        impl<const N: usize> ContactBench for $bench<N> {
            type Blocking = blocking::Max4820<SimSpi, N, $reset>;
            type Asynch = asynch::Max4820<SimSpi, N, $reset>;

            const FAULTS: &'static [Fault] = Fault::SPI;

            fn new() -> Self {
                Self(bench::Bench::new(Controls::$controls))
            }

            fn world(&self) -> &World {
                &self.0.world
            }

            fn levels(&self) -> Contacts {
                self.0.levels()
            }

            fn brown_out(&mut self) {
                self.0.brown_out();
            }

            fn blocking(&self) -> Self::Blocking {
                use blocking as $half;
                $driver(&self.0)
            }

            fn asynch(&self) -> Self::Asynch {
                use asynch as $half;
                $driver(&self.0)
            }

            fn init(driver: &mut Self::Blocking) -> Result<(), ErrorKind> {
                driver.init().map_err(|error| error.kind())
            }

            async fn init_async(driver: &mut Self::Asynch) -> Result<(), ErrorKind> {
                driver.init().await.map_err(|error| error.kind())
            }
        }
    };
}

bench!(Plain, Change, NoReset, half => |bench: &bench::Bench<N>| half::Max4820::new(bench.spi.clone()));
bench!(WithReset, Change, ControlLine, half => |bench: &bench::Bench<N>| {
    half::Max4820::with_reset(bench.spi.clone(), bench.reset.clone())
});
bench!(WithCover, Cover, ControlLine, half => |bench: &bench::Bench<N>| {
    half::Max4820::with_reset(bench.spi.clone(), bench.reset.clone())
});
