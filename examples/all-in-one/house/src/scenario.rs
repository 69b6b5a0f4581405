//! The scenarios: what goes wrong, when, and how long a run has to be for its end to be judged.

mod battery;
mod earth;
mod street;

pub use crate::plant::Place;
pub use earth::{Onset, Step};

use all_in_one_firmware::{contact, hal_power::Contacts};
use core::fmt;

/// A story with an end to be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scenario {
    /// Sun, clouds and loads, and nothing goes wrong.
    Day,
    /// The street is dead for a quarter of an hour.
    GridLoss,
    /// One cell is heated.
    HotBattery,
    /// Nothing on the sensor's bus is acknowledged for ten seconds.
    BusFault,
    /// A grid relay is welded from the begin.
    WeldedRelay(Relay),
    /// A grid relay does not close from the begin.
    StuckRelay(Relay),
    /// What forces the trip of the stages does not reach them.
    TripStuck,
    /// A switch of the bridge carries a short circuit.
    Desaturation,
    /// The grid's voltage sags.
    Sag,
    /// The grid's frequency drifts.
    FrequencyDrift,
    /// The street's breaker opens, and the house's load resonates and takes just what is fed.
    Islanding(Share),
    /// The precharge resistor does not conduct.
    PrechargeOpen,
    /// The precharge resistor conducts like a wire.
    PrechargeShort,
    /// A main contactor welds while it is closed.
    WeldedContactor(Pole),
    /// The battery and the inverter do not hear one another for ten seconds.
    LinkLost,
    /// The neutral bond of the backup output does not move, and the street is dead for a minute.
    BondStuck(Bond),
    /// The battery leg no longer stops charging, and a small cell fills up.
    Overcharge,
    /// A cell is above the others.
    CellImbalance,
    /// A wire between a cell and its monitor breaks.
    OpenWire,
    /// A cell is heated that only its monitor's own sensor sees.
    HotCell,
    /// The insulation of the DC side fails, and stays so.
    EarthFault(Onset, Place),
    /// Somebody touches the DC side of a store whose array is wet.
    LeakageStep(Step),
    /// The same, five times.
    LeakageRepeats,
}

/// Where the neutral bond stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bond {
    /// Open, from the begin.
    Open,
    /// Closed, from within the island.
    Closed,
}

impl Bond {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Open, Self::Closed];

    /// Name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }
}

/// A main contactor by its number on the command line, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pole {
    /// The positive one.
    Positive,
    /// The negative one.
    Negative,
}

impl Pole {
    /// In the order of their numbers.
    pub const ALL: [Self; 2] = [Self::Positive, Self::Negative];

    /// Its contact in the bank.
    pub(crate) const fn contact(self) -> u32 {
        match self {
            Self::Positive => contact::BATTERY_POSITIVE,
            Self::Negative => contact::BATTERY_NEGATIVE,
        }
    }

    /// The other one's.
    pub(crate) const fn partner(self) -> u32 {
        match self {
            Self::Positive => contact::BATTERY_NEGATIVE,
            Self::Negative => contact::BATTERY_POSITIVE,
        }
    }
}

/// Share of what the store can deliver that an island's load takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    /// All of it.
    Full,
    /// 66 %.
    TwoThirds,
    /// 33 %.
    OneThird,
}

impl Share {
    /// From all downwards.
    pub const ALL: [Self; 3] = [Self::Full, Self::TwoThirds, Self::OneThird];

    /// Percent.
    pub const fn percent(self) -> u8 {
        match self {
            Self::Full => 100,
            Self::TwoThirds => 66,
            Self::OneThird => 33,
        }
    }
}

/// A grid relay by its number on the command line, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relay {
    /// Line, grid's side.
    LineA,
    /// Line, inverter's side.
    LineB,
    /// Neutral, grid's side.
    NeutralA,
    /// Neutral, inverter's side.
    NeutralB,
}

impl Relay {
    /// In the order of their numbers.
    pub const ALL: [Self; 4] = [Self::LineA, Self::LineB, Self::NeutralA, Self::NeutralB];

    /// Its contact in the bank.
    pub(crate) const fn contact(self) -> u32 {
        match self {
            Self::LineA => contact::LINE_A,
            Self::LineB => contact::LINE_B,
            Self::NeutralA => contact::NEUTRAL_A,
            Self::NeutralB => contact::NEUTRAL_B,
        }
    }

    /// It and the one in series with it.
    pub(crate) const fn pole(self) -> Contacts {
        let (one, other) = match self {
            Self::LineA | Self::LineB => (contact::LINE_A, contact::LINE_B),
            Self::NeutralA | Self::NeutralB => (contact::NEUTRAL_A, contact::NEUTRAL_B),
        };
        Contacts::only(one).union(Contacts::only(other))
    }
}

/// What has become of a resistor.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Resistor {
    /// Nothing.
    #[default]
    Sound,
    /// It does not conduct.
    Open,
    /// It conducts like a wire.
    Shorted,
}

/// What goes wrong now.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Trouble {
    pub(crate) grid_dead: bool,
    pub(crate) bus_dead: bool,
    /// Heat into one cell in W, and which.
    pub(crate) heater: f64,
    pub(crate) heated: usize,
    /// What has become of the precharge resistor.
    pub(crate) resistor: Resistor,
    /// The user presses the button in this second.
    pub(crate) pressed: bool,
    /// A contact that is welded.
    pub(crate) welded: Option<u32>,
    /// What forces the trip of the stages does not reach them.
    pub(crate) trip_stuck: bool,
    /// A contact that does not close.
    pub(crate) stuck: Option<u32>,
    /// Battery and inverter do not hear one another.
    pub(crate) link_cut: bool,
    /// A wire to a cell that is broken, by the cell above it.
    pub(crate) broken_wire: Option<usize>,
    /// Current in A with which the battery leg charges at least.
    pub(crate) runaway: f64,
    /// Nobody in the house uses anything.
    pub(crate) is_idle: bool,
}

/// Seconds from the start at which things begin.
const BEGIN: u64 = 600;

/// Seconds in which the street is dead while the neutral bond is stuck, and the one in which it welds.
const DEAD: core::ops::Range<u64> = 90..150;
const WELDS: u64 = 110;

impl Scenario {
    /// All of them.
    pub const ALL: [Self; 40] = [
        Self::Day,
        Self::GridLoss,
        Self::BondStuck(Bond::Open),
        Self::BondStuck(Bond::Closed),
        Self::HotBattery,
        Self::BusFault,
        Self::WeldedRelay(Relay::LineA),
        Self::WeldedRelay(Relay::LineB),
        Self::WeldedRelay(Relay::NeutralA),
        Self::WeldedRelay(Relay::NeutralB),
        Self::TripStuck,
        Self::Desaturation,
        Self::Sag,
        Self::FrequencyDrift,
        Self::Islanding(Share::Full),
        Self::Islanding(Share::TwoThirds),
        Self::Islanding(Share::OneThird),
        Self::StuckRelay(Relay::LineA),
        Self::StuckRelay(Relay::LineB),
        Self::StuckRelay(Relay::NeutralA),
        Self::StuckRelay(Relay::NeutralB),
        Self::PrechargeOpen,
        Self::PrechargeShort,
        Self::WeldedContactor(Pole::Positive),
        Self::WeldedContactor(Pole::Negative),
        Self::LinkLost,
        Self::Overcharge,
        Self::CellImbalance,
        Self::OpenWire,
        Self::HotCell,
        Self::EarthFault(Onset::Slow, Place::Negative),
        Self::EarthFault(Onset::Slow, Place::Positive),
        Self::EarthFault(Onset::Slow, Place::Middle),
        Self::EarthFault(Onset::Sudden, Place::Negative),
        Self::EarthFault(Onset::Sudden, Place::Positive),
        Self::EarthFault(Onset::Sudden, Place::Middle),
        Self::LeakageStep(Step::Small),
        Self::LeakageStep(Step::Medium),
        Self::LeakageStep(Step::Large),
        Self::LeakageRepeats,
    ];

    /// Name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::GridLoss => "grid-loss",
            Self::HotBattery => "hot-battery",
            Self::BusFault => "bus-fault",
            Self::WeldedRelay(_) => "welded-relay",
            Self::TripStuck => "trip-stuck",
            Self::Desaturation => "desaturation",
            Self::Sag => "sag",
            Self::FrequencyDrift => "frequency-drift",
            Self::Islanding(_) => "islanding",
            Self::StuckRelay(_) => "stuck-relay",
            Self::PrechargeOpen => "precharge-open",
            Self::PrechargeShort => "precharge-short",
            Self::WeldedContactor(_) => "welded-contactor",
            Self::LinkLost => "link-lost",
            Self::BondStuck(_) => "bond-stuck",
            Self::Overcharge => "overcharge",
            Self::CellImbalance => "cell-imbalance",
            Self::OpenWire => "open-wire",
            Self::HotCell => "hot-cell",
            Self::EarthFault(..) => "earth-fault",
            Self::LeakageStep(_) => "leakage-step",
            Self::LeakageRepeats => "leakage-repeats",
        }
    }

    /// Hour of the day at which it starts. The hot battery is in the evening: by day the PV holds the link up through its diode,
    /// and it could not be seen to discharge.
    pub(crate) const fn starts_at(self) -> u64 {
        match self {
            Self::Day => 0,
            Self::GridLoss => 12,
            Self::HotBattery => 20,
            Self::BusFault => 9,
            // the PV supplies what the battery is charged with
            Self::Overcharge => 12,
            // with the sun on the string
            Self::EarthFault(..) | Self::LeakageStep(_) | Self::LeakageRepeats => 12,
            // at night, where nothing but the battery feeds
            Self::WeldedRelay(_)
            | Self::StuckRelay(_)
            | Self::TripStuck
            | Self::Desaturation
            | Self::Sag
            | Self::FrequencyDrift
            | Self::Islanding(_)
            | Self::PrechargeOpen
            | Self::PrechargeShort
            | Self::WeldedContactor(_)
            | Self::LinkLost
            | Self::BondStuck(_)
            | Self::CellImbalance
            | Self::OpenWire
            | Self::HotCell => 20,
        }
    }

    /// Hours that it runs for unless told.
    pub const fn hours(self) -> f64 {
        match self {
            Self::Day => 24.0,
            Self::GridLoss => 1.0,
            Self::HotBattery => 2.0,
            Self::BusFault => 0.5,
            Self::WeldedRelay(_) | Self::StuckRelay(_) => 0.25,
            Self::TripStuck => 0.1,
            Self::Desaturation => 240.0 / 3_600.0,
            Self::Sag => 165.0 / 3_600.0,
            Self::FrequencyDrift => 205.0 / 3_600.0,
            Self::Islanding(_) => 150.0 / 3_600.0,
            Self::PrechargeOpen => 210.0 / 3_600.0,
            Self::PrechargeShort => 0.05,
            Self::WeldedContactor(_) => 240.0 / 3_600.0,
            Self::LinkLost => 200.0 / 3_600.0,
            Self::BondStuck(_) => 260.0 / 3_600.0,
            Self::Overcharge => 300.0 / 3_600.0,
            Self::CellImbalance => 1_200.0 / 3_600.0,
            Self::OpenWire => 260.0 / 3_600.0,
            Self::HotCell => 1_100.0 / 3_600.0,
            Self::EarthFault(Onset::Slow, _) => 105.0 / 3_600.0,
            Self::EarthFault(Onset::Sudden, _) => 78.0 / 3_600.0,
            Self::LeakageStep(_) => 75.0 / 3_600.0,
            Self::LeakageRepeats => 275.0 / 3_600.0,
        }
    }

    /// Hours that it has to run for at least.
    pub const fn least_hours(self) -> f64 {
        match self {
            Self::Day => 0.1,
            Self::GridLoss => 0.5,
            Self::HotBattery => 1.25,
            Self::BusFault => 0.25,
            Self::WeldedRelay(_) | Self::StuckRelay(_) | Self::TripStuck => 0.1,
            Self::Desaturation | Self::Sag | Self::FrequencyDrift | Self::Islanding(_) => {
                self.hours()
            }
            Self::PrechargeOpen
            | Self::WeldedContactor(_)
            | Self::LinkLost
            | Self::BondStuck(_)
            | Self::Overcharge
            | Self::CellImbalance
            | Self::OpenWire
            | Self::PrechargeShort
            | Self::HotCell
            | Self::EarthFault(..)
            | Self::LeakageStep(_)
            | Self::LeakageRepeats => self.hours(),
        }
    }

    /// What goes wrong at a second.
    pub(crate) fn trouble(self, second: u64) -> Trouble {
        let none = Trouble::default();
        match self {
            Self::Day => none,
            Self::GridLoss => Trouble {
                grid_dead: (BEGIN..BEGIN + 900).contains(&second),
                ..none
            },
            Self::HotBattery => Trouble {
                heater: if (BEGIN..BEGIN + 420).contains(&second) {
                    100.0
                } else {
                    0.0
                },
                heated: battery::SEEN_BY_CABINET,
                // once too early, between the two limits, and once in time
                pressed: second == BEGIN + 600 || second == BEGIN + 3_000,
                ..none
            },
            Self::BusFault => Trouble {
                bus_dead: (BEGIN..BEGIN + 10).contains(&second),
                ..none
            },
            Self::WeldedRelay(relay) => Trouble {
                welded: Some(relay.contact()),
                ..none
            },
            Self::TripStuck => Trouble {
                trip_stuck: true,
                ..none
            },
            // once after each short circuit
            Self::Desaturation => Trouble {
                pressed: second == 85 || second == 195,
                ..none
            },
            Self::Sag
            | Self::FrequencyDrift
            | Self::Islanding(_)
            | Self::EarthFault(..)
            | Self::LeakageStep(_) => none,
            Self::LeakageRepeats => Trouble {
                pressed: second == earth::PRESSED,
                ..none
            },
            Self::StuckRelay(relay) => Trouble {
                stuck: Some(relay.contact()),
                ..none
            },
            Self::BondStuck(bond) => {
                let contact = Some(contact::NEUTRAL_BOND);
                Trouble {
                    grid_dead: DEAD.contains(&second),
                    stuck: contact.filter(|_| bond == Bond::Open),
                    welded: contact.filter(|_| bond == Bond::Closed && second >= WELDS),
                    ..none
                }
            }
            _ => self.battery_trouble(second),
        }
    }
}

impl fmt::Display for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        match self {
            Self::WeldedRelay(relay) | Self::StuckRelay(relay) => {
                write!(f, " (contact {})", relay.contact())
            }
            Self::WeldedContactor(pole) => write!(f, " (contact {})", pole.contact()),
            Self::BondStuck(bond) => write!(f, " ({})", bond.name()),
            Self::Islanding(share) => write!(f, " (load of {} %)", share.percent()),
            Self::EarthFault(onset, place) => write!(f, " ({}, {})", onset.name(), place.name()),
            Self::LeakageStep(step) => write!(f, " ({} mA)", step.milliamps()),
            _ => Ok(()),
        }
    }
}
