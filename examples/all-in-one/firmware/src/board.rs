//! What the firmware asks of a board: one port for each physical role, and no part by name.
#![expect(
    async_fn_in_trait,
    reason = "as in hal-power: executors are single-threaded, a Send bound would shut parts out"
)]

use crate::{Event, Modulator};
use embedded_hal::digital::{InputPin, OutputPin};
use embedded_hal_async::delay::DelayNs;
use hal_bms::LimitFrame;
use hal_inverter::{
    BatteryLeg, Boost, Bridge, PowerStage,
    asynch::{ActivePowerMeter, GateDriver},
};
use hal_power::{
    Instant,
    asynch::{
        ContactBank, ContactFeedback, CurrentSensor, InsulationMeter, PowerSensor,
        ResidualCurrentSensor, TemperatureSensor, VoltageSensor,
    },
};

/// Numbers of the contacts in the board's one bank.
pub mod contact {
    /// In series with the precharge resistor, beside [`BATTERY_POSITIVE`].
    pub const PRECHARGE: u32 = 0;
    /// Main contactor, positive pole.
    pub const BATTERY_POSITIVE: u32 = 1;
    /// Main contactor, negative pole.
    pub const BATTERY_NEGATIVE: u32 = 2;
    /// Line, grid's side.
    pub const LINE_A: u32 = 3;
    /// Line, inverter's side.
    pub const LINE_B: u32 = 4;
    /// Neutral, grid's side.
    pub const NEUTRAL_A: u32 = 5;
    /// Neutral, inverter's side.
    pub const NEUTRAL_B: u32 = 6;
    /// Backup output's neutral to earth.
    pub const NEUTRAL_BOND: u32 = 7;
}

/// Types of a board's ports.
pub trait Board {
    /// Battery side of the contactors: voltage, and current positive while discharging.
    type Battery: VoltageSensor + CurrentSensor;
    /// Hottest cell.
    type Cells: TemperatureSensor;
    /// DC link.
    type Link: VoltageSensor;
    /// Grid's side of the relays, line to neutral, RMS.
    type Grid: VoltageSensor;
    /// Inverter's line against the grid's neutral, RMS.
    type LineProbe: VoltageSensor;
    /// Grid's line against the inverter's neutral, RMS.
    type NeutralProbe: VoltageSensor;
    /// Backup output, RMS.
    type Backup: VoltageSensor + PowerSensor;
    /// Grid's neutral against protective earth, RMS.
    type Earth: VoltageSensor;
    /// Meter at the point of supply, positive while exporting.
    type Meter: ActivePowerMeter;
    /// Insulation of the battery's net, battery side of the contactors.
    type BatteryInsulation: InsulationMonitor;
    /// Insulation of the link's net, and of all that is joined to it.
    type LinkInsulation: InsulationMonitor;
    /// Residual current of grid and backup output.
    type Residual: ResidualCurrentSensor;
    /// PV input: voltage and power.
    type Pv: VoltageSensor + PowerSensor;
    /// All contacts, numbered as in [`contact`].
    type Contacts: ContactBank;
    /// Mirror contact of the neutral bond, numbered as the bank numbers it.
    type Bond: ContactFeedback;
    /// Bridge towards the AC side: leg 0 line, leg 1 neutral.
    type Bridge: PowerStage<2, Role = Bridge>;
    /// Drivers of the bridge's gates: line high, line low, neutral high, neutral low.
    type BridgeGates: GateDriver;
    /// What decides the bridge's duty in every period.
    type Modulator: Modulator;
    /// Stage between battery and link.
    type BatteryLeg: PowerStage<1, Role = BatteryLeg>;
    /// Drivers of the battery leg's gates.
    type BatteryLegGates: GateDriver;
    /// Drivers of the boost's gates, one for each leg.
    type BoostGates: GateDriver;
    /// Stage between PV and link, a leg for each tracker.
    type Boost: PowerStage<2, Role = Boost>;
    /// Digital outputs.
    type Output: OutputPin;
    /// Digital inputs.
    type Input: InputPin;
    /// What the battery's own management sends.
    type BatteryLink: BatteryLink;
    /// Whoever clears what does not clear itself.
    type Operator: Operator;
    /// Where events go.
    type Journal: Journal;
    /// Waits.
    type Delay: DelayNs;
    /// Time.
    type Clock: Clock;
}

/// The ports by value: fields borrow apart, and tasks can take them.
#[expect(
    missing_docs,
    reason = "each field is the port that its type describes"
)]
pub struct Ports<B: Board> {
    pub battery: B::Battery,
    pub cells: B::Cells,
    pub link: B::Link,
    pub grid: B::Grid,
    pub line_probe: B::LineProbe,
    pub neutral_probe: B::NeutralProbe,
    pub backup: B::Backup,
    pub earth: B::Earth,
    pub meter: B::Meter,
    pub residual: B::Residual,
    /// Lets the test current flow through the residual-current sensor while high.
    pub residual_test: B::Output,
    /// `None` on an AC-coupled model.
    pub pv: Option<PvPorts<B>>,
    pub contacts: B::Contacts,
    pub bond: B::Bond,
    pub bridge: B::Bridge,
    pub bridge_gates: B::BridgeGates,
    pub modulator: B::Modulator,
    pub battery_leg: B::BatteryLeg,
    pub battery_leg_gates: B::BatteryLegGates,
    /// Forces the hardware trip of every stage while high.
    pub force_trip: B::Output,
    /// High while every gate is seen off.
    pub gates_off: B::Input,
    /// Discharges the link while high.
    pub discharge: B::Output,
    pub battery_link: B::BatteryLink,
    pub operator: B::Operator,
    pub journal: B::Journal,
    pub delay: B::Delay,
    pub clock: B::Clock,
}

/// The monitors of insulation, apart from the other ports: they measure while rounds go on.
pub struct Monitors<B: Board> {
    /// Of the battery's net.
    pub battery: B::BatteryInsulation,
    /// Of the link's.
    pub link: B::LinkInsulation,
}

/// What only a hybrid model has.
pub struct PvPorts<B: Board> {
    /// PV input.
    pub input: B::Pv,
    /// Stage between PV and link.
    pub boost: B::Boost,
    /// Drivers of its gates.
    pub gates: B::BoostGates,
}

/// An active meter of insulation that can be taken off its net, so that another one measures there.
///
/// A measurement that is dropped may leave it on the net.
pub trait InsulationMonitor: InsulationMeter {
    /// Takes it off the net.
    ///
    /// # Errors
    ///
    /// The implementer's own; it may be on the net.
    async fn release(&mut self) -> Result<(), Self::Error>;

    /// Returns whether it is off the net for certain.
    fn is_released(&self) -> bool;
}

/// Source of the time.
pub trait Clock {
    /// Returns the time.
    fn now(&self) -> Instant;
}

/// What the battery's management says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BatteryWord {
    /// What it allows.
    Limits(LimitFrame),
    /// What it allowed no longer holds, and nothing does.
    NoLimits,
    /// Whether it has to be left: no current, contactors open.
    Leave(bool),
}

/// Words of the battery's management, as they arrive.
pub trait BatteryLink {
    /// Takes the oldest word that has not been taken, with the time that it arrived at.
    fn take(&mut self) -> Option<(Instant, BatteryWord)>;
}

/// Whoever stands before the store.
pub trait Operator {
    /// Returns, once, that the user has asked to clear what a user may clear.
    fn take_user_clear(&mut self) -> bool;

    /// Returns, once, that service has asked to clear what only service may clear.
    fn take_service_clear(&mut self) -> bool;
}

/// Sink of events.
pub trait Journal {
    /// Notes an event.
    fn record(&mut self, at: Instant, event: Event);
}
