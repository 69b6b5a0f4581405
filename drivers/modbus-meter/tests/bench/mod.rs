//! A meter on a simulated line, and the port that a driver has on it.

use core::{cell::RefCell, time::Duration};
use std::rc::Rc;

use hal_power_sim::{
    SerialBus, SerialPort, World,
    device::SerialDevice,
    model::modbus_meter::{Kind, ModbusMeter, Open},
    serial::{Format, SerialError},
};
use modbus_meter::{Config, ConfigError, Direction, Line, asynch, blocking};

/// Address of the meter.
pub(crate) const ADDRESS: u8 = 1;
/// ns of a character at 9600 baud.
const CHARACTER: u64 = 1_041_670;
/// Longest time until a reply begins, as configured.
pub(crate) const RESPONSE: Duration = Duration::from_millis(50);

/// Virtual time as a driver's delay.
#[derive(Clone)]
pub(crate) struct Pause(World);

impl blocking::Delay for Pause {
    fn delay(&mut self, time: Duration) {
        self.0.clock().advance(time);
    }
}

impl asynch::Delay for Pause {
    async fn delay(&mut self, time: Duration) {
        let micros = u32::try_from(time.as_nanos().div_ceil(1_000)).unwrap_or(u32::MAX);
        embedded_hal_async::delay::DelayNs::delay_us(&mut self.0.delay(), micros).await;
    }
}

/// One meter, and a port for its driver.
pub(crate) struct Bench {
    pub(crate) world: World,
    pub(crate) bus: SerialBus,
    pub(crate) host: SerialPort,
    pub(crate) meter: ModbusMeter,
}

impl Bench {
    pub(crate) fn new(kind: Kind, format: Format, open: Open) -> Self {
        let world = World::new();
        let bus = world.serial();
        bus.set_format(format);
        let host = bus.port();
        let meter = ModbusMeter::new(&bus, kind, ADDRESS, open);
        Self {
            world,
            bus,
            host,
            meter,
        }
    }

    pub(crate) fn pause(&self) -> Pause {
        Pause(self.world.clone())
    }

    /// Lets another talk, so long from now.
    #[allow(dead_code, reason = "not every test has another")]
    pub(crate) fn talk(&self, after: Duration, bytes: &[u8]) {
        let now = self.world.clock().nanos();
        self.attach(Talker {
            due: Some(now + nanos(after)),
            ..Talker::new(None, bytes)
        });
    }

    /// Lets another talk, so long after each request.
    #[allow(dead_code, reason = "not every test has another")]
    pub(crate) fn talk_after_requests(&self, after: Duration, bytes: &[u8]) {
        self.attach(Talker::new(Some(nanos(after)), bytes));
    }

    fn attach(&self, talker: Talker) {
        self.bus.attach(&Rc::new(RefCell::new(talker)));
    }

    #[allow(dead_code, reason = "suites let time pass by themselves")]
    pub(crate) fn pass(&self, time: Duration) {
        self.world.clock().advance(time);
    }
}

/// Another on the line, that talks at a time, or so long after each request: eight characters behind a silence.
struct Talker {
    due: Option<u64>,
    after: Option<u64>,
    last: u64,
    heard: u32,
    bytes: Vec<u8>,
}

impl Talker {
    fn new(after: Option<u64>, bytes: &[u8]) -> Self {
        Self {
            due: None,
            after,
            last: 0,
            heard: 0,
            bytes: bytes.to_vec(),
        }
    }
}

impl SerialDevice for Talker {
    fn receive(&mut self, at: u64, _character: Result<u8, SerialError>) {
        let is_new = at.saturating_sub(self.last) > 3 * CHARACTER;
        (self.last, self.heard) = (at, if is_new { 1 } else { self.heard + 1 });
        // A reply has nine characters, or of one register seven.
        if self.heard == 8 {
            self.due = self.after.map(|after| at + after).or(self.due);
        }
    }

    fn next_change(&mut self) -> Option<u64> {
        self.due
    }

    fn act(&mut self, _at: u64) -> Vec<u8> {
        self.due = None;
        self.bytes.clone()
    }
}

fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

/// A meter at that address, that counts import as positive and takes 80 registers at once.
pub(crate) fn config(format: Format) -> Result<Config, ConfigError> {
    let line = Line::new(format.baud(), RESPONSE)?;
    Config::new(line, ADDRESS, 80, Direction::ImportPositive, Duration::ZERO)
}
