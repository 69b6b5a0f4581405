//! CONFIG_UPDATE, SLEEP, DEEPSLEEP, SHUTDOWN, resets.

use crate::bench::*;
use core::time::Duration;
use hal_power::Voltage;
use hal_power_sim::{
    device::I2cDevice,
    model::bq769x2::{Mode, Open, Part},
};

#[test]
fn config_update_stops_everything() {
    let mut bench = Bench::new(Part::Bq76952);
    bench.command(FET_ENABLE);
    bench.command(SET_CFGUPDATE);
    assert_eq!(bench.part.mode(), Mode::Config);
    assert!(!bench.part.charges() && !bench.part.discharges());
    bench.set(0, 4_500);
    bench.wait(10 * SECOND);
    assert_eq!(
        (bench.signed(0x14), bench.byte(0x02), bench.status_a()),
        (3_600, 0, 0)
    );
    bench.command(EXIT_CFGUPDATE);
    bench.wait(SECOND);
    assert_eq!((bench.signed(0x14), bench.status_a()), (4_500, 1 << 3));
    let stays = Open {
        fets_stay_in_config: true,
        ..Open::default()
    };
    let mut bench = Bench::with(Part::Bq76952, stays);
    bench.command(FET_ENABLE);
    bench.command(SET_CFGUPDATE);
    assert!(bench.part.charges() && bench.part.discharges());
}

#[test]
fn a_reset_loses_the_configuration_and_sets_por() {
    type Reset = fn(&mut Bench);
    let resets: [Reset; 3] = [
        |bench| bench.command(0x0012),
        |bench| bench.part.brown_out(),
        |bench| {
            bench.part.unplug();
            assert!(!bench.part.answers_to(ADDRESS));
            bench.wait(SECOND);
            assert_eq!(bench.part.mode(), Mode::Off);
            bench.part.plug_in();
        },
    ];
    for reset in resets {
        let mut bench = Bench::configured(&[(0x9261, &[0x8C]), (0x9303, &[0x06])]);
        bench.command(FET_ENABLE);
        assert_eq!(bench.battery_status() & 1 << 3, 0);
        reset(&mut bench);
        assert!(!bench.part.answers_to(ADDRESS));
        assert!(!bench.part.charges());
        bench.wait(SECOND);
        assert_eq!(bench.battery_status() & 1 << 3, 1 << 3);
        assert_eq!(bench.ask(0x9261)[0], 0x88);
        assert_eq!(bench.part.effective(0x9303), 0x05);
        assert_eq!(bench.ask_word(0x0057), 0x0040);
        assert_eq!(bench.signed(0x14), 3_600);
    }
}

#[test]
fn otp_survives() {
    let mut bench = Bench::new(Part::Bq76952);
    let shunt = hal_power::Resistance::from_microohms(1_000);
    let comm = hal_power_sim::model::bq769x2::Comm::I2c;
    let open = Open::default();
    bench.part = hal_power_sim::model::bq769x2::Bq769x2::new(
        Part::Bq76952,
        comm,
        bench.clock.clone(),
        shunt,
        open,
    )
    .with_stored(0x9261, &[0x8C])
    .with_stored(0x9343, &[0x50]);
    bench.set_all(3_600);
    bench.part.brown_out();
    bench.wait(SECOND);
    assert_eq!(bench.part.effective(0x9261), 0x8C);
    assert!(bench.part.charges());
}

#[test]
fn without_current_it_falls_asleep_and_measures_every_five_seconds() {
    let mut bench = Bench::new(Part::Bq76952);
    bench.command(FET_ENABLE);
    bench.command(0x0099);
    bench.wait(SECOND);
    assert_eq!(
        bench.battery_status() & (1 << 15 | 1 << 2),
        1 << 15 | 1 << 2
    );
    assert!(!bench.part.charges() && bench.part.discharges());
    bench.set(0, 3_500);
    let seen = bench.until(10 * MILLISECOND, |bench| bench.signed(0x14) == 3_500);
    assert!(seen > 3 * SECOND && seen <= 5 * SECOND, "{seen:?}");
    // A current of 500 mA wakes it, and keeps it awake for 10 s.
    bench.draw(500);
    assert_eq!(bench.part.mode(), Mode::Normal);
    assert!(bench.part.charges());
    bench.draw(0);
    let asleep = bench.until(10 * MILLISECOND, |bench| bench.part.mode() == Mode::Sleep);
    assert!(asleep >= Duration::from_millis(9_900) && asleep <= 10 * SECOND + 10 * MILLISECOND);
    bench.set(0, 4_400);
    assert_eq!(bench.part.mode(), Mode::Normal, "an alert wakes it");
    bench.command(SLEEP_DISABLE);
    bench.wait(100 * SECOND);
    assert_eq!(bench.part.mode(), Mode::Normal);
    assert_eq!(bench.battery_status() & 1 << 2, 0);
}

#[test]
fn twenty_milliamps_keep_it_awake() {
    let mut bench = Bench::new(Part::Bq76952);
    bench.draw(21);
    bench.command(0x0099);
    bench.wait(100 * SECOND);
    assert_eq!(bench.part.mode(), Mode::Normal);
    bench.draw(19);
    bench.wait(2 * SECOND);
    assert_eq!(bench.part.mode(), Mode::Sleep);
}

#[test]
fn deep_sleep_needs_its_command_twice() {
    let mut bench = Bench::new(Part::Bq76952);
    bench.command(FET_ENABLE);
    bench.command(0x000F);
    bench.wait(5 * SECOND);
    bench.command(0x000F);
    assert_eq!(bench.part.mode(), Mode::Normal);
    bench.command(0x000F);
    assert_eq!(bench.part.mode(), Mode::Deep);
    assert_eq!(bench.word(0x00), 0x0004);
    assert!(!bench.part.charges());
    bench.command(0x000E);
    bench.wait(SECOND);
    assert_eq!(bench.part.mode(), Mode::Normal);
    assert!(bench.part.charges());
}

#[test]
fn shutdown_loses_everything_and_waits_for_ts2() {
    let mut bench = Bench::configured(&[(0x9261, &[0x8C])]);
    bench.part.set_ts2_low(true);
    bench.command(0x0010);
    bench.wait(10 * SECOND);
    assert_eq!(bench.battery_status() & 1 << 13, 1 << 13);
    bench.part.set_ts2_low(false);
    bench.wait(2 * SECOND);
    assert!(!bench.part.answers_to(ADDRESS));
    assert_eq!(bench.part.mode(), Mode::Shutdown);
    bench.part.set_ts2_low(true);
    bench.wait(SECOND);
    assert!(bench.part.answers_to(ADDRESS));
    assert_eq!(bench.battery_status() & 1 << 3, 1 << 3);
    assert_eq!(bench.part.effective(0x9261), 0x88);
    bench.part.set_ts2_low(false);
    bench.command(0x0010);
    bench.wait(SECOND);
    assert!(!bench.part.answers_to(ADDRESS));
    bench.part.set_load_detect(Voltage::from_volts(10));
    bench.wait(SECOND);
    assert!(bench.part.answers_to(ADDRESS));
}

#[test]
fn a_stack_of_six_volts_shuts_it_down() {
    let mut bench = Bench::new(Part::Bq76942);
    bench.set_all(600);
    bench.wait(5 * SECOND);
    assert_eq!(bench.part.mode(), Mode::Normal);
    bench.set_all(599);
    bench.wait(Duration::from_millis(900));
    assert_eq!(bench.word(0x64) & 0x10, 0x10);
    bench.wait(SECOND);
    assert_eq!(bench.part.mode(), Mode::Shutdown);
}

#[test]
fn a_sealed_part_keeps_its_configuration() {
    let mut bench = Bench::new(Part::Bq76952);
    bench.command(0x0030);
    assert_eq!(bench.battery_status() >> 8 & 0b11, 3);
    bench.command(SET_CFGUPDATE);
    assert_eq!(bench.part.mode(), Mode::Normal);
    bench.command(FET_ENABLE);
    assert_eq!(bench.ask_word(0x0057), 0x0040);
    bench.balance(0x0001);
    assert_eq!(bench.part.discharged_cells().0, 0x0001);
}
