//! One run: the firmware and the plant side by side in virtual time.

use crate::{
    board::{self, BusLayout, Fitted, House, MeterPart, Monitor, RelayDriver},
    chronicle::{Condition, Fact},
    observer::Observer,
    plant::{Array, Battery, Leak, Ledger, Outside, Plant},
    quantity::amps,
    recorder::{Recorder, Sample},
    scenario::{Scenario, Trouble},
    settings::{self, CARRIER, Contradiction, TICK},
    weather::Weather,
};
use all_in_one_firmware::{
    hal_inverter::Profile,
    hal_power::{ErrorKind, Instant},
    pack, run as firmware,
};
use alloc::vec::Vec;
use core::{fmt, time::Duration};
use embedded_hal_async::delay::DelayNs as _;
use hal_power_sim::{Counts, Fault, Injection, Trace, World, executor::Stalled, join, until};

/// Ambient temperature in °C at the start.
const AMBIENT: f64 = 20.0;

/// Ticks of the firmware, and steps of the plant, in a second.
const TICKS: u64 = 100;

/// A leak that grows by more in one step, in S, does so at once.
const AT_ONCE: f64 = 1e-5;

/// Periods of the carrier in a second.
const PERIODS: u64 = 20_000;

/// What is to be run.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Model of the family.
    pub model: &'static Profile,
    /// What happens.
    pub scenario: Scenario,
    /// What watches over its cells.
    pub monitor: Monitor,
    /// What meters at the point of supply.
    pub meter: MeterPart,
    /// Modules of the battery, 1 to 5.
    pub modules: usize,
    /// Seed of weather and loads.
    pub seed: u64,
    /// What drives the relays.
    pub relays: RelayDriver,
    /// How the sensors are wired.
    pub layout: BusLayout,
    /// Simulated seconds.
    pub seconds: u64,
    /// Whether the plant is recorded, which takes memory.
    pub recorded: bool,
}

impl Plan {
    /// How often the plant is looked at.
    const fn looks(&self) -> u64 {
        let a_second = if self.scenario.has_waves() {
            1_000
        } else {
            TICKS
        };
        self.seconds.saturating_mul(a_second)
    }

    const fn fitted(&self) -> Fitted {
        Fitted {
            relays: self.relays,
            layout: self.layout,
            monitor: self.monitor,
            meter: self.meter,
        }
    }

    /// Whole seconds of some hours, rounded up.
    pub fn seconds_in(hours: f64) -> u64 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a float beyond the range ends there"
        )]
        let seconds = libm::ceil(hours * 3_600.0) as u64;
        seconds
    }
}

/// What a run leaves.
#[derive(Debug)]
pub struct Outcome {
    /// Everything noted, in the order of time.
    pub facts: Vec<(Instant, Fact)>,
    /// Where the energy went.
    pub ledger: Ledger,
    /// The plant over time; nothing unless it was recorded.
    pub samples: Vec<Sample>,
    /// Traffic of the first second.
    pub traffic: Trace,
    /// Transfers and bits of the whole run.
    pub bus: Counts,
    /// Time at the end.
    pub end: Instant,
}

/// Why a run could not be made.
#[derive(Debug)]
pub enum Broken {
    /// The settings contradict themselves.
    Settings(Contradiction),
    /// Virtual time did not go on.
    Stalled(Stalled),
    /// A part on the board could not be brought up.
    Part(ErrorKind),
}

impl From<Contradiction> for Broken {
    fn from(contradiction: Contradiction) -> Self {
        Self::Settings(contradiction)
    }
}

impl From<ErrorKind> for Broken {
    fn from(kind: ErrorKind) -> Self {
        Self::Part(kind)
    }
}

impl From<Stalled> for Broken {
    fn from(stalled: Stalled) -> Self {
        Self::Stalled(stalled)
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Settings(contradiction) => write!(f, "settings: {contradiction}"),
            Self::Stalled(stalled) => write!(f, "the simulation stalled: {stalled}"),
            Self::Part(error) => write!(f, "a part on the board: {error}"),
        }
    }
}

/// Runs a scenario, and tells the second that it has come to, once a simulated minute.
///
/// # Errors
///
/// [`Broken`] where nothing was simulated, or not to the end.
pub fn run(plan: &Plan, progress: impl FnMut(u64)) -> Result<Outcome, Broken> {
    let settings = settings::settings(plan.model, plan.modules, plan.scenario.has_waves())?;
    let world = World::new();
    world.start_trace();
    world.set_patience(Duration::from_secs(plan.seconds.saturating_add(60)));
    let rating = f64::from(plan.model.rating.as_watts());
    let array = plan.model.pv_trackers().map(|_| Array::for_rating(rating));
    let mut battery = Battery::new(plan.modules, plan.scenario.charge(), AMBIENT);
    if let Some(odd) = plan.scenario.odd_cell() {
        battery.age(odd.cell, odd.charge, odd.capacity);
    }
    let plant = Plant::new(array, battery);
    let (plant, control) = if plan.scenario.has_waves() {
        let control = settings::control()?;
        (plant.with_waves(), Some(control))
    } else {
        (plant, None)
    };
    let house = House::new(&world, plan.model, plan.fitted(), plant, control)?;
    let ports = world.block_on(house.ports())??;
    let monitors = house.monitors()?;
    let (pack_ports, pack_settings) = board::pack::ports(&house, plan.modules)?;
    let mut outside = Director {
        world: &world,
        house: &house,
        weather: Weather::new(plan.seed, plan.scenario.starts_at()),
        trouble: Trouble::default(),
        leak: Leak::NONE,
        observer: Observer::default(),
        recorder: plan.recorded.then(|| Recorder::new(plan.looks())),
    };
    let traffic = world.block_on(until(
        outside.direct(plan, progress),
        join(
            firmware(ports, monitors, settings),
            join(pack::run(pack_ports, pack_settings), house.meter()),
        ),
    ))?;
    let samples = outside.recorder.map(Recorder::samples);
    Ok(Outcome {
        facts: house.chronicle.facts(),
        ledger: house.plant().ledger,
        samples: samples.unwrap_or_default(),
        traffic,
        bus: house.counts(),
        end: world.now(),
    })
}

/// Everything that happens around the firmware.
struct Director<'a> {
    world: &'a World,
    house: &'a House,
    weather: Weather,
    trouble: Trouble,
    /// What leaked in the last step.
    leak: Leak,
    observer: Observer,
    recorder: Option<Recorder>,
}

impl Director<'_> {
    /// Lets all seconds pass; returns the traffic of the first.
    async fn direct(&mut self, plan: &Plan, mut progress: impl FnMut(u64)) -> Trace {
        let mut first = Trace::new();
        for second in 0..plan.seconds {
            self.turn(plan.scenario.trouble(second));
            let outside = self.weather.at(second, &self.trouble);
            if plan.scenario.has_waves() {
                self.swing(plan, second, &outside).await;
            } else {
                self.tick(plan.scenario, second, &outside).await;
            }
            if second == 0 {
                first = self.world.take_trace();
            }
            if second.is_multiple_of(60) {
                progress(second);
            }
        }
        first
    }

    /// Lets a second pass in ticks of the firmware.
    async fn tick(&mut self, scenario: Scenario, second: u64, outside: &Outside) {
        for tick in 1..=TICKS {
            let due = moment(second, TICK, tick);
            let outside = self.leaking(scenario, due, TICK, outside);
            self.wait_until(due).await;
            self.house.step(TICK.as_secs_f64(), &outside);
            self.look(&outside);
        }
    }

    /// Lets a second pass in periods of the carrier.
    async fn swing(&mut self, plan: &Plan, second: u64, outside: &Outside) {
        let rating = f64::from(plan.model.rating.as_watts());
        for period in 1..=PERIODS {
            let due = moment(second, CARRIER, period);
            let ending = due.saturating_since(Instant::ORIGIN).as_secs_f64();
            let outside = plan.scenario.street(ending, outside, rating);
            let outside = self.leaking(plan.scenario, due, CARRIER, &outside);
            if plan.scenario.is_fast(ending) {
                self.creep(plan, due, &outside).await;
            } else {
                self.wait_until(due).await;
                self.house.gates.set_short(plan.scenario.has_short(ending));
                self.house.step(CARRIER.as_secs_f64(), &outside);
            }
            self.house.interrupt();
            self.house.expose();
            if period.is_multiple_of(PERIODS / 1_000) {
                self.look(&outside);
            }
        }
    }

    /// Lets the rest of a period pass by the microsecond.
    async fn creep(&mut self, plan: &Plan, due: Instant, outside: &Outside) {
        let step = Duration::from_micros(1);
        let mut at = due.saturating_sub(CARRIER);
        while at < due {
            at = at.saturating_add(step);
            self.wait_until(at).await;
            let seconds = at.saturating_since(Instant::ORIGIN).as_secs_f64();
            self.house.gates.set_short(plan.scenario.has_short(seconds));
            self.house.step_switched(step.as_secs_f64(), outside);
        }
    }

    /// The outside of a step that ends at `due`, with what leaks in it.
    fn leaking(
        &mut self,
        scenario: Scenario,
        due: Instant,
        step: Duration,
        outside: &Outside,
    ) -> Outside {
        let leak = scenario.leak(due.saturating_since(Instant::ORIGIN).as_secs_f64());
        let more = leak.siemens - self.leak.siemens;
        if more > AT_ONCE {
            let half = self.house.plant().ac.inverter / 2.0;
            let leaks = Fact::Leaks(amps(more * half));
            self.house.chronicle.note(due.saturating_sub(step), leaks);
        }
        self.leak = leak;
        Outside {
            leak,
            capacitance: scenario.capacitance(),
            ..*outside
        }
    }

    fn look(&mut self, outside: &Outside) {
        self.observer.look(self.world.now(), self.house, outside);
        if let Some(recorder) = &mut self.recorder {
            recorder.look(self.world.now(), self.house);
        }
    }

    async fn wait_until(&self, due: Instant) {
        let left = due.saturating_since(self.world.now());
        let nanos = u32::try_from(left.as_nanos()).unwrap_or(u32::MAX);
        self.world.delay().delay_ns(nanos).await;
    }

    /// Lets what goes wrong begin and end.
    fn turn(&mut self, trouble: Trouble) {
        let now = self.world.now();
        if trouble.bus_dead != self.trouble.bus_dead {
            if trouble.bus_dead {
                self.world.inject(Injection::from(0, Fault::NackAddress));
            } else {
                self.world.clear_faults();
            }
            let dead = Fact::Now(Condition::BusDead, trouble.bus_dead);
            self.house.chronicle.note(now, dead);
        }
        if let Some(contact) = trouble.welded.filter(|_| self.trouble.welded.is_none()) {
            self.house.weld(contact);
        }
        for (condition, is, was) in [
            (Condition::LinkCut, trouble.link_cut, self.trouble.link_cut),
            (
                Condition::WireBroken,
                trouble.broken_wire.is_some(),
                self.trouble.broken_wire.is_some(),
            ),
        ] {
            if is != was {
                self.house.chronicle.note(now, Fact::Now(condition, is));
            }
        }
        self.house.turn(&trouble);
        self.house.stages.is_stuck.set(trouble.trip_stuck);
        if let Some(contact) = trouble.stuck.filter(|_| self.trouble.stuck.is_none()) {
            self.house.stick(contact);
        }
        if trouble.pressed && !self.trouble.pressed {
            self.house.pressed.set(true);
            self.house.pack.pressed.set(true);
            self.house.chronicle.note(now, Fact::Pressed);
        }
        self.trouble = trouble;
    }
}

/// So many steps after a second's begin.
fn moment(second: u64, step: Duration, steps: u64) -> Instant {
    let steps = u32::try_from(steps).unwrap_or(u32::MAX);
    Instant::from_micros(second * 1_000_000).saturating_add(step * steps)
}
