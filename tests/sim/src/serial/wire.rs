//! The line: what is driven when, and which level that makes.

use alloc::vec::Vec;

/// A character that a port puts on the line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Character {
    pub(super) port: usize,
    pub(super) start: u64,
    pub(super) bit_time: u64,
    pub(super) bits: u64,
    /// Bit n is the level of the nth bit, high is rest.
    pub(super) levels: u16,
    /// The port does not hear the line meanwhile.
    pub(super) deaf: bool,
}

impl Character {
    pub(super) const fn end(&self) -> u64 {
        self.start + self.bits * self.bit_time
    }

    const fn covers(&self, at: u64) -> bool {
        self.start <= at && at < self.end()
    }

    /// Index of the bit at a time within the character.
    const fn bit(&self, at: u64) -> u64 {
        (at - self.start) / self.bit_time
    }

    const fn level(&self, at: u64) -> bool {
        self.levels >> self.bit(at) & 1 == 1
    }

    /// Returns where its next bit begins, or its end.
    const fn next_edge(&self, after: u64) -> Option<u64> {
        if after < self.start {
            Some(self.start)
        } else if self.covers(after) {
            Some(self.start + (self.bit(after) + 1) * self.bit_time)
        } else {
            None
        }
    }
}

/// A time in which the line is held.
#[derive(Debug, Clone, Copy)]
struct Held {
    from: u64,
    until: u64,
    high: bool,
}

/// All that still matters to a receiver. Where several drive, low wins.
#[derive(Debug, Default)]
pub(super) struct Wire {
    characters: Vec<Character>,
    held: Vec<Held>,
}

impl Wire {
    pub(super) fn drive(&mut self, character: Character) {
        self.characters.push(character);
    }

    /// Holds the line at a level from now on, or lets go.
    pub(super) fn hold(&mut self, at: u64, level: Option<bool>) {
        if let Some(held) = self.held.last_mut() {
            held.until = held.until.min(at);
        }
        if let Some(high) = level {
            let (from, until) = (at, u64::MAX);
            self.held.push(Held { from, until, high });
        }
    }

    /// Forgets what ended before.
    pub(super) fn forget(&mut self, before: u64) {
        self.characters.retain(|own| own.end() >= before);
        self.held.retain(|held| held.until >= before);
    }

    /// Returns the level that a port sees.
    pub(super) fn level(&self, port: usize, at: u64) -> bool {
        let mut high = true;
        for own in self.characters.iter().filter(|own| own.covers(at)) {
            if own.deaf && own.port == port {
                return true;
            }
            high &= own.level(at);
        }
        let held = self
            .held
            .iter()
            .find(|held| held.from <= at && at < held.until);
        held.map_or(high, |held| held.high)
    }

    /// Returns the first time from `from` on at which a port sees a level.
    pub(super) fn when(&self, port: usize, from: u64, high: bool) -> Option<u64> {
        let mut at = from;
        while self.level(port, at) != high {
            at = self.next_edge(at)?;
        }
        Some(at)
    }

    fn next_edge(&self, after: u64) -> Option<u64> {
        let characters = self.characters.iter();
        let held = self.held.iter().flat_map(|held| [held.from, held.until]);
        characters
            .filter_map(|own| own.next_edge(after))
            .chain(held.filter(|&at| at > after && at < u64::MAX))
            .min()
    }
}
