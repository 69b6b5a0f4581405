//! The checks.

extern crate alloc;

use super::{
    Finding, Trouble, WeldBench,
    run::{Ended, Run},
};
use crate::{Check, Failure, Passed, report::ensure};
use hal_power::Contacts;

/// Each contact, with its path.
fn contacts<B: WeldBench>() -> impl Iterator<Item = (u32, Contacts)> {
    let of = |path: &'static Contacts| {
        let each = (0..32).filter(|contact| path.is_closed(*contact));
        each.map(|contact| (contact, *path))
    };
    B::paths().iter().flat_map(of)
}

/// Tests one contact with these troubles.
fn run<B: WeldBench>(contact: u32, troubles: &[Trouble], check: Check) -> Result<Ended, Failure> {
    Run::<B>::begin(contact, troubles, check).end(None)
}

/// The verdict is this finding, of this contact and of no other; of one that is stuck its path may be named.
fn expect(
    ended: &Ended,
    finding: Finding,
    (contact, path): (u32, Contacts),
    troubles: &[Trouble],
    check: Check,
) -> Result<(), Failure> {
    let verdict = ended.verdict;
    ensure!(
        verdict.finding == finding,
        check,
        "{verdict} of contact {contact} with {troubles:?}, not {finding:?}"
    );
    let named = verdict.contacts;
    let is_named = match finding {
        Finding::Isolates => named.is_closed(contact),
        Finding::Welded => named == Contacts::only(contact),
        Finding::StuckOpen => named.is_closed(contact) && path.contains(named),
        Finding::Doubtful => true,
    };
    ensure!(
        is_named,
        Check::Named,
        "{verdict} of contact {contact} with {troubles:?}"
    );
    ended.stayed_apart()
}

/// With these troubles besides, each contact is found sound, welded or stuck open as it is.
fn found<B: WeldBench>(
    check: Check,
    passed: &mut Passed,
    with: impl Fn(u32) -> Option<Trouble>,
    findings: &[Finding],
) -> Result<(), Failure> {
    let mut cases = 0;
    for (contact, path) in contacts::<B>() {
        for finding in findings {
            let defect = match finding {
                Finding::Welded => Some(Trouble::Welded(contact)),
                Finding::StuckOpen => Some(Trouble::StuckOpen(contact)),
                Finding::Isolates | Finding::Doubtful => None,
            };
            let troubles: alloc::vec::Vec<_> = defect.into_iter().chain(with(contact)).collect();
            let ended = run::<B>(contact, &troubles, check)?;
            expect(&ended, *finding, (contact, path), &troubles, check)?;
            cases += 1;
        }
    }
    passed.add(check, cases);
    Ok(())
}

const EACH: [Finding; 3] = [Finding::Isolates, Finding::Welded, Finding::StuckOpen];

pub(super) fn isolates<B: WeldBench>(passed: &mut Passed) -> Result<(), Failure> {
    found::<B>(Check::Isolates, passed, |_| None, &[Finding::Isolates])
}

/// Judged in every run; here with a contact that is slow, where two could be closed without being told.
pub(super) fn one_at_a_time<B: WeldBench>(passed: &mut Passed) -> Result<(), Failure> {
    let mut cases = 0;
    for (contact, _) in contacts::<B>() {
        run::<B>(contact, &[Trouble::Slow(contact)], Check::OneAtATime)?;
        cases += 1;
    }
    passed.add(Check::OneAtATime, cases);
    Ok(())
}

/// Each is found, and named, whatever contact the test was begun for.
pub(super) fn welds<B: WeldBench>(passed: &mut Passed) -> Result<(), Failure> {
    found::<B>(Check::Welds, passed, |_| None, &[Finding::Welded])?;
    let mut cases = 0;
    for (welded, path) in contacts::<B>() {
        for (tested, _) in contacts::<B>().filter(|(tested, _)| *tested != welded) {
            let troubles = [Trouble::Welded(welded)];
            let ended = run::<B>(tested, &troubles, Check::Named)?;
            let verdict = ended.verdict;
            let named = verdict.contacts;
            let is_right = match verdict.finding {
                Finding::Welded => named == Contacts::only(welded),
                Finding::Isolates => !named.is_closed(welded),
                Finding::StuckOpen => false,
                Finding::Doubtful => true,
            };
            ensure!(
                is_right,
                Check::Named,
                "{verdict} of contact {tested} with {troubles:?} in {path}"
            );
            ended.stayed_apart()?;
            cases += 1;
        }
    }
    passed.add(Check::Named, cases);
    Ok(())
}

pub(super) fn stuck_open<B: WeldBench>(passed: &mut Passed) -> Result<(), Failure> {
    found::<B>(Check::StuckOpen, passed, |_| None, &[Finding::StuckOpen])
}

/// What is left on the load side neither makes a weld nor hides one. A contact that is stuck open may look sound behind it.
pub(super) fn residual<B: WeldBench>(passed: &mut Passed) -> Result<(), Failure> {
    let findings = [Finding::Isolates, Finding::Welded];
    found::<B>(
        Check::Residual,
        passed,
        |_| Some(Trouble::Residual),
        &findings,
    )
}

pub(super) fn slow<B: WeldBench>(passed: &mut Passed) -> Result<(), Failure> {
    let slow = |contact| Some(Trouble::Slow(contact));
    found::<B>(Check::Slow, passed, slow, &EACH)?;
    others::<B>(Check::Slow, Trouble::Slow)
}

pub(super) fn bounce<B: WeldBench>(passed: &mut Passed) -> Result<(), Failure> {
    let bouncing = |contact| Some(Trouble::Bouncing(contact));
    found::<B>(Check::Bounce, passed, bouncing, &EACH)?;
    others::<B>(Check::Bounce, Trouble::Bouncing)
}

/// A contact is found welded while the others of its path have a trouble.
fn others<B: WeldBench>(check: Check, trouble: fn(u32) -> Trouble) -> Result<(), Failure> {
    for (contact, path) in contacts::<B>() {
        let others = (0..32).filter(|other| *other != contact && path.is_closed(*other));
        let troubles: alloc::vec::Vec<_> = [Trouble::Welded(contact)]
            .into_iter()
            .chain(others.map(trouble))
            .collect();
        let ended = run::<B>(contact, &troubles, check)?;
        expect(&ended, Finding::Welded, (contact, path), &troubles, check)?;
    }
    Ok(())
}

pub(super) fn drift<B: WeldBench>(passed: &mut Passed) -> Result<(), Failure> {
    found::<B>(Check::Drift, passed, |_| Some(Trouble::Drift), &EACH)
}

/// Sensors fail before each step: no finding but doubt rests on what was read before.
pub(super) fn unusable<B: WeldBench>(passed: &mut Passed) -> Result<(), Failure> {
    let mut cases = 0;
    for trouble in [Trouble::Silent, Trouble::Stale] {
        cases += struck::<B>(Check::Unusable, trouble, &[])?;
        for (contact, _) in contacts::<B>() {
            cases += struck::<B>(Check::Unusable, trouble, &[Trouble::Welded(contact)])?;
        }
    }
    passed.add(Check::Unusable, cases);
    Ok(())
}

/// The source goes before each step: no path is closed onto it, and no contact is blamed.
pub(super) fn stays_apart<B: WeldBench>(passed: &mut Passed) -> Result<(), Failure> {
    let mut cases = struck::<B>(Check::StaysApart, Trouble::Absent, &[])?;
    for (contact, _) in contacts::<B>() {
        let welded = [Trouble::Welded(contact)];
        cases += struck::<B>(Check::StaysApart, Trouble::Absent, &welded)?;
    }
    passed.add(Check::StaysApart, cases);
    Ok(())
}

/// Lets a trouble strike before each step that the test would have taken. Returns the number of cases.
fn struck<B: WeldBench>(
    check: Check,
    trouble: Trouble,
    troubles: &[Trouble],
) -> Result<u32, Failure> {
    let mut cases = 0;
    for (contact, _) in contacts::<B>() {
        let steps = Run::<B>::begin(contact, troubles, check).end(None)?.steps;
        for step in 0..steps {
            let run = Run::<B>::begin(contact, troubles, check);
            let ended = run.end(Some((step, trouble)))?;
            ensure!(
                ended.is_in_time::<B>(),
                check,
                "{} of contact {contact} with {troubles:?}, {trouble:?} from step {step} on",
                ended.verdict
            );
            ended.stayed_apart()?;
            cases += 1;
        }
    }
    Ok(cases)
}
