//! The command line.

use all_in_one_firmware::hal_inverter::Profile;
use all_in_one_house::{
    Bond, BusLayout, MeterPart, Monitor, Onset, Place, Plan, Pole, Relay, RelayDriver, Scenario,
    Share, Step,
};
use clap::{Parser, error::ErrorKind};
use std::path::PathBuf;

/// Longest run in hours: a year.
const LONGEST: f64 = 8_760.0;

/// Runs the reference firmware of an all-in-one energy store on a simulated board, in virtual time.
#[derive(Debug, Parser)]
#[command(name = "all-in-one", version)]
struct Cli {
    /// Model of the family.
    #[arg(long, default_value = "HS2-5K-S2", value_parser = model)]
    model: &'static Profile,
    /// What happens: day, grid-loss, hot-battery, bus-fault, welded-relay, stuck-relay, trip-stuck, desaturation, sag,
    /// frequency-drift, islanding, overcharge, cell-imbalance, open-wire, hot-cell, precharge-open, precharge-short,
    /// welded-contactor, link-lost, bond-stuck, earth-fault, leakage-step or leakage-repeats.
    #[arg(long, default_value = "day", value_parser = scenario)]
    scenario: Scenario,
    /// Grid relay that is welded or sticks: 1 and 2 in the line, 3 and 4 in the neutral, the odd ones at the grid. Contactor that
    /// is welded: 1 positive, 2 negative.
    #[arg(long, value_parser = clap::value_parser!(u8).range(1..=4))]
    contact: Option<u8>,
    /// Share, in percent, of what the store delivers that an island's load takes: 100, 66 or 33.
    #[arg(long, value_parser = share)]
    load: Option<Share>,
    /// Where the neutral bond of the backup output stays: open or closed.
    #[arg(long, value_parser = bond)]
    bond: Option<Bond>,
    /// How the insulation fails: slow or sudden.
    #[arg(long, value_parser = onset)]
    fault: Option<Onset>,
    /// Where it does: negative, positive or middle, of the string.
    #[arg(long, value_parser = place)]
    place: Option<Place>,
    /// Size of a step of residual current in mA: 30, 60 or 150.
    #[arg(long, value_parser = step)]
    step: Option<Step>,
    /// What drives the relays: drv8860, max4820 or pins.
    #[arg(long, default_value = "drv8860", value_parser = relays)]
    relays: RelayDriver,
    /// How the sensors are wired: separate-buses, or shared-bus.
    #[arg(long, default_value = "separate-buses", value_parser = layout)]
    board: BusLayout,
    /// What watches over the battery's cells: bq769x2 or ades183x.
    #[arg(long, default_value = "ades183x", value_parser = monitor)]
    battery: Monitor,
    /// What meters at the point of supply: ade7953, atm90e26 or sdm120.
    #[arg(long, default_value = "ade7953", value_parser = meter)]
    meter: MeterPart,
    /// Modules of the battery, 32 cells and 102.4 V each: 1 to 5.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=5))]
    modules: u8,
    /// Seed of weather and loads.
    #[arg(long, default_value_t = 1, allow_negative_numbers = true)]
    seed: u64,
    /// Hours to simulate; unless told, as many as the scenario takes.
    #[arg(long, value_parser = hours, allow_negative_numbers = true)]
    hours: Option<f64>,
    /// Directory for events.log, summary.txt and bus.vcd.
    #[arg(long, default_value = "out")]
    out: PathBuf,
}

/// What to do.
#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) model: &'static Profile,
    pub(crate) scenario: Scenario,
    pub(crate) relays: RelayDriver,
    pub(crate) layout: BusLayout,
    pub(crate) monitor: Monitor,
    pub(crate) meter: MeterPart,
    pub(crate) modules: usize,
    pub(crate) seed: u64,
    pub(crate) hours: f64,
    pub(crate) out: PathBuf,
}

impl Options {
    /// What the house is to run.
    pub(crate) fn plan(&self) -> Plan {
        Plan {
            model: self.model,
            scenario: self.scenario,
            relays: self.relays,
            layout: self.layout,
            monitor: self.monitor,
            meter: self.meter,
            modules: self.modules,
            seed: self.seed,
            seconds: Plan::seconds_in(self.hours),
            recorded: true,
        }
    }
}

/// Why there is nothing to do.
#[derive(Debug)]
pub(crate) enum Stop {
    /// Help or version was asked for.
    Told(String),
    /// One line about what is wrong.
    Wrong(String),
}

/// Reads the command line, whose first word is the program.
pub(crate) fn parse(words: impl Iterator<Item = std::ffi::OsString>) -> Result<Options, Stop> {
    let cli = Cli::try_parse_from(words).map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Stop::Told(error.to_string()),
        _ => Stop::Wrong(first_paragraph(&error.to_string())),
    })?;
    let scenario = with_load(with_contact(cli.scenario, cli.contact)?, cli.load)?;
    let scenario = with_bond(scenario, cli.bond)?;
    let scenario = with_step(with_fault(scenario, cli.fault, cli.place)?, cli.step)?;
    let hours = cli.hours.unwrap_or(scenario.hours());
    let least = scenario.least_hours();
    if hours < least {
        return Err(Stop::Wrong(format!(
            "error: --hours {hours}: the end of {scenario} is not to be seen before {least}"
        )));
    }
    Ok(Options {
        model: cli.model,
        scenario,
        relays: cli.relays,
        layout: cli.board,
        monitor: cli.battery,
        meter: cli.meter,
        modules: cli.modules.into(),
        seed: cli.seed,
        hours,
        out: cli.out,
    })
}

/// The scenario with the relay that was asked for, the first unless told.
fn with_contact(scenario: Scenario, contact: Option<u8>) -> Result<Scenario, Stop> {
    let index = contact.and_then(|number| usize::from(number).checked_sub(1));
    let relay = index.and_then(|index| Relay::ALL.get(index));
    let pole = index.and_then(|index| Pole::ALL.get(index));
    if let (Scenario::WeldedContactor(_), Some(number)) = (scenario, contact) {
        let wrong = || {
            Stop::Wrong(format!(
                "error: --contact {number}: the contactors are 1 and 2"
            ))
        };
        return Ok(Scenario::WeldedContactor(*pole.ok_or_else(wrong)?));
    }
    match (scenario, relay) {
        (Scenario::WeldedRelay(_), Some(relay)) => Ok(Scenario::WeldedRelay(*relay)),
        (Scenario::StuckRelay(_), Some(relay)) => Ok(Scenario::StuckRelay(*relay)),
        (_, None) => Ok(scenario),
        (_, Some(_)) => Err(Stop::Wrong(format!(
            "error: --contact: no relay is broken in {scenario}"
        ))),
    }
}

/// The island with the load that was asked for, all of it unless told.
fn with_load(scenario: Scenario, load: Option<Share>) -> Result<Scenario, Stop> {
    match (scenario, load) {
        (Scenario::Islanding(_), Some(share)) => Ok(Scenario::Islanding(share)),
        (_, None) => Ok(scenario),
        (_, Some(_)) => Err(Stop::Wrong(format!(
            "error: --load: nothing is islanded in {scenario}"
        ))),
    }
}

/// The bond that stays where it was asked for, open unless told.
fn with_bond(scenario: Scenario, bond: Option<Bond>) -> Result<Scenario, Stop> {
    match (scenario, bond) {
        (Scenario::BondStuck(_), Some(bond)) => Ok(Scenario::BondStuck(bond)),
        (_, None) => Ok(scenario),
        (_, Some(_)) => Err(Stop::Wrong(format!(
            "error: --bond: no bond is stuck in {scenario}"
        ))),
    }
}

/// The earth fault that was asked for, a slow one at the negative pole unless told.
fn with_fault(
    scenario: Scenario,
    fault: Option<Onset>,
    place: Option<Place>,
) -> Result<Scenario, Stop> {
    let told = match (fault, place) {
        (None, None) => return Ok(scenario),
        (Some(_), _) => "--fault",
        (None, Some(_)) => "--place",
    };
    match scenario {
        Scenario::EarthFault(onset, at) => Ok(Scenario::EarthFault(
            fault.unwrap_or(onset),
            place.unwrap_or(at),
        )),
        _ => Err(Stop::Wrong(format!(
            "error: {told}: no insulation fails in {scenario}"
        ))),
    }
}

/// The step that was asked for, the smallest unless told.
fn with_step(scenario: Scenario, step: Option<Step>) -> Result<Scenario, Stop> {
    match (scenario, step) {
        (Scenario::LeakageStep(_), Some(step)) => Ok(Scenario::LeakageStep(step)),
        (_, None) => Ok(scenario),
        (_, Some(_)) => Err(Stop::Wrong(format!(
            "error: --step: nothing steps in {scenario}"
        ))),
    }
}

fn onset(name: &str) -> Result<Onset, String> {
    named(name, "faults", &Onset::ALL, Onset::name)
}

fn place(name: &str) -> Result<Place, String> {
    named(name, "places", &Place::ALL, Place::name)
}

fn step(milliamps: &str) -> Result<Step, String> {
    let found = Step::ALL
        .into_iter()
        .find(|step| step.milliamps().to_string() == milliamps);
    found.ok_or_else(|| "the steps are 30, 60 and 150".to_owned())
}

fn share(percent: &str) -> Result<Share, String> {
    let found = Share::ALL
        .into_iter()
        .find(|share| share.percent().to_string() == percent);
    found.ok_or_else(|| "the loads are 100, 66 and 33".to_owned())
}

/// What is wrong, without usage and hints, on one line.
fn first_paragraph(text: &str) -> String {
    let lines = text.lines().take_while(|line| !line.is_empty());
    lines.map(str::trim).collect::<Vec<_>>().join(" ")
}

fn model(name: &str) -> Result<&'static Profile, String> {
    Profile::named(name).ok_or_else(|| {
        let names: Vec<_> = Profile::ALL.iter().map(|profile| profile.name).collect();
        format!("the models are {}", names.join(", "))
    })
}

fn scenario(name: &str) -> Result<Scenario, String> {
    let found = Scenario::ALL.into_iter().find(|each| each.name() == name);
    found.ok_or_else(|| {
        let mut names = Scenario::ALL.map(Scenario::name).to_vec();
        names.dedup();
        format!("the scenarios are {}", names.join(", "))
    })
}

fn bond(name: &str) -> Result<Bond, String> {
    named(name, "places", &Bond::ALL, Bond::name)
}

fn relays(name: &str) -> Result<RelayDriver, String> {
    named(name, "drivers", &RelayDriver::ALL, RelayDriver::name)
}

fn monitor(name: &str) -> Result<Monitor, String> {
    named(name, "monitors", &Monitor::ALL, Monitor::name)
}

fn meter(name: &str) -> Result<MeterPart, String> {
    named(name, "meters", &MeterPart::ALL, MeterPart::name)
}

fn layout(name: &str) -> Result<BusLayout, String> {
    named(name, "boards", &BusLayout::ALL, BusLayout::name)
}

/// The one of `all` that has the name.
fn named<T: Copy>(
    name: &str,
    what: &str,
    all: &[T],
    name_of: fn(T) -> &'static str,
) -> Result<T, String> {
    let found = all.iter().find(|each| name_of(**each) == name);
    found.copied().ok_or_else(|| {
        let names: Vec<_> = all.iter().map(|each| name_of(*each)).collect();
        format!("the {what} are {}", names.join(", "))
    })
}

fn hours(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(hours) if hours > 0.0 && hours <= LONGEST => Ok(hours),
        _ => Err(format!("a number above 0 and up to {LONGEST} is needed")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Result<Options, Stop> {
        parse(text.split_whitespace().map(Into::into))
    }

    #[test]
    fn without_words_it_is_a_day_of_the_5_kw_hybrid() {
        let options = words("all-in-one").unwrap();
        assert_eq!(options.model.name, "HS2-5K-S2");
        assert_eq!((options.scenario, options.seed), (Scenario::Day, 1));
        assert_eq!(options.plan().seconds, 86_400);
    }

    #[test]
    fn whatever_is_wrong_is_one_line_that_names_it() {
        for (text, named) in [
            ("all-in-one --model HS3", "HS2-5K-S2"),
            ("all-in-one --scenario night", "hot-battery"),
            ("all-in-one --seed -1", "--seed"),
            ("all-in-one --seed 1.5", "1.5"),
            ("all-in-one --hours 0", "--hours"),
            ("all-in-one --hours NaN", "NaN"),
            ("all-in-one --hours 1e9", "8760"),
            ("all-in-one --hours 0.2 --scenario grid-loss", "grid-loss"),
            ("all-in-one --contact 1", "--contact"),
            ("all-in-one --scenario welded-relay --contact 5", "5"),
            ("all-in-one --scenario welded-relay --contact 0", "0"),
            ("all-in-one --scenario stuck-relay --contact 5", "5"),
            ("all-in-one --scenario welded-contactor --contact 3", "3"),
            ("all-in-one --modules 6", "6"),
            ("all-in-one --modules 0", "0"),
            ("all-in-one --scenario day --contact 2", "day"),
            ("all-in-one --scenario islanding --load 50", "66"),
            ("all-in-one --scenario sag --load 33", "sag"),
            ("all-in-one --scenario day --bond open", "day"),
            ("all-in-one --scenario bond-stuck --bond ajar", "closed"),
            ("all-in-one --scenario earth-fault --fault lazy", "sudden"),
            ("all-in-one --scenario earth-fault --place roof", "middle"),
            ("all-in-one --scenario leakage-step --step 40", "150"),
            ("all-in-one --fault slow", "--fault"),
            ("all-in-one --scenario sag --place middle", "--place"),
            ("all-in-one --scenario leakage-repeats --step 30", "--step"),
            ("all-in-one --relays valves", "max4820"),
            ("all-in-one --board kitchen", "shared-bus"),
            ("all-in-one --meter ferraris", "atm90e26"),
            ("all-in-one --days 1", "--days"),
            ("all-in-one out", "out"),
        ] {
            match words(text) {
                Err(Stop::Wrong(line)) => {
                    assert!(line.contains(named), "{text}: {line}");
                    assert!(
                        line.starts_with("error: ") && !line.contains('\n'),
                        "{line}"
                    );
                }
                other => panic!("{text}: {other:?}"),
            }
        }
    }
}
