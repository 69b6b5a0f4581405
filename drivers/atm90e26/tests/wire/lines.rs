//! The hal's traits.

use std::time::Duration;

use atm90e26::{
    Error, Forward, Line,
    hal_inverter::{MeteredEnergy, asynch, blocking},
    hal_power::{
        ApparentPower, Current, Energy, Frequency, Power, Ratio, ReactivePower, Sensor, Voltage,
    },
};
use embedded_hal::spi::ErrorKind;

use crate::{
    RUNS,
    bus::{Bus, Frame, Waits},
    config, confirmed, ended, initialised, measured,
};

type Failure = Error<ErrorKind>;

fn frames(offset: u8) -> Vec<Frame> {
    [
        initialised(),
        measured(0x49, 23_000).to_vec(),
        measured(0x4C, 5_000).to_vec(),
        measured(0x48 + offset, 5_000).to_vec(),
        measured(0x4A + offset, 1_150).to_vec(),
        measured(0x4B + offset, 0xFFFF).to_vec(),
        measured(0x4F + offset, 1_150).to_vec(),
        measured(0x4D + offset, 999).to_vec(),
        measured(0x49, 23_000).to_vec(),
        measured(0x4C, 5_000).to_vec(),
        [vec![RUNS], confirmed(0x40, 32).to_vec(), ended(0x41, 64)].concat(),
    ]
    .concat()
}

/// What a line answers, asked through the traits.
macro_rules! asked {
    ($line:ident $(, $wait:tt)?) => {{
        let voltage: Result<Voltage, Failure> = $line.rms_voltage()$(.$wait)?;
        assert_eq!(voltage, Ok(Voltage::from_volts(230)));
        assert_eq!($line.frequency()$(.$wait)?, Ok(Frequency::from_hertz(50)));
        assert_eq!($line.rms_current()$(.$wait)?, Ok(Current::from_amps(5)));
        assert_eq!($line.active_power()$(.$wait)?, Ok(Power::from_watts(-1_150)));
        assert_eq!($line.reactive_power()$(.$wait)?, Ok(ReactivePower::from_vars(1)));
        assert_eq!($line.apparent_power()$(.$wait)?, Ok(ApparentPower::from_volt_amps(1_150)));
        assert_eq!($line.power_factor()$(.$wait)?, Ok(Ratio::from_permille(-999)));
        assert_eq!($line.latency(), Duration::from_millis(320));
    }};
}

const ENERGY: MeteredEnergy =
    MeteredEnergy::new(Energy::from_watt_hours(1), Energy::from_watt_hours(2));

#[test]
fn each_line_is_a_meter() {
    for (which, offset) in [(Line::L, 0), (Line::N, 0x20)] {
        let bus = Bus::new(&frames(offset));
        let mut meter = atm90e26::blocking::Atm90e26::new(bus.clone(), Waits::default());
        assert_eq!(meter.latency(), Duration::ZERO);
        meter.init(&config(Forward::Import)).unwrap();
        let mut line = meter.line(which);
        {
            use blocking::{
                ActivePowerMeter, ApparentPowerMeter, CurrentMeter, FrequencyMeter,
                PowerFactorMeter, ReactivePowerMeter, VoltageMeter,
            };
            asked!(line);
        }
        assert_eq!(
            blocking::VoltageMeter::rms_voltage(&mut meter),
            Ok(Voltage::from_volts(230))
        );
        assert_eq!(
            blocking::FrequencyMeter::frequency(&mut meter),
            Ok(Frequency::from_hertz(50))
        );
        assert_eq!(blocking::EnergyMeter::active_energy(&mut meter), Ok(ENERGY));
        bus.done();
    }
}

#[test]
fn each_line_is_an_async_meter() {
    for (which, offset) in [(Line::L, 0), (Line::N, 0x20)] {
        let bus = Bus::new(&frames(offset));
        let mut meter = atm90e26::asynch::Atm90e26::new(bus.clone(), Waits::default());
        let asked = async {
            meter.init(&config(Forward::Import)).await.unwrap();
            let mut line = meter.line(which);
            {
                use asynch::{
                    ActivePowerMeter, ApparentPowerMeter, CurrentMeter, FrequencyMeter,
                    PowerFactorMeter, ReactivePowerMeter, VoltageMeter,
                };
                asked!(line, await);
            }
            use asynch::{EnergyMeter, FrequencyMeter, VoltageMeter};
            assert_eq!(
                VoltageMeter::rms_voltage(&mut meter).await,
                Ok(Voltage::from_volts(230))
            );
            assert_eq!(
                FrequencyMeter::frequency(&mut meter).await,
                Ok(Frequency::from_hertz(50))
            );
            assert_eq!(EnergyMeter::active_energy(&mut meter).await, Ok(ENERGY));
        };
        hal_power_sim::World::new().block_on(asked).unwrap();
        bus.done();
    }
}
