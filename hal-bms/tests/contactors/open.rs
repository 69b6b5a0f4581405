//! Opening, at every kind of current.

use crate::{
    plant::{CIRCUIT, MS},
    rig::{Rig, contactors, precharge},
    story::{Verdict, opening},
};
use core::time::Duration;
use hal_bms::{
    OpeningCause,
    hal_power::{Energy, ErrorKind, Unusable, Voltage, check::PrechargeFault},
};
use hal_power_sim::model::{contactor::Contactor, dc_link::Place};

const BOTH_BURN: [u32; 3] = [0, 1, 1];

/// What opening at this current comes to, when, and how often it burns.
fn opens(amps: i32, impose: impl FnOnce(&mut Rig)) -> (OpeningCause, Duration, [u32; 3]) {
    let (told, opening) = opening(amps, impose);
    assert_eq!(told.rig.are_closed(), [false; 3]);
    assert_eq!(told.verdict, Verdict::Opened(opening.cause));
    (opening.cause, told.after, told.rig.arcs())
}

fn sticks(rig: &mut Rig) {
    rig.obeys = false;
}

#[test]
fn without_current_and_under_the_limit_it_opens_at_once() {
    for amps in [0, 30, 49, -19] {
        let (cause, after, arcs) = opens(amps, |_| {});
        assert_eq!(
            (cause, arcs),
            (OpeningCause::CurrentLow, [0; 3]),
            "{amps} A"
        );
        assert!(after <= MS, "{amps} A: {after:?}");
    }
}

#[test]
fn above_the_limit_it_waits_for_the_converter() {
    // 30 A to go, at an ampere each millisecond, and what the sensors are late
    let (cause, after, arcs) = opens(80, |_| {});
    assert_eq!((cause, arcs), (OpeningCause::CurrentLow, [0; 3]));
    assert!((MS * 30..MS * 35).contains(&after), "{after:?}");
}

#[test]
fn the_direction_that_breaks_less_waits_longer() {
    let (_, discharging, _) = opens(30, |_| {});
    let (cause, charging, arcs) = opens(-30, |_| {});
    assert_eq!((cause, arcs), (OpeningCause::CurrentLow, [0; 3]));
    assert!(
        discharging <= MS && (MS * 10..MS * 15).contains(&charging),
        "{charging:?}"
    );
}

#[test]
fn a_converter_that_does_not_stop_is_waited_for_and_the_fuse_then_it_burns() {
    let (told, opening) = opening(80, sticks);
    assert_eq!(opening.cause, OpeningCause::TimedOut);
    let broke = opening.broke.unwrap();
    assert!((79..=81).contains(&broke.as_amps()), "{broke}");
    assert_eq!((told.after, told.rig.arcs()), (MS * 800, BOTH_BURN));
    // 30 V, 80 A, 10 ms and half of the bounce
    for place in [Place::Positive, Place::Negative] {
        let heat = told.rig.contactor(place, Contactor::arc_heat);
        assert!((31..=33).contains(&heat.as_joules()), "{heat}");
        assert!(!told.rig.contactor(place, Contactor::is_welded));
    }
}

#[test]
fn a_fuse_that_melts_in_its_time_leaves_nothing_to_break() {
    // 10,000 A²s that cool by 100² A²: at 142 A in ln(1 / (1 - 0.496)) s
    let (told, opening) = opening(142, sticks);
    assert_eq!(
        (opening.cause, told.rig.arcs()),
        (OpeningCause::CurrentLow, [0; 3])
    );
    assert!(
        (MS * 600..MS * 700).contains(&told.after),
        "{:?}",
        told.after
    );
    assert!(told.rig.circuit().is_fuse_blown());
}

#[test]
fn a_current_that_cannot_be_read_is_waited_for_as_if_it_were_above() {
    let (told, opening) = opening(0, |rig| rig.is_current_silent = true);
    assert_eq!(opening.cause, OpeningCause::TimedOut);
    assert_eq!(opening.broke, Err(Unusable::Sensor(ErrorKind::Bus)));
    assert_eq!((told.after, told.rig.arcs()), (MS * 800, [0; 3]));
}

/// Both contacts take the same arc. A current with everything told to be open is what is left to see.
#[test]
fn arcs_that_weld_both_contacts_keep_precharge_from_starting() {
    let mut circuit = CIRCUIT;
    circuit.contactor.arc.welds_at = Energy::from_joules(20);
    let mut rig = Rig::with(circuit, precharge(), contactors(Voltage::from_volts(20)));
    rig.connect(80);
    rig.obeys = false;
    rig.open();
    rig.run(MS * 100);
    assert_eq!(rig.are_closed(), [false, true, true]);
    assert_eq!(rig.close().0, Err(PrechargeFault::ExcessCurrent));
}
