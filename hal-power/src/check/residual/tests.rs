use super::*;
use crate::{
    Contacts, ErrorKind, PathId, Reading, Refused,
    check::explore::{Letter, Seen, explore},
};

const MS: Duration = Duration::from_millis(1);

const fn ma(milliamps: i32) -> Current {
    Current::from_milliamps(milliamps)
}

/// 30 mA of test current, read to within 5 mA by a sensor with up to 10 mA of offset.
fn config() -> ResidualCurrentConfig {
    ResidualCurrentConfig::new(ma(30), ma(5), ma(10), MS * 10)
        .unwrap()
        .with_settle_time(MS * 40)
        .with_interval(Duration::from_secs(24 * 3600))
}

fn path() -> Path {
    Path::new(PathId(1), Contacts::first(2))
}

/// A sensor that follows what it is shown within 20 ms.
struct Rig {
    check: ResidualCurrentCheck,
    path: Path,
    now: Instant,
    gain_percent: i32,
    offset: Current,
    stuck: bool,
    shown: Current,
}

impl Rig {
    fn new() -> Self {
        Self {
            check: ResidualCurrentCheck::new(config()),
            path: path(),
            now: Instant::from_micros(1_000_000),
            gain_percent: 100,
            offset: ma(3),
            stuck: false,
            shown: ma(3),
        }
    }

    fn run(&mut self) -> Result<ResidualCurrentProven, ResidualCurrentFault> {
        self.check.start(self.now, &self.path);
        for _ in 0..1_000 {
            let test = if self.check.inject() { 300 } else { 0 };
            let target = self
                .offset
                .saturating_add(Current::from_microamps(test * self.gain_percent));
            if !(self.stuck && target < self.shown) {
                let step = target
                    .saturating_sub(self.shown)
                    .checked_div(2)
                    .unwrap_or(Current::ZERO);
                self.shown = self.shown.saturating_add(step);
            }
            self.now = self.now.saturating_add(MS);
            let inputs = ResidualCurrentInputs::new(Ok(Reading::new(self.shown, self.now)));
            match self.check.step(self.now, &self.path, inputs) {
                Step::Wait => {}
                Step::Done(proof) => return Ok(proof),
                Step::Failed(fault) => return Err(fault),
            }
        }
        panic!("neither done nor failed");
    }
}

impl Rig {
    fn new_scaled(gain_percent: i32) -> Self {
        let mut rig = Self::new();
        // 300 µA per percent
        rig.gain_percent = gain_percent;
        rig
    }
}

#[test]
fn sees_the_test_current_and_proves_for_the_interval() {
    let mut rig = Rig::new();
    let proof = rig.run().unwrap();
    assert!(!rig.check.inject());
    let day = rig.now.saturating_add(Duration::from_secs(24 * 3600));
    assert_eq!(proof.check(day, &rig.path), Ok(()));
    assert_eq!(
        proof.check(day.saturating_add(MS), &rig.path),
        Err(Refused::Stale)
    );
    let other = Path::new(PathId(2), Contacts::NONE);
    assert_eq!(proof.check(day, &other), Err(Refused::OtherPath));
    rig.path.command(Contacts::only(0));
    assert_eq!(proof.redeem(rig.now, &rig.path), Err(Refused::Void));
}

#[test]
fn a_sensor_that_sees_too_little_or_too_much_is_named() {
    for (gain, deaf) in [(0, true), (80, true), (-100, true), (120, false)] {
        let fault = Rig::new_scaled(gain).run().unwrap_err();
        match fault {
            ResidualCurrentFault::Deaf(_) => assert!(deaf, "{gain}"),
            ResidualCurrentFault::TooMuch(_) => assert!(!deaf || gain < 0, "{gain}"),
            other => panic!("{other:?}"),
        }
    }
    assert!(Rig::new_scaled(90).run().is_ok());
    assert!(Rig::new_scaled(110).run().is_ok());
}

#[test]
fn residual_current_before_the_test_ends_it() {
    let mut rig = Rig::new();
    rig.offset = ma(12);
    rig.shown = ma(12);
    assert_eq!(
        rig.run().unwrap_err(),
        ResidualCurrentFault::NotIdle(ma(12))
    );
}

#[test]
fn a_reading_that_stays_up_is_named() {
    let mut rig = Rig::new();
    rig.stuck = true;
    assert!(matches!(
        rig.run().unwrap_err(),
        ResidualCurrentFault::Stuck(_)
    ));
}

#[test]
fn readings_from_before_the_test_current_settled_do_not_count() {
    let mut check = ResidualCurrentCheck::new(config());
    let (now, path) = (Instant::from_micros(1_000_000), path());
    check.start(now, &path);
    let at = |ms: u32| now.saturating_add(MS * ms);
    let mut read = |ms: u32, stamp: u32, current| {
        let inputs = ResidualCurrentInputs::new(Ok(Reading::new(current, at(stamp))));
        check.step(at(ms), &path, inputs)
    };
    assert!(matches!(read(1, 0, ma(0)), Step::Wait));
    assert!(matches!(read(2, 2, ma(0)), Step::Wait));
    assert!(matches!(read(42, 42, ma(0)), Step::Wait));
    assert!(matches!(read(43, 43, ma(30)), Step::Wait));
    assert!(matches!(read(84, 83, ma(30)), Step::Wait));
    assert!(matches!(read(85, 84, ma(0)), Step::Done(_)));
}

#[test]
fn a_move_another_path_or_a_failed_sensor_end_it() {
    let now = Instant::from_micros(1_000_000);
    let inputs = ResidualCurrentInputs::new(Ok(Reading::new(ma(0), now)));
    let mut check = ResidualCurrentCheck::new(config());
    let mut path = path();
    check.start(now, &path);
    path.command(Contacts::only(1));
    let step = check.step(now, &path, inputs);
    assert!(matches!(step, Step::Failed(ResidualCurrentFault::Moved)));
    check.start(now, &path);
    let step = check.step(now, &Path::new(PathId(9), Contacts::NONE), inputs);
    assert!(matches!(
        step,
        Step::Failed(ResidualCurrentFault::OtherPath)
    ));
    check.start(now, &path);
    let failed = ResidualCurrentInputs::new(Err(ErrorKind::Saturated));
    let step = check.step(now, &path, failed);
    assert!(matches!(step, Step::Failed(ResidualCurrentFault::Input(_))));
    assert!(matches!(check.step(now, &path, inputs), Step::Wait));
}

#[test]
fn a_test_current_within_the_idle_band_is_no_test() {
    for (test, tolerance, idle) in [
        (0, 0, 0),
        (30, 30, 0),
        (30, 10, 10),
        (30, -1, 1),
        (30, 1, -1),
    ] {
        let config = ResidualCurrentConfig::new(ma(test), ma(tolerance), ma(idle), MS);
        assert_eq!(
            config.unwrap_err(),
            ConfigError::Ambiguous,
            "{test} {tolerance} {idle}"
        );
    }
}

#[test]
fn never_proves_without_all_inputs_right() {
    let config = ResidualCurrentConfig::new(ma(30), ma(5), ma(10), MS * 5)
        .unwrap()
        .with_settle_time(Duration::ZERO);
    let path = path();
    let mut check = ResidualCurrentCheck::new(config);
    let now = Instant::from_micros(1_000_000);
    check.start(now, &path);
    let mut seen = Seen::default();
    explore(
        &check,
        now,
        MS,
        6,
        &|check: &mut ResidualCurrentCheck, now, [current]: [Letter; 1]| {
            let (right, wrong) = if check.inject() { (30, 0) } else { (0, 30) };
            let inputs = ResidualCurrentInputs::new(current.input(now, ma(right), ma(wrong)));
            check.step(now, &path, inputs)
        },
        &mut seen,
    );
    // only the one word of three right letters passes
    assert_eq!(
        seen,
        Seen {
            steps: 12,
            proofs: 1
        }
    );
}
