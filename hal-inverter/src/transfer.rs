//! The backup output between grid and island: never earthed on both sides.

use core::time::Duration;
use hal_power::{Input, Instant, Path, Refused, RelaysProven, Unusable, Voltage};

/// Who earths the neutral of the backup output while the grid is disconnected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum NeutralBond {
    /// The store, by a bond of its own that is closed in an island and open with the grid.
    Switched,
    /// The installation, with a neutral that is never switched: the store's bond stays open, or is not fitted.
    Installation,
}

/// How a country has backup outputs earthed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct BackupEarthing {
    /// Where that was read: standard, edition, clause.
    pub source: &'static str,
    /// Who earths the neutral.
    pub bond: NeutralBond,
}

/// The bond and the output, and their times.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct TransferConfig {
    earthing: BackupEarthing,
    dead: Voltage,
    dies: Duration,
    moves: Duration,
    max_age: Duration,
}

impl TransferConfig {
    /// Describes the output: the voltage (RMS) below which it is dead, the time in which it has to die, the time in which the bond has
    /// to move, bounce and feedback included, and the age up to which readings are taken.
    pub const fn new(
        earthing: BackupEarthing,
        dead: Voltage,
        dies: Duration,
        moves: Duration,
        max_age: Duration,
    ) -> Self {
        Self {
            earthing,
            dead,
            dies,
            moves,
            max_age,
        }
    }

    /// Returns how the output is earthed.
    pub const fn earthing(&self) -> BackupEarthing {
        self.earthing
    }
}

/// What a step of [`TransferSwitch`] is told.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct TransferInputs {
    /// Backup output, RMS.
    pub backup: Input<Voltage>,
    /// Whether the bond is closed, as its feedback says; an error while it moves.
    pub bond: Input<bool>,
}

impl TransferInputs {
    /// Creates inputs.
    pub const fn new(backup: Input<Voltage>, bond: Input<bool>) -> Self {
        Self { backup, bond }
    }
}

/// Where the output is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Transfer {
    /// The bond is seen open: the grid may be connected, and nothing may be supplied from here without it.
    Grid,
    /// The output has to be dead, or the bond is on its way.
    Moving,
    /// The neutral is earthed as it has to be: the output may be supplied, from nothing upwards.
    Island,
}

/// What keeps the output from moving on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum TransferFault {
    /// The bond did not close, or came open: no neutral is earthed.
    BondOpen,
    /// The bond did not open, or closed unasked: the grid would be earthed a second time.
    BondClosed,
    /// The output did not die before the bond was to move.
    OutputAlive,
    /// Where the bond is, or what the output has, is not known.
    Input(Unusable),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Grid,
    Island,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// The output dies on the way to a side; the bond is held where it was.
    Dying {
        to: Side,
        bond: bool,
    },
    /// The bond moves to where it is wanted on that side.
    Moving {
        to: Side,
    },
    At(Side),
}

/// Leads the backup output from grid to island and back.
///
/// To an island: the chain proven open, the output dead, the bond closed and seen closed where the country's profile has the store
/// earth the neutral, then supply from nothing upwards. Back: supply off, output dead, bond open and seen open; only then may the
/// grid be connected. The bond never moves under a live output, and a bond that is not where it has to be is a fault at every step.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
pub struct TransferSwitch {
    config: TransferConfig,
    phase: Phase,
    /// When the phase began.
    since: Instant,
    /// The bond was last seen where it has to be at this time.
    seen: Instant,
}

impl TransferSwitch {
    /// Creates a switch whose bond has to open, wherever it is: with the grid, once that is seen.
    pub const fn new(config: TransferConfig, now: Instant) -> Self {
        Self {
            config,
            phase: Phase::Moving { to: Side::Grid },
            since: now,
            seen: now,
        }
    }

    /// Begins the way to an island, on the proof that all relays to the grid are open.
    ///
    /// # Errors
    ///
    /// The proof's refusal; [`Refused::State`] unless the bond was seen open. The proof is gone in any case.
    pub fn leave_grid(
        &mut self,
        relays: RelaysProven,
        now: Instant,
        path: &Path,
    ) -> Result<(), Refused> {
        relays.redeem(now, path)?;
        if self.phase != Phase::At(Side::Grid) {
            return Err(Refused::State);
        }
        self.die(now, Side::Island);
        Ok(())
    }

    /// Begins the way back to the grid, from wherever.
    pub fn leave_island(&mut self, now: Instant) {
        if self.phase != Phase::At(Side::Grid) {
            self.die(now, Side::Grid);
        }
    }

    /// Opens the bond now, as a stop orders: it has waited for the output.
    pub fn open_bond(&mut self, now: Instant) {
        if self.phase != Phase::At(Side::Grid) {
            self.enter(now, Phase::Moving { to: Side::Grid });
        }
    }

    /// Returns whether the bond has to be closed.
    pub const fn wants_bond(&self) -> bool {
        match self.phase {
            Phase::Dying { bond, .. } => bond,
            Phase::Moving { to } | Phase::At(to) => self.bond_at(to),
        }
    }

    /// Returns where the output is.
    pub const fn state(&self) -> Transfer {
        match self.phase {
            Phase::Dying { .. } | Phase::Moving { .. } => Transfer::Moving,
            Phase::At(Side::Grid) => Transfer::Grid,
            Phase::At(Side::Island) => Transfer::Island,
        }
    }

    /// Judges one set of inputs.
    ///
    /// # Errors
    ///
    /// The fault, at each step for as long as it is there.
    pub fn step(
        &mut self,
        now: Instant,
        inputs: TransferInputs,
    ) -> Result<Transfer, TransferFault> {
        match self.phase {
            Phase::Dying { to, .. } => {
                if self.is_dead(now, inputs.backup)? {
                    self.enter(now, Phase::Moving { to });
                }
            }
            Phase::Moving { to } => {
                if self.is_seen(now, inputs.bond)? {
                    self.enter(now, Phase::At(to));
                }
            }
            Phase::At(_) => {
                self.is_seen(now, inputs.bond)?;
            }
        }
        Ok(self.state())
    }

    /// Whether the bond has to be closed on a side.
    const fn bond_at(&self, side: Side) -> bool {
        let is_switched = matches!(self.config.earthing.bond, NeutralBond::Switched);
        is_switched && matches!(side, Side::Island)
    }

    /// Has the output die with the bond where it is.
    fn die(&mut self, now: Instant, to: Side) {
        let bond = self.wants_bond();
        self.enter(now, Phase::Dying { to, bond });
    }

    fn enter(&mut self, now: Instant, phase: Phase) {
        self.phase = phase;
        (self.since, self.seen) = (now, now);
    }

    /// Whether the output is dead, by a reading from after the phase began.
    fn is_dead(&self, now: Instant, backup: Input<Voltage>) -> Result<bool, TransferFault> {
        let late = now.saturating_since(self.since) > self.config.dies;
        let found = backup.map_err(Unusable::from).and_then(|reading| {
            let voltage = reading.fresh(now, self.config.max_age)?;
            Ok((reading.at, voltage))
        });
        match found {
            Ok((at, voltage)) if at > self.since && voltage.abs() < self.config.dead => Ok(true),
            Ok(_) if late => Err(TransferFault::OutputAlive),
            Err(cause) if late => Err(TransferFault::Input(cause)),
            Ok(_) | Err(_) => Ok(false),
        }
    }

    /// Whether the bond is where it has to be, by a reading from after the phase began. It may be elsewhere, or unknown, for the time
    /// that it takes to move.
    fn is_seen(&mut self, now: Instant, bond: Input<bool>) -> Result<bool, TransferFault> {
        let wanted = self.wants_bond();
        let found = bond.map_err(Unusable::from).and_then(|reading| {
            let closed = reading.fresh(now, self.config.max_age)?;
            Ok((reading.at, closed))
        });
        match found {
            Ok((at, closed)) if closed == wanted && at > self.since => {
                self.seen = at;
                Ok(true)
            }
            _ if now.saturating_since(self.seen) <= self.config.moves => Ok(false),
            Err(cause) => Err(TransferFault::Input(cause)),
            Ok(_) if wanted => Err(TransferFault::BondOpen),
            Ok(_) => Err(TransferFault::BondClosed),
        }
    }
}

#[cfg(test)]
mod tests;
