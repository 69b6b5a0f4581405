use super::*;
use crate::{
    ErrorKind, Reading,
    check::{
        Step,
        explore::{Letter, Seen, explore},
    },
};

const MS: Duration = Duration::from_millis(1);
const PLUS: u32 = 0;
const MINUS: u32 = 1;

const fn volts(volts: i32) -> Voltage {
    Voltage::from_volts(volts)
}

fn config() -> WeldConfig {
    WeldConfig::new(volts(50), volts(5), MS * 30, MS * 500, MS * 5).unwrap()
}

fn path() -> Path {
    let mut path = Path::new(PathId(1), Contacts::first(2));
    path.command(Contacts::first(2));
    path
}

/// A battery and a charged link behind two contactors that take 20 ms.
struct Rig {
    test: WeldTest,
    path: Path,
    now: Instant,
    battery: f64,
    link: f64,
    welded: bool,
    stuck_open: bool,
    /// Time constant of the commanded discharge in ms, and of what the link loses by itself.
    discharge: f64,
    bleed: f64,
    moved: u32,
    void_at_ms: Option<u32>,
}

impl Rig {
    fn new() -> Self {
        Self {
            test: WeldTest::new(config()),
            path: path(),
            now: Instant::from_micros(1_000_000),
            battery: 400.0,
            link: 400.0,
            welded: false,
            stuck_open: false,
            discharge: 200.0,
            bleed: 100_000.0,
            moved: 0,
            void_at_ms: None,
        }
    }

    #[allow(clippy::cast_possible_truncation, reason = "far inside the range")]
    fn run(&mut self) -> WeldVerdict {
        self.test
            .start(self.now, &self.path, PLUS, Contacts::only(MINUS));
        let mut was_closed = true;
        for ms in 0..2_000 {
            let wants = self.test.contacts();
            let closed = wants.is_closed(PLUS);
            assert!(was_closed || !closed, "closed again");
            was_closed = closed;
            assert!(wants.is_closed(MINUS));
            self.path.command(wants);
            if self.void_at_ms == Some(ms) {
                self.path.void();
            }
            self.moved = if closed { 0 } else { self.moved + 1 };
            let conducts = (self.moved < 20 || self.welded) && !self.stuck_open;
            let constant = if self.test.discharge() {
                self.discharge
            } else {
                self.bleed
            };
            self.link -= self.link / constant;
            if conducts {
                self.link = self.battery;
            }
            self.now = self.now.saturating_add(MS);
            let read = |value: f64| {
                let voltage = Voltage::from_microvolts((value * 1e6) as i32);
                Ok(Reading::new(voltage, self.now))
            };
            let inputs = WeldInputs::new(read(self.battery), read(self.battery - self.link));
            if let Some(verdict) = self.test.step(self.now, &self.path, inputs) {
                assert_eq!(self.test.contacts(), Contacts::NONE);
                assert!(!self.test.discharge());
                return verdict;
            }
        }
        panic!("no verdict");
    }
}

const fn doubt(doubt: WeldDoubt) -> WeldVerdict {
    WeldVerdict::Inconclusive(doubt)
}

#[test]
fn a_contact_that_opens_shows_a_difference() {
    let mut rig = Rig::new();
    assert_eq!(rig.run(), WeldVerdict::Opens);
    // without a command where the load bleeds by itself
    let mut rig = Rig::new();
    (rig.bleed, rig.discharge) = (50.0, f64::INFINITY);
    assert_eq!(rig.run(), WeldVerdict::Opens);
}

#[test]
fn residual_voltage_is_not_a_weld() {
    let mut rig = Rig::new();
    rig.bleed = f64::INFINITY;
    assert_eq!(rig.run(), WeldVerdict::Opens);
}

#[test]
fn a_weld_is_named_after_a_discharge() {
    let mut rig = Rig::new();
    rig.welded = true;
    let begin = rig.now;
    assert_eq!(rig.run(), WeldVerdict::Welded);
    assert!(rig.now.saturating_since(begin) > MS * 500);
}

#[test]
fn a_contact_that_was_never_closed_is_named() {
    let mut rig = Rig::new();
    rig.stuck_open = true;
    rig.link = 0.0;
    assert_eq!(rig.run(), WeldVerdict::StuckOpen);
}

#[test]
fn what_cannot_be_told_is_inconclusive() {
    let mut slow = Rig::new();
    slow.discharge = 10_000.0;
    assert_eq!(slow.run(), doubt(WeldDoubt::Unclear));
    let mut dead = Rig::new();
    (dead.battery, dead.link) = (40.0, 40.0);
    assert_eq!(dead.run(), doubt(WeldDoubt::SourceLow));
    let mut drop = Rig::new();
    (drop.stuck_open, drop.link) = (true, 390.0);
    assert_eq!(drop.run(), doubt(WeldDoubt::Unclear));
    for ms in [10, 50, 80] {
        let mut moved = Rig::new();
        moved.void_at_ms = Some(ms);
        assert_eq!(moved.run(), doubt(WeldDoubt::Moved), "{ms}");
    }
}

#[test]
fn it_closes_nothing() {
    let mut test = WeldTest::new(config());
    let now = Instant::from_micros(1_000_000);
    let mut path = Path::new(PathId(1), Contacts::first(2));
    path.command(Contacts::only(PLUS));
    let inputs = WeldInputs::new(Err(ErrorKind::Bus), Err(ErrorKind::Bus));
    for contact in [PLUS, 32] {
        test.start(now, &path, contact, Contacts::only(MINUS));
        assert_eq!(test.contacts(), Contacts::NONE);
        let verdict = test.step(now, &path, inputs);
        assert_eq!(verdict, Some(doubt(WeldDoubt::NotClosed)));
    }
}

#[test]
fn another_path_a_failed_sensor_and_an_idle_caller_end_it() {
    let (now, path) = (Instant::from_micros(1_000_000), path());
    let mut test = WeldTest::new(config());
    test.start(now, &path, PLUS, Contacts::only(MINUS));
    let dead = WeldInputs::new(Err(ErrorKind::Bus), Err(ErrorKind::Bus));
    let other = Path::new(PathId(2), Contacts::NONE);
    assert_eq!(
        test.step(now, &other, dead),
        Some(doubt(WeldDoubt::OtherPath))
    );
    test.start(now, &path, PLUS, Contacts::only(MINUS));
    assert_eq!(
        test.step(now, &path, dead),
        Some(doubt(WeldDoubt::Input(ErrorKind::Bus.into())))
    );
    test.start(now, &path, PLUS, Contacts::only(MINUS));
    let verdict = (1..200).find_map(|ms| {
        let now = now.saturating_add(MS * ms);
        let fine = WeldInputs::new(
            Ok(Reading::new(volts(400), now)),
            Ok(Reading::new(volts(0), now)),
        );
        test.step(now, &path, fine)
    });
    assert_eq!(verdict, Some(doubt(WeldDoubt::NotCommanded)));
}

#[test]
fn a_difference_too_small_is_no_configuration() {
    let config = WeldConfig::new(volts(5), volts(5), MS, MS, MS);
    assert_eq!(config.unwrap_err(), ConfigError::Ambiguous);
}

/// Right shows the contact closed, then open: only then does it open. Wrong shows it closed throughout.
#[test]
fn never_opens_without_all_inputs_right() {
    let config = WeldConfig::new(volts(50), volts(5), Duration::ZERO, MS * 2, MS * 5).unwrap();
    let (now, path) = (Instant::from_micros(1_000_000), path());
    let mut test = WeldTest::new(config);
    test.start(now, &path, PLUS, Contacts::only(MINUS));
    let mut seen = Seen::default();
    explore(
        &(test, path),
        now,
        MS,
        7,
        &|(test, path): &mut (WeldTest, Path), now, [source, across]: [Letter; 2]| {
            let closed = test.contacts().is_closed(PLUS);
            path.command(test.contacts());
            let inputs = WeldInputs::new(
                source.input(now, volts(400), volts(20)),
                across.input(now, volts(if closed { 0 } else { 400 }), volts(2)),
            );
            match test.step(now, path, inputs) {
                None => Step::Wait,
                Some(WeldVerdict::Opens) => Step::Done(()),
                Some(verdict) => Step::Failed(verdict),
            }
        },
        &mut seen,
    );
    assert!(seen.proofs > 0 && seen.steps > 500, "{seen:?}");
}
