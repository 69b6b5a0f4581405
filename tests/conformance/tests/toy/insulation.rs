//! Meter of insulation at the two poles of a net. It measures each 100 ms, starts up in two seconds, counts nothing for three
//! seconds after a fault, and is read behind a switch that takes a moment.

use super::ToyError;
use core::{cell::RefCell, marker::PhantomData, time::Duration};
use hal_conformance::{InsulationBench, insulation::Net};
use hal_power::{ErrorKind, Insulation, Ratio, Resistance, Sensor};
use hal_power_sim::{SimDelay, World, clock::Clock};
use std::rc::Rc;

const PERIOD: u64 = 100_000_000;
const START_UP: Duration = Duration::from_secs(2);
const AFTER_FAULT: Duration = Duration::from_secs(3);
const LATENCY: Duration = Duration::from_millis(150);
const TOP: Resistance = Resistance::from_kilohms(2_000);
const SWITCHED: Resistance = Resistance::from_kilohms(5);

/// The part.
pub struct Part {
    clock: Clock,
    nets: [(u64, Net); 2],
    broken: bool,
    mended: Option<u64>,
    silent: bool,
    /// A known resistor lies at the net.
    switched: bool,
}

/// What the part shows.
#[derive(Clone, Copy)]
struct Shown {
    total: Option<Resistance>,
    positive: Option<Resistance>,
    position: Option<Ratio>,
    starts: bool,
    broken: bool,
    invalid: bool,
}

impl Part {
    fn net(&self) -> Net {
        let sampled = self.clock.nanos() / PERIOD * PERIOD;
        let [(_, old), (since, new)] = self.nets;
        if since <= sampled { new } else { old }
    }

    fn shown(&self) -> Option<Shown> {
        let mut net = self.net();
        if self.switched {
            net.negative = Some(SWITCHED);
        }
        let now = self.clock.nanos();
        let since = |at: u64| Duration::from_nanos(now - at);
        (!self.silent).then(|| Shown {
            total: net.total(),
            positive: net.positive,
            position: net.position(),
            starts: since(0) < START_UP,
            broken: self.broken,
            invalid: self.mended.is_some_and(|at| since(at) < AFTER_FAULT),
        })
    }
}

/// What is wrong with a driver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    None,
    SeesOnePole,
    Doubles,
    Halves,
    TurnsAround,
    NumbersOverRange,
    ZeroOverRange,
    ClaimsNoLatency,
    TrustsStartUp,
    StartUpIsFault,
    HidesFaults,
    FaultIsNotReady,
    TrustsAfterFault,
    StaysBroken,
    SilenceIsSound,
    SilenceIsLast,
    AsyncRounds,
    LeavesSwitch,
}

/// A flaw as a type, so that each makes a bench of its own.
pub trait Flawed {
    const FLAW: Flaw;
}

/// What is asked of the part, and what a driver makes of the answer.
struct Driver<F> {
    part: Rc<RefCell<Part>>,
    last: Option<Insulation>,
    was_broken: bool,
    flaw: PhantomData<F>,
}

impl<F: Flawed> Driver<F> {
    fn switch(&self, closed: bool) {
        self.part.borrow_mut().switched = closed;
    }

    fn judge(&mut self) -> Result<Insulation, ErrorKind> {
        let Some(shown) = self.part.borrow().shown() else {
            return match (F::FLAW, self.last) {
                (Flaw::SilenceIsSound, _) => Ok(Insulation::new(TOP)),
                (Flaw::SilenceIsLast, Some(last)) => Ok(last),
                _ => Err(ErrorKind::Bus),
            };
        };
        if shown.broken && F::FLAW != Flaw::HidesFaults {
            self.was_broken = F::FLAW == Flaw::StaysBroken;
            let waits = F::FLAW == Flaw::FaultIsNotReady;
            return Err(if waits {
                ErrorKind::NotReady
            } else {
                ErrorKind::Fault
            });
        }
        if shown.starts && F::FLAW != Flaw::TrustsStartUp {
            let fault = F::FLAW == Flaw::StartUpIsFault;
            return Err(if fault {
                ErrorKind::Fault
            } else {
                ErrorKind::NotReady
            });
        }
        if self.was_broken || (shown.invalid && F::FLAW != Flaw::TrustsAfterFault) {
            return Err(ErrorKind::NotReady);
        }
        let sees = if F::FLAW == Flaw::SeesOnePole {
            shown.positive
        } else {
            shown.total
        };
        let total = match sees {
            Some(total) if total <= TOP => total,
            _ if F::FLAW == Flaw::NumbersOverRange => TOP,
            _ if F::FLAW == Flaw::ZeroOverRange => Resistance::ZERO,
            _ => return Err(ErrorKind::Saturated),
        };
        let total = match F::FLAW {
            Flaw::Doubles => total.saturating_mul(2),
            Flaw::Halves => Resistance::from_microohms(total.as_microohms() / 2),
            _ => total,
        };
        let mut insulation = Insulation::new(total);
        if let Some(place) = shown.position {
            let turns = F::FLAW == Flaw::TurnsAround;
            let place = if turns {
                Ratio::ONE.saturating_sub(place)
            } else {
                place
            };
            insulation = insulation.with_position(place);
        }
        self.last = Some(insulation);
        Ok(insulation)
    }
}

macro_rules! half {
    ($half:ident, $delay:path, [$($async_:tt)?], [$($await_:tt)*], $extra:expr) => {
        pub mod $half {
            use super::*;
            use hal_power::$half::InsulationMeter;
            use $delay;

            pub struct Meter<F> {
                driver: super::Driver<F>,
                delay: SimDelay,
            }

            impl<F> Meter<F> {
                pub(super) fn new(part: &Rc<RefCell<Part>>, delay: SimDelay) -> Self {
                    let driver = super::Driver {
                        part: part.clone(),
                        last: None,
                        was_broken: false,
                        flaw: PhantomData,
                    };
                    Self { driver, delay }
                }
            }

            impl<F> hal_power::ErrorType for Meter<F> {
                type Error = ToyError;
            }

            impl<F: Flawed> Sensor for Meter<F> {
                fn latency(&self) -> Duration {
                    if F::FLAW == Flaw::ClaimsNoLatency { Duration::ZERO } else { LATENCY }
                }
            }

            impl<F: Flawed> InsulationMeter for Meter<F> {
                $($async_)? fn insulation(&mut self) -> Result<Insulation, ToyError> {
                    if F::FLAW != Flaw::LeavesSwitch {
                        self.driver.switch(false);
                    }
                    let mut answer = self.driver.judge();
                    self.driver.switch(true);
                    self.delay.delay_ms(2) $($await_)*;
                    self.driver.switch(false);
                    if let Ok(found) = &mut answer && $extra && F::FLAW == Flaw::AsyncRounds {
                        found.total = Resistance::from_kilohms(found.total.as_microohms() / 1_000_000_000);
                    }
                    answer.map_err(ToyError)
                }
            }
        }
    };
}

half!(blocking, embedded_hal::delay::DelayNs, [], [], false);
half!(
    asynch,
    embedded_hal_async::delay::DelayNs,
    [async],
    [.await],
    true
);

/// The bench of one flaw.
pub struct Bench<F> {
    world: World,
    part: Rc<RefCell<Part>>,
    flaw: PhantomData<F>,
}

impl<F: Flawed> InsulationBench for Bench<F> {
    type Blocking = blocking::Meter<F>;
    type Asynch = asynch::Meter<F>;

    const PACE: Duration = Duration::from_millis(50);
    const START_UP: Duration = START_UP;
    const SETTLE: Duration = LATENCY;
    const TELLS_OVER_RANGE: bool = true;
    const PLACE: Option<Ratio> = Some(Ratio::from_percent(1));

    fn new() -> Self {
        let world = World::new();
        let part = Part {
            clock: world.clock(),
            nets: [(0, Net::SOUND); 2],
            broken: false,
            mended: None,
            silent: false,
            switched: false,
        };
        Self {
            world,
            part: Rc::new(RefCell::new(part)),
            flaw: PhantomData,
        }
    }

    fn world(&self) -> &World {
        &self.world
    }

    fn wait(&mut self, time: Duration) {
        self.world.clock().advance(time);
    }

    fn blocking(&self) -> Self::Blocking {
        blocking::Meter::new(&self.part, self.world.delay())
    }

    fn asynch(&self) -> Self::Asynch {
        asynch::Meter::new(&self.part, self.world.delay())
    }

    fn range() -> (Resistance, Resistance) {
        (
            Resistance::from_ohms(1_700),
            Resistance::from_kilohms(1_500),
        )
    }

    fn bounds(truth: Resistance) -> (Resistance, Resistance) {
        let tenth = Resistance::from_microohms(truth.as_microohms() / 10);
        (truth.saturating_sub(tenth), truth)
    }

    fn set_net(&mut self, net: Net) {
        let mut part = self.part.borrow_mut();
        let now = part.clock.nanos();
        part.nets = [part.nets[1], (now, net)];
    }

    fn break_meter(&mut self, nth: usize) -> Option<(ErrorKind, Duration)> {
        self.part.borrow_mut().broken = nth == 0;
        (nth == 0).then_some((ErrorKind::Fault, AFTER_FAULT))
    }

    fn mend_meter(&mut self) {
        let mut part = self.part.borrow_mut();
        (part.broken, part.mended) = (false, Some(part.clock.nanos()));
    }

    fn silence(&mut self, nth: usize) -> bool {
        self.part.borrow_mut().silent = true;
        nth == 0
    }
}
