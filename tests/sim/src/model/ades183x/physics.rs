//! What is outside of a part, and what its converters see of it.

use super::{CELLS, GPIOS, Open};
use hal_power::{Resistance, Temperature, Voltage};

/// Code of a converter: 1.5 V + code × 150 µV.
const OFFSET_MICROVOLTS: i64 = 1_500_000;
const LSB_MICROVOLTS: i64 = 150;
/// Ends of what C and S measure, in µV.
const LOWEST: i64 = -2_000_000;
const HIGHEST: i64 = 5_500_000;

/// Returns the code of a voltage in µV, never one that stands for no result.
pub(super) fn code(microvolts: i64) -> i16 {
    let steps = microvolts - OFFSET_MICROVOLTS;
    let code = (2 * steps + LSB_MICROVOLTS).div_euclid(2 * LSB_MICROVOLTS);
    i16::try_from(code.clamp(-0x7FFF, 0x7FFE)).unwrap_or(0)
}

/// One of the two converters of cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adc {
    /// C, at the C pins.
    C,
    /// S, at the S pins.
    S,
}

/// The physical side, voltages in µV.
#[derive(Debug, Clone)]
pub(super) struct Physics {
    pub(super) cells: [i64; CELLS],
    /// Offsets of C and of S.
    pub(super) offsets: [[i64; CELLS]; 2],
    /// Open wires, by tap: 0 at the negative end.
    pub(super) open_taps: u32,
    /// What a cell reads less while it is being discharged.
    pub(super) drop: i64,
    pub(super) gpios: [i64; GPIOS],
    /// In µΩ.
    pub(super) gpio_resistances: [u64; GPIOS],
    pub(super) open_gpios: u32,
    pub(super) analog: Voltage,
    pub(super) digital: Voltage,
    pub(super) reference: Voltage,
    /// Reference across the resistor.
    pub(super) resistor: Voltage,
    pub(super) negative: Voltage,
    pub(super) die: Temperature,
}

impl Default for Physics {
    fn default() -> Self {
        Self {
            cells: [0; CELLS],
            offsets: [[0; CELLS]; 2],
            open_taps: 0,
            drop: 0,
            gpios: [0; GPIOS],
            gpio_resistances: [0; GPIOS],
            open_gpios: 0,
            analog: Voltage::from_volts(5),
            digital: Voltage::from_volts(3),
            reference: Voltage::from_volts(3),
            resistor: Voltage::from_volts(3),
            negative: Voltage::from_volts(0),
            die: Temperature::from_celsius(25),
        }
    }
}

impl Physics {
    /// Returns what a converter reads of all cells with the switches of some closed, while some are being discharged.
    pub(super) fn codes(
        &self,
        adc: Adc,
        switches: u16,
        discharging: u16,
        open: &Open,
    ) -> [i16; CELLS] {
        let offsets = match adc {
            Adc::C => self.offsets.first(),
            Adc::S => self.offsets.last(),
        };
        let mut codes = [0; CELLS];
        for (index, (slot, offset)) in codes
            .iter_mut()
            .zip(offsets.into_iter().flatten())
            .enumerate()
        {
            let mut seen = self.behind_switches(index, switches, open);
            if discharging >> index & 1 == 1 {
                seen -= self.drop;
            }
            *slot = code((seen + offset).clamp(LOWEST, HIGHEST));
        }
        codes
    }

    /// Returns what a cell's input sees. A tap without a wire is held by the switches at it; without any it keeps its voltage.
    fn behind_switches(&self, index: usize, switches: u16, open: &Open) -> i64 {
        let voltage = |index: usize| self.cells.get(index).copied().unwrap_or(0);
        let is_on = |index: usize| index < CELLS && switches >> index & 1 == 1;
        let reduced = |voltage: i64| voltage * i64::from(open.switched.as_ppm()) / 1_000_000;
        let is_open = |tap: usize| self.open_taps >> tap & 1 == 1;
        let own = voltage(index);
        let neighbour = if is_open(index + 1) {
            index + 1
        } else if is_open(index) {
            index.wrapping_sub(1)
        } else if is_on(index) {
            return reduced(own);
        } else {
            return own;
        };
        match (is_on(index), is_on(neighbour)) {
            (true, true) => reduced((own + voltage(neighbour)) / 2),
            (true, false) => 0,
            (false, true) => own + voltage(neighbour),
            (false, false) => own,
        }
    }

    /// Returns what the auxiliary converter reads at a GPIO, with a pull if there is one: up or down.
    pub(super) fn gpio(&self, index: usize, pull: Option<bool>, open: &Open) -> u16 {
        let voltage = self.gpios.get(index).copied().unwrap_or(0);
        let Some(up) = pull else {
            return code(voltage).cast_unsigned();
        };
        let towards = if up {
            i64::from(open.pull_up.as_microvolts())
        } else {
            0
        };
        if self.open_gpios >> index & 1 == 1 {
            return code(towards).cast_unsigned();
        }
        let source = i128::from(self.gpio_resistances.get(index).copied().unwrap_or(0));
        let total = source + i128::from(open.pull.as_microohms());
        let moved = if total == 0 {
            0
        } else {
            i128::from(towards - voltage) * source / total
        };
        code(voltage + i64::try_from(moved).unwrap_or(0)).cast_unsigned()
    }

    /// Returns which GPIOs are high.
    pub(super) fn levels(&self, open: &Open) -> u16 {
        let high = i64::from(open.gpio_high.as_microvolts());
        self.gpios
            .iter()
            .enumerate()
            .filter(|(_, voltage)| **voltage >= high)
            .fold(0, |levels, (index, _)| levels | 1 << index)
    }

    /// Returns the code of V+ to V-, of which a 25th is measured.
    pub(super) fn stack(&self) -> u16 {
        code(self.cells.iter().sum::<i64>() / 25).cast_unsigned()
    }

    /// Returns the code of the die's temperature: 7.5 mV for each kelvin from -273 °C.
    pub(super) fn temperature(&self) -> u16 {
        let kelvin = i64::from(self.die.as_millicelsius()) + 273_000;
        code(kelvin * 15 / 2).cast_unsigned()
    }

    pub(super) fn set_gpio_resistance(&mut self, index: usize, resistance: Resistance) {
        if let Some(slot) = self.gpio_resistances.get_mut(index) {
            *slot = resistance.as_microohms();
        }
    }
}

/// Returns the code of a voltage.
pub(super) fn code_of(voltage: Voltage) -> u16 {
    code(i64::from(voltage.as_microvolts())).cast_unsigned()
}
