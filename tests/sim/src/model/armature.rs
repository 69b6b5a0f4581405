//! What moves in a relay or contactor: an armature that a coil pulls, and the contact on it. Told the time by its owner.

use super::relay::{Defect, Sheet};
use core::time::Duration;

/// Half a period of a bounce.
const BOUNCE: u64 = 500_000;

/// A move of the armature.
#[derive(Debug, Clone, Copy)]
struct Move {
    /// When, in ns.
    at: u64,
    /// Where the contact was then.
    closed: bool,
}

#[derive(Debug)]
pub(super) struct Armature {
    pub(super) sheet: Sheet,
    pub(super) defect: Option<Defect>,
    drive: u16,
    pulled: bool,
    moved: Option<Move>,
}

impl Armature {
    pub(super) const fn new(sheet: Sheet) -> Self {
        Self {
            sheet,
            defect: None,
            drive: 0,
            pulled: false,
            moved: None,
        }
    }

    /// Drives the coil from `at`, in ns, on.
    pub(super) fn drive(&mut self, at: u64, drive: u16) {
        self.drive = drive;
        let pulled = if self.pulled {
            drive >= self.sheet.holds
        } else {
            drive >= self.sheet.picks_up
        };
        if pulled != self.pulled {
            let closed = self.swung(at);
            self.moved = Some(Move { at, closed });
            self.pulled = pulled;
        }
    }

    pub(super) const fn driven(&self) -> u16 {
        self.drive
    }

    pub(super) fn is_closed(&self, at: u64) -> bool {
        match self.defect {
            Some(Defect::Welded) => true,
            Some(Defect::StuckOpen) => false,
            None => self.swung(at),
        }
    }

    /// Returns when the contact may next change after `after`, defects aside.
    pub(super) fn next_edge(&self, after: u64) -> Option<u64> {
        let arrives = self.moved?.at.saturating_add(self.travel());
        let rests = arrives.saturating_add(nanos(self.sheet.bounce));
        if after < arrives {
            return Some(arrives);
        }
        let swings = (after - arrives) / BOUNCE;
        let next = arrives.saturating_add((swings + 1).saturating_mul(BOUNCE));
        (after < rests).then_some(next.min(rests))
    }

    fn travel(&self) -> u64 {
        nanos(if self.pulled {
            self.sheet.operate
        } else {
            self.sheet.release
        })
    }

    /// Where the armature has the contact.
    fn swung(&self, at: u64) -> bool {
        let Some(moved) = self.moved else {
            return false;
        };
        let since = at.saturating_sub(moved.at);
        let Some(arrived) = since.checked_sub(self.travel()) else {
            return moved.closed;
        };
        // a contact that never got away from where it is does not bounce there
        let away = moved.closed != self.pulled
            && arrived < nanos(self.sheet.bounce)
            && (arrived / BOUNCE) % 2 == 1;
        self.pulled != away
    }
}

pub(super) fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}
