//! What every public method costs on the wire, and that both halves move the same bits.

use atm90e26::{Forward, Line, asynch, blocking, hal_power};
use hal_power::{Sensor, Voltage};
use hal_power_sim::model::atm90e26::Open;

use crate::rig::{self, PERIOD, config};

/// Calls in this order, with the same load and a second before each.
macro_rules! budgets {
    ($($method:ident($($argument:expr),*) => $bits:literal;)+) => {{
        const PAUSE: std::time::Duration = std::time::Duration::from_secs(1);
        let mut rig = rig::blocking::new(Open::default());
        rig.volts(230);
        rig.amps(10, 60);
        let mut traces = Vec::new();
        $(
            rig.wait(PAUSE);
            rig.world.start_trace();
            rig.driver.$method($($argument),*).unwrap();
            let trace = rig.world.take_trace();
            let cost = (trace.bits(), trace.transfers() * 24);
            assert_eq!(cost, ($bits, $bits), stringify!($method));
            traces.push(trace);
        )+
        let mut rig = rig::asynch::new(Open::default());
        rig.volts(230);
        rig.amps(10, 60);
        let mut traces = traces.iter();
        $(
            rig.wait(PAUSE);
            rig.world.start_trace();
            rig.world.block_on(rig.driver.$method($($argument),*)).unwrap().unwrap();
            let trace = rig.world.take_trace();
            assert!(trace.same_bits(traces.next().unwrap()), stringify!($method));
        )+
    }};
}

#[test]
fn every_method() {
    let config = config(Forward::Export);
    let with_sag = config.with_sag_threshold(Voltage::from_volts(180));
    budgets! {
        init(&config) => 1392;
        verify() => 624;
        voltage() => 96;
        current(Line::L) => 96;
        active_power(Line::L) => 96;
        reactive_power(Line::L) => 96;
        apparent_power(Line::L) => 96;
        power_factor(Line::L) => 96;
        phase_angle(Line::L) => 96;
        frequency() => 96;
        metering_status() => 96;
        current(Line::N) => 144;
        readings(Line::L) => 336;
        active_energy() => 192;
        reactive_energy() => 192;
        take_events() => 96;
        read_register(0x49) => 24;
        read_register(0x40) => 72;
        read_register(0x41) => 96;
        write_register(0x04, 0) => 24;
        init(&with_sag) => 1440;
        verify() => 648;
    }
}

#[test]
fn making_taking_apart_and_latency_move_nothing() {
    let rig = rig::blocking::live(Open::default(), &config(Forward::Export));
    rig.world.start_trace();
    assert_eq!(rig.driver.latency(), PERIOD);
    let (spi, delay) = rig.driver.free();
    let (spi, delay) = asynch::Atm90e26::new(spi, delay).free();
    let _ = blocking::Atm90e26::new(spi, delay);
    assert_eq!(rig.world.take_trace().transfers(), 0);
}
