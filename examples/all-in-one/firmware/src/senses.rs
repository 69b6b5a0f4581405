//! The last answer of every sensor, read once per tick.

use crate::{Board, Clock, Ports, contact};
use hal_inverter::asynch::ActivePowerMeter as _;
use hal_power::{
    Current, Error as _, ErrorKind, Input, Instant, Latest, Positions, Power, Reading,
    ResidualCurrent, Sensor, Temperature, Voltage, answered,
    asynch::{
        ContactFeedback as _, CurrentSensor as _, PowerSensor as _, ResidualCurrentSensor as _,
        TemperatureSensor as _, VoltageSensor as _,
    },
};

/// One slot for each measurement.
#[derive(Debug)]
pub(crate) struct Senses {
    pub(crate) battery_voltage: Latest<Voltage>,
    pub(crate) battery_current: Latest<Current>,
    pub(crate) cells: Latest<Temperature>,
    pub(crate) link: Latest<Voltage>,
    pub(crate) grid: Latest<Voltage>,
    pub(crate) line_probe: Latest<Voltage>,
    pub(crate) neutral_probe: Latest<Voltage>,
    pub(crate) backup_voltage: Latest<Voltage>,
    pub(crate) backup_power: Latest<Power>,
    pub(crate) earth: Latest<Voltage>,
    /// Whether the neutral bond is closed.
    pub(crate) bond: Latest<bool>,
    pub(crate) meter: Latest<Power>,
    pub(crate) residual: Latest<ResidualCurrent>,
    pub(crate) pv_voltage: Latest<Voltage>,
    pub(crate) pv_power: Latest<Power>,
}

impl Senses {
    pub(crate) const fn new() -> Self {
        Self {
            battery_voltage: Latest::new(),
            battery_current: Latest::new(),
            cells: Latest::new(),
            link: Latest::new(),
            grid: Latest::new(),
            line_probe: Latest::new(),
            neutral_probe: Latest::new(),
            backup_voltage: Latest::new(),
            backup_power: Latest::new(),
            earth: Latest::new(),
            bond: Latest::new(),
            meter: Latest::new(),
            residual: Latest::new(),
            pv_voltage: Latest::new(),
            pv_power: Latest::new(),
        }
    }

    /// Asks every sensor once. Over a lost transfer the last value ages; any other failure takes its place.
    pub(crate) async fn sample<B: Board>(&mut self, ports: &mut Ports<B>) {
        let Ports {
            clock,
            battery,
            cells,
            link,
            grid,
            line_probe,
            neutral_probe,
            ..
        } = ports;
        macro_rules! ask {
            ($slot:ident: $sensor:ident.$method:ident()) => {
                let before = clock.now();
                let answer = $sensor.$method().await;
                self.$slot.keep(answered(answer, before, $sensor.latency()));
            };
        }
        ask!(battery_voltage: battery.voltage());
        ask!(battery_current: battery.current());
        ask!(cells: cells.temperature());
        ask!(link: link.voltage());
        ask!(grid: grid.voltage());
        ask!(line_probe: line_probe.voltage());
        ask!(neutral_probe: neutral_probe.voltage());
        let Ports {
            backup,
            earth,
            bond,
            meter,
            pv,
            ..
        } = ports;
        ask!(backup_voltage: backup.voltage());
        ask!(backup_power: backup.power());
        ask!(earth: earth.voltage());
        let before = clock.now();
        let positions = bond.positions().await;
        self.bond.keep(
            positions
                .map_err(|error| error.kind())
                .and_then(|positions| bond_of(positions, before)),
        );
        ask!(meter: meter.active_power());
        if let Some(pv) = pv {
            let input = &mut pv.input;
            ask!(pv_voltage: input.voltage());
            ask!(pv_power: input.power());
        }
        self.sample_residual(ports).await;
    }

    /// Asks the residual-current sensor alone.
    pub(crate) async fn sample_residual<B: Board>(&mut self, ports: &mut Ports<B>) {
        let before = ports.clock.now();
        let answer = ports.residual.residual_current().await;
        self.residual
            .keep(answered(answer, before, ports.residual.latency()));
    }
}

/// Whether the bond is closed, where that is known.
fn bond_of(positions: Positions, at: Instant) -> Input<bool> {
    let bond = contact::NEUTRAL_BOND;
    if positions.closed().is_closed(bond) {
        Ok(Reading::new(true, at))
    } else if positions.open().is_closed(bond) {
        Ok(Reading::new(false, at))
    } else {
        Err(ErrorKind::NotReady)
    }
}
