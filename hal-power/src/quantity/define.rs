//! The macros that make a quantity: one place for how arithmetic ends and how conversion rounds.

/// Defines a quantity over `$repr`; the first unit is the base.
macro_rules! quantity {
    (
        $(#[$meta:meta])*
        $name:ident($sign:ident $repr:ident) in $base:literal, zero $zero:literal, displayed as [$($scale:literal => $symbol:literal),+ $(,)?] {
            #[doc = $base_unit:literal] $from_base:ident $to_base:ident,
            $(#[doc = $unit:literal] $from:ident $to:ident $factor:literal,)+
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        #[repr(transparent)]
        pub struct $name($repr);

        impl $name {
            /// None of it.
            pub const ZERO: Self = Self(0);
            /// Largest value; where arithmetic ends upwards.
            pub const MAX: Self = Self($repr::MAX);
            /// Smallest value; where arithmetic ends downwards.
            pub const MIN: Self = Self($repr::MIN);

            #[doc = concat!("Creates a value from", $base_unit, ".")]
            #[inline]
            pub const fn $from_base(value: $repr) -> Self {
                Self(value)
            }

            #[doc = concat!("Returns the value in", $base_unit, ".")]
            #[inline]
            pub const fn $to_base(self) -> $repr {
                self.0
            }

            $(
                #[doc = concat!("Creates a value from", $unit, ", exactly or, beyond the range, as `MAX` or `MIN`.")]
                #[inline]
                pub const fn $from(value: $repr) -> Self {
                    Self(value.saturating_mul($factor))
                }

                #[doc = concat!("Returns the value in", $unit, ", rounded to nearest, ties away from zero.")]
                #[inline]
                pub const fn $to(self) -> $repr {
                    $crate::quantity::define::rounded_div!($sign, self.0, $factor)
                }
            )+

            /// Adds, ending at `MAX` or `MIN`.
            #[inline]
            #[must_use]
            pub const fn saturating_add(self, other: Self) -> Self {
                Self(self.0.saturating_add(other.0))
            }

            /// Subtracts, ending at `MAX` or `MIN`.
            #[inline]
            #[must_use]
            pub const fn saturating_sub(self, other: Self) -> Self {
                Self(self.0.saturating_sub(other.0))
            }

            /// Multiplies by a number, ending at `MAX` or `MIN`.
            #[inline]
            #[must_use]
            pub const fn saturating_mul(self, factor: $repr) -> Self {
                Self(self.0.saturating_mul(factor))
            }

            /// Adds, or returns `None` beyond the range.
            #[inline]
            pub const fn checked_add(self, other: Self) -> Option<Self> {
                match self.0.checked_add(other.0) {
                    Some(sum) => Some(Self(sum)),
                    None => None,
                }
            }

            /// Subtracts, or returns `None` beyond the range.
            #[inline]
            pub const fn checked_sub(self, other: Self) -> Option<Self> {
                match self.0.checked_sub(other.0) {
                    Some(difference) => Some(Self(difference)),
                    None => None,
                }
            }

            /// Multiplies by a number, or returns `None` beyond the range.
            #[inline]
            pub const fn checked_mul(self, factor: $repr) -> Option<Self> {
                match self.0.checked_mul(factor) {
                    Some(product) => Some(Self(product)),
                    None => None,
                }
            }

            /// Divides by a number, towards zero, or returns `None` for zero. `MIN / -1` ends at `MAX`.
            #[inline]
            pub const fn checked_div(self, divisor: $repr) -> Option<Self> {
                match self.0.checked_div(divisor) {
                    Some(quotient) => Some(Self(quotient)),
                    None if divisor == 0 => None,
                    None => Some(Self::MAX),
                }
            }

            /// Returns how far apart two values are, ending at `MAX`.
            #[inline]
            #[must_use]
            pub const fn abs_diff(self, other: Self) -> Self {
                if self.0 > other.0 {
                    self.saturating_sub(other)
                } else {
                    other.saturating_sub(self)
                }
            }
        }

        impl core::fmt::Display for $name {
            /// Prints the exact value in the largest unit that leaves a whole part, or with the precision asked for, rounded to
            /// nearest, ties away from zero.
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                if *self == Self::ZERO {
                    return f.write_str($zero);
                }
                $crate::quantity::display::scaled(
                    f,
                    *self < Self::ZERO,
                    $crate::quantity::define::magnitude!($sign, self.0),
                    &[$(($scale, $symbol)),+],
                )
            }
        }

        #[cfg(feature = "defmt")]
        impl defmt::Format for $name {
            /// Prints the base unit's count and the unit.
            fn format(&self, f: defmt::Formatter<'_>) {
                defmt::write!(f, "{} {=str}", self.0, $base);
            }
        }

        $crate::quantity::define::sign_methods!($sign, $name);
    };
}

/// Adds what only signed quantities have.
macro_rules! sign_methods {
    (unsigned, $name:ident) => {};
    (signed, $name:ident) => {
        impl $name {
            /// Returns the distance from zero, ending at `MAX`.
            #[inline]
            #[must_use]
            pub const fn abs(self) -> Self {
                Self(self.0.saturating_abs())
            }

            /// Turns the sign around, ending at `MAX`.
            #[inline]
            #[must_use]
            pub const fn saturating_neg(self) -> Self {
                Self(self.0.saturating_neg())
            }
        }
    };
}

/// Divides by a positive constant, to nearest, ties away from zero.
macro_rules! rounded_div {
    (unsigned, $value:expr, $divisor:expr) => {{
        let (whole, rest) = ($value / $divisor, $value % $divisor);
        if rest >= $divisor - rest {
            whole + 1
        } else {
            whole
        }
    }};
    (signed, $value:expr, $divisor:expr) => {{
        let (whole, rest) = ($value / $divisor, $value % $divisor);
        if rest.abs() >= $divisor - rest.abs() {
            whole + $value.signum()
        } else {
            whole
        }
    }};
}

/// Distance from zero as `u64`.
macro_rules! magnitude {
    (unsigned, $value:expr) => {
        u64::from($value)
    };
    (signed, $value:expr) => {
        u64::from($value.unsigned_abs())
    };
}

pub(super) use {magnitude, quantity, rounded_div, sign_methods};
