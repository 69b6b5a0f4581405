//! Every public method of the `atm90e26` driver.
#![no_std]
#![no_main]

use core::time::Duration;

#[cfg(feature = "asynch")]
use atm90e26::asynch::Atm90e26;
#[cfg(not(feature = "asynch"))]
use atm90e26::blocking::Atm90e26;
use atm90e26::{
    Block, Config, ConfigError, Error, Forward, Functions, Line, LineGain, MeasurementCalibration,
    MeteringCalibration, MeteringMode, MeteringStatus, NeutralGain, PhaseAngle,
};
#[cfg(feature = "asynch")]
use hal_inverter::asynch as traits;
#[cfg(not(feature = "asynch"))]
use hal_inverter::blocking as traits;
use hal_power::{Error as _, Sensor as _, Voltage};
use panic_free::{
    call, entry, half,
    hidden::{number, show, signed},
    wire::Wire,
};
use traits::{
    ActivePowerMeter, ApparentPowerMeter, CurrentMeter, EnergyMeter, FrequencyMeter,
    PowerFactorMeter, ReactivePowerMeter, VoltageMeter,
};

fn word() -> u16 {
    let [_, _, high, low] = number().to_be_bytes();
    u16::from_be_bytes([high, low])
}

fn line() -> Line {
    if number() == 0 { Line::L } else { Line::N }
}

fn mode() -> MeteringMode {
    let mode = MeteringMode::from_bits(word()).with_metered_line(line());
    let mode = match number() & 3 {
        0 => mode.with_l_gain(LineGain::X1),
        1 => mode.with_l_gain(LineGain::X4),
        2 => mode.with_l_gain(LineGain::X8),
        _ => mode.with_l_gain(LineGain::X24),
    };
    show(&mode.bits());
    mode.with_n_gain(if number() == 0 {
        NeutralGain::X2
    } else {
        NeutralGain::X4
    })
}

/// A configuration of numbers that nobody knows.
fn config() -> Config {
    let metering = MeteringCalibration {
        pl_constant: number(),
        l_gain: word(),
        mode: mode(),
        ..MeteringCalibration::RESET
    };
    let measurement = MeasurementCalibration::new(word(), word(), word());
    show(&atm90e26::checksum(&metering.words()));
    show(&atm90e26::checksum(&measurement.words()));
    let forward = if number() == 0 {
        Forward::Export
    } else {
        Forward::Import
    };
    let settling = Duration::from_micros(number().into());
    let config = Config::new(metering, measurement, number(), forward, settling)
        .with_functions(Functions::from_bits_retain(word()))
        .with_reset_time(Duration::from_micros(number().into()));
    let config = if number() == 0 {
        config.with_neutral_line()
    } else {
        config
    };
    if number() == 0 {
        config.with_sag_threshold(Voltage::from_microvolts(signed()))
    } else {
        config
    }
}

fn show_angle(angle: &PhaseAngle) {
    show(&angle.as_decidegrees());
}

fn show_status(status: &MeteringStatus) {
    show(&status.bits());
    show(&status.mode());
    show(&status.line());
    show(&status.is_active_reversed());
    show(&status.is_reactive_reversed());
    show(&status.has_no_active_load());
    show(&status.has_no_reactive_load());
}

half! {
    fn main() {
        let mut meter = Atm90e26::new(Wire, Wire).with_gap_ns(number());
        show(&meter.latency());
        call!(meter.init(&config()));
        call!(meter.verify());
        call!(meter.voltage());
        call!(meter.frequency());
        call!(meter.current(line()));
        call!(meter.active_power(line()));
        call!(meter.reactive_power(line()));
        call!(meter.apparent_power(line()));
        call!(meter.power_factor(line()));
        #[cfg(feature = "asynch")]
        let angle = meter.phase_angle(line()).await;
        #[cfg(not(feature = "asynch"))]
        let angle = meter.phase_angle(line());
        if let Ok(angle) = angle {
            show_angle(&angle);
        }
        call!(meter.readings(line()));
        #[cfg(feature = "asynch")]
        let status = meter.metering_status().await;
        #[cfg(not(feature = "asynch"))]
        let status = meter.metering_status();
        if let Ok(status) = status {
            show_status(&status);
        }
        call!(meter.active_energy());
        call!(meter.reactive_energy());
        call!(meter.take_events());
        call!(meter.read_register(number().to_be_bytes()[3]));
        call!(meter.write_register(number().to_be_bytes()[3], word()));
        call!(VoltageMeter::rms_voltage(&mut meter));
        call!(FrequencyMeter::frequency(&mut meter));
        call!(EnergyMeter::active_energy(&mut meter));
        let mut port = meter.line(line());
        show(&port.latency());
        call!(VoltageMeter::rms_voltage(&mut port));
        call!(FrequencyMeter::frequency(&mut port));
        call!(CurrentMeter::rms_current(&mut port));
        call!(ActivePowerMeter::active_power(&mut port));
        call!(ReactivePowerMeter::reactive_power(&mut port));
        call!(ApparentPowerMeter::apparent_power(&mut port));
        call!(PowerFactorMeter::power_factor(&mut port));
        let block = Block::Metering;
        show(&Error::<()>::Rejected { block, status: word() }.kind());
        show(&Error::<()>::from(ConfigError::MeterConstant).kind());
        show(&meter.free());
    }
}

entry!(main);
