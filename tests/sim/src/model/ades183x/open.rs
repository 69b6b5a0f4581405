//! What no source tells.

use core::time::Duration;
use hal_power::{Ratio, Resistance, Temperature, Voltage};

/// What discharges cells while the host is silent and the discharge timer runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extended {
    /// The duties of PWM.
    Pwm,
    /// The switches of DCC.
    Dcc,
    /// Both, as while the host speaks.
    Both,
}

/// What the sources leave open. The default is one possible part; unless a source is named its figures are no facts.
#[derive(Debug, Clone)]
pub struct Open {
    /// Silence after which isoSPI falls idle: 4.3 to 6.7 ms, typically 5.5 (ADBMS6821/ADBMS6822 Rev. B).
    pub idle: Duration,
    /// Silence after which the core sleeps; 1.8 s at least.
    pub watchdog: Duration,
    /// From a wake-up out of sleep to ready; at most 500 µs.
    pub wake: Duration,
    /// From a wake-up out of idle to ready; at most 10 µs.
    pub ready: Duration,
    /// Whether a part that wakes passes the wake-up on by itself; else it takes one for each part.
    pub passes_wake_up_on: bool,
    /// From the reference's start to the first conversion's; at most 5 ms.
    pub reference_start: Duration,
    /// REV in STATE.
    pub revision: u8,
    /// Code of a GPIO before its first conversion.
    pub gpio_reset: u16,
    /// From this voltage on a GPIO reads as high in STATE.
    pub gpio_high: Voltage,
    /// Whether all flags of limits are set after sleep.
    pub limits_at_reset: bool,
    /// Whether a flag of a limit stays until it is cleared; else it follows each conversion.
    pub limits_stay: bool,
    /// Whether COMP is set after sleep.
    pub comparing_at_reset: bool,
    /// OC_CNTR, and with FLAG_D bit 0 and bit 1; good is 52 to 71.
    pub oscillator: [u8; 3],
    /// What a connected cell reads with its open-wire switch closed, of its voltage; 0.9 on the board of foxBMS.
    pub switched: Ratio,
    /// Resistance of the pull at a GPIO, up and down.
    pub pull: Resistance,
    /// Where a GPIO is pulled up to.
    pub pull_up: Voltage,
    /// What discharges while the host is silent.
    pub extended: Extended,
    /// Whether the discharge timer ends PWM and DCC while the host speaks too.
    pub timer_ends_discharge: bool,
    /// Die temperature from which on THSD is set, and nothing is discharged.
    pub shutdown: Temperature,
}

impl Default for Open {
    fn default() -> Self {
        Self {
            idle: Duration::from_micros(5_500),
            watchdog: Duration::from_secs(2),
            wake: Duration::from_micros(500),
            ready: Duration::from_micros(10),
            passes_wake_up_on: false,
            reference_start: Duration::from_millis(5),
            revision: 1,
            gpio_reset: 0x8000,
            gpio_high: Voltage::from_millivolts(1_500),
            limits_at_reset: false,
            limits_stay: true,
            comparing_at_reset: false,
            oscillator: [62, 90, 40],
            switched: Ratio::from_ppm(900_000),
            pull: Resistance::from_kilohms(20),
            pull_up: Voltage::from_volts(5),
            extended: Extended::Pwm,
            timer_ends_discharge: true,
            shutdown: Temperature::from_celsius(150),
        }
    }
}
