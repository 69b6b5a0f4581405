//! CFG4, CFG5, CFG6 and CFG8: protections and drive of the gate side.

use core::time::Duration;

use hal_power::{Current, Voltage};

use super::{
    AscPins, Code, ConfigError, Reference,
    code::{bit, field},
};
use crate::Register;

/// The clamp against turning on through the Miller capacitance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum MillerClamp {
    /// Off.
    Off,
    /// The part's own switch.
    Internal,
    /// A switch outside of the part.
    External,
}

/// CFG4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct GateProtectionPage {
    /// Watches VEE2.
    pub negative_supply: bool,
    /// Turns off by the switch's temperature.
    pub switch_temperature: bool,
    /// Turns off by overcurrent.
    pub overcurrent: bool,
    /// Turns off by short circuit.
    pub short_circuit: bool,
    /// Turns off by desaturation.
    pub desaturation: bool,
    /// Clamps the switch's voltage.
    pub voltage_clamp: bool,
    /// Miller clamp.
    pub miller_clamp: MillerClamp,
    /// The bit GM_EN as it is to be written. Its name says enable, the vendor's list of codes says that 0 enables; which is right
    /// could not be verified.
    pub gm_en: bool,
    /// What passes before the gate's voltage is judged: 0.5, 1, 2.5 or 4 µs.
    pub gate_monitor_blanking: Duration,
    /// Watches for too high a VCC2.
    pub overvoltage: bool,
    /// Watches for too low a VCC2.
    pub undervoltage: bool,
    /// Filter of desaturation: 158 or 316 ns.
    pub desaturation_deglitch: Duration,
    /// Filter of the switch's temperature: 250, 500, 750 or 1000 ns.
    pub temperature_deglitch: Duration,
}

impl GateProtectionPage {
    pub(super) fn encode(&self) -> Result<u16, ConfigError> {
        let at = |name, at| field(Register::Cfg4, name, at);
        let blanking = [500, 1_000, 2_500, 4_000];
        let temperature = [250, 500, 750, 1_000];
        Ok(bit(self.negative_supply, 0)
            | bit(self.switch_temperature, 1)
            | bit(!self.overcurrent, 2)
            | bit(!self.short_circuit, 3)
            | bit(self.desaturation, 4)
            | bit(self.voltage_clamp, 5)
            | bit(self.miller_clamp == MillerClamp::Off, 6)
            | bit(self.gm_en, 7)
            | at("gate_monitor_blanking", 8).time(self.gate_monitor_blanking, &blanking)?
            | bit(self.miller_clamp == MillerClamp::External, 10)
            | bit(!self.overvoltage, 11)
            | at("desaturation_deglitch", 12).time(self.desaturation_deglitch, &[158, 316])?
            | at("temperature_deglitch", 13).time(self.temperature_deglitch, &temperature)?
            | bit(!self.undervoltage, 15))
    }
}

/// The gentle way to turn off after a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum SoftTurnOff {
    /// A small current.
    Current,
    /// A plateau below the on level first.
    TwoLevel,
}

/// The faults that a gentle turn-off is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum SwitchTurnOff {
    /// Short circuit and desaturation.
    ShortCircuit,
    /// Overcurrent too.
    Overcurrent,
    /// Overcurrent and the switch's temperature too.
    Temperature,
}

/// CFG5.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct DesaturationPage {
    /// Mutes the input after a short circuit, overcurrent or overtemperature.
    pub mute_input: bool,
    /// Gentle turn-off, and for what; `None` turns off hard.
    pub turn_off: Option<(SoftTurnOff, SwitchTurnOff)>,
    /// Current of a soft turn-off: 0.3, 0.6, 0.9 or 1.2 A.
    pub turn_off_current: Current,
    /// Threshold of the Miller clamp: 1.5, 2, 3 or 4 V.
    pub miller_threshold: Voltage,
    /// Discharges the blanking capacitor.
    pub discharge: bool,
    /// Current that charges the blanking capacitor: 600, 700, 800 or 1000 µA.
    pub charge_current: Current,
    /// Threshold: 2.5 to 10 V in steps of 0.5 V.
    pub threshold: Voltage,
    /// Judges the gate's voltage during a gentle turn-off too.
    pub gate_monitor_in_turn_off: bool,
}

/// Soft turn-off and two-level turn-off, in µA.
const TURN_OFF_CURRENTS: [i32; 4] = [300_000, 600_000, 900_000, 1_200_000];

impl DesaturationPage {
    pub(super) fn encode(&self) -> Result<u16, ConfigError> {
        let at = |name, at| field(Register::Cfg5, name, at);
        let turn_off = self.turn_off.map_or(0, |(way, faults)| {
            let faults = match faults {
                SwitchTurnOff::ShortCircuit => 1,
                SwitchTurnOff::Overcurrent => 2,
                SwitchTurnOff::Temperature => 3,
            };
            faults | bit(way == SoftTurnOff::TwoLevel, 2)
        });
        let charge = [600, 700, 800, 1_000];
        let thresholds = steps::<16>(2_500, 500);
        Ok(bit(self.mute_input, 0)
            | turn_off << 1
            | at("turn_off_current", 4).current(self.turn_off_current, &TURN_OFF_CURRENTS)?
            | at("miller_threshold", 6)
                .voltage(self.miller_threshold, &[1_500, 2_000, 3_000, 4_000])?
            | bit(self.discharge, 8)
            | at("charge_current", 9).current(self.charge_current, &charge)?
            | at("threshold", 11).voltage(self.threshold, &thresholds)?
            | bit(!self.gate_monitor_in_turn_off, 15))
    }
}

/// CFG6.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct SwitchPage {
    /// Threshold of the switch's temperature: 1 to 2.75 V in steps of 0.25 V.
    pub temperature_threshold: Voltage,
    /// Code of the current through the temperature sensor. The unit of its table could not be verified.
    pub temperature_current: Code<2>,
    /// What passes before overcurrent is judged: 0.5 to 3 µs in steps of 0.5 µs, 5 or 10 µs.
    pub overcurrent_blanking: Duration,
    /// What passes before short circuit is judged: 100, 200, 400 or 800 ns.
    pub short_circuit_blanking: Duration,
    /// Threshold of short circuit: 0.5 to 1.25 V in steps of 0.25 V.
    pub short_circuit_threshold: Voltage,
    /// Threshold of overcurrent: 0.2 to 0.95 V in steps of 0.05 V.
    pub overcurrent_threshold: Voltage,
}

impl SwitchPage {
    pub(super) fn encode(&self) -> Result<u16, ConfigError> {
        let at = |name, at| field(Register::Cfg6, name, at);
        let temperature = steps::<8>(1_000, 250);
        let overcurrent = steps::<16>(200, 50);
        let short_circuit = steps::<4>(500, 250);
        let blanking = [500, 1_000, 1_500, 2_000, 2_500, 3_000, 5_000, 10_000];
        let short_blanking = [100, 200, 400, 800];
        Ok(
            at("temperature_threshold", 0).voltage(self.temperature_threshold, &temperature)?
                | u16::from(self.temperature_current.get()) << 3
                | at("overcurrent_blanking", 5).time(self.overcurrent_blanking, &blanking)?
                | at("short_circuit_blanking", 8)
                    .time(self.short_circuit_blanking, &short_blanking)?
                | at("short_circuit_threshold", 10)
                    .voltage(self.short_circuit_threshold, &short_circuit)?
                | at("overcurrent_threshold", 12)
                    .voltage(self.overcurrent_threshold, &overcurrent)?,
        )
    }
}

/// Current of the gate's drive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum DriveStrength {
    /// All of it.
    Full,
    /// A third.
    Third,
    /// A sixth.
    Sixth,
}

/// CFG8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct DrivePage {
    /// Strength of the drive.
    pub strength: DriveStrength,
    /// What the pins shared by AI and ASC on the gate side are.
    pub asc_pins: AscPins,
    /// The ADC's reference.
    pub reference: Reference,
    /// Ends a two-level turn-off softly.
    pub two_level_soft: bool,
    /// Checks the checksum that CRC_DIS would disable.
    pub checksum: bool,
    /// Current of a two-level turn-off: 0.3, 0.6, 0.9 or 1.2 A.
    pub two_level_current: Current,
    /// Plateau of a two-level turn-off: 150, 300, 450, 600, 1000, 1500, 2000 or 2500 ns.
    pub two_level_time: Duration,
    /// Plateau of a two-level turn-off: 6 to 13 V in steps of 1 V.
    pub two_level_voltage: Voltage,
}

impl DrivePage {
    pub(super) fn encode(&self) -> Result<u16, ConfigError> {
        let at = |name, at| field(Register::Cfg8, name, at);
        let strength = match self.strength {
            DriveStrength::Full => 0,
            DriveStrength::Third => 1,
            DriveStrength::Sixth => 2,
        };
        let times = [150, 300, 450, 600, 1_000, 1_500, 2_000, 2_500];
        let voltages = steps::<8>(6_000, 1_000);
        Ok(strength
            | bit(self.asc_pins == AscPins::Analog, 3)
            | bit(self.reference == Reference::External, 4)
            | bit(self.two_level_soft, 5)
            | bit(!self.checksum, 6)
            | at("two_level_current", 8).current(self.two_level_current, &TURN_OFF_CURRENTS)?
            | at("two_level_time", 10).time(self.two_level_time, &times)?
            | at("two_level_voltage", 13).voltage(self.two_level_voltage, &voltages)?)
    }
}

/// Returns a table of equal steps.
fn steps<const N: usize>(first: i32, step: i32) -> [i32; N] {
    let mut next = first;
    core::array::from_fn(|_| {
        let value = next;
        next += step;
        value
    })
}
