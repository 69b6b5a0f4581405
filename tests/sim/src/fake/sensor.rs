//! A sensor that says what it is told to.

use crate::executor::pend_once;
use alloc::{collections::VecDeque, rc::Rc};
use core::{
    cell::{Cell, RefCell},
    time::Duration,
};
use hal_power::{
    Charge, Current, Energy, ErrorKind, ErrorType, Power, Sensor, Temperature, Voltage,
};

/// Sensor of one quantity, blocking and async. Clones are the same sensor: give one away, turn the other.
///
/// An async reading is pending once before the sensor is asked.
///
/// # Examples
///
/// ```
/// use hal_power::{ErrorKind, Voltage, blocking::VoltageSensor};
/// use hal_power_sim::Fake;
///
/// let knob = Fake::new(Voltage::from_volts(48));
/// let mut sensor = knob.clone();
/// assert_eq!(sensor.voltage(), Ok(Voltage::from_volts(48)));
/// knob.set(Err(ErrorKind::Saturated));
/// assert_eq!(sensor.voltage(), Err(ErrorKind::Saturated));
/// ```
pub struct Fake<T>(Rc<State<T>>);

struct State<T> {
    answer: Cell<Result<T, ErrorKind>>,
    script: RefCell<VecDeque<Result<T, ErrorKind>>>,
    latency: Cell<Duration>,
    reads: Cell<u64>,
}

impl<T> Clone for Fake<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: Copy> Fake<T> {
    /// Creates a sensor that measures `value`, without latency.
    pub fn new(value: T) -> Self {
        Self(Rc::new(State {
            answer: Cell::new(Ok(value)),
            script: RefCell::default(),
            latency: Cell::new(Duration::ZERO),
            reads: Cell::new(0),
        }))
    }

    /// Sets what every reading gives, a value or a failure, from the end of the script on.
    pub fn set(&self, answer: Result<T, ErrorKind>) {
        self.0.answer.set(answer);
    }

    /// Appends answers for the next readings, one each. After them [`set`](Self::set) holds again.
    pub fn script(&self, answers: impl IntoIterator<Item = Result<T, ErrorKind>>) {
        self.0.script.borrow_mut().extend(answers);
    }

    /// Sets the latency that the sensor states.
    pub fn set_latency(&self, latency: Duration) {
        self.0.latency.set(latency);
    }

    /// Returns how often the sensor was read.
    pub fn reads(&self) -> u64 {
        self.0.reads.get()
    }

    fn read(&self) -> Result<T, ErrorKind> {
        self.0.reads.set(self.0.reads.get() + 1);
        let scripted = self.0.script.borrow_mut().pop_front();
        scripted.unwrap_or_else(|| self.0.answer.get())
    }
}

impl<T> ErrorType for Fake<T> {
    type Error = ErrorKind;
}

impl<T> Sensor for Fake<T> {
    fn latency(&self) -> Duration {
        self.0.latency.get()
    }
}

macro_rules! measures {
    ($($sensor:ident::$method:ident -> $quantity:ty),* $(,)?) => {$(
        impl hal_power::blocking::$sensor for Fake<$quantity> {
            fn $method(&mut self) -> Result<$quantity, ErrorKind> {
                self.read()
            }
        }

        impl hal_power::asynch::$sensor for Fake<$quantity> {
            async fn $method(&mut self) -> Result<$quantity, ErrorKind> {
                pend_once(false).await;
                self.read()
            }
        }
    )*};
}

measures! {
    VoltageSensor::voltage -> Voltage,
    CurrentSensor::current -> Current,
    PowerSensor::power -> Power,
    TemperatureSensor::temperature -> Temperature,
    EnergyCounter::energy -> Energy,
    ChargeCounter::charge -> Charge,
}
