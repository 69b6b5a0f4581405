//! The weld test of each main contact.

use crate::{
    plant::MS,
    story::{Verdict, tested},
};
use core::time::Duration;
use hal_bms::hal_power::check::WeldVerdict;
use hal_power_sim::model::{
    dc_link::Place::{Negative, Positive},
    relay::Defect,
};

#[test]
fn each_contact_is_named_for_what_it_is() {
    // at rest closed, opened, and discharged: 50 V of 400 are gone by then; a weld after the whole discharge
    let (opens, welded, stuck) = (MS * 126, MS * 386, MS * 42);
    for (place, partner) in [(Positive, Negative), (Negative, Positive)] {
        for (defect, verdict, within) in [
            (None, WeldVerdict::Opens, opens),
            (Some((place, Defect::Welded)), WeldVerdict::Welded, welded),
            (
                Some((place, Defect::StuckOpen)),
                WeldVerdict::StuckOpen,
                stuck,
            ),
            (Some((partner, Defect::Welded)), WeldVerdict::Opens, opens),
        ] {
            let told = tested(place, defect);
            assert_eq!(
                told.verdict,
                Verdict::Tested(verdict),
                "{place:?} {defect:?}"
            );
            let late = told.after.abs_diff(within);
            assert!(
                late <= Duration::from_millis(6),
                "{place:?} {defect:?}: {:?}",
                told.after
            );
        }
    }
}

#[test]
fn after_the_test_everything_is_open_that_can_open() {
    let told = tested(Positive, Some((Negative, Defect::Welded)));
    assert_eq!(told.rig.are_closed(), [false, false, true]);
    assert_eq!(told.rig.arcs(), [0; 3]);
}
