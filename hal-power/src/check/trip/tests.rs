use super::*;
use crate::{
    Contacts, ErrorKind, PathId, Reading, Refused,
    check::explore::{Letter, Seen, explore},
};

const MS: Duration = Duration::from_millis(1);

fn config() -> TripConfig {
    TripConfig::new(MS * 3, MS * 5)
        .with_hold(MS * 4)
        .with_life(MS * 50)
}

fn path() -> Path {
    Path::new(PathId(5), Contacts::first(2))
}

/// What a stage's trip may do wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flaw {
    None,
    StuckTripped,
    Dead,
    Slow,
    FlickersWhileForced,
    NotLatched,
    LatchLeaks,
    NeverClears,
    GatesStuckOn,
}

struct Rig {
    check: TripProof,
    path: Path,
    now: Instant,
    flaw: Flaw,
    tripped: bool,
    forced_ms: u32,
    released_ms: u32,
    void_at_ms: Option<u32>,
}

impl Rig {
    fn new(flaw: Flaw) -> Self {
        Self {
            check: TripProof::new(config()),
            path: path(),
            now: Instant::from_micros(1_000_000),
            flaw,
            tripped: flaw == Flaw::StuckTripped,
            forced_ms: 0,
            released_ms: 0,
            void_at_ms: None,
        }
    }

    fn run(&mut self) -> Result<TripProven, TripFault> {
        self.check.start(self.now, &self.path);
        for ms in 0..1_000 {
            self.now = self.now.saturating_add(MS);
            assert!(!(self.check.force() && self.check.clear()));
            if self.check.force() {
                self.forced_ms += 1;
                let delay = match self.flaw {
                    Flaw::Dead => u32::MAX,
                    Flaw::Slow => 5,
                    _ => 1,
                };
                self.tripped = self.forced_ms > delay
                    && !(self.flaw == Flaw::FlickersWhileForced && self.forced_ms == 4);
            } else if self.tripped {
                self.released_ms += 1;
                self.tripped = match self.flaw {
                    Flaw::NotLatched => false,
                    Flaw::LatchLeaks => self.released_ms < 3,
                    _ => true,
                };
            }
            if self.check.clear() && self.flaw != Flaw::NeverClears {
                self.tripped = false;
            }
            if self.void_at_ms == Some(ms) {
                self.path.void();
            }
            let inputs = TripInputs::new(
                Ok(Reading::new(self.tripped, self.now)),
                Ok(Reading::new(self.flaw != Flaw::GatesStuckOn, self.now)),
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

#[test]
fn sees_the_latch_both_ways_and_proves() {
    let mut rig = Rig::new(Flaw::None);
    let proof = rig.run().unwrap();
    assert!(!rig.check.force() && !rig.check.clear() && !rig.tripped);
    assert_eq!(proof.redeem(rig.now, &rig.path), Ok(()));
}

#[test]
fn each_flaw_has_its_name() {
    for (flaw, fault) in [
        (Flaw::StuckTripped, TripFault::AlreadyTripped),
        (Flaw::Dead, TripFault::NeverTrips),
        (Flaw::Slow, TripFault::NeverTrips),
        (Flaw::FlickersWhileForced, TripFault::LostWhileForced),
        (Flaw::NotLatched, TripFault::NotLatched),
        (Flaw::LatchLeaks, TripFault::NotLatched),
        (Flaw::NeverClears, TripFault::NeverClears),
        (Flaw::GatesStuckOn, TripFault::GatesOn),
    ] {
        let mut rig = Rig::new(flaw);
        assert_eq!(rig.run().unwrap_err(), fault, "{flaw:?}");
        assert!(!rig.check.force() && !rig.check.clear());
    }
}

#[test]
fn a_move_ends_it_and_a_late_or_foreign_use_is_refused() {
    let mut rig = Rig::new(Flaw::None);
    rig.void_at_ms = Some(5);
    assert_eq!(rig.run().unwrap_err(), TripFault::Moved);
    let mut rig = Rig::new(Flaw::None);
    let proof = rig.run().unwrap();
    let late = rig.now.saturating_add(MS * 51);
    assert_eq!(proof.check(late, &rig.path), Err(Refused::Stale));
    let other = Path::new(PathId(6), Contacts::NONE);
    assert_eq!(proof.check(rig.now, &other), Err(Refused::OtherPath));
    rig.path.void();
    assert_eq!(proof.redeem(rig.now, &rig.path), Err(Refused::Void));
    rig.check.start(rig.now, &rig.path);
    let inputs = TripInputs::new(Err(ErrorKind::Bus), Err(ErrorKind::Bus));
    let step = rig.check.step(rig.now, &other, inputs);
    assert!(matches!(step, Step::Failed(TripFault::OtherPath)));
}

#[test]
fn states_read_before_the_force_was_released_do_not_show_the_latch() {
    let mut check = TripProof::new(config());
    let path = path();
    let mut now = Instant::from_micros(1_000_000);
    check.start(now, &path);
    let mut forced_last = now;
    for _ in 0..40 {
        now = now.saturating_add(MS);
        if check.force() {
            forced_last = now;
        }
        // while the force is off, the state read is always from when it was on
        let (tripped, at) = match (check.force(), forced_last > Instant::from_micros(1_000_000)) {
            (true, _) => (true, now),
            (false, true) => (true, forced_last),
            (false, false) => (false, now),
        };
        let inputs = TripInputs::new(Ok(Reading::new(tripped, at)), Ok(Reading::new(true, now)));
        match check.step(now, &path, inputs) {
            Step::Wait => {}
            Step::Failed(fault) => {
                assert_eq!(fault, TripFault::Input(Unusable::Stale));
                return;
            }
            Step::Done(proof) => panic!("{proof:?}"),
        }
    }
    panic!("neither done nor failed");
}

#[test]
fn never_proves_without_all_inputs_right() {
    let config = TripConfig::new(MS * 2, MS * 5).with_hold(Duration::ZERO);
    let path = path();
    let mut check = TripProof::new(config);
    let now = Instant::from_micros(1_000_000);
    check.start(now, &path);
    let mut seen = Seen::default();
    explore(
        &check,
        now,
        MS,
        8,
        &|check: &mut TripProof, now, [tripped, gates_off]: [Letter; 2]| {
            let right = matches!(
                check.phase,
                Phase::Forcing | Phase::Forced | Phase::Released
            );
            let inputs = TripInputs::new(
                tripped.input(now, right, !right),
                gates_off.input(now, true, false),
            );
            check.step(now, &path, inputs)
        },
        &mut seen,
    );
    assert!(seen.proofs > 0 && seen.steps > 100, "{seen:?}");
}
