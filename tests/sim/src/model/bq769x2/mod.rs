//! Texas Instruments BQ76952 and BQ76942: monitors of up to 16 and 10 cells, with protections, FET drivers and balancing.
//!
//! The facts, their sources and what could not be verified stand in `docs/parts/BQ769X2.md`; what they leave open is [`Open`].
//! Otherwise, where the manuals are silent, the model does this:
//!
//! - One loop measures everything; DASTATUS and the current are as they are when asked for, charge as at the latest 250 ms.
//! - COV, CUV and currents trip by what is at the pins; everything else by the results of the latest loop.
//! - Charge is in the scale of the current; Capacity Gain is kept and does nothing.
//! - A command without data reads back its number when it is done; one that is not known has an empty answer.
//! - A checksum counts only when it was written just before the length; a wrong one does nothing. Data that is written before the
//!   subcommand has filled the buffer stays.
//! - In SPI a window that begins before the logic has taken the one before replaces it.
//! - A read on I2C without a register before has the CRC of address and byte.
//! - A host's balancing ends at SLEEP unless CB_SLEEP. What has recovered trips again after 250 ms at the earliest.
//! - A charger at LD ends SHUTDOWN and DEEPSLEEP. SHUTDOWN that TS2 or LD prevents is tried every second.
//!
//! Not modelled: clock stretching and time-outs, HDQ, OTP programming, unsealing, fuse, precharge and predischarge, load detection,
//! CFETOFF and DFETOFF, regulators, VIMR, VIMA, CFETF, DFETF, 2LVL and faults of the part itself, calibration but CC Gain,
//! counts of thermistors and supplies, deadband, interconnect resistances, noise.

mod alarm;
mod answers;
mod balance;
mod charge;
mod conf;
mod direct;
mod engine;
mod fets;
mod i2c;
mod judge;
mod memory;
mod modes;
mod open;
mod part;
mod physical;
mod pins;
mod spi;
mod subcommands;
mod trips;
mod watch;

pub use open::Open;
pub use part::{Comm, Part, Pin, Thermistor};

use crate::clock::Clock;
use conf::{Conf, NEVER};
use core::time::Duration;
use hal_power::Resistance;
use memory::Memory;

/// Where the part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    /// Without supply.
    Off,
    /// Measures and protects, or is about to.
    Normal,
    /// CONFIG_UPDATE.
    Config,
    /// SLEEP.
    Sleep,
    /// DEEPSLEEP.
    Deep,
    /// SHUTDOWN.
    Shutdown,
}

/// One part with its cells, shunt and thermistors.
///
/// Its physical side is set in quantities; its register side is an [`I2cDevice`](crate::device::I2cDevice) or an
/// [`SpiDevice`](crate::device::SpiDevice), as its mode of communication says; its ALERT pin, pulled up, is the
/// [`OutputLine`](crate::device::OutputLine).
#[derive(Debug, Clone)]
pub struct Bq769x2 {
    clock: Clock,
    part: Part,
    variant: Comm,
    open: Open,
    pins: pins::Pins,
    /// What a reset loads.
    otp: Memory,
    /// As the bus sees it, and as it is in effect.
    memory: Memory,
    active: Memory,
    conf: Conf,
    mode: Mode,
    comm: Comm,
    address: u8,
    is_initialised: bool,
    is_sealed: bool,
    was_reset: bool,
    may_sleep: bool,
    /// The world has changed at `at`, and nothing has looked yet.
    is_stale: bool,
    /// Until when everything is done, and when something happens next; in ns, as all that follows.
    at: u64,
    next: u64,
    hears_from: u64,
    heard: u64,
    first: u64,
    sample: u64,
    check: u64,
    shutdown_due: u64,
    sleep_due: u64,
    awake_until: u64,
    recovered_at: u64,
    /// When loops, and open-wire checks, began.
    origin: u64,
    origin_of_checks: u64,
    period: u64,
    /// Reported current in µA.
    reported: i64,
    results: judge::Results,
    watch: watch::Watch,
    /// Trips of COV, OCD and SCD towards their latches.
    counts: [u64; 3],
    snapshots: [[i16; 16]; 2],
    balance: balance::Balance,
    charge: charge::Charge,
    alarms: alarm::Alarms,
    manufacturing: u16,
    host_off: u8,
    tested: u8,
    fets: u8,
    regulators: u8,
    scratch: [u8; 32],
    buffer: subcommands::Buffer,
    wire: i2c::Wire,
    window: spi::Window,
}

impl Bq769x2 {
    /// Creates a part that is powered up now, talks as its ordering variant does, and has cells of 0 V, no current, and 25 °C
    /// everywhere.
    pub fn new(part: Part, variant: Comm, clock: Clock, shunt: Resistance, open: Open) -> Self {
        let memory = Memory::factory();
        let shunt = i64::try_from(shunt.as_microohms()).unwrap_or(i64::MAX);
        let now = clock.nanos();
        let mut model = Self {
            clock,
            part,
            variant,
            open,
            pins: pins::Pins::new(part, shunt),
            conf: Conf::new(&memory, part, open.unset_cells_count),
            otp: memory.clone(),
            active: memory.clone(),
            memory,
            mode: Mode::Normal,
            comm: variant,
            address: 0x08,
            is_initialised: false,
            is_sealed: false,
            was_reset: true,
            may_sleep: false,
            is_stale: false,
            at: now,
            next: NEVER,
            hears_from: now,
            heard: now,
            first: NEVER,
            sample: NEVER,
            check: NEVER,
            shutdown_due: NEVER,
            sleep_due: NEVER,
            awake_until: 0,
            recovered_at: now,
            origin: now,
            origin_of_checks: now,
            period: 0,
            reported: 0,
            results: judge::Results::default(),
            watch: watch::Watch::new(),
            counts: [0; 3],
            snapshots: [[0; 16]; 2],
            balance: balance::Balance::new(),
            charge: charge::Charge::default(),
            alarms: alarm::Alarms::default(),
            manufacturing: 0,
            host_off: 0,
            tested: 0,
            fets: 0,
            regulators: 0,
            scratch: [0; 32],
            buffer: subcommands::Buffer::default(),
            wire: i2c::Wire::default(),
            window: spi::Window::default(),
        };
        model.power_up();
        model
    }

    /// Sets bytes of the OTP, as the factory of a pack might have, and powers the part up from it.
    #[must_use]
    pub fn with_stored(mut self, address: u16, bytes: &[u8]) -> Self {
        self.otp.put(address, bytes);
        self.power_up();
        self
    }

    /// Sets the resistor before each input and the capacitor behind it: 20 Ω and 100 nF where not set.
    #[must_use]
    pub fn with_inputs(mut self, resistor: Resistance, nanofarads: u32) -> Self {
        let microohms = i64::try_from(resistor.as_microohms()).unwrap_or(i64::MAX);
        self.pins.input = microohms / 1_000;
        self.pins.capacitor = nanofarads;
        self
    }

    fn power_up(&mut self) {
        let power_up = nanos(self.open.power_up);
        self.reset(self.clock.nanos(), power_up);
    }

    /// Whether the part has a supply and is past its start.
    fn hears(&self) -> bool {
        self.is_powered() && self.clock.nanos() >= self.hears_from
    }
}

/// Returns a duration in ns, ending at the range of the clock.
fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}
