//! The side that no host sees: what is set, and what can be looked at.

use super::{
    Bq769x2, Mode,
    conf::NEVER,
    fets::fet,
    part::{Pin, Thermistor},
};
use hal_power::{Charge, Current, Temperature, Voltage};

impl Bq769x2 {
    /// Sets the voltage of a cell, the lowest being 0. Cells that the part has not are ignored.
    pub fn set_cell(&mut self, cell: usize, voltage: Voltage) {
        self.change();
        self.pins.set_cell(cell, voltage.as_microvolts());
    }

    /// Sets the voltages of cells from the lowest on.
    pub fn set_cells(&mut self, voltages: &[Voltage]) {
        self.change();
        for (cell, voltage) in voltages.iter().enumerate() {
            self.pins.set_cell(cell, voltage.as_microvolts());
        }
    }

    /// Breaks a wire, or mends it: wire `n` is below cell `n`, the last one above the topmost cell.
    pub fn set_wire(&mut self, wire: usize, is_open: bool) {
        self.change();
        self.settle();
        self.pins.set_wire(wire, is_open);
        self.is_stale = true;
        self.rewire();
    }

    /// Sets the current through the shunt, positive while the battery is discharged.
    pub fn set_current(&mut self, current: Current) {
        self.change();
        self.pins.current = -i64::from(current.as_microamps());
    }

    /// Sets what is at a pin.
    pub fn set_thermistor(&mut self, pin: Pin, thermistor: Thermistor) {
        self.change();
        if let Some(slot) = self.pins.thermistors.get_mut(pin as usize) {
            *slot = thermistor;
        }
    }

    /// Makes the die so warm.
    pub fn set_die_temperature(&mut self, temperature: Temperature) {
        self.change();
        self.pins.die = temperature.as_millicelsius();
    }

    /// Sets the voltage at PACK.
    pub fn set_pack(&mut self, voltage: Voltage) {
        self.change();
        self.pins.pack = voltage.as_microvolts();
    }

    /// Sets the voltage at LD.
    pub fn set_load_detect(&mut self, voltage: Voltage) {
        self.change();
        self.pins.load = voltage.as_microvolts();
        self.settle();
    }

    /// Pulls TS2 down, or lets it go.
    pub fn set_ts2_low(&mut self, is_low: bool) {
        self.change();
        self.pins.ts2_is_low = is_low;
        self.settle();
    }

    /// The supply dips: everything goes to its reset value, and what was in progress is lost.
    pub fn brown_out(&mut self) {
        if self.mode != Mode::Off {
            self.settle();
            self.power_up();
        }
    }

    /// Takes the supply away.
    pub fn unplug(&mut self) {
        self.brown_out();
        self.mode = Mode::Off;
        self.first = NEVER;
        self.refresh(self.at);
    }

    /// Gives the supply back.
    pub fn plug_in(&mut self) {
        self.settle();
        self.power_up();
    }

    /// Returns the cells that are being discharged, a bit for each, and since when in ns on the clock any is.
    pub fn discharged_cells(&mut self) -> (u16, Option<u64>) {
        self.settle();
        let mask = self.balance.mask;
        (mask, (mask != 0).then_some(self.balance.since))
    }

    /// Returns the current that a cell loses to balancing now, while it is not being measured.
    pub fn balancing_current(&mut self, cell: usize) -> Current {
        self.settle();
        let currents = self.pins.balancing(self.balance.mask);
        let current = currents.get(cell).copied().unwrap_or_default();
        Current::from_microamps(i32::try_from(current).unwrap_or(i32::MAX))
    }

    /// Returns what a cell has lost to balancing since the model was created.
    pub fn drained(&mut self, cell: usize) -> Charge {
        /// µA × ns in a mC.
        const MILLICOULOMB: i128 = 1_000_000_000_000;
        self.settle();
        self.accrue(self.at);
        let drained = self.balance.drained.get(cell).copied().unwrap_or_default();
        let millicoulombs = i64::try_from(drained / MILLICOULOMB).unwrap_or(i64::MAX);
        Charge::from_millicoulombs(millicoulombs)
    }

    /// Returns whether the charge FET is on.
    pub fn charges(&mut self) -> bool {
        self.settle();
        self.fets & fet::CHG != 0
    }

    /// Returns whether the discharge FET is on.
    pub fn discharges(&mut self) -> bool {
        self.settle();
        self.fets & fet::DSG != 0
    }

    /// Returns where the part is.
    pub fn mode(&mut self) -> Mode {
        self.settle();
        self.mode
    }

    /// Returns what REG1 and REG2 are set to, as in REG12 Config.
    pub fn regulators(&mut self) -> u8 {
        self.settle();
        self.regulators
    }

    /// Returns a byte of data memory as it is in effect.
    pub fn effective(&mut self, address: u16) -> u8 {
        self.settle();
        self.active.u1(address)
    }
}
