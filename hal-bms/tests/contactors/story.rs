//! What can be wrong with a battery's contactors, and what is said of it after which time.

use crate::{
    plant::MS,
    rig::{PLACES, Rig},
};
use core::time::Duration;
use hal_bms::{
    ContactorFault, Opening, OpeningCause,
    hal_power::{
        Resistance, Voltage,
        check::{PrechargeFault, WeldVerdict},
    },
};
use hal_power_sim::model::{
    contactor::EconomiserDefect,
    dc_link::{Place, ResistorDefect},
    relay::Defect,
};

pub(crate) const SHORTED: ResistorDefect = ResistorDefect::Shorted(Resistance::ZERO);
pub(crate) const NEARLY_SHORTED: ResistorDefect = ResistorDefect::Shorted(Resistance::from_ohms(5));

/// What the components say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Closed,
    Precharge(PrechargeFault),
    Pair(ContactorFault),
    Opened(OpeningCause),
    Tested(WeldVerdict),
}

/// What is said, when, and the rig in which it is.
pub(crate) struct Told {
    pub(crate) verdict: Verdict,
    pub(crate) after: Duration,
    pub(crate) rig: Rig,
}

/// Closes with something wrong; the time counts from the begin of precharge.
pub(crate) fn closing(mut rig: Rig, impose: impl FnOnce(&Rig)) -> Told {
    impose(&rig);
    let begun = rig.now();
    let (ended, took) = rig.close();
    let (verdict, after) = match ended {
        Err(fault) => (Verdict::Precharge(fault), took),
        Ok(()) => match rig.fault_within(MS * 1_000) {
            Some(fault) => (Verdict::Pair(fault), rig.now().saturating_since(begun)),
            None => (Verdict::Closed, took),
        },
    };
    Told {
        verdict,
        after,
        rig,
    }
}

/// Breaks something while the pair is closed at a current; the time counts from then.
pub(crate) fn closed(amps: i32, impose: impl FnOnce(&Rig)) -> Told {
    let mut rig = Rig::closed(amps);
    impose(&rig);
    let begun = rig.now();
    let fault = rig.fault_within(MS * 100_000).unwrap();
    let after = rig.now().saturating_since(begun);
    rig.run(MS * 40);
    Told {
        verdict: Verdict::Pair(fault),
        after,
        rig,
    }
}

/// Opens at a current; the time counts from when that is asked for.
pub(crate) fn opening(amps: i32, impose: impl FnOnce(&mut Rig)) -> (Told, Opening) {
    let mut rig = Rig::closed(amps);
    impose(&mut rig);
    let (opening, after) = rig.open();
    let told = Told {
        verdict: Verdict::Opened(opening.cause),
        after,
        rig,
    };
    (told, opening)
}

/// Tests one contact of a closed pair for a weld; the time counts from the begin of the test.
pub(crate) fn tested(place: Place, defect: Option<(Place, Defect)>) -> Told {
    let mut rig = Rig::closed(0);
    if let Some((place, defect)) = defect {
        rig.circuit().set_defect(place, Some(defect));
        if defect == Defect::StuckOpen {
            rig.circuit().set_link(Voltage::ZERO);
        }
    }
    let (verdict, after) = rig.weld_test(place);
    Told {
        verdict: Verdict::Tested(verdict),
        after,
        rig,
    }
}

pub(crate) fn resistor(defect: ResistorDefect) -> impl FnOnce(&Rig) {
    move |rig| rig.circuit().set_resistor(Some(defect))
}

pub(crate) fn contact(place: Place, defect: Defect) -> impl FnOnce(&Rig) {
    move |rig| rig.circuit().set_defect(place, Some(defect))
}

pub(crate) fn economiser(place: Place, defect: EconomiserDefect) -> impl FnOnce(&Rig) {
    move |rig| rig.circuit().set_economiser(place, Some(defect))
}

/// All contacts bounce for as long as they may.
pub(crate) fn bounce(rig: &Rig) {
    let mut relay = crate::plant::CONTACTOR.relay;
    relay.bounce = MS * 20;
    for place in PLACES {
        rig.circuit().set_relay(place, relay);
    }
}

/// All contacts are as slow as they may be.
pub(crate) fn slow(rig: &Rig) {
    let mut relay = crate::plant::CONTACTOR.relay;
    relay.operate = MS * 32;
    for place in PLACES {
        rig.circuit().set_relay(place, relay);
    }
}

pub(crate) fn shorted_link(rig: &Rig) {
    rig.circuit().set_short(Some(Resistance::from_ohms(1)));
}
