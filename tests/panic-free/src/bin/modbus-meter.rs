//! Every public method of the `modbus-meter` driver.
#![no_std]
#![no_main]

use core::{convert::Infallible, time::Duration};
use hal_power::{Error as _, Sensor as _};
use modbus_meter::{
    Config, ConfigError, Direction, Error, Flaw, Function, Line, Phase, Query, codec,
};
use panic_free::{
    call, entry, half,
    hidden::{number, show, transfer},
};

#[cfg(feature = "asynch")]
use hal_inverter::asynch as traits;
#[cfg(not(feature = "asynch"))]
use hal_inverter::blocking as traits;
#[cfg(feature = "asynch")]
use modbus_meter::asynch::{Ddsu666, Delay, Sdm120, Sdm630};
#[cfg(not(feature = "asynch"))]
use modbus_meter::blocking::{Ddsu666, Delay, Sdm120, Sdm630};
use traits::{
    ActivePowerMeter as _, ApparentPowerMeter as _, CurrentMeter as _, EnergyMeter as _,
    FrequencyMeter as _, PowerFactorMeter as _, ReactivePowerMeter as _, VoltageMeter as _,
};

/// A port of which nobody knows anything.
struct Port;

/// The port failed.
#[derive(Debug)]
struct Failed;

impl core::fmt::Display for Failed {
    fn fmt(&self, _: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        Ok(())
    }
}

impl core::error::Error for Failed {}

impl embedded_io::Error for Failed {
    fn kind(&self) -> embedded_io::ErrorKind {
        embedded_io::ErrorKind::Other
    }
}

fn moved(bytes: *mut u8, length: usize) -> Result<usize, Failed> {
    if transfer(bytes, length) {
        return Err(Failed);
    }
    // Any number, also one that a port must not return.
    Ok(usize::try_from(number()).unwrap_or(0))
}

impl embedded_io::ErrorType for Port {
    type Error = Failed;
}

impl embedded_io::ReadReady for Port {
    fn read_ready(&mut self) -> Result<bool, Failed> {
        Ok(number() != 0)
    }
}

impl embedded_io::Read for Port {
    fn read(&mut self, into: &mut [u8]) -> Result<usize, Failed> {
        moved(into.as_mut_ptr(), into.len())
    }
}

impl embedded_io::Write for Port {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Failed> {
        moved(bytes.as_ptr().cast_mut(), bytes.len())
    }

    fn flush(&mut self) -> Result<(), Failed> {
        moved(core::ptr::null_mut(), 0).map(|_| ())
    }
}

impl embedded_io_async::Read for Port {
    async fn read(&mut self, into: &mut [u8]) -> Result<usize, Failed> {
        moved(into.as_mut_ptr(), into.len())
    }
}

impl embedded_io_async::Write for Port {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Failed> {
        moved(bytes.as_ptr().cast_mut(), bytes.len())
    }

    async fn flush(&mut self) -> Result<(), Failed> {
        moved(core::ptr::null_mut(), 0).map(|_| ())
    }
}

/// Time of which nobody knows anything.
struct Pause;

impl Delay for Pause {
    #[cfg(feature = "asynch")]
    async fn delay(&mut self, time: Duration) {
        show(&time);
    }

    #[cfg(not(feature = "asynch"))]
    fn delay(&mut self, time: Duration) {
        show(&time);
    }
}

fn byte() -> u8 {
    number().to_le_bytes()[0]
}

fn duration() -> Duration {
    Duration::from_micros(number().into())
}

fn direction() -> Direction {
    if number() == 0 {
        Direction::ImportPositive
    } else {
        Direction::ExportPositive
    }
}

fn function() -> Function {
    if number() == 0 {
        Function::Holding
    } else {
        Function::Input
    }
}

fn config() -> Result<Config, ConfigError> {
    let line = Line::new(number(), duration())?.with_silence(duration())?;
    let line = if number() == 0 {
        line.with_echo()
    } else {
        line
    };
    show(&line.silence());
    show(&line.response());
    let config = Config::new(line, byte(), byte(), direction(), duration())?;
    let config = config.with_reactive(direction()).with_retries(byte());
    Ok(if number() == 0 {
        config.with_code(0x1234)
    } else {
        config
    })
}

fn pure() {
    let query = Query {
        address: byte(),
        function: function(),
        register: 0x1234,
        count: byte(),
    };
    show(&query.request());
    show(&query.reply_length());
    show(&query.registers(&[byte(), byte(), byte(), byte(), byte(), byte(), byte()]));
    show(&codec::fixed(number(), number()));
    show(&function().code());
    show(&Flaw::Exception(byte()).kind());
    show(&Error::<Infallible>::Busy.kind());
    let registers = Phase::L2.registers();
    show(&registers.voltage.address());
}

macro_rules! powers {
    ($meter:expr) => {
        call!($meter.active_power());
        call!($meter.reactive_power());
        call!($meter.power_factor());
        call!($meter.frequency());
        call!($meter.active_energy());
        show(&$meter.latency());
    };
}

macro_rules! common {
    ($meter:ident) => {
        call!($meter.init());
        call!($meter.snapshot());
        powers!($meter);
        let mut words = [0; 300];
        let count = usize::from(byte());
        call!($meter.read_registers(
            function(),
            0x1234,
            words.get_mut(..count).unwrap_or(&mut [])
        ));
        show(&words);
    };
}

half! {
    fn sdm120(config: Config) {
        let mut meter = Sdm120::new(Port, Pause, config);
        common!(meter);
        call!(meter.rms_voltage());
        call!(meter.rms_current());
        call!(meter.apparent_power());
        call!(meter.model_code());
        call!(meter.serial_number());
        let _: (Port, Pause) = meter.free();
    }

    fn sdm630(config: Config) {
        let mut meter = Sdm630::new(Port, Pause, config);
        common!(meter);
        call!(meter.apparent_power());
        let mut phase = meter.phase(Phase::L1);
        powers!(phase);
        call!(phase.rms_voltage());
        call!(phase.rms_current());
        call!(phase.apparent_power());
    }

    fn ddsu666(config: Config) {
        let mut meter = Ddsu666::new(Port, Pause, config, function());
        common!(meter);
        call!(meter.rms_voltage());
        call!(meter.rms_current());
    }

    fn main() {
        pure();
        let Ok(config) = config() else {
            return;
        };
        call!(sdm120(config));
        call!(sdm630(config));
        call!(ddsu666(config));
    }
}

entry!(main);
