//! Status words of the part. Bits without a name are kept.

use bitflags::bitflags;

/// Adds what every word of flags has.
macro_rules! word {
    ($name:ident($repr:ident)) => {
        #[cfg(feature = "defmt")]
        impl defmt::Format for $name {
            fn format(&self, f: defmt::Formatter<'_>) {
                defmt::write!(f, "{=str}({:#x})", stringify!($name), self.bits());
            }
        }
    };
}
pub(crate) use word;

bitflags! {
    /// Battery Status, at 0x12.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub struct BatteryStatus: u16 {
        /// CFGUPDATE: the part measures and protects nothing and takes configuration.
        const CONFIG_UPDATE = 1 << 0;
        /// PCHG_MODE: precharging.
        const PRECHARGE = 1 << 1;
        /// SLEEP_EN: may sleep.
        const SLEEP_ALLOWED = 1 << 2;
        /// POR: reset since CONFIG_UPDATE was left last.
        const RESET = 1 << 3;
        /// WD: that reset came from the part's own watchdog.
        const WATCHDOG = 1 << 4;
        /// COW_CHK: the current that finds open wires is on.
        const OPEN_WIRE_CHECK = 1 << 5;
        /// OTPW: writes to OTP are waiting.
        const OTP_PENDING = 1 << 6;
        /// OTPB: OTP cannot be written now.
        const OTP_BLOCKED = 1 << 7;
        /// SEC: both bits for a sealed part, the lower one for full access, none before the part has started.
        const SECURITY = 3 << 8;
        /// FUSE: the pin is active.
        const FUSE = 1 << 10;
        /// SS: a protection has tripped.
        const SAFETY = 1 << 11;
        /// PF: a permanent failure.
        const PERMANENT_FAIL = 1 << 12;
        /// SD_CMD: shutting down.
        const SHUTDOWN = 1 << 13;
        /// SLEEP: asleep.
        const SLEEP = 1 << 15;
        const _ = !0;
    }
}
word!(BatteryStatus(u16));

impl BatteryStatus {
    /// Returns whether the part has the configuration that was written to it, and works with it.
    pub const fn is_configured(self) -> bool {
        !self.intersects(Self::CONFIG_UPDATE.union(Self::RESET)) && self.has_started()
    }

    /// Returns whether a bit is set that is always clear (SLUUBY2B, Battery Status).
    pub const fn is_impossible(self) -> bool {
        self.bits() & 1 << 14 != 0
    }

    /// Returns whether the part has started.
    pub const fn has_started(self) -> bool {
        self.intersects(Self::SECURITY)
    }

    /// Returns whether the part takes no configuration.
    pub const fn is_sealed(self) -> bool {
        self.contains(Self::SECURITY)
    }
}

bitflags! {
    /// Alarm Status, Alarm Raw Status and Alarm Enable, at 0x62, 0x64 and 0x66.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub struct Alarms: u16 {
        /// Woken from sleep.
        const WAKE = 1 << 0;
        /// A measurement loop is complete.
        const SCAN = 1 << 1;
        /// Cells are being balanced.
        const BALANCING = 1 << 2;
        /// The FUSE pin is driven.
        const FUSE = 1 << 3;
        /// The stack is below its shutdown voltage.
        const SHUTDOWN_VOLTAGE = 1 << 4;
        /// The discharge FET is off.
        const DISCHARGE_OFF = 1 << 5;
        /// The charge FET is off.
        const CHARGE_OFF = 1 << 6;
        /// All measurements have been taken once.
        const FULL_SCAN = 1 << 7;
        /// Started, and measured.
        const INITIALISED = 1 << 9;
        /// Starting.
        const INITIALISING = 1 << 10;
        /// A permanent failure is about to be found, of those in its mask.
        const PERMANENT_FAIL_ALERT = 1 << 11;
        /// A protection is about to trip, of those in its mask.
        const SAFETY_ALERT = 1 << 12;
        /// A permanent failure.
        const PERMANENT_FAIL = 1 << 13;
        /// A protection of Safety Status A has tripped.
        const SAFETY_A = 1 << 14;
        /// A protection of Safety Status B or C has tripped.
        const SAFETY_B_C = 1 << 15;
        const _ = !0;
    }
}
word!(Alarms(u16));

impl Alarms {
    /// What is enabled in a part as it comes: 0xF800 (SLUAA11B section 1.1).
    pub const DEFAULT: Self = Self::from_bits_retain(0xF800);
}

bitflags! {
    /// FET Status, at 0x7F.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub struct FetStatus: u8 {
        /// The charge FET is on.
        const CHARGE = 1 << 0;
        /// The precharge FET is on.
        const PRECHARGE = 1 << 1;
        /// The discharge FET is on.
        const DISCHARGE = 1 << 2;
        /// The predischarge FET is on.
        const PREDISCHARGE = 1 << 3;
        /// DCHG is asserted.
        const DCHG_PIN = 1 << 4;
        /// DDSG is asserted.
        const DDSG_PIN = 1 << 5;
        /// ALERT is asserted.
        const ALERT_PIN = 1 << 6;
        const _ = !0;
    }
}
word!(FetStatus(u8));

bitflags! {
    /// FETs that FET_CONTROL holds off.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub struct FetsOff: u8 {
        /// The discharge FET.
        const DISCHARGE = 1 << 0;
        /// The predischarge FET.
        const PREDISCHARGE = 1 << 1;
        /// The charge FET.
        const CHARGE = 1 << 2;
        /// The precharge FET.
        const PRECHARGE = 1 << 3;
    }
}
word!(FetsOff(u8));

bitflags! {
    /// MANUFACTURING_STATUS, subcommand 0x0057.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub struct ManufacturingStatus: u16 {
        /// PCHG_TEST.
        const PRECHARGE_TEST = 1 << 0;
        /// CHG_TEST.
        const CHARGE_TEST = 1 << 1;
        /// DSG_TEST.
        const DISCHARGE_TEST = 1 << 2;
        /// FET_EN: the part controls the FETs; without it they are off, and FET test mode toggles them.
        const FETS_ENABLED = 1 << 4;
        /// PDSG_TEST.
        const PREDISCHARGE_TEST = 1 << 5;
        /// PF_EN: permanent failures are looked for.
        const PERMANENT_FAIL_ENABLED = 1 << 6;
        /// OTPW_EN: the part may write its OTP by itself.
        const OTP_ENABLED = 1 << 7;
        const _ = !0;
    }
}
word!(ManufacturingStatus(u16));
