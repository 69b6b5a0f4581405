//! What was true and what was done, with its time: the log, and what the witness judges from.

use all_in_one_firmware::{
    Event, Stage,
    hal_power::{Contacts, Current, Instant},
    pack,
};
use alloc::vec::Vec;
use core::{
    cell::{Cell, RefCell},
    fmt,
    time::Duration,
};

/// Something that holds or does not, of the plant itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// The street is dead.
    GridDead,
    /// The street's breaker is open.
    StreetCut,
    /// The grid's voltage is below the first limit of its code, and not below the second.
    VoltageLow,
    /// The grid's voltage is below the second limit of its code.
    VoltageVeryLow,
    /// The grid's frequency is below the first limit of its code.
    FrequencyLow,
    /// The grid's frequency is above the first limit of its code.
    FrequencyHigh,
    /// A cell is above what the firmware is to allow.
    CellHot,
    /// The hottest cell has cooled to where the battery may be used again.
    CellRecovered,
    /// A cell is above what it bears.
    CellFull,
    /// The battery is being charged.
    Charging,
    /// Cells are further apart than they should be, at rest.
    CellsApart,
    /// A wire to a cell is broken.
    WireBroken,
    /// Battery and inverter do not hear one another.
    LinkCut,
    /// Nothing on the sensor's bus is acknowledged.
    BusDead,
    /// The battery's current is one that its contactors may break.
    CurrentBreakable,
    /// Nobody can be shocked at the backup output.
    BackupDead,
    /// The backup load is supplied.
    BackupSupplied,
    /// The bridge drives power into a dead grid.
    FeedsBack,
    /// The discharge resistor is across the link.
    Discharging,
    /// The link is below what is safe to touch.
    LinkSafe,
    /// The insulation of the DC side is below what may be connected.
    InsulationLow,
    /// What leaves through line and neutral together is at its continuous limit or above.
    LeaksTooMuch,
}

impl Condition {
    /// Whether it comes and goes in normal service, and would drown the rest of the log.
    const fn is_common(self) -> bool {
        matches!(self, Self::CurrentBreakable | Self::Charging)
    }
}

/// One entry.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fact {
    /// A condition begins or ends.
    Now(Condition, bool),
    /// The gates of a stage go on or off.
    Gates(Stage, bool),
    /// These coils are energised.
    Coils(Contacts),
    /// These contacts are closed.
    Closed(Contacts),
    /// This contact welds.
    Welds(u32),
    /// A switch of the bridge carries a short circuit while it is on, or no longer.
    Shorts(bool),
    /// It was turned off for good at this time, and carried the short circuit for so long in all.
    Carried(Duration),
    /// A gate driver pulls the trip line, or none any more.
    Reports(bool),
    /// Something leaks to earth at once: by how much what is in phase with the line's voltage changes, effective.
    Leaks(Current),
    /// This contact no longer closes.
    Sticks(u32),
    /// The user has pressed the button.
    Pressed,
    /// The firmware tells.
    Told(Event),
    /// The battery's controller tells.
    Pack(pack::Event),
}

impl Fact {
    /// Whether it belongs into the log.
    pub const fn is_news(&self) -> bool {
        !matches!(self, Self::Now(condition, _) if condition.is_common())
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Now(condition, true) => write!(f, "plant     {condition:?}"),
            Self::Now(condition, false) => write!(f, "plant     no longer {condition:?}"),
            Self::Gates(stage, true) => write!(f, "board     gates on: {stage:?}"),
            Self::Gates(stage, false) => write!(f, "board     gates off: {stage:?}"),
            Self::Coils(coils) => write!(f, "board     coils on: {coils}"),
            Self::Closed(closed) => write!(f, "plant     closed contacts: {closed}"),
            Self::Welds(contact) => write!(f, "plant     contact {contact} welds"),
            Self::Shorts(true) => f.write_str("plant     a switch of the bridge shorts"),
            Self::Shorts(false) => f.write_str("plant     the short circuit is mended"),
            Self::Carried(time) => write!(
                f,
                "plant     the switch is off, having carried it for {time:?}"
            ),
            Self::Reports(true) => f.write_str("board     a gate driver pulls the trip line"),
            Self::Reports(false) => f.write_str("board     no gate driver pulls the trip line"),
            Self::Leaks(change) => write!(f, "plant     {change} in phase leak at once"),
            Self::Sticks(contact) => write!(f, "plant     contact {contact} sticks open"),
            Self::Pressed => f.write_str("user      presses the button"),
            Self::Told(event) => write!(f, "firmware  {event}"),
            Self::Pack(event) => write!(f, "battery   {event}"),
        }
    }
}

/// Facts as they are noted. A contact that moves between two steps is noted afterwards, at the time at which it moved.
#[derive(Debug, Default)]
pub(crate) struct Chronicle {
    facts: RefCell<Vec<(Instant, Fact)>>,
    news: Cell<usize>,
}

impl Chronicle {
    pub(crate) fn note(&self, at: Instant, fact: Fact) {
        self.news.set(self.news.get() + usize::from(fact.is_news()));
        self.facts.borrow_mut().push((at, fact));
    }

    /// Returns how many entries are news so far.
    pub(crate) fn news(&self) -> usize {
        self.news.get()
    }

    /// Returns everything in the order of time, and within an instant in that of noting.
    pub(crate) fn facts(&self) -> Vec<(Instant, Fact)> {
        let mut facts = self.facts.borrow().clone();
        facts.sort_by_key(|(at, _)| *at);
        facts
    }
}
