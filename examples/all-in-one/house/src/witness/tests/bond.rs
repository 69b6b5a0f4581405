use super::*;
use crate::scenario::Bond;
use all_in_one_firmware::hal_inverter::TransferFault;

/// Connected, the grid lost, and the relays proven from the inverter's side.
fn islands() -> Facts {
    let mut facts = good_day();
    facts.push((at(90_000), now(Condition::GridDead, true)));
    facts.push((at(90_205), Fact::Gates(Stage::Bridge, false)));
    moved(&mut facts, 90_205, &MAIN);
    facts.push((at(90_800), used(Proof::Relays, GRID)));
    facts.push((at(90_850), now(Condition::BackupDead, true)));
    facts
}

pub(super) fn good(stuck: Bond) -> Facts {
    let mut facts = islands();
    let bond = Contacts::only(contact::NEUTRAL_BOND);
    match stuck {
        Bond::Open => {
            facts.push((at(0), Fact::Sticks(contact::NEUTRAL_BOND)));
            facts.push((at(90_860), Fact::Coils(contacts(&BOND))));
            stops(
                &mut facts,
                90_910,
                Trouble::Transfer(TransferFault::BondOpen),
                10,
            );
        }
        Bond::Closed => {
            moved(&mut facts, 90_860, &BOND);
            facts.push((at(90_900), now(Condition::BackupDead, false)));
            facts.push((at(90_900), now(Condition::BackupSupplied, true)));
            facts.push((at(110_000), Fact::Welds(contact::NEUTRAL_BOND)));
            facts.push((at(210_000), now(Condition::BackupSupplied, false)));
            facts.push((at(210_000), now(Condition::BackupDead, true)));
            facts.push((at(210_020), Fact::Coils(contacts(&MAIN))));
            stops(
                &mut facts,
                210_070,
                Trouble::Transfer(TransferFault::BondClosed),
                10,
            );
            for (time, fact) in &mut facts {
                if let Fact::Closed(closed) = fact
                    && *time > at(110_000)
                {
                    *closed |= bond;
                }
            }
        }
    }
    facts.push((at(150_000), now(Condition::GridDead, false)));
    facts
}

const OPEN: Scenario = Scenario::BondStuck(Bond::Open);
const CLOSED: Scenario = Scenario::BondStuck(Bond::Closed);

/// The stop says this instead.
fn says(facts: &mut Facts, trouble: Trouble) {
    for (_, fact) in facts {
        if let Fact::Told(Event::Stopping(told)) = fact {
            *told = trouble;
        }
    }
}

const SPOILED: &[(Scenario, &str, Spoil)] = &[
    (OPEN, "never lost", |facts| {
        without(facts, |_, fact| {
            matches!(fact, Fact::Now(Condition::GridDead, _))
        });
    }),
    (OPEN, "not connected when", |facts| {
        without(facts, |_, fact| {
            *fact == Fact::Told(Event::Entered(State::Running))
        });
    }),
    (OPEN, "grid relays open", |facts| {
        shift(facts, 20, |time, fact| {
            time == 90_215 && matches!(fact, Fact::Closed(_))
        });
    }),
    (OPEN, "supplies the backup output", |facts| {
        facts.push((at(90_900), now(Condition::BackupSupplied, true)));
    }),
    (OPEN, "never told to move", |facts| {
        without(facts, |time, _| time == 90_860);
    }),
    (OPEN, "gates off", |facts| {
        shift(facts, 200, |time, fact| {
            time == 90_910 && matches!(fact, Fact::Gates(..))
        });
    }),
    (OPEN, "not named", |facts| {
        says(facts, Trouble::Transfer(TransferFault::BondClosed));
    }),
    (OPEN, "cleared by ClearsItself", |facts| {
        says(facts, Trouble::LinkSlow);
    }),
    (OPEN, "starts again, at", |facts| {
        facts.push((at(200_000), Fact::Coils(contacts(&PRECHARGE))));
    }),
    (CLOSED, "never supplied", |facts| {
        without(facts, |_, fact| {
            matches!(fact, Fact::Now(Condition::BackupSupplied, _))
        });
    }),
    (CLOSED, "never welded", |facts| {
        without(facts, |_, fact| matches!(fact, Fact::Welds(_)));
    }),
    (CLOSED, "connects again, at", |facts| {
        facts.push((at(211_000), Fact::Coils(contacts(&CONNECTED))));
    }),
    (CLOSED, "bond is closed on the grid", |facts| {
        let all = contacts(&CONNECTED) | Contacts::only(contact::NEUTRAL_BOND);
        facts.push((at(211_000), Fact::Closed(all)));
    }),
    (CLOSED, "not named", |facts| {
        says(facts, Trouble::Transfer(TransferFault::OutputAlive));
    }),
];

#[test]
fn each_thing_that_is_spoiled_about_the_bond_is_named() {
    name_each(SPOILED);
}
