use super::*;
use crate::{
    ErrorKind, PathId, Reading, Refused,
    check::{
        ConfigError,
        explore::{Letter, Seen, explore},
    },
};
use core::time::Duration;

const MS: Duration = Duration::from_millis(1);
const LINE: RelayPole = RelayPole { a: 0, b: 1 };
const NEUTRAL: RelayPole = RelayPole { a: 2, b: 3 };

const fn volts(volts: i32) -> Voltage {
    Voltage::from_volts(volts)
}

fn config() -> RelayConfig<2> {
    RelayConfig::new([LINE, NEUTRAL], volts(80), volts(30), MS * 25)
        .unwrap()
        .with_times(MS * 30, MS * 20)
        .with_life(MS * 200)
}

fn path() -> Path {
    Path::new(PathId(3), Contacts::first(4))
}

/// Two poles on the grid: contacts need 20 ms to close and 10 to open, effective values are over the last 20 ms.
struct Rig {
    check: RelayProof<2>,
    path: Path,
    now: Instant,
    grid: i32,
    coupled: i32,
    welded: Contacts,
    stuck_open: Contacts,
    /// Milliseconds for which each contact has had its level.
    level: [(bool, u32); 4],
    closed: Contacts,
    /// For each pole, one bit per millisecond in which it conducted.
    conducted: [u32; 2],
    void_at_ms: Option<u32>,
    obeys: bool,
}

impl Rig {
    fn new() -> Self {
        Self {
            check: RelayProof::new(config()),
            path: path(),
            now: Instant::from_micros(1_000_000),
            grid: 230,
            coupled: 5,
            welded: Contacts::NONE,
            stuck_open: Contacts::NONE,
            level: [(false, 1_000); 4],
            closed: Contacts::NONE,
            conducted: [0; 2],
            void_at_ms: None,
            obeys: true,
        }
    }

    /// Moves the contacts by a millisecond and returns what is measured then.
    fn plant(&mut self, wants: Contacts) -> RelayInputs<2> {
        self.now = self.now.saturating_add(MS);
        for index in 0..4 {
            let level = &mut self.level[index as usize];
            let wanted = wants.is_closed(index);
            *level = (wanted, if level.0 == wanted { level.1 + 1 } else { 0 });
            if level.1 >= if wanted { 20 } else { 10 } {
                self.closed = self.closed.with(index, wanted);
            }
        }
        self.closed = (self.closed | self.welded) - self.stuck_open;
        let stamp = |volts| Ok(Reading::taken(volts, self.now, MS * 20));
        let mut probes = [Err(ErrorKind::NotReady); 2];
        for (index, pole) in [LINE, NEUTRAL].into_iter().enumerate() {
            let conducts = self.closed.contains(pole.both());
            let bits = self.conducted[index] << 1 | u32::from(conducts);
            self.conducted[index] = bits;
            let share = f64::from((bits & 0xF_FFFF).count_ones()) / 20.0;
            #[allow(clippy::cast_possible_truncation, reason = "far inside the range")]
            let probe = (f64::from(self.grid) * share.sqrt() * 1e3) as i32;
            probes[index] = stamp(Voltage::from_millivolts(probe.max(self.coupled * 1_000)));
        }
        RelayInputs::with_reference(stamp(volts(self.grid)), probes)
    }

    fn run(&mut self) -> Result<RelaysProven, RelayFault> {
        self.check.start(self.now, &self.path);
        for ms in 0..2_000 {
            let wants = if self.obeys {
                self.check.wants()
            } else {
                Contacts::NONE
            };
            self.path.command(wants);
            if self.void_at_ms == Some(ms) {
                self.path.void();
            }
            let inputs = self.plant(wants);
            for pole in [LINE, NEUTRAL] {
                let free = (pole.both() & self.welded).is_empty();
                assert!(!free || !self.closed.contains(pole.both()), "both closed");
            }
            match self.check.step(self.now, &self.path, &inputs) {
                Step::Wait => {}
                Step::Done(proof) => return Ok(proof),
                Step::Failed(fault) => {
                    assert_eq!(self.check.wants(), Contacts::NONE);
                    return Err(fault);
                }
            }
        }
        panic!("neither done nor failed");
    }
}

#[test]
fn proves_contacts_that_isolate() {
    let mut rig = Rig::new();
    let proof = rig.run().unwrap();
    assert_eq!(rig.check.wants(), Contacts::NONE);
    assert_eq!(proof.redeem(rig.now, &rig.path), Ok(()));
}

#[test]
fn watches_a_cycle_even_through_a_sensor_without_delay() {
    let mut rig = Rig::new();
    let begin = rig.now;
    rig.check.start(begin, &rig.path);
    let proof = loop {
        rig.path.command(rig.check.wants());
        rig.now = rig.now.saturating_add(MS);
        let read = |voltage| Ok(Reading::new(volts(voltage), rig.now));
        let inputs = RelayInputs::with_reference(read(230), [read(0); 2]);
        match rig.check.step(rig.now, &rig.path, &inputs) {
            Step::Wait => {}
            Step::Done(proof) => break proof,
            Step::Failed(fault) => panic!("{fault:?}"),
        }
    };
    // five times settling and a cycle
    assert!(proof.proven_at().saturating_since(begin) >= MS * 250);
}

#[test]
fn names_the_welded_contact() {
    for welded in 0..4 {
        let mut rig = Rig::new();
        rig.welded = Contacts::only(welded);
        let fault = rig.run().unwrap_err();
        assert_eq!(fault, RelayFault::Welded(Contacts::only(welded)));
    }
    let mut rig = Rig::new();
    rig.welded = NEUTRAL.both();
    assert_eq!(rig.run().unwrap_err(), RelayFault::Welded(NEUTRAL.both()));
}

#[test]
fn a_contact_that_welds_during_the_check_is_found() {
    for contact in 0..4 {
        let mut rig = Rig::new();
        rig.check.start(rig.now, &rig.path);
        let fault = loop {
            let wants = rig.check.wants();
            // welds as soon as it has closed once
            rig.welded |= rig.closed & Contacts::only(contact);
            rig.path.command(wants);
            let inputs = rig.plant(wants);
            match rig.check.step(rig.now, &rig.path, &inputs) {
                Step::Wait => {}
                Step::Done(proof) => break Ok(proof),
                Step::Failed(fault) => break Err(fault),
            }
        };
        // an A is seen when the B's close; a B that welds last is seen only by the next check
        let is_a = [LINE.a, NEUTRAL.a].contains(&contact);
        match fault {
            Err(fault) => assert_eq!(fault, RelayFault::Welded(Contacts::only(contact))),
            Ok(_) => assert!(!is_a),
        }
    }
}

#[test]
fn a_contact_that_does_not_close_is_found_when_the_chain_closes() {
    let mut rig = Rig::new();
    rig.stuck_open = Contacts::only(NEUTRAL.b);
    assert!(rig.run().is_ok());
    for stuck in [Contacts::NONE, rig.stuck_open] {
        rig.stuck_open = stuck;
        let commanded = rig.now;
        let verdict = loop {
            let inputs = rig.plant(Contacts::first(4));
            match config().closed(rig.now, commanded, &inputs) {
                Step::Wait => {}
                Step::Done(()) => break Ok(()),
                Step::Failed(fault) => break Err(fault),
            }
        };
        assert!(rig.now.saturating_since(commanded) > MS * 50);
        let expected = if stuck.is_empty() {
            Ok(())
        } else {
            Err(RelayFault::StuckOpen(NEUTRAL.both()))
        };
        assert_eq!(verdict, expected);
    }
}

/// Closes all contacts, opens them again with these welded and this much voltage coupled over, and measures.
fn trip(welded: Contacts, coupled: i32) -> Result<Duration, RelayFault> {
    let mut rig = Rig::new();
    for _ in 0..100 {
        rig.plant(Contacts::first(4));
    }
    (rig.welded, rig.coupled) = (welded, coupled);
    let commanded = rig.now;
    for _ in 0..200 {
        let inputs = rig.plant(Contacts::NONE);
        match config().opened(rig.now, commanded, &inputs) {
            Step::Wait => {}
            Step::Done(taken) => return Ok(taken),
            Step::Failed(fault) => return Err(fault),
        }
    }
    panic!("no verdict");
}

#[test]
fn the_trip_time_is_measured_within_one_window() {
    let taken = trip(Contacts::NONE, 5).unwrap();
    assert!((MS * 10..=MS * 30).contains(&taken), "{taken:?}");
    // either contact of a pole isolates it
    assert!(trip(Contacts::only(LINE.a), 5).is_ok());
}

#[test]
fn poles_that_do_not_trip_are_named() {
    for pole in [LINE, NEUTRAL] {
        assert_eq!(trip(pole.both(), 5), Err(RelayFault::Welded(pole.both())));
    }
    assert_eq!(
        trip(Contacts::NONE, 100),
        Err(RelayFault::Unclear(Contacts::first(4)))
    );
}

#[test]
fn without_a_reference_nothing_is_proven() {
    let mut rig = Rig::new();
    rig.grid = 79;
    assert_eq!(rig.run().unwrap_err(), RelayFault::NoReference);
    let mut rig = Rig::new();
    rig.grid = 0;
    rig.welded = Contacts::first(4);
    assert_eq!(rig.run().unwrap_err(), RelayFault::NoReference);
}

#[test]
fn a_probe_between_apart_and_following_is_inconclusive() {
    let mut rig = Rig::new();
    rig.coupled = 100;
    assert_eq!(
        rig.run().unwrap_err(),
        RelayFault::Unclear(Contacts::first(4))
    );
}

#[test]
fn a_move_of_its_own_ends_it() {
    for ms in [40, 45, 100, 220] {
        let mut rig = Rig::new();
        rig.void_at_ms = Some(ms);
        assert_eq!(rig.run().unwrap_err(), RelayFault::Moved, "{ms}");
    }
}

#[test]
fn levels_that_nobody_commands_and_contacts_that_nobody_watches_end_it() {
    let mut rig = Rig::new();
    rig.obeys = false;
    assert_eq!(rig.run().unwrap_err(), RelayFault::NotCommanded);
    let mut rig = Rig::new();
    rig.path = Path::new(PathId(3), Contacts::first(3));
    assert_eq!(rig.run().unwrap_err(), RelayFault::NotWatched);
}

#[test]
fn a_proof_is_refused_late_elsewhere_and_after_a_move() {
    let mut rig = Rig::new();
    let proof = rig.run().unwrap();
    let late = rig.now.saturating_add(MS * 201);
    assert_eq!(proof.check(late, &rig.path), Err(Refused::Stale));
    let other = Path::new(PathId(4), Contacts::first(4));
    assert_eq!(proof.check(rig.now, &other), Err(Refused::OtherPath));
    let step = rig.check.step(
        rig.now,
        &other,
        &RelayInputs::with_reference(Err(ErrorKind::Bus), [Err(ErrorKind::Bus); 2]),
    );
    assert!(matches!(step, Step::Wait));
    rig.path.command(Contacts::only(0));
    assert_eq!(proof.redeem(rig.now, &rig.path), Err(Refused::Void));
}

#[test]
fn another_path_is_refused() {
    let mut rig = Rig::new();
    rig.check.start(rig.now, &rig.path);
    let inputs = rig.plant(Contacts::NONE);
    let other = Path::new(PathId(4), Contacts::first(4));
    let step = rig.check.step(rig.now, &other, &inputs);
    assert!(matches!(step, Step::Failed(RelayFault::OtherPath)));
}

#[test]
fn a_chain_that_says_nothing_is_no_configuration() {
    let new = |poles, reference, isolation| {
        RelayConfig::<2>::new(poles, volts(reference), volts(isolation), MS).unwrap_err()
    };
    assert_eq!(new([LINE, LINE], 80, 30), ConfigError::Contacts);
    assert_eq!(
        new([LINE, RelayPole { a: 2, b: 32 }], 80, 30),
        ConfigError::Contacts
    );
    assert_eq!(new([LINE, NEUTRAL], 60, 30), ConfigError::Ambiguous);
    assert_eq!(new([LINE, NEUTRAL], 60, 0), ConfigError::NoLimit);
    let none = RelayConfig::<0>::new([], volts(80), volts(30), MS);
    assert_eq!(none.unwrap_err(), ConfigError::NoLimit);
}

#[test]
fn never_proves_without_all_inputs_right() {
    let config = RelayConfig::new([LINE], volts(80), volts(30), MS * 5)
        .unwrap()
        .with_times(Duration::ZERO, Duration::ZERO);
    let mut check = RelayProof::new(config);
    let now = Instant::from_micros(1_000_000);
    check.start(now, &path());
    let mut seen = Seen::default();
    explore(
        &(check, path()),
        now,
        MS,
        10,
        &|(check, path): &mut (RelayProof<1>, Path), now, [reference, probe]: [Letter; 2]| {
            path.command(check.wants());
            let inputs = RelayInputs::with_reference(
                reference.input(now, volts(230), volts(0)),
                [probe.input(now, volts(5), volts(225))],
            );
            check.step(now, path, &inputs)
        },
        &mut seen,
    );
    assert!(seen.proofs > 0 && seen.steps > 1_000, "{seen:?}");
}
