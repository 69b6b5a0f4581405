//! What the battery's controller asks of a board.

use super::{Event, ModuleFault};
use crate::{Clock, Operator};
use embedded_hal::digital::OutputPin;
use embedded_hal_async::delay::DelayNs;
use hal_bms::{
    LimitFrame, Stack,
    asynch::{
        Balancing, CellProtection, CellTemperatures, CellVoltages, OpenWireTest, SafetyMonitor,
    },
};
use hal_power::{
    Current, Instant, Temperature, Voltage,
    asynch::{CurrentSensor, LatchStore},
    check::Step,
};

/// Modules that a battery may have, and their cells.
pub const MOST_MODULES: usize = 5;
/// Cells that a battery may have: five modules of 32.
pub const MOST_CELLS: usize = 160;

/// Temperatures that a battery may have.
pub const MOST_TEMPERATURES: usize = 64;

/// Types of a board's ports.
pub trait PackBoard {
    /// Everything that watches the cells, as one string.
    type Monitors: CellVoltages
        + CellTemperatures
        + Balancing
        + OpenWireTest
        + CellProtection
        + SafetyMonitor;
    /// To the modules.
    type Modules: ModuleLink;
    /// The string's current, positive while discharging.
    type Current: CurrentSensor;
    /// Supply of the contactors' coils.
    type Release: OutputPin;
    /// To the inverter and back.
    type Link: InverterLink;
    /// Where what is latched for good survives a loss of power.
    type Latches: LatchStore;
    /// Whoever clears what does not clear itself.
    type Operator: Operator;
    /// Where events go.
    type Journal: Journal;
    /// Waits.
    type Delay: DelayNs;
    /// Time.
    type Clock: Clock;
}

/// The ports by value.
#[expect(
    missing_docs,
    reason = "each field is the port that its type describes"
)]
pub struct Ports<B: PackBoard> {
    pub monitors: B::Monitors,
    pub modules: B::Modules,
    pub current: B::Current,
    pub release: B::Release,
    pub link: B::Link,
    pub latches: B::Latches,
    pub operator: B::Operator,
    pub journal: B::Journal,
    pub delay: B::Delay,
    pub clock: B::Clock,
}

/// What the battery tells the inverter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Report {
    /// What it allows.
    pub limits: LimitFrame,
    /// Whether it has to be left: no current, contactors open.
    pub leave: bool,
    /// Current of the string, positive while discharging, where it is known.
    pub current: Option<Current>,
    /// Sum of all cells, where they are known.
    pub voltage: Option<Voltage>,
    /// Hottest sensor, where it is known.
    pub hottest: Option<Temperature>,
}

/// The connection to the modules, which get their places in order.
pub trait ModuleLink {
    /// Moves on: takes what came in, sends what is due. Done once, when all modules are there; failed when they are not what they
    /// should be, or no longer.
    fn step(&mut self, now: Instant) -> Step<Stack<MOST_MODULES>, ModuleFault>;
}

/// The connection to the inverter.
pub trait InverterLink {
    /// Sends what has changed at once, and the rest when it is due.
    fn tell(&mut self, now: Instant, report: &Report);

    /// Returns when the inverter was last heard.
    fn heard(&mut self) -> Option<Instant>;
}

/// Sink of events.
pub trait Journal {
    /// Notes an event.
    fn record(&mut self, at: Instant, event: Event);
}
