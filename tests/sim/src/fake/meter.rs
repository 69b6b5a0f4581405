//! A meter of an AC circuit that says what it is told to.

use crate::{World, clock::Clock, executor::pend_once};
use alloc::rc::Rc;
use core::{cell::Cell, time::Duration};
use hal_inverter::{MeteredEnergy, asynch, blocking};
use hal_power::{
    ApparentPower, Current, Energy, ErrorKind, ErrorType, Frequency, Power, Ratio, ReactivePower,
    Sensor, Voltage,
};

/// Meter with every trait of [`hal_inverter`], blocking and async. Clones are the same meter: give one away, turn the other.
///
/// It begins at 230 V and 50 Hz without current. What it is told of power flows, and is summed up. An async call is pending once
/// before anything happens.
///
/// # Examples
///
/// ```
/// use core::time::Duration;
/// use hal_inverter::blocking::{ActivePowerMeter, EnergyMeter};
/// use hal_power::{Energy, ErrorKind, Power};
/// use hal_power_sim::{FakeMeter, World};
///
/// let world = World::new();
/// let knob = FakeMeter::new(&world);
/// let mut meter = knob.clone();
/// knob.set_active_power(Power::from_watts(-500));
/// world.clock().advance(Duration::from_secs(3_600));
/// assert_eq!(meter.active_power(), Ok(Power::from_watts(-500)));
/// assert_eq!(meter.active_energy()?.imported, Energy::from_watt_hours(500));
/// knob.fail(Some(ErrorKind::NotReady));
/// assert_eq!(meter.active_power(), Err(ErrorKind::NotReady));
/// # Ok::<(), ErrorKind>(())
/// ```
#[derive(Debug, Clone)]
pub struct FakeMeter(Rc<State>);

#[derive(Debug)]
struct State {
    clock: Clock,
    voltage: Cell<Voltage>,
    current: Cell<Current>,
    active: Cell<Power>,
    reactive: Cell<ReactivePower>,
    frequency: Cell<Frequency>,
    /// What has passed until when, in ns.
    energy: Cell<(MeteredEnergy, u64)>,
    failure: Cell<Option<ErrorKind>>,
    latency: Cell<Duration>,
    calls: Cell<u64>,
}

impl FakeMeter {
    /// Creates a meter that has counted nothing, without latency.
    pub fn new(world: &World) -> Self {
        let clock = world.clock();
        Self(Rc::new(State {
            energy: Cell::new((MeteredEnergy::default(), clock.nanos())),
            clock,
            voltage: Cell::new(Voltage::from_volts(230)),
            current: Cell::default(),
            active: Cell::default(),
            reactive: Cell::default(),
            frequency: Cell::new(Frequency::from_hertz(50)),
            failure: Cell::default(),
            latency: Cell::default(),
            calls: Cell::default(),
        }))
    }

    /// Sets the effective value of the voltage.
    pub fn set_voltage(&self, voltage: Voltage) {
        self.0.voltage.set(voltage);
    }

    /// Sets the effective value of the current. Apparent power is voltage times current.
    pub fn set_current(&self, current: Current) {
        self.0.current.set(current);
    }

    /// Sets the active power, positive while exporting, which is summed up from now on.
    pub fn set_active_power(&self, power: Power) {
        let energy = self.passed();
        self.0.energy.set((energy, self.0.clock.nanos()));
        self.0.active.set(power);
    }

    /// Sets the reactive power, positive while the exported current lags.
    pub fn set_reactive_power(&self, power: ReactivePower) {
        self.0.reactive.set(power);
    }

    /// Sets the frequency.
    pub fn set_frequency(&self, frequency: Frequency) {
        self.0.frequency.set(frequency);
    }

    /// Sets both sums of energy, which go on from there.
    pub fn set_energy(&self, energy: MeteredEnergy) {
        self.0.energy.set((energy, self.0.clock.nanos()));
    }

    /// Makes every call fail, or with `None` none. What flows is summed up meanwhile.
    pub fn fail(&self, failure: Option<ErrorKind>) {
        self.0.failure.set(failure);
    }

    /// Sets the latency that the meter states.
    pub fn set_latency(&self, latency: Duration) {
        self.0.latency.set(latency);
    }

    /// Returns how often the meter was called, by any trait.
    pub fn calls(&self) -> u64 {
        self.0.calls.get()
    }

    fn tell<T>(&self, value: impl FnOnce(&State) -> T) -> Result<T, ErrorKind> {
        self.0.calls.set(self.0.calls.get() + 1);
        self.0.failure.get().map_or_else(|| Ok(value(&self.0)), Err)
    }

    fn passed(&self) -> MeteredEnergy {
        let (energy, until) = self.0.energy.get();
        let time = Duration::from_nanos(self.0.clock.nanos().saturating_sub(until));
        let more = Energy::from_power_over(self.0.active.get(), time);
        let into = more.min(Energy::ZERO).saturating_neg();
        MeteredEnergy::new(
            energy.imported.saturating_add(into),
            energy.exported.saturating_add(more.max(Energy::ZERO)),
        )
    }
}

impl State {
    fn apparent(&self) -> ApparentPower {
        let power = Power::from_voltage_and_current(self.voltage.get(), self.current.get());
        ApparentPower::from_millivolt_amps(power.as_milliwatts())
    }

    /// Active over apparent power, zero without either.
    fn factor(&self) -> Ratio {
        let apparent = i64::from(self.apparent().as_millivolt_amps()).max(1);
        let ppm = i64::from(self.active.get().as_milliwatts()) * 1_000_000 / apparent;
        let most = i64::from(Ratio::ONE.as_ppm());
        Ratio::from_ppm(i32::try_from(ppm.clamp(-most, most)).unwrap_or(0))
    }
}

impl ErrorType for FakeMeter {
    type Error = ErrorKind;
}

impl Sensor for FakeMeter {
    fn latency(&self) -> Duration {
        self.0.latency.get()
    }
}

macro_rules! meters {
    ($($meter:ident::$method:ident -> $quantity:ty = |$state:ident| $value:expr;)+) => {$(
        impl blocking::$meter for FakeMeter {
            fn $method(&mut self) -> Result<$quantity, ErrorKind> {
                self.tell(|$state| $value)
            }
        }

        impl asynch::$meter for FakeMeter {
            async fn $method(&mut self) -> Result<$quantity, ErrorKind> {
                pend_once(false).await;
                self.tell(|$state| $value)
            }
        }
    )+};
}

meters! {
    VoltageMeter::rms_voltage -> Voltage = |state| state.voltage.get();
    CurrentMeter::rms_current -> Current = |state| state.current.get();
    ActivePowerMeter::active_power -> Power = |state| state.active.get();
    ReactivePowerMeter::reactive_power -> ReactivePower = |state| state.reactive.get();
    ApparentPowerMeter::apparent_power -> ApparentPower = |state| state.apparent();
    PowerFactorMeter::power_factor -> Ratio = |state| state.factor();
    FrequencyMeter::frequency -> Frequency = |state| state.frequency.get();
}

impl blocking::EnergyMeter for FakeMeter {
    fn active_energy(&mut self) -> Result<MeteredEnergy, ErrorKind> {
        self.tell(|_| self.passed())
    }
}

impl asynch::EnergyMeter for FakeMeter {
    async fn active_energy(&mut self) -> Result<MeteredEnergy, ErrorKind> {
        pend_once(false).await;
        self.tell(|_| self.passed())
    }
}
