//! Sensors that have no driver yet: the plant's truth behind their traits.

use super::{House, residual::TEST_CURRENT};
use crate::quantity::{amps, volts, watts};
use all_in_one_firmware::hal_power::{
    Current, ErrorKind, ErrorType, Power, ResidualCurrent, Sensor, Voltage,
    asynch::{CurrentSensor, PowerSensor, ResidualCurrentSensor, VoltageSensor},
};
use alloc::rc::Rc;
use core::{marker::PhantomData, time::Duration};

/// What is true of `Q` at one place.
pub(crate) trait Truth<Q> {
    fn of(house: &House) -> Q;
}

/// An ideal sensor at the place `P`: of every quantity that is known there.
pub(crate) struct Sense<P> {
    house: Rc<House>,
    place: PhantomData<P>,
}

impl<P> Sense<P> {
    pub(crate) fn new(house: &Rc<House>) -> Self {
        Self {
            house: house.clone(),
            place: PhantomData,
        }
    }
}

impl<P> ErrorType for Sense<P> {
    type Error = ErrorKind;
}

impl<P> Sensor for Sense<P> {
    fn latency(&self) -> Duration {
        Duration::ZERO
    }
}

macro_rules! senses {
    ($($sensor:ident::$method:ident -> $quantity:ty),+ $(,)?) => {$(
        impl<P: Truth<$quantity>> $sensor for Sense<P> {
            async fn $method(&mut self) -> Result<$quantity, ErrorKind> {
                Ok(P::of(&self.house))
            }
        }
    )+};
}

senses! {
    VoltageSensor::voltage -> Voltage,
    PowerSensor::power -> Power,
    CurrentSensor::current -> Current,
    ResidualCurrentSensor::residual_current -> ResidualCurrent,
}

macro_rules! places {
    ($($(#[$meta:meta])* $place:ident: $($quantity:ty = |$house:ident| $truth:expr),+;)+) => {$(
        $(#[$meta])*
        pub(crate) enum $place {}

        $(impl Truth<$quantity> for $place {
            fn of($house: &House) -> $quantity {
                $truth
            }
        })+
    )+};
}

places! {
    /// The battery's string, at its controller.
    PackCurrent: Current = |house| amps(house.plant.borrow().battery.current());
    /// The DC link.
    Link: Voltage = |house| volts(house.plant.borrow().link.voltage);
    /// The grid's side of the relays.
    Grid: Voltage = |house| volts(house.plant.borrow().ac.grid);
    /// The inverter's line against the grid's neutral.
    LineProbe: Voltage = |house| volts(house.plant.borrow().ac.line_probe);
    /// The grid's line against the inverter's neutral.
    NeutralProbe: Voltage = |house| volts(house.plant.borrow().ac.neutral_probe);
    /// The backup output.
    Backup:
        Voltage = |house| volts(house.plant.borrow().ac.inverter),
        Power = |house| watts(house.plant.borrow().ac.backup);
    /// The grid's neutral against protective earth.
    Earth: Voltage = |house| volts(house.plant.borrow().ac.neutral_to_earth());
    /// The PV input.
    Pv:
        Voltage = |house| volts(house.plant.borrow().pv.voltage),
        Power = |house| watts(house.plant.borrow().pv.power);
    /// An ideal residual-current sensor around line and neutral.
    Residual: ResidualCurrent = |house| {
        let test = if house.residual_test.level() { TEST_CURRENT } else { 0.0 };
        let leakage = house.plant.borrow().ac.leakage;
        let direct = leakage.direct + test;
        let alternating = leakage.total * leakage.total - leakage.direct * leakage.direct;
        let total = libm::sqrt(alternating.max(0.0) + direct * direct);
        ResidualCurrent::new(amps(leakage.in_phase), amps(total)).with_direct(amps(direct))
    };
}
