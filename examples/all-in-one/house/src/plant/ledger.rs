//! Where the energy went, in J.

/// Sums since the start. What comes in has to be what goes out and what is stored; nothing forces it to.
#[derive(Debug, Clone, Copy)]
pub struct Ledger {
    /// From the PV array.
    pub pv: f64,
    /// From the grid.
    pub imported: f64,
    /// To the grid.
    pub exported: f64,
    /// To the house.
    pub house: f64,
    /// To the backup load.
    pub backup: f64,
    /// Through the bridge to the AC side.
    pub bridge: f64,
    /// Through the battery's terminals, either way.
    pub battery: f64,
    /// To heat.
    pub losses: f64,
    /// In battery and link now.
    pub stored: f64,
    stored_at_start: f64,
}

impl Ledger {
    pub(super) const fn new(stored: f64) -> Self {
        Self {
            pv: 0.0,
            imported: 0.0,
            exported: 0.0,
            house: 0.0,
            backup: 0.0,
            bridge: 0.0,
            battery: 0.0,
            losses: 0.0,
            stored,
            stored_at_start: stored,
        }
    }

    pub(super) fn import(&mut self, energy: f64) {
        self.imported += energy.max(0.0);
        self.exported += (-energy).max(0.0);
    }

    /// What came out of battery and link since the start; negative where it went in.
    pub fn drawn(&self) -> f64 {
        self.stored_at_start - self.stored
    }

    /// What came in, stored energy that was drawn included.
    pub fn came_in(&self) -> f64 {
        self.pv + self.imported + self.drawn().max(0.0)
    }

    /// What is missing in the balance, as a share of what came in.
    pub fn gap(&self) -> f64 {
        let inward = self.pv + self.imported + self.drawn();
        let outward = self.exported + self.house + self.backup + self.losses;
        (inward - outward).abs() / self.came_in().max(1.0)
    }
}
