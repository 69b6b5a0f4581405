//! What no source tells.

use super::Mode;
use alloc::vec::Vec;
use core::time::Duration;
use hal_power::{Temperature, Voltage};

/// What SDO sends after a frame that is no RD_DATA.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OtherReply {
    /// Zeros.
    Zeros,
    /// The frame that was received.
    Echo,
}

/// What the sources leave open. The default is one possible part; unless a source is named its figures are no facts.
#[derive(Debug, Clone)]
pub struct Open {
    /// What registers of the configuration hold after power-up and SW_RESET, by number; 0000 where not named.
    pub reset: Vec<(u8, u16)>,
    /// Address after power-up.
    pub address: u8,
    /// From VCC1, or SW_RESET, to PRI_RDY.
    pub primary_start_up: Duration,
    /// From VCC2, or SW_RESET, to SEC_RDY.
    pub secondary_start_up: Duration,
    /// Whether frames are taken, and SDO driven, before PRI_RDY.
    pub hears_before_ready: bool,
    /// What SDO sends after other frames.
    pub other_reply: OtherReply,
    /// Where DRV_DIS leads from the active state. The output is off, and CFG_IN leads on to Configuration 2, wherever.
    pub after_disable: Mode,
    /// Whether frames to other addresses count for CRC_TX.
    pub counts_frames_to_others: bool,
    /// Whether CRC_TX can be written in the active state.
    pub takes_crc_while_active: bool,
    /// Whether a self-test that passes sets its bit; else one that fails does.
    pub passed_check_sets_bit: bool,
    /// Capacitor at DESAT in pF.
    pub blanking_picofarads: u32,
    /// How long a soft turn-off takes.
    pub soft_turn_off: Duration,
    /// From the inputs, or a fault, to the gate; 150 ns in JAJSKM1C 6.9.
    pub propagation: Duration,
    /// From a fault to nFLT1; 5 µs in JAJSKM1C 6.9.
    pub fault_delay: Duration,
    /// From a warning to nFLT2; 25 µs in JAJSKM1C 6.9.
    pub warning_delay: Duration,
    /// Mute time; 10 ms in JAJSKM1C 6.9.
    pub mute: Duration,
    /// VCC1 below which everything is lost.
    pub primary_reset: Voltage,
    /// VCC2 below which the secondary side loses its registers.
    pub secondary_reset: Voltage,
    /// Junction temperature from which on there is a warning.
    pub warning: Temperature,
    /// Junction temperature from which on the part shuts down.
    pub shutdown: Temperature,
    /// Voltage of the code 1024.
    pub full_scale: Voltage,
    /// Code of the die's temperature at 0 °C, and in thousandths for each degree.
    pub die_code: (i32, i32),
}

impl Default for Open {
    fn default() -> Self {
        Self {
            reset: Vec::new(),
            address: 0,
            primary_start_up: Duration::from_millis(2),
            secondary_start_up: Duration::from_millis(3),
            hears_before_ready: true,
            other_reply: OtherReply::Zeros,
            after_disable: Mode::Configuration1,
            counts_frames_to_others: true,
            takes_crc_while_active: false,
            passed_check_sets_bit: true,
            blanking_picofarads: 100,
            soft_turn_off: Duration::from_micros(1),
            propagation: Duration::from_nanos(150),
            fault_delay: Duration::from_micros(5),
            warning_delay: Duration::from_micros(25),
            mute: Duration::from_millis(10),
            primary_reset: Voltage::from_millivolts(2_000),
            secondary_reset: Voltage::from_volts(6),
            warning: Temperature::from_celsius(130),
            shutdown: Temperature::from_celsius(160),
            full_scale: Voltage::from_millivolts(4_000),
            die_code: (300, 1_500),
        }
    }
}
