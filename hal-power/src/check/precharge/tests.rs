#![allow(
    clippy::cast_possible_truncation,
    reason = "a plant in f64, far inside the range"
)]

mod heat;

use super::*;
use crate::{
    Contacts, Current, ErrorKind, PathId, Power, Reading, Refused, Resistance,
    check::explore::{Letter, Seen, explore},
};
use core::time::Duration;

const MS: Duration = Duration::from_millis(1);
const TAU: Duration = Duration::from_millis(40);

/// 50 Ω into 800 µF, 1 V and 20 mA of noise.
fn config() -> PrechargeConfig {
    PrechargeConfig::new(
        Resistance::from_ohms(50),
        TAU,
        Voltage::from_volts(85),
        MS * 5,
    )
    .with_noise(Voltage::from_volts(1), Current::from_milliamps(20))
    .with_settle_time(MS * 20)
}

fn path() -> Path {
    Path::new(PathId(1), Contacts::first(3))
}

/// A battery, a link and what stands between them, stepped each millisecond.
struct Rig {
    check: Precharge,
    path: Path,
    now: Instant,
    battery: f64,
    link: f64,
    resistor: f64,
    load: f64,
    welded: PrechargeContacts,
    shorted: bool,
}

impl Rig {
    fn new(config: PrechargeConfig) -> Self {
        Self {
            check: Precharge::new(config, Energy::ZERO),
            path: path(),
            now: Instant::from_micros(1_000_000),
            battery: 400.0,
            link: 0.0,
            resistor: 50.0,
            load: 0.0,
            welded: PrechargeContacts::default(),
            shorted: false,
        }
    }

    fn run(&mut self) -> Result<(Precharged, Duration), PrechargeFault> {
        let begin = self.now;
        self.check.start(self.now, &self.path);
        for _ in 0..5_000 {
            let wanted = self.check.contacts();
            let conducts = (wanted.precharge || self.welded.precharge)
                && (wanted.other_pole || self.welded.other_pole);
            let current = if conducts {
                (self.battery - self.link) / self.resistor
            } else {
                0.0
            };
            self.link += (current - self.load) * 0.001 / 800e-6;
            self.link = if self.shorted {
                0.0
            } else {
                self.link.max(0.0)
            };
            self.now = self.now.saturating_add(MS);
            let inputs = PrechargeInputs::new(
                Ok(Reading::new(volts(self.battery), self.now)),
                Ok(Reading::new(volts(self.link), self.now)),
                Ok(Reading::new(
                    Current::from_microamps((current * 1e6) as i32),
                    self.now,
                )),
            );
            match self.check.step(self.now, &self.path, inputs) {
                Step::Wait => {}
                Step::Done(proof) => return Ok((proof, self.now.saturating_since(begin))),
                Step::Failed(fault) => return Err(fault),
            }
        }
        panic!("neither done nor failed");
    }
}

fn volts(volts: f64) -> Voltage {
    Voltage::from_microvolts((volts * 1e6) as i32)
}

#[test]
fn charges_and_proves() {
    let mut rig = Rig::new(config());
    let (proof, took) = rig.run().unwrap();
    // four settle times, then ln(400) time constants to within 1 V: 240 ms
    assert!((MS * 310..MS * 330).contains(&took), "{took:?}");
    assert_eq!(proof.redeem(rig.now, &rig.path), Ok(()));
    // V² · C / 2 = 64 J
    assert!(
        (60_000..68_000).contains(&rig.check.heat().as_millijoules()),
        "{}",
        rig.check.heat()
    );
    assert!(rig.check.contacts().precharge && rig.check.contacts().other_pole);
    rig.check.release();
    assert_eq!(rig.check.contacts(), PrechargeContacts::default());
}

#[test]
fn nothing_against_nothing_proves_nothing() {
    let mut rig = Rig::new(config());
    rig.battery = 0.0;
    assert_eq!(rig.run().unwrap_err(), PrechargeFault::BatteryLow);
    let careless = PrechargeConfig::new(Resistance::from_ohms(50), TAU, Voltage::ZERO, MS * 5);
    let mut rig = Rig::new(careless);
    rig.battery = 0.0;
    assert_eq!(rig.run().unwrap_err(), PrechargeFault::BatteryLow);
}

#[test]
fn an_auxiliary_load_is_explained_only_when_configured() {
    let mut rig = Rig::new(config());
    rig.load = 0.1;
    assert_eq!(rig.run().unwrap_err(), PrechargeFault::Timeout);
    let mut rig = Rig::new(config().with_auxiliary_load(Current::from_milliamps(120)));
    rig.load = 0.1;
    assert!(rig.run().is_ok());
}

#[test]
fn an_open_resistor_aborts_by_one_time_constant() {
    let mut rig = Rig::new(config());
    rig.resistor = 1e9;
    let begin = rig.now;
    assert_eq!(rig.run().unwrap_err(), PrechargeFault::Open);
    assert!(rig.now.saturating_since(begin) <= MS * 86 + TAU);
    assert_eq!(rig.check.contacts(), PrechargeContacts::default());
}

#[test]
fn a_shorted_link_aborts_by_one_time_constant() {
    let mut rig = Rig::new(config());
    rig.shorted = true;
    assert_eq!(rig.run().unwrap_err(), PrechargeFault::Short);
}

#[test]
fn a_shorted_resistor_aborts_at_once() {
    let mut rig = Rig::new(config());
    rig.resistor = 1.0;
    let begin = rig.now;
    assert_eq!(rig.run().unwrap_err(), PrechargeFault::ExcessCurrent);
    assert!(rig.now.saturating_since(begin) <= MS * 88);
}

#[test]
fn a_rise_on_one_contact_names_the_welded_partner() {
    let mut rig = Rig::new(config());
    rig.welded.other_pole = true;
    assert_eq!(rig.run().unwrap_err(), PrechargeFault::OtherPoleWelded);
    let mut rig = Rig::new(config());
    rig.welded.precharge = true;
    assert_eq!(rig.run().unwrap_err(), PrechargeFault::PrechargePoleWelded);
}

#[test]
fn residual_voltage_is_not_a_weld() {
    let mut rig = Rig::new(config());
    rig.link = 380.0;
    assert!(rig.run().is_ok());
}

#[test]
fn a_charge_that_nobody_saw_is_excess_current() {
    let mut check = Precharge::new(config(), Energy::ZERO);
    let (mut now, path) = (Instant::from_micros(1_000_000), path());
    check.start(now, &path);
    let result = loop {
        now = now.saturating_add(MS);
        let contacts = check.contacts();
        let both = contacts.precharge && contacts.other_pole;
        let link = if both { Letter::Right } else { Letter::Wrong };
        match check.step(
            now,
            &path,
            inputs(now, [Letter::Right, link, Letter::Right]),
        ) {
            Step::Wait => {}
            Step::Done(_) => panic!("proven"),
            Step::Failed(fault) => break fault,
        }
    };
    assert_eq!(result, PrechargeFault::ExcessCurrent);
}

#[test]
fn a_current_on_no_contact_at_all_is_excess_current() {
    let mut check = Precharge::new(config(), Energy::ZERO);
    let (begin, path) = (Instant::from_micros(1_000_000), path());
    check.start(begin, &path);
    let found = (1..30).find_map(|ms| {
        let now = begin.saturating_add(MS * ms);
        let given = PrechargeInputs {
            current: Ok(Reading::new(Current::from_amps(1), now)),
            ..inputs(now, [Letter::Right; 3])
        };
        match check.step(now, &path, given) {
            Step::Failed(fault) => Some((fault, ms)),
            _ => None,
        }
    });
    // not before what was closed has had its time to open
    assert_eq!(found, Some((PrechargeFault::ExcessCurrent, 20)));
}

#[test]
fn a_current_on_one_contact_names_the_welded_partner_too() {
    for (from_ms, fault) in [
        (25, PrechargeFault::OtherPoleWelded),
        (65, PrechargeFault::PrechargePoleWelded),
    ] {
        let mut check = Precharge::new(config(), Energy::ZERO);
        let (begin, path) = (Instant::from_micros(1_000_000), path());
        check.start(begin, &path);
        let found = (1..100).find_map(|ms| {
            let now = begin.saturating_add(MS * ms);
            let amps = if ms >= from_ms { 4_000 } else { 0 };
            let given = PrechargeInputs {
                link: Ok(Reading::new(Voltage::ZERO, now)),
                current: Ok(Reading::new(Current::from_amps(amps), now)),
                ..inputs(now, [Letter::Right; 3])
            };
            match check.step(now, &path, given) {
                Step::Failed(fault) => Some(fault),
                _ => None,
            }
        });
        assert_eq!(found, Some(fault));
    }
}

#[test]
fn a_failed_or_stale_sensor_ends_the_try() {
    for (letter, cause) in [
        (Letter::Error, Unusable::Sensor(ErrorKind::Bus)),
        (Letter::Stale, Unusable::Stale),
    ] {
        let mut check = Precharge::new(config(), Energy::ZERO);
        let now = Instant::from_micros(1_000_000);
        check.start(now, &path());
        let step = check.step(
            now,
            &path(),
            inputs(now, [Letter::Right, letter, Letter::Right]),
        );
        assert!(
            matches!(step, Step::Failed(PrechargeFault::Input(found)) if found == cause),
            "{step:?}"
        );
    }
}

#[test]
fn another_path_is_refused() {
    let mut check = Precharge::new(config(), Energy::ZERO);
    let now = Instant::from_micros(1_000_000);
    check.start(now, &path());
    let other = Path::new(PathId(2), Contacts::NONE);
    let step = check.step(now, &other, inputs(now, [Letter::Right; 3]));
    assert!(matches!(step, Step::Failed(PrechargeFault::OtherPath)));
}

#[test]
fn a_proof_is_made_once_and_void_after_a_move() {
    let mut rig = Rig::new(config());
    let (proof, _) = rig.run().unwrap();
    let now = rig.now;
    let step = rig
        .check
        .step(now, &rig.path, inputs(now, [Letter::Right; 3]));
    assert!(matches!(step, Step::Wait));
    rig.path.command(Contacts::only(2));
    assert_eq!(proof.redeem(now, &rig.path), Err(Refused::Void));
}

#[test]
fn readings_from_before_a_move_do_not_count() {
    let mut check = Precharge::new(config().with_settle_time(MS), Energy::ZERO);
    let mut path = path();
    let mut now = Instant::from_micros(1_000_000);
    check.start(now, &path);
    while !(check.contacts().precharge && check.contacts().other_pole) {
        now = now.saturating_add(MS);
        let step = check.step(now, &path, inputs(now, [Letter::Right; 3]));
        assert!(matches!(step, Step::Wait), "{step:?}");
    }
    now = now.saturating_add(MS);
    let before = inputs(now, [Letter::Right; 3]);
    path.void();
    assert!(matches!(check.step(now, &path, before), Step::Wait));
    now = now.saturating_add(MS);
    assert!(matches!(check.step(now, &path, before), Step::Wait));
    let after = inputs(now, [Letter::Right; 3]);
    assert!(matches!(check.step(now, &path, after), Step::Done(_)));
}

/// Right: 400 V on both sides and no current. Wrong: no battery, an empty link, 5 A.
fn inputs(now: Instant, [battery, link, current]: [Letter; 3]) -> PrechargeInputs {
    PrechargeInputs::new(
        battery.input(now, Voltage::from_volts(400), Voltage::ZERO),
        link.input(now, Voltage::from_volts(400), Voltage::ZERO),
        current.input(now, Current::ZERO, Current::from_amps(5)),
    )
}

#[test]
fn never_proves_without_all_inputs_right() {
    let config = config().with_settle_time(MS);
    let mut check = Precharge::new(config, Energy::ZERO);
    let now = Instant::from_micros(1_000_000);
    let path = path();
    check.start(now, &path);
    let mut seen = Seen::default();
    explore(
        &check,
        now,
        MS,
        5,
        &|check: &mut Precharge, now, letters| check.step(now, &path, inputs(now, letters)),
        &mut seen,
    );
    assert!(seen.proofs > 0 && seen.steps > 1_000, "{seen:?}");
}
