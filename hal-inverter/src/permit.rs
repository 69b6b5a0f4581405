//! What each role of a power stage needs before it may drive.

use hal_power::{Instant, Path, Refused, ResidualCurrentProven, TripProven};

mod sealed {
    pub trait Sealed {}
}

/// Proofs that together allow one role to arm, used up by [`PowerStage::arm`](crate::PowerStage::arm).
pub trait Permit: sealed::Sealed {
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

/// Permit of a [`Bridge`]: its trip works, and the residual-current sensor saw its test current.
#[derive(Debug)]
pub struct BridgePermit {
    trip: TripProven,
    residual: ResidualCurrentProven,
}

impl BridgePermit {
    /// Joins the proofs.
    pub const fn new(trip: TripProven, residual: ResidualCurrentProven) -> Self {
        Self { trip, residual }
    }
}

impl sealed::Sealed for BridgePermit {}

impl Permit for BridgePermit {
    fn redeem(self, now: Instant, path: &Path) -> Result<(), Refused> {
        self.trip.redeem(now, path)?;
        self.residual.redeem(now, path)
    }
}

macro_rules! trip_only {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Debug)]
        pub struct $name(TripProven);

        impl $name {
            /// Takes the proof.
            pub const fn new(trip: TripProven) -> Self {
                Self(trip)
            }
        }

        impl sealed::Sealed for $name {}

        impl Permit for $name {
            fn redeem(self, now: Instant, path: &Path) -> Result<(), Refused> {
                self.0.redeem(now, path)
            }
        }
    };
}

trip_only! {
    /// Permit of a [`Boost`]: its trip works.
    BoostPermit
}
trip_only! {
    /// Permit of a [`BatteryLeg`]: its trip works. The contactors before it have needed a precharge of their own.
    BatteryLegPermit
}
