//! The ALERT pin.

use embedded_hal::digital::InputPin;
use embedded_hal_async::digital::Wait;
use tmp11x::{AlertPin, Averages, Comparison, Config, Cycle, Limits, Mode, PinSource};

use crate::rig::{self, celsius};

fn config() -> Config {
    Config::new()
        .with_cycle(Cycle::Shortest)
        .with_averages(Averages::X1)
        .with_limits(Limits::new(celsius(10), celsius(30)))
}

fn pin(shows: PinSource, is_active_high: bool) -> AlertPin {
    let mut pin = AlertPin::DEFAULT;
    pin.shows = shows;
    pin.is_active_high = is_active_high;
    pin
}

#[test]
fn either_polarity_shows_alerts_until_they_are_taken() {
    for is_active_high in [false, true] {
        let mut rig = rig::blocking::tmp117();
        let mut line = rig.world.line(&rig.shared_part());
        let config = config().with_alert_pin(pin(PinSource::Alerts, is_active_high));
        rig.driver.init(&config).unwrap();
        rig.settle();
        assert_eq!(line.is_high(), Ok(!is_active_high));
        rig.set(celsius(35));
        rig.settle();
        rig.set(celsius(20));
        rig.settle();
        assert_eq!(line.is_high(), Ok(is_active_high));
        rig.driver.temperature().unwrap();
        rig.driver.take_alerts().unwrap();
        assert_eq!(line.is_high(), Ok(!is_active_high));
    }
}

#[test]
fn in_therm_mode_only_the_temperature_lets_go_of_the_pin() {
    let mut rig = rig::blocking::tmp117();
    let mut line = rig.world.line(&rig.shared_part());
    rig.driver
        .init(&config().with_comparison(Comparison::Therm))
        .unwrap();
    rig.set(celsius(35));
    rig.settle();
    rig.driver.take_alerts().unwrap();
    assert_eq!(line.is_high(), Ok(false));
    rig.set(celsius(5));
    rig.settle();
    assert_eq!(line.is_high(), Ok(true));
}

#[test]
fn the_end_of_a_conversion_can_be_waited_for_without_a_look() {
    let mut rig = rig::asynch::tmp117();
    let mut line = rig.world.line(&rig.shared_part());
    let config = config()
        .with_mode(Mode::OneShot)
        .with_alert_pin(pin(PinSource::Conversions, false));
    let world = rig.world.clone();
    let temperature = world
        .block_on(async {
            rig.driver.init(&config).await?;
            rig.driver.start().await?;
            line.wait_for_low().await.unwrap();
            rig.driver.temperature().await
        })
        .unwrap();
    assert_eq!(temperature, Ok(celsius(25)));
    assert!(world.clock().nanos() < 25_000_000);
    assert_eq!(line.is_high(), Ok(true));
}
