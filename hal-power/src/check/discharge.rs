//! Judges whether everything that could be touched has discharged.

use super::ConfigError;
use crate::{ErrorKind, Input, Instant, Voltage};
use core::time::Duration;

/// What shows that a node's sensor lives.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct DischargeNode {
    live: Voltage,
    largest_fall: Option<Voltage>,
}

impl DischargeNode {
    /// Describes a node whose sensor is live once it has read `live` or more, either way round.
    pub const fn new(live: Voltage) -> Self {
        Self {
            live,
            largest_fall: None,
        }
    }

    /// Sets by how much two readings in a row may fall on the way below the limit. More is no discharge: a wire has come off.
    /// For nodes that hold charge; one that is dead as soon as its source is gone (AC) has no such figure.
    #[must_use]
    pub const fn with_largest_fall(mut self, fall: Voltage) -> Self {
        self.largest_fall = Some(fall);
        self
    }
}

/// The nodes that have to discharge, and the sources that could charge them.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct DischargeConfig<const NODES: usize, const SOURCES: usize> {
    limit: Voltage,
    nodes: [DischargeNode; NODES],
    sources: [Voltage; SOURCES],
    wait: Duration,
    max_age: Duration,
}

impl<const NODES: usize, const SOURCES: usize> DischargeConfig<NODES, SOURCES> {
    /// Describes the nodes, the voltage below which they are safe, the voltage from which on each source is present, and the
    /// stated time that has to pass since any was.
    ///
    /// # Errors
    ///
    /// [`ConfigError::NoLimit`] without nodes or sources, or with a limit of zero or below; [`ConfigError::Ambiguous`] for a node
    /// that counts as live below the limit.
    pub fn new(
        limit: Voltage,
        nodes: [DischargeNode; NODES],
        sources: [Voltage; SOURCES],
        wait: Duration,
        max_age: Duration,
    ) -> Result<Self, ConfigError> {
        let mut limits = sources.iter().chain([&limit]);
        if NODES == 0 || SOURCES == 0 || limits.any(|limit| *limit <= Voltage::ZERO) {
            return Err(ConfigError::NoLimit);
        }
        if nodes.iter().any(|node| node.live <= limit) {
            return Err(ConfigError::Ambiguous);
        }
        Ok(Self {
            limit,
            nodes,
            sources,
            wait,
            max_age,
        })
    }
}

/// What is known of one source. A command to open proves nothing here.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct DischargeSource {
    /// Voltage on the source's side of its contacts.
    pub voltage: Input<Voltage>,
    /// Whether its contacts were proven to isolate, and nothing has moved since.
    pub isolated: Input<bool>,
}

/// What a step of [`DischargeMonitor`] is told.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct DischargeInputs<const NODES: usize, const SOURCES: usize> {
    /// Voltage of each node, in the order of the configuration.
    pub nodes: [Input<Voltage>; NODES],
    /// Each source, in the order of the configuration.
    pub sources: [DischargeSource; SOURCES],
}

impl<const NODES: usize, const SOURCES: usize> DischargeInputs<NODES, SOURCES> {
    /// Creates inputs.
    pub const fn new(nodes: [Input<Voltage>; NODES], sources: [DischargeSource; SOURCES]) -> Self {
        Self { nodes, sources }
    }
}

/// Whether it may be touched, now. No token: the next moment may revoke it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Discharge {
    /// Every node is below the limit on a sensor that was seen live and has decayed, and the stated time has passed.
    Safe,
    /// Every node is below the limit; the stated time has not passed yet.
    Waiting {
        /// What is left of it, if no source comes back.
        remaining: Duration,
    },
    /// A node is at the limit or above.
    Live {
        /// The first such node.
        node: usize,
    },
    /// No node is seen live, and of this one nothing is known: its sensor is silent, or has not been seen live.
    Unknown {
        /// The first such node.
        node: usize,
    },
}

#[derive(Debug, Clone, Copy)]
struct Node {
    input: Input<Voltage>,
    /// Last value that could be used.
    last: Option<Voltage>,
    /// The sensor was seen live since a source last appeared.
    seen: bool,
}

/// Watches nodes and sources, and says whether everything has discharged.
///
/// A restart starts the stated time again and forgets which sensors were seen live, as it cannot know what happened meanwhile:
/// a node that was not energised since is [`Discharge::Unknown`], until it is, or until its sensor has passed a check of its own
/// that reaches the node's terminals ([`sensor_checked`](Self::sensor_checked)). So it is with a sensor once a source has
/// appeared that the node should follow: what was seen before shows nothing about now.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
pub struct DischargeMonitor<const NODES: usize, const SOURCES: usize> {
    config: DischargeConfig<NODES, SOURCES>,
    nodes: [Node; NODES],
    /// Which sources were measured present in the last step.
    measured: [bool; SOURCES],
    /// When a source was last present, or could not be judged.
    present: Instant,
    stepped: Instant,
}

impl<const NODES: usize, const SOURCES: usize> DischargeMonitor<NODES, SOURCES> {
    /// Creates a monitor that knows nothing. The stated time begins.
    pub const fn new(config: DischargeConfig<NODES, SOURCES>, now: Instant) -> Self {
        let unknown = Node {
            input: Err(ErrorKind::NotReady),
            last: None,
            seen: false,
        };
        Self {
            config,
            nodes: [unknown; NODES],
            measured: [false; SOURCES],
            present: now,
            stepped: now,
        }
    }

    /// Notes that a node's sensor has passed a check of its own just now. An index beyond the nodes changes nothing.
    pub fn sensor_checked(&mut self, node: usize) {
        if let Some(node) = self.nodes.get_mut(node) {
            node.seen = true;
        }
    }

    /// Takes one set of inputs. A pause longer than the age of readings starts the stated time again.
    pub fn step(&mut self, now: Instant, inputs: &DischargeInputs<NODES, SOURCES>) {
        let age = self.config.max_age;
        if now
            .checked_since(self.stepped)
            .is_none_or(|pause| pause > age)
        {
            self.present = now;
        }
        self.stepped = now;
        self.judge_sources(now, &inputs.sources);
        let limit = self.config.limit;
        let nodes = self.nodes.iter_mut().zip(&self.config.nodes);
        for ((node, config), input) in nodes.zip(inputs.nodes) {
            node.input = input;
            let Some(voltage) = value(input, now, age).map(Voltage::abs) else {
                continue;
            };
            let fall = node
                .last
                .replace(voltage)
                .map(|last| last.saturating_sub(voltage));
            let torn_off =
                matches!((fall, config.largest_fall), (Some(fall), Some(most)) if fall > most);
            if voltage >= config.live {
                node.seen = true;
            } else if voltage < limit && torn_off {
                node.seen = false;
            }
        }
    }

    /// Judges what was heard last, as it stands now.
    pub fn status(&self, now: Instant) -> Discharge {
        let age = self.config.max_age;
        let mut unknown = None;
        for (index, node) in self.nodes.iter().enumerate() {
            match value(node.input, now, age) {
                Some(voltage) if voltage.abs() >= self.config.limit => {
                    return Discharge::Live { node: index };
                }
                Some(_) if node.seen => {}
                _ => unknown = unknown.or(Some(index)),
            }
        }
        if let Some(node) = unknown {
            return Discharge::Unknown { node };
        }
        let passed = now.saturating_since(self.present);
        match self.config.wait.checked_sub(passed) {
            Some(remaining) if !remaining.is_zero() => Discharge::Waiting { remaining },
            _ => Discharge::Safe,
        }
    }

    /// A source is absent where its voltage is seen below its limit or its isolation is proven; else the time starts again. One
    /// that appears makes what the nodes' sensors have shown worthless.
    fn judge_sources(&mut self, now: Instant, sources: &[DischargeSource; SOURCES]) {
        let age = self.config.max_age;
        let states = self.measured.iter_mut().zip(&self.config.sources);
        for ((measured, limit), source) in states.zip(sources) {
            if value(source.isolated, now, age) == Some(true) {
                *measured = false;
                continue;
            }
            let voltage = value(source.voltage, now, age);
            if voltage.is_some_and(|voltage| voltage.abs() < *limit) {
                *measured = false;
                continue;
            }
            self.present = now;
            if voltage.is_some() && !core::mem::replace(measured, true) {
                for node in &mut self.nodes {
                    node.seen = false;
                }
            }
        }
    }
}

/// Returns the value of an input that can be used.
fn value<T>(input: Input<T>, now: Instant, max_age: Duration) -> Option<T> {
    input.ok()?.fresh(now, max_age).ok()
}

#[cfg(test)]
mod tests;
