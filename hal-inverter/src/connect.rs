//! Connecting to the grid: what was proven and what has to hold, together.

use crate::BridgePermit;
use core::{fmt, time::Duration};
use hal_power::{ErrorKind, Input, Instant, InsulationProven, Path, Refused, RelaysProven};

/// What connecting needs: four proofs, then five permissives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Requirement {
    /// Every relay isolates when it has to.
    Relays,
    /// The DC side is insulated from earth.
    Insulation,
    /// The trip of the bridge was forced, and its gates were seen off.
    Trip,
    /// The residual-current sensor saw its test current.
    ResidualCurrent,
    /// The grid has been inside its window for the reconnection time.
    GridWindow,
    /// The battery is heard.
    BatteryHeartbeat,
    /// Protective earth is there.
    ProtectiveEarth,
    /// The backup output's bond between neutral and earth is seen open.
    BondOpen,
    /// Nothing is wrong.
    NoFault,
}

impl Requirement {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Relays,
        Self::Insulation,
        Self::Trip,
        Self::ResidualCurrent,
        Self::GridWindow,
        Self::BatteryHeartbeat,
        Self::ProtectiveEarth,
        Self::BondOpen,
        Self::NoFault,
    ];

    /// Returns whether it is proven once, and not judged all the while.
    pub const fn is_proof(self) -> bool {
        match self {
            Self::Relays | Self::Insulation | Self::Trip | Self::ResidualCurrent => true,
            Self::GridWindow
            | Self::BatteryHeartbeat
            | Self::ProtectiveEarth
            | Self::BondOpen
            | Self::NoFault => false,
        }
    }
}

/// A requirement that is not met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Unmet {
    /// Which one.
    pub requirement: Requirement,
    /// When it will be met by itself, if nothing changes; `None` where time alone does not help.
    pub remaining: Option<Duration>,
}

impl fmt::Display for Unmet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.requirement)?;
        match self.remaining {
            Some(remaining) => write!(f, " in {remaining:?}"),
            None => Ok(()),
        }
    }
}

/// Permissives as they stand.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct ConnectInputs {
    /// What is left of the reconnection time: all of it while the grid is outside of its window, none once it is granted.
    pub grid: Input<Duration>,
    /// Whether the battery is heard.
    pub battery: Input<bool>,
    /// Whether protective earth is there.
    pub earth: Input<bool>,
    /// Whether the bond is seen open.
    pub bond_open: Input<bool>,
    /// Whether nothing is wrong.
    pub well: Input<bool>,
}

impl ConnectInputs {
    /// Creates inputs of which nothing is known.
    pub const fn unknown() -> Self {
        Self {
            grid: Err(ErrorKind::NotReady),
            battery: Err(ErrorKind::NotReady),
            earth: Err(ErrorKind::NotReady),
            bond_open: Err(ErrorKind::NotReady),
            well: Err(ErrorKind::NotReady),
        }
    }
}

/// The paths that the proofs are about.
#[derive(Debug, Clone, Copy)]
pub struct ConnectPaths<'a> {
    /// Between inverter and grid.
    pub grid: &'a Path,
    /// Of the bridge's own checks.
    pub bridge: &'a Path,
}

/// Permit to connect to the grid, made by [`ConnectCheck`] in the moment in which everything was met.
#[derive(Debug)]
#[must_use = "nothing is connected by it until the chain redeems it"]
pub struct ConnectPermit {
    relays: RelaysProven,
    insulation: InsulationProven,
    bridge: BridgePermit,
}

impl ConnectPermit {
    /// Uses up what the moving contacts void anyway, and returns what arming the bridge takes.
    ///
    /// # Errors
    ///
    /// The first refusal; every proof is gone then.
    pub(crate) fn redeem(self, now: Instant, path: &Path) -> Result<BridgePermit, Refused> {
        self.relays.redeem(now, path)?;
        self.insulation.redeem(now, path)?;
        Ok(self.bridge)
    }
}

/// Gathers the proofs, judges the permissives, and says at any time what is missing.
///
/// A proof that is refused is unmet, and stays so until a new one is put in; a permissive that is silent or stale is unmet. So
/// are all before the first step.
#[derive(Debug)]
pub struct ConnectCheck {
    max_age: Duration,
    inputs: ConnectInputs,
    relays: Option<RelaysProven>,
    insulation: Option<InsulationProven>,
    bridge: Option<BridgePermit>,
}

impl ConnectCheck {
    /// Creates a check without any proof. Permissives are taken up to an age.
    pub const fn new(max_age: Duration) -> Self {
        Self {
            max_age,
            inputs: ConnectInputs::unknown(),
            relays: None,
            insulation: None,
            bridge: None,
        }
    }

    /// Puts the relays' proof in, in place of an older one.
    pub fn put_relays(&mut self, proof: RelaysProven) {
        self.relays = Some(proof);
    }

    /// Puts the insulation's proof in, in place of an older one.
    pub fn put_insulation(&mut self, proof: InsulationProven) {
        self.insulation = Some(proof);
    }

    /// Puts in what arming the bridge takes: the proofs of its trip and of the residual-current sensor.
    pub fn put_bridge(&mut self, permit: BridgePermit) {
        self.bridge = Some(permit);
    }

    /// Takes what arming the bridge takes out again, for an island.
    pub const fn take_bridge(&mut self) -> Option<BridgePermit> {
        self.bridge.take()
    }

    /// Takes the permissives as they stand.
    pub const fn step(&mut self, inputs: ConnectInputs) {
        self.inputs = inputs;
    }

    /// Tells what is not met, in the order of [`Requirement::ALL`].
    pub fn unmet(
        &self,
        now: Instant,
        paths: ConnectPaths<'_>,
    ) -> impl Iterator<Item = Unmet> + use<'_> {
        let all = Requirement::ALL.map(|requirement| self.judge(requirement, now, paths).err());
        let unmet = Requirement::ALL.into_iter().zip(all);
        unmet.filter_map(|(requirement, missing)| {
            Some(Unmet {
                requirement,
                remaining: missing?.0,
            })
        })
    }

    /// Makes the permit where nothing is missing. The proofs are used up by it.
    ///
    /// # Errors
    ///
    /// The first requirement that is not met; the proofs stay.
    pub fn permit(
        &mut self,
        now: Instant,
        paths: ConnectPaths<'_>,
    ) -> Result<ConnectPermit, Unmet> {
        if let Some(unmet) = self.unmet(now, paths).next() {
            return Err(unmet);
        }
        match (
            self.relays.take(),
            self.insulation.take(),
            self.bridge.take(),
        ) {
            (Some(relays), Some(insulation), Some(bridge)) => Ok(ConnectPermit {
                relays,
                insulation,
                bridge,
            }),
            _ => Err(Unmet {
                requirement: Requirement::Relays,
                remaining: None,
            }),
        }
    }

    fn judge(
        &self,
        requirement: Requirement,
        now: Instant,
        paths: ConnectPaths<'_>,
    ) -> Result<(), Missing> {
        let accepted = |refused: Option<Result<(), Refused>>| match refused {
            Some(Ok(())) => Ok(()),
            Some(Err(_)) | None => Err(Missing(None)),
        };
        let bridge = self.bridge.as_ref();
        match requirement {
            Requirement::Relays => accepted(
                self.relays
                    .as_ref()
                    .map(|proof| proof.check(now, paths.grid)),
            ),
            Requirement::Insulation => {
                let proof = self.insulation.as_ref();
                accepted(proof.map(|proof| proof.check(now, paths.grid)))
            }
            Requirement::Trip => {
                accepted(bridge.map(|bridge| bridge.trip().check(now, paths.bridge)))
            }
            Requirement::ResidualCurrent => {
                accepted(bridge.map(|bridge| bridge.residual().check(now, paths.bridge)))
            }
            Requirement::GridWindow => match self.fresh(now, self.inputs.grid) {
                Some(Duration::ZERO) => Ok(()),
                remaining => Err(Missing(remaining)),
            },
            Requirement::BatteryHeartbeat => self.holds(now, self.inputs.battery),
            Requirement::ProtectiveEarth => self.holds(now, self.inputs.earth),
            Requirement::BondOpen => self.holds(now, self.inputs.bond_open),
            Requirement::NoFault => self.holds(now, self.inputs.well),
        }
    }

    fn holds(&self, now: Instant, input: Input<bool>) -> Result<(), Missing> {
        match self.fresh(now, input) {
            Some(true) => Ok(()),
            Some(false) | None => Err(Missing(None)),
        }
    }

    fn fresh<T>(&self, now: Instant, input: Input<T>) -> Option<T> {
        input.ok()?.fresh(now, self.max_age).ok()
    }
}

/// What is missing, and for how long at least.
struct Missing(Option<Duration>);

#[cfg(test)]
pub(crate) mod tests;
