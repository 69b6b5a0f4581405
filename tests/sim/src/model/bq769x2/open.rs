//! What no source tells.

use core::time::Duration;
use hal_power::Voltage;

/// What the sources leave open. The default is one possible part; unless a source is named its figures are no facts.
#[derive(Debug, Clone, Copy)]
pub struct Open {
    /// DEVICE_NUMBER; where not set 7694 for the BQ76942 (SLUAA11B 2.1), and 7695 for the BQ76952.
    pub device_number: Option<u16>,
    /// Version and build number of FW_VERSION.
    pub firmware: (u16, u16),
    /// HW_VERSION.
    pub hardware: u16,
    /// IROM_SIG, STATIC_CFG_SIG and DROM_SIG.
    pub signatures: [u16; 3],
    /// From the supply, or from waking up, until the part answers; a public driver waits 5 ms.
    pub power_up: Duration,
    /// From RESET until the part answers.
    pub reset: Duration,
    /// From the first answer, or from leaving CONFIG_UPDATE, to the first result.
    pub first_result: Duration,
    /// What cells read before that, in mV.
    pub before_first_result: i16,
    /// Time of subcommands that are not listed.
    pub other_subcommand: Duration,
    /// How long after data was written the next subcommand begins; 200 µs help, by a public driver.
    pub write_time: Duration,
    /// From the end of a window of SPI until its answer is there.
    pub spi_time: Duration,
    /// Whether data memory can be written outside of CONFIG_UPDATE, and acts at once.
    pub writes_outside: bool,
    /// Whether every cell counts with Vcell Mode 0000; else none does.
    pub unset_cells_count: bool,
    /// Whether a Safety Alert stays after its protection has tripped, as long as the cause is there.
    pub alert_outlasts_trip: bool,
    /// Whether what has tripped is still tripped after CONFIG_UPDATE.
    pub trips_survive_config: bool,
    /// Whether FETs stay as they are in CONFIG_UPDATE; else they are off.
    pub fets_stay_in_config: bool,
    /// Whether communication ends HWDF; else only a reset does.
    pub traffic_ends_watchdog: bool,
    /// Whether balancing the cells that are being balanced starts the time again.
    pub same_cells_restart: bool,
    /// From a balancing command to its effect; about 1 s at most in SLUUBY1B chapter 10.
    pub balancing_latency: Duration,
    /// What a cell below an open wire falls to.
    pub open_wire_floor: Voltage,
    /// What a pin without a thermistor function reads.
    pub unused_pin: i16,
    /// What a thermistor reads that is open, in 0.1 K.
    pub open_thermistor: i16,
    /// What a thermistor reads that is shorted, in 0.1 K.
    pub shorted_thermistor: i16,
    /// Voltage at LD from which on a charger is seen.
    pub wake_on_load: Voltage,
    /// How long the current is small before SLEEP begins.
    pub sleep_entry: Duration,
}

impl Default for Open {
    fn default() -> Self {
        Self {
            device_number: None,
            firmware: (0x0036, 0x0001),
            hardware: 0x0000,
            signatures: [0x1234, 0x2345, 0x3456],
            power_up: Duration::from_micros(4_300),
            reset: Duration::from_micros(4_300),
            first_result: Duration::from_millis(250),
            before_first_result: 0,
            other_subcommand: Duration::from_micros(400),
            write_time: Duration::from_micros(200),
            spi_time: Duration::from_micros(50),
            writes_outside: false,
            unset_cells_count: true,
            alert_outlasts_trip: false,
            trips_survive_config: false,
            fets_stay_in_config: false,
            traffic_ends_watchdog: true,
            same_cells_restart: true,
            balancing_latency: Duration::ZERO,
            open_wire_floor: Voltage::ZERO,
            unused_pin: 0,
            open_thermistor: 2_331,
            shorted_thermistor: 4_231,
            wake_on_load: Voltage::from_volts(2),
            sleep_entry: Duration::from_secs(1),
        }
    }
}
