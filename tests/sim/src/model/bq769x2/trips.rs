//! What follows from a trip, and from hearing the host.

use super::{
    Bq769x2, Mode,
    conf::{SECOND, bits},
    judge::ending,
    memory::at,
};

impl Bq769x2 {
    /// The host has spoken.
    pub(super) fn hear(&mut self) {
        self.heard = self.at;
        self.watch.restart(bits::HWDF, self.at);
        if self.open.traffic_ends_watchdog && self.watch.status & 1 << bits::HWDF != 0 {
            self.watch.status &= !(1 << bits::HWDF);
            self.refresh(self.at);
        }
    }

    /// Something has tripped.
    pub(super) fn trip(&mut self, tripped: u64, now: u64) {
        let has = |bit: u32| tripped & 1 << bit != 0;
        for (bit, slot) in [(bits::CUV, 0), (bits::COV, 1)] {
            if has(bit) {
                let cells = self.pins.inputs();
                let snapshot = self.snapshots.get_mut(slot);
                for (cell, voltage) in snapshot.into_iter().flatten().zip(cells) {
                    *cell = ending((voltage / 1_000).into());
                }
            }
        }
        for (source, latch, address, slot) in [
            (1 << bits::COV, bits::COVL, at::COVL_LIMIT, 0),
            (
                1 << bits::OCD1 | 1 << bits::OCD2 | 1 << bits::OCD3,
                bits::OCDL,
                at::OCDL_LIMIT,
                1,
            ),
            (1 << bits::SCD, bits::SCDL, at::SCDL_LIMIT, 2),
        ] {
            if tripped & source != 0 {
                self.count_trip(latch, address, slot, now);
            }
        }
        if tripped & bits::SHUTDOWN != 0 {
            self.want_shutdown(0, now);
        }
        if self.mode == Mode::Sleep {
            self.wake_up(now);
        }
    }

    /// Counts a trip towards its latch.
    fn count_trip(&mut self, latch: u32, address: u16, slot: usize, now: u64) {
        let [limit, decrement] = self.active.bytes(address);
        let Some(count) = self.counts.get_mut(slot) else {
            return;
        };
        let passed = now.saturating_sub(self.recovered_at);
        let forgiven = passed / (u64::from(decrement.max(1)) * SECOND);
        *count = count.saturating_sub(forgiven) + 1;
        if limit != 0 && *count >= u64::from(limit) && self.conf.enabled & 1 << latch != 0 {
            *count = 0;
            self.watch.status |= 1 << latch;
        }
    }

    /// OCDL_RECOVER, SCDL_RECOVER.
    pub(super) fn recover(&mut self, latch: u32) {
        self.watch.status &= !(1 << latch);
    }
}
