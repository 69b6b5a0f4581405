//! The ways to *off* that need nothing.

/// Way to a safe state for the owner of a part.
///
/// # For implementers
///
/// Cannot fail, needs no bus, no delay and no earlier state, and may be called again at any time. A part whose only way to
/// off is a transfer does not implement it.
///
/// # For users
///
/// What drives a gate or drains a cell goes off. Contacts do not open: a contactor that breaks current has an order to keep.
pub trait SafeState {
    /// Turns off, now.
    fn make_safe(&mut self);
}

impl<T: SafeState + ?Sized> SafeState for &mut T {
    fn make_safe(&mut self) {
        T::make_safe(self);
    }
}

/// Handle that stops without owning: for interrupts, other priorities and the panic handler.
///
/// # For implementers
///
/// One write to a write-only register or pin. No critical section, no wait, no state.
pub trait EmergencyStop: Sync {
    /// Turns off, now, from anywhere.
    fn emergency_stop(&self);
}

impl<T: EmergencyStop + ?Sized> EmergencyStop for &T {
    fn emergency_stop(&self) {
        T::emergency_stop(self);
    }
}
