//! What each role of a power stage needs before it may drive.

use hal_power::{Instant, Path, Refused, ResidualCurrentProven, TripProven};

mod sealed {
    pub trait Sealed {}
}

/// Proofs that together allow one act, all about one path, used up by it.
pub trait Permit: sealed::Sealed {
    /// Returns when the oldest of the proofs was made.
    fn proven_at(&self) -> Instant;

    /// Uses all proofs up.
    ///
    /// # Errors
    ///
    /// The first refusal; every proof is gone in any case.
    fn redeem(self, now: Instant, path: &Path) -> Result<(), Refused>;
}

/// What a power stage is for; decides which proofs arming needs.
pub trait Role: sealed::Sealed {
    /// Proofs that arming needs.
    type Permit: Permit;
}

/// Role of the bridge towards grid and backup output.
#[derive(Debug)]
pub enum Bridge {}

/// Role of a boost stage behind a PV input.
#[derive(Debug)]
pub enum Boost {}

/// Role of the bidirectional stage between battery and DC link.
#[derive(Debug)]
pub enum BatteryLeg {}

impl sealed::Sealed for Bridge {}
impl sealed::Sealed for Boost {}
impl sealed::Sealed for BatteryLeg {}

impl Role for Bridge {
    type Permit = BridgePermit;
}

impl Role for Boost {
    type Permit = BoostPermit;
}

impl Role for BatteryLeg {
    type Permit = BatteryLegPermit;
}

macro_rules! permit {
    ($(#[$meta:meta])* $name:ident { $($field:ident: $proof:ident),+ }) => {
        $(#[$meta])*
        #[derive(Debug)]
        pub struct $name {
            $($field: $proof,)+
        }

        impl $name {
            /// Joins the proofs.
            pub const fn new($($field: $proof),+) -> Self {
                Self { $($field),+ }
            }
        }

        impl sealed::Sealed for $name {}

        impl Permit for $name {
            fn proven_at(&self) -> Instant {
                [$(self.$field.proven_at()),+].into_iter().min().unwrap_or(Instant::ORIGIN)
            }

            fn redeem(self, now: Instant, path: &Path) -> Result<(), Refused> {
                $(self.$field.redeem(now, path)?;)+
                Ok(())
            }
        }
    };
}

permit! {
    /// Permit of a [`Bridge`]: its trip works, and the residual-current sensor saw its test current.
    BridgePermit { trip: TripProven, residual: ResidualCurrentProven }
}
permit! {
    /// Permit of a [`Boost`]: its trip works.
    BoostPermit { trip: TripProven }
}
permit! {
    /// Permit of a [`BatteryLeg`]: its trip works. The contactors before it have needed a precharge of their own.
    BatteryLegPermit { trip: TripProven }
}

impl BridgePermit {
    /// Returns the proof that the trip works.
    pub const fn trip(&self) -> &TripProven {
        &self.trip
    }

    /// Returns the proof that the residual-current sensor sees.
    pub const fn residual(&self) -> &ResidualCurrentProven {
        &self.residual
    }
}
