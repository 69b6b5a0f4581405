//! The same for troubles in and around the battery.

use super::*;
use crate::scenario::Pole;
use all_in_one_firmware::{
    Permissive,
    hal_bms::{BalanceOutcome, CellFault, CellSet},
    hal_power::{Voltage, check::PrechargeFault},
    pack,
};

fn leaves(trouble: pack::Trouble) -> Fact {
    Fact::Pack(pack::Event::Leave(trouble))
}

fn cells(fault: CellFault) -> pack::Trouble {
    pack::Trouble::Cells(fault)
}

/// A precharge that is given up after so long, and the user's press.
fn fails(facts: &mut Facts, fault: PrechargeFault, after: u64) {
    precharges(facts, 300);
    let told = 310 + after;
    let trouble = Trouble::Precharge(fault);
    facts.push((at(told), Fact::Told(Event::Stopping(trouble))));
    moved(facts, told, &[]);
    facts.push((at(601_000), Fact::Pressed));
}

fn good_precharge_open() -> Facts {
    let mut facts = begin();
    fails(&mut facts, PrechargeFault::Open, 150);
    starts(&mut facts, 601_500, 60_000);
    facts
}

fn good_precharge_short() -> Facts {
    let mut facts = begin();
    fails(&mut facts, PrechargeFault::ExcessCurrent, 10);
    facts
}

fn good_welded_contactor(pole: Pole) -> Facts {
    let mut facts = good_day();
    facts.push((at(600_000), Fact::Welds(pole.contact())));
    facts.push((at(600_000), now(Condition::BusDead, true)));
    let trouble = Trouble::BatterySensor(Unusable::Stale);
    stops(&mut facts, 600_041, trouble, 900);
    for (when, fact) in &mut facts {
        if let Fact::Closed(closed) = fact
            && *when >= at(600_000)
        {
            *closed = closed.with(pole.contact(), true);
        }
    }
    facts.push((at(610_000), now(Condition::BusDead, false)));
    let alone = Fact::Coils(contacts(&[contact::PRECHARGE]));
    facts.push((at(615_500), used(Proof::Insulation, BATTERY)));
    facts.push((at(615_500), alone));
    let welded = Event::BatteryNotIsolated(contacts(&[pole.contact()]));
    facts.push((at(615_600), Fact::Told(welded)));
    let fault = match pole {
        Pole::Positive => PrechargeFault::PrechargePoleWelded,
        Pole::Negative => PrechargeFault::OtherPoleWelded,
    };
    let trouble = Trouble::Precharge(fault);
    facts.push((at(615_600), Fact::Told(Event::Stopping(trouble))));
    facts.push((at(615_600), Fact::Coils(Contacts::NONE)));
    facts
}

fn good_link_lost() -> Facts {
    let mut facts = good_day();
    facts.push((at(600_000), now(Condition::LinkCut, true)));
    let void = Event::Permits(Permissive::BatteryLimits, false);
    facts.push((at(601_010), Fact::Told(void)));
    stops(&mut facts, 601_510, Trouble::BatterySilent, 10);
    facts.push((at(610_000), now(Condition::LinkCut, false)));
    starts(&mut facts, 616_000, 2_000);
    facts
}

fn good_overcharge() -> Facts {
    let mut facts = good_day();
    facts.push((at(650_000), now(Condition::Charging, true)));
    facts.push((at(650_000), now(Condition::CellFull, true)));
    let fault = CellFault::Overvoltage {
        cell: 17,
        voltage: Voltage::from_millivolts(3_651),
    };
    facts.push((at(650_040), leaves(cells(fault))));
    stops(&mut facts, 650_060, Trouble::BatteryLeaves, 10);
    facts.push((at(650_060), now(Condition::Charging, false)));
    facts.push((at(720_000), Fact::Pressed));
    facts
}

fn good_cell_imbalance() -> Facts {
    let mut facts = good_day();
    facts.push((at(1_000), now(Condition::CellsApart, true)));
    facts.push((at(1_000_000), now(Condition::CellsApart, false)));
    let outcome = BalanceOutcome::Level(Voltage::from_millivolts(5));
    let ends = pack::Event::BalancingEnds(outcome);
    facts.push((at(1_001_000), Fact::Pack(ends)));
    facts
}

/// Left at 600 s, over at 900 s, the user's presses before and after it.
fn left_and_used_again(begins: Condition, over: Fact, fault: CellFault) -> Facts {
    let mut facts = good_day();
    facts.push((at(600_000), now(begins, true)));
    facts.push((at(600_500), leaves(cells(fault))));
    stops(&mut facts, 600_520, Trouble::BatteryLeaves, 10);
    facts.push((at(660_000), Fact::Pressed));
    facts.push((at(900_000), over));
    facts.push((at(1_020_000), Fact::Pressed));
    starts(&mut facts, 1_026_000, 2_000);
    facts
}

fn good_open_wire() -> Facts {
    let over = now(Condition::WireBroken, false);
    let fault = CellFault::OpenWires(CellSet::only(9));
    left_and_used_again(Condition::WireBroken, over, fault)
}

fn good_hot_cell() -> Facts {
    let over = now(Condition::CellRecovered, true);
    let fault = CellFault::TooHot {
        sensor: 0,
        temperature: Temperature::from_celsius(50),
    };
    left_and_used_again(Condition::CellHot, over, fault)
}

pub(super) fn good(scenario: Scenario) -> Facts {
    match scenario {
        Scenario::PrechargeOpen => good_precharge_open(),
        Scenario::PrechargeShort => good_precharge_short(),
        Scenario::WeldedContactor(pole) => good_welded_contactor(pole),
        Scenario::LinkLost => good_link_lost(),
        Scenario::Overcharge => good_overcharge(),
        Scenario::CellImbalance => good_cell_imbalance(),
        Scenario::OpenWire => good_open_wire(),
        Scenario::HotCell => good_hot_cell(),
        other => panic!("{other} has a story elsewhere"),
    }
}

const OPEN: Scenario = Scenario::PrechargeOpen;
const SHORT: Scenario = Scenario::PrechargeShort;
const WELDED: Scenario = Scenario::WeldedContactor(Pole::Positive);
const LOST: Scenario = Scenario::LinkLost;
const OVER: Scenario = Scenario::Overcharge;
const APART: Scenario = Scenario::CellImbalance;
const WIRE: Scenario = Scenario::OpenWire;
const HOT: Scenario = Scenario::HotCell;

fn is_stop(_: u64, fact: &Fact) -> bool {
    matches!(fact, Fact::Told(Event::Stopping(_)))
}

fn is_leave(_: u64, fact: &Fact) -> bool {
    matches!(fact, Fact::Pack(pack::Event::Leave(_)))
}

fn is_level(_: u64, fact: &Fact) -> bool {
    matches!(fact, Fact::Pack(pack::Event::BalancingEnds(_)))
}

const SPOILED: &[(Scenario, &str, Spoil)] = &[
    (OPEN, "never closed", |facts| {
        without(facts, |_, fact| matches!(fact, Fact::Closed(_)));
    }),
    (OPEN, "given up 250ms", |facts| {
        shift(facts, 100, |at, _| (460..480).contains(&at));
    }),
    (OPEN, "is not named", |facts| {
        without(facts, is_stop);
        let trouble = Trouble::Precharge(PrechargeFault::Timeout);
        facts.push((at(460), Fact::Told(Event::Stopping(trouble))));
    }),
    (OPEN, "contacts open", |facts| {
        shift(facts, 50, |at, fact| {
            at == 470 && matches!(fact, Fact::Closed(_))
        });
    }),
    (OPEN, "too early", |facts| {
        facts.push((at(500_000), Fact::Coils(contacts(&PRECHARGE))));
    }),
    (OPEN, "nobody pressed", |facts| {
        without(facts, |_, fact| *fact == Fact::Pressed);
    }),
    (OPEN, "connected never", |facts| {
        without(facts, |at, _| at > 602_000);
    }),
    (SHORT, "given up 110ms", |facts| {
        shift(facts, 100, |at, _| (320..340).contains(&at));
    }),
    (SHORT, "is not named", |facts| {
        without(facts, is_stop);
        let trouble = Trouble::Precharge(PrechargeFault::Open);
        facts.push((at(320), Fact::Told(Event::Stopping(trouble))));
    }),
    (SHORT, "cleared by User", |facts| {
        without(facts, is_stop);
        let trouble = Trouble::Precharge(PrechargeFault::Open);
        facts.push((at(320), Fact::Told(Event::Stopping(trouble))));
    }),
    (SHORT, "the battery is connected", |facts| {
        facts.push((at(5_000), Fact::Coils(contacts(&MAIN))));
    }),
    (SHORT, "tries again", |facts| {
        facts.push((at(61_000), Fact::Coils(contacts(&PRECHARGE))));
    }),
    (WELDED, "never welded", |facts| {
        without(facts, |_, fact| matches!(fact, Fact::Welds(_)));
    }),
    (WELDED, "never stops", |facts| {
        without(facts, is_stop);
    }),
    (WELDED, "partner opens never", |facts| {
        for (_, fact) in facts {
            if let Fact::Closed(closed) = fact {
                *closed = closed.with(contact::BATTERY_NEGATIVE, true);
            }
        }
    }),
    (WELDED, "not isolated never", |facts| {
        without(facts, |_, fact| {
            matches!(fact, Fact::Told(Event::BatteryNotIsolated(_)))
        });
        let other = Event::BatteryNotIsolated(contacts(&[contact::BATTERY_NEGATIVE]));
        facts.push((at(615_600), Fact::Told(other)));
    }),
    (WELDED, "cleared by User", |facts| {
        without(facts, |at, fact| at > 610_000 && is_stop(at, fact));
        facts.push((at(615_600), Fact::Told(Event::Stopping(Trouble::Pin))));
    }),
    (WELDED, "the battery is connected again", |facts| {
        facts.push((at(616_000), Fact::Coils(contacts(&MAIN))));
    }),
    (WELDED, "a contact closes again", |facts| {
        facts.push((at(700_000), Fact::Coils(contacts(&[contact::PRECHARGE]))));
    }),
    (LOST, "never cut", |facts| {
        without(facts, |_, fact| *fact == now(Condition::LinkCut, true));
    }),
    (LOST, "limits void never", |facts| {
        without(facts, |_, fact| {
            matches!(fact, Fact::Told(Event::Permits(..)))
        });
    }),
    (LOST, "limits void 1.51", |facts| {
        shift(facts, 500, |_, fact| {
            matches!(fact, Fact::Told(Event::Permits(..)))
        });
    }),
    (LOST, "current breakable", |facts| {
        shift(facts, 1_000, |at, fact| {
            at > 600_000 && *fact == now(Condition::CurrentBreakable, true)
        });
    }),
    (LOST, "contactors open 2.5", |facts| {
        shift(facts, 2_000, |at, fact| {
            at == 601_530 && matches!(fact, Fact::Closed(_))
        });
    }),
    (LOST, "contactors open under current", |facts| {
        shift(facts, 100, |at, fact| {
            at > 600_000 && *fact == now(Condition::CurrentBreakable, true)
        });
    }),
    (LOST, "cleared by User", |facts| {
        without(facts, is_stop);
        facts.push((at(601_510), Fact::Told(Event::Stopping(Trouble::Pin))));
    }),
    (LOST, "on a dead link", |facts| {
        facts.push((at(605_000), Fact::Coils(contacts(&PRECHARGE))));
    }),
    (LOST, "never came back", |facts| {
        without(facts, |_, fact| *fact == now(Condition::LinkCut, false));
    }),
    (LOST, "connected again never", |facts| {
        without(facts, |at, _| at > 611_000);
    }),
    (OVER, "was ever full", |facts| {
        without(facts, |_, fact| *fact == now(Condition::CellFull, true));
    }),
    (OVER, "charge current zero", |facts| {
        shift(facts, 60, |_, fact| {
            *fact == now(Condition::Charging, false)
        });
    }),
    (OVER, "contactors open", |facts| {
        shift(facts, 2_500, |at, fact| {
            at == 650_080 && matches!(fact, Fact::Closed(_))
        });
    }),
    (OVER, "never asks to be left", |facts| {
        without(facts, is_leave);
    }),
    (OVER, "is not named", |facts| {
        without(facts, is_leave);
        facts.push((at(650_040), leaves(pack::Trouble::Before)));
    }),
    (OVER, "is not cleared by", |facts| {
        without(facts, is_leave);
        let wires = CellFault::OpenWires(CellSet::only(1));
        facts.push((at(650_040), leaves(cells(wires))));
    }),
    (OVER, "starts again", |facts| {
        facts.push((at(730_000), Fact::Coils(contacts(&PRECHARGE))));
    }),
    (APART, "never apart", |facts| {
        without(facts, |_, fact| *fact == now(Condition::CellsApart, true));
    }),
    (APART, "stops, at", |facts| {
        facts.push((at(500_000), Fact::Told(Event::Stopping(Trouble::Pin))));
    }),
    (APART, "never came to an end", |facts| {
        without(facts, is_level);
    }),
    (APART, "cells level never", |facts| {
        without(facts, |_, fact| *fact == now(Condition::CellsApart, false));
    }),
    (APART, "cells level 10s", |facts| {
        shift(facts, 11_000, |_, fact| {
            *fact == now(Condition::CellsApart, false)
        });
    }),
    (APART, "apart at the end", |facts| {
        without(facts, is_level);
        let outcome = BalanceOutcome::Level(Voltage::from_millivolts(6));
        let ends = pack::Event::BalancingEnds(outcome);
        facts.push((at(1_001_000), Fact::Pack(ends)));
    }),
    (WIRE, "ever broke", |facts| {
        without(facts, |_, fact| *fact == now(Condition::WireBroken, true));
    }),
    (WIRE, "never mended", |facts| {
        without(facts, |_, fact| *fact == now(Condition::WireBroken, false));
    }),
    (WIRE, "noticed at", |facts| {
        shift(facts, 6_000, |at, _| (600_500..602_000).contains(&at));
    }),
    (WIRE, "current breakable", |facts| {
        shift(facts, 1_200, |at, fact| {
            at > 600_000 && *fact == now(Condition::CurrentBreakable, true)
        });
    }),
    (WIRE, "contactors open", |facts| {
        shift(facts, 2_200, |at, fact| {
            at == 600_540 && matches!(fact, Fact::Closed(_))
        });
    }),
    (WIRE, "is not cleared by", |facts| {
        without(facts, is_leave);
        facts.push((at(600_500), leaves(pack::Trouble::InverterSilent)));
    }),
    (WIRE, "too early", |facts| {
        facts.push((at(700_000), Fact::Coils(contacts(&PRECHARGE))));
    }),
    (WIRE, "nobody pressed", |facts| {
        without(facts, |at, fact| at > 900_000 && *fact == Fact::Pressed);
    }),
    (WIRE, "connected again never", |facts| {
        without(facts, |at, _| at > 1_025_000);
    }),
    (HOT, "ever grew hot", |facts| {
        without(facts, |_, fact| *fact == now(Condition::CellHot, true));
    }),
    (HOT, "never recovered", |facts| {
        without(facts, |_, fact| {
            *fact == now(Condition::CellRecovered, true)
        });
    }),
    (HOT, "noticed at", |facts| {
        shift(facts, 1_000, |at, _| (600_500..602_000).contains(&at));
    }),
    (HOT, "never asks to be left", |facts| {
        without(facts, is_leave);
    }),
];

#[test]
fn each_thing_that_is_spoiled_is_named() {
    name_each(SPOILED);
}
