extern crate std;

use super::*;
use crate::connect::tests::relays;
use hal_power::{Contacts, ErrorKind, PathId, Reading};
use std::{collections::HashSet, format, vec, vec::Vec};

const MS: Duration = Duration::from_millis(1);

fn config(bond: NeutralBond) -> TransferConfig {
    let earthing = BackupEarthing {
        source: "this test",
        bond,
    };
    let dead = Voltage::from_volts(30);
    TransferConfig::new(earthing, dead, MS * 40, MS * 30, MS * 15)
}

/// A switch, its output, and a bond that may be stuck.
#[derive(Clone)]
struct Rig {
    switch: TransferSwitch,
    now: Instant,
    backup: i32,
    /// Where the bond is, and where it stays whatever is wanted.
    bond: bool,
    stuck: Option<bool>,
}

impl Rig {
    fn new(bond: NeutralBond) -> Self {
        let now = Instant::from_micros(1_000_000);
        Self {
            switch: TransferSwitch::new(config(bond), now),
            now,
            backup: 0,
            bond: false,
            stuck: None,
        }
    }

    /// Lets the bond follow and 10 ms pass.
    fn tick(&mut self) -> Result<Transfer, TransferFault> {
        self.bond = self.stuck.unwrap_or(self.switch.wants_bond());
        self.now = self.now.saturating_add(MS * 10);
        let backup = Ok(Reading::new(Voltage::from_volts(self.backup), self.now));
        let bond = Ok(Reading::new(self.bond, self.now));
        self.switch
            .step(self.now, TransferInputs::new(backup, bond))
    }

    /// Ticks until something else comes than `Moving`.
    fn settle(&mut self) -> Result<Transfer, TransferFault> {
        for _ in 0..20 {
            match self.tick() {
                Ok(Transfer::Moving) => {}
                settled => return settled,
            }
        }
        Ok(Transfer::Moving)
    }

    fn leave_grid(&mut self) -> Result<(), Refused> {
        let mut path = Path::new(PathId(2), Contacts::first(8));
        let proof = relays(self.now.saturating_sub(MS * 500), &mut path);
        self.switch.leave_grid(proof, self.now, &path)
    }
}

#[test]
fn there_and_back_with_a_bond_that_moves_only_under_a_dead_output() {
    let mut rig = Rig::new(NeutralBond::Switched);
    assert_eq!(rig.settle(), Ok(Transfer::Grid));
    rig.backup = 120; // the chain was proven with a test voltage
    rig.leave_grid().unwrap();
    assert_eq!(rig.tick(), Ok(Transfer::Moving));
    assert!(!rig.bond);
    rig.backup = 0;
    assert_eq!(rig.settle(), Ok(Transfer::Island));
    assert!(rig.bond);
    rig.backup = 230;
    assert_eq!(rig.tick(), Ok(Transfer::Island));
    rig.switch.leave_island(rig.now);
    assert_eq!(rig.tick(), Ok(Transfer::Moving));
    assert!(rig.bond, "held under a live output");
    rig.backup = 0;
    assert_eq!(rig.settle(), Ok(Transfer::Grid));
    assert!(!rig.bond);
}

#[test]
fn where_the_installation_earths_the_neutral_the_bond_never_closes() {
    let mut rig = Rig::new(NeutralBond::Installation);
    assert_eq!(rig.settle(), Ok(Transfer::Grid));
    rig.leave_grid().unwrap();
    for _ in 0..10 {
        assert!(rig.tick().is_ok());
        assert!(!rig.bond);
    }
    assert_eq!(rig.switch.state(), Transfer::Island);
    rig.switch.leave_island(rig.now);
    assert_eq!(rig.settle(), Ok(Transfer::Grid));
}

#[test]
fn a_bond_that_does_not_close_leaves_no_supply() {
    let mut rig = Rig::new(NeutralBond::Switched);
    rig.settle().unwrap();
    rig.leave_grid().unwrap();
    rig.stuck = Some(false);
    assert_eq!(rig.settle(), Err(TransferFault::BondOpen));
    assert_ne!(rig.switch.state(), Transfer::Island);
    assert_eq!(rig.settle(), Err(TransferFault::BondOpen));
}

#[test]
fn a_bond_that_does_not_open_leaves_no_grid() {
    let mut rig = Rig::new(NeutralBond::Switched);
    rig.settle().unwrap();
    rig.leave_grid().unwrap();
    assert_eq!(rig.settle(), Ok(Transfer::Island));
    rig.stuck = Some(true);
    rig.switch.leave_island(rig.now);
    assert_eq!(rig.settle(), Err(TransferFault::BondClosed));
    assert_ne!(rig.switch.state(), Transfer::Grid);
}

#[test]
fn a_bond_that_is_closed_at_the_start_or_closes_unasked_is_told() {
    let mut rig = Rig::new(NeutralBond::Switched);
    rig.stuck = Some(true);
    assert_eq!(rig.settle(), Err(TransferFault::BondClosed));
    let mut rig = Rig::new(NeutralBond::Switched);
    rig.settle().unwrap();
    rig.stuck = Some(true);
    let told = (0..5).find_map(|_| rig.tick().err());
    assert_eq!(told, Some(TransferFault::BondClosed));
}

#[test]
fn a_bond_that_comes_open_in_an_island_is_told() {
    let mut rig = Rig::new(NeutralBond::Switched);
    rig.settle().unwrap();
    rig.leave_grid().unwrap();
    assert_eq!(rig.settle(), Ok(Transfer::Island));
    rig.stuck = Some(false);
    let told = (0..5).find_map(|_| rig.tick().err());
    assert_eq!(told, Some(TransferFault::BondOpen));
}

#[test]
fn an_output_that_does_not_die_holds_the_bond_where_it_is() {
    let mut rig = Rig::new(NeutralBond::Switched);
    rig.settle().unwrap();
    rig.backup = 230;
    rig.leave_grid().unwrap();
    assert_eq!(rig.settle(), Err(TransferFault::OutputAlive));
    assert!(!rig.switch.wants_bond());
    // a stop has waited for the output as long as it waits, and opens the bond in any case
    let mut rig = Rig::new(NeutralBond::Switched);
    rig.settle().unwrap();
    rig.leave_grid().unwrap();
    rig.settle().unwrap();
    rig.backup = 230;
    rig.switch.leave_island(rig.now);
    assert_eq!(rig.settle(), Err(TransferFault::OutputAlive));
    assert!(rig.switch.wants_bond());
    rig.switch.open_bond(rig.now);
    assert!(!rig.switch.wants_bond());
    assert_eq!(rig.settle(), Ok(Transfer::Grid));
}

#[test]
fn turning_round_on_the_way_leaves_the_bond_open() {
    let mut rig = Rig::new(NeutralBond::Switched);
    rig.settle().unwrap();
    rig.backup = 120;
    rig.leave_grid().unwrap();
    rig.tick().unwrap();
    rig.switch.leave_island(rig.now);
    assert!(!rig.switch.wants_bond());
    rig.backup = 0;
    assert_eq!(rig.settle(), Ok(Transfer::Grid));
}

#[test]
fn from_anywhere_but_the_grid_no_island_begins() {
    let mut rig = Rig::new(NeutralBond::Switched);
    assert_eq!(rig.leave_grid(), Err(Refused::State));
    rig.settle().unwrap();
    rig.leave_grid().unwrap();
    assert_eq!(rig.leave_grid(), Err(Refused::State));
}

/// Every sequence of eight inputs and orders, each input live, dead, stale or silent: the bond is never wanted closed while the switch
/// says grid, no island is told unless the bond was seen where it has to be, and the bond never moves but after a dead output was seen.
#[test]
fn whatever_comes_the_output_is_never_earthed_on_both_sides() {
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    enum Order {
        None,
        LeaveGrid,
        LeaveIsland,
    }
    let mut steps = Vec::new();
    for order in [Order::None, Order::LeaveGrid, Order::LeaveIsland] {
        for backup in 0..4 {
            for bond in 0..4 {
                steps.push((order, backup, bond));
            }
        }
    }
    let mut rigs = vec![Rig::new(NeutralBond::Switched)];
    let mut known = HashSet::new();
    for _ in 0..8 {
        let mut next = Vec::new();
        for rig in &rigs {
            for (order, backup, bond) in &steps {
                let mut rig = rig.clone();
                match order {
                    Order::None => {}
                    Order::LeaveGrid => drop(rig.leave_grid()),
                    Order::LeaveIsland => rig.switch.leave_island(rig.now),
                }
                rig.now = rig.now.saturating_add(MS * 10);
                let stale = rig.now.saturating_sub(MS * 16);
                let backup = match backup {
                    0 => Ok(Reading::new(Voltage::ZERO, rig.now)),
                    1 => Ok(Reading::new(Voltage::from_volts(230), rig.now)),
                    2 => Ok(Reading::new(Voltage::ZERO, stale)),
                    _ => Err(ErrorKind::Bus),
                };
                let wanted = rig.switch.wants_bond();
                let bond = match bond {
                    0 => Ok(Reading::new(false, rig.now)),
                    1 => Ok(Reading::new(true, rig.now)),
                    2 => Ok(Reading::new(wanted, stale)),
                    _ => Err(ErrorKind::Bus),
                };
                let before = rig.switch.state();
                let told = rig.switch.step(rig.now, TransferInputs::new(backup, bond));
                let seen = bond.ok().filter(|bond| bond.at == rig.now);
                let seen = seen.map(|bond| bond.value);
                if told == Ok(Transfer::Island) && before != Transfer::Island {
                    assert_eq!(seen, Some(true));
                }
                if told == Ok(Transfer::Grid) && before != Transfer::Grid {
                    assert_eq!(seen, Some(false));
                }
                if rig.switch.state() == Transfer::Grid {
                    assert!(!rig.switch.wants_bond());
                }
                if rig.switch.wants_bond() != wanted {
                    let dead = backup
                        .is_ok_and(|backup| backup.at == rig.now && backup.value == Voltage::ZERO);
                    assert!(dead, "the bond moves under {backup:?}");
                }
                if known.insert(format!("{:?}", rig.switch)) {
                    next.push(rig);
                }
            }
        }
        rigs = next;
    }
}
