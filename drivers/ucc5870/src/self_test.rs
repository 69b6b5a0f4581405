//! Self-tests: what starts each, and where its result shows.

use core::time::Duration;

use embedded_hal::digital::PinState;

use crate::Register;

/// A self-test of one chip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum SelfTest {
    /// Clock monitor of the logic side.
    LogicClock,
    /// Both inputs of a leg on.
    ShootThrough,
    /// Comparison of the PWM signal.
    PwmComparison,
    /// Checksum of the configuration on the logic side.
    LogicConfiguration,
    /// Temperature of the switch.
    SwitchTemperature,
    /// Checksum of the configuration on the gate side.
    GateConfiguration,
    /// Clock monitor of the gate side.
    GateClock,
    /// Overcurrent.
    Overcurrent,
    /// Short circuit.
    ShortCircuit,
    /// Desaturation.
    Desaturation,
    /// Clamp of the switch's voltage.
    VoltageClamp,
    /// The gate is seen on. **Turns the gate on**, where ASC does not keep it off.
    GateOn,
    /// The gate is seen off.
    GateOff,
}

/// How a self-test is run and judged, which could not be verified and is the caller's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Judgement {
    /// What passes before the flag is read.
    pub wait: Duration,
    /// The level at which the flag says that the test has passed.
    #[cfg_attr(feature = "defmt", defmt(Debug2Format))]
    pub passes: PinState,
}

impl SelfTest {
    /// Returns the bit that starts the test.
    pub const fn start(self) -> (Register, u16) {
        match self {
            Self::LogicClock => (Register::Control1, 1 << 0),
            Self::ShootThrough => (Register::Control1, 1 << 5),
            Self::PwmComparison => (Register::Control1, 1 << 7),
            Self::LogicConfiguration => (Register::Control1, 1 << 8),
            Self::SwitchTemperature => (Register::Control2, 1 << 1),
            Self::GateConfiguration => (Register::Control2, 1 << 2),
            Self::GateClock => (Register::Control2, 1 << 3),
            Self::Overcurrent => (Register::Control2, 1 << 7),
            Self::ShortCircuit => (Register::Control2, 1 << 8),
            Self::Desaturation => (Register::Control2, 1 << 9),
            Self::VoltageClamp => (Register::Control2, 1 << 11),
            Self::GateOn => (Register::Control2, 1 << 12),
            Self::GateOff => (Register::Control2, 1 << 13),
        }
    }

    /// Returns the flag that shows the result.
    pub const fn flag(self) -> (Register, u16) {
        match self {
            Self::LogicClock => (Register::Status2, 1 << 5),
            Self::ShootThrough => (Register::Status2, 1 << 11),
            Self::PwmComparison => (Register::Status1, 1 << 5),
            Self::LogicConfiguration => (Register::Status2, 1 << 4),
            Self::SwitchTemperature => (Register::Status3, 1 << 5),
            Self::GateConfiguration => (Register::Status4, 1 << 6),
            Self::GateClock => (Register::Status4, 1 << 7),
            Self::Overcurrent => (Register::Status3, 1 << 1),
            Self::ShortCircuit => (Register::Status3, 1 << 2),
            Self::Desaturation => (Register::Status3, 1 << 0),
            Self::VoltageClamp => (Register::Status3, 1 << 6),
            Self::GateOn | Self::GateOff => (Register::Status3, 1 << 14),
        }
    }
}
