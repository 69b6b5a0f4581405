//! The table in `docs/contacts.md`: what each defect of a battery's contactors is found to be, and after which time.

use crate::{
    page,
    rig::Rig,
    story::{
        self, NEARLY_SHORTED, SHORTED, Told, Verdict, bounce, closed, closing, contact, economiser,
        opening, resistor, shorted_link, slow,
    },
};
use hal_bms::{
    ContactorFault, OpeningCause,
    hal_power::{
        Voltage,
        check::{Precharge, PrechargeFault, WeldVerdict},
    },
};
use hal_power_sim::model::{
    contactor::EconomiserDefect,
    dc_link::{
        Place::{self, Negative, Positive},
        ResistorDefect,
    },
    relay::Defect,
};
use std::fmt::Write as _;

fn found(verdict: Verdict) -> String {
    match verdict {
        Verdict::Closed => "closed".to_owned(),
        Verdict::Precharge(fault) => format!(
            "**{}**",
            match fault {
                PrechargeFault::Hot => "hot",
                PrechargeFault::OtherPoleWelded => "other pole welded",
                PrechargeFault::PrechargePoleWelded => "precharge pole welded",
                PrechargeFault::ExcessCurrent => "excess current",
                PrechargeFault::Open => "open",
                PrechargeFault::Short => "short",
                _ => "another fault",
            }
        ),
        Verdict::Pair(ContactorFault::Apart) => "**sides apart**".to_owned(),
        Verdict::Pair(_) => "another fault".to_owned(),
        Verdict::Opened(OpeningCause::CurrentLow) => "opened, current low".to_owned(),
        Verdict::Opened(_) => "**opened, out of time**".to_owned(),
        Verdict::Tested(WeldVerdict::Opens) => "isolates".to_owned(),
        Verdict::Tested(WeldVerdict::Welded) => "**welded**".to_owned(),
        Verdict::Tested(WeldVerdict::StuckOpen) => "**stuck open**".to_owned(),
        Verdict::Tested(_) => "nothing can be said".to_owned(),
    }
}

/// A third charge in a row, after a restart that remembers the heat of two.
fn third(mut rig: Rig) -> Told {
    for _ in 0..2 {
        rig.connect(0);
        rig.open();
        rig.circuit().set_link(Voltage::ZERO);
    }
    rig.precharge = Precharge::new(crate::rig::precharge(), rig.precharge.heat());
    closing(rig, |_| {})
}

const fn pole(place: Place) -> &'static str {
    match place {
        Place::Precharge => "precharge contact",
        Positive => "battery +",
        Negative => "battery -",
    }
}

struct Table(String);

impl Table {
    fn row(&mut self, act: &str, wrong: &str, told: &Told) {
        let arcs: u32 = told.rig.arcs().iter().sum();
        let (verdict, after) = (found(told.verdict), told.after.as_millis());
        writeln!(self.0, "| {act} | {wrong} | {verdict} | {after} | {arcs} |").unwrap();
    }

    fn closings(&mut self) {
        let mut row = |wrong: &str, impose: &dyn Fn(&Rig)| {
            self.row("close", wrong, &closing(Rig::new(), impose));
        };
        row("nothing", &|_| {});
        row("every contact bounces for 20 ms", &bounce);
        row("every contact operates within 32 ms", &slow);
        row("resistor open", &|rig| resistor(ResistorDefect::Open)(rig));
        row("resistor has a tenth of its ohms", &|rig| {
            resistor(NEARLY_SHORTED)(rig)
        });
        row("resistor shorted", &|rig| resistor(SHORTED)(rig));
        row("link shorted", &shorted_link);
        for place in crate::rig::PLACES {
            let welded = format!("{} welded", pole(place));
            row(&welded, &|rig| contact(place, Defect::Welded)(rig));
        }
        for place in crate::rig::PLACES {
            let stuck = format!("{} stuck open", pole(place));
            row(&stuck, &|rig| contact(place, Defect::StuckOpen)(rig));
        }
        self.row(
            "close",
            "resistor hot of two charges, firmware restarted",
            &third(Rig::new()),
        );
    }

    fn failures(&mut self) {
        for place in [Positive, Negative] {
            let told = closed(30, economiser(place, EconomiserDefect::DropsOut));
            let wrong = format!("economiser of {} drops out", pole(place));
            self.row("stay closed at 30 A", &wrong, &told);
        }
        let told = closed(30, economiser(Positive, EconomiserDefect::StaysFull));
        let wrong = "economiser of battery + never reduces, until its coil has burnt";
        self.row("stay closed at 30 A", wrong, &told);
    }

    fn openings(&mut self) {
        let mut row = |amps: i32, wrong: &str, impose: &dyn Fn(&mut Rig)| {
            let (told, _) = opening(amps, impose);
            self.row(&format!("open at {amps} A"), wrong, &told);
        };
        for amps in [0, 30, 80, -30] {
            row(amps, "nothing", &|_| {});
        }
        row(80, "converter does not stop", &|rig| rig.obeys = false);
        row(142, "converter does not stop, the fuse melts", &|rig| {
            rig.obeys = false
        });
        row(0, "current cannot be read", &|rig| {
            rig.is_current_silent = true
        });
    }

    fn tests(&mut self) {
        for place in [Positive, Negative] {
            for (wrong, defect) in [
                ("nothing", None),
                ("welded", Some((place, Defect::Welded))),
                ("stuck open", Some((place, Defect::StuckOpen))),
            ] {
                let told = story::tested(place, defect);
                self.row(&format!("test {}", pole(place)), wrong, &told);
            }
        }
    }
}

#[test]
fn the_page_tells_what_is_found_and_when() {
    let mut table = Table(String::from(
        "| told to | what is wrong | verdict | after, in ms | arcs |\n| --- | --- | --- | --: | --: |\n",
    ));
    table.closings();
    table.failures();
    table.openings();
    table.tests();
    page::holds("contacts.md", "battery", &table.0);
}
