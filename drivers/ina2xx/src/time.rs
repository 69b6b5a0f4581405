//! Conversion times.

/// A conversion time as the part knows it.
#[doc(hidden)]
pub trait TimeCode: Copy + core::fmt::Debug + PartialEq + 'static {
    /// The time after a reset.
    const RESET: Self;
    /// Returns the field's value, 0 to 7.
    fn code(self) -> u8;
    /// Returns the typical time in µs.
    fn micros(self) -> u32;
}

macro_rules! times {
    ($(#[$meta:meta])* $name:ident, $reset:ident, $($time:ident = $code:literal $micros:literal,)+) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "defmt", derive(defmt::Format))]
        pub enum $name {
            $(#[doc = concat!(stringify!($micros), " µs.")] $time,)+
        }

        impl TimeCode for $name {
            const RESET: Self = Self::$reset;

            fn code(self) -> u8 {
                match self {
                    $(Self::$time => $code,)+
                }
            }

            fn micros(self) -> u32 {
                match self {
                    $(Self::$time => $micros,)+
                }
            }
        }
    };
}

times! {
    /// Conversion time of one input of all parts but the INA226 (SLYS021A table 7-6).
    ConversionTime, Us1052,
    Us50 = 0 50,
    Us84 = 1 84,
    Us150 = 2 150,
    Us280 = 3 280,
    Us540 = 4 540,
    Us1052 = 5 1052,
    Us2074 = 6 2074,
    Us4120 = 7 4120,
}

times! {
    /// Conversion time of one input of the INA226 (SBOS547 pages 18 and 19).
    Ina226ConversionTime, Us1100,
    Us140 = 0 140,
    Us204 = 1 204,
    Us332 = 2 332,
    Us588 = 3 588,
    Us1100 = 4 1100,
    Us2116 = 5 2116,
    Us4156 = 6 4156,
    Us8244 = 7 8244,
}
