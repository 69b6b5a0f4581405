use super::*;
use crate::{
    Contacts, PathId, Ratio, Refused,
    check::{
        ConfigError,
        explore::{Letter, Seen, explore},
    },
};

const MS: Duration = Duration::from_millis(1);
/// Contact that joins the string to the net, and the bond that earths it.
const SWITCH: u32 = 0;
const BOND: u32 = 1;

fn config() -> InsulationConfig {
    InsulationConfig::new(
        Resistance::from_kilohms(200),
        InsulationMeter::OwnSource,
        Contacts::only(BOND),
        MS * 500,
        MS * 5,
    )
    .unwrap()
    .with_agreement(3, Ratio::from_percent(10))
    .with_drift(Voltage::from_volts(5))
    .with_meter_age(MS * 300)
    .with_life(MS * 100)
}

fn path() -> Path {
    let mut path = Path::new(PathId(1), Contacts::first(2));
    path.command(Contacts::only(SWITCH));
    path
}

/// A net whose meter answers each 200 ms, stamped with the begin of its measurement. Unsettled Y-capacitors read low.
struct Rig {
    check: InsulationCheck,
    path: Path,
    now: Instant,
    kilohms: f64,
    position: Option<Ratio>,
    time_constant_ms: f64,
    volts: i32,
    volts_per_second: i32,
    alone: bool,
    move_at_ms: Option<u32>,
    frozen: bool,
}

impl Rig {
    fn new(config: InsulationConfig) -> Self {
        Self {
            check: InsulationCheck::new(config),
            path: path(),
            now: Instant::from_micros(1_000_000),
            kilohms: 2_000.0,
            position: None,
            time_constant_ms: 100.0,
            volts: 400,
            volts_per_second: 0,
            alone: true,
            move_at_ms: None,
            frozen: false,
        }
    }

    fn run(&mut self) -> Result<InsulationProven, InsulationFault> {
        self.check.start(self.now, &self.path);
        let mut insulation = Err(ErrorKind::NotReady);
        for ms in 1..10_000_u32 {
            assert!(self.check.meter());
            self.now = self.now.saturating_add(MS);
            if ms % 200 == 0 && !(self.frozen && ms > 700) {
                let settled = 1.0 - (-f64::from(ms) / self.time_constant_ms).exp();
                #[allow(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "a plant in f64, far inside the range"
                )]
                let total = Resistance::from_ohms((self.kilohms * settled * 1e3) as u64);
                let value = Insulation {
                    total,
                    position: self.position,
                };
                insulation = Ok(Reading::taken(value, self.now, MS * 200));
            }
            if self.move_at_ms == Some(ms) {
                self.path.void();
            }
            let drifted = self.volts_per_second * i32::try_from(ms).unwrap();
            let inputs = InsulationInputs::new(
                insulation,
                Ok(Reading::new(
                    Voltage::from_millivolts(self.volts * 1_000 + drifted),
                    self.now,
                )),
                Ok(Reading::new(self.alone, self.now)),
            );
            match self.check.step(self.now, &self.path, inputs) {
                Step::Wait => {}
                Step::Done(proof) => return Ok(proof),
                Step::Failed(fault) => return Err(fault),
            }
        }
        panic!("neither done nor failed");
    }
}

fn doubt(doubt: InsulationDoubt) -> InsulationFault {
    InsulationFault::Inconclusive(doubt)
}

#[test]
fn measures_and_proves() {
    let mut rig = Rig::new(config());
    let proof = rig.run().unwrap();
    // 500 ms to settle; the reading from 600 ms arrives at 800, the next two from after 800 and 1200
    assert_eq!(
        proof.proven_at(),
        Instant::from_micros(1_000_000).saturating_add(MS * 1_600)
    );
    assert!(!rig.check.meter());
    assert_eq!(proof.redeem(rig.now, &rig.path), Ok(()));
}

#[test]
fn a_proof_is_refused_late_elsewhere_and_after_a_move() {
    let mut rig = Rig::new(config());
    let late = rig.run().unwrap();
    let elsewhere = rig.run().unwrap();
    let moved = rig.run().unwrap();
    assert_eq!(
        late.redeem(rig.now.saturating_add(MS * 101), &rig.path),
        Err(Refused::Stale)
    );
    assert_eq!(
        elsewhere.redeem(rig.now, &Path::new(PathId(2), Contacts::NONE)),
        Err(Refused::OtherPath)
    );
    rig.path.command(Contacts::only(SWITCH).with(BOND, true));
    assert_eq!(moved.redeem(rig.now, &rig.path), Err(Refused::Void));
}

#[test]
fn a_fault_carries_its_total_and_its_place() {
    let mut rig = Rig::new(config());
    rig.kilohms = 150.0;
    rig.position = Some(Ratio::from_percent(40));
    let InsulationFault::Low(found) = rig.run().unwrap_err() else {
        panic!("not low");
    };
    assert!(found.total.abs_diff(Resistance::from_kilohms(150)) < Resistance::from_kilohms(1));
    assert_eq!(found.position, Some(Ratio::from_percent(40)));
}

#[test]
fn the_worst_of_readings_that_agree_counts() {
    for (order, worst) in [([201, 195, 202], 195), ([195, 201, 202], 195)] {
        let mut check = InsulationCheck::new(config());
        let path = path();
        let mut now = Instant::from_micros(1_000_000);
        check.start(now, &path);
        now = now.saturating_add(MS * 500);
        let mut last = None;
        for kilohms in [1].into_iter().chain(order) {
            let inputs = InsulationInputs::new(
                Ok(Reading::new(
                    Insulation::new(Resistance::from_kilohms(kilohms)),
                    now,
                )),
                Ok(Reading::new(Voltage::from_volts(400), now)),
                Ok(Reading::new(true, now)),
            );
            last = Some(check.step(now, &path, inputs));
            now = now.saturating_add(MS);
        }
        let low = Insulation::new(Resistance::from_kilohms(worst));
        assert!(
            matches!(last, Some(Step::Failed(InsulationFault::Low(found))) if found == low),
            "{last:?}"
        );
    }
}

#[test]
fn capacitors_that_have_not_settled_give_no_verdict() {
    let mut rig = Rig::new(config());
    rig.time_constant_ms = 3_000.0;
    assert_eq!(rig.run().unwrap_err(), doubt(InsulationDoubt::Unsettled));
}

#[test]
fn a_voltage_that_drifts_gives_no_verdict() {
    let mut rig = Rig::new(config());
    rig.volts_per_second = -20;
    assert_eq!(rig.run().unwrap_err(), doubt(InsulationDoubt::Drift));
    rig.volts_per_second = -2;
    assert!(rig.run().is_ok());
}

#[test]
fn a_dead_net_is_seen_only_by_a_meter_with_its_own_source() {
    let mut rig = Rig::new(config());
    rig.volts = 0;
    assert!(rig.run().is_ok());
    let mut needy = config();
    needy.meter = InsulationMeter::NetVoltage {
        minimum: Voltage::from_volts(100),
    };
    let mut rig = Rig::new(needy);
    assert!(rig.run().is_ok());
    rig.volts = 99;
    assert_eq!(rig.run().unwrap_err(), doubt(InsulationDoubt::NoVoltage));
}

#[test]
fn an_earthed_net_and_a_second_meter_are_refused() {
    let mut rig = Rig::new(config());
    rig.path.command(Contacts::only(BOND));
    assert_eq!(rig.run().unwrap_err(), InsulationFault::Earthed);
    let mut rig = Rig::new(config());
    rig.path = Path::new(PathId(1), Contacts::only(SWITCH));
    assert_eq!(rig.run().unwrap_err(), InsulationFault::NotWatched);
    let mut rig = Rig::new(config());
    rig.alone = false;
    assert_eq!(rig.run().unwrap_err(), InsulationFault::OtherMeter);
}

#[test]
fn a_move_in_the_middle_ends_it() {
    for ms in [100, 900, 1_599] {
        let mut rig = Rig::new(config());
        rig.move_at_ms = Some(ms);
        assert_eq!(rig.run().unwrap_err(), InsulationFault::Moved, "{ms}");
    }
}

#[test]
fn a_meter_that_stops_answering_times_out() {
    let mut rig = Rig::new(config());
    rig.frozen = true;
    assert_eq!(rig.run().unwrap_err(), doubt(InsulationDoubt::Timeout));
}

#[test]
fn no_limit_is_no_configuration() {
    let none = InsulationConfig::new(
        Resistance::ZERO,
        InsulationMeter::OwnSource,
        Contacts::NONE,
        MS,
        MS,
    );
    assert_eq!(none.unwrap_err(), ConfigError::NoLimit);
    let dead = InsulationMeter::NetVoltage {
        minimum: Voltage::ZERO,
    };
    let none = InsulationConfig::new(Resistance::from_ohms(1), dead, Contacts::NONE, MS, MS);
    assert_eq!(none.unwrap_err(), ConfigError::NoLimit);
}

#[test]
fn never_proves_without_all_inputs_right() {
    let config = InsulationConfig::new(
        Resistance::from_kilohms(200),
        InsulationMeter::NetVoltage {
            minimum: Voltage::from_volts(100),
        },
        Contacts::only(BOND),
        Duration::ZERO,
        MS * 5,
    )
    .unwrap();
    let path = path();
    let mut check = InsulationCheck::new(config);
    let now = Instant::from_micros(1_000_000);
    check.start(now, &path);
    let mut seen = Seen::default();
    explore(
        &check,
        now,
        MS,
        5,
        &|check: &mut InsulationCheck, now, [insulation, voltage, alone]: [Letter; 3]| {
            let ohms = |kilohms| Insulation::new(Resistance::from_kilohms(kilohms));
            let inputs = InsulationInputs::new(
                insulation.input(now, ohms(300), ohms(100)),
                voltage.input(now, Voltage::from_volts(400), Voltage::ZERO),
                alone.input(now, true, false),
            );
            check.step(now, &path, inputs)
        },
        &mut seen,
    );
    assert!(seen.proofs > 0 && seen.steps > 1_000, "{seen:?}");
}
