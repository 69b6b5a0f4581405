//! Registers as data: where a quantity stands, in which unit, and what its sign means.

use core::marker::PhantomData;

use hal_power::{ApparentPower, Current, Energy, Frequency, Power, Ratio, ReactivePower, Voltage};

use crate::{Direction, codec};

/// Two registers that hold one IEEE 754 single, high word first.
#[derive(Debug)]
pub struct Register<Q> {
    address: u16,
    /// Base units of the quantity in the unit of the meter.
    factor: u32,
    sign: Sign,
    quantity: PhantomData<fn() -> Q>,
}

/// What a sign in a register means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sign {
    /// There must be none.
    None,
    /// A direction, which an effective value does not have.
    Dropped,
    /// Direction of active power.
    Active,
    /// Direction of reactive power.
    Reactive,
}

/// What is positive in the meter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Signs {
    pub(crate) active: Direction,
    pub(crate) reactive: Direction,
}

impl<Q> Clone for Register<Q> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<Q> Copy for Register<Q> {}

impl<Q> Register<Q> {
    const fn new(address: u16, factor: u32, sign: Sign) -> Self {
        Self {
            address,
            factor,
            sign,
            quantity: PhantomData,
        }
    }

    /// Returns the address of the first of both registers.
    pub const fn address(&self) -> u16 {
        self.address
    }

    /// Returns the address of the second of both registers.
    pub(crate) const fn last(&self) -> u16 {
        self.address.saturating_add(1)
    }
}

/// Makes the quantity of the bits, or `None` for what is none or is beyond its range.
pub(crate) fn decode<Q: Quantity>(register: Register<Q>, bits: u32, signs: Signs) -> Option<Q> {
    let value = codec::fixed(bits, register.factor)?;
    let turned = |direction| match direction {
        Direction::ImportPositive => value.checked_neg(),
        Direction::ExportPositive => Some(value),
    };
    Q::from_base(match register.sign {
        Sign::None => (value >= 0).then_some(value),
        Sign::Dropped => value.checked_abs(),
        Sign::Active => turned(signs.active),
        Sign::Reactive => turned(signs.reactive),
    }?)
}

macro_rules! units {
    ($($quantity:ident: $($name:ident $factor:literal $sign:ident),+;)+) => {$(
        impl Register<$quantity> {
            $(pub(crate) const fn $name(address: u16) -> Self {
                Self::new(address, $factor, Sign::$sign)
            })+
        }
    )+};
}

units! {
    Voltage: volts 1_000_000 None;
    Current: amps 1_000_000 Dropped;
    Power: watts 1_000 Active, kilowatts 1_000_000 Active;
    ReactivePower: vars 1_000 Reactive, kilovars 1_000_000 Reactive;
    ApparentPower: volt_amps 1_000 Dropped;
    Ratio: ones 1_000_000 Dropped;
    Frequency: hertz 1_000 None;
    Energy: kilowatt_hours 3_600_000_000 None;
}

/// A quantity that a meter has.
pub(crate) trait Quantity: Sized {
    /// Makes it of base units.
    fn from_base(value: i64) -> Option<Self>;
}

macro_rules! quantities {
    ($($quantity:ident $from:ident;)+) => {$(
        impl Quantity for $quantity {
            fn from_base(value: i64) -> Option<Self> {
                Some(Self::$from(value.try_into().ok()?))
            }
        }
    )+};
}

quantities! {
    Voltage from_microvolts;
    Current from_microamps;
    Power from_milliwatts;
    ReactivePower from_millivars;
    ApparentPower from_millivolt_amps;
    Frequency from_millihertz;
    Energy from_millijoules;
}

/// A power factor.
impl Quantity for Ratio {
    fn from_base(value: i64) -> Option<Self> {
        let ratio = Self::from_ppm(value.try_into().ok()?);
        (ratio <= Self::ONE).then_some(ratio)
    }
}
