//! What the public methods cost on the wire, that both halves move the same bits, and the least that the framing allows.

use core::time::Duration;

use bq769x2::{
    Alarms, FetsOff, Pin, Plan,
    hal_bms::CellSet,
    hal_power::{Current, Temperature, Voltage},
    part,
};
use hal_power_sim::{Trace, model::bq769x2::Part};

use crate::bench::{Bench, I2c, I2cCrc, SETTLE, Spi, Wire, limits, open, sixteen};

fn plan() -> Plan<part::Bq76952> {
    sixteen().unwrap()
}

/// A part with its configuration, whose cells are measured.
fn measured<W: Wire>() -> Bench<W> {
    let bench = Bench::new(Part::Bq76952, open());
    bench.model().set_current(Current::from_amps(10));
    bench.blocking(plan()).init().unwrap();
    bench.settle();
    bench
}

/// Calls in this order, over each bus: bits and transfers.
macro_rules! budgets {
    ($($method:ident($($argument:expr),*) => $i2c:literal, $crc:literal, $spi:literal;)+) => {{
        budgets!(over I2c: $($method($($argument),*) => $i2c;)+);
        budgets!(over I2cCrc: $($method($($argument),*) => $crc;)+);
        budgets!(over Spi: $($method($($argument),*) => $spi;)+);
    }};
    (over $wire:ident: $($method:ident($($argument:expr),*) => $bits:literal;)+) => {{
        let bench = measured::<$wire>();
        let mut driver = bench.blocking(plan());
        let mut traces: Vec<Trace> = Vec::new();
        $(
            bench.world.clock().advance(SETTLE);
            bench.world.start_trace();
            driver.$method($($argument),*).unwrap();
            let trace = bench.world.take_trace();
            let at = (stringify!($method), stringify!($wire));
            assert_eq!(trace.bits(), $bits, "{at:?}");
            traces.push(trace);
        )+
        let bench = measured::<$wire>();
        let mut driver = bench.asynch(plan());
        let mut traces = traces.iter();
        $(
            bench.world.clock().advance(SETTLE);
            bench.world.start_trace();
            bench.world.block_on(driver.$method($($argument),*)).unwrap().unwrap();
            let trace = bench.world.take_trace();
            assert!(trace.same_bits(traces.next().unwrap()), "{}", stringify!($method));
        )+
    }};
}

#[test]
fn methods() {
    budgets! {
        init() => 3280, 5800, 7896;
        cells(&mut [Voltage::ZERO; 16]) => 336, 642, 1224;
        temperatures(&mut [Temperature::ZERO; 2]) => 132, 204, 312;
        scan(&mut [Voltage::ZERO; 16], &mut [Temperature::ZERO; 2]) => 564, 1068, 1824;
        pack() => 150, 240, 384;
        safety() => 192, 354, 456;
        stack_voltage() => 96, 132, 168;
        pack_voltage() => 96, 132, 168;
        load_voltage() => 96, 132, 168;
        current() => 96, 132, 168;
        die_temperature() => 96, 132, 168;
        unproven_temperature(Pin::Ts1) => 96, 132, 168;
        battery_status() => 48, 66, 72;
        charge_and_time() => 470, 830, 1344;
        clear_charge() => 86, 122, 168;
        balance_cells(CellSet::only(2)) => 142, 214, 336;
        balance_cells(CellSet::only(2)) => 236, 362, 600;
        balanced_cells() => 230, 320, 384;
        balanced_for() => 230, 320, 384;
        balanced_times(&mut [Duration::ZERO; 16]) => 892, 1594, 2136;
        balance_above(Voltage::from_volts(4)) => 142, 214, 336;
        alarms() => 48, 66, 72;
        raw_alarms() => 48, 66, 72;
        enabled_alarms() => 48, 66, 72;
        enable_alarms(Alarms::DEFAULT) => 38, 56, 72;
        clear_alarms(Alarms::DEFAULT) => 38, 56, 72;
        fet_status() => 39, 48, 48;
        manufacturing_status() => 182, 254, 312;
        enable_fets(true) => 450, 630, 792;
        enable_fets(true) => 230, 320, 384;
        enable_permanent_fail(true) => 230, 320, 384;
        hold_fets_off(FetsOff::CHARGE) => 133, 196, 312;
        turn_fets_off() => 38, 56, 96;
        release_fets() => 86, 122, 168;
        recover() => 192, 354, 456;
        verify() => 3002, 5414, 7440;
        limit_cells(&limits(4_300, 2_000, 100)) => 518, 896, 1176;
        limit_cells(&limits(4_200, 2_000, 100)) => 1619, 2798, 3816;
        allow_sleep(false) => 86, 122, 168;
        device_number() => 182, 254, 312;
        firmware() => 218, 326, 408;
        hardware() => 182, 254, 312;
        is_in_deep_sleep() => 48, 66, 72;
        read_direct(0x7F, &mut [0]) => 39, 48, 48;
        write_direct(0x66, &[0x00, 0xF8]) => 38, 56, 72;
        command(0x009A) => 38, 56, 96;
        read_subcommand(0x0057, &mut [0; 32]) => 182, 254, 312;
        write_subcommand(0x0070, &[1]) => 85, 130, 240;
        write_memory(0x9236, &[0]) => 305, 440, 648;
        deep_sleep() => 124, 178, 264;
        wake() => 86, 122, 168;
        reset() => 38, 56, 96;
        shut_down() => 38, 56, 96;
    }
}

/// Bits of one transfer over I2C that writes an address and reads so many bytes, CRCs counted.
const fn block(bytes: u64) -> u64 {
    // START, address, register, START, address; STOP
    1 + 9 + 9 + 1 + 9 + 9 * bytes + 1
}

/// All faults, all cells and the thermistors, with the proof that they are of a part that has its configuration, and the least that
/// the framing allows for them: 16 bytes of faults, the 2 of Battery Status that lie between them and the 32 of cells, 6 of TS1 to TS3.
#[test]
fn a_full_scan_is_the_least_that_the_framing_allows() {
    macro_rules! scan {
        ($wire:ident, $least:expr) => {{
            let bench = measured::<$wire>();
            let mut driver = bench.blocking(plan());
            driver.init().unwrap();
            bench.world.start_trace();
            let mut temperatures = [Temperature::ZERO; 2];
            driver
                .scan(&mut [Voltage::ZERO; 16], &mut temperatures)
                .unwrap();
            let (bits, least) = (bench.world.take_trace().bits(), $least);
            println!("{}: {bits} bits, least {least}", stringify!($wire));
            assert_eq!(bits, least);
        }};
    }
    scan!(I2c, block(16 + 2 + 32) + block(6));
    // A CRC for every byte.
    scan!(I2cCrc, block(2 * (16 + 2 + 32)) + block(12));
    // 24 clocks for every byte and 24 for the first answer. Bytes come one by one, so a word of one measurement takes three: upper,
    // lower, upper.
    scan!(Spi, 24 * (16 + 2 + 3 * (16 + 3) + 1));
}
