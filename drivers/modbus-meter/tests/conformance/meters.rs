//! The three meters.

use hal_conformance::meter::Circuit;
use hal_power_sim::{
    SerialPort,
    model::modbus_meter::{Kind, Phase},
    serial::{Format, Parity, StopBits},
};
use modbus_meter::{
    Config, Function, asynch, blocking,
    hal_power::{Current, Error as _, ErrorKind},
};

use crate::{
    bench::Pause,
    grid::{Meter, others, phase},
};

pub(crate) struct Sdm120;
pub(crate) struct Sdm630;
pub(crate) struct Ddsu666;

macro_rules! meters {
    ($($model:ident($($argument:expr)?), $format:expr, |$circuit:ident| $phases:expr;)+) => {$(
        impl Meter for $model {
            type Blocking = blocking::$model<SerialPort, Pause>;
            type Asynch = asynch::$model<SerialPort, Pause>;

            const KIND: Kind = Kind::$model;

            fn format() -> Format {
                $format
            }

            fn phases($circuit: &Circuit) -> [Phase; 3] {
                $phases
            }

            fn blocking(port: SerialPort, pause: Pause, config: Config) -> Self::Blocking {
                blocking::$model::new(port, pause, config $(, $argument)?)
            }

            fn asynch(port: SerialPort, pause: Pause, config: Config) -> Self::Asynch {
                asynch::$model::new(port, pause, config $(, $argument)?)
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

/// The circuit in the first phase: of others a meter of one phase knows nothing.
fn first(circuit: &Circuit) -> [Phase; 3] {
    let [second, third] = others(circuit);
    [phase(circuit, circuit.current()), second, third]
}

/// The current in three parts, whose sums are the circuit.
fn thirds(circuit: &Circuit) -> [Phase; 3] {
    let all = circuit.current().as_microamps();
    let (small, large) = (all / 6, all / 3);
    [small, large, all - small - large].map(|part| phase(circuit, Current::from_microamps(part)))
}

meters! {
    Sdm120(), Format::new(2_400), |circuit| first(circuit);
    Sdm630(), Format::new(9_600).with_parity(Parity::Even), |circuit| thirds(circuit);
    Ddsu666(Function::Holding), Format::new(9_600).with_stop_bits(StopBits::Two), |circuit| first(circuit);
}
