//! A bench that knows how much energy has passed.

use super::{Circuit, MeterBench, Metered};
use crate::{PartBench, quantity::spread};
use core::{cell::Cell, time::Duration};
use hal_inverter::MeteredEnergy;
use hal_power::{Energy, ErrorKind, Power};
use hal_power_sim::{Fault, World};

/// A meter's bench, and what has passed the meter since it was made.
pub(crate) struct Site<B> {
    bench: B,
    passed: MeteredEnergy,
    /// Power, and since when in ns.
    flow: (Power, u64),
    has_reset: bool,
    /// What the driver has told so far.
    told: Cell<MeteredEnergy>,
}

/// Adds what has passed in a time.
fn add(passed: MeteredEnergy, power: Power, time: Duration) -> MeteredEnergy {
    let energy = Energy::from_power_over(power, time);
    let out = passed.exported.saturating_add(energy.max(Energy::ZERO));
    let into = energy.min(Energy::ZERO).saturating_neg();
    MeteredEnergy::new(passed.imported.saturating_add(into), out)
}

impl<B: MeterBench> Site<B> {
    pub(super) fn set_circuit(&mut self, circuit: Circuit) {
        self.passed = self.passed();
        self.flow = (circuit.active(), self.bench.world().clock().nanos());
        self.bench.set_circuit(circuit);
    }

    /// Lets a circuit be for a time, and then no current flow.
    pub(super) fn flow(&mut self, circuit: Circuit, time: Duration) {
        self.set_circuit(circuit);
        self.bench.world().clock().advance(time);
        self.set_circuit(circuit.at_rest());
    }

    /// Returns what has passed in truth.
    pub(super) fn passed(&self) -> MeteredEnergy {
        let (power, since) = self.flow;
        let nanos = self.bench.world().clock().nanos().saturating_sub(since);
        add(self.passed, power, Duration::from_nanos(nanos))
    }

    /// Returns how far a sum may be from the truth.
    pub(super) fn energy_tolerance(truth: Energy) -> Energy {
        let tolerance = B::tolerance(Metered::Energy).base(truth.as_millijoules(), 0);
        Energy::from_millijoules(tolerance).saturating_add(B::ENERGY_STEP.saturating_mul(2))
    }

    /// Returns whether both sums are right: all that has passed, or, where the part has reset, no less than what was told before.
    pub(super) fn is_right(&self, answer: &MeteredEnergy) -> bool {
        let (told, passed) = (self.told.get(), self.passed());
        let may_lack = self.has_reset || self.bench.world().faults_struck() > 0;
        let may_lack = may_lack || !B::REPEATS_ENERGY;
        let is = |sum: Energy, told: Energy, passed: Energy| {
            let tolerance = Self::energy_tolerance(passed);
            let least = if may_lack {
                told
            } else {
                told.max(passed.saturating_sub(tolerance))
            };
            least <= sum && sum <= passed.saturating_add(tolerance)
        };
        let right = is(answer.exported, told.exported, passed.exported)
            && is(answer.imported, told.imported, passed.imported);
        if right {
            self.told.set(*answer);
        }
        right
    }

    pub(super) fn freeze(&mut self) -> bool {
        self.bench.freeze()
    }

    pub(super) fn replace(&mut self, nth: usize) -> bool {
        self.bench.replace(nth)
    }

    /// The circuit so many sixteenths up in the range.
    pub(super) fn circuit(sixteenths: i64, lag: u16) -> Circuit {
        let range = B::range();
        let (voltage, current, frequency) = (range.voltage, range.current, range.frequency);
        Circuit::new(
            spread(voltage.0, voltage.1, sixteenths, 16),
            spread(current.0, current.1, sixteenths, 16),
            lag,
            spread(frequency.0, frequency.1, sixteenths, 16),
        )
    }

    /// A circuit that no default comes near: power of both kinds, both negative.
    pub(super) fn distinct() -> Circuit {
        Self::circuit(13, 210)
    }

    /// Another.
    pub(super) fn other() -> Circuit {
        Self::circuit(6, 60)
    }
}

impl<B: MeterBench> PartBench for Site<B> {
    type Blocking = B::Blocking;
    type Asynch = B::Asynch;

    const FAULTS: &'static [Fault] = B::FAULTS;
    const SETTLE: Duration = B::SETTLE;
    const RESET: ErrorKind = B::RESET;

    fn told(fault: Fault) -> Option<ErrorKind> {
        B::told(fault)
    }

    fn new() -> Self {
        let bench = B::new();
        let mut site = Self {
            flow: (Power::ZERO, bench.world().clock().nanos()),
            passed: MeteredEnergy::default(),
            has_reset: false,
            told: Cell::default(),
            bench,
        };
        site.set_circuit(Self::distinct().at_rest());
        site
    }

    fn world(&self) -> &World {
        self.bench.world()
    }

    fn brown_out(&mut self) -> bool {
        self.has_reset = true;
        self.bench.brown_out()
    }

    fn blocking(&self) -> B::Blocking {
        self.bench.blocking()
    }

    fn asynch(&self) -> B::Asynch {
        self.bench.asynch()
    }

    fn init(driver: &mut B::Blocking) -> Result<(), ErrorKind> {
        B::init(driver)
    }

    fn init_async(driver: &mut B::Asynch) -> impl Future<Output = Result<(), ErrorKind>> {
        B::init_async(driver)
    }
}
