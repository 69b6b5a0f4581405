//! What one step finds, and what is kept from one to the next.

use super::{CellFault, CellInput};
use core::time::Duration;
use hal_power::{Input, Instant, Ratio, Reading, Unusable};

/// When each input was last usable: the stamp of that reading.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
pub(super) struct Heard {
    pub(super) cells: Instant,
    pub(super) temperatures: Instant,
    pub(super) status: Instant,
    pub(super) wires: Instant,
    pub(super) stack: Instant,
}

impl Heard {
    pub(super) const fn nothing(now: Instant) -> Self {
        Self {
            cells: now,
            temperatures: now,
            status: now,
            wires: now,
            stack: now,
        }
    }
}

/// A reason that has to last before it is a fault.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
pub(super) struct Lasting(Option<(Instant, CellFault)>);

impl Lasting {
    pub(super) const NOT: Self = Self(None);

    /// Takes a usable reading: whether it shows the reason, and which.
    pub(super) fn hear(&mut self, at: Instant, shows: bool, reason: impl FnOnce() -> CellFault) {
        if !shows {
            self.0 = None;
            return;
        }
        let since = self.0.map_or(at, |(since, _)| since);
        self.0 = Some((since, reason()));
    }
}

/// What one step comes to.
pub(super) struct Found {
    now: Instant,
    max_age: Duration,
    patience: Duration,
    pub(super) charge: Ratio,
    pub(super) discharge: Ratio,
    /// No current either way: something cannot be used.
    pub(super) blind: bool,
    /// Everything is usable, and back from its hard limit by the hysteresis.
    pub(super) well: bool,
    pub(super) fault: Option<CellFault>,
}

impl Found {
    pub(super) const fn new(now: Instant, max_age: Duration, patience: Duration) -> Self {
        Self {
            now,
            max_age,
            patience,
            charge: Ratio::ONE,
            discharge: Ratio::ONE,
            blind: false,
            well: true,
            fault: None,
        }
    }

    pub(super) fn charge(&mut self, share: Ratio) {
        self.charge = self.charge.min(share);
    }

    pub(super) fn discharge(&mut self, share: Ratio) {
        self.discharge = self.discharge.min(share);
    }

    pub(super) fn fault(&mut self, fault: CellFault) {
        self.fault = CellFault::worst(self.fault, Some(fault));
    }

    /// Makes a fault of a reason that has lasted for `delay`.
    pub(super) fn lasting(&mut self, reason: &Lasting, delay: Duration) {
        let reason = reason.0;
        if let Some((_, fault)) = reason.filter(|(since, _)| self.has_passed(*since, delay)) {
            self.fault(fault);
        }
    }

    /// Returns the reading if it can be used; if not, there is no current, and a fault once that has lasted.
    pub(super) fn hear<T>(
        &mut self,
        heard: &mut Instant,
        which: CellInput,
        input: Input<T>,
    ) -> Option<Reading<T>> {
        let oldest = self.now.saturating_sub(self.max_age);
        self.judge(heard, which, input, oldest, self.patience)
    }

    /// Does the same for an input that may be older than the others by its nature.
    pub(super) fn hear_within<T>(
        &mut self,
        heard: &mut Instant,
        which: CellInput,
        input: Input<T>,
        age: Duration,
    ) -> Option<Reading<T>> {
        let oldest = self.now.saturating_sub(age);
        let patience = age.saturating_add(self.patience);
        self.judge(heard, which, input, oldest, patience)
    }

    fn judge<T>(
        &mut self,
        heard: &mut Instant,
        which: CellInput,
        input: Input<T>,
        oldest: Instant,
        patience: Duration,
    ) -> Option<Reading<T>> {
        let cause = match input {
            Ok(reading) if reading.at >= oldest && reading.at <= self.now => {
                *heard = reading.at.max(*heard);
                return Some(reading);
            }
            Ok(_) => Unusable::Stale,
            Err(kind) => Unusable::Sensor(kind),
        };
        self.blind = true;
        self.well = false;
        if self.has_passed(*heard, patience) {
            self.fault(CellFault::Input(which, cause));
        }
        None
    }

    fn has_passed(&self, since: Instant, time: Duration) -> bool {
        self.now >= since.saturating_add(time)
    }
}
