//! The bench of any of the meters.

use core::{marker::PhantomData, time::Duration};

use hal_conformance::{
    MeterBench, PartBench,
    meter::{self, MeterRange, MeterTolerance, Metered},
};
use hal_power_sim::{
    Fault, SerialPort, World,
    model::modbus_meter::{Circuit, Kind, Misbehaviour, Open, Phase, Plate},
    serial::Format,
    trace::{Record, SerialSymbol},
};
use modbus_meter::{
    Config,
    hal_power::{
        Current, Energy, ErrorKind, Frequency, Power, Ratio, ReactivePower, Sensor, Voltage,
    },
};

use crate::bench::{Bench, Pause, config};

/// Any will do: which codes meters have is not known.
pub(crate) const CODE: u16 = 0x1234;

/// A driver, and the meter that it is for.
pub(crate) trait Meter {
    type Blocking: Sensor;
    type Asynch: Sensor;

    const KIND: Kind;

    fn format() -> Format;

    /// What flows in the meter's three phases for one circuit.
    fn phases(circuit: &meter::Circuit) -> [Phase; 3];

    fn blocking(port: SerialPort, pause: Pause, config: Config) -> Self::Blocking;

    fn asynch(port: SerialPort, pause: Pause, config: Config) -> Self::Asynch;

    fn init(driver: &mut Self::Blocking) -> Result<(), ErrorKind>;

    fn init_async(driver: &mut Self::Asynch) -> impl Future<Output = Result<(), ErrorKind>>;
}

/// A phase as these meters count it: import is positive, and the reactive power that an imported current makes which lags.
pub(crate) fn phase(circuit: &meter::Circuit, current: Current) -> Phase {
    Phase {
        voltage: circuit.voltage(),
        current,
        power_factor: Ratio::from_ppm(-circuit.factor().as_ppm()),
        inductive: circuit.reactive() < ReactivePower::ZERO,
    }
}

/// One meter on a line.
pub(crate) struct Grid<M> {
    bench: Bench,
    meter: PhantomData<M>,
}

impl<M: Meter> Grid<M> {
    fn config() -> Config {
        config(M::format()).unwrap().with_code(CODE)
    }
}

impl<M: Meter> PartBench for Grid<M> {
    type Blocking = M::Blocking;
    type Asynch = M::Asynch;

    const FAULTS: &'static [Fault] = Fault::SERIAL;
    /// A value is that of the time of its request.
    const SETTLE: Duration = Duration::ZERO;

    fn new() -> Self {
        let open = Open {
            plate: Plate {
                serial: 0,
                code: Some(CODE),
            },
            ..Open::new(M::KIND)
        };
        Self {
            bench: Bench::new(M::KIND, M::format(), open),
            meter: PhantomData,
        }
    }

    fn world(&self) -> &World {
        &self.bench.world
    }

    /// Nothing that a driver sets could be lost.
    fn brown_out(&mut self) -> bool {
        false
    }

    fn blocking(&self) -> M::Blocking {
        M::blocking(self.bench.host.clone(), self.bench.pause(), Self::config())
    }

    fn asynch(&self) -> M::Asynch {
        M::asynch(self.bench.host.clone(), self.bench.pause(), Self::config())
    }

    fn init(driver: &mut M::Blocking) -> Result<(), ErrorKind> {
        M::init(driver)
    }

    fn init_async(driver: &mut M::Asynch) -> impl Future<Output = Result<(), ErrorKind>> {
        M::init_async(driver)
    }
}

impl<M: Meter> MeterBench for Grid<M> {
    const HAS_IDENTITY: bool = true;
    /// A single has 24 bits: that is part of the tolerance.
    const ENERGY_STEP: Energy = Energy::from_joules(1);

    fn range() -> MeterRange {
        MeterRange {
            voltage: (Voltage::from_volts(170), Voltage::from_volts(280)),
            current: (Current::from_milliamps(150), Current::from_amps(60)),
            frequency: (Frequency::from_hertz(45), Frequency::from_hertz(65)),
        }
    }

    /// A single is off by a 2^-25th, and the truth of a simulated power factor by half a ppm.
    fn tolerance(of: Metered) -> MeterTolerance {
        let of_range = match of {
            Metered::ActivePower | Metered::ReactivePower | Metered::PowerFactor => 2,
            _ => 0,
        };
        MeterTolerance::new(Ratio::from_ppm(1), Ratio::from_ppm(of_range))
    }

    /// Their scales end where no grid gets.
    fn beyond(_of: Metered) -> Option<meter::Circuit> {
        None
    }

    fn set_circuit(&mut self, circuit: meter::Circuit) {
        self.bench.meter.set_circuit(Circuit {
            phases: M::phases(&circuit),
            frequency: circuit.frequency(),
        });
    }

    /// Nothing numbers the values.
    fn freeze(&mut self) -> bool {
        false
    }

    fn replace(&mut self, nth: usize) -> bool {
        let others = [Kind::Sdm120, Kind::Sdm630, Kind::Ddsu666];
        let Some(other) = others.into_iter().filter(|kind| *kind != M::KIND).nth(nth) else {
            return false;
        };
        self.bench.meter.misbehave(Misbehaviour::OtherKind(other));
        true
    }

    /// All but reading, 03 and 04.
    fn is_write(record: &Record) -> bool {
        let Record::Serial(transfer) = record else {
            return false;
        };
        let function = transfer.symbols.get(1);
        let reads = [0x03, 0x04, 0x83, 0x84].map(SerialSymbol::plain);
        !function.is_some_and(|function| reads.contains(function))
    }
}

/// Currents of the other phases, which flow whenever that of the circuit does.
const OTHERS: [Phase; 2] = [
    Phase {
        voltage: Voltage::from_volts(231),
        current: Current::from_amps(7),
        power_factor: Ratio::from_permille(-910),
        inductive: true,
    },
    Phase {
        voltage: Voltage::from_volts(229),
        current: Current::from_amps(3),
        power_factor: Ratio::from_permille(470),
        inductive: false,
    },
];

/// What flows beside a circuit.
pub(crate) fn others(circuit: &meter::Circuit) -> [Phase; 2] {
    OTHERS.map(|phase| Phase {
        current: phase.current.min(circuit.current()),
        ..phase
    })
}

#[test]
fn a_circuit_is_what_the_suite_takes_it_for() {
    let circuit = |lag| {
        let (volts, amps) = (Voltage::from_volts(230), Current::from_amps(10));
        meter::Circuit::new(volts, amps, lag, Frequency::from_hertz(50))
    };
    // Exports: the meter sees the current flow backwards.
    assert_eq!(circuit(0).active(), Power::from_watts(2_300));
    let seen = phase(&circuit(0), Current::from_amps(10));
    assert_eq!(seen.power_factor, Ratio::from_permille(-1_000));
    // Exports to an inductive load: seen as import, the current leads.
    let seen = phase(&circuit(60), Current::from_amps(10));
    assert_eq!(
        (seen.power_factor, seen.inductive),
        (Ratio::from_permille(-500), false)
    );
}
