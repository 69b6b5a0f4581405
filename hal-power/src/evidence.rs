//! Proofs: each comes from one act of checking and is used up by what it permits.

use crate::{Instant, Path, PathId, path::Mark};
use core::{fmt, time::Duration};

/// Why a proof was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Refused {
    /// The proof is older than its life, or from the future.
    Stale,
    /// The proof is about another path.
    OtherPath,
    /// A contact of the path has moved, or a part has reset, since the proof was made.
    Void,
    /// The state of what the proof was shown to does not allow it.
    State,
}

impl crate::Error for Refused {
    fn kind(&self) -> crate::ErrorKind {
        match self {
            Self::Stale | Self::OtherPath | Self::Void | Self::State => crate::ErrorKind::Refused,
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Stale => "proof is stale",
            Self::OtherPath => "proof is about another path",
            Self::Void => "proof is void: the path has changed since",
            Self::State => "not allowed in this state",
        })
    }
}

impl core::error::Error for Refused {}

macro_rules! proof {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        ///
        /// Made only by its check; neither `Clone` nor `Copy`. The types stop mistakes, not invented readings.
        #[derive(Debug)]
        #[must_use = "a proof proves nothing unless it is redeemed"]
        pub struct $name {
            at: Instant,
            life: Duration,
            mark: Mark,
        }

        impl $name {
            pub(crate) const fn mint(at: Instant, life: Duration, path: &Path) -> Self {
                Self { at, life, mark: path.mark() }
            }

            /// Returns when the check was passed.
            pub const fn proven_at(&self) -> Instant {
                self.at
            }

            /// Returns the path that the proof is about.
            pub const fn path(&self) -> PathId {
                self.mark.id
            }

            /// Looks whether the proof would be accepted, and leaves it whole.
            ///
            /// # Errors
            ///
            /// As [`redeem`](Self::redeem).
            pub fn check(&self, now: Instant, path: &Path) -> Result<(), Refused> {
                let mark = path.mark();
                if mark.id != self.mark.id {
                    return Err(Refused::OtherPath);
                }
                if mark != self.mark {
                    return Err(Refused::Void);
                }
                match now.checked_since(self.at) {
                    Some(age) if age <= self.life => Ok(()),
                    _ => Err(Refused::Stale),
                }
            }

            /// Uses the proof up.
            ///
            /// # Errors
            ///
            /// [`Refused::OtherPath`], [`Refused::Void`] or [`Refused::Stale`], in this order; the proof is gone in any case.
            pub fn redeem(self, now: Instant, path: &Path) -> Result<(), Refused> {
                self.check(now, path)
            }
        }

        #[cfg(feature = "defmt")]
        impl defmt::Format for $name {
            fn format(&self, f: defmt::Formatter<'_>) {
                defmt::write!(f, "{=str}(path {=u8}, {})", stringify!($name), self.mark.id.0, self.at);
            }
        }
    };
}

proof! {
    /// The DC link sits at the battery's voltage.
    Precharged
}
proof! {
    /// Insulation to earth was measured and is above the limit.
    InsulationProven
}
proof! {
    /// The residual-current sensor saw its test current, and nothing flows to earth without it.
    ResidualCurrentProven
}
proof! {
    /// Every contact of the path isolates when it is told to open.
    RelaysProven
}
proof! {
    /// The hardware trip was forced and the gates were seen off.
    TripProven
}
proof! {
    /// The current sensor reads zero where nothing can flow.
    ZeroProven
}
