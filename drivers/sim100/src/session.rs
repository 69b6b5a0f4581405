//! The session.

use embedded_can::Frame;
use hal_power::{Instant, Insulation, Reading, Resistance, Voltage};

use crate::{
    Battery, Capacitance, Config, Errors, FrameError, Item, NoInsulation, Poles, State, Status,
    codec::{self, Answer},
    estimate::Estimate,
    heard::Heard,
    schedule::{Next, Schedule},
};

/// The host of one SIM100, and its only one: who else asks takes the newness of estimates away.
///
/// What [`poll`](Self::poll) gives goes onto the bus, and every frame from there to [`on_frame`](Self::on_frame). It asks for the
/// resistances every period, and for all else when they are new. What was heard stays, with its time, until the part falls silent.
#[derive(Debug, Clone)]
pub struct Sim100 {
    config: Config,
    schedule: Schedule,
    estimate: Estimate,
    heard: Heard,
    /// When the first question was asked that was answered; `None` while the part is not heard.
    since: Option<Instant>,
    is_restart_due: bool,
    /// The most that the battery may have is still to be set.
    is_setting_due: bool,
}

impl Sim100 {
    /// Creates a session that has heard nothing.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self {
            config,
            schedule: Schedule::new(config.times, config.part_name.is_some()),
            estimate: Estimate::new(config.times.estimate),
            heard: Heard::default(),
            since: None,
            is_restart_due: false,
            is_setting_due: true,
        }
    }

    /// Has the part start anew with the next [`poll`](Self::poll). What was heard is void.
    pub fn restart(&mut self) {
        self.is_restart_due = true;
        self.schedule.restart();
        self.lose(NoInsulation::NotHeard);
    }

    /// Takes a frame from the bus, and returns what it was about; `None` for every other, and for an answer that was not asked for,
    /// whose age is not known.
    ///
    /// # Errors
    ///
    /// Every [`FrameError`]: the answer counts as not heard, and is asked for again after the time-out.
    pub fn on_frame<F: Frame>(&mut self, frame: &F) -> Result<Option<Item>, FrameError> {
        let Some(answer) = codec::decode(frame)? else {
            return Ok(None);
        };
        let item = answer.item();
        let Some(asked) = self.schedule.answered(item) else {
            return Ok(None);
        };
        if self.since.is_none() {
            self.estimate.heard();
        }
        let since = *self.since.get_or_insert(asked);
        match answer {
            Answer::Resistances(poles) => {
                if self.estimate.take(poles, asked, since) {
                    self.schedule.ask_details();
                }
                if poles.status.contains(Status::HARDWARE_ERROR) {
                    self.schedule.ask_errors();
                }
            }
            other => self.heard.take(other, asked, self.estimate.at(asked)),
        }
        if self.is_setting_due && self.identified().is_ok() {
            self.is_setting_due = false;
            self.schedule.ask_max_voltage();
        }
        Ok(Some(item))
    }

    /// Returns whether the part is the one that is expected.
    fn identified(&self) -> Result<(), NoInsulation> {
        let Some(expected) = self.config.part_name else {
            return Ok(());
        };
        match self.part_name() {
            Some(name) if name == expected => Ok(()),
            Some(_) => Err(NoInsulation::OtherPart),
            None => Err(NoInsulation::Unidentified),
        }
    }

    /// Returns the next frame that is to be sent, to be called until there is none: `None` too where `F` cannot be made.
    pub fn poll<F: Frame>(&mut self, now: Instant) -> Option<F> {
        if core::mem::take(&mut self.is_restart_due) {
            return codec::restart();
        }
        let mut next = self.schedule.next(now);
        if next == Next::Silent {
            self.lose(NoInsulation::Silent);
            next = self.schedule.next(now);
        }
        match next {
            Next::Ask(Item::MaxVoltage) => codec::set_max_voltage(self.config.max_voltage),
            Next::Ask(item) => codec::request(item),
            Next::Wait | Next::Silent => None,
        }
    }

    /// Returns when [`poll`](Self::poll) has to be called next, at the latest.
    #[must_use]
    pub fn due(&self) -> Instant {
        if self.is_restart_due {
            return Instant::ORIGIN;
        }
        self.schedule.due()
    }

    fn lose(&mut self, missing: NoInsulation) {
        self.estimate.void(missing);
        self.heard = Heard::default();
        self.since = None;
        self.is_setting_due = true;
    }

    /// Returns the insulation of the last new estimate, as old as the estimate may be: both poles in parallel, and where one fault
    /// would lie that looks like this. A pole beyond its range of 2 MΩ counts as 2 MΩ, so that the total is the least there is.
    ///
    /// # Errors
    ///
    /// Every [`NoInsulation`]. The estimate itself, whatever it is worth, is in [`resistances`](Self::resistances).
    pub fn insulation(&self) -> Result<Reading<Insulation>, NoInsulation> {
        if self.since.is_some() {
            self.identified()?;
        }
        match self.heard.max_voltage {
            Some(set) if set.value != self.config.max_voltage => {
                return Err(NoInsulation::MaxVoltage(set.value));
            }
            _ => {}
        }
        self.estimate.insulation(self.config.ceiling)
    }

    /// Returns the last answer about the resistances, new or not, and whatever it is worth: its status tells.
    #[must_use]
    pub const fn resistances(&self) -> Option<Poles<Resistance>> {
        self.estimate.last()
    }

    /// Returns the capacitances, as old as the estimate may be.
    #[must_use]
    pub const fn capacitances(&self) -> Option<Reading<Poles<Capacitance>>> {
        self.heard.capacitances
    }

    /// Returns the voltages of the poles as the part sends them, in V, as old as the estimate may be. Sources differ in their sign.
    #[must_use]
    pub const fn voltages(&self) -> Option<Reading<Poles<u16>>> {
        self.heard.voltages
    }

    /// Returns the voltage between the poles, as old as the estimate may be.
    #[must_use]
    pub const fn battery(&self) -> Option<Reading<Battery>> {
        self.heard.battery
    }

    /// Returns the insulation as the part judges it, as old as the estimate may be.
    #[must_use]
    pub const fn state(&self) -> Option<Reading<State>> {
        self.heard.state
    }

    /// Returns what is broken, and when it was asked for.
    #[must_use]
    pub const fn errors(&self) -> Option<Reading<Errors>> {
        self.heard.errors
    }

    /// Returns the bytes of the temperature, whose scale could not be verified.
    #[must_use]
    pub const fn temperature(&self) -> Option<Reading<[u8; 4]>> {
        self.heard.temperature
    }

    /// Returns the most that the battery may have, as the part repeated it, and when it was set; a part may not repeat it.
    #[must_use]
    pub const fn max_voltage(&self) -> Option<Reading<Voltage>> {
        self.heard.max_voltage
    }

    /// Returns the part name once it is whole.
    #[must_use]
    pub fn part_name(&self) -> Option<[u8; 16]> {
        self.heard.name.text()
    }

    /// Returns the version once it is whole, uninterpreted.
    #[must_use]
    pub fn version(&self) -> Option<[u8; 12]> {
        self.heard.version.text()
    }

    /// Returns the serial number once it is whole, uninterpreted.
    #[must_use]
    pub fn serial_number(&self) -> Option<[u8; 16]> {
        self.heard.serial.text()
    }
}
