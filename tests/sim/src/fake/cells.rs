//! A monitor of battery cells that does as it is told.

mod halves;

use super::Failure;
use crate::{World, clock::Clock};
use alloc::{collections::VecDeque, rc::Rc, vec, vec::Vec};
use core::{
    cell::{Cell, RefCell},
    time::Duration,
};
use hal_bms::{CellLimits, CellSet, CellString, Limit, SafetyStatus};
use hal_power::{ErrorKind, ErrorType, Sensor, Temperature, Voltage};

/// Monitor with every trait of [`hal_bms`], blocking and async. Clones are the same monitor: give one away, turn the other.
///
/// Cells are at 3.3 V and everything at 25 °C; neighbours are allowed; discharging ends after 20 s; limits are kept as asked for.
/// An async call is pending once before anything happens.
///
/// # Examples
///
/// ```
/// use hal_bms::{CellSet, blocking::{Balancing, CellVoltages}};
/// use hal_power::{ErrorKind, Voltage};
/// use hal_power_sim::{FakeCells, World};
///
/// let knob = FakeCells::new(&World::new(), 4, 1);
/// let mut monitor = knob.clone();
/// let mut cells = [Voltage::ZERO; 4];
/// knob.set_cell(2, Ok(Voltage::from_millivolts(3_400)));
/// monitor.cell_voltages(&mut cells)?;
/// assert_eq!(cells[2], Voltage::from_millivolts(3_400));
/// monitor.balance(CellSet::only(2))?;
/// assert_eq!(knob.discharged(), CellSet::only(2));
/// knob.set_cell(0, Err(ErrorKind::Saturated));
/// assert_eq!(monitor.cell_voltages(&mut cells), Err(ErrorKind::Saturated));
/// # Ok::<(), ErrorKind>(())
/// ```
#[derive(Clone)]
pub struct FakeCells(Rc<State>);

struct State {
    clock: Clock,
    cells: RefCell<Vec<Result<Voltage, ErrorKind>>>,
    script: RefCell<VecDeque<Result<Vec<Voltage>, ErrorKind>>>,
    temperatures: RefCell<Vec<Result<Temperature, ErrorKind>>>,
    failure: Cell<Option<Failure>>,
    latency: Cell<Duration>,
    calls: Cell<u64>,
    neighbours: Cell<bool>,
    expires: Cell<Duration>,
    /// Cells, and until when in ns.
    discharged: Cell<(CellSet, u64)>,
    commands: RefCell<Vec<CellSet>>,
    open: Cell<CellSet>,
    steps: Cell<(Voltage, Duration)>,
    limits: Cell<Option<CellLimits>>,
    present: Cell<SafetyStatus>,
    latched: Cell<SafetyStatus>,
    latches: Cell<SafetyStatus>,
}

impl FakeCells {
    /// Creates a monitor of so many cells (1 to [`CellSet::MOST`]) and temperatures.
    pub fn new(world: &World, cells: usize, temperatures: usize) -> Self {
        Self(Rc::new(State {
            clock: world.clock(),
            cells: RefCell::new(vec![Ok(Voltage::from_millivolts(3_300)); cells]),
            script: RefCell::default(),
            temperatures: RefCell::new(vec![Ok(Temperature::from_celsius(25)); temperatures]),
            failure: Cell::default(),
            latency: Cell::default(),
            calls: Cell::default(),
            neighbours: Cell::new(true),
            expires: Cell::new(Duration::from_secs(20)),
            discharged: Cell::default(),
            commands: RefCell::default(),
            open: Cell::default(),
            steps: Cell::new((Voltage::from_microvolts(1), Duration::from_nanos(1))),
            limits: Cell::default(),
            present: Cell::default(),
            latched: Cell::default(),
            latches: Cell::new(!SafetyStatus::empty()),
        }))
    }

    /// Sets what a cell measures: a value, or a failure that leaves the call without any. Another cell than it has changes nothing.
    pub fn set_cell(&self, cell: usize, answer: Result<Voltage, ErrorKind>) {
        put(&self.0.cells, cell, answer);
    }

    /// Appends answers for the next readings of all cells, one each. After them [`set_cell`](Self::set_cell) holds again.
    pub fn script(&self, answers: impl IntoIterator<Item = Result<Vec<Voltage>, ErrorKind>>) {
        self.0.script.borrow_mut().extend(answers);
    }

    /// Sets what a sensor measures: a value, or a failure that leaves the call without any.
    pub fn set_temperature(&self, sensor: usize, answer: Result<Temperature, ErrorKind>) {
        put(&self.0.temperatures, sensor, answer);
    }

    /// Sets the latency that the monitor states.
    pub fn set_latency(&self, latency: Duration) {
        self.0.latency.set(latency);
    }

    /// Makes every call of every trait fail, or with `None` none.
    pub fn fail(&self, failure: Option<Failure>) {
        self.0.failure.set(failure);
    }

    /// Sets whether neighbours may be discharged together, and after which time discharging ends by itself.
    pub fn set_balancing(&self, neighbours: bool, expires_after: Duration) {
        self.0.neighbours.set(neighbours);
        self.0.expires.set(expires_after);
    }

    /// Returns which cells are discharged now.
    pub fn discharged(&self) -> CellSet {
        let (cells, until) = self.0.discharged.get();
        if self.0.clock.nanos() < until {
            cells
        } else {
            CellSet::NONE
        }
    }

    /// Returns the cells of every call of `balance` that the monitor heard, oldest first.
    pub fn commands(&self) -> Vec<CellSet> {
        self.0.commands.borrow().clone()
    }

    /// Sets which wires are open.
    pub fn set_open_wires(&self, wires: CellSet) {
        self.0.open.set(wires);
    }

    /// Sets the steps of limits; each is rounded to the step that is no looser.
    pub fn set_steps(&self, voltage: Voltage, delay: Duration) {
        self.0.steps.set((voltage, delay));
    }

    /// Returns the limits that are applied.
    pub fn limits(&self) -> Option<CellLimits> {
        self.0.limits.get()
    }

    /// Sets which findings stay until they are cleared: every one, until told.
    pub fn set_latches(&self, findings: SafetyStatus) {
        self.0.latches.set(findings);
    }

    /// Makes exactly these findings true from now on.
    pub fn set_findings(&self, present: SafetyStatus) {
        self.0.present.set(present);
        let latches = self.0.latches.get();
        let latched = self.0.latched.get().union(present.intersection(latches));
        self.0.latched.set(latched);
    }

    /// Returns how often the monitor was called, by any trait.
    pub fn calls(&self) -> u64 {
        self.0.calls.get()
    }

    /// Does what a call does, or fails before or after it.
    fn act<T>(&self, act: impl FnOnce() -> Result<T, ErrorKind>) -> Result<T, ErrorKind> {
        self.0.calls.set(self.0.calls.get() + 1);
        match self.0.failure.get() {
            Some(Failure::Before(kind)) => Err(kind),
            Some(Failure::After(kind)) => act().and(Err(kind)),
            None => act(),
        }
    }

    fn read_cells(&self, cells: &mut [Voltage]) -> Result<(), ErrorKind> {
        let own = self.0.cells.borrow();
        fits(cells.len(), own.len())?;
        self.act(|| match self.0.script.borrow_mut().pop_front() {
            Some(answer) => {
                let answer: Vec<_> = answer?.into_iter().map(Ok).collect();
                fits(answer.len(), cells.len())?;
                take(&answer, cells)
            }
            None => take(&own, cells),
        })
    }

    fn read_temperatures(&self, temperatures: &mut [Temperature]) -> Result<(), ErrorKind> {
        let own = self.0.temperatures.borrow();
        fits(temperatures.len(), own.len())?;
        self.act(|| take(&own, temperatures))
    }

    fn discharge(&self, cells: CellSet) -> Result<(), ErrorKind> {
        if cells
            .highest()
            .is_some_and(|cell| cell >= self.cell_count())
        {
            return Err(ErrorKind::OutOfRange);
        }
        if cells.has_neighbours() && !self.0.neighbours.get() {
            return Err(ErrorKind::Refused);
        }
        self.act(|| {
            let expires = u64::try_from(self.0.expires.get().as_nanos()).unwrap_or(u64::MAX);
            let until = self.0.clock.nanos().saturating_add(expires);
            self.0.discharged.set((cells, until));
            self.0.commands.borrow_mut().push(cells);
            Ok(())
        })
    }

    fn protect(&self, asked: &CellLimits) -> Result<CellLimits, ErrorKind> {
        let (over, under) = (asked.overvoltage, asked.undervoltage);
        if over.threshold <= under.threshold || under.threshold < Voltage::ZERO {
            return Err(ErrorKind::OutOfRange);
        }
        let (step, delay) = self.0.steps.get();
        let step = step.as_microvolts().max(1);
        let down = |voltage: Voltage| {
            voltage
                .as_microvolts()
                .div_euclid(step)
                .saturating_mul(step)
        };
        let up = down(
            under
                .threshold
                .saturating_add(Voltage::from_microvolts(step - 1)),
        );
        let applied = CellLimits::new(
            Limit::new(
                Voltage::from_microvolts(down(over.threshold)),
                short(over.delay, delay),
            ),
            Limit::new(Voltage::from_microvolts(up), short(under.delay, delay)),
        );
        self.act(|| {
            self.0.limits.set(Some(applied));
            Ok(applied)
        })
    }

    fn findings(&self) -> SafetyStatus {
        self.0.present.get().union(self.0.latched.get())
    }

    fn clear(&self) -> Result<(), ErrorKind> {
        self.act(|| {
            let present = self.0.present.get();
            self.0
                .latched
                .set(present.intersection(self.0.latches.get()));
            if present.is_empty() {
                Ok(())
            } else {
                Err(ErrorKind::Fault)
            }
        })
    }
}

/// A delay of whole steps, no longer than what was asked for.
fn short(asked: Duration, step: Duration) -> Duration {
    let (asked, step) = (asked.as_nanos(), step.as_nanos().max(1));
    let short = asked / step * step;
    Duration::from_nanos(u64::try_from(short).unwrap_or(u64::MAX))
}

fn fits(length: usize, count: usize) -> Result<(), ErrorKind> {
    if length == count {
        Ok(())
    } else {
        Err(ErrorKind::OutOfRange)
    }
}

fn put<T>(answers: &RefCell<Vec<Result<T, ErrorKind>>>, at: usize, answer: Result<T, ErrorKind>) {
    if let Some(place) = answers.borrow_mut().get_mut(at) {
        *place = answer;
    }
}

fn take<T: Copy>(answers: &[Result<T, ErrorKind>], values: &mut [T]) -> Result<(), ErrorKind> {
    for (value, answer) in values.iter_mut().zip(answers) {
        *value = (*answer)?;
    }
    Ok(())
}

impl ErrorType for FakeCells {
    type Error = ErrorKind;
}

impl Sensor for FakeCells {
    fn latency(&self) -> Duration {
        self.0.latency.get()
    }
}

impl CellString for FakeCells {
    fn cell_count(&self) -> usize {
        self.0.cells.borrow().len()
    }
}
