//! Every public method of the `ades183x` driver.
#![no_std]
#![no_main]

use core::time::Duration;

#[cfg(feature = "asynch")]
use ades183x::asynch::Ades183x;
#[cfg(not(feature = "asynch"))]
use ades183x::blocking::Ades183x;
use ades183x::{
    Cells, Config, ConfigError, Duty, Error, Filter, Group, Mismatch, Part, SelfTest, SerialId,
    Status, Supplies, Transparent, Waking,
};
use hal_bms::{CellLimits, CellSet, CellString as _, Limit};
use hal_power::{Error as _, Ratio, Sensor as _, Temperature, Voltage};
use panic_free::{
    call, entry, half,
    hidden::{number, show, signed},
    wire::Wire,
};

#[cfg(feature = "asynch")]
use hal_bms::asynch::{
    Balancing, CellProtection, CellTemperatures, CellVoltages, OpenWireTest, SafetyMonitor,
};
#[cfg(not(feature = "asynch"))]
use hal_bms::blocking::{
    Balancing, CellProtection, CellTemperatures, CellVoltages, OpenWireTest, SafetyMonitor,
};

fn byte() -> u8 {
    number().to_le_bytes()[0]
}

fn half_word() -> u16 {
    let [low, high, ..] = number().to_le_bytes();
    u16::from_le_bytes([low, high])
}

fn volts() -> Voltage {
    Voltage::from_microvolts(signed())
}

fn curve(ratio: Ratio) -> Option<Temperature> {
    (number() != 0).then(|| Temperature::from_millicelsius(ratio.as_ppm()))
}

fn limits() -> CellLimits {
    let limit = || Limit::new(volts(), Duration::from_micros(number().into()));
    CellLimits::new(limit(), limit())
}

fn config() -> Result<Config, ConfigError> {
    let mismatch = match number() & 7 {
        0 => Mismatch::Uv5100,
        1 => Mismatch::Uv8100,
        _ => Mismatch::Uv40050,
    };
    let filter = match number() & 7 {
        0 => Filter::Off,
        1 => Filter::Mhz110000,
        _ => Filter::Mhz625,
    };
    let time = Duration::from_secs(number().into());
    let duty = Duty::new(byte()).unwrap_or(Duty::FULL);
    let config = Config::new(mismatch)
        .with_filter(filter)
        .with_balancing(time, duty)?
        .with_balancing_monitor()
        .with_limits(&limits())?
        .with_open_wire_below(volts())?
        .with_curve(curve);
    show(&config.balancing_time());
    show(&duty.steps());
    Ok(config)
}

fn part() -> Result<Part, ConfigError> {
    let [a, b, c, d] = number().to_le_bytes();
    let part = Part::new(byte())?
        .with_thermistors(half_word())?
        .with_pulled_down(half_word())?
        .with_serial(SerialId([a, b, c, d, a, b]));
    show(&part.cells());
    show(&part.thermistors());
    show(&part.serial());
    Ok(part)
}

fn cells() -> CellSet {
    CellSet::only(half_word().into()).with(byte().into(), true)
}

half! {
    fn short(config: Config, part: Part) {
        let frame = [[0; 8]; 1];
        let Ok(mut string) = Ades183x::new(Wire, Wire, Waking, [part], frame, config) else {
            return;
        };
        call!(string.init());
        let mut voltages = [Voltage::ZERO; 16];
        call!(string.cell_voltages(&mut voltages));
        show(&voltages);
        show(string.config());
        show(&string.free());
    }

    fn long(config: Config, part: Part) {
        let frame = [[0; 8]; 16];
        let parts = [part; 16];
        let Ok(mut string) = Ades183x::new(Wire, Wire, Transparent, parts, frame, config) else {
            return;
        };
        show(&string.cell_count());
        show(&string.temperature_count());
        show(&string.latency());
        show(&string.parts().len());
        call!(string.init());
        let mut voltages = [Voltage::ZERO; 256];
        let mut temperatures = [Temperature::ZERO; 160];
        call!(string.cell_voltages(&mut voltages));
        let which = match number() & 3 {
            0 => Cells::Latest,
            1 => Cells::Averaged,
            2 => Cells::Filtered,
            _ => Cells::Redundant,
        };
        let some = usize::from(half_word()).min(256);
        call!(string.read_cells(which, voltages.split_at_mut(some).0));
        call!(string.cell_temperatures(&mut temperatures));
        call!(string.scan(&mut voltages, &mut temperatures));
        show(&voltages);
        show(&temperatures);
        call!(string.compare());
        call!(string.open_wires());
        show(&string.allows_neighbours());
        show(&string.expires_after());
        call!(string.balance(cells()));
        call!(string.balanced());
        call!(string.protect_cells(&limits()));
        call!(string.safety_status());
        call!(string.clear_safety());
        let mut statuses = [Status::default(); 16];
        call!(string.read_status(&mut statuses));
        show(&statuses);
        let mut supplies = [Supplies::default(); 16];
        call!(string.read_supplies(&mut supplies));
        show(&supplies);
        let mut gpios = [[Voltage::ZERO; 10]; 16];
        call!(string.read_gpios(&mut gpios));
        show(&gpios);
        let mut ids = [SerialId([0; 6]); 16];
        call!(string.serial_ids(&mut ids));
        show(&ids);
        for test in SelfTest::ALL {
            call!(string.self_test(test));
        }
        let group = match number() {
            0 => Group::PwmA,
            1 => Group::Aux(byte()),
            2 => Group::Status(byte()),
            _ => Group::Redundant(byte()),
        };
        let mut data = [[byte(); 6]; 16];
        call!(string.read_group(group, &mut data));
        call!(string.write_group(group, &data));
        call!(string.sleep());
        let (spi, delay, wake, parts, frame) = string.free();
        show(&(spi, delay, wake));
        show(&(parts, frame));
    }

    fn main() {
        show(&Error::<()>::NotInitialised.kind());
        if let (Ok(config), Ok(part)) = (config(), part()) {
            call!(short(config, part));
            call!(long(config, part));
        }
    }
}

entry!(main);
