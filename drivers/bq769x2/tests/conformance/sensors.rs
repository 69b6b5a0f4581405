//! The stack and the shunt of one BQ76952.

use bq769x2::{
    asynch, blocking,
    hal_power::{Current, Error as _, ErrorKind, Voltage},
};
use hal_conformance::SensorBench;
use hal_power_sim::{Fault, SimDelay, World, model::bq769x2::Part, trace::Record};

use super::bench::{Bench, Wire, open, sixteen, sound};

pub(crate) struct Stack<W: Wire>(Bench<W>);
pub(crate) struct Shunt<W: Wire>(Bench<W>);

macro_rules! benches {
    ($($name:ident: $quantity:ty, $range:expr, $tolerance:expr, $beyond:expr, |$bench:ident, $truth:ident| $set:expr;)+) => {$(
        impl<W: Wire> SensorBench for $name<W> {
            type Quantity = $quantity;
            type Blocking = blocking::Bq76952<W::Blocking, SimDelay>;
            type Asynch = asynch::Bq76952<W::Asynch, SimDelay>;

            const FAULTS: &'static [Fault] = W::FAULTS;
            /// Lines at one level are damage where a CRC shows it.
            const HAS_IDENTITY: bool = matches!(W::COMM, hal_power_sim::model::bq769x2::Comm::I2c);

            fn is_write(record: &Record) -> bool {
                W::is_write(record)
            }

            fn new() -> Self {
                Self(Bench::new(Part::Bq76952, open()))
            }

            fn world(&self) -> &World {
                &self.0.world
            }

            fn range() -> ($quantity, $quantity) {
                $range
            }

            fn tolerance(_truth: $quantity) -> $quantity {
                $tolerance
            }

            fn beyond() -> Option<$quantity> {
                $beyond
            }

            fn set_truth(&mut self, $truth: $quantity) {
                let $bench = &self.0;
                $set;
            }

            fn brown_out(&mut self) {
                self.0.model().brown_out();
            }

            fn blocking(&self) -> Self::Blocking {
                self.0.blocking(sound(sixteen()))
            }

            fn asynch(&self) -> Self::Asynch {
                self.0.asynch(sound(sixteen()))
            }

            fn init(driver: &mut Self::Blocking) -> Result<(), ErrorKind> {
                driver.init().map_err(|error| error.kind())
            }

            async fn init_async(driver: &mut Self::Asynch) -> Result<(), ErrorKind> {
                driver.init().await.map_err(|error| error.kind())
            }
        }
    )+};
}

benches! {
    Stack: Voltage,
        (Voltage::from_millivolts(33_600), Voltage::from_millivolts(67_200)),
        Voltage::from_microvolts(10_100),
        None,
        |bench, truth| {
            let each = Voltage::from_microvolts(truth.as_microvolts() / 16);
            bench.model().set_cells(&[each; 16]);
        };
    Shunt: Current,
        (Current::from_amps(-150), Current::from_amps(150)),
        Current::from_microamps(10_100),
        Some(Current::from_amps(350)),
        |bench, truth| bench.model().set_current(truth);
}
