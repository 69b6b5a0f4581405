//! Precharge, and the pair that closes after it.

use crate::{
    plant::MS,
    rig::Rig,
    story::{
        NEARLY_SHORTED, SHORTED, Told, Verdict, bounce, closed, closing, contact, economiser,
        resistor, shorted_link, slow,
    },
};
use core::{ops::Range, time::Duration};
use hal_bms::{
    ContactorFault,
    hal_power::{Energy, Voltage, check::PrechargeFault},
};
use hal_power_sim::model::{
    contactor::{Contactor, EconomiserDefect},
    dc_link::{Place, ResistorDefect},
    relay::Defect,
};

/// All open, one alone, all open, the other alone, for 40 ms each, and a tick for each to be seen.
const CHARGES_FROM: Duration = Duration::from_millis(164);

fn is(told: &Told, verdict: Verdict, millis: Range<u64>) {
    assert_eq!(told.verdict, verdict, "after {:?}", told.after);
    let after = told.after.saturating_sub(CHARGES_FROM);
    assert!(
        millis.contains(&u64::try_from(after.as_millis()).unwrap()),
        "{after:?}"
    );
}

fn fails(fault: PrechargeFault, millis: Range<u64>, impose: impl FnOnce(&Rig)) -> Told {
    let told = closing(Rig::new(), impose);
    is(&told, Verdict::Precharge(fault), millis);
    told
}

#[test]
fn a_sound_battery_closes_when_its_link_is_charged() {
    // operate time, then 44 ms · ln(395 / 3.5): to 8.5 V of what 0.1 A leave over 50 Ω
    let told = closing(Rig::new(), |_| {});
    is(&told, Verdict::Closed, 225..240);
    assert_eq!(told.rig.are_closed(), [false, true, true]);
    assert_eq!(told.rig.arcs(), [0; 3]);
}

#[test]
fn contacts_that_bounce_or_are_slow_close_all_the_same() {
    let told = closing(Rig::new(), bounce);
    is(&told, Verdict::Closed, 225..250);
    assert_eq!(told.rig.are_closed(), [false, true, true]);
    let told = closing(Rig::new(), slow);
    is(&told, Verdict::Closed, 238..255);
}

#[test]
fn an_open_resistor_is_aborted_by_a_time_constant() {
    let told = fails(PrechargeFault::Open, 44..66, resistor(ResistorDefect::Open));
    // nothing flowed: noise of 50 mA at 400 V
    assert!(told.rig.precharge.heat() < Energy::from_joules(2));
}

#[test]
fn a_shorted_resistor_is_aborted_at_once() {
    // the contact closes within 18.3 ms
    fails(
        PrechargeFault::ExcessCurrent,
        18..22,
        resistor(NEARLY_SHORTED),
    );
}

/// The link is charged between two samples, and the contact welds of it.
#[test]
fn a_resistor_that_is_nothing_but_a_short_is_aborted_at_once() {
    let mut told = fails(PrechargeFault::ExcessCurrent, 18..22, resistor(SHORTED));
    told.rig.run(MS * 100);
    assert_eq!(told.rig.are_closed(), [true, false, false]);
    told.rig.circuit().set_link(Voltage::ZERO);
    let (ended, _) = told.rig.close();
    assert_eq!(ended, Err(PrechargeFault::PrechargePoleWelded));
}

#[test]
fn a_shorted_link_is_aborted_by_a_time_constant() {
    let mut told = fails(PrechargeFault::Short, 44..66, shorted_link);
    told.rig.run(MS * 40);
    // 3.1 kW, of which half of two bounces of 7 ms lies between readings
    let held = told.rig.circuit().resistor_heat();
    let counted = told.rig.precharge.heat();
    assert!(
        counted.saturating_add(Energy::from_joules(22)) >= held,
        "{counted} {held}"
    );
    assert_eq!(told.rig.close().0, Err(PrechargeFault::Hot));
}

#[test]
fn a_weld_is_named_by_precharge_on_one_pole_alone() {
    // the first contact alone closes 18.3 ms after 40 ms of rest, the second after 120 ms
    let negative = contact(Place::Negative, Defect::Welded);
    let told = closing(Rig::new(), negative);
    assert_eq!(
        told.verdict,
        Verdict::Precharge(PrechargeFault::OtherPoleWelded)
    );
    assert!((MS * 58..MS * 64).contains(&told.after), "{:?}", told.after);
    assert!(
        told.rig
            .contactor(Place::Negative, |negative| negative.makes())
            <= 1
    );
    for place in [Place::Precharge, Place::Positive] {
        let told = closing(Rig::new(), contact(place, Defect::Welded));
        assert_eq!(
            told.verdict,
            Verdict::Precharge(PrechargeFault::PrechargePoleWelded)
        );
        assert!(
            (MS * 139..MS * 147).contains(&told.after),
            "{:?}",
            told.after
        );
    }
}

/// With the main contact welded the other pole makes onto an empty link without a resistor, as the precharge's docs tell.
#[test]
fn a_positive_pole_that_is_welded_costs_the_other_one() {
    let mut told = closing(Rig::new(), contact(Place::Positive, Defect::Welded));
    told.rig.run(MS * 100);
    assert!(told.rig.contactor(Place::Negative, Contactor::is_welded));
}

#[test]
fn a_contact_that_never_closes_is_found() {
    for place in [Place::Precharge, Place::Negative] {
        fails(
            PrechargeFault::Open,
            44..66,
            contact(place, Defect::StuckOpen),
        );
    }
    // the positive one shows when its precharge is released: 113 V a second and less take 20 V from the link
    let told = closing(Rig::new(), contact(Place::Positive, Defect::StuckOpen));
    is(&told, Verdict::Pair(ContactorFault::Apart), 380..480);
    assert!(!told.rig.pair.wants().closed);
}

#[test]
fn an_economiser_that_drops_out_is_noticed_before_the_contact_closes_again() {
    for place in [Place::Positive, Place::Negative] {
        // release time and bounce, 20 V at 34 V a millisecond, 10 ms that it may last, a tick of the sensors
        let told = closed(30, economiser(place, EconomiserDefect::DropsOut));
        assert_eq!(told.verdict, Verdict::Pair(ContactorFault::Apart));
        assert!((MS * 29..MS * 33).contains(&told.after), "{:?}", told.after);
        assert_eq!(
            told.rig.are_closed(),
            [false; 3],
            "and its partner has opened"
        );
        assert_eq!(told.rig.arcs(), [0; 3]);
        let mut rig = told.rig;
        rig.circuit().set_economiser(place, None);
        rig.run(MS * 500);
        assert_eq!(rig.are_closed(), [false; 3]);
        assert!(!rig.contactor(place, Contactor::is_welded));
    }
}

/// Nothing here looks at the coil: what is noticed is that the contact has opened.
#[test]
fn an_economiser_that_never_reduces_is_noticed_when_its_coil_has_burnt() {
    let told = closed(30, economiser(Place::Positive, EconomiserDefect::StaysFull));
    assert_eq!(told.verdict, Verdict::Pair(ContactorFault::Apart));
    assert!(
        told.rig
            .contactor(Place::Positive, Contactor::is_coil_burnt)
    );
    // 10 J/K at 0.2 W/K and 40 W: 50 s · ln(200 / 70), less what the coil had before
    assert!(
        (MS * 45_000..MS * 52_500).contains(&told.after),
        "{:?}",
        told.after
    );
    assert_eq!(told.rig.are_closed(), [false; 3]);
}
