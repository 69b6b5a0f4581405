//! The FETs.

use super::{Bq769x2, Mode, conf::bits, memory::at};

/// Bits of FET Status.
pub(super) mod fet {
    pub(crate) const CHG: u8 = 1 << 0;
    pub(crate) const PCHG: u8 = 1 << 1;
    pub(crate) const DSG: u8 = 1 << 2;
    pub(crate) const PDSG: u8 = 1 << 3;
}

/// FET_EN of Manufacturing Status.
pub(super) const FET_EN: u16 = 1 << 4;

/// Bits of FET Options.
mod options {
    pub(crate) const SERIES: u8 = 1 << 0;
    pub(crate) const CHG_IN_SLEEP: u8 = 1 << 1;
    pub(crate) const HOST: u8 = 1 << 2;
    pub(crate) const CONTROL: u8 = 1 << 3;
    pub(crate) const INIT_OFF: u8 = 1 << 5;
}

impl Bq769x2 {
    fn fet_option(&self, bit: u8) -> bool {
        self.active.u1(at::FET_OPTIONS) & bit != 0
    }

    /// Holds FETs off as after a reset.
    pub(super) fn init_fets(&mut self) {
        self.host_off = if self.fet_option(options::INIT_OFF) {
            0x0F
        } else {
            0
        };
        self.tested = 0;
    }

    /// Holds FETs off by command: DSG, PDSG, CHG, PCHG from bit 0.
    pub(super) fn hold_fets(&mut self, off: u8) {
        if self.fet_option(options::HOST) {
            self.host_off = off;
        }
    }

    /// Toggles a FET in test mode.
    pub(super) fn test_fet(&mut self, fet: u8) {
        if self.manufacturing & FET_EN == 0 {
            self.tested ^= fet;
        }
    }

    /// Finds out which FETs are on.
    pub(super) fn refresh_fets(&mut self) {
        if self.mode == Mode::Config && self.open.fets_stay_in_config {
            return;
        }
        self.fets = if self.is_measuring() {
            self.driven_fets()
        } else {
            0
        };
    }

    fn driven_fets(&self) -> u8 {
        let status = self.watch.status;
        let failed =
            status & bits::PF != 0 && self.active.u2(at::PROTECTION_CONFIGURATION) & 1 << 1 != 0;
        let chg_tripped = status & self.conf.chg_off != 0 || failed;
        let dsg_tripped = status & self.conf.dsg_off != 0 || failed;
        if self.manufacturing & FET_EN == 0 {
            let mut fets = self.tested;
            if chg_tripped {
                fets &= !(fet::CHG | fet::PCHG);
            }
            if dsg_tripped {
                fets &= !(fet::DSG | fet::PDSG);
            }
            return fets;
        }
        if !self.fet_option(options::CONTROL) {
            return 0;
        }
        let sleeps = self.mode == Mode::Sleep && !self.fet_option(options::CHG_IN_SLEEP);
        let mut chg = !chg_tripped && !sleeps && self.host_off & 1 << 2 == 0;
        let mut dsg = !dsg_tripped && self.host_off & 1 << 0 == 0;
        if self.fet_option(options::SERIES) && !failed {
            let diode = i64::from(self.active.i2(at::BODY_DIODE)) * 1_000;
            let current = self.current();
            chg |= dsg && current < -diode && self.host_off & 1 << 2 == 0;
            dsg |= chg && current > diode && self.host_off & 1 << 0 == 0;
        }
        let bit = |is_on: bool, bit: u8| if is_on { bit } else { 0 };
        bit(chg, fet::CHG) | bit(dsg, fet::DSG)
    }
}
