//! The course of a gate.

use alloc::{collections::VecDeque, vec::Vec};
use hal_power::Voltage;

/// Edges that are kept.
const KEPT: usize = 256;

/// What a driver does to the gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drive {
    /// Held at the off level.
    Off,
    /// Held at the on level.
    On,
    /// Held at an intermediate voltage, in a two-level turn-off.
    Plateau(Voltage),
    /// Discharged slowly, in a soft turn-off.
    Soft,
    /// Let go.
    Floating,
}

/// A change of the drive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// When, in ns on the clock.
    pub at: u64,
    /// To what.
    pub drive: Drive,
}

/// The course of a gate: what was, and what will be while nothing is touched. Of the past, the last 256 edges are kept.
#[derive(Debug, Clone)]
pub struct Waveform {
    /// In order of time; never empty.
    edges: VecDeque<Edge>,
}

impl Waveform {
    pub(super) fn new(drive: Drive) -> Self {
        Self {
            edges: VecDeque::from([Edge { at: 0, drive }]),
        }
    }

    /// Returns the drive at a time.
    pub fn at(&self, nanos: u64) -> Drive {
        let before = self.edges.iter().rev().find(|edge| edge.at <= nanos);
        before
            .or(self.edges.front())
            .map_or(Drive::Off, |edge| edge.drive)
    }

    /// Returns all edges that are kept, the future ones too, in order of time.
    pub fn edges(&self) -> Vec<Edge> {
        self.edges.iter().copied().collect()
    }

    /// Returns the edges from a time on.
    pub fn edges_from(&self, nanos: u64) -> Vec<Edge> {
        let from = self.edges.iter().filter(|edge| edge.at >= nanos);
        from.copied().collect()
    }

    pub(super) fn last(&self) -> Edge {
        let none = Edge {
            at: 0,
            drive: Drive::Off,
        };
        self.edges.back().copied().unwrap_or(none)
    }

    /// Returns when the gate was last turned on, and when it is no longer.
    pub(in crate::model) fn last_on(&self) -> Option<(u64, u64)> {
        let mut end = u64::MAX;
        for edge in self.edges.iter().rev() {
            if edge.drive == Drive::On {
                return Some((edge.at, end));
            }
            end = edge.at;
        }
        None
    }

    /// Forgets what is to come from a time on.
    pub(super) fn cut(&mut self, from: u64) {
        while self.edges.len() > 1 && self.edges.back().is_some_and(|edge| edge.at >= from) {
            self.edges.pop_back();
        }
    }

    /// Changes the drive from a time on.
    pub(super) fn push(&mut self, at: u64, drive: Drive) {
        self.cut(at);
        if self.last().drive != drive {
            self.edges.push_back(Edge { at, drive });
        }
        if self.edges.len() > KEPT {
            self.edges.pop_front();
        }
    }
}
