//! The suite of `hal-conformance` on the driver, with and without a ceiling.

use core::marker::PhantomData;

use hal_conformance::{
    InsulationBench,
    insulation::{self, Net},
};
use hal_power::Ratio;

use super::*;

/// Whether all above a ceiling reads as the ceiling.
trait Ceiling {
    const IS: bool;
}

struct With;
struct Without;

impl Ceiling for With {
    const IS: bool = true;
}

impl Ceiling for Without {
    const IS: bool = false;
}

/// A part that is given supply now.
struct Suite<C> {
    world: World,
    bench: Rc<RefCell<Bench>>,
    ceiling: PhantomData<C>,
}

impl<C: Ceiling> Suite<C> {
    fn config() -> Config {
        if C::IS {
            config().with_ceiling(CEILING).unwrap()
        } else {
            config()
        }
    }
}

impl<C: Ceiling> InsulationBench for Suite<C> {
    type Blocking = blocking::Ir155<Pins>;
    type Asynch = asynch::Ir155<Pins>;

    const PACE: Duration = Duration::from_millis(50);
    const START_UP: Duration = Config::FIRST_RESULT;
    const SETTLE: Duration = RESPONSE;
    const TELLS_OVER_RANGE: bool = !C::IS;
    const PLACE: Option<Ratio> = None;

    fn new() -> Self {
        let open = Open {
            follows: SECOND * 4,
            before_result: 50_000,
            ..Open::default()
        };
        let bench = Bench::new(open);
        bench.borrow_mut().part.set_supply(true);
        let world = bench.borrow().world.clone();
        Self {
            world,
            bench,
            ceiling: PhantomData,
        }
    }

    fn world(&self) -> &World {
        &self.world
    }

    fn wait(&mut self, time: Duration) {
        self.bench.borrow_mut().wait(time);
    }

    fn blocking(&self) -> Self::Blocking {
        let mut meter = blocking::Ir155::new(Pins(self.bench.clone()), Self::config());
        meter.power_on(self.world.now());
        meter
    }

    fn asynch(&self) -> Self::Asynch {
        let mut meter = asynch::Ir155::new(Pins(self.bench.clone()), Self::config());
        meter.power_on(self.world.now());
        meter
    }

    fn range() -> (Resistance, Resistance) {
        let kilohms = Resistance::from_kilohms;
        (kilohms(1), kilohms(4_000))
    }

    /// Edges have µs: a thousandth of the value, and what a µs in 100 ms is near a dead short.
    fn bounds(truth: Resistance) -> (Resistance, Resistance) {
        let part = Resistance::from_microohms(truth.as_microohms() / 500);
        let off = part.saturating_add(Resistance::from_ohms(50));
        (truth.saturating_sub(off), truth.saturating_add(off))
    }

    fn set_net(&mut self, net: Net) {
        self.bench.borrow_mut().part.set_insulation(net.total());
    }

    fn break_meter(&mut self, nth: usize) -> Option<(ErrorKind, Duration)> {
        let part = &mut self.bench.borrow_mut().part;
        match nth {
            0 => part.set_broken(true),
            1 => part.set_earthed(false),
            2 => part.set_short(Some(Short::Supply)),
            3 => part.set_short(Some(Short::Ground)),
            _ => return None,
        }
        let invalid = if nth < 2 {
            SECOND * 25
        } else {
            Config::FIRST_RESULT
        };
        Some((ErrorKind::Fault, invalid))
    }

    fn mend_meter(&mut self) {
        let part = &mut self.bench.borrow_mut().part;
        part.set_broken(false);
        part.set_earthed(true);
        part.set_short(None);
    }

    fn silence(&mut self, nth: usize) -> bool {
        self.bench.borrow_mut().part.set_supply(false);
        nth == 0
    }
}

#[test]
fn insulation_with_a_ceiling() {
    println!("{}", insulation::suite::<Suite<With>>().unwrap());
}

#[test]
fn insulation_without_a_ceiling() {
    println!("{}", insulation::suite::<Suite<Without>>().unwrap());
}
