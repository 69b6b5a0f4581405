//! Asynchronous traits: one capability each.
//!
//! Every method may be repeated.
//!
//! # Cancellation Safety
//!
//! A future that is dropped may have moved bits on the wire; the next call starts afresh.
#![expect(
    async_fn_in_trait,
    reason = "as in embedded-hal-async: executors are single-threaded, a Send bound would shut parts out"
)]

use crate::{
    Charge, Contacts, Current, Energy, ErrorType, Insulation, Positions, Power, ResidualCurrent,
    Sensor, Temperature, Voltage, fault::FaultId,
};

macro_rules! sensor_trait {
    ($(#[$meta:meta])* $name:ident, $(#[$method_meta:meta])* $method:ident -> $quantity:ty) => {
        $(#[$meta])*
        ///
        /// # For implementers
        ///
        /// The value is right, or it is an error: a power-up code is [`NotReady`](crate::ErrorKind::NotReady), the end of the
        /// scale is [`Saturated`](crate::ErrorKind::Saturated), a part that reset is
        /// [`ConfigurationLost`](crate::ErrorKind::ConfigurationLost). Zero never stands in.
        pub trait $name: Sensor {
            $(#[$method_meta])*
            ///
            /// # Errors
            ///
            /// The part's own, sorted by [`Error::kind`](crate::Error::kind); nothing about the part has changed.
            async fn $method(&mut self) -> Result<$quantity, Self::Error>;
        }

        impl<T: $name + ?Sized> $name for &mut T {
            async fn $method(&mut self) -> Result<$quantity, Self::Error> {
                T::$method(self).await
            }
        }
    };
}

sensor_trait!(
    /// Measures one voltage.
    VoltageSensor,
    /// Reads the voltage, positive where the port's first terminal is above its second.
    voltage -> Voltage
);
sensor_trait!(
    /// Measures one current.
    CurrentSensor,
    /// Reads the current: of a battery positive while discharging, of the grid positive while exporting.
    current -> Current
);
sensor_trait!(
    /// Measures one power.
    PowerSensor,
    /// Reads the power, with the sign of the current; voltage and current in it come from the same conversion.
    power -> Power
);
sensor_trait!(
    /// Measures one temperature.
    TemperatureSensor,
    /// Reads the temperature.
    temperature -> Temperature
);
sensor_trait!(
    /// Sums energy up by itself.
    EnergyCounter,
    /// Reads the energy since the counter was last cleared. A count that overflowed is an error until it is cleared.
    energy -> Energy
);
sensor_trait!(
    /// Sums charge up by itself.
    ChargeCounter,
    /// Reads the charge since the counter was last cleared. A count that overflowed is an error until it is cleared.
    charge -> Charge
);
sensor_trait!(
    /// Measures the insulation of one galvanic net to earth.
    InsulationMeter,
    /// Reads the insulation. A meter that is still measuring or whose answer does not hold for the net as it is now says so.
    insulation -> Insulation
);
sensor_trait!(
    /// Measures the current that flows to earth.
    ResidualCurrentSensor,
    /// Reads the residual current.
    residual_current -> ResidualCurrent
);

/// Commands all contacts of one part.
///
/// # For implementers
///
/// All contacts in one transfer, as levels. The bank says what it was told, never where a contact is: that is
/// [`ContactFeedback`]. Levels beyond [`count`](ContactBank::count) are an error of kind
/// [`OutOfRange`](crate::ErrorKind::OutOfRange), before anything moves.
///
/// # For users
///
/// After an error any contact may have moved: tell the [`Path`](crate::Path) before each command, and command again.
pub trait ContactBank: ErrorType {
    /// Returns the number of contacts, 1 to 32.
    fn count(&self) -> u32;

    /// Sets the level of every contact, closed where the bit is set.
    ///
    /// # Errors
    ///
    /// The part's own; any contact may have followed the new level.
    async fn command(&mut self, closed: Contacts) -> Result<(), Self::Error>;
}

impl<T: ContactBank + ?Sized> ContactBank for &mut T {
    fn count(&self) -> u32 {
        T::count(self)
    }

    async fn command(&mut self, closed: Contacts) -> Result<(), Self::Error> {
        T::command(self, closed).await
    }
}

/// Tells where contacts are: by mirror contact, voltage difference or current.
///
/// # For implementers
///
/// A contact that moves, bounces or cannot be judged is not *known*.
pub trait ContactFeedback: ErrorType {
    /// Reads the positions, numbered as the bank numbers its contacts.
    ///
    /// # Errors
    ///
    /// The part's own; of no contact is anything known.
    async fn positions(&mut self) -> Result<Positions, Self::Error>;
}

impl<T: ContactFeedback + ?Sized> ContactFeedback for &mut T {
    async fn positions(&mut self) -> Result<Positions, Self::Error> {
        T::positions(self).await
    }
}

/// Keeps latched faults where they survive a loss of power.
///
/// # For implementers
///
/// A store that is interrupted leaves the record before it or the new one, never a mixture; a record that cannot be read whole
/// is an error of kind [`Integrity`](crate::ErrorKind::Integrity), not an empty one.
///
/// # For users
///
/// After an error in [`load`](LatchStore::load) take every fault for latched: what cannot be known to be clear is not.
pub trait LatchStore: ErrorType {
    /// Reads the record into the front of `latched`, and returns how many faults it holds and the history's last serial number.
    /// A store that was never written holds none.
    ///
    /// # Errors
    ///
    /// The store's own; kind [`OutOfRange`](crate::ErrorKind::OutOfRange) where `latched` is too short.
    async fn load(&mut self, latched: &mut [FaultId]) -> Result<(usize, u16), Self::Error>;

    /// Replaces the record.
    ///
    /// # Errors
    ///
    /// The store's own; the record is the old one or the new one.
    async fn store(&mut self, latched: &[FaultId], last_serial: u16) -> Result<(), Self::Error>;
}

impl<T: LatchStore + ?Sized> LatchStore for &mut T {
    async fn load(&mut self, latched: &mut [FaultId]) -> Result<(usize, u16), Self::Error> {
        T::load(self, latched).await
    }

    async fn store(&mut self, latched: &[FaultId], last_serial: u16) -> Result<(), Self::Error> {
        T::store(self, latched, last_serial).await
    }
}
