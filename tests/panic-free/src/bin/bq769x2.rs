//! Every public method of the `bq769x2` driver.
#![no_std]
#![no_main]

use core::time::Duration;

#[cfg(feature = "asynch")]
use bq769x2::asynch::{Bq769x2, Interface, OverI2c, OverI2cCrc, OverSpi};
#[cfg(not(feature = "asynch"))]
use bq769x2::blocking::{Bq769x2, Interface, OverI2c, OverI2cCrc, OverSpi};
use bq769x2::{
    Address, Alarms, AutonomousBalancing, BatteryStatus, Config, ConfigError, Error, FetsOff,
    Latches, Measures, PermanentFail, Pin, Plan, Polynomial, Protection, Protections, PullUp,
    Safety, Setting, TemperatureLimit, Thermistor,
    part::{Bq76942, Bq76952, Part},
};
use hal_bms::{CellLimits, CellSet, CellString as _, Limit};
use hal_power::{Current, Error as _, Ratio, Resistance, Sensor as _, Temperature, Voltage};
use panic_free::{
    call, entry, half,
    hidden::{number, show, signed},
    wire::Wire,
};

#[cfg(feature = "asynch")]
use hal_bms::asynch::{Balancing, CellProtection, CellTemperatures, CellVoltages, SafetyMonitor};
#[cfg(not(feature = "asynch"))]
use hal_bms::blocking::{Balancing, CellProtection, CellTemperatures, CellVoltages, SafetyMonitor};
#[cfg(feature = "asynch")]
use hal_power::asynch::{ChargeCounter, VoltageSensor};
#[cfg(not(feature = "asynch"))]
use hal_power::blocking::{ChargeCounter, VoltageSensor};

const SETTINGS: &[Setting] = &[
    Setting::one_byte(0x9309, 0),
    Setting::two_bytes(0x9310, 0),
    Setting::four_bytes(0x9180, 0),
];

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

fn time() -> Duration {
    Duration::from_micros(number().into())
}

fn cells() -> CellSet {
    (0..20).filter(|cell| number() & 1 << cell != 0).collect()
}

fn pin() -> Pin {
    match number() & 7 {
        0 => Pin::CfetOff,
        1 => Pin::DfetOff,
        2 => Pin::Alert,
        3 => Pin::Ts1,
        4 => Pin::Ts2,
        5 => Pin::Ts3,
        6 => Pin::Hdq,
        _ => Pin::Ddsg,
    }
}

fn thermistor() -> Thermistor {
    let measures = if number() == 0 {
        Measures::Cell
    } else {
        Measures::Fet
    };
    let polynomial = if number() == 0 {
        Polynomial::Of18k
    } else {
        Polynomial::Custom
    };
    let pull_up = if number() == 0 {
        PullUp::Of18k
    } else {
        PullUp::Of180k
    };
    Thermistor::new(measures, polynomial, pull_up).at(measures)
}

fn cell_limits() -> CellLimits {
    CellLimits::new(Limit::new(volts(), time()), Limit::new(volts(), time()))
}

fn current_limit() -> Option<Limit<Current>> {
    Some(Limit::new(Current::from_microamps(signed()), time()))
}

fn temperature_limit() -> Option<TemperatureLimit> {
    let degrees = || Temperature::from_millicelsius(signed());
    Some(TemperatureLimit::new(degrees(), time(), degrees()))
}

fn protections() -> Protections {
    let mut all = Protections::none();
    if number() == 0 {
        let short = Limit::new(Current::from_microamps(signed()), time());
        all = Protections::new(cell_limits(), short);
    }
    all.hysteresis = Some(volts());
    all.overcurrent_charge = current_limit();
    all.overcurrent_discharge_1 = current_limit();
    all.overcurrent_discharge_2 = current_limit();
    all.overcurrent_discharge_3 = current_limit();
    all.temperatures.too_hot_to_charge = temperature_limit();
    all.temperatures.too_hot_to_discharge = temperature_limit();
    all.temperatures.fets_too_hot = temperature_limit();
    all.temperatures.die_too_hot = temperature_limit();
    all.temperatures.too_cold_to_charge = temperature_limit();
    all.temperatures.too_cold_to_discharge = temperature_limit();
    all.temperatures.die_too_cold = temperature_limit();
    all.host_watchdog = Some(time());
    all.latches = Latches::from_bits_retain(byte());
    all
}

fn plan<P: Part>() -> Result<Plan<P>, ConfigError> {
    let shunt = Resistance::from_microohms(number().into());
    let balancing = AutonomousBalancing::new(volts(), volts(), volts())
        .only_charging()
        .only_resting()
        .also_sleeping()
        .between(
            Temperature::from_millicelsius(signed()),
            Temperature::from_millicelsius(signed()),
        );
    let mut config = Config::new(
        cells(),
        shunt,
        Current::from_microamps(signed()),
        protections(),
    )
    .with_device_number(half_word())
    .with_current_gain(Ratio::from_ppm(signed()))
    .with_thermistor(pin(), thermistor())
    .with_thermistor_shares(Ratio::from_ppm(signed()), Ratio::from_ppm(signed()))
    .with_balance_interval(time())
    .with_max_balanced_cells(byte())
    .with_autonomous_balancing(balancing)
    .with_open_wire_check(Some(time()))
    .with_sleep(time())
    .with_alarms(Alarms::from_bits_retain(half_word()))
    .with_settings(SETTINGS);
    if number() == 0 {
        config = config.with_thermistor_range(
            Temperature::from_millicelsius(signed()),
            Temperature::from_millicelsius(signed()),
        );
    }
    config.plan()
}

fn values() {
    show(&Error::<()>::NotInitialised.kind());
    show(&Address::DEFAULT.bits());
    let status = BatteryStatus::from_bits_retain(half_word());
    show(&status.is_configured());
    show(&status.has_started());
    show(&status.is_sealed());
    show(&status.is_impossible());
    let safety = Safety {
        alerts: Protection::from_bits_retain(number()),
        status: Protection::from_bits_retain(number()),
        permanent_alerts: PermanentFail::from_bits_retain(number()),
        permanent: PermanentFail::from_bits_retain(number()),
    };
    show(&safety.reported());
}

half! {
    fn i2c(plan: Plan<Bq76952>) {
        let Some(address) = Address::new(byte()) else {
            return;
        };
        let mut part = Bq769x2::new(OverI2c::new(Wire, address), Wire, plan);
        show(&part.plan().protections());
        show(&part.plan().current_step());
        show(&part.plan().cells());
        call!(all(&mut part));
        let (bus, delay) = part.free();
        show(&bus.free());
        show(&delay);
    }

    fn i2c_crc(plan: Plan<Bq76942>) {
        let mut part = Bq769x2::new(OverI2cCrc::new(Wire, Address::DEFAULT), Wire, plan);
        call!(all(&mut part));
        show(&part.free().0.free());
    }

    fn spi(plan: Plan<Bq76952>) {
        let mut part = Bq769x2::new(OverSpi::new(Wire), Wire, plan);
        call!(all(&mut part));
        show(&part.free().0.free());
    }

    fn main() {
        values();
        if let Ok(plan) = plan() {
            call!(i2c(plan));
            call!(spi(plan));
        }
        if let Ok(plan) = plan() {
            call!(i2c_crc(plan));
        }
    }
}

#[cfg(feature = "asynch")]
macro_rules! generic {
    ($($body:tt)*) => { async $($body)* };
}
#[cfg(not(feature = "asynch"))]
macro_rules! generic {
    ($($body:tt)*) => { $($body)* };
}

generic! {
    fn all<P: Part, B: Interface>(part: &mut Bq769x2<P, B, Wire>) {
        call!(part.init());
        show(&part.cell_count());
        show(&part.temperature_count());
        show(&part.latency());
        show(&part.allows_neighbours());
        show(&part.expires_after());
        let (mut cells_found, mut temperatures) = ([Voltage::ZERO; 17], [Temperature::ZERO; 3]);
        let count = usize::from(byte());
        let cells_found = cells_found.get_mut(..count).unwrap_or_default();
        let temperatures = temperatures.get_mut(..count).unwrap_or_default();
        call!(part.cell_voltages(cells_found));
        call!(part.cell_temperatures(temperatures));
        call!(part.scan(cells_found, temperatures));
        call!(part.pack());
        show(&cells_found);
        show(&temperatures);
        call!(part.temperatures(temperatures));
        call!(part.balance_cells(cells()));
        call!(part.balanced_cells());
        call!(part.limit_cells(&cell_limits()));
        call!(part.recover());
        call!(part.stack_voltage());
        call!(part.balance(cells()));
        call!(part.balanced());
        call!(part.protect_cells(&cell_limits()));
        call!(part.safety_status());
        call!(part.clear_safety());
        call!(part.voltage());
        call!(part.charge());
        call!(part.current());
        call!(part.pack_voltage());
        call!(part.load_voltage());
        call!(part.die_temperature());
        call!(part.unproven_temperature(pin()));
        call!(part.charge_and_time());
        call!(part.clear_charge());
        call!(part.balance_above(volts()));
        call!(part.balanced_for());
        let mut times = [Duration::ZERO; 17];
        call!(part.balanced_times(times.get_mut(..count).unwrap_or_default()));
        show(&times);
        call!(part.safety());
        call!(part.alarms());
        call!(part.raw_alarms());
        call!(part.enabled_alarms());
        call!(part.enable_alarms(Alarms::from_bits_retain(half_word())));
        call!(part.clear_alarms(Alarms::from_bits_retain(half_word())));
        call!(part.fet_status());
        call!(part.manufacturing_status());
        call!(part.enable_fets(number() == 0));
        call!(part.enable_permanent_fail(number() == 0));
        call!(part.turn_fets_off());
        call!(part.release_fets());
        call!(part.hold_fets_off(FetsOff::from_bits_retain(byte())));
        call!(part.verify());
        call!(part.device_number());
        call!(part.firmware());
        call!(part.hardware());
        call!(part.battery_status());
        call!(part.allow_sleep(number() == 0));
        call!(part.deep_sleep());
        call!(part.is_in_deep_sleep());
        call!(part.wake());
        let mut bytes = [0; 64];
        let bytes = bytes.get_mut(..count).unwrap_or_default();
        call!(part.read_direct(byte(), bytes));
        call!(part.write_direct(byte(), bytes));
        call!(part.command(half_word()));
        let mut block = [0; 32];
        call!(part.read_subcommand(half_word(), &mut block));
        show(&block);
        call!(part.write_subcommand(half_word(), bytes));
        call!(part.write_memory(half_word(), bytes));
        call!(part.shut_down());
        call!(part.reset());
    }
}

entry!(main);
