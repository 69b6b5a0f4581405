//! A world with gate drivers on pins, whose gates the tests see and whose pins can fail.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its share")]

use alloc::rc::Rc;
use core::{cell::RefCell, marker::PhantomData, time::Duration};
use gate_pins::{
    Config, Each, Lines, Resets, Shared, Times, Wiring, asynch, blocking, hal_inverter::GateFaults,
};
use hal_power::Voltage;
use hal_power_sim::{
    Fuse, FusedPin, Pin, SimDelay, SimLine, World,
    fuse::Blown,
    model::{
        gate::Drive,
        gate_pins::{GatePins as Part, Open, ResetBy},
        pins::{InputLine, OpenDrain},
    },
};

pub const FAULT: GateFaults = GateFaults::DESATURATION;

/// A part with a mute time, and some figures that the sheet does not give.
pub fn open(reset_by: ResetBy) -> Open {
    Open {
        reset_by,
        mute: Duration::from_millis(1),
        ..Open::default()
    }
}

/// Just what [`open`] needs.
pub const TIMES: Times = Times {
    reset: Duration::from_nanos(800),
    mute: Duration::from_millis(1),
    ready: Duration::from_micros(11),
};

#[expect(clippy::panic, reason = "where it is called, at compile time")]
pub const fn config(resets: Resets, times: Times) -> Config {
    match Config::new(FAULT, resets, times) {
        Ok(config) => config,
        Err(_) => panic!(),
    }
}

pub const SHORT_CIRCUIT: Voltage = Voltage::from_volts(400);
pub const SOUND: Voltage = Voltage::from_volts(1);
pub const SUPPLY: Voltage = Voltage::from_volts(15);

/// Longer than anything of the part takes but its mute time.
pub const SETTLE: Duration = Duration::from_micros(20);

pub type In = FusedPin<SimLine>;
pub type Out = FusedPin<InputLine<Part>>;

/// How `N` gates are wired.
pub trait Board<const N: usize>: Sized {
    type Lines: Wiring<N, In = Blown, Out = Blown>;

    const RESET_BY: ResetBy;
    const RESETS: Resets;
    const FAULT_SHARED: bool;
    const READY_SHARED: bool;

    const CONFIG: Config = config(Self::RESETS, TIMES);

    fn lines(bench: &Bench<Self, N>) -> Self::Lines;
}

/// A pin for each gate, and one at all IN-. A rise resets.
pub struct Own;

impl<const N: usize> Board<N> for Own {
    type Lines = Lines<Each<In, N>, Each<In, N>, Each<Out, N>, Shared<Out>>;

    const RESET_BY: ResetBy = ResetBy::RisingEdge;
    const RESETS: Resets = Resets::Rising;
    const FAULT_SHARED: bool = false;
    const READY_SHARED: bool = false;

    fn lines(bench: &Bench<Self, N>) -> Self::Lines {
        Lines::new(
            Each(core::array::from_fn(|gate| bench.flt(Some(gate)))),
            Each(core::array::from_fn(|gate| bench.rdy(Some(gate)))),
            Each(core::array::from_fn(|gate| bench.rst(Some(gate)))),
        )
        .with_inverting(Shared(bench.in_minus()))
    }
}

/// One pin for all gates, IN- tied to GND. A rise resets.
pub struct Together;

impl<const N: usize> Board<N> for Together {
    type Lines = Lines<Shared<In>, Shared<In>, Shared<Out>>;

    const RESET_BY: ResetBy = ResetBy::RisingEdge;
    const RESETS: Resets = Resets::Rising;
    const FAULT_SHARED: bool = true;
    const READY_SHARED: bool = true;

    fn lines(bench: &Bench<Self, N>) -> Self::Lines {
        bench.shared()
    }
}

/// A FLT for each gate and everything else together, of parts that the low level resets.
pub struct Mixed;

impl<const N: usize> Board<N> for Mixed {
    type Lines = Lines<Each<In, N>, Shared<In>, Shared<Out>>;

    const RESET_BY: ResetBy = ResetBy::LowLevel;
    const RESETS: Resets = Resets::Level;
    const FAULT_SHARED: bool = false;
    const READY_SHARED: bool = true;

    fn lines(bench: &Bench<Self, N>) -> Self::Lines {
        Lines::new(
            Each(core::array::from_fn(|gate| bench.flt(Some(gate)))),
            Shared(bench.rdy(None)),
            Shared(bench.rst(None)),
        )
    }
}

/// As [`Together`], with parts that the low level resets, of which the driver believes that the fall does.
pub struct Falling;

impl<const N: usize> Board<N> for Falling {
    type Lines = Lines<Shared<In>, Shared<In>, Shared<Out>>;

    const RESET_BY: ResetBy = ResetBy::LowLevel;
    const RESETS: Resets = Resets::Falling;
    const FAULT_SHARED: bool = true;
    const READY_SHARED: bool = true;

    fn lines(bench: &Bench<Self, N>) -> Self::Lines {
        bench.shared()
    }
}

/// `N` parts with good supplies, their inputs low.
pub struct Bench<B, const N: usize> {
    pub world: World,
    pub parts: [Rc<RefCell<Part>>; N],
    pub fuse: Fuse,
    rst: [Pin; N],
    inn: Pin,
    board: PhantomData<B>,
}

impl<B: Board<N>, const N: usize> Bench<B, N> {
    pub fn new() -> Self {
        Self::of(open(B::RESET_BY))
    }

    pub fn of(open: Open) -> Self {
        let world = World::new();
        let bench = Self {
            parts: [(); N].map(|()| Rc::new(RefCell::new(Part::new(world.clock(), open)))),
            fuse: Fuse::new(),
            rst: [(); N].map(|()| world.pin(false)),
            inn: world.pin(false),
            world,
            board: PhantomData,
        };
        bench.settle();
        bench
    }

    pub fn settle(&self) {
        self.world.clock().advance(SETTLE);
    }

    /// The parts of one gate, or of all.
    fn of_gate(&self, gate: Option<usize>) -> &[Rc<RefCell<Part>>] {
        match gate {
            Some(gate) => self.parts.get(gate..=gate).unwrap_or_default(),
            None => &self.parts,
        }
    }

    pub fn flt(&self, gate: Option<usize>) -> In {
        let line = OpenDrain::new(self.of_gate(gate), Part::flt, Part::next_change);
        self.fuse.pin(self.world.line(&Rc::new(RefCell::new(line))))
    }

    pub fn rdy_line(&self, gate: Option<usize>) -> SimLine {
        let line = OpenDrain::new(self.of_gate(gate), Part::rdy, Part::next_change);
        self.world.line(&Rc::new(RefCell::new(line)))
    }

    pub fn rdy(&self, gate: Option<usize>) -> In {
        self.fuse.pin(self.rdy_line(gate))
    }

    pub fn rst(&self, gate: Option<usize>) -> Out {
        let wire = self.rst.get(gate.unwrap_or(0)).unwrap_or(&self.inn);
        let line = InputLine::new(wire.clone(), self.of_gate(gate), Part::set_rst);
        self.fuse.pin(line)
    }

    fn shared(&self) -> Lines<Shared<In>, Shared<In>, Shared<Out>> {
        Lines::new(
            Shared(self.flt(None)),
            Shared(self.rdy(None)),
            Shared(self.rst(None)),
        )
    }

    pub fn in_minus(&self) -> Out {
        let line = InputLine::new(self.inn.clone(), &self.parts, Part::set_in_minus);
        self.fuse.pin(line)
    }

    pub fn blocking(&self, config: Config) -> blocking::GatePins<B::Lines, SimDelay, N> {
        blocking::GatePins::new(B::lines(self), self.world.delay(), config)
    }

    pub fn asynch(&self, config: Config) -> asynch::GatePins<B::Lines, SimDelay, N> {
        asynch::GatePins::new(B::lines(self), self.world.delay(), config)
    }

    fn with<T>(&self, gate: usize, act: impl FnOnce(&mut Part) -> T) -> Option<T> {
        let part = self.parts.get(gate)?;
        Some(act(&mut part.borrow_mut()))
    }

    pub fn set_input(&self, gate: usize, on: bool) {
        self.with(gate, |part| part.set_in_plus(on));
    }

    pub fn is_on(&self, gate: usize) -> bool {
        self.with(gate, |part| part.gate() != Drive::Off) == Some(true)
    }

    pub fn trips(&self, gate: usize) -> u64 {
        self.with(gate, Part::trips).unwrap_or(0)
    }

    pub fn short(&self, gate: usize) {
        self.with(gate, |part| part.set_collector_emitter(SHORT_CIRCUIT));
    }

    pub fn set_supply(&self, gate: usize, supply: Voltage) {
        self.with(gate, |part| part.set_output_supply(supply));
    }

    pub fn lift(&self, gate: usize) {
        self.with(gate, |part| {
            part.set_collector_emitter(SOUND);
            part.set_output_supply(SUPPLY);
        });
    }
}
