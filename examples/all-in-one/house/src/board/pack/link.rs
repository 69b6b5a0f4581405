//! The CAN link between battery and inverter: a session of the battery's low-voltage protocol on either end.

use crate::settings::{LINK_KEEP_ALIVE, LINK_LIFE, LINK_PERIOD};
use all_in_one_firmware::{
    BatteryLink, BatteryWord, Clock,
    hal_power::{Current, Instant},
    pack::{InverterLink, Report},
};
use hal_power_sim::can::{CanBus, CanNode, NodeState, SimFrame};
use pylontech::{
    ConfigError, DischargeSign,
    lv::{
        Alarms, Battery, BatteryConfig, Conditions, Inverter, InverterConfig, LimitsLength,
        Measurement, Message, RequestFrame, Requests,
    },
};

/// Frames that wait in either controller.
const QUEUE: usize = 16;

/// A node of either end.
pub(super) fn node(bus: &CanBus) -> CanNode {
    let node = bus.node();
    node.set_mailboxes(QUEUE);
    node
}

/// Has a controller that left the bus come back to it.
fn come_back(node: &CanNode) {
    if node.state() == NodeState::BusOff {
        node.abort();
        node.recover();
    }
}

/// The battery's end.
pub(crate) struct BatteryEnd {
    node: CanNode,
    session: Battery,
    modules: u8,
}

impl BatteryEnd {
    pub(super) fn new(bus: &CanBus, modules: u8) -> Result<Self, ConfigError> {
        let sign = DischargeSign::Positive;
        let config = BatteryConfig::new(LINK_PERIOD, LINK_LIFE, LimitsLength::Eight, sign)?;
        Ok(Self {
            node: node(bus),
            session: Battery::new(config),
            modules,
        })
    }

    fn set(&mut self, now: Instant, report: &Report) {
        // limits that cannot be sent are not: the last ones fall silent
        let _ = self.session.set_limits(now, report.limits);
        let mut requests = Requests::empty();
        requests.set(
            Requests::CHARGE_ENABLE,
            report.limits.charge > Current::ZERO,
        );
        requests.set(
            Requests::DISCHARGE_ENABLE,
            report.limits.discharge > Current::ZERO,
        );
        self.session.set_requests(now, requests);
        let protection = if report.leave {
            Conditions::SYSTEM
        } else {
            Conditions::empty()
        };
        let alarms = Alarms::new(protection, Conditions::empty(), self.modules);
        self.session.set_alarms(now, alarms);
        let measured = (report.voltage, report.current, report.hottest);
        if let (Some(voltage), Some(current), Some(hottest)) = measured {
            let measured = Measurement::new(voltage, current, hottest);
            let _ = self.session.set_measurement(now, measured);
        }
    }
}

impl InverterLink for BatteryEnd {
    fn tell(&mut self, now: Instant, report: &Report) {
        come_back(&self.node);
        self.set(now, report);
        while self.node.pending() < QUEUE {
            let Some(frame) = self.session.poll::<SimFrame>(now) else {
                break;
            };
            if self.node.try_send(frame).is_err() {
                break;
            }
        }
    }

    fn heard(&mut self) -> Option<Instant> {
        while let Some((at, frame)) = self.node.try_receive() {
            self.session.on_frame(at, &frame);
        }
        self.session.heard()
    }
}

/// The inverter's end.
pub(crate) struct InverterEnd<C> {
    node: CanNode,
    session: Inverter,
    clock: C,
}

impl<C: Clock> InverterEnd<C> {
    pub(super) fn new(node: CanNode, clock: C) -> Result<Self, ConfigError> {
        let sign = DischargeSign::Positive;
        let config = InverterConfig::new(LINK_KEEP_ALIVE, sign, RequestFrame::Sent)?;
        Ok(Self {
            node,
            session: Inverter::new(config),
            clock,
        })
    }

    /// What a frame says. One that contradicts itself voids what it replaces.
    fn heed(&mut self, at: Instant, frame: &SimFrame) -> Option<(Instant, BatteryWord)> {
        let Ok(message) = self.session.on_frame(at, frame) else {
            return Some((at, BatteryWord::NoLimits));
        };
        match message? {
            Message::Alarms => {
                let alarms = self.session.alarms()?;
                let leave = !alarms.value.protection.is_empty();
                Some((alarms.at, BatteryWord::Leave(leave)))
            }
            Message::Limits | Message::Requests => Some(match self.session.limits() {
                Ok(limits) => (limits.at, BatteryWord::Limits(limits.value)),
                Err(_) => (at, BatteryWord::NoLimits),
            }),
            _ => None,
        }
    }
}

impl<C: Clock> BatteryLink for InverterEnd<C> {
    fn take(&mut self) -> Option<(Instant, BatteryWord)> {
        come_back(&self.node);
        if let Some(frame) = self.session.poll(self.clock.now()) {
            // one that is lost is sent again when the next is due
            let _ = self.node.try_send(frame);
        }
        while let Some((at, frame)) = self.node.try_receive() {
            if let Some(word) = self.heed(at, &frame) {
                return Some(word);
            }
        }
        None
    }
}
