use super::House;
use all_in_one_firmware::{
    BatteryWord,
    hal_power::Instant,
    pack::{InverterLink, Report},
};
use alloc::rc::Rc;

pub(crate) struct BatteryEnd(pub(super) Rc<House>);

impl InverterLink for BatteryEnd {
    fn tell(&mut self, now: Instant, report: &Report) {
        if !self.0.pack.cut.get() {
            let words = [
                BatteryWord::Limits(report.limits),
                BatteryWord::Leave(report.leave),
            ];
            self.0
                .words
                .borrow_mut()
                .extend(words.map(|word| (now, word)));
        }
    }

    fn heard(&mut self) -> Option<Instant> {
        Some(self.0.world.now())
    }
}
