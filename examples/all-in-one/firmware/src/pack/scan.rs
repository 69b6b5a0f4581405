//! What is known of the cells, read once per round.

use super::{MOST_CELLS, MOST_TEMPERATURES, PackBoard, app::Pack};
use crate::Clock as _;
use hal_bms::{
    CellSet, SafetyStatus,
    asynch::{CellTemperatures as _, CellVoltages as _, OpenWireTest as _, SafetyMonitor as _},
};
use hal_power::{
    Error as _, ErrorKind, Input, Instant, Latest, Reading, Sensor as _, Temperature, Voltage,
    answered, asynch::CurrentSensor as _,
};

/// The last answers of the monitors.
#[derive(Debug)]
pub(super) struct Scan {
    cells: [Voltage; MOST_CELLS],
    temperatures: [Temperature; MOST_TEMPERATURES],
    /// How many of each there are.
    counts: (usize, usize),
    cells_read: Latest<()>,
    temperatures_read: Latest<()>,
    status: Latest<SafetyStatus>,
    pub(super) wires: Option<Reading<CellSet>>,
}

impl Scan {
    pub(super) const fn new(cells: usize, temperatures: usize) -> Self {
        Self {
            cells: [Voltage::ZERO; MOST_CELLS],
            temperatures: [Temperature::ZERO; MOST_TEMPERATURES],
            counts: (cells, temperatures),
            cells_read: Latest::new(),
            temperatures_read: Latest::new(),
            status: Latest::new(),
            wires: None,
        }
    }

    pub(super) fn cells(&self) -> Input<&[Voltage]> {
        let read = self.cells_read.input()?;
        let cells = self.cells.get(..self.counts.0);
        Ok(read.map(|()| cells.unwrap_or_default()))
    }

    pub(super) fn temperatures(&self) -> Input<&[Temperature]> {
        let read = self.temperatures_read.input()?;
        let temperatures = self.temperatures.get(..self.counts.1);
        Ok(read.map(|()| temperatures.unwrap_or_default()))
    }

    pub(super) const fn status(&self) -> Input<SafetyStatus> {
        self.status.input()
    }

    /// Sum of all cells, where they are known.
    pub(super) fn voltage(&self) -> Option<Voltage> {
        let cells = self.cells().ok()?.value.iter();
        Some(cells.fold(Voltage::ZERO, |sum, cell| sum.saturating_add(*cell)))
    }

    /// Hottest sensor, where it is known.
    pub(super) fn hottest(&self) -> Option<Temperature> {
        self.temperatures().ok()?.value.iter().copied().max()
    }
}

impl<B: PackBoard> Pack<B> {
    /// Asks the monitors for everything; for the wires, when they are due. Over a lost transfer the last values age.
    pub(super) async fn scan(&mut self) {
        let (cells, temperatures) = self.scan.counts;
        let (monitors, clock, scan) = (&mut self.ports.monitors, &self.ports.clock, &mut self.scan);
        let latency = monitors.latency();

        let before = clock.now();
        if let Some(into) = scan.cells.get_mut(..cells) {
            let answer = monitors.cell_voltages(into).await;
            scan.cells_read.keep(answered(answer, before, latency));
        }
        let before = clock.now();
        if let Some(into) = scan.temperatures.get_mut(..temperatures) {
            let answer = monitors.cell_temperatures(into).await;
            scan.temperatures_read
                .keep(answered(answer, before, latency));
        }
        let before = clock.now();
        let answer = monitors.safety_status().await;
        scan.status.keep(answered(answer, before, latency));
        let lost = [
            scan.cells_read.input().err(),
            scan.temperatures_read.input().err(),
            scan.status.input().err(),
        ];
        if lost.contains(&Some(ErrorKind::ConfigurationLost)) {
            self.protected = false;
        }
    }

    /// Asks for the string's current.
    pub(super) async fn measure(&mut self) {
        let before = self.now();
        let sensor = &mut self.ports.current;
        let answer = sensor.current().await;
        self.current
            .keep(answered(answer, before, sensor.latency()));
    }

    /// Tests the wires, if that is due and no cell is being discharged; at once where the cells' values are not to be trusted.
    pub(super) async fn test_wires(&mut self) {
        let now = self.now();
        let due = |last: Instant| now.saturating_since(last) >= self.settings.wires_every;
        let doubted = matches!(self.scan.cells(), Err(ErrorKind::Fault));
        let is_due = doubted || self.wires_tested.is_none_or(due);
        if !self.balanced.is_empty() || !is_due {
            return;
        }
        self.wires_tested = Some(now);
        match self.ports.monitors.open_wires().await {
            Ok(open) => self.scan.wires = Some(Reading::new(open, now)),
            Err(error) => self.protected &= error.kind() != ErrorKind::ConfigurationLost,
        }
    }
}
