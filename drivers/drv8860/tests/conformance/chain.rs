//! Chains with and without a pin at ENABLE.

use super::bench;
use drv8860::{asynch, blocking};
use hal_conformance::ContactBench;
use hal_power::{Contacts, Error as _, ErrorKind};
use hal_power_sim::{Fault, Fuse, SimDelay, World};

macro_rules! bench {
    ($bench:ident, $pins:ident: $wiring:ty) => {
        pub(crate) struct $bench<const N: usize>(bench::Bench<N>);

        impl<const N: usize> ContactBench for $bench<N> {
            type Blocking = blocking::Drv8860<$wiring, SimDelay, N>;
            type Asynch = asynch::Drv8860<$wiring, SimDelay, N>;

            const FAULTS: &'static [Fault] = &[];

            fn new() -> Self {
                Self(bench::Bench::new())
            }

            fn world(&self) -> &World {
                &self.0.world
            }

            fn fuse(&self) -> Option<&Fuse> {
                Some(&self.0.fuse)
            }

            fn levels(&self) -> Contacts {
                self.0.levels()
            }

            fn brown_out(&mut self) {
                self.0.brown_out();
            }

            fn blocking(&self) -> Self::Blocking {
                blocking::Drv8860::new(self.0.$pins(), self.0.world.delay(), bench::CONFIG)
            }

            fn asynch(&self) -> Self::Asynch {
                asynch::Drv8860::new(self.0.$pins(), self.0.world.delay(), bench::CONFIG)
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

bench!(Bare, plain: bench::Plain);
bench!(WithEnable, full: bench::Full);
