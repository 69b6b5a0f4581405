extern crate std;

use super::*;
use hal_power::{
    Contacts, Current, Insulation, PathId, Ratio, Reading, ResidualCurrentProven, Resistance,
    TripProven, Voltage,
    check::{
        InsulationCheck, InsulationConfig, InsulationInputs, InsulationMeter, RelayConfig,
        RelayInputs, RelayPole, RelayProof, ResidualCurrentCheck, ResidualCurrentConfig,
        ResidualCurrentInputs, Step, TripConfig, TripInputs, TripProof,
    },
};
use std::vec::Vec;

const MS: Duration = Duration::from_millis(1);
const LIFE: Duration = Duration::from_secs(10);

/// Runs a trip's proof on stages that do as they should.
pub(crate) fn trip(now: Instant, path: &Path) -> TripProven {
    let mut check = TripProof::new(
        TripConfig::new(MS * 50, MS * 50)
            .with_hold(MS * 3)
            .with_life(LIFE),
    );
    check.start(now, path);
    let (mut now, mut tripped) = (now, false);
    for _ in 0..100 {
        now = now.saturating_add(MS);
        tripped = (tripped || check.force()) && !check.clear();
        let seen = |value| Ok(Reading::new(value, now));
        let inputs = TripInputs::new(seen(tripped), seen(true));
        if let Step::Done(proof) = check.step(now, path, inputs) {
            return proof;
        }
    }
    panic!("no proof of the trip");
}

/// Runs the self-test of a residual-current sensor that is as it should be.
pub(crate) fn residual(now: Instant, path: &Path) -> ResidualCurrentProven {
    let milliamps = Current::from_milliamps;
    let config = ResidualCurrentConfig::new(milliamps(30), milliamps(5), milliamps(10), MS * 50);
    let config = config.unwrap().with_settle_time(MS).with_interval(LIFE);
    let mut check = ResidualCurrentCheck::new(config);
    check.start(now, path);
    let mut now = now;
    for _ in 0..100 {
        now = now.saturating_add(MS);
        let current = if check.inject() { 30 } else { 0 };
        let seen = Ok(Reading::new(milliamps(current), now));
        if let Step::Done(proof) = check.step(now, path, ResidualCurrentInputs::new(seen)) {
            return proof;
        }
    }
    panic!("no proof of the sensor");
}

/// Permissives that all hold.
pub(crate) fn granted(now: Instant) -> ConnectInputs {
    let holds = Ok(Reading::new(true, now));
    ConnectInputs {
        grid: Ok(Reading::new(Duration::ZERO, now)),
        battery: holds,
        earth: holds,
        bond_open: holds,
        well: holds,
    }
}

fn insulation(now: Instant, path: &Path) -> InsulationProven {
    let limit = Resistance::from_kilohms(150);
    let meter = InsulationMeter::OwnSource;
    let config = InsulationConfig::new(limit, meter, Contacts::NONE, MS, MS * 15).unwrap();
    let config = config.with_agreement(2, Ratio::from_percent(5));
    let config = config.with_drift(Voltage::from_volts(5)).with_life(LIFE);
    let mut check = InsulationCheck::new(config);
    check.start(now, path);
    let mut now = now;
    for _ in 0..100 {
        now = now.saturating_add(MS);
        let inputs = InsulationInputs::new(
            Ok(Reading::new(
                Insulation::new(Resistance::from_kilohms(900)),
                now,
            )),
            Ok(Reading::new(Voltage::from_volts(400), now)),
            Ok(Reading::new(true, now)),
        );
        if let Step::Done(proof) = check.step(now, path, inputs) {
            return proof;
        }
    }
    panic!("no proof of the insulation");
}

/// Proves a pole of contacts 3 and 4 on `path`, at most half a second after `now`.
pub(crate) fn relays(now: Instant, path: &mut Path) -> RelaysProven {
    let pole = RelayPole { a: 3, b: 4 };
    let (least, isolation) = (Voltage::from_volts(100), Voltage::from_volts(30));
    let config = RelayConfig::new([pole], least, isolation, MS * 15).unwrap();
    let mut check = RelayProof::new(config.with_times(MS, MS).with_life(LIFE));
    check.start(now, path);
    let mut now = now;
    for _ in 0..500 {
        path.command(check.wants());
        now = now.saturating_add(MS);
        let volts = |volts| Ok(Reading::new(Voltage::from_volts(volts), now));
        let inputs = RelayInputs::with_reference(volts(230), [volts(0)]);
        match check.step(now, path, &inputs) {
            Step::Wait => {}
            Step::Done(proof) => return proof,
            Step::Failed(fault) => panic!("{fault:?}"),
        }
    }
    panic!("no proof of the relays");
}

struct Rig {
    check: ConnectCheck,
    grid: Path,
    bridge: Path,
    now: Instant,
}

impl Rig {
    /// Everything is proven, and nothing is known of the permissives.
    fn new() -> Self {
        let mut rig = Self {
            check: ConnectCheck::new(MS * 50),
            grid: Path::new(PathId(2), Contacts::first(8)),
            bridge: Path::new(PathId(3), Contacts::NONE),
            now: Instant::from_micros(1_000_000),
        };
        let now = rig.now;
        rig.check.put_relays(relays(now, &mut rig.grid));
        rig.check.put_insulation(insulation(now, &rig.grid));
        rig.check.put_bridge(BridgePermit::new(
            trip(now, &rig.bridge),
            residual(now, &rig.bridge),
        ));
        rig.now = now.saturating_add(MS * 1_000);
        rig
    }

    fn unmet(&self) -> Vec<Unmet> {
        let paths = ConnectPaths {
            grid: &self.grid,
            bridge: &self.bridge,
        };
        self.check.unmet(self.now, paths).collect()
    }

    fn permit(&mut self) -> Result<ConnectPermit, Unmet> {
        let paths = ConnectPaths {
            grid: &self.grid,
            bridge: &self.bridge,
        };
        self.check.permit(self.now, paths)
    }
}

const PROOFS: [Requirement; 4] = [
    Requirement::Relays,
    Requirement::Insulation,
    Requirement::Trip,
    Requirement::ResidualCurrent,
];

fn named(unmet: &[Unmet]) -> Vec<Requirement> {
    unmet.iter().map(|unmet| unmet.requirement).collect()
}

#[test]
fn nothing_is_met_before_anything_is_known() {
    let mut rig = Rig::new();
    rig.check = ConnectCheck::new(MS * 50);
    assert_eq!(named(&rig.unmet()), Requirement::ALL);
    assert_eq!(rig.permit().unwrap_err().requirement, Requirement::Relays);
}

#[test]
fn with_everything_met_the_permit_is_given_once() {
    let mut rig = Rig::new();
    assert_eq!(named(&rig.unmet()), Requirement::ALL[4..]);
    rig.check.step(granted(rig.now));
    assert_eq!(rig.unmet(), []);
    let permit = rig.permit().unwrap();
    assert_eq!(named(&rig.unmet()), PROOFS);
    assert!(permit.redeem(rig.now, &rig.grid).is_ok());
}

/// Every set of permissives, each holding, failing, stale or silent: what does not hold is unmet, and nothing else is.
#[test]
fn each_permissive_that_does_not_hold_is_named_and_no_other() {
    let mut rig = Rig::new();
    let now = rig.now;
    let stale = now.saturating_sub(MS * 51);
    let states: [Input<bool>; 4] = [
        Ok(Reading::new(true, now)),
        Ok(Reading::new(false, now)),
        Ok(Reading::new(true, stale)),
        Err(ErrorKind::Bus),
    ];
    let windows: [Input<Duration>; 4] = [
        Ok(Reading::new(Duration::ZERO, now)),
        Ok(Reading::new(MS * 7, now)),
        Ok(Reading::new(Duration::ZERO, stale)),
        Err(ErrorKind::Bus),
    ];
    for combination in 0..4_usize.pow(5) {
        let state = |place: u32| combination / 4_usize.pow(place) % 4;
        rig.check.step(ConnectInputs {
            grid: windows[state(0)],
            battery: states[state(1)],
            earth: states[state(2)],
            bond_open: states[state(3)],
            well: states[state(4)],
        });
        let expected: Vec<Unmet> = (0..5)
            .zip(&Requirement::ALL[4..])
            .filter(|(place, _)| state(*place) != 0)
            .map(|(place, requirement)| Unmet {
                requirement: *requirement,
                remaining: (place == 0 && state(0) == 1).then_some(MS * 7),
            })
            .collect();
        assert_eq!(rig.unmet(), expected, "{combination:#x}");
        match rig.permit() {
            Ok(_) => assert_eq!(combination, 0),
            Err(unmet) => assert_eq!(Some(&unmet), expected.first()),
        }
        if combination == 0 {
            rig = Rig::new();
        }
    }
}

#[test]
fn a_contact_that_moves_takes_relays_and_insulation_away() {
    let mut rig = Rig::new();
    rig.check.step(granted(rig.now));
    rig.grid.command(Contacts::only(4));
    assert_eq!(named(&rig.unmet()), PROOFS[..2]);
    assert!(rig.permit().is_err());
}

#[test]
fn a_stage_that_resets_takes_its_proofs_away() {
    let mut rig = Rig::new();
    rig.check.step(granted(rig.now));
    rig.bridge.void();
    assert_eq!(named(&rig.unmet()), PROOFS[2..]);
}

#[test]
fn what_was_proven_too_long_ago_has_to_be_proven_again() {
    let mut rig = Rig::new();
    rig.now = rig.now.saturating_add(LIFE);
    rig.check.step(granted(rig.now));
    assert_eq!(named(&rig.unmet()), PROOFS);
    rig.check.put_relays(relays(rig.now, &mut rig.grid));
    rig.check.put_insulation(insulation(rig.now, &rig.grid));
    rig.now = rig.now.saturating_add(MS * 600);
    rig.check.step(granted(rig.now));
    assert_eq!(named(&rig.unmet()), PROOFS[2..]);
}

#[test]
fn the_permit_is_void_once_a_contact_has_moved() {
    let mut rig = Rig::new();
    rig.check.step(granted(rig.now));
    let permit = rig.permit().unwrap();
    rig.grid.command(Contacts::only(4));
    assert_eq!(permit.redeem(rig.now, &rig.grid).err(), Some(Refused::Void));
}
